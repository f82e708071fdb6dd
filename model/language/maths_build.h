/* Private to language: how expressions become trees of mathematics, of symbols or of one set's numbers. maths_tree.c
 * makes nodes, maths_numbers.c decides which numbers to show, maths.c builds expressions, maths_worked.c whole lines.
 */
#ifndef LANGUAGE_MATHS_BUILD_H
#define LANGUAGE_MATHS_BUILD_H

#include "language/maths.h"
#include "language/operations.h"
#include "language/sums.h"

struct maths_builder {
    struct arena *arena;
    const double *values; /* of the set, by quantity index; NULL: symbols */
    const struct number_locale *locale;
    int digits;   /* significant digits of results that serve as operands; 0: as they are printed themselves */
    bool rounded; /* a number was shown that has more digits */
    const struct sum_index *indices; /* with numbers: of the sums around, each with one value */
};

/* The tree of an expression, in brackets if it binds less tightly than `wanted`. */
struct maths *maths_build(struct maths_builder *builder, const struct expr *expr, enum maths_strength wanted);

struct maths *maths_new(struct arena *arena, enum maths_kind kind, const char *text, int count,
                        struct maths *const *children);
struct maths *maths_leaf(struct arena *arena, enum maths_kind kind, const char *text);
/* An empty row, and functions that extend it. Adding NULL does nothing. */
struct maths *maths_row(struct arena *arena);
void maths_row_add(struct arena *arena, struct maths *row, struct maths *member);
void maths_row_add_operator(struct arena *arena, struct maths *row, const char *text);
struct maths *maths_in_brackets(struct arena *arena, struct maths *inside, const char *brackets);

/* A number printed in a format, without unit. */
struct maths *maths_number_leaf(struct maths_builder *builder, double value, struct number_format format);
/* A number as worked lines show it: exactly. */
struct maths *maths_number(struct maths_builder *builder, double value);
/* The number of a quantity: given ones exactly, with at least the decimals of their format; results as printed or
 * rounded to the builder's digits. */
struct maths *maths_quantity_number(struct maths_builder *builder, const struct quantity *quantity);
/* Whether a shown number differs from the value by more than rounding errors. */
bool maths_is_rounded(double shown, double exact);
/* The value of an expression for one set, with the values of equations taken from the set. */
double maths_value_of(const struct maths_builder *builder, const struct expr *expr);
/* The fewest digits of operands from which a reader calculates the result as it is printed; 0: operands as they are
 * printed themselves. */
int maths_digits_of_operands(const struct expr *expr, const double *values, double result, struct number_format format);
/* For a clamp (min or max of a literal number and something else), the index of what is clamped; else -1. */
int maths_clamped_argument(const struct expr *expr);
/* The part of an expression that matters for this set: of an `if` the branch that is taken, of a clamp that does not
 * act its argument. With symbols, the expression itself. */
const struct expr *maths_taken(const struct maths_builder *builder, const struct expr *expr);

#endif
