#include "answer/exact.h"

#include "base/base.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    PRINTED_DIGITS = 17,
    SMALL_DIGITS = 9,
    PARTS_OF_A_UNIT = 400 /* needed for months: 365/84 weeks */
};

static answer_wide greatest_divisor(answer_wide a, answer_wide b) {
    while (b) {
        answer_wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static void reduce(struct answer_exact *number) {
    answer_wide divisor = greatest_divisor(number->numerator, number->denominator);
    if (divisor > 1) {
        number->numerator /= divisor;
        number->denominator /= divisor;
    }
}

bool answer_exact_add(struct answer_exact *sum, struct answer_exact part) {
    reduce(sum);
    reduce(&part);
    for (; sum->exponent > part.exponent; sum->exponent--)
        if (__builtin_mul_overflow(sum->numerator, 10, &sum->numerator))
            return false;
    for (; part.exponent > sum->exponent; part.exponent--)
        if (__builtin_mul_overflow(part.numerator, 10, &part.numerator))
            return false;
    answer_wide left, right;
    if (__builtin_mul_overflow(sum->numerator, part.denominator, &left) ||
        __builtin_mul_overflow(part.numerator, sum->denominator, &right) ||
        __builtin_add_overflow(left, right, &sum->numerator) ||
        __builtin_mul_overflow(sum->denominator, part.denominator, &sum->denominator))
        return false;
    reduce(sum);
    return sum->denominator < (answer_wide)1 << 100;
}

/* A positive double as an integer of at most nine digits times a power of ten; false if that is not possible. */
static bool short_decimal(double value, answer_wide *mantissa, int *exponent) {
    char text[40];
    snprintf(text, sizeof text, "%.12e", value);
    *mantissa = 0;
    int digits = 0, kept = 0;
    const char *at = text;
    for (; *at && *at != 'e'; at++) {
        if (*at < '0' || *at > '9')
            continue;
        digits++;
        if (*at == '0' && digits > 1)
            continue;
        for (; kept < digits; kept++)
            *mantissa *= 10;
        *mantissa += (answer_wide)(*at - '0');
    }
    int power = 0;
    sscanf(*at ? at + 1 : at, "%d", &power);
    *exponent = power - (kept - 1);
    return kept <= SMALL_DIGITS;
}

/* How many `to` one `from` is, as a fraction of small integers and a power of ten: a day is 12/365 months. */
static bool small_ratio(double factor, double inverse, struct answer_exact *ratio) {
    for (int parts = 1; parts <= PARTS_OF_A_UNIT; parts++) {
        int exponent;
        answer_wide mantissa;
        if (short_decimal(factor * parts, &mantissa, &exponent)) {
            *ratio = (struct answer_exact){mantissa, (answer_wide)parts, exponent, false};
            return true;
        }
        if (short_decimal(inverse * parts, &mantissa, &exponent)) {
            *ratio = (struct answer_exact){(answer_wide)parts, mantissa, -exponent, false};
            return true;
        }
    }
    return false;
}

void answer_exact_convert(struct answer_exact *number, const struct unit *from, const struct unit *to) {
    double factor = unit_factor(from, to);
    struct answer_exact ratio = {1, 1, 0, false};
    if (factor == 1)
        return;
    if (!small_ratio(factor, unit_factor(to, from), &ratio)) {
        int power = (int)floor(log10(factor));
        ratio.numerator = (answer_wide)llround(factor * pow(10, 15 - power));
        ratio.exponent = power - 15;
    }
    reduce(number);
    number->numerator *= ratio.numerator;
    number->denominator *= ratio.denominator;
    number->exponent += ratio.exponent;
}

/* The first digits of the number, rounded; gives their count. `point`: how many of them come before the decimal point
 * (negative: zeros after it). */
static int significant_digits(const struct answer_exact *number, char digits[PRINTED_DIGITS + 2], int *point) {
    char all[64];
    int count = 0, whole = 0;
    answer_wide quotient = number->numerator / number->denominator, rest = number->numerator % number->denominator;
    char reversed[48];
    for (; quotient; quotient /= 10)
        reversed[whole++] = (char)('0' + (int)(quotient % 10));
    for (int i = 0; i < whole; i++)
        all[count++] = reversed[whole - 1 - i];
    *point = whole;
    while (rest && count <= PRINTED_DIGITS) {
        rest *= 10;
        char digit = (char)('0' + (int)(rest / number->denominator));
        rest %= number->denominator;
        if (count == 0 && digit == '0')
            --*point;
        else
            all[count++] = digit;
    }
    int kept = count < PRINTED_DIGITS ? count : PRINTED_DIGITS;
    bool up = count > kept && all[kept] >= '5';
    while (up && kept > 0 && all[kept - 1] == '9')
        kept--;
    if (up && kept > 0)
        all[kept - 1]++;
    if (up && kept == 0) {
        all[kept++] = '1';
        ++*point;
    }
    while (kept > 1 && all[kept - 1] == '0')
        kept--;
    memcpy(digits, all, (size_t)kept);
    digits[kept] = '\0';
    *point += number->exponent;
    return kept;
}

bool answer_exact_round(const struct answer_exact *number, double *value, char printed[EXACT_TEXT]) {
    if (number->numerator == 0) {
        *value = 0;
        strcpy(printed, "0");
        return true;
    }
    char digits[PRINTED_DIGITS + 2], text[64];
    int point, count = significant_digits(number, digits, &point);
    const char *sign = number->negative ? "-" : "";
    int length = snprintf(text, sizeof text, "%s%.1s.%se%d", sign, digits, count > 1 ? digits + 1 : "0", point - 1);
    if (!number_parse(text, (size_t)length, value) || fabs(*value) < DBL_MIN)
        return false;
    if (point > PRINTED_DIGITS || point <= -4)
        snprintf(printed, EXACT_TEXT, "%s%.1s%s%se%+03d", sign, digits, count > 1 ? "." : "", digits + 1, point - 1);
    else if (point <= 0)
        snprintf(printed, EXACT_TEXT, "%s0.%.*s%s", sign, -point, "0000", digits);
    else if (count <= point)
        snprintf(printed, EXACT_TEXT, "%s%s%.*s", sign, digits, point - count, "0000000000000000000");
    else
        snprintf(printed, EXACT_TEXT, "%s%.*s.%s", sign, point, digits, digits + point);
    return true;
}
