#include "lab/read.h"

#include <string.h>

static void read_statement(const struct lab_reader *reader, const yaml_node_t *node) {
    static const char *const known[] = {"name", "text", "claim", "where", "declared", NULL};
    struct lab *lab = reader->lab;
    struct lab_place place = {reader, node, "a statement"};
    if (!yaml_is_mapping(reader->yaml, node, place.what, reader->diag))
        return;
    const char *name = lab_place_name(&place);
    if (!name)
        return;
    place.what = arena_printf(reader->arena, "statement '%s'", name);
    for (int i = 0; i < lab->statement_count; i++)
        if (strcmp(lab->statements[i].name, name) == 0)
            diag_report(reader->diag, SEVERITY_ERROR, yaml_text_pos(reader->yaml, lab_place_member(&place, "name")),
                        "%s is defined twice; the first is on line %d", place.what, lab->statements[i].pos.line);
    yaml_check_keys(reader->yaml, node, known, place.what, reader->diag);
    struct lab_statement statement = {.name = name, .pos = yaml_pos(reader->yaml, node)};
    statement.text = lab_place_text(&place, "text");
    if (!lab_place_member(&place, "text"))
        lab_place_needs(&place, node, "the key 'text': what is stated, in words");
    if (!lab_place_member(&place, "claim"))
        lab_place_needs(&place, node, "the key 'claim': the condition that it states");
    statement.claim = lab_place_expr(&place, "claim", true);
    statement.where = lab_place_expr(&place, "where", true);
    statement.declared = lab_place_text(&place, "declared");
    lab->statements[lab->statement_count++] = statement;
}

void lab_read_statements(const struct lab_reader *reader, const yaml_node_t *list) {
    if (!yaml_is_sequence(reader->yaml, list, "statements", reader->diag))
        return;
    reader->lab->statements = arena_array(reader->arena, yaml_item_count(list), sizeof *reader->lab->statements);
    for (size_t i = 0; i < yaml_item_count(list); i++)
        read_statement(reader, yaml_item(reader->yaml, list, i));
}
