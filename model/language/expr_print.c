#include "language/expr.h"

#include "base/base.h"

static const struct {
    const char *text;
    int precedence;
} operations[EXPR_OPS] = {
    [EXPR_NUMBER] = {"number", 9}, [EXPR_NAME] = {"name", 9},    [EXPR_NEGATE] = {"-", 7},
    [EXPR_ADD] = {"+", 5},         [EXPR_SUBTRACT] = {"-", 5},   [EXPR_MULTIPLY] = {"*", 6},
    [EXPR_DIVIDE] = {"/", 6},      [EXPR_POWER] = {"^", 8},      [EXPR_LESS] = {"<", 4},
    [EXPR_LESS_EQUAL] = {"<=", 4}, [EXPR_GREATER] = {">", 4},    [EXPR_GREATER_EQUAL] = {">=", 4},
    [EXPR_EQUAL] = {"=", 4},       [EXPR_NOT_EQUAL] = {"<>", 4}, [EXPR_AND] = {"and", 2},
    [EXPR_OR] = {"or", 1},         [EXPR_NOT] = {"not", 3},      [EXPR_IF] = {"if", 9},
    [EXPR_MIN] = {"min", 9},       [EXPR_MAX] = {"max", 9},      [EXPR_ABS] = {"abs", 9},
    [EXPR_SQRT] = {"sqrt", 9},     [EXPR_EXP] = {"exp", 9},      [EXPR_LN] = {"ln", 9},
    [EXPR_LOG10] = {"log10", 9},   [EXPR_LOG2] = {"log2", 9},    [EXPR_ROUND] = {"round", 9},
    [EXPR_CEIL] = {"ceil", 9},     [EXPR_FLOOR] = {"floor", 9},
};

const char *expr_op_text(enum expr_op op) {
    return operations[op].text;
}

int expr_precedence(enum expr_op op) {
    return operations[op].precedence;
}

static void print_bracketed(struct text *out, const struct expr *expr, bool brackets) {
    if (brackets)
        text_putc(out, '(');
    expr_print(out, expr);
    if (brackets)
        text_putc(out, ')');
}

void expr_print(struct text *out, const struct expr *expr) {
    int precedence = expr_precedence(expr->op);
    const struct expr *left = expr->argument_count > 0 ? expr->arguments[0] : NULL;
    const struct expr *right = expr->argument_count > 1 ? expr->arguments[1] : NULL;
    switch (expr->op) {
    case EXPR_NUMBER:
        number_print_exact(out, expr->number);
        return;
    case EXPR_NAME:
        text_puts(out, expr->name);
        return;
    case EXPR_NEGATE:
        /* A power or another sign after a sign is bracketed. */
        text_putc(out, '-');
        print_bracketed(out, left, expr_precedence(left->op) <= expr_precedence(EXPR_POWER));
        return;
    case EXPR_NOT:
        text_puts(out, "not ");
        print_bracketed(out, left, expr_precedence(left->op) < precedence);
        return;
    case EXPR_POWER:
        print_bracketed(out, left, expr_precedence(left->op) <= precedence);
        text_putc(out, '^');
        print_bracketed(out, right, right->op != EXPR_NEGATE && expr_precedence(right->op) <= precedence);
        return;
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
    case EXPR_AND:
    case EXPR_OR:
        print_bracketed(out, left, expr_precedence(left->op) < precedence);
        text_printf(out, " %s ", expr_op_text(expr->op));
        print_bracketed(out, right, expr_precedence(right->op) <= precedence);
        return;
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_GREATER:
    case EXPR_GREATER_EQUAL:
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        print_bracketed(out, left, expr_precedence(left->op) <= precedence);
        text_printf(out, " %s ", expr_op_text(expr->op));
        print_bracketed(out, right, expr_precedence(right->op) <= precedence);
        return;
    default:
        text_printf(out, "%s(", expr_op_text(expr->op));
        for (int i = 0; i < expr->argument_count; i++) {
            if (i > 0)
                text_puts(out, ", ");
            expr_print(out, expr->arguments[i]);
        }
        text_putc(out, ')');
    }
}

static void print_subtree(struct text *out, const struct expr *expr, int depth) {
    text_printf(out, "%*s", 2 * depth, "");
    if (expr->op == EXPR_NUMBER || expr->op == EXPR_NAME)
        expr_print(out, expr);
    else
        text_puts(out, expr_op_text(expr->op));
    text_putc(out, '\n');
    for (int i = 0; i < expr->argument_count; i++)
        print_subtree(out, expr->arguments[i], depth + 1);
}

void expr_print_tree(struct text *out, const struct expr *expr) {
    print_subtree(out, expr, 0);
}
