#include "lab/read.h"

#include <float.h>
#include <string.h>

static void read_scenario(struct lab *lab, struct yaml_value value) {
    static const struct yaml_range swing = {DBL_EPSILON - 1, DBL_MAX, YAML_PERCENT,
                                            "a percentage above -100%, such as 20% or -20%"};
    struct yaml_mapping mapping = yaml_mapping(value, "a scenario");
    struct yaml_value named = yaml_needed(&mapping, "name", "");
    const char *name = yaml_text(named);
    if (!name)
        return;
    if (!*name)
        yaml_report(named, "the name is empty");
    yaml_call(&mapping, arena_printf(lab->arena, "scenario '%s'", name));
    struct lab_scenario *scenario = &lab->scenarios[lab->scenario_count++];
    *scenario = (struct lab_scenario){.name = name, .pos = yaml_pos(value)};
    scenario->swings = arena_array(lab->arena, (size_t)lab->model->count + 1, sizeof *scenario->swings);
    struct yaml_mapping swings = yaml_mapping(yaml_member(&mapping, "swings"), mapping.what);
    for (size_t i = 0; i < yaml_entry_count(&swings); i++) {
        struct yaml_value key, entry = yaml_entry(&swings, i, &key);
        const struct quantity *quantity = lab_read_parameter(lab, key);
        double share = yaml_number(entry, &swing, 0);
        if (quantity)
            scenario->swings[quantity->ordinal] = share;
    }
    yaml_done(&mapping);
}

void lab_read_scenarios(struct lab *lab, struct yaml_value value) {
    struct yaml_list list = yaml_list(value);
    lab->scenarios = arena_array(lab->arena, list.count + 1, sizeof *lab->scenarios);
    for (size_t i = 0; i < list.count; i++)
        read_scenario(lab, yaml_item(&list, i, "a scenario"));
}
