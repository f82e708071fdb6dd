#include "language/formula.h"

#include "language/operations.h"

enum { FORMULA_DEPTH = 16 }; /* equations that one names through others are looked at, up to here */

struct printer {
    struct text *out;
    formula_reference *reference;
    void *context;
};

static void print(const struct printer *printer, const struct expr *expr, enum operation_binding wanted);

/* The reference that a name is printed as; NULL if its expression is printed instead. */
static const char *reference_of(const struct printer *printer, const struct expr *expr) {
    const struct quantity *quantity = expr->quantity;
    if (!quantity)
        return expr->name;
    const char *reference = printer->reference ? printer->reference(quantity, printer->context) : quantity->name;
    return reference || quantity->kind == QUANTITY_EQUATION ? reference : quantity->name;
}

static enum operation_binding binding_of(const struct printer *printer, const struct expr *expr) {
    if (expr->table)
        return BINDS_ALL;
    if (expr->op == EXPR_NUMBER)
        return expr->number < 0 ? BINDS_SIGN : BINDS_ALL;
    if (expr->op == EXPR_NAME)
        return reference_of(printer, expr) ? BINDS_ALL : binding_of(printer, expr->quantity->expr);
    return operation_table[expr->op].binding;
}

/* Prints a right operand. A sign in the middle of a formula is bracketed, `a*(-b)`, for readers: spreadsheets do not
 * need it. */
static void print_right(const struct printer *printer, const struct expr *expr, enum operation_binding wanted) {
    bool sign = binding_of(printer, expr) == BINDS_SIGN;
    print(printer, expr, sign ? BINDS_ALL : wanted);
}

static void print_binary(const struct printer *printer, const struct expr *expr, enum operation_binding left,
                         enum operation_binding right) {
    print(printer, expr->arguments[0], left);
    text_puts(printer->out, operation_table[expr->op].formula);
    print_right(printer, expr->arguments[1], right);
}

/* Prints an operand that must be a number. In a spreadsheet TRUE is not 1 in comparisons, and MIN and MAX skip it. */
static void print_number_operand(const struct printer *printer, const struct expr *expr,
                                 enum operation_binding wanted) {
    if (!expr_is_condition(expr)) {
        print_right(printer, expr, wanted);
        return;
    }
    text_puts(printer->out, "N(");
    print(printer, expr, BINDS_COMPARISON);
    text_putc(printer->out, ')');
}

static void print_comparison(const struct printer *printer, const struct expr *expr) {
    if (expr_is_condition(expr->arguments[0]))
        print_number_operand(printer, expr->arguments[0], BINDS_SUM);
    else
        print(printer, expr->arguments[0], BINDS_SUM);
    text_puts(printer->out, operation_table[expr->op].formula);
    print_number_operand(printer, expr->arguments[1], BINDS_SUM);
}

static void print_call(const struct printer *printer, const struct expr *expr) {
    bool numbers = expr->op == EXPR_MIN || expr->op == EXPR_MAX;
    text_printf(printer->out, "%s(", operation_table[expr->op].formula);
    for (int i = 0; i < expr->argument_count; i++) {
        if (i > 0)
            text_putc(printer->out, ',');
        if (numbers && expr_is_condition(expr->arguments[i]))
            print_number_operand(printer, expr->arguments[i], BINDS_COMPARISON);
        else
            print(printer, expr->arguments[i], BINDS_COMPARISON);
    }
    text_printf(printer->out, "%s)", operation_table[expr->op].tail);
}

/* Whether a formula may show an error: it divides by something that may be 0, or has a root, a logarithm, a power or an
 * exponential of something that is no number. A name means its equation. */
static bool may_fail(const struct expr *expr, int depth) {
    if (expr->op == EXPR_NAME)
        return expr->quantity && expr->quantity->expr && (depth == 0 || may_fail(expr->quantity->expr, depth - 1));
    const struct expr *last = expr->argument_count ? expr->arguments[expr->argument_count - 1] : NULL;
    bool fixed =
        last && (last->op == EXPR_NUMBER ? last->number > 0
                                         : last->op == EXPR_NAME && last->quantity &&
                                               last->quantity->kind == QUANTITY_CONSTANT && last->quantity->value > 0);
    bool fails = expr->op == EXPR_DIVIDE || expr->op == EXPR_POWER || expr->op == EXPR_SQRT || expr->op == EXPR_EXP ||
                 expr->op == EXPR_LN || expr->op == EXPR_LOG10 || expr->op == EXPR_LOG2;
    if (fails && !fixed)
        return true;
    for (int i = 0; i < expr->argument_count; i++)
        if (may_fail(expr->arguments[i], depth))
            return true;
    return false;
}

