#include "answer_parts.h"

#include "../model/diag.h"
#include "../model/number.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum {
    MANTISSA_DIGITS = 18, /* beyond them digits count for rounding no more */
    PRINTED_DIGITS = 17,
    SMALL_DIGITS = 9,
    PARTS_OF_A_UNIT = 400 /* 365/84 weeks are a month */
};

/* The fraction that one character stands for. */
static const struct {
    unsigned code_point;
    const char *text;
} fractions[] = {{0xBC, "1/4"},   {0xBD, "1/2"},   {0xBE, "3/4"},   {0x2150, "1/7"}, {0x2151, "1/9"}, {0x2152, "1/10"},
                 {0x2153, "1/3"}, {0x2154, "2/3"}, {0x2155, "1/5"}, {0x2156, "2/5"}, {0x2157, "3/5"}, {0x2158, "4/5"},
                 {0x2159, "1/6"}, {0x215A, "5/6"}, {0x215B, "1/8"}, {0x215C, "3/8"}, {0x215D, "5/8"}, {0x215E, "7/8"}};

/* What one character becomes where it is not itself. */
static const struct {
    unsigned first, last;
    const char *text;
} spellings[] = {
    {0x09, 0x0D, " "},          {0xA0, 0xA0, " "},          {0x1680, 0x1680, " "},      {0x2000, 0x200A, " "},
    {0x2028, 0x2029, " "},      {0x202F, 0x202F, " "},      {0x205F, 0x205F, " "},      {0x3000, 0x3000, " "},
    {0xAD, 0xAD, ""},           {0x200B, 0x200F, ""},       {0x202A, 0x202E, ""},       {0x2060, 0x2069, ""},
    {0xFE00, 0xFE0F, ""},       {0xFEFF, 0xFEFF, ""},       {0x2010, 0x2015, "-"},      {0x2212, 0x2212, "-"},
    {0xFE58, 0xFE58, "-"},      {0xFE63, 0xFE63, "-"},      {0xFF0D, 0xFF0D, "-"},      {0xFF0B, 0xFF0B, "+"},
    {0x2018, 0x201B, "'"},      {0xB4, 0xB4, "'"},          {0x2032, 0x2032, "'"},      {0x02BC, 0x02BC, "'"},
    {0x201C, 0x201F, "\""},     {0xAB, 0xAB, "\""},         {0xBB, 0xBB, "\""},         {0x2248, 0x224B, "~"},
    {0x223C, 0x223D, "~"},      {0x2243, 0x2247, "~"},      {0xFF5E, 0xFF5E, "~"},      {0x2044, 0x2044, "/"},
    {0x2215, 0x2215, "/"},      {0xFF0F, 0xFF0F, "/"},      {0x22C5, 0x22C5, "\u00B7"}, {0x2219, 0x2219, "\u00B7"},
    {0x2022, 0x2022, "\u00B7"}, {0x2715, 0x2716, "\u00D7"}, {0x2A2F, 0x2A2F, "\u00D7"}, {0x2062, 0x2062, ""},
    {0x2217, 0x2217, "*"},      {0xFF05, 0xFF05, "%"},      {0xFE6A, 0xFE6A, "%"},      {0x066A, 0x066A, "%"},
    {0xFF04, 0xFF04, "$"},      {0xFE69, 0xFE69, "$"},      {0xFF0E, 0xFF0E, "."},      {0xFF0C, 0xFF0C, ","},
    {0x066B, 0x066B, ","},      {0x066C, 0x066C, "'"},      {0x2026, 0x2026, "..."},    {0xFF1D, 0xFF1D, "="},
};

/* Where the ten digits of other scripts begin. */
static const unsigned zeros[] = {0x0660, 0x06F0, 0x0966, 0x09E6, 0xFF10};

/* The ASCII character of a superscript, or 0. */
static char superscript(unsigned code_point) {
    switch (code_point) {
    case 0xB9:
        return '1';
    case 0xB2:
        return '2';
    case 0xB3:
        return '3';
    case 0x207A:
        return '+';
    case 0x207B:
        return '-';
    default:
        return code_point == 0x2070 || (code_point >= 0x2074 && code_point <= 0x2079)
                   ? (char)('0' + code_point - 0x2070)
                   : 0;
    }
}

static bool put_spelling(struct text *out, unsigned code_point) {
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (code_point >= spellings[i].first && code_point <= spellings[i].last) {
            text_puts(out, spellings[i].text);
            return true;
        }
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (code_point >= zeros[i] && code_point < zeros[i] + 10) {
            text_putc(out, (char)('0' + code_point - zeros[i]));
            return true;
        }
    for (size_t i = 0; i < sizeof fractions / sizeof *fractions; i++)
        if (code_point == fractions[i].code_point) {
            /* The spaces keep it apart from digits beside it. */
            text_printf(out, " %s ", fractions[i].text);
            return true;
        }
    return false;
}

bool answer_normalise(struct text *out, const char *bytes, size_t length) {
    bool raised = false;
    text_puts(out, "");
    for (size_t at = 0; at < length;) {
        unsigned code_point;
        int size = utf8_decode(bytes + at, length - at, &code_point);
        bool space = code_point >= 0x09 && code_point <= 0x0D;
        if (size == 0 || (code_point < 0x20 && !space) || (code_point >= 0x7F && code_point < 0xA0))
            return false;
        char up = superscript(code_point);
        if (up) {
            if (!raised && !(out->length && out->bytes[out->length - 1] == '^'))
                text_putc(out, '^');
            text_putc(out, up);
        } else if (!put_spelling(out, code_point)) {
            text_append(out, bytes + at, (size_t)size);
        }
        raised = up != 0;
        at += (size_t)size;
    }
    return true;
}

