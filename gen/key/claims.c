#include "key/alike.h"

#include <float.h>
#include <string.h>

/* Predicted over actual or its inverse, whichever is above 1; DBL_MAX if one of the two is not above 0. */
static struct expr *ratio(struct arena *arena, const struct expr *actual, const struct expr *predicted) {
    struct expr *zero = expr_new_number(arena, 0);
    struct expr *positive = expr_new_binary(arena, EXPR_AND, expr_new_binary(arena, EXPR_GREATER, actual, zero),
                                            expr_new_binary(arena, EXPR_GREATER, predicted, zero));
    struct expr *larger = expr_new_binary(arena, EXPR_MAX, expr_new_binary(arena, EXPR_DIVIDE, predicted, actual),
                                          expr_new_binary(arena, EXPR_DIVIDE, actual, predicted));
    return expr_new_if(arena, positive, larger, expr_new_number(arena, DBL_MAX));
}

/* When an option is right, of options that print differently. */
static const struct expr *claim_of_option(struct arena *arena, const struct lab_question *question, int option) {
    const struct expr *predicted = question->options[option].predicts;
    if (!predicted || !question->quantity)
        return question->options[option].claim;
    struct expr *actual = expr_new_name(arena, question->quantity), *best = NULL;
    for (int i = 0; i < question->option_count; i++) {
        struct expr *one = ratio(arena, actual, question->options[i].predicts);
        best = best ? expr_new_binary(arena, EXPR_MIN, best, one) : one;
    }
    struct expr *own = ratio(arena, actual, predicted);
    return expr_new_binary(arena, EXPR_AND, expr_new_binary(arena, EXPR_EQUAL, own, best),
                           expr_new_binary(arena, EXPR_LESS, own, expr_new_number(arena, DBL_MAX)));
}

const struct expr *key_claim_of_option(struct arena *arena, const struct lab_question *question, int option) {
    const struct expr *claim = claim_of_option(arena, question, option);
    const struct expr *alike = claim && question->kind == QUESTION_CHOICE ? key_claim_alike(arena, question) : NULL;
    return alike ? expr_new_binary(arena, EXPR_AND, claim, expr_new_unary(arena, EXPR_NOT, alike)) : claim;
}

const struct expr *key_claim_contradicted(struct arena *arena, const struct lab_question *question) {
    const struct expr *any = key_claim_alike(arena, question);
    for (int i = 0; i < question->option_count; i++) {
        const struct lab_option *option = &question->options[i];
        if (!option->claim)
            continue;
        const struct expr *wrong =
            option->verdict == 1 ? expr_new_unary(arena, EXPR_NOT, option->claim) : option->claim;
        any = any ? expr_new_binary(arena, EXPR_OR, any, wrong) : wrong;
    }
    return any;
}

/* The expression, or `otherwise` if "none" is right. */
static const struct expr *present(struct arena *arena, const struct lab_question *question, const struct expr *expr,
                                  double otherwise) {
    return question->absent ? expr_new_if(arena, question->absent, expr_new_number(arena, otherwise), expr) : expr;
}

const struct expr *key_claim_number(struct arena *arena, const struct lab_question *question) {
    return present(arena, question, expr_new_name(arena, question->quantity), DBL_MAX);
}

const struct expr *key_claim_absent(struct arena *arena, const struct lab_question *question) {
    return question->absent ? question->absent : expr_new_number(arena, 0);
}

