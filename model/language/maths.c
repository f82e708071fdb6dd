#include "language/maths_build.h"

#define DOT "\xC2\xB7"
#define TIMES "\xC3\x97"

/* How tightly the tree of an expression holds together, before brackets. */
static enum maths_strength strength_of(const struct maths_builder *builder, const struct expr *expr) {
    if (expr->op != EXPR_NUMBER && expr->op != EXPR_NAME)
        return operation_table[expr->op].strength;
    if ((expr->op == EXPR_NAME && !builder->values) || expr_choices(expr))
        return STRENGTH_BASE;
    double value = expr->op == EXPR_NUMBER ? expr->number : builder->values[expr->quantity->index];
    struct number_format format = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};
    /* A negative number is bracketed in any operation; 2.2×10²⁴ is a product, and bracketed as the base of a power. */
    double size = number_as_printed(value < 0 ? -value : value, format);
    return value < 0 ? STRENGTH_ANY : (size >= 1e15 || (size > 0 && size < 1e-4)) ? STRENGTH_FACTOR : STRENGTH_BASE;
}

/* Adds the terms of a sum to a row. A chain on the left stays in the same row. */
static void add_sum(struct maths_builder *builder, struct maths *row, const struct expr *expr) {
    const struct expr *left = maths_taken(builder, expr->arguments[0]);
    if (left->op == EXPR_ADD || left->op == EXPR_SUBTRACT)
        add_sum(builder, row, left);
    else
        /* A sign may begin a sum, but must not follow its plus. */
        maths_row_add(builder->arena, row, maths_build(builder, left, row->count ? STRENGTH_PRODUCT : STRENGTH_SUM));
    maths_row_add_operator(builder->arena, row, operation_table[expr->op].symbol);
    const struct expr *right = maths_taken(builder, expr->arguments[1]);
    if (expr->op == EXPR_ADD && (right->op == EXPR_ADD || right->op == EXPR_SUBTRACT))
        add_sum(builder, row, right);
    else
        maths_row_add(builder->arena, row, maths_build(builder, right, STRENGTH_PRODUCT));
}

/* Adds a factor to a row, or all factors of a product, with dots between symbols and crosses between numbers. */
static void add_factor(struct maths_builder *builder, struct maths *row, const struct expr *factor) {
    factor = maths_taken(builder, factor);
    if (factor->op == EXPR_MULTIPLY) {
        add_factor(builder, row, factor->arguments[0]);
        add_factor(builder, row, factor->arguments[1]);
        return;
    }
    if (row->count > 0)
        maths_row_add_operator(builder->arena, row, builder->values ? TIMES : DOT);
    maths_row_add(builder->arena, row, maths_build(builder, factor, STRENGTH_FACTOR));
}

/* a / b / c becomes one fraction, with the product of the divisors below. */
static struct maths *fraction(struct maths_builder *builder, const struct expr *expr) {
    const struct expr *numerator = maths_taken(builder, expr->arguments[0]);
    int divisors = 1;
    for (; numerator->op == EXPR_DIVIDE; divisors++)
        numerator = maths_taken(builder, numerator->arguments[0]);
    struct maths *parts[2] = {maths_build(builder, numerator, STRENGTH_ANY), NULL};
    if (divisors == 1) {
        parts[1] = maths_build(builder, expr->arguments[1], STRENGTH_ANY);
        return maths_new(builder->arena, MATHS_FRACTION, NULL, 2, parts);
    }
    const struct expr **below = arena_array(builder->arena, (size_t)divisors, sizeof *below);
    for (int i = divisors; i-- > 0; expr = maths_taken(builder, expr->arguments[0]))
        below[i] = expr->arguments[1];
    parts[1] = maths_row(builder->arena);
    for (int i = 0; i < divisors; i++)
        add_factor(builder, parts[1], below[i]);
    return maths_new(builder->arena, MATHS_FRACTION, NULL, 2, parts);
}

/* A row with the operator between its operands, or before a single one. */
static struct maths *infix(struct maths_builder *builder, const struct expr *expr, enum maths_strength wanted) {
    struct maths *row = maths_row(builder->arena);
    for (int i = 0; i < expr->argument_count; i++) {
        if (i > 0 || expr->argument_count == 1)
            maths_row_add_operator(builder->arena, row, operation_table[expr->op].symbol);
        maths_row_add(builder->arena, row, maths_build(builder, expr->arguments[i], wanted));
    }
    return row;
}

/* `and` binds tighter than `or`, but if both occur together, they are bracketed for readers. */
static struct maths *logic(struct maths_builder *builder, const struct expr *expr) {
    struct maths *row = maths_row(builder->arena);
    for (int i = 0; i < expr->argument_count; i++) {
        const struct expr *operand = maths_taken(builder, expr->arguments[i]);
        bool same = operand->op == expr->op;
        if (i > 0)
            maths_row_add_operator(builder->arena, row, operation_table[expr->op].symbol);
        maths_row_add(builder->arena, row, maths_build(builder, operand, same ? STRENGTH_ANY : STRENGTH_COMPARISON));
    }
    return row;
}

