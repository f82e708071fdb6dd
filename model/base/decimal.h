/* Private to base: doubles as decimal numbers, and back, independent of the locale. */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SIGNIFICANT_DIGITS = 17, /* enough to tell any two doubles apart */
    SOUND_DIGITS = 15        /* digits that rounding errors of double arithmetic rarely reach */
};

/* A decimal number: 0.d1d2d3... times ten to the power of `point`. Zero has no digits. The last digit is not 0. */
struct decimal {
    bool negative;
    int count, point;
    char digits[SIGNIFICANT_DIGITS + 1];
};

/* The shortest decimal number of 15 to 17 significant digits that reads back as the value. The value must be finite. */
struct decimal decimal_of(double value);
/* The double nearest to a decimal number. */
double decimal_value(const struct decimal *decimal);
/* Rounds to `keep` digits (none if it is negative), half away from zero. If fewer than 15 are kept, digits after the
 * fifteenth do not count: they are rounding errors of double arithmetic, and spreadsheets do not show them either. */
void decimal_round(struct decimal *decimal, int keep);
/* The double nearest to a text that consists of an optional sign, digits with at most one point, and an optional
 * exponent. It need not end with NUL. Infinite if no double is as large. */
double decimal_read(const char *text, size_t length);

#endif