bool answer_small(struct span digits, answer_wide *value) {
    if (digits.length == 0 || digits.length > SMALL_DIGITS)
        return false;
    *value = 0;
    for (size_t i = 0; i < digits.length; i++)
        *value = *value * 10 + (answer_wide)(digits.start[i] - '0');
    return true;
}

/* Takes up digits; separators between them are passed over. `behind`: they stand behind the decimal separator. */
static void take_digits(struct exact *number, int *count, struct span digits, bool behind) {
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

static struct exact numeral_value(struct span whole, struct span behind, int exponent, int *digits) {
    struct exact number = {0, 1, exponent, false};
    *digits = 0;
    take_digits(&number, digits, whole, false);
    take_digits(&number, digits, behind, true);
    if (behind.length == 0)
        for (size_t i = whole.length; i > 0 && whole.start[i - 1] == '0' && *digits > 1; i--)
            --*digits;
    return number;
}

int answer_numeral(struct answer_reader *reader, struct span numeral, bool raised, int exponent, struct exact values[2],
                   int *digits) {
    const struct pattern *pattern = &reader->numeral;
    if (!pattern_match(pattern, numeral.start, numeral.length, 0))
        return 0;
    struct span none = {0}, before = pattern_group(pattern, numeral.start, "before");
    if (before.start) {
        struct span separator = pattern_group(pattern, numeral.start, "either");
        struct span three = pattern_group(pattern, numeral.start, "three");
        if (raised) {
            values[0] = numeral_value(before, three, exponent, digits);
            return 1;
        }
        int point = *separator.start == '.' ? 0 : 1, as_whole;
        values[point] = numeral_value(before, three, 0, digits);
        values[!point] = numeral_value(numeral, none, 0, &as_whole);
        if (point)
            *digits = as_whole;
        return 2;
    }
    struct span whole = pattern_group(pattern, numeral.start, "whole");
    struct span grouped = pattern_group(pattern, numeral.start, "grouped");
    struct span behind = pattern_group(pattern, numeral.start, grouped.start ? "rest" : "behind");
    values[0] = numeral_value(grouped.start ? grouped : whole, behind, exponent, digits);
    return 1;
}

static answer_wide greatest_divisor(answer_wide a, answer_wide b) {
    while (b) {
        answer_wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static void reduce(struct exact *number) {
    answer_wide divisor = greatest_divisor(number->numerator, number->denominator);
    if (divisor > 1) {
        number->numerator /= divisor;
        number->denominator /= divisor;
    }
}

/* False where the terms of the sum are of sizes too different to be one answer. */
bool exact_add(struct exact *sum, struct exact part) {
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

/* A positive double as an integer of at most nine digits times a power of ten; false where it is none. */
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
static bool small_ratio(double factor, double inverse, struct exact *ratio) {
    for (int parts = 1; parts <= PARTS_OF_A_UNIT; parts++) {
        int exponent;
        answer_wide mantissa;
        if (short_decimal(factor * parts, &mantissa, &exponent)) {
            *ratio = (struct exact){mantissa, (answer_wide)parts, exponent, false};
            return true;
        }
        if (short_decimal(inverse * parts, &mantissa, &exponent)) {
            *ratio = (struct exact){(answer_wide)parts, mantissa, -exponent, false};
            return true;
        }
    }
    return false;
}

void exact_convert(struct exact *number, const struct unit *from, const struct unit *to) {
    double factor = unit_factor(from, to);
    struct exact ratio = {1, 1, 0, false};
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

/* The first digits of the number, rounded; `point` is where the decimal point stands before them. */
static int significant_digits(const struct exact *number, char digits[PRINTED_DIGITS + 2], int *point) {
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

bool exact_reading(const struct exact *number, struct answer_reading *reading) {
    if (number->numerator == 0) {
        *reading = (struct answer_reading){0, "0"};
        return true;
    }
    char digits[PRINTED_DIGITS + 2], text[64];
    int point, count = significant_digits(number, digits, &point);
    const char *sign = number->negative ? "-" : "";
    int length = snprintf(text, sizeof text, "%s%.1s.%se%d", sign, digits, count > 1 ? digits + 1 : "0", point - 1);
    if (!number_parse(text, (size_t)length, &reading->value) || fabs(reading->value) < DBL_MIN)
        return false;
    if (point > PRINTED_DIGITS || point <= -4)
        snprintf(reading->text, sizeof reading->text, "%s%.1s%s%se%+03d", sign, digits, count > 1 ? "." : "",
                 digits + 1, point - 1);
    else if (point <= 0)
        snprintf(reading->text, sizeof reading->text, "%s0.%.*s%s", sign, -point, "0000", digits);
    else if (count <= point)
        snprintf(reading->text, sizeof reading->text, "%s%s%.*s", sign, digits, point - count, "0000000000000000000");
    else
        snprintf(reading->text, sizeof reading->text, "%s%.*s.%s", sign, point, digits, digits + point);
    return true;
}
