#include "lab/read.h"

#include <string.h>

/* Reads `[minimum, maximum]` for an input, perhaps with the step of its values, and gives it these. */
static void read_bounds(struct lab *lab, const struct quantity *input, struct yaml_value value) {
    static const char *const parts[] = {"the minimum", "the maximum", "the step"};
    struct yaml_list list = yaml_is_list(value) ? yaml_list(value) : (struct yaml_list){0};
    if (list.count != 2 && list.count != 3) {
        yaml_report(value, "the bounds of '%s' are two values, `[minimum, maximum]`, and perhaps a step", input->name);
        return;
    }
    double bounds[3] = {0, 0, input->step};
    for (size_t i = 0; i < list.count; i++)
        bounds[i] = quantity_read_value(input, yaml_item(&list, i, parts[i]), input->value);
    double usual = input->kind == QUANTITY_CONSTANT ? input->value : input->initial;
    const struct quantity open = {.minimum = bounds[0], .maximum = bounds[1], .step = bounds[2]};
    if (!(bounds[0] < bounds[1]))
        yaml_report(value, "the minimum of '%s' is not below its maximum%s", input->name,
                    bounds[0] == bounds[1] && input->kind == QUANTITY_PARAMETER
                        ? "; `{minimum: ..., maximum: ..., default: ...}` gives it one value"
                        : "");
    else if (usual < bounds[0] || usual > bounds[1])
        yaml_report(value, "the %s of '%s' is not within these bounds",
                    input->kind == QUANTITY_CONSTANT ? "value" : "default", input->name);
    else if (bounds[2] < 0)
        yaml_report(value, "the step of '%s' is below 0", input->name);
    else if (quantity_step_flaw(&open))
        yaml_report(value, "the step %.15g %s", bounds[2], quantity_step_flaw(&open));
    else if (input->kind == QUANTITY_PARAMETER && !quantity_on_grid(&open, usual))
        yaml_report(value,
                    "the default %.15g of '%s' is off the grid that begins at %.15g in steps of %.15g; write another "
                    "minimum, or a step behind the bounds",
                    usual, input->name, bounds[0], bounds[2]);
    else
        model_open_input(lab->model, input, bounds);
}

/* Reads what a lab changes of a parameter: {values: 2^k, minimum: 8, maximum: 1024, default: 64}. */
static void read_change(struct lab *lab, const struct quantity *input, struct yaml_value key, struct yaml_value value) {
    if (input->kind == QUANTITY_CONSTANT) {
        yaml_report(key, "'%s' is a constant; only its bounds, `[minimum, maximum]`, make it an input", input->name);
        return;
    }
    struct yaml_mapping change = yaml_mapping(value, arena_printf(lab->arena, "input '%s'", input->name));
    model_change_input(lab->model, &change, input);
    yaml_done(&change);
}

void lab_read_inputs(struct lab *lab, struct yaml_value value) {
    struct yaml_mapping inputs = yaml_mapping(value, NULL);
    for (size_t i = 0; i < yaml_entry_count(&inputs); i++) {
        struct yaml_value key, entry = yaml_entry(&inputs, i, &key);
        const struct quantity *input = model_find(lab->model, key);
        if (!input)
            continue;
        if (input->kind == QUANTITY_EQUATION)
            yaml_report(key, "'%s' is an equation; `inputs` lists parameters and constants", input->name);
        else if (!input->flawed && yaml_is_mapping(entry))
            read_change(lab, input, key, entry);
        else if (!input->flawed)
            read_bounds(lab, input, entry);
    }
}
