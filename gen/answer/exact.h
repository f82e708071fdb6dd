/* Private to answer: numbers as exact as they are written, and the double nearest to each. */
#ifndef ANSWER_EXACT_H
#define ANSWER_EXACT_H

#include "language/language.h"

__extension__ typedef unsigned __int128 answer_wide;

/* numerator / denominator * 10^exponent, exact to 18 significant digits of what is written. */
struct answer_exact {
    answer_wide numerator, denominator;
    int exponent;
    bool negative;
};

enum { EXACT_TEXT = 48 };

/* False if the two differ too much in size to be parts of one answer. */
bool answer_exact_add(struct answer_exact *sum, struct answer_exact part);
/* Multiplies the number by how many `to` one `from` is. The units have the same dimension. */
void answer_exact_convert(struct answer_exact *number, const struct unit *from, const struct unit *to);
/* As a double and to 17 significant digits; false if no double holds it (too large, or too small and not zero). */
bool answer_exact_round(const struct answer_exact *number, double *value, char printed[EXACT_TEXT]);

#endif