/* When an expression is 0, apart from rounding errors: a difference if its sides tie, a product if a factor is 0. */
static const struct expr *is_zero(struct arena *arena, const struct expr *expr, int depth) {
    const struct expr *const *arguments = (const struct expr *const *)expr->arguments;
    switch (depth > 0 ? expr->op : EXPR_NUMBER) {
    case EXPR_NAME:
        if (expr->quantity->kind == QUANTITY_EQUATION)
            return is_zero(arena, expr->quantity->expr, depth - 1);
        break;
    case EXPR_ADD:
        if (expr->argument_count == 2)
            return expr_new_binary(arena, EXPR_EQUAL, arguments[0], expr_new_unary(arena, EXPR_NEGATE, arguments[1]));
        break;
    case EXPR_MULTIPLY: {
        const struct expr *any = is_zero(arena, arguments[0], depth - 1);
        for (int i = 1; i < expr->argument_count; i++)
            any = expr_new_binary(arena, EXPR_OR, any, is_zero(arena, arguments[i], depth - 1));
        return any;
    }
    case EXPR_DIVIDE:
    case EXPR_NEGATE:
    case EXPR_ABS:
    case EXPR_SQRT:
        return is_zero(arena, arguments[0], depth - 1);
    case EXPR_IF:
        return expr_new_if(arena, arguments[0], is_zero(arena, arguments[1], depth - 1),
                           is_zero(arena, arguments[2], depth - 1));
    default:
        break;
    }
    return expr_new_binary(arena, EXPR_EQUAL, expr,
                           expr_new_number(arena, 0)); /* differences: see expr_comparison_sides */
}

/* Whether a question's number is 0; NaN if it has no value. */
static const struct expr *number_is_zero(struct arena *arena, const struct lab_question *question) {
    enum { DEPTH = 12 };
    const struct expr *value = expr_new_name(arena, question->quantity);
    return expr_new_binary(arena, EXPR_AND, expr_new_binary(arena, EXPR_EQUAL, value, value),
                           is_zero(arena, value, DEPTH));
}

const struct expr *key_claim_zero(struct arena *arena, const struct lab_question *question) {
    return present(arena, question, number_is_zero(arena, question), ABSENT_CODE);
}

static bool is_constant(struct arena *arena, const struct model *model, const struct expr *expr) {
    bool *needed = arena_array(arena, (size_t)model->count + 1, sizeof *needed);
    model_dependencies(model, expr, needed);
    for (int i = 0; i < model->count; i++)
        if (needed[i] && model->quantities[i]->kind == QUANTITY_PARAMETER)
            return false;
    return true;
}

/* When the value of the expression is a constant in it; NULL for never. */
static struct expr *clamped(struct arena *arena, const struct model *model, const struct expr *expr, int depth) {
    if (expr->op == EXPR_NAME && expr->quantity->expr && depth < 64)
        return clamped(arena, model, expr->quantity->expr, depth + 1);
    bool bounds = expr->op == EXPR_MIN || expr->op == EXPR_MAX;
    if (!bounds && expr->op != EXPR_IF)
        return NULL;
    int first = expr->op == EXPR_IF, constants = 0;
    for (int i = first; i < expr->argument_count; i++)
        constants += is_constant(arena, model, expr->arguments[i]);
    if (constants == expr->argument_count - first)
        return NULL;
    if (!bounds) {
        struct expr *when[2];
        for (int i = 0; i < 2; i++) {
            const struct expr *branch = expr->arguments[i + 1];
            when[i] = is_constant(arena, model, branch) ? expr_new_number(arena, 1)
                                                        : clamped(arena, model, branch, depth + 1);
        }
        if (!when[0] && !when[1])
            return NULL;
        for (int i = 0; i < 2; i++)
            when[i] = when[i] ? when[i] : expr_new_number(arena, 0);
        return expr_new_if(arena, expr->arguments[0], when[0], when[1]);
    }
    /* Split the arguments into the bound and what it bounds. */
    struct expr *bound = NULL, *rest = NULL, *deeper = NULL;
    for (int i = 0; i < expr->argument_count; i++) {
        struct expr *argument = expr->arguments[i];
        struct expr **part = is_constant(arena, model, argument) ? &bound : &rest;
        *part = *part ? expr_new_binary(arena, expr->op, *part, argument) : argument;
    }
    if (expr->argument_count - constants == 1)
        deeper = clamped(arena, model, rest, depth + 1);
    struct expr *here =
        bound ? expr_new_binary(arena, expr->op == EXPR_MIN ? EXPR_GREATER : EXPR_LESS, rest, bound) : NULL;
    return here && deeper ? expr_new_binary(arena, EXPR_OR, here, deeper) : here ? here : deeper;
}

