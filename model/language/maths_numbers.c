#include "language/apart.h"
#include "language/maths_build.h"
#include "language/program_operations.h"

#include <math.h>

/* From here on, given powers of ten are shown as powers: 10⁹ rather than 1,000,000,000. */
#define LEAST_POWER_SHOWN 1e9

/* Digits to try for operands; more than the largest number of them would help nobody. */
enum { DIGITS_LEAST = 6, DIGITS_MOST = 12 };

/* The number that is shown for a result that serves as an operand, and its format. */
static double shown_result(const struct quantity *equation, const double *values, int digits,
                           struct number_format *format) {
    double value = values[equation->index];
    *format = quantity_format_of(equation, equation->format, values);
    if (digits > 0) {
        value = number_round_significant(value, digits);
        *format = (struct number_format){.style = NUMBER_PLAIN, .decimals = number_decimals(value)};
    }
    double shown = number_as_printed(value, *format);
    bool cents = digits == 0 && format->style == NUMBER_MONEY && shown != floor(shown);
    *format = (struct number_format){.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};
    if (cents || number_as_printed(shown, *format) != shown)
        format->decimals = cents && number_decimals(shown) < 2 ? 2 : number_decimals(shown);
    return shown;
}

static double value_of_name(const struct quantity *quantity, const double *values, int digits) {
    struct number_format format;
    double value = quantity->kind == QUANTITY_CONSTANT ? quantity->value : values[quantity->index];
    return digits >= 0 && quantity->kind == QUANTITY_EQUATION && !quantity->table
               ? shown_result(quantity, values, digits, &format)
               : value;
}

/* The value of an expression for one set. The values of equations are taken from the set: exactly (EXACT), or as they
 * are shown with this many digits. */
enum { EXACT = -1 };
static double value_with(const struct expr *expr, const double *values, int digits, const struct sum_index *indices);

static double sum_with(const struct expr *sum, const double *values, int digits, const struct sum_index *indices) {
    double first = value_with(sum->arguments[0], values, digits, indices);
    double last = value_with(sum->arguments[1], values, digits, indices), all = sum->op == EXPR_PRODUCT;
    if (isnan(first) || isnan(last))
        return NAN;
    for (int k = sum_first(first), end = sum_last(last); k <= end; k++) {
        const struct sum_index index = {sum->name, k, k, indices};
        double left = all, term = value_with(sum->arguments[2], values, digits, &index);
        program_operate(sum->op == EXPR_SUM ? EXPR_ADD : EXPR_MULTIPLY, 0, &all, &left, &term, NULL, 1);
    }
    return all;
}

static double value_with(const struct expr *expr, const double *values, int digits, const struct sum_index *indices) {
    double arguments[3] = {0}, value;
    if (expr->op == EXPR_NUMBER)
        return expr->number;
    if (expr->op == EXPR_INDEX)
        return sum_index_value(indices, expr->name);
    if (expr_is_sum(expr))
        return sum_with(expr, values, digits, indices);
    if (expr->op == EXPR_NAME)
        return value_of_name(expr->quantity, values, digits);
    const struct expr *const *operands = (const struct expr *const *)expr->arguments, *sides[2];
    if (expr_is_comparison(expr)) {
        expr_comparison_sides(expr, sides);
        operands = sides;
    }
    for (int i = 0; i < expr->argument_count && i < 3; i++)
        arguments[i] = value_with(operands[i], values, digits, indices);
    program_operate(expr->op, CLAIM_TOLERANCE, &value, &arguments[0], &arguments[1], &arguments[2], 1);
    for (int i = 2; i < expr->argument_count && expr->op != EXPR_IF; i++) {
        double left = value, right = value_with(expr->arguments[i], values, digits, indices);
        program_operate(expr->op, 0, &value, &left, &right, NULL, 1);
    }
    return value;
}

double maths_value_of(const struct maths_builder *builder, const struct expr *expr) {
    return value_with(expr, builder->values, EXACT, builder->indices);
}

