#include "language/bounds_private.h"

#include <float.h>

/* Values beyond the largest double are absent; the others end there. */
static struct bounds_hull within_doubles(double low, double high, enum bounds_sure absent) {
    struct bounds_hull hull = {low, high, absent};
    if (low > DBL_MAX || high < -DBL_MAX)
        return (struct bounds_hull){0, 0, SURE_ALWAYS};
    if (low < -DBL_MAX || high > DBL_MAX)
        hull.absent = SURE_MAYBE;
    hull.low = fmax(low, -DBL_MAX);
    hull.high = fmin(high, DBL_MAX);
    return hull;
}

static struct bounds_hull nothing(void) {
    return (struct bounds_hull){0, 0, SURE_ALWAYS};
}

/* The absence of what has no value if one of two has none. */
static enum bounds_sure either(enum bounds_sure a, enum bounds_sure b) {
    return a > b ? a : b;
}

static bool is_point(const struct bounds_hull *a) {
    return a->low == a->high;
}

/* A library function may be wrong by its last digits, and its order need not be that of its arguments. */
static double beneath(double value) {
    return nextafter(nextafter(value, -INFINITY), -INFINITY);
}

static double above(double value) {
    return nextafter(nextafter(value, INFINITY), INFINITY);
}

static struct bounds_hull corners(double (*operate)(double, double), const struct bounds_hull *a,
                                  const struct bounds_hull *b, enum bounds_sure absent) {
    const double values[] = {operate(a->low, b->low), operate(a->low, b->high), operate(a->high, b->low),
                             operate(a->high, b->high)};
    double low = values[0], high = values[0];
    for (int i = 1; i < 4; i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    return within_doubles(low, high, absent);
}

static double times(double a, double b) {
    return a * b;
}

static double over(double a, double b) {
    return a / b;
}

/* a / b for b from 0 (which gives nothing) or a little above it. */
static struct bounds_hull over_positive(const struct bounds_hull *a, double high, enum bounds_sure absent) {
    const struct bounds_hull divisor = {0x1p-1074, high, SURE_NEVER};
    return corners(over, a, &divisor, absent);
}

static struct bounds_hull joined(const struct bounds_hull *a, const struct bounds_hull *b) {
    if (a->absent == SURE_ALWAYS || b->absent == SURE_ALWAYS) {
        struct bounds_hull hull = a->absent == SURE_ALWAYS ? *b : *a;
        hull.absent = a->absent == b->absent ? SURE_ALWAYS : SURE_MAYBE;
        return hull;
    }
    enum bounds_sure absent = a->absent == SURE_NEVER && b->absent == SURE_NEVER ? SURE_NEVER : SURE_MAYBE;
    return (struct bounds_hull){fmin(a->low, b->low), fmax(a->high, b->high), absent};
}

static struct bounds_hull divide(const struct bounds_hull *a, const struct bounds_hull *b) {
    enum bounds_sure absent = either(a->absent, b->absent);
    if (b->low > 0 || b->high < 0)
        return corners(over, a, b, absent);
    if (b->low == 0 && b->high == 0)
        return nothing();
    absent = either(absent, SURE_MAYBE);
    const struct bounds_hull negated = {-a->high, -a->low, a->absent};
    if (b->low == 0)
        return over_positive(a, b->high, absent);
    if (b->high == 0)
        return over_positive(&negated, -b->low, absent);
    const struct bounds_hull right = over_positive(a, b->high, absent);
    const struct bounds_hull left = over_positive(&negated, -b->low, absent);
    return joined(&right, &left);
}

/* a^b for a from 0 on. For a fixed exponent a power has one direction in its base, and for a fixed base in its
 * exponent: its extremes are at corners. 0^0, and 0 to a negative power, have no value. */
static struct bounds_hull power_of_positive(double low, double high, const struct bounds_hull *b,
                                            enum bounds_sure absent) {
    if (low == 0 && b->low <= 0) {
        absent = either(absent, SURE_MAYBE);
        if (high == 0)
            return b->high <= 0 ? nothing() : (struct bounds_hull){0, 0, absent};
        const struct bounds_hull hull = power_of_positive(0x1p-1074, high, b, absent);
        if (hull.absent == SURE_ALWAYS)
            return hull;
        return (struct bounds_hull){fmin(hull.low, b->high > 0 ? 0 : hull.low), hull.high, SURE_MAYBE};
    }
    const struct bounds_hull base = {low, high, SURE_NEVER};
    struct bounds_hull hull = corners(pow, &base, b, absent);
    if (hull.absent == SURE_ALWAYS)
        return hull;
    hull = within_doubles(beneath(hull.low), above(hull.high), hull.absent);
    hull.low = fmax(hull.low, 0);
    return hull;
}

static struct bounds_hull power(const struct bounds_hull *a, const struct bounds_hull *b) {
    enum bounds_sure absent = either(a->absent, b->absent);
    if (is_point(a) && is_point(b)) {
        double value = a->low == 0 && b->low == 0 ? NAN : pow(a->low, b->low);
        return isfinite(value) ? (struct bounds_hull){value, value, absent} : nothing();
    }
    if (is_point(b) && b->low == 1)
        return (struct bounds_hull){a->low, a->high, absent};
    if (a->low >= 0)
        return power_of_positive(a->low, a->high, b, absent);
    bool whole = is_point(b) && b->low == rint(b->low);
    if (!whole)
        absent = either(absent, SURE_MAYBE); /* of a negative base only whole powers exist */
    const struct bounds_hull left = power_of_positive(fmax(0, -a->high), -a->low, b, absent);
    struct bounds_hull mirrored = {-left.high, -left.low, left.absent};
    struct bounds_hull hull = left.absent == SURE_ALWAYS ? nothing() : mirrored;
    if (whole && fmod(b->low, 2) == 0)
        hull = left;
    else if (!whole)
        hull = joined(&left, &mirrored);
    if (a->high < 0)
        return hull;
    const struct bounds_hull right = power_of_positive(0, a->high, b, absent);
    return joined(&hull, &right);
}

/* Which results comparing has over two ranges, as bits: less, tie, greater. In between, the relative distance of two
 * numbers is least where they are nearest to each other; the factors leave room for the rounding errors of
 * program_values_tie. */
unsigned bounds_order(double a_low, double a_high, double b_low, double b_high, double tolerance) {
    const double less_strict = 1 - 1e-12, more_strict = 1 + 1e-12;
    if (a_low == a_high && b_low == b_high)
        return program_values_tie(a_low, b_low, tolerance) ? ORDER_TIE : a_low < b_low ? ORDER_LESS : ORDER_GREATER;
    unsigned order = (a_low < b_high ? ORDER_LESS : 0u) | (a_high > b_low ? ORDER_GREATER : 0u);
    bool apart = a_high < b_low || b_high < a_low;
    double one = a_high < b_low ? a_high : a_low, other = a_high < b_low ? b_low : b_high;
    if (!apart || fabs(one - other) <= tolerance * more_strict * fmax(fabs(one), fabs(other)))
        order |= ORDER_TIE;
    /* They tie everywhere if the farthest do, measured by the smallest. */
    double a_least = a_low > 0    ? a_low
                     : a_high < 0 ? -a_high
                                  : 0,
           b_least = b_low > 0    ? b_low
                     : b_high < 0 ? -b_high
                                  : 0;
    double farthest = fmax(b_high - a_low, a_high - b_low);
    if (farthest <= tolerance * less_strict * fmax(a_least, b_least))
        return ORDER_TIE;
    return order;
}

struct bounds_hull bounds_truth(enum expr_op op, unsigned order, enum bounds_sure absent) {
    static const unsigned holds[] = {[EXPR_LESS] = ORDER_LESS,       [EXPR_LESS_EQUAL] = ORDER_LESS | ORDER_TIE,
                                     [EXPR_GREATER] = ORDER_GREATER, [EXPR_GREATER_EQUAL] = ORDER_GREATER | ORDER_TIE,
                                     [EXPR_EQUAL] = ORDER_TIE,       [EXPR_NOT_EQUAL] = ORDER_LESS | ORDER_GREATER};
    return (struct bounds_hull){(order & ~holds[op]) ? 0 : 1, (order & holds[op]) ? 1 : 0, absent};
}

/* Truth of a number: bits of what it may be. */
enum { MAY_BE_FALSE = 1, MAY_BE_TRUE = 2 };
static unsigned truth_of(const struct bounds_hull *a) {
    return (a->low <= 0 && a->high >= 0 ? MAY_BE_FALSE : 0u) | (a->low != 0 || a->high != 0 ? MAY_BE_TRUE : 0u);
}

static struct bounds_hull of_truth(unsigned truth, enum bounds_sure absent) {
    return (struct bounds_hull){truth & MAY_BE_FALSE ? 0 : 1, truth & MAY_BE_TRUE ? 1 : 0, absent};
}

/* `and` looks at its right side if the left one is true, `or` if it is false: `looks`. Otherwise it is `decided`. */
static struct bounds_hull logic(const struct bounds_hull *a, const struct bounds_hull *b, unsigned looks,
                                unsigned decided) {
    if (a->absent == SURE_ALWAYS)
        return nothing();
    unsigned left = truth_of(a), truth = left & decided;
    enum bounds_sure absent = a->absent;
    if (left & looks) {
        absent = either(absent, left == looks ? b->absent : b->absent ? SURE_MAYBE : SURE_NEVER);
        truth |= b->absent == SURE_ALWAYS ? 0 : truth_of(b);
    }
    return of_truth(truth, absent);
}

static struct bounds_hull choose(const struct bounds_hull *condition, const struct bounds_hull *taken,
                                 const struct bounds_hull *otherwise) {
    if (condition->absent == SURE_ALWAYS)
        return nothing();
    unsigned truth = truth_of(condition);
    struct bounds_hull hull = truth == MAY_BE_TRUE    ? *taken
                              : truth == MAY_BE_FALSE ? *otherwise
                                                      : joined(taken, otherwise);
    hull.absent = either(hull.absent, condition->absent);
    return hull;
}

/* floor, of which whole_floor keeps the order up to 2^35: below it no number with few binary places is close to a step.
 */
static struct bounds_hull floored(const struct bounds_hull *a) {
    double low = whole_floor(a->low), high = whole_floor(a->high);
    if (!is_point(a) && fmax(fabs(a->low), fabs(a->high)) > 0x1p35) {
        low = floor(a->low);
        high = floor(a->high) + 1;
    }
    return (struct bounds_hull){low, high, a->absent};
}

static struct bounds_hull logarithm(double (*operate)(double), const struct bounds_hull *a) {
    if (a->high <= 0)
        return nothing();
    if (is_point(a)) {
        const double value = operate(a->low);
        return (struct bounds_hull){value, value, a->absent};
    }
    const double low = a->low > 0 ? a->low : 0x1p-1074;
    return (struct bounds_hull){beneath(operate(low)), above(operate(a->high)),
                                a->low > 0 ? a->absent : either(a->absent, SURE_MAYBE)};
}

static struct bounds_hull unary(enum expr_op op, const struct bounds_hull *a) {
    struct bounds_hull negated = {-a->high, -a->low, a->absent};
    switch (op) {
    case EXPR_NEGATE:
        return negated;
    case EXPR_NOT: {
        unsigned truth = truth_of(a);
        return of_truth((truth & MAY_BE_TRUE ? MAY_BE_FALSE : 0u) | (truth & MAY_BE_FALSE ? MAY_BE_TRUE : 0u),
                        a->absent);
    }
    case EXPR_ABS:
        if (a->low >= 0)
            return *a;
        return a->high <= 0 ? negated : (struct bounds_hull){0, fmax(-a->low, a->high), a->absent};
    case EXPR_SQRT:
        if (a->high < 0)
            return nothing();
        return (struct bounds_hull){a->low > 0 ? sqrt(a->low) : 0, sqrt(fmax(a->high, 0)),
                                    a->low < 0 ? either(a->absent, SURE_MAYBE) : a->absent};
    case EXPR_EXP: {
        if (is_point(a))
            return within_doubles(exp(a->low), exp(a->high), a->absent);
        struct bounds_hull hull = within_doubles(beneath(exp(a->low)), above(exp(a->high)), a->absent);
        hull.low = fmax(hull.low, 0);
        return hull;
    }
    case EXPR_LN:
        return logarithm(log, a);
    case EXPR_LOG10:
        return logarithm(log10, a);
    case EXPR_LOG2:
        return logarithm(log2, a);
    case EXPR_ROUND:
        return (struct bounds_hull){round(a->low), round(a->high), a->absent};
    case EXPR_FLOOR:
        return floored(a);
    default: {
        negated = floored(&negated); /* EXPR_CEIL */
        return (struct bounds_hull){-negated.high, -negated.low, negated.absent};
    }
    }
}

struct bounds_hull bounds_operate(enum expr_op op, double tolerance, const struct bounds_hull *a,
                                  const struct bounds_hull *b, const struct bounds_hull *c) {
    if (op == EXPR_AND)
        return logic(a, b, MAY_BE_TRUE, MAY_BE_FALSE);
    if (op == EXPR_OR)
        return logic(a, b, MAY_BE_FALSE, MAY_BE_TRUE);
    if (op == EXPR_IF)
        return choose(a, b, c);
    if (a->absent == SURE_ALWAYS || (b && b->absent == SURE_ALWAYS))
        return nothing();
    if (!b)
        return unary(op, a);
    enum bounds_sure absent = either(a->absent, b->absent);
    switch (op) {
    case EXPR_ADD:
        return within_doubles(a->low + b->low, a->high + b->high, absent);
    case EXPR_SUBTRACT:
        return within_doubles(a->low - b->high, a->high - b->low, absent);
    case EXPR_MULTIPLY:
        return corners(times, a, b, absent);
    case EXPR_DIVIDE:
        return divide(a, b);
    case EXPR_POWER:
        return power(a, b);
    case EXPR_MIN:
        return (struct bounds_hull){fmin(a->low, b->low), fmin(a->high, b->high), absent};
    case EXPR_MAX:
        return (struct bounds_hull){fmax(a->low, b->low), fmax(a->high, b->high), absent};
    default:
        return bounds_truth(op, bounds_order(a->low, a->high, b->low, b->high, tolerance), absent);
    }
}
