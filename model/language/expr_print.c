#include "language/operations.h"

#include <string.h>

static void print_bracketed(struct text *out, const struct expr *expr, bool brackets) {
    if (brackets)
        text_putc(out, '(');
    expr_print(out, expr);
    if (brackets)
        text_putc(out, ')');
}

/* In quotes unless it is a word of letters, digits and _ that is no number of its own. */
static void print_choice(struct text *out, const char *name) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    bool word = strspn(name, letters) == strlen(name);
    text_printf(out, word ? "%s" : "\"%s\"", name);
}

void expr_print(struct text *out, const struct expr *expr) {
    int precedence = expr_precedence(expr->op);
    const struct expr *left = expr->argument_count > 0 ? expr->arguments[0] : NULL;
    const struct expr *right = expr->argument_count > 1 ? expr->arguments[1] : NULL;
    enum operation_kind kind = operation_table[expr->op].kind;
    if (expr->op == EXPR_NUMBER && expr->quantity) {
        print_choice(out, expr->name);
    } else if (expr->op == EXPR_NUMBER) {
        number_print_exact(out, expr->number);
    } else if (expr->op == EXPR_NAME) {
        text_puts(out, expr->name);
    } else if (kind == KIND_SIGN) {
        /* A power or another sign after a sign is bracketed. */
        text_putc(out, '-');
        print_bracketed(out, left, expr_precedence(left->op) <= expr_precedence(EXPR_POWER));
    } else if (kind == KIND_NOT) {
        text_puts(out, "not ");
        print_bracketed(out, left, expr_precedence(left->op) < precedence);
    } else if (expr->op == EXPR_POWER) {
        print_bracketed(out, left, expr_precedence(left->op) <= precedence);
        text_putc(out, '^');
        print_bracketed(out, right, right->op != EXPR_NEGATE && expr_precedence(right->op) <= precedence);
    } else if (kind == KIND_FUNCTION) {
        text_printf(out, "%s(", expr_op_text(expr->op));
        for (int i = 0; i < expr->argument_count; i++) {
            if (i > 0)
                text_puts(out, ", ");
            expr_print(out, expr->arguments[i]);
        }
        text_putc(out, ')');
    } else {
        /* Comparisons are not chained: one on the left is bracketed too. */
        print_bracketed(out, left, expr_precedence(left->op) < precedence + (kind == KIND_COMPARISON));
        text_printf(out, " %s ", expr_op_text(expr->op));
        print_bracketed(out, right, expr_precedence(right->op) <= precedence);
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
