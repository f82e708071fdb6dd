#include "prove/margin.h"

#include "language/language.h"

/* |a - b| <= margin * max(|a|, |b|); numbers that tie are near, however small the margin. */
static const struct expr *near(struct arena *arena, const struct expr *a, const struct expr *b, double margin) {
    const struct expr *share = expr_new_number(arena, margin > CLAIM_TOLERANCE ? margin : CLAIM_TOLERANCE);
    const struct expr *difference = expr_new_binary(arena, EXPR_SUBTRACT, a, b);
    const struct expr *size =
        expr_new_binary(arena, EXPR_MAX, expr_new_unary(arena, EXPR_ABS, a), expr_new_unary(arena, EXPR_ABS, b));
    return expr_new_binary(arena, EXPR_LESS_EQUAL, expr_new_unary(arena, EXPR_ABS, difference),
                           expr_new_binary(arena, EXPR_MULTIPLY, share, size));
}

const struct expr *prove_margin_within(struct arena *arena, const struct expr *a, const struct expr *b, double share) {
    const struct expr *factor = expr_new_number(arena, share > CLAIM_TOLERANCE ? share : CLAIM_TOLERANCE);
    const struct expr *difference = expr_new_unary(arena, EXPR_ABS, expr_new_binary(arena, EXPR_SUBTRACT, a, b));
    return expr_new_binary(arena, EXPR_LESS_EQUAL, difference,
                           expr_new_binary(arena, EXPR_MULTIPLY, factor, expr_new_unary(arena, EXPR_ABS, b)));
}

static const struct expr *negated(struct arena *arena, const struct expr *expr) {
    return expr_new_unary(arena, EXPR_NOT, expr);
}

static const struct expr *both(struct arena *arena, const struct expr *a, const struct expr *b) {
    return expr_new_binary(arena, EXPR_AND, a, b);
}

static const struct expr *either(struct arena *arena, const struct expr *a, const struct expr *b) {
    return expr_new_binary(arena, EXPR_OR, a, b);
}

static struct prove_margin_bounds comparison_bounds(struct arena *arena, const struct expr *expr, double margin) {
    if (expr_choices(expr->arguments[0]))
        return (struct prove_margin_bounds){expr, expr}; /* one name is not near another */
    const struct expr *sides[2];
    expr_comparison_sides(expr, sides);
    const struct expr *close = near(arena, sides[0], sides[1], margin);
    const struct expr *certain = both(arena, expr, negated(arena, close)), *possible = either(arena, expr, close);
    if (expr->op == EXPR_EQUAL)
        certain = expr;
    else if (expr->op == EXPR_NOT_EQUAL)
        possible = expr;
    return (struct prove_margin_bounds){certain, possible};
}

/* Takes the branch that the condition chooses, if it is clear which one that is. */
static struct prove_margin_bounds if_bounds(struct arena *arena, const struct expr *expr, double margin) {
    struct prove_margin_bounds condition = prove_margin_bounds(arena, expr->arguments[0], margin);
    const struct expr *clear = either(arena, condition.certain, negated(arena, condition.possible));
    struct prove_margin_bounds then = prove_margin_bounds(arena, expr->arguments[1], margin);
    struct prove_margin_bounds otherwise = prove_margin_bounds(arena, expr->arguments[2], margin);
    const struct expr *certain = expr_new_if(arena, expr->arguments[0], then.certain, otherwise.certain);
    const struct expr *possible = expr_new_if(arena, expr->arguments[0], then.possible, otherwise.possible);
    return (struct prove_margin_bounds){both(arena, certain, clear), either(arena, possible, negated(arena, clear))};
}

struct prove_margin_bounds prove_margin_bounds(struct arena *arena, const struct expr *condition, double margin) {
    const struct prove_margin_bounds itself = {condition, condition};
    if (condition->op == EXPR_NAME) {
        const struct quantity *quantity = condition->quantity;
        return quantity->kind == QUANTITY_EQUATION ? prove_margin_bounds(arena, quantity->expr, margin) : itself;
    }
    if (expr_is_comparison(condition))
        return comparison_bounds(arena, condition, margin);
    if (condition->op == EXPR_IF)
        return if_bounds(arena, condition, margin);
    if (condition->op == EXPR_NOT) {
        struct prove_margin_bounds bounds = prove_margin_bounds(arena, condition->arguments[0], margin);
        return (struct prove_margin_bounds){negated(arena, bounds.possible), negated(arena, bounds.certain)};
    }
    if (condition->op != EXPR_AND && condition->op != EXPR_OR)
        return itself;
    struct prove_margin_bounds a = prove_margin_bounds(arena, condition->arguments[0], margin);
    struct prove_margin_bounds b = prove_margin_bounds(arena, condition->arguments[1], margin);
    return (struct prove_margin_bounds){expr_new_binary(arena, condition->op, a.certain, b.certain),
                                        expr_new_binary(arena, condition->op, a.possible, b.possible)};
}
