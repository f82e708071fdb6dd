/* This file is compiled for vectorization (see the Makefile): each operation is a loop over a block of rows, and its
 * body has no branch. IEEE arithmetic gives a value the same bits in a vector as alone. */
#include "base/base.h"
#include "language/program_operations.h"

#include <math.h>

bool program_values_tie(double a, double b, double tolerance) {
    double larger = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
    return (a == b) | (fabs(a - b) <= tolerance * larger);
}

/* NaN in place of what is not finite; finite values stay as they are. */
static inline double finite_or_nan(double value) {
    return value - (value - value);
}

static inline double quotient(double a, double b) {
    /* The second difference makes an infinite divisor give NaN; the quotient alone would be 0. */
    return finite_or_nan(a / b) - (b - b);
}

static inline double power(double a, double b) {
    bool none = (a != a) | (b != b) | ((a == 0) & (b == 0));
    return none ? NAN : finite_or_nan(pow(a, b));
}

static inline double comparison(double a, double b, bool holds) {
    double truth = holds ? 1 : 0;
    return ((a != a) | (b != b)) ? NAN : truth;
}

#define UNARY(expression)                                                                                              \
    for (size_t i = 0; i < n; i++) {                                                                                   \
        double x = a[i];                                                                                               \
        out[i] = (expression);                                                                                         \
    }                                                                                                                  \
    return
#define BINARY(expression)                                                                                             \
    for (size_t i = 0; i < n; i++) {                                                                                   \
        double x = a[i], y = b[i];                                                                                     \
        out[i] = (expression);                                                                                         \
    }                                                                                                                  \
    return
#define COMPARISON(expression)                                                                                         \
    for (size_t i = 0; i < n; i++) {                                                                                   \
        double x = a[i], y = b[i];                                                                                     \
        bool tie = program_values_tie(x, y, tolerance);                                                                \
        out[i] = comparison(x, y, (expression));                                                                       \
    }                                                                                                                  \
    return
/* Floors, or, with the sign -, ceilings. If some value is within its last digits of a step, each is treated alone. */
#define WHOLE(sign)                                                                                                    \
    do {                                                                                                               \
        uint64_t close = 0;                                                                                            \
        for (size_t i = 0; i < n; i++) {                                                                               \
            double x = sign a[i], floored = floor(x);                                                                  \
            close += whole_is_close(x, floored);                                                                       \
            out[i] = sign floored;                                                                                     \
        }                                                                                                              \
        for (size_t i = 0; close > 0 && i < n; i++)                                                                    \
            if (whole_is_close(sign a[i], sign out[i]))                                                                \
                out[i] = sign whole_floor(sign a[i]);                                                                  \
    } while (0);                                                                                                       \
    return

WIDE_VECTORS void program_operate(enum expr_op op, double tolerance, double *restrict out, const double *a,
                                  const double *b, const double *c, size_t n) {
    switch (op) {
    case EXPR_NEGATE:
        UNARY(-x);
    case EXPR_ADD:
        BINARY(finite_or_nan(x + y));
    case EXPR_SUBTRACT:
        BINARY(finite_or_nan(x - y));
    case EXPR_MULTIPLY:
        BINARY(finite_or_nan(x * y));
    case EXPR_DIVIDE:
        BINARY(quotient(x, y));
    case EXPR_POWER:
        BINARY(power(x, y));
    case EXPR_LESS:
        COMPARISON((x < y) & !tie);
    case EXPR_LESS_EQUAL:
        COMPARISON((x < y) | tie);
    case EXPR_GREATER:
        COMPARISON((x > y) & !tie);
    case EXPR_GREATER_EQUAL:
        COMPARISON((x > y) | tie);
    case EXPR_EQUAL:
        COMPARISON(tie);
    case EXPR_NOT_EQUAL:
        COMPARISON(!tie);
    case EXPR_AND:
        BINARY(x != 0 ? comparison(x, y, y != 0) : 0);
    case EXPR_OR:
        BINARY((x != 0) & (x == x) ? 1 : comparison(x, y, y != 0));
    case EXPR_NOT:
        UNARY(comparison(x, x, x == 0));
    case EXPR_IF:
        for (size_t i = 0; i < n; i++) {
            double condition = a[i], taken = b[i], otherwise = c[i];
            double chosen = condition != 0 ? taken : otherwise;
            out[i] = condition != condition ? NAN : chosen;
        }
        return;
    case EXPR_MIN:
        BINARY(x != x ? x : (x < y ? x : y));
    case EXPR_MAX:
        BINARY(x != x ? x : (x > y ? x : y));
    case EXPR_ABS:
        UNARY(fabs(x));
    case EXPR_SQRT:
        UNARY(sqrt(x));
    case EXPR_EXP:
        UNARY(finite_or_nan(exp(x)));
    case EXPR_LN:
        UNARY(finite_or_nan(log(x)));
    case EXPR_LOG10:
        UNARY(finite_or_nan(log10(x)));
    case EXPR_LOG2:
        UNARY(finite_or_nan(log2(x)));
    case EXPR_ROUND:
        UNARY(round(x));
    case EXPR_CEIL:
        WHOLE(-);
    case EXPR_FLOOR:
        WHOLE(+);
    case EXPR_NUMBER:
    case EXPR_NAME:
    case EXPR_OPS:
        return;
    }
}
