#include "answer/numeral.h"

#include <stdlib.h>
#include <string.h>

enum {
    MANTISSA_DIGITS = 18, /* digits beyond these only round */
    SMALL_DIGITS = 9
};

static const char grouping_pattern[] =
    "^(?:(?<before>[1-9]\\d{0,2})(?<either>[.,])(?<three>\\d{3})"
    "|(?<whole>\\d*)(?:[.,](?<behind>\\d*))?"
    "|(?<grouped>[1-9]\\d{0,2}(?<by>[., '_])\\d{3}(?:\\g{by}\\d{3})*)(?:(?!\\g{by})[.,](?<rest>\\d*))?)$";

struct answer_numeral_reader answer_numeral_reader_new(void) {
    return (struct answer_numeral_reader){answer_pattern_new(grouping_pattern)};
}

void answer_numeral_reader_free(struct answer_numeral_reader *reader) {
    answer_pattern_free(&reader->grouping);
}

/* Reads a small number; false if it has no digits or more than nine. */
static bool small_number(struct answer_span digits, answer_wide *value) {
    if (digits.length == 0 || digits.length > SMALL_DIGITS)
        return false;
    *value = 0;
    for (size_t i = 0; i < digits.length; i++)
        *value = *value * 10 + (answer_wide)(digits.start[i] - '0');
    return true;
}

/* Appends digits to a number; separators between them are skipped. `behind`: they follow the decimal separator. */
static void take_digits(struct answer_exact *number, int *count, struct answer_span digits, bool behind) {
    for (size_t i = 0; i < digits.length; i++) {
        char c = digits.start[i];
        if (c < '0' || c > '9')
            continue;
        if (*count > 0 || c != '0')
            ++*count;
        if (*count <= MANTISSA_DIGITS) {
            number->numerator = number->numerator * 10 + (answer_wide)(c - '0');
            number->exponent -= behind;
        } else {
            if (*count == MANTISSA_DIGITS + 1 && c >= '5')
                number->numerator++;
            number->exponent += !behind;
        }
    }
}

static struct answer_exact exact_of_digits(struct answer_span whole, struct answer_span behind, int exponent,
                                           int *digits) {
    struct answer_exact number = {0, 1, exponent, false};
    *digits = 0;
    take_digits(&number, digits, whole, false);
    take_digits(&number, digits, behind, true);
    if (behind.length == 0)
        for (size_t i = whole.length; i > 0 && whole.start[i - 1] == '0' && *digits > 1; i--)
            --*digits;
    return number;
}

/* Reads a numeral with its separators: gives how many values it has, preferred first; 0 if its digits are grouped
 * wrongly. `raised`: an exponent follows, so a single separator is the decimal one. */
static int read_numeral(const struct answer_numeral_reader *reader, struct answer_span numeral, bool raised,
                        int exponent, struct answer_exact values[2], int *digits) {
    const struct answer_pattern *pattern = &reader->grouping;
    if (!answer_pattern_match(pattern, numeral.start, numeral.length, 0))
        return 0;
    struct answer_span none = {0}, before = answer_pattern_group(pattern, numeral.start, "before");
    if (before.start) {
        struct answer_span separator = answer_pattern_group(pattern, numeral.start, "either");
        struct answer_span three = answer_pattern_group(pattern, numeral.start, "three");
        if (raised) {
            values[0] = exact_of_digits(before, three, exponent, digits);
            return 1;
        }
        int point = *separator.start == '.' ? 0 : 1, as_whole;
        values[point] = exact_of_digits(before, three, 0, digits);
        values[!point] = exact_of_digits(numeral, none, 0, &as_whole);
        if (point)
            *digits = as_whole;
        return 2;
    }
    struct answer_span whole = answer_pattern_group(pattern, numeral.start, "whole");
    struct answer_span grouped = answer_pattern_group(pattern, numeral.start, "grouped");
    struct answer_span behind = answer_pattern_group(pattern, numeral.start, grouped.start ? "rest" : "behind");
    values[0] = exact_of_digits(grouped.start ? grouped : whole, behind, exponent, digits);
    return 1;
}

/* The exponent of a power such as 10^7, 10**7, 10^{-7}. */
static int power_exponent(struct answer_span power) {
    char digits[8] = "";
    size_t count = 0;
    for (size_t i = 2; i < power.length && count < sizeof digits - 1; i++)
        if (!strchr("^*{}()+ ", power.start[i]))
            digits[count++] = power.start[i];
    return atoi(digits);
}

int answer_numeral_value(const struct answer_numeral_reader *reader, const struct answer_pattern *pattern,
                         const char *text, struct answer_exact values[2], int *digits, enum answer_reason *reason) {
    struct answer_span numeral = answer_pattern_group(pattern, text, "numeral"),
                       power = answer_pattern_group(pattern, text, "power");
    *digits = 0;
    *reason = ANSWER_NUMBER;
    if (numeral.start) {
        struct answer_span e = answer_pattern_group(pattern, text, "e"),
                           times = answer_pattern_group(pattern, text, "times");
        int exponent = e.start ? atoi(e.start) : times.start ? power_exponent(times) : 0;
        *reason = ANSWER_GROUPING;
        return read_numeral(reader, numeral, e.start || times.start, exponent, values, digits);
    }
    values[0] = (struct answer_exact){1, 1, 0, false};
    if (power.start) {
        values[0].exponent = power_exponent(power);
        return 1;
    }
    struct answer_span whole = answer_pattern_group(pattern, text, "whole");
    bool mixed = whole.start != NULL;
    answer_wide units = 0;
    if (mixed && !small_number(whole, &units))
        return 0;
    if (!small_number(answer_pattern_group(pattern, text, mixed ? "top" : "above"), &values[0].numerator) ||
        !small_number(answer_pattern_group(pattern, text, mixed ? "bottom" : "below"), &values[0].denominator) ||
        values[0].denominator == 0 || (mixed && values[0].numerator >= values[0].denominator))
        return 0;
    values[0].numerator += units * values[0].denominator;
    return 1;
}
