#include "language/model.h"
#include "language/operations.h"

#include <string.h>

static struct expr *expr_new(struct arena *arena, enum expr_op op, const struct expr *a, const struct expr *b,
                             const struct expr *c) {
    struct expr *expr = arena_alloc(arena, sizeof *expr);
    const struct expr *const arguments[] = {a, b, c};
    expr->op = op;
    if (a)
        expr->arguments = arena_array(arena, 3, sizeof *expr->arguments);
    for (int i = 0; i < 3 && arguments[i]; i++)
        expr->arguments[expr->argument_count++] = (struct expr *)arguments[i];
    return expr;
}

struct expr *expr_new_unary(struct arena *arena, enum expr_op op, const struct expr *a) {
    return expr_new(arena, op, a, NULL, NULL);
}

struct expr *expr_new_binary(struct arena *arena, enum expr_op op, const struct expr *a, const struct expr *b) {
    return expr_new(arena, op, a, b, NULL);
}

struct expr *expr_new_if(struct arena *arena, const struct expr *condition, const struct expr *then,
                         const struct expr *otherwise) {
    return expr_new(arena, EXPR_IF, condition, then, otherwise);
}

struct expr *expr_new_number(struct arena *arena, double number) {
    struct expr *expr = expr_new(arena, EXPR_NUMBER, NULL, NULL, NULL);
    expr->number = number;
    return expr;
}

struct expr *expr_new_name(struct arena *arena, const struct quantity *quantity) {
    struct expr *expr = expr_new(arena, EXPR_NAME, NULL, NULL, NULL);
    expr->name = quantity->name;
    expr->quantity = quantity;
    return expr;
}

const struct expr *expr_map(struct arena *arena, const struct expr *expr, expr_replacement *replace, void *context) {
    const struct expr *other = replace(expr, context);
    struct expr *copy = NULL;
    for (int i = 0; !other && i < expr->argument_count; i++) {
        const struct expr *argument = expr_map(arena, expr->arguments[i], replace, context);
        if (argument == expr->arguments[i])
            continue;
        if (!copy) {
            copy = arena_alloc(arena, sizeof *copy);
            *copy = *expr;
            copy->arguments = arena_array(arena, (size_t)expr->argument_count, sizeof *copy->arguments);
            memcpy(copy->arguments, expr->arguments, (size_t)expr->argument_count * sizeof *copy->arguments);
        }
        copy->arguments[i] = (struct expr *)argument;
    }
    return other ? other : copy ? copy : expr;
}

bool expr_is_comparison(const struct expr *expr) {
    return operation_table[expr->op].kind == KIND_COMPARISON;
}

const struct quantity *expr_choices(const struct expr *expr) {
    bool named = (expr->op == EXPR_NAME || expr->op == EXPR_NUMBER) && expr->quantity && expr->quantity->choices;
    return named ? expr->quantity : NULL;
}

bool expr_is_condition(const struct expr *expr) {
    if (expr->op == EXPR_NAME)
        return expr->quantity && expr->quantity->condition;
    if (expr->op == EXPR_IF)
        return expr_is_condition(expr->arguments[1]) || expr_is_condition(expr->arguments[2]);
    return operation_table[expr->op].unit == UNIT_TRUTH;
}

void expr_walk(const struct expr *expr, void (*visit)(const struct expr *expr, void *context), void *context) {
    for (int i = 0; i < expr->argument_count; i++)
        expr_walk(expr->arguments[i], visit, context);
    visit(expr, context);
}

bool expr_equal(const struct expr *a, const struct expr *b) {
    if (a->op != b->op || a->argument_count != b->argument_count)
        return false;
    if (a->op == EXPR_NUMBER)
        return a->number == b->number && a->quantity == b->quantity;
    if ((a->op == EXPR_INDEX || a->op == EXPR_SUM || a->op == EXPR_PRODUCT) && strcmp(a->name, b->name) != 0)
        return false;
    if (a->op == EXPR_NAME)
        return a->quantity || b->quantity ? a->quantity == b->quantity : strcmp(a->name, b->name) == 0;
    for (int i = 0; i < a->argument_count; i++)
        if (!expr_equal(a->arguments[i], b->arguments[i]))
            return false;
    return true;
}

/* The difference that an expression is, directly or by the names of equations; NULL if it is none. */
static const struct expr *difference(const struct expr *expr) {
    for (int depth = 0; depth < 64 && expr->op == EXPR_NAME && expr->quantity->kind == QUANTITY_EQUATION; depth++)
        expr = expr->quantity->expr;
    return expr->op == EXPR_SUBTRACT && expr->argument_count == 2 ? expr : NULL;
}

void expr_comparison_sides(const struct expr *comparison, const struct expr *sides[2]) {
    for (int i = 0; i < 2; i++)
        sides[i] = comparison->arguments[i];
    for (int i = 0; i < 2; i++) {
        const struct expr *other = comparison->arguments[!i], *of = difference(comparison->arguments[i]);
        if (!of || other->op != EXPR_NUMBER || other->number != 0)
            continue;
        sides[i] = of->arguments[0];
        sides[!i] = of->arguments[1];
        return;
    }
}

/* Whether an expression is made of numbers alone. */
static bool is_literal(const struct expr *expr) {
    enum operation_kind kind = operation_table[expr->op].kind;
    bool literal = expr->op == EXPR_NUMBER || ((kind == KIND_SIGN || kind == KIND_INFIX) && expr->argument_count);
    for (int i = 0; i < expr->argument_count; i++)
        literal = literal && is_literal(expr->arguments[i]);
    return literal;
}

/* One half, which needs no name any more than 2 does. */
static bool is_half(const struct expr *expr) {
    return expr->op == EXPR_DIVIDE && expr->arguments[0]->op == EXPR_NUMBER && expr->arguments[0]->number == 1 &&
           expr->arguments[1]->op == EXPR_NUMBER && expr->arguments[1]->number == 2;
}

bool expr_check_numbers(const struct expr *expr, struct diag *diag) {
    bool good = true;
    if (operation_table[expr->op].kind == KIND_INFIX && is_literal(expr) && !is_half(expr)) {
        struct text out = {0};
        expr_print(&out, expr);
        diag_report(diag, SEVERITY_ERROR, expr->pos,
                    "%s is a number made of others; name it under `constants`, with its unit and source", out.bytes);
        text_free(&out);
        return false;
    }
    if (expr->op == EXPR_NUMBER && expr->number != 0 && expr->number != 1 && expr->number != 2) {
        diag_report(
            diag, SEVERITY_ERROR, expr->pos,
            "the number %.15g is not allowed in an expression, only 0, 1 and 2 are; name it under `constants`, with "
            "its unit and source",
            expr->number);
        good = false;
    }
    for (int i = 0; i < expr->argument_count; i++)
        good = expr_check_numbers(expr->arguments[i], diag) && good;
    return good;
}
