#include "lab/read.h"

#include <string.h>

/* Reads `[minimum, maximum]` for an input, and gives it these bounds. */
static void read_bounds(struct lab *lab, const struct quantity *input, struct yaml_value value) {
    struct yaml_list list = yaml_list(value);
    if (list.count != 2) {
        yaml_report(value, "the bounds of '%s' are two values, `[minimum, maximum]`", input->name);
        return;
    }
    double bounds[2];
    for (size_t i = 0; i < 2; i++)
        bounds[i] = quantity_read_value(input, yaml_item(&list, i, i ? "the maximum" : "the minimum"), input->value);
    double usual = input->kind == QUANTITY_CONSTANT ? input->value : input->initial;
    if (!(bounds[0] < bounds[1]))
        yaml_report(value, "the minimum of '%s' is not below its maximum", input->name);
    else if (usual < bounds[0] || usual > bounds[1])
        yaml_report(value, "the %s of '%s' is not within these bounds",
                    input->kind == QUANTITY_CONSTANT ? "value" : "default", input->name);
    else
        model_open_input(lab->model, input, bounds[0], bounds[1]);
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
        else if (!input->flawed)
            read_bounds(lab, input, entry);
    }
}
