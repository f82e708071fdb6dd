/* Models: a whole model file, checked and evaluated for its defaults, with everything that is made of its equations. */
#include "engine/fuzz.h"
#include "language/language.h"

#include <string.h>

static void use(struct fuzz_input *input, const struct model *model) {
    size_t count = (size_t)model->count;
    double *values = arena_array(input->arena, count + 1, sizeof *values);
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->kind == QUANTITY_PARAMETER)
            values[i] = model->quantities[i]->initial;
    machine_run_all(machine_new(input->arena, program_new_all(input->arena, model), 1), 1, values);
    struct text out = {0};
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        struct number_format format = quantity->format;
        format.with_unit = true;
        number_print(&out, values[i], format, quantity_word(quantity, values[i], format, &number_locale_english),
                     &number_locale_english);
        if (!quantity->expr)
            continue;
        expr_print(&out, quantity->expr);
        formula_print(&out, quantity->expr, NULL, NULL);
        maths_print(&out, maths_solution(input->arena, model, quantity, values, &number_locale_english));
    }
    text_free(&out);
    fuzz_reach();
}

/* What the file says is its model's name, as far as it is a plain word: files are named like their models. */
static const char *name_of(struct fuzz_input *input) {
    static const char key[] = "model: ";
    const char *bytes = input->source->bytes;
    const char *found = strncmp(bytes, key, sizeof key - 1) == 0 ? bytes - 1 : strstr(bytes, "\nmodel: ");
    if (!found)
        return "model";
    found += sizeof key;
    return arena_strndup(input->arena, found, strspn(found, "abcdefghijklmnopqrstuvwxyz0123456789_-"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = fuzz_open(data, size);
    struct units *units = units_new();
    struct model *model = model_new(input.arena, units);
    bool good = model_load(model, fuzz_write("model.yaml", data, size), name_of(&input), input.diag);
    if (model_finish(model, input.diag) && good)
        use(&input, model);
    units_free(units);
    fuzz_close(&input);
    return 0;
}
