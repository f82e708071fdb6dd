#include "language/sweep.h"

#include <math.h>

enum { GRID_DIGITS = 12 }; /* a decimal number with at most this many digits is taken as exact */

/* Whether a value is such a decimal number, apart from rounding errors of a computation with numbers up to `size`. */
static bool is_short_decimal(double value, double size) {
    return fabs(number_round_significant(value, GRID_DIGITS) - value) <= 4e-16 * size;
}

/* first + i * step, on the decimal grid if first and step are short decimals. */
static double linear_value(double first, double last, int intervals, int i) {
    double value = first + (last - first) * i / intervals;
    double step = (last - first) / intervals;
    double size = fabs(first) > fabs(last) ? fabs(first) : fabs(last);
    if (!is_short_decimal(first, 0) || !is_short_decimal(last, 0) || !is_short_decimal(step, size))
        return value;
    int first_decimals = number_decimals(first);
    int step_decimals = number_decimals(number_round_significant(step, GRID_DIGITS));
    return number_round_decimals(value, first_decimals > step_decimals ? first_decimals : step_decimals);
}

/* first * (last / first) ^ (i / intervals), exact if it is a power of two or, apart from rounding, a short decimal. */
static double geometric_value(double first, double last, int intervals, int i) {
    double from = log2(first), to = log2(last);
    double exponent = from + (to - from) * i / intervals;
    if (from == floor(from) && to == floor(to) && exponent == floor(exponent))
        return exp2(exponent);
    double value = first * pow(last / first, (double)i / intervals);
    return is_short_decimal(value, 8 * fabs(value)) ? number_round_significant(value, GRID_DIGITS) : value;
}

double sweep_value(const struct sweep *sweep, int i) {
    int intervals = sweep->points - 1;
    if (i <= 0)
        return sweep->first;
    if (i >= intervals)
        return sweep->last;
    if (sweep->scale == SWEEP_GEOMETRIC)
        return geometric_value(sweep->first, sweep->last, intervals, i);
    return linear_value(sweep->first, sweep->last, intervals, i);
}
