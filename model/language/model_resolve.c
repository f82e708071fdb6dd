#include "language/sums.h"

#include <string.h>

/* Takes the name opposite to a choice, in a comparison, for the name of one of its values. Whatever else it
 * could name is out of place there, but for another choice. */
static bool resolve_choice(const struct model *model, struct expr *comparison, struct diag *diag) {
    for (int i = 0; i < 2; i++) {
        const struct expr *side = comparison->arguments[i];
        struct expr *other = comparison->arguments[!i];
        const struct quantity *choices = side->op == EXPR_NAME ? model_lookup(model, side->name) : NULL;
        if (!choices || !choices->choices || other->op != EXPR_NAME)
            continue;
        int value = quantity_choice_find(choices, other->name, strlen(other->name));
        if (value < 0 && choices->doubtful && !model_lookup(model, other->name))
            value = 0;
        if (value >= 0) {
            other->op = EXPR_NUMBER;
            other->number = value;
            other->quantity = choices;
        } else if (!model_lookup(model, other->name)) {
            quantity_report_choice(choices, other->name, other->pos, diag);
            return false;
        }
        break;
    }
    return true;
}

/* The choice that has this name as a value, for a message; NULL if none has. */
static const struct quantity *choice_named(const struct model *model, const char *name) {
    for (int i = 0; i < model->count; i++)
        if (quantity_choice_find(model->quantities[i], name, strlen(name)) >= 0)
            return model->quantities[i];
    return NULL;
}

/* What to write in place of a word that other languages have. */
static const char *advice_on(const char *name) {
    static const char *const words[][2] = {{"e", "; write exp(x) for a power of e"},
                                           {"true", "; a condition compares: write one such as a < b, or 1 = 1"},
                                           {"false", "; a condition compares: write one such as a < b, or 1 = 0"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], name) == 0)
            return words[i][1];
    return NULL;
}

bool model_resolve(const struct model *model, struct expr *expr, struct diag *diag) {
    bool good = true;
    if (expr_is_comparison(expr) && !resolve_choice(model, expr, diag))
        return false;
    if (expr->op == EXPR_NAME) {
        const struct quantity *choices = model_lookup(model, expr->name) ? NULL : choice_named(model, expr->name);
        if (choices) {
            diag_report(diag, SEVERITY_ERROR, expr->pos,
                        "'%s' is a choice of '%s', not a quantity; it can only be compared with that", expr->name,
                        choices->name);
            return false;
        }
        expr->quantity = model_lookup(model, expr->name);
        const char *advice = advice_on(expr->name);
        if (!expr->quantity && !model->incomplete)
            diag_report_near(diag, SEVERITY_ERROR, expr->pos, advice ? NULL : model_nearest(model, expr->name),
                             advice ? advice : "; name it under `parameters`, `constants` or `equations`",
                             "there is no quantity '%s'", expr->name);
        return expr->quantity != NULL;
    }
    const struct quantity *taken = expr_is_sum(expr) ? model_lookup(model, expr->name) : NULL;
    if (taken) {
        diag_report(diag, SEVERITY_ERROR, expr->pos,
                    "the index '%s' has the name of a quantity; choose another, such as i", expr->name);
        good = false;
    }
    for (int i = 0; i < expr->argument_count; i++)
        good = model_resolve(model, expr->arguments[i], diag) && good;
    return good;
}

/* Marks the quantities that an expression itself names. */
static void mark_name(const struct expr *expr, void *context) {
    bool *needed = context;
    if (expr->op == EXPR_NAME && expr->quantity)
        needed[expr->quantity->index] = true;
}

void model_dependencies(const struct model *model, const struct expr *expr, bool *needed) {
    expr_walk(expr, mark_name, needed);
    for (int i = model->order_count - 1; i >= 0; i--)
        if (needed[model->order[i]->index])
            expr_walk(model->order[i]->expr, mark_name, needed);
}
