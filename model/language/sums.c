#include "language/sums.h"

#include "language/program.h"

#include <math.h>
#include <string.h>

/* Everything that a value can be, in any set. */
struct hull {
    double low, high;
};

static const struct hull anything = {-INFINITY, INFINITY};

/* The index with this name; NULL if there is none. */
static const struct sum_index *find_index(const struct sum_index *indices, const char *name) {
    while (indices && strcmp(indices->name, name) != 0)
        indices = indices->outer;
    return indices;
}

double sum_index_value(const struct sum_index *indices, const char *name) {
    const struct sum_index *index = find_index(indices, name);
    return index ? index->low : NAN;
}

bool expr_is_sum(const struct expr *expr) {
    return expr->op == EXPR_SUM || expr->op == EXPR_PRODUCT;
}

/* The hull of some values; anything if one of them is none. */
static struct hull hull_of(const double *values, int count) {
    struct hull hull = {INFINITY, -INFINITY};
    for (int i = 0; i < count; i++) {
        if (isnan(values[i]))
            return anything;
        hull.low = fmin(hull.low, values[i]);
        hull.high = fmax(hull.high, values[i]);
    }
    return hull;
}

static struct hull hull(const struct expr *expr, const struct sum_index *indices, int depth);

static struct hull hull_of_name(const struct quantity *quantity, int depth) {
    if (!quantity)
        return anything;
    if (quantity->kind == QUANTITY_CONSTANT)
        return (struct hull){quantity->value, quantity->value};
    if (quantity->kind == QUANTITY_PARAMETER)
        return (struct hull){quantity->minimum, quantity->maximum};
    return quantity->expr && depth > 0 ? hull(quantity->expr, NULL, depth - 1) : anything;
}

/* Of an operation that grows or falls in each operand, while the others are fixed: its values at the corners. */
static struct hull hull_of_corners(enum expr_op op, struct hull a, struct hull b) {
    const double x[2] = {a.low, a.high}, y[2] = {b.low, b.high};
    double values[4];
    for (int i = 0; i < 4; i++) {
        double one = x[i % 2], two = y[i / 2];
        values[i] = op == EXPR_MULTIPLY ? (one == 0 || two == 0 ? 0 : one * two)
                    : op == EXPR_DIVIDE ? one / two
                                        : pow(one, two);
    }
    return hull_of(values, 4);
}

static double applied(enum expr_op op, double value) {
    switch (op) {
    case EXPR_NEGATE:
        return -value;
    case EXPR_SQRT:
        return sqrt(value);
    case EXPR_EXP:
        return exp(value);
    case EXPR_LN:
        return log(value);
    case EXPR_LOG10:
        return log10(value);
    case EXPR_LOG2:
        return log2(value);
    case EXPR_ROUND:
        return round(value);
    case EXPR_CEIL:
        return ceil(value - 1e-9 * fabs(value));
    case EXPR_FLOOR:
        return floor(value + 1e-9 * fabs(value));
    default:
        return NAN;
    }
}

