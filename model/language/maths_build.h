/* What the mathematics of symbols and that of a set's numbers share. */
#ifndef LANGUAGE_MATHS_BUILD_H
#define LANGUAGE_MATHS_BUILD_H

#include "language/maths.h"

/* How expressions become trees: of symbols, or (with `values`) of one set's numbers. */
struct maths_builder {
    struct arena *arena;
    const double *values; /* by quantity index; NULL for symbols */
    const struct number_locale *locale;
    int digits;   /* significant ones of results that are operands; 0: as they are printed themselves */
    bool rounded; /* a number was shown that stands for one with more digits */
};

/* How tightly the parts of a tree hold together, for brackets. */
enum maths_strength {
    STRENGTH_ANY, /* inside brackets, fractions, arguments */
    STRENGTH_COMPARISON,
    STRENGTH_SUM,
    STRENGTH_PRODUCT,
    STRENGTH_FACTOR, /* what a product multiplies */
    STRENGTH_BASE    /* what a power raises */
};

/* The tree of an expression, in brackets where it holds together less than `wanted`. */
struct maths *maths_build(struct maths_builder *builder, const struct expr *expr, enum maths_strength wanted);

struct maths *maths_new(struct arena *arena, enum maths_kind kind, const char *text, int count,
                        struct maths *const *children);
/* A row without members, and its growth: a member NULL is left out. */
struct maths *maths_row(struct arena *arena);
void maths_row_add(struct arena *arena, struct maths *row, struct maths *member);
struct maths *maths_in_brackets(struct arena *arena, struct maths *inside, const char *brackets);

/* A number as it stands in worked lines: exactly, with as many decimals as its format asks for at least. */
struct maths *maths_number(struct maths_builder *builder, double value);
struct maths *maths_quantity_number(struct maths_builder *builder, const struct quantity *quantity);
/* What remains of an expression for this set: of an `if` the branch that is taken, of a clamp that does not act what
 * it would clamp. */
const struct expr *maths_taken(const struct maths_builder *builder, const struct expr *expr);

#endif
