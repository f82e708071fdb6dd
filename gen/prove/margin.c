#include "prove/margin.h"

#include "language/language.h"

static struct expr *operation(struct arena *arena, enum expr_op op, int count) {
    struct expr *expr = arena_alloc(arena, sizeof *expr);
    expr->op = op;
    expr->argument_count = count;
    expr->arguments = arena_array(arena, (size_t)count, sizeof(struct expr *));
    return expr;
}

/* An operation on one or two operands. Trees are only read, so they may share branches. */
static struct expr *operation_on(struct arena *arena, enum expr_op op, const struct expr *a, const struct expr *b) {
    struct expr *expr = operation(arena, op, b ? 2 : 1);
    expr->arguments[0] = (struct expr *)a;
    if (b)
        expr->arguments[1] = (struct expr *)b;
    return expr;
}

/* |a - b| <= margin * max(|a|, |b|); numbers that tie are near, however small the margin. */
static const struct expr *near(struct arena *arena, const struct expr *a, const struct expr *b, double margin) {
    struct expr *share = operation(arena, EXPR_NUMBER, 0);
    share->number = margin > CLAIM_TOLERANCE ? margin : CLAIM_TOLERANCE;
    const struct expr *distance = operation_on(arena, EXPR_ABS, operation_on(arena, EXPR_SUBTRACT, a, b), NULL);
    const struct expr *size =
        operation_on(arena, EXPR_MAX, operation_on(arena, EXPR_ABS, a, NULL), operation_on(arena, EXPR_ABS, b, NULL));
    return operation_on(arena, EXPR_LESS_EQUAL, distance, operation_on(arena, EXPR_MULTIPLY, share, size));
}

static const struct expr *negated(struct arena *arena, const struct expr *expr) {
    return operation_on(arena, EXPR_NOT, expr, NULL);
}

static const struct expr *both(struct arena *arena, const struct expr *a, const struct expr *b) {
    return operation_on(arena, EXPR_AND, a, b);
}

static const struct expr *either(struct arena *arena, const struct expr *a, const struct expr *b) {
    return operation_on(arena, EXPR_OR, a, b);
}

static struct prove_margin_bounds comparison_bounds(struct arena *arena, const struct expr *expr, double margin) {
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
    struct expr *certain = operation(arena, EXPR_IF, 3), *possible = operation(arena, EXPR_IF, 3);
    certain->arguments[0] = possible->arguments[0] = expr->arguments[0];
    for (int i = 1; i < 3; i++) {
        struct prove_margin_bounds branch = prove_margin_bounds(arena, expr->arguments[i], margin);
        certain->arguments[i] = (struct expr *)branch.certain;
        possible->arguments[i] = (struct expr *)branch.possible;
    }
    return (struct prove_margin_bounds){both(arena, certain, clear), either(arena, possible, negated(arena, clear))};
}

struct prove_margin_bounds prove_margin_bounds(struct arena *arena, const struct expr *condition, double margin) {
    const struct prove_margin_bounds itself = {condition, condition};
    if (condition->op == EXPR_NAME) {
        const struct quantity *quantity = condition->quantity;
        return quantity->kind == QUANTITY_EQUATION ? prove_margin_bounds(arena, quantity->expr, margin) : itself;
    }
    if (condition->op >= EXPR_LESS && condition->op <= EXPR_NOT_EQUAL)
        return comparison_bounds(arena, condition, margin);
    if (condition->op == EXPR_IF)
        return if_bounds(arena, condition, margin);
    if (condition->op == EXPR_NOT) {
        struct prove_margin_bounds bounds = prove_margin_bounds(arena, condition->arguments[0], margin);
        return (struct prove_margin_bounds){negated(arena, bounds.possible), negated(arena, bounds.certain)};
    }
    if (condition->op != EXPR_AND && condition->op != EXPR_OR)
        return itself;
    int count = condition->argument_count;
    struct expr *certain = operation(arena, condition->op, count), *possible = operation(arena, condition->op, count);
    for (int i = 0; i < count; i++) {
        struct prove_margin_bounds bounds = prove_margin_bounds(arena, condition->arguments[i], margin);
        certain->arguments[i] = (struct expr *)bounds.certain;
        possible->arguments[i] = (struct expr *)bounds.possible;
    }
    return (struct prove_margin_bounds){certain, possible};
}
