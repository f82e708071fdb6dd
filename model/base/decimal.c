#include "base/decimal.h"

#include "base/arena.h"

#include <ctype.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most numbers take a fast path that is exact. The C library, which is slower, does the rest. */

enum { EXACT_POWERS = 22 /* the largest power of ten that a double holds exactly */ };

static const double powers_of_ten[EXACT_POWERS + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                       1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                       1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Digits times ten to the power of `exponent`, as the nearest double. One operation on two numbers that doubles hold
 * exactly gives the nearest result (W. D. Clinger, How to read floating point numbers accurately, 1990). False if one
 * of the two is too large for that. */
static bool scale_exactly(uint64_t digits, int exponent, double *value) {
    if (FLT_EVAL_METHOD != 0 || digits > UINT64_C(1) << DBL_MANT_DIG || abs(exponent) > EXACT_POWERS)
        return false;
    *value = exponent < 0 ? (double)digits / powers_of_ten[-exponent] : (double)digits * powers_of_ten[exponent];
    return true;
}

/* strtod in the C locale. */
static double read_slowly(const char *text) {
    static locale_t c_locale;
    if (!c_locale)
        c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return c_locale ? strtod_l(text, NULL, c_locale) : strtod(text, NULL);
}

double decimal_read(const char *text, size_t length) {
    uint64_t digits = 0;
    int exponent = 0, count = 0;
    size_t at = length && (text[0] == '-' || text[0] == '+');
    bool point = false, easy = true;
    for (; at < length && text[at] != 'e' && text[at] != 'E'; at++) {
        if (text[at] == '.') {
            point = true;
            continue;
        }
        digits = digits * 10 + (uint64_t)(text[at] - '0');
        count += digits > 0;
        exponent -= point;
        easy = easy && count < SIGNIFICANT_DIGITS && exponent >= -EXACT_POWERS;
    }
    double value;
    if (easy && at == length && scale_exactly(digits, exponent, &value))
        return *text == '-' ? -value : value;
    char *copy = strndup(text, length);
    if (!copy)
        alloc_failed(length);
    value = read_slowly(copy);
    free(copy);
    return value;
}

double decimal_value(const struct decimal *decimal) {
    uint64_t digits = 0;
    for (int i = 0; i < decimal->count; i++)
        digits = digits * 10 + (uint64_t)(decimal->digits[i] - '0');
    double value;
    if (scale_exactly(digits, decimal->point - decimal->count, &value))
        return decimal->negative ? -value : value;
    char text[SIGNIFICANT_DIGITS + 32];
    snprintf(text, sizeof text, "%s%.*se%d", decimal->negative ? "-" : "", decimal->count, decimal->digits,
             decimal->point - decimal->count);
    return read_slowly(text);
}

static struct decimal decimal_of_digits(bool negative, uint64_t digits, int point) {
    struct decimal decimal = {.negative = negative, .point = point};
    char reversed[SIGNIFICANT_DIGITS + 3];
    int count = 0;
    while (digits && digits % 10 == 0)
        digits /= 10;
    for (; digits; digits /= 10)
        reversed[count++] = (char)('0' + digits % 10);
    for (decimal.count = 0; count > 0; decimal.count++)
        decimal.digits[decimal.count] = reversed[--count];
    return decimal;
}

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 wide;

/* The shortest decimal number for a value from 10^-5 to 10^15 that is not a whole number, by integer arithmetic. With
 * value = m / 2^s and N = m 10^k, the digits up to the k-th decimal are N / 2^s. A decimal number reads back as the
 * value if it is nearer to it than half the distance to the next double, 1 / 2^(s+1). N has at most 53 + 74 bits. */
static bool find_shortest(double size, struct decimal *decimal) {
    if (!(size >= 1e-5 && size < 1e15))
        return false;
    int exponent;
    uint64_t m = (uint64_t)ldexp(frexp(size, &exponent), DBL_MANT_DIG);
    int s = DBL_MANT_DIG - exponent, point = 0;
    if (m == UINT64_C(1) << (DBL_MANT_DIG - 1) || s < 1) /* doubles below a power of two are closer together */
        return false;
    if (size >= 1)
        while (size >= powers_of_ten[point])
            point++;
    else
        while (size * powers_of_ten[1 - point] < 1) /* the product is rounded: values at a power are caught below */
            point--;
    for (int precision = SOUND_DIGITS; precision <= SIGNIFICANT_DIGITS; precision++) {
        int k = precision - point;
        if (k < 0 || k > EXACT_POWERS)
            return false;
        wide power = k <= 19 ? (wide)(uint64_t)powers_of_ten[k]
                             : (wide)(uint64_t)powers_of_ten[19] * (uint64_t)powers_of_ten[k - 19];
        wide n = m * power, half = (wide)1 << (s - 1), rest = n & (2 * half - 1);
        uint64_t digits = (uint64_t)(n >> s);
        bool up = rest > half || (rest == half && digits % 2);
        wide distance = up ? 2 * half - rest : rest;
        digits += up;
        if (digits < (uint64_t)powers_of_ten[precision - 1] || digits >= (uint64_t)powers_of_ten[precision])
            return false; /* too near to a power of ten */
        if (precision < SIGNIFICANT_DIGITS && 2 * distance >= power)
            continue;
        *decimal = decimal_of_digits(false, digits, point);
        return true;
    }
    return false;
}

/* The same for a value from 10^15 to 10^37. Such a value is m 2^e, and N digits without its last k are N / 10^k. */
static bool find_shortest_whole(double size, struct decimal *decimal) {
    if (!(size >= 1e15 && size < 1e37))
        return false;
    int exponent, point = 0;
    uint64_t m = (uint64_t)ldexp(frexp(size, &exponent), DBL_MANT_DIG);
    int e = exponent - DBL_MANT_DIG;
    if (m == UINT64_C(1) << (DBL_MANT_DIG - 1) || e < 1)
        return false;
    const wide n = (wide)m << e, half = (wide)1 << (e - 1);
    for (wide rest = n; rest; rest /= 10)
        point++;
    wide power = 1;
    for (int k = SOUND_DIGITS; k < point; k++)
        power *= 10;
    for (int precision = SOUND_DIGITS; precision <= SIGNIFICANT_DIGITS; precision++, power /= 10) {
        if (!power)
            return false;
        wide digits = n / power, rest = n - digits * power;
        bool up = 2 * rest > power || (2 * rest == power && digits % 2);
        wide distance = up ? power - rest : rest;
        digits += up;
        if (precision < SIGNIFICANT_DIGITS && (distance > half || (distance == half && m % 2)))
            continue;
        if (digits >= (uint64_t)powers_of_ten[precision])
            return false; /* too near to a power of ten */
        *decimal = decimal_of_digits(false, (uint64_t)digits, point);
        return true;
    }
    return false;
}
#else
static bool find_shortest(double size, struct decimal *decimal) {
    (void)size;
    (void)decimal;
    return false;
}

static bool find_shortest_whole(double size, struct decimal *decimal) {
    return find_shortest(size, decimal);
}
#endif

/* `precision` significant digits of a finite value that is not zero, without trailing zeros. */
static struct decimal decimal_of_precision(double value, int precision) {
    char text[64];
    struct decimal decimal = {.negative = value < 0};
    snprintf(text, sizeof text, "%.*e", precision - 1, fabs(value));
    const char *at = text;
    /* The decimal separator depends on the locale: whatever it is, it is skipped. */
    for (; *at && *at != 'e'; at++)
        if (isdigit((unsigned char)*at) && decimal.count < SIGNIFICANT_DIGITS)
            decimal.digits[decimal.count++] = *at;
    decimal.point = (int)strtol(*at ? at + 1 : at, NULL, 10) + 1;
    while (decimal.count > 0 && decimal.digits[decimal.count - 1] == '0')
        decimal.count--;
    return decimal;
}

struct decimal decimal_of(double value) {
    struct decimal decimal = {0};
    if (value == 0)
        return decimal;
    double size = fabs(value);
    if (size < 1e15 && size == floor(size)) {
        int point = 0;
        while (size >= powers_of_ten[point])
            point++;
        return decimal_of_digits(value < 0, (uint64_t)size, point);
    }
    if (find_shortest(size, &decimal) || find_shortest_whole(size, &decimal)) {
        decimal.negative = value < 0;
        return decimal;
    }
    for (int precision = SOUND_DIGITS; precision <= SIGNIFICANT_DIGITS; precision++) {
        decimal = decimal_of_precision(value, precision);
        if (decimal_value(&decimal) == value)
            break;
    }
    return decimal;
}

void decimal_round(struct decimal *decimal, int keep) {
    if (keep < SOUND_DIGITS && decimal->count > SOUND_DIGITS) {
        int point = decimal->point;
        decimal_round(decimal, SOUND_DIGITS);
        keep += decimal->point - point;
    }
    if (keep >= decimal->count)
        return;
    bool up = keep >= 0 && decimal->digits[keep] >= '5';
    decimal->count = keep > 0 ? keep : 0;
    if (up) {
        while (decimal->count > 0 && decimal->digits[decimal->count - 1] == '9')
            decimal->count--;
        if (decimal->count > 0) {
            decimal->digits[decimal->count - 1]++;
        } else {
            decimal->digits[0] = '1';
            decimal->count = 1;
            decimal->point++;
        }
    }
    while (decimal->count > 0 && decimal->digits[decimal->count - 1] == '0')
        decimal->count--;
    if (decimal->count == 0)
        *decimal = (struct decimal){0};
}
