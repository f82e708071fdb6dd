/* Doubles as decimal numbers, and back. Knows no locale. */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SIGNIFICANT_DIGITS = 17, /* as many as a double can need */
    SOUND_DIGITS = 15        /* that arithmetic in doubles leaves alone */
};

/* A decimal number: 0.d1d2d3... times ten to the power of `point`. Zero has no digits; the last digit is not 0. */
struct decimal {
    bool negative;
    int count, point;
    char digits[SIGNIFICANT_DIGITS + 1];
};

/* The shortest decimal number of 15 to 17 significant digits that reads back as the value, which must be finite. */
struct decimal decimal_of(double value);
/* The double that a decimal number stands for: the nearest. */
double decimal_value(const struct decimal *decimal);
/* Keeps `keep` digits (none where it is negative), half away from zero. Where fewer than 15 are kept, the digits
 * behind the fifteenth do not decide: they are what arithmetic in doubles leaves behind, and spreadsheets do not show
 * them either. */
void decimal_round(struct decimal *decimal, int keep);
/* The nearest double to a text of an optional sign, digits with at most one point, and an optional exponent. Nothing
 * else may be in it, and it need not end with NUL. Infinite where no double is as large. */
double decimal_read(const char *text, size_t length);

#endif
