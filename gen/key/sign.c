#include "key/sign.h"

#include <math.h>

/* The largest value that bounds show of a part; infinite if they show none. */
static double most(const struct expr *expr) {
    const bool bounded = expr->op == EXPR_NAME && expr->quantity->kind == QUANTITY_PARAMETER;
    return expr->op == EXPR_NUMBER ? expr->number : bounded ? expr->quantity->maximum : INFINITY;
}

/* `known`: by quantity index, for the equations before. */
static bool is_never_negative(const struct expr *expr, const bool *known) {
    int first = 0;
    switch (expr->op) {
    case EXPR_NUMBER:
        return expr->number >= 0;
    case EXPR_NAME:
        return known[expr->quantity->index];
    case EXPR_SUBTRACT:
        return expr->arguments[0]->op == EXPR_NUMBER && most(expr->arguments[1]) <= expr->arguments[0]->number;
    case EXPR_NEGATE:
    case EXPR_LN:
    case EXPR_LOG10:
    case EXPR_LOG2:
        return false;
    case EXPR_IF:
        first = 1;
        break;
    case EXPR_ADD:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
    case EXPR_POWER:
    case EXPR_MIN:
    case EXPR_MAX:
    case EXPR_ROUND:
    case EXPR_CEIL:
    case EXPR_FLOOR:
        break;
    default: /* conditions, roots, powers of e, absolute values */
        return true;
    }
    for (int i = first; i < expr->argument_count; i++)
        if (!is_never_negative(expr->arguments[i], known))
            return false;
    return true;
}

const bool *key_never_negative(struct arena *arena, const struct model *model) {
    bool *known = arena_array(arena, (size_t)model->count + 1, sizeof *known);
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        known[i] = quantity->kind == QUANTITY_CONSTANT    ? quantity->value >= 0
                   : quantity->kind == QUANTITY_PARAMETER ? quantity->minimum >= 0
                                                          : false;
    }
    for (int i = 0; i < model->order_count; i++)
        known[model->order[i]->index] = is_never_negative(model->order[i]->expr, known);
    return known;
}
