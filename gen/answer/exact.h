/* Numbers as exact as they are written, and what double is nearest. */
#ifndef ANSWER_EXACT_H
#define ANSWER_EXACT_H

#include "language/language.h"

__extension__ typedef unsigned __int128 answer_wide;

/* numerator / denominator * 10^exponent, as exact as it is written (18 significant digits). */
struct answer_exact {
    answer_wide numerator, denominator;
    int exponent;
    bool negative;
};

enum { EXACT_TEXT = 48 };

/* False where the terms are of sizes too different to be one answer. */
bool answer_exact_add(struct answer_exact *sum, struct answer_exact part);
/* The number times how many `to` one `from` is. The units have one dimension. */
void answer_exact_convert(struct answer_exact *number, const struct unit *from, const struct unit *to);
/* As a double and to 17 significant digits; false where no double holds it (too large, or too small and not zero). */
bool answer_exact_round(const struct answer_exact *number, double *value, char printed[EXACT_TEXT]);

#endif
