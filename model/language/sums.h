/* Private to language: sums and products over an index. */
#ifndef LANGUAGE_SUMS_H
#define LANGUAGE_SUMS_H

#include "language/model.h"

enum { SUM_MOST_TERMS = 1000 };

/* The indices around a part of an expression, the innermost first, each with the values that it can have. */
struct sum_index {
    const char *name;
    double low, high;
    const struct sum_index *outer;
};
/* The value of an index of which each has one; NaN of a term that was taken out of its sum. */
double sum_index_value(const struct sum_index *indices, const char *name);

/* Whether a sum has the same terms in every set. */
bool sum_is_fixed(const struct expr *sum);
/* The least and the greatest value of its index that some set can have. False if they are not known, or if there may be
 * more than SUM_MOST_TERMS terms. No terms: the least is the larger one. */
bool sum_range(const struct expr *sum, const struct sum_index *outer, int *least, int *greatest);
/* The first and the last value of an index whose bounds have these values, with the tolerance of comparisons. */
int sum_first(double first);
int sum_last(double last);

#endif
