#include "language/formula.h"

/* How tightly operations bind in a spreadsheet. Unlike in our language, the sign binds tighter than `^`. Chains of `^`
 * are read from the left, but they are bracketed for people who do not know that. */
enum binding { BINDS_COMPARISON = 1, BINDS_SUM, BINDS_PRODUCT, BINDS_POWER, BINDS_SIGN, BINDS_ALL };

struct printer {
    struct text *out;
    formula_reference *reference;
    void *context;
};

static void print(const struct printer *printer, const struct expr *expr, enum binding wanted);

/* The reference that a name is printed as; NULL if its expression is printed instead. */
static const char *reference_of(const struct printer *printer, const struct expr *expr) {
    const struct quantity *quantity = expr->quantity;
    if (!quantity)
        return expr->name;
    const char *reference = printer->reference ? printer->reference(quantity, printer->context) : quantity->name;
    return reference || quantity->kind == QUANTITY_EQUATION ? reference : quantity->name;
}

static enum binding binding_of(const struct printer *printer, const struct expr *expr) {
    switch (expr->op) {
    case EXPR_NUMBER:
        return expr->number < 0 ? BINDS_SIGN : BINDS_ALL;
    case EXPR_NAME:
        return reference_of(printer, expr) ? BINDS_ALL : binding_of(printer, expr->quantity->expr);
    case EXPR_NEGATE:
    case EXPR_CEIL: /* -INT(-x) */
        return BINDS_SIGN;
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        return BINDS_SUM;
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        return BINDS_PRODUCT;
    case EXPR_POWER:
        return BINDS_POWER;
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_GREATER:
    case EXPR_GREATER_EQUAL:
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        return BINDS_COMPARISON;
    default:
        return BINDS_ALL;
    }
}

/* Prints a right operand. A sign in the middle of a formula is bracketed, `a*(-b)`, for readers: spreadsheets do not
 * need it. */
static void print_right(const struct printer *printer, const struct expr *expr, enum binding wanted) {
    bool sign = binding_of(printer, expr) == BINDS_SIGN;
    print(printer, expr, sign ? BINDS_ALL : wanted);
}

static void print_binary(const struct printer *printer, const struct expr *expr, enum binding left,
                         enum binding right) {
    print(printer, expr->arguments[0], left);
    text_puts(printer->out, expr_op_text(expr->op));
    print_right(printer, expr->arguments[1], right);
}

static bool may_be_boolean(const struct expr *expr) {
    if (expr->op == EXPR_NAME)
        return expr->quantity && expr->quantity->kind == QUANTITY_EQUATION && may_be_boolean(expr->quantity->expr);
    if (expr->op == EXPR_IF)
        return may_be_boolean(expr->arguments[1]) || may_be_boolean(expr->arguments[2]);
    return expr->op >= EXPR_LESS && expr->op <= EXPR_NOT;
}

/* Prints an operand that must be a number. In a spreadsheet TRUE is not 1 in comparisons, and MIN and MAX skip it. */
static void print_number_operand(const struct printer *printer, const struct expr *expr, enum binding wanted) {
    if (!may_be_boolean(expr)) {
        print_right(printer, expr, wanted);
        return;
    }
    text_puts(printer->out, "N(");
    print(printer, expr, BINDS_COMPARISON);
    text_putc(printer->out, ')');
}

static void print_comparison(const struct printer *printer, const struct expr *expr) {
    if (may_be_boolean(expr->arguments[0]))
        print_number_operand(printer, expr->arguments[0], BINDS_SUM);
    else
        print(printer, expr->arguments[0], BINDS_SUM);
    text_puts(printer->out, expr_op_text(expr->op));
    print_number_operand(printer, expr->arguments[1], BINDS_SUM);
}

static void print_call(const struct printer *printer, const char *name, const struct expr *expr, const char *tail) {
    bool numbers = expr->op == EXPR_MIN || expr->op == EXPR_MAX;
    text_printf(printer->out, "%s(", name);
    for (int i = 0; i < expr->argument_count; i++) {
        if (i > 0)
            text_putc(printer->out, ',');
        if (numbers && may_be_boolean(expr->arguments[i]))
            print_number_operand(printer, expr->arguments[i], BINDS_COMPARISON);
        else
            print(printer, expr->arguments[i], BINDS_COMPARISON);
    }
    text_printf(printer->out, "%s)", tail);
}