static struct hull hull(const struct expr *expr, const struct sum_index *indices, int depth) {
    const struct sum_index *index;
    struct hull parts[2] = {anything, anything};
    for (int i = 0; i < expr->argument_count && i < 2 && !expr_is_sum(expr) && expr->op != EXPR_IF; i++)
        parts[i] = hull(expr->arguments[i], indices, depth);
    struct hull a = parts[0], b = parts[1];
    switch (expr->op) {
    case EXPR_NUMBER:
        return (struct hull){expr->number, expr->number};
    case EXPR_INDEX:
        index = find_index(indices, expr->name);
        return index ? (struct hull){index->low, index->high} : anything;
    case EXPR_NAME:
        return hull_of_name(expr->quantity, depth);
    case EXPR_ADD:
        return (struct hull){a.low + b.low, a.high + b.high};
    case EXPR_SUBTRACT:
        return (struct hull){a.low - b.high, a.high - b.low};
    case EXPR_MULTIPLY:
        return hull_of_corners(expr->op, a, b);
    case EXPR_DIVIDE:
        return b.low > 0 || b.high < 0 ? hull_of_corners(expr->op, a, b) : anything;
    case EXPR_POWER:
        return a.low > 0 ? hull_of_corners(expr->op, a, b) : anything;
    case EXPR_MIN:
    case EXPR_MAX:
        for (int i = 1; i < expr->argument_count; i++) {
            b = hull(expr->arguments[i], indices, depth);
            a = expr->op == EXPR_MIN ? (struct hull){fmin(a.low, b.low), fmin(a.high, b.high)}
                                     : (struct hull){fmax(a.low, b.low), fmax(a.high, b.high)};
        }
        return a;
    case EXPR_ABS:
        return (struct hull){a.low > 0 ? a.low : a.high < 0 ? -a.high : 0, fmax(fabs(a.low), fabs(a.high))};
    case EXPR_IF:
        a = hull(expr->arguments[1], indices, depth);
        b = hull(expr->arguments[2], indices, depth);
        return hull_of((const double[]){a.low, a.high, b.low, b.high}, 4);
    default:
        return hull_of((const double[]){applied(expr->op, a.low), applied(expr->op, a.high)}, 2);
    }
}

int sum_first(double first) {
    return (int)ceil(first - CLAIM_TOLERANCE * fabs(first));
}

int sum_last(double last) {
    return (int)floor(last + CLAIM_TOLERANCE * fabs(last));
}

bool sum_range(const struct expr *sum, const struct sum_index *outer, int *least, int *greatest) {
    enum { DEPTH = 64 };
    struct hull first = hull(sum->arguments[0], outer, DEPTH), last = hull(sum->arguments[1], outer, DEPTH);
    if (!(fabs(first.low) < 1e6) || !(fabs(last.high) < 1e6))
        return false;
    *least = sum_first(first.low);
    *greatest = sum_last(last.high);
    return *greatest - *least < SUM_MOST_TERMS;
}

static void find_varying(const struct expr *expr, void *context) {
    bool *varies = context;
    *varies = *varies || (expr->op == EXPR_NAME && expr->quantity && expr->quantity->kind != QUANTITY_CONSTANT);
}

/* A number that takes the place of an index. */
struct placing {
    struct arena *arena;
    const char *name;
    double number;
};

static const struct expr *replace_index(const struct expr *expr, void *context) {
    const struct placing *placing = context;
    if (expr->op != EXPR_INDEX || strcmp(expr->name, placing->name) != 0)
        return NULL;
    return expr_new_number(placing->arena, placing->number);
}

bool sum_is_fixed(const struct expr *sum) {
    bool varies[2] = {false, false};
    for (int i = 0; i < 2; i++)
        expr_walk(sum->arguments[i], find_varying, &varies[i]);
    return !varies[0] && !varies[1];
}

int expr_sum_terms(struct arena *arena, const struct expr *sum, const struct expr ***terms, int *first) {
    int least = 1, greatest = 0, count = 0;
    sum_range(sum, NULL, &least, &greatest);
    *first = least;
    *terms = arena_array(arena, greatest >= least ? (size_t)(greatest - least) + 1 : 1, sizeof **terms);
    for (int k = least; k <= greatest; k++) {
        struct placing index = {arena, sum->name, k};
        const struct expr *term = expr_map(arena, sum->arguments[2], replace_index, &index);
        const struct expr *number = expr_new_number(arena, k);
        if (!sum_is_fixed(sum))
            term = expr_new_if(arena,
                               expr_new_binary(arena, EXPR_AND,
                                               expr_new_binary(arena, EXPR_LESS_EQUAL, sum->arguments[0], number),
                                               expr_new_binary(arena, EXPR_LESS_EQUAL, number, sum->arguments[1])),
                               term, expr_new_number(arena, sum->op == EXPR_PRODUCT));
        (*terms)[count++] = term;
    }
    return count;
}