int maths_digits_of_operands(const struct expr *expr, const double *values, double result,
                             struct number_format format) {
    double printed = number_as_printed(result, format);
    for (int digits = 0; digits < DIGITS_MOST; digits = digits ? digits + 1 : DIGITS_LEAST)
        if (number_as_printed(value_with(expr, values, digits, NULL), format) == printed)
            return digits;
    return DIGITS_MOST;
}

int maths_clamped_argument(const struct expr *expr) {
    if ((expr->op != EXPR_MIN && expr->op != EXPR_MAX) || expr->argument_count != 2)
        return -1;
    bool first = expr->arguments[0]->op == EXPR_NUMBER, second = expr->arguments[1]->op == EXPR_NUMBER;
    return first == second ? -1 : first ? 1 : 0;
}

const struct expr *maths_taken(const struct maths_builder *builder, const struct expr *expr) {
    while (builder->values) {
        int clamped = maths_clamped_argument(expr);
        if (expr->op == EXPR_IF)
            expr = expr->arguments[maths_value_of(builder, expr->arguments[0]) != 0 ? 1 : 2];
        else if (clamped >= 0 && maths_value_of(builder, expr->arguments[clamped]) == maths_value_of(builder, expr))
            expr = expr->arguments[clamped];
        else
            break;
    }
    return expr;
}

bool maths_is_rounded(double shown, double exact) {
    return fabs(shown - exact) > 1e-12 * fabs(exact);
}

struct maths *maths_number_leaf(struct maths_builder *builder, double value, struct number_format format) {
    struct text out = {0};
    number_print(&out, value, format, NULL, builder->locale);
    struct maths *maths =
        maths_new(builder->arena, MATHS_NUMBER, arena_strndup(builder->arena, out.bytes, out.length), 0, NULL);
    builder->rounded = builder->rounded || maths_is_rounded(number_as_printed(value, format), value);
    text_free(&out);
    return maths;
}

/* A format that shows a value exactly, with at least `decimals`. */
static struct number_format exact_format(double value, int decimals) {
    struct number_format format = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};
    int needed = number_decimals(value);
    if (decimals > needed || number_as_printed(value, format) != value)
        format.decimals = decimals > needed ? decimals : needed;
    return format;
}

struct maths *maths_number(struct maths_builder *builder, double value) {
    return maths_number_leaf(builder, value, exact_format(value, 0));
}

/* The text of a power of ten, such as 10¹². */
static const char *power_of_ten(struct arena *arena, int exponent) {
    struct text out = {0};
    number_put_power_of_ten(&out, exponent);
    return text_keep(&out, arena);
}

struct maths *maths_quantity_number(struct maths_builder *builder, const struct quantity *quantity) {
    bool given = quantity->kind != QUANTITY_EQUATION || quantity->table;
    double value = quantity->kind == QUANTITY_CONSTANT ? quantity->value : builder->values[quantity->index];
    struct number_format format = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};
    if (quantity->choices) {
        struct maths *name = maths_leaf(builder->arena, MATHS_FUNCTION, quantity_choice(quantity, value));
        name->quantity = quantity;
        return name;
    }
    if (given) {
        int decimals = 0;
        if (quantity->format.style == NUMBER_MONEY)
            decimals = quantity->format.decimals >= 0 ? quantity->format.decimals : value == floor(value) ? 0 : 2;
        else if (quantity->format.style == NUMBER_PLAIN && quantity->format.decimals > 0)
            decimals = quantity->format.decimals;
        format = exact_format(value, decimals);
    }
    double shown = given ? value : shown_result(quantity, builder->values, builder->digits, &format);
    struct maths *maths = maths_number_leaf(builder, shown, format);
    builder->rounded = builder->rounded || maths_is_rounded(shown, value);
    if (given && value >= LEAST_POWER_SHOWN && log10(value) == floor(log10(value)))
        maths->text = power_of_ten(builder->arena, (int)log10(value));
    maths->quantity = quantity;
    return maths;
}