/* AND and OR of a spreadsheet take all of their arguments, so one that may show an error stands in an IF. */
static void print_stopping(const struct printer *printer, const struct expr *expr) {
    text_puts(printer->out, "IF(");
    print(printer, expr->arguments[0], BINDS_COMPARISON);
    text_puts(printer->out, expr->op == EXPR_AND ? "," : ",TRUE,");
    print(printer, expr->arguments[1], BINDS_COMPARISON);
    text_puts(printer->out, expr->op == EXPR_AND ? ",FALSE)" : ")");
}

/* Prints the arguments of AND or OR: `a and b and c` becomes a single AND. */
static void print_logic(const struct printer *printer, const struct expr *expr, enum expr_op op) {
    for (int i = 0; i < expr->argument_count; i++) {
        if (i > 0)
            text_putc(printer->out, ',');
        if (expr->arguments[i]->op == op && !may_fail(expr->arguments[i]->arguments[1], FORMULA_DEPTH))
            print_logic(printer, expr->arguments[i], op);
        else
            print(printer, expr->arguments[i], BINDS_COMPARISON);
    }
}

/* Prints what rounds up in every spreadsheet: some round negative numbers by INT down, others towards 0. */
static void print_ceil(const struct printer *printer, const struct expr *argument) {
    text_puts(printer->out, "INT(");
    print(printer, argument, BINDS_COMPARISON);
    text_puts(printer->out, ")+IF(INT(");
    print(printer, argument, BINDS_COMPARISON);
    text_puts(printer->out, ")<");
    print(printer, argument, BINDS_SUM);
    text_puts(printer->out, ",1,0)");
}

static void print_number(const struct printer *printer, double number) {
    struct text digits = {0};
    number_print_exact(&digits, number);
    for (size_t i = 0; i < digits.length; i++)
        text_putc(printer->out, digits.bytes[i] == 'e' ? 'E' : digits.bytes[i]);
    text_free(&digits);
}

static void print_unbracketed(const struct printer *printer, const struct expr *expr) {
    const struct operation *operation = &operation_table[expr->op];
    const char *reference = expr->op == EXPR_NAME ? reference_of(printer, expr) : NULL;
    if (expr->op == EXPR_NUMBER && expr->quantity) {
        text_printf(printer->out, "\"%s\"", expr->name);
    } else if (expr->op == EXPR_NUMBER) {
        print_number(printer, expr->number);
    } else if (reference) {
        text_puts(printer->out, reference);
    } else if (expr->table) {
        const struct expr along = {
            .op = EXPR_NAME, .name = expr->table->table->along->name, .quantity = expr->table->table->along};
        text_printf(printer->out, "INDEX(%s" QUANTITY_TABLE_ENDING ",MATCH(", expr->table->name);
        print(printer, &along, BINDS_COMPARISON);
        text_printf(printer->out, ",%s" QUANTITY_CHOICES_ENDING ",0))", along.name);
    } else if (expr->op == EXPR_NAME) {
        print_unbracketed(printer, expr->quantity->expr);
    } else if (operation->kind == KIND_SIGN) {
        text_putc(printer->out, '-');
        print(printer, expr->arguments[0], BINDS_ALL);
    } else if (expr->op == EXPR_POWER) {
        print_binary(printer, expr, BINDS_ALL, BINDS_ALL);
    } else if (operation->kind == KIND_INFIX) {
        print_binary(printer, expr, operation->binding, operation->binding + 1);
    } else if (operation->kind == KIND_COMPARISON) {
        print_comparison(printer, expr);
    } else if (operation->kind == KIND_LOGIC && may_fail(expr->arguments[1], FORMULA_DEPTH)) {
        print_stopping(printer, expr);
    } else if (operation->kind == KIND_LOGIC) {
        text_printf(printer->out, "%s(", operation->formula);
        print_logic(printer, expr, expr->op);
        text_putc(printer->out, ')');
    } else if (expr->op == EXPR_CEIL) {
        print_ceil(printer, expr->arguments[0]);
    } else {
        print_call(printer, expr);
    }
}

/* Prints an expression that must bind at least as tightly as `wanted`. */
static void print(const struct printer *printer, const struct expr *expr, enum operation_binding wanted) {
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
