#include "lab/read.h"

#include <string.h>

/* Reads how far a parameter swings, such as `-20%`. */
static bool read_swing(const char *text, double *swing) {
    bool percent;
    return number_parse_share(text, strlen(text), swing, &percent) && percent && *swing > -1;
}

static void read_swings(const struct lab_reader *reader, const yaml_node_t *swings, struct lab_scenario *scenario) {
    const struct lab *lab = reader->lab;
    if (!yaml_is_mapping(reader->yaml, swings, "swings", reader->diag))
        return;
    for (size_t i = 0; i < yaml_pair_count(swings); i++) {
        yaml_node_t *value, *key = yaml_pair(reader->yaml, swings, i, &value);
        const char *name = yaml_text(reader->yaml, key, "a parameter", reader->diag);
        const char *text = yaml_text(reader->yaml, value, "a swing", reader->diag);
        const char *what = arena_printf(reader->arena, "scenario '%s': ", scenario->name);
        const struct quantity *quantity =
            name ? model_find(lab->model, name, what, yaml_pos(reader->yaml, key), reader->diag) : NULL;
        if (quantity && quantity->kind != QUANTITY_PARAMETER) {
            diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, key), "%s'%s' is not a parameter", what,
                        name);
            continue;
        }
        double swing = 0;
        if (text && !read_swing(text, &swing))
            diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, value),
                        "scenario '%s': '%s' must be a percentage above -100%%, such as 20%% or -20%%", scenario->name,
                        text);
        else if (quantity)
            scenario->swings[quantity->ordinal] = swing;
    }
}

void lab_read_scenarios(const struct lab_reader *reader, const yaml_node_t *list) {
    static const char *const known[] = {"name", "swings", NULL};
    struct lab *lab = reader->lab;
    if (!list || !yaml_is_sequence(reader->yaml, list, "scenarios", reader->diag))
        return;
    size_t count = yaml_item_count(list);
    lab->scenarios = arena_array(reader->arena, count + 1, sizeof *lab->scenarios);
    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *node = yaml_item(reader->yaml, list, i);
        if (!yaml_is_mapping(reader->yaml, node, "a scenario", reader->diag) ||
            !yaml_check_keys(reader->yaml, node, known, "a scenario", reader->diag))
            continue;
        const yaml_node_t *name = yaml_member(reader->yaml, node, "name");
        const char *text = name ? yaml_text(reader->yaml, name, "name", reader->diag) : NULL;
        if (!text || !*text) {
            diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, node), "a scenario needs a name");
            continue;
        }
        struct lab_scenario *scenario = &lab->scenarios[lab->scenario_count++];
        *scenario =
            (struct lab_scenario){.name = arena_strdup(reader->arena, text), .pos = yaml_pos(reader->yaml, node)};
        scenario->swings = arena_array(reader->arena, (size_t)lab->model->count + 1, sizeof *scenario->swings);
        read_swings(reader, yaml_member(reader->yaml, node, "swings"), scenario);
    }
}
