/* Expressions: parsed, printed, checked, evaluated, and made into a formula and mathematics. */
#include "engine/fuzz.h"
#include "language/language.h"

#include <string.h>

/* Everything that is made from an expression that has a meaning. */
static void use(struct fuzz_input *input, const struct fuzz_lab *open, struct expr *expr, struct text *out) {
    struct diag *silent = diag_new();
    const struct model *model = open->lab->model;
    if (!model_resolve(model, expr, silent)) {
        diag_free(silent);
        return;
    }
    const struct unit *unit = model_unit_of(model, expr, silent);
    const struct expr *const list[] = {expr};
    const struct program *program = program_new(input->arena, model, list, 1, CLAIM_TOLERANCE);
    machine_run_set(machine_new(input->arena, program, 1), open->set->values);
    formula_print(out, expr, NULL, NULL);
    struct quantity equation = *model->order[0];
    equation.expr = expr;
    maths_print(out, maths_equation(input->arena, &equation));
    if (unit)
        maths_print(out, maths_solution(input->arena, model, &equation, open->set->values, &number_locale_english));
    diag_free(silent);
    fuzz_reach();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = fuzz_open(data, size);
    const struct fuzz_lab *open = fuzz_lab();
    struct expr *expr = expr_parse(input.arena, input.source->bytes, input.source->length,
                                   (struct pos){input.source, 1, 1}, input.diag);
    if (expr) {
        struct text out = {0};
        struct diag *silent = diag_new();
        expr_print(&out, expr);
        const struct expr *again = expr_parse(input.arena, out.bytes, out.length, NOWHERE, silent);
        /* Printing may add a bracket to each sign, and with that exceed the limit of nesting. */
        fuzz_expect(again ? expr_equal(expr, again) : strstr(diag_text(silent), "nested deeper") != NULL,
                    "a printed expression is read as the same");
        diag_free(silent);
        expr_print_tree(&out, expr);
        expr_check_numbers(expr, input.diag);
        use(&input, open, expr, &out);
        text_free(&out);
    }
    fuzz_close(&input);
    return 0;
}