static struct maths *function(struct maths_builder *builder, const struct expr *expr) {
    struct arena *arena = builder->arena;
    const struct operation *operation = &operation_table[expr->op];
    struct maths *head = maths_leaf(arena, MATHS_FUNCTION, operation->symbol ? operation->symbol : operation->text);
    if (operation->subscript) {
        struct maths *parts[3] = {head, maths_leaf(arena, MATHS_NUMBER, operation->subscript), NULL};
        head = maths_new(arena, MATHS_SCRIPT, NULL, 3, parts);
    }
    struct maths *arguments = maths_row(arena);
    for (int i = 0; i < expr->argument_count; i++) {
        if (i > 0)
            maths_row_add(arena, arguments, maths_leaf(arena, MATHS_PUNCTUATION, ","));
        maths_row_add(arena, arguments, maths_build(builder, expr->arguments[i], STRENGTH_ANY));
    }
    struct maths *inside = arguments->count == 1 ? arguments->children[0] : arguments;
    struct maths *row = maths_row(arena);
    maths_row_add(arena, row, head);
    maths_row_add(arena, row, maths_in_brackets(arena, inside, "()"));
    return row;
}

static struct maths *power(struct maths_builder *builder, const struct expr *expr) {
    struct maths *base = maths_build(builder, expr->arguments[0], STRENGTH_BASE);
    struct maths *exponent = maths_build(builder, expr->arguments[1], STRENGTH_ANY);
    /* P_gpu squared has both scripts on one base. */
    bool scripted = base->kind == MATHS_SCRIPT && !base->children[2];
    struct maths *parts[3] = {scripted ? base->children[0] : base, scripted ? base->children[1] : NULL, exponent};
    struct maths *maths = maths_new(builder->arena, MATHS_SCRIPT, NULL, 3, parts);
    if (scripted) {
        struct maths *symbol = arena_alloc(builder->arena, sizeof *symbol);
        *symbol = *parts[0];
        symbol->quantity = base->quantity;
        maths->children[0] = symbol;
    }
    return maths;
}

/* Values and conditions in turn. An `if` in the last branch continues in the same braces. */
static struct maths *cases(struct maths_builder *builder, const struct expr *expr) {
    struct maths *maths = maths_row(builder->arena);
    maths->kind = MATHS_CASES;
    for (; expr->op == EXPR_IF; expr = expr->arguments[2]) {
        maths_row_add(builder->arena, maths, maths_build(builder, expr->arguments[1], STRENGTH_ANY));
        maths_row_add(builder->arena, maths, maths_build(builder, expr->arguments[0], STRENGTH_ANY));
    }
    maths_row_add(builder->arena, maths, maths_build(builder, expr, STRENGTH_ANY));
    /* The last condition is NULL, which maths_row_add would leave out. */
    maths_row_add(builder->arena, maths, maths);
    maths->children[maths->count - 1] = NULL;
    return maths;
}

static struct maths *build_unbracketed(struct maths_builder *builder, const struct expr *expr) {
    struct arena *arena = builder->arena;
    struct maths *parts[3] = {NULL, NULL, NULL};
    switch (expr->op) {
    case EXPR_NUMBER:
        return expr->quantity ? maths_leaf(arena, MATHS_FUNCTION, expr->name) : maths_number(builder, expr->number);
    case EXPR_NAME:
        return builder->values ? maths_quantity_number(builder, expr->quantity) : maths_symbol(arena, expr->quantity);
    case EXPR_NEGATE:
        return infix(builder, expr, STRENGTH_PRODUCT);
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        parts[0] = maths_row(arena);
        add_sum(builder, parts[0], expr);
        return parts[0];
    case EXPR_MULTIPLY:
        parts[0] = maths_row(arena);
        add_factor(builder, parts[0], expr);
        return parts[0];
    case EXPR_DIVIDE:
        return fraction(builder, expr);
    case EXPR_POWER:
        return power(builder, expr);
    case EXPR_AND:
    case EXPR_OR:
        return logic(builder, expr);
    case EXPR_IF:
        return cases(builder, expr);
    case EXPR_ABS:
        return maths_in_brackets(arena, maths_build(builder, expr->arguments[0], STRENGTH_ANY), "||");
    case EXPR_SQRT:
        parts[0] = maths_build(builder, expr->arguments[0], STRENGTH_ANY);
        return maths_new(arena, MATHS_ROOT, NULL, 1, parts);
    case EXPR_EXP:
        parts[0] = maths_leaf(arena, MATHS_FUNCTION, "e");
        parts[2] = maths_build(builder, expr->arguments[0], STRENGTH_ANY);
        return maths_new(arena, MATHS_SCRIPT, NULL, 3, parts);
    default:
        return expr_is_comparison(expr) ? infix(builder, expr, STRENGTH_SUM) : function(builder, expr);
    }
}

struct maths *maths_build(struct maths_builder *builder, const struct expr *expr, enum maths_strength wanted) {
    expr = maths_taken(builder, expr);
    struct maths *maths = build_unbracketed(builder, expr);
    return strength_of(builder, expr) < wanted ? maths_in_brackets(builder->arena, maths, "()") : maths;
}

struct maths *maths_equation(struct arena *arena, const struct quantity *equation) {
    struct maths_builder builder = {.arena = arena, .locale = &number_locale_english};
    /* A condition is bracketed: after the first = it could be misread. */
    enum maths_strength wanted = equation->expr->op == EXPR_IF ? STRENGTH_ANY : STRENGTH_SUM;
    struct maths *row = maths_row(arena);
    maths_row_add(arena, row, maths_symbol(arena, equation));
    maths_row_add_operator(arena, row, "=");
    maths_row_add(arena, row, maths_build(&builder, equation->expr, wanted));
    return row;
}
