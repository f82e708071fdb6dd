/* The digest of a lab's model: a sheet's figures and keys depend on it and on the parameters of the set alone. */
#include "run/run.h"

#include <string.h>

/* Constants and equations, by name, so that their order in the files makes no difference. */
static void put_quantities(struct text *out, const struct model *model) {
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->by_name[i];
        if (quantity->kind == QUANTITY_PARAMETER)
            continue;
        text_printf(out, "%s [%s] = ", quantity->name, quantity->unit_name ? quantity->unit_name : "");
        if (quantity->kind == QUANTITY_CONSTANT)
            quantity_put_data(out, quantity, quantity->value);
        else
            expr_print(out, quantity->expr);
        text_putc(out, '\n');
    }
}

static void put_expr(struct text *out, const char *what, const struct expr *expr) {
    if (!expr)
        return;
    text_printf(out, " %s ", what);
    expr_print(out, expr);
    text_putc(out, '\n');
}

static void put_question(struct text *out, const struct lab_question *question) {
    text_printf(out, "%s %d %d %s [%s]\n", question->name, (int)question->kind, question->shuffle,
                question->quantity ? question->quantity->name : "", question->unit_name ? question->unit_name : "");
    put_expr(out, "absent", question->absent);
    for (int i = 0; i < question->option_count; i++) {
        const struct lab_option *option = &question->options[i];
        text_printf(out, "%s %d\n", option->letter, option->verdict);
        put_expr(out, "claim", option->claim);
        put_expr(out, "predicts", option->predicts);
        put_expr(out, "from", option->range[0]);
        put_expr(out, "to", option->range[1]);
    }
}

void run_model_digest(const struct lab *lab, char digest[RUN_MODEL_DIGITS + 1]) {
    struct text content = {0}, sum = {0};
    put_quantities(&content, lab->model);
    for (int i = 0; i < lab->question_count; i++)
        put_question(&content, &lab->questions[i]);
    run_digest_print(&sum, run_digest_of(content.length ? content.bytes : "", content.length));
    memcpy(digest, sum.bytes, RUN_MODEL_DIGITS);
    digest[RUN_MODEL_DIGITS] = '\0';
    text_free(&content);
    text_free(&sum);
}
