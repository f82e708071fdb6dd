/* Printed figures that are told apart: what differs looks different, what is equal looks equal. Equal means what it
 * means in claims. */
#ifndef LANGUAGE_APART_H
#define LANGUAGE_APART_H

#include "language/model.h"

/* What a figure is held against: numbers, and quantities with their values of the set. */
struct quantity_other {
    double number;
    const struct quantity *quantity; /* NULL for a number */
};
struct quantity_apart {
    struct quantity_other *others;
    int count;
};

/* The words behind `apart` in a format such as `percent 1 apart 100% utilization`; NULL if it has none. `own` becomes
 * the format before it, in the arena. `text` may be NULL. */
const char *quantity_apart_words(struct arena *arena, const char *text, const char **own);
/* Reads these words, in the arena; NULL if one of them is no number, no percentage and no quantity, or if there are
 * none. */
const struct quantity_apart *quantity_apart_read(struct arena *arena, const struct model *model, const char *words);
/* What is said of other words. */
#define QUANTITY_APART_ADVICE                                                                                          \
    "`apart` is followed by what the number must not look like: numbers, percentages or names of quantities, such as " \
    "`2 apart 0.5 limit`"
/* The format with as many more decimals as it takes for the printed value to stand to each of the others as the exact
 * value does. `values` are those of the set; if NULL, only numbers count. `apart` may be NULL. */
struct number_format quantity_format_apart(const struct quantity_apart *apart, double value,
                                           struct number_format format, const double *values);
/* The same with what the quantity's own format names behind `apart`, except for data, which goes into files as it is.
 * Whatever prints the quantity's value of a set asks here, so that the figure is the same everywhere. */
struct number_format quantity_format_of(const struct quantity *quantity, struct number_format format,
                                        const double *values);

/* Figures that are compared with each other. */
struct quantity_figure {
    double value;
    struct number_format format;
    const char *unit_word; /* may be NULL */
};
/* Gives the formats as many more decimals as it takes for the printed figures to stand to each other as the exact ones.
 * Only what measures the same thing is compared: the same unit words, percentages, sums of money. */
void quantity_settle_figures(struct quantity_figure *figures, size_t count);

#endif