const struct expr *key_claim_clamped(struct arena *arena, const struct lab *lab, const struct lab_question *question) {
    struct expr *when = clamped(arena, lab->model, expr_new_name(arena, question->quantity), 0);
    return present(arena, question, when ? when : expr_new_number(arena, 0), ABSENT_CODE);
}

/* One unit of the last digit that a quantity's format prints. */
static struct expr *printed_unit(struct arena *arena, const struct quantity *quantity, const struct expr *value) {
    struct number_format format = quantity->format;
    int shift = number_shift(format.style);
    if (format.decimals < 0 && !format.significant && format.style != NUMBER_PLAIN && format.style != NUMBER_PERCENT)
        format.decimals = 2;
    struct expr *ten = expr_new_number(arena, 10);
    if (format.decimals >= 0)
        return expr_new_binary(arena, EXPR_POWER, ten, expr_new_number(arena, -format.decimals - shift));
    const int digits = format.significant ? format.significant : 6;
    struct expr *size =
        expr_new_unary(arena, EXPR_FLOOR, expr_new_unary(arena, EXPR_LOG10, expr_new_unary(arena, EXPR_ABS, value)));
    return expr_new_binary(arena, EXPR_POWER, ten,
                           expr_new_binary(arena, EXPR_SUBTRACT, size, expr_new_number(arena, digits - 1)));
}

const struct expr *key_claim_tight(struct arena *arena, const struct lab_question *question) {
    struct expr *value = expr_new_name(arena, question->quantity),
                *unit = printed_unit(arena, question->quantity, value);
    struct expr *allowed = expr_new_binary(arena, EXPR_MULTIPLY, expr_new_number(arena, question->tolerance),
                                           expr_new_unary(arena, EXPR_ABS, value));
    struct expr *coarse = expr_new_binary(
        arena, EXPR_GREATER, expr_new_binary(arena, EXPR_DIVIDE, unit, expr_new_number(arena, 2)), allowed);
    struct expr *units = expr_new_binary(arena, EXPR_DIVIDE, value, unit);
    struct expr *rounded = expr_new_binary(arena, EXPR_NOT_EQUAL, units, expr_new_unary(arena, EXPR_ROUND, units));
    struct expr *tight = expr_new_if(arena, number_is_zero(arena, question), expr_new_number(arena, 0),
                                     expr_new_binary(arena, EXPR_AND, coarse, rounded));
    return present(arena, question, tight, ABSENT_CODE);
}

/* What prints as another number, directly or in an equation that is named. */
static const struct expr *as_printed(const struct expr *expr, void *context) {
    if (expr->op != EXPR_NAME)
        return NULL;
    const struct quantity *quantity = expr->quantity;
    if (quantity->kind == QUANTITY_CONSTANT) {
        double printed = number_as_printed(quantity->value, quantity->format);
        return printed == quantity->value ? NULL : expr_new_number(context, printed);
    }
    const struct expr *copy = quantity->expr ? key_claim_as_printed(context, quantity->expr) : NULL;
    return copy == quantity->expr ? NULL : copy;
}

const struct expr *key_claim_as_printed(struct arena *arena, const struct expr *expr) {
    return expr_map(arena, expr, as_printed, arena);
}

void key_claim_mistake_parts(struct arena *arena, const struct lab_question *question, int mistake,
                             const struct expr *parts[MISTAKE_PARTS]) {
    const struct expr *right = expr_new_name(arena, question->quantity);
    const struct expr *unit = printed_unit(arena, question->quantity, right);
    const struct expr *units = expr_new_unary(arena, EXPR_ROUND, expr_new_binary(arena, EXPR_DIVIDE, right, unit));
    parts[0] = question->mistakes[mistake].expr;
    parts[1] = key_claim_number(arena, question);
    parts[2] = expr_new_binary(arena, EXPR_MULTIPLY, units, unit);
    parts[3] = right;
    parts[4] = key_claim_as_printed(arena, right);
}

const struct expr *key_claim_of_statement(struct arena *arena, const struct lab_statement *statement) {
    if (!statement->where)
        return statement->claim;
    return expr_new_if(arena, statement->where, statement->claim, expr_new_number(arena, ABSENT_CODE));
}