/* Prints the arguments of AND or OR: `a and b and c` becomes a single AND. */
static void print_logic(const struct printer *printer, const struct expr *expr, enum expr_op op) {
    for (int i = 0; i < expr->argument_count; i++) {
        if (i > 0)
            text_putc(printer->out, ',');
        if (expr->arguments[i]->op == op)
            print_logic(printer, expr->arguments[i], op);
        else
            print(printer, expr->arguments[i], BINDS_COMPARISON);
    }
}

static void print_ceil(const struct printer *printer, const struct expr *argument) {
    text_puts(printer->out, "-INT(");
    if (argument->op == EXPR_NEGATE) {
        print(printer, argument->arguments[0], BINDS_COMPARISON);
    } else {
        text_putc(printer->out, '-');
        print(printer, argument, BINDS_ALL);
    }
    text_putc(printer->out, ')');
}

static void print_number(const struct printer *printer, double number) {
    struct text digits = {0};
    number_print_exact(&digits, number);
    for (size_t i = 0; i < digits.length; i++)
        text_putc(printer->out, digits.bytes[i] == 'e' ? 'E' : digits.bytes[i]);
    text_free(&digits);
}

static void print_unbracketed(const struct printer *printer, const struct expr *expr) {
    struct text *out = printer->out;
    switch (expr->op) {
    case EXPR_NUMBER:
        print_number(printer, expr->number);
        return;
    case EXPR_NAME: {
        const char *reference = reference_of(printer, expr);
        if (reference)
            text_puts(out, reference);
        else
            print_unbracketed(printer, expr->quantity->expr);
        return;
    }
    case EXPR_NEGATE:
        text_putc(out, '-');
        print(printer, expr->arguments[0], BINDS_ALL);
        return;
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        print_binary(printer, expr, BINDS_SUM, BINDS_PRODUCT);
        return;
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        print_binary(printer, expr, BINDS_PRODUCT, BINDS_POWER);
        return;
    case EXPR_POWER:
        print_binary(printer, expr, BINDS_ALL, BINDS_ALL);
        return;
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_GREATER:
    case EXPR_GREATER_EQUAL:
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        print_comparison(printer, expr);
        return;
    case EXPR_AND:
    case EXPR_OR:
        text_puts(out, expr->op == EXPR_AND ? "AND(" : "OR(");
        print_logic(printer, expr, expr->op);
        text_putc(out, ')');
        return;
    case EXPR_NOT:
        print_call(printer, "NOT", expr, "");
        return;
    case EXPR_IF:
        print_call(printer, "IF", expr, "");
        return;
    case EXPR_MIN:
        print_call(printer, "MIN", expr, "");
        return;
    case EXPR_MAX:
        print_call(printer, "MAX", expr, "");
        return;
    case EXPR_ABS:
        print_call(printer, "ABS", expr, "");
        return;
    case EXPR_SQRT:
        print_call(printer, "SQRT", expr, "");
        return;
    case EXPR_EXP:
        print_call(printer, "EXP", expr, "");
        return;
    case EXPR_LN:
        print_call(printer, "LN", expr, "");
        return;
    case EXPR_LOG10:
        print_call(printer, "LOG10", expr, "");
        return;
    case EXPR_LOG2:
        print_call(printer, "LOG", expr, ",2");
        return;
    case EXPR_ROUND:
        print_call(printer, "ROUND", expr, ",0");
        return;
    case EXPR_CEIL:
        print_ceil(printer, expr->arguments[0]);
        return;
    case EXPR_FLOOR:
        print_call(printer, "INT", expr, "");
        return;
    case EXPR_OPS:
        return;
    }
}

/* Prints an expression that must bind at least as tightly as `wanted`. */
static void print(const struct printer *printer, const struct expr *expr, enum binding wanted) {
    bool brackets = binding_of(printer, expr) < wanted;
    if (brackets)
        text_putc(printer->out, '(');
    print_unbracketed(printer, expr);
    if (brackets)
        text_putc(printer->out, ')');
}

void formula_print(struct text *out, const struct expr *expr, formula_reference *reference, void *context) {
    struct printer printer = {out, reference, context};
    print(&printer, expr, BINDS_COMPARISON);
}
