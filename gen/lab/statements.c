#include "lab/read.h"

#include <string.h>

static void read_statement(struct lab *lab, struct yaml_value value) {
    struct yaml_mapping mapping = yaml_mapping(value, "a statement");
    const char *name = lab_read_name(&mapping, "statement");
    if (!name)
        return;
    for (int i = 0; i < lab->statement_count; i++)
        if (strcmp(lab->statements[i].name, name) == 0)
            lab_report_twice(&mapping, lab->statements[i].pos);
    lab->statements[lab->statement_count++] = (struct lab_statement){
        .name = name,
        .pos = yaml_pos(value),
        .text = yaml_text(yaml_needed(&mapping, "text", ": what is stated, in words")),
        .claim = lab_read_expr(lab, yaml_needed(&mapping, "claim", ": the condition that it states"), true),
        .where = lab_read_expr(lab, yaml_member(&mapping, "where"), true),
        .declared = yaml_text(yaml_member(&mapping, "declared"))};
    yaml_done(&mapping);
}

void lab_read_statements(struct lab *lab, struct yaml_value value) {
    struct yaml_list list = yaml_list(value);
    lab->statements = arena_array(lab->arena, list.count, sizeof *lab->statements);
    for (size_t i = 0; i < list.count; i++)
        read_statement(lab, yaml_item(&list, i, "a statement"));
}
