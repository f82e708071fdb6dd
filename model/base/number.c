#include "base/number.h"

#include "base/characters.h"
#include "base/decimal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct number_locale number_locale_english = {".", ",", "%", false, "$", {"", "K", "M", "B"}};

#define MINUS "\xE2\x88\x92"
#define NO_BREAK_SPACE "\xC2\xA0"
#define TIMES "\xC3\x97"
#define DASH "\xE2\x80\x94"

enum {
    AUTO_DIGITS = 6,
    WHOLE_UP_TO = 15,        /* auto: from 10^15 on, numbers are printed with a power of ten */
    POWER_ABOVE = 12,        /* auto: powers of ten are printed as powers if they have more digits than this */
    SMALLEST_AUTO_POINT = -4 /* auto: numbers below 10^-4 have a power of ten too */
};

/* Whether a decimal number is an integer, apart from rounding errors. */
static bool is_whole(struct decimal decimal) {
    decimal_round(&decimal, SOUND_DIGITS - 2);
    return decimal.point >= decimal.count;
}

/* A value as a format shows it. */
struct printed {
    struct decimal decimal; /* shifted by `shift` powers of ten, and rounded */
    int shift;
    int decimals;    /* digits after the point */
    bool scientific; /* one digit before the point, and a power of ten */
};

int number_shift(enum number_style style) {
    switch (style) {
    case NUMBER_PERCENT:
        return 2;
    case NUMBER_THOUSANDS:
        return -3;
    case NUMBER_MILLIONS:
        return -6;
    case NUMBER_BILLIONS:
        return -9;
    case NUMBER_PLAIN:
    case NUMBER_MONEY:
    case NUMBER_DATA:
        break;
    }
    return 0;
}

bool number_is_short_money(enum number_style style) {
    return style == NUMBER_THOUSANDS || style == NUMBER_MILLIONS || style == NUMBER_BILLIONS;
}

bool number_is_money(enum number_style style) {
    return style == NUMBER_MONEY || number_is_short_money(style);
}

static bool is_power_of_ten(const struct decimal *decimal) {
    return decimal->count == 1 && decimal->digits[0] == '1';
}

/* The style that a value is printed in: money to a few significant digits is short from a million on, and money that
 * fits itself to its size as soon as it has more than three digits before the point. */
static enum number_style style_of(double value, struct number_format format) {
    if (format.fits)
        return number_format_sized(format, value).style;
    const bool sized = format.style == NUMBER_MONEY && format.significant > 0 && format.decimals < 0 && !format.figure;
    const double size = sized ? fabs(number_round_significant(value, format.significant)) : 0;
    return size >= 1e9 ? NUMBER_BILLIONS : size >= 1e6 ? NUMBER_MILLIONS : format.style;
}

/* Rounds to significant digits. Zeros at the end stay if something was rounded away; exact cents are two. */
static void keep_significant(struct printed *printed, int digits, enum number_style style) {
    struct decimal *decimal = &printed->decimal;
    decimal_round(decimal, SOUND_DIGITS);
    const bool rounds = decimal->count > digits;
    decimal_round(decimal, digits);
    printed->scientific = decimal->count > 0 && (decimal->point > WHOLE_UP_TO || decimal->point <= SMALLEST_AUTO_POINT);
    const int behind = (rounds ? digits : decimal->count) - (printed->scientific ? 1 : decimal->point);
    printed->decimals = behind > 0 ? behind : 0;
    if (style == NUMBER_MONEY && printed->decimals == 1 && !rounds)
        printed->decimals = 2;
}

static struct printed printed_of(double value, struct number_format format) {
    struct printed printed = {.decimal = decimal_of(value), .decimals = format.decimals};
    struct decimal *decimal = &printed.decimal;
    format.style = style_of(value, format);
    if (format.fits && format.style == NUMBER_MONEY)
        printed.decimals = format.decimals = DECIMALS_AUTO; /* cents, or none */
    printed.shift = number_shift(format.style);
    if (format.significant > 0 && format.decimals < 0) {
        if (decimal->count > 0)
            decimal->point += printed.shift;
        keep_significant(&printed, format.significant, format.style);
        return printed;
    }
    switch (format.style) {
    case NUMBER_THOUSANDS:
    case NUMBER_MILLIONS:
    case NUMBER_BILLIONS:
        if (format.decimals < 0)
            printed.decimals = 2;
        break;
    case NUMBER_MONEY:
        if (format.decimals < 0)
            printed.decimals = is_whole(*decimal) ? 0 : 2;
        break;
    case NUMBER_PERCENT:
    case NUMBER_PLAIN:
    case NUMBER_DATA:
        break;
    }
    if (decimal->count > 0)
        decimal->point += printed.shift;
    if (printed.decimals >= 0) {
        decimal_round(decimal, decimal->point + printed.decimals);
        return printed;
    }
    int whole = is_power_of_ten(decimal) ? POWER_ABOVE : WHOLE_UP_TO;
    printed.scientific = decimal->count > 0 && (decimal->point > whole || decimal->point <= SMALLEST_AUTO_POINT);
    bool keeps_whole = !printed.scientific && decimal->point > AUTO_DIGITS;
    decimal_round(decimal, keeps_whole ? decimal->point : AUTO_DIGITS);
    int behind = decimal->count - (printed.scientific ? 1 : decimal->point);
    printed.decimals = behind > 0 ? behind : 0;
    return printed;
}

static char decimal_digit(const struct decimal *decimal, int i) {
    return i >= 0 && i < decimal->count ? decimal->digits[i] : '0';
}

/* Digits with decimal point and grouping; `point` digits come before the decimal point. */
static void put_digits(struct text *out, const struct decimal *decimal, int point, int decimals,
                       const struct number_locale *locale) {
    if (point <= 0)
        text_putc(out, '0');
    for (int i = 0; i < point; i++) {
        if (i > 0 && (point - i) % 3 == 0)
            text_puts(out, locale->group);
        text_putc(out, decimal_digit(decimal, i));
    }
    if (decimals > 0)
        text_puts(out, locale->decimal);
    for (int i = 0; i < decimals; i++)
        text_putc(out, decimal_digit(decimal, point + i));
}

void number_put_power_of_ten(struct text *out, int exponent) {
    char digits[16];
    text_puts(out, "10");
    if (exponent < 0)
        text_puts(out, character_raised(RAISED_MINUS));
    snprintf(digits, sizeof digits, "%d", abs(exponent));
    for (const char *at = digits; *at; at++)
        text_puts(out, character_raised(*at - '0'));
}

/* The unit word after a number. The signs of currencies and percentages belong to the number itself: `$/GPU-hour`
 * continues `$2.10`, `320×` has no space, and only the percent style prints `%`. */
static void put_unit(struct text *out, enum number_style style, const char *word) {
    if (!word || !*word || strcmp(word, "%") == 0)
        return;
    if ((style == NUMBER_MONEY || number_is_short_money(style)) && word[0] == '$') {
        text_puts(out, word + 1);
        return;
    }
    if (strcmp(word, TIMES) != 0)
        text_puts(out, NO_BREAK_SPACE);
    text_puts(out, word);
}

void number_print(struct text *out, double value, struct number_format format, const char *unit_word,
                  const struct number_locale *locale) {
    if (!isfinite(value)) {
        text_puts(out, DASH);
        return;
    }
    if (format.style == NUMBER_DATA) {
        number_print_exact(out, format.decimals >= 0 ? number_round_decimals(value, format.decimals) : value);
        return;
    }
    struct printed printed = printed_of(value, format);
    const struct decimal *decimal = &printed.decimal;
    format.style = style_of(value, format);
    if (decimal->negative)
        text_puts(out, MINUS);
    const bool money = !format.figure && (format.style == NUMBER_MONEY || number_is_short_money(format.style));
    if (money)
        text_puts(out, locale->dollar);
    bool power_alone = printed.scientific && is_power_of_ten(decimal);
    if (!power_alone)
        put_digits(out, decimal, printed.scientific ? 1 : decimal->point, printed.decimals, locale);
    if (printed.scientific) {
        if (!power_alone)
            text_puts(out, TIMES);
        number_put_power_of_ten(out, decimal->point - 1);
    }
    if (format.figure)
        return;
    if (money)
        text_puts(out, locale->dollars[format.style == NUMBER_MONEY ? 0 : format.style - NUMBER_THOUSANDS + 1]);
    if (format.style == NUMBER_PERCENT)
        text_puts(out, locale->percent);
    if (format.with_unit)
        put_unit(out, format.style, unit_word);
}

bool number_sign_follows(const struct number_locale *locale) {
    return !*locale->dollar;
}

bool number_is_one(double value, struct number_format format, const struct number_locale *locale) {
    if (!isfinite(value) || number_is_short_money(format.style))
        return false;
    double shown = fabs(number_as_printed(value, format));
    return locale->one_below_two ? shown < 2 : shown == 1 && printed_of(value, format).decimals <= 0;
}

bool number_prints_power(double value, struct number_format format) {
    return isfinite(value) && printed_of(value, format).scientific;
}

double number_as_printed(double value, struct number_format format) {
    if (!isfinite(value))
        return value;
    if (format.style == NUMBER_DATA)
        return format.decimals >= 0 ? number_round_decimals(value, format.decimals) : value;
    struct printed printed = printed_of(value, format);
    printed.decimal.point -= printed.decimal.count > 0 ? printed.shift : 0;
    return decimal_value(&printed.decimal);
}

struct number_format number_format_sized(struct number_format format, double value) {
    const bool fits = format.fits;
    format.fits = false;
    if ((!number_is_short_money(format.style) && !fits) || !isfinite(value) || value == 0)
        return format;
    for (int style = fits ? NUMBER_MONEY : NUMBER_THOUSANDS; style <= NUMBER_BILLIONS; style++) {
        format.style = (enum number_style)style;
        if (fabs(number_as_printed(value, format)) < pow(10, 3 - number_shift(format.style)))
            break; /* at most three digits before the point, after rounding */
    }
    return format;
}

static void print_data(struct text *out, const struct decimal *decimal) {
    if (decimal->negative)
        text_putc(out, '-');
    if (decimal->point > -4 && decimal->point <= SIGNIFICANT_DIGITS) {
        static const struct number_locale bare = {.decimal = ".", .group = ""};
        int behind = decimal->count - decimal->point;
        put_digits(out, decimal, decimal->point, behind > 0 && decimal->count > 0 ? behind : 0, &bare);
        return;
    }
    text_putc(out, decimal->digits[0]);
    if (decimal->count > 1) {
        text_putc(out, '.');
        text_append(out, decimal->digits + 1, (size_t)decimal->count - 1);
    }
    text_printf(out, "e%+03d", decimal->point - 1);
}

void number_print_exact(struct text *out, double value) {
    if (!isfinite(value))
        return;
    struct decimal decimal = decimal_of(value);
    print_data(out, &decimal);
}

void number_print_sound(struct text *out, double value) {
    if (!isfinite(value))
        return;
    struct decimal decimal = decimal_of(value);
    decimal_round(&decimal, SOUND_DIGITS);
    print_data(out, &decimal);
}

double number_half_unit(double value, struct number_format format) {
    if (!isfinite(value) || number_as_printed(value, format) == value)
        return 0;
    struct printed printed = printed_of(value, format);
    int power = -printed.decimals; /* of ten: the last digit, as shifted */
    if (format.significant > 0 && format.decimals < 0)
        power = printed.decimal.point - format.significant;
    else if (!number_is_short_money(format.style) && format.style != NUMBER_MONEY && format.decimals < 0) {
        power = decimal_of(value).point + printed.shift - AUTO_DIGITS; /* trailing zeros are not printed */
        if (power > 0 && !printed.scientific)
            power = 0; /* all digits before the point are printed */
    }
    return 0.5 * pow(10, power - printed.shift);
}

/* The digits after the point, as shifted, to which a format rounds a size; -1 if it takes a closer look. */
static int decimals_at(double size, struct number_format format) {
    if (format.decimals >= 0)
        return format.decimals;
    if (format.significant > 0)
        return -1;
    if (number_is_short_money(format.style))
        return 2;
    if (format.style != NUMBER_PLAIN && format.style != NUMBER_PERCENT)
        return -1;
    double shifted = format.style == NUMBER_PERCENT ? size * 100 : size, power = 1e-3;
    int point = -2;
    if (!(shifted > 1.001e-3 && shifted < 1e11))
        return -1;
    for (; shifted >= power; point++)
        power *= 10;
    if (shifted > power * 0.999999 || shifted < power / 10 * 1.000001)
        return -1; /* rounding may carry into another digit */
    return point - 1 > AUTO_DIGITS ? 0 : AUTO_DIGITS - (point - 1);
}

/* number_printed_range in doubles, which are exact here: whole numbers of half units below 2^53, and powers of ten up
 * to 10^22. False for a value that is not easy: near to the middle between two printed numbers, very large or small. */
static bool find_range(double value, struct number_format format, double *printed, double *least, double *most) {
    static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12};
    int decimals = decimals_at(fabs(value), format), power = decimals + number_shift(format.style);
    if (format.style == NUMBER_DATA || decimals < 0 || power > 11 || power < -11)
        return false;
    double units = power < 0 ? fabs(value) / powers[-power] : fabs(value) * powers[power], whole = floor(units);
    if (!(units < 1e11) || fabs(units - whole - 0.5) < 1e-4)
        return false;
    double tenths = copysign((units - whole > 0.5 ? whole + 1 : whole) * 10, value);
    const double numbers[] = {tenths, tenths - 5, tenths + 5};
    double *const into[] = {printed, least, most};
    for (int i = 0; i < 3; i++)
        *into[i] = power < -1 ? numbers[i] * powers[-power - 1] : numbers[i] / powers[power + 1];
    if (*printed == value)
        *least = *most = value;
    return true;
}

double number_printed_range(double value, struct number_format format, double *least, double *most) {
    double printed;
    if (isfinite(value) && find_range(value, format, &printed, least, most))
        return printed;
    double half = number_half_unit(value, format);
    *least = *most = value;
    if (!(half > 0))
        return value;
    printed = number_as_printed(value, format);
    *least = number_round_significant(printed - half, SOUND_DIGITS);
    *most = number_round_significant(printed + half, SOUND_DIGITS);
    return printed;
}

struct number_format number_format_exact(double value, struct number_format format) {
    while (format.decimals < SOUND_DIGITS && number_half_unit(value, format) > 0)
        format.decimals++;
    return format;
}

struct number_format number_format_beside(double value, struct number_format format, double other) {
    const struct printed printed = printed_of(value, format), beside = printed_of(other, format);
    const enum number_style style = style_of(value, format);
    if (style == style_of(other, format) && !printed.scientific && !beside.scientific &&
        printed.decimals < beside.decimals)
        format = (struct number_format){
            .style = style, .decimals = beside.decimals, .with_unit = format.with_unit, .figure = format.figure};
    return format;
}

int number_decimals(double value) {
    if (!isfinite(value))
        return 0;
    struct decimal decimal = decimal_of(value);
    return decimal.count > decimal.point ? decimal.count - decimal.point : 0;
}

double number_round_significant(double value, int digits) {
    if (!isfinite(value))
        return value;
    struct decimal decimal = decimal_of(value);
    decimal_round(&decimal, digits);
    return decimal_value(&decimal);
}

double number_round_decimals(double value, int decimals) {
    return number_as_printed(value, (struct number_format){.style = NUMBER_PLAIN, .decimals = decimals});
}

/* Skips digits from `*at` on and returns their number. */
static size_t skip_digits(const char *text, size_t length, size_t *at) {
    size_t start = *at;
    while (*at < length && text[*at] >= '0' && text[*at] <= '9')
        ++*at;
    return *at - start;
}

/* Whether the whole text is a decimal number. */
static bool is_decimal_number(const char *text, size_t length) {
    size_t at = 0;
    if (at < length && (text[at] == '+' || text[at] == '-'))
        at++;
    size_t digits = skip_digits(text, length, &at);
    if (at < length && text[at] == '.') {
        at++;
        digits += skip_digits(text, length, &at);
    }
    if (digits == 0)
        return false;
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        if (at < length && (text[at] == '+' || text[at] == '-'))
            at++;
        if (skip_digits(text, length, &at) == 0)
            return false;
    }
    return at == length;
}

bool number_parse(const char *text, size_t length, double *value) {
    if (!is_decimal_number(text, length))
        return false;
    double read = decimal_read(text, length);
    if (!isfinite(read))
        return false;
    *value = read;
    return true;
}

bool number_parse_hundredths(const char *text, size_t length, double *value) {
    if (!is_decimal_number(text, length))
        return false;
    size_t digits = 0;
    while (digits < length && text[digits] != 'e' && text[digits] != 'E')
        digits++;
    /* An exponent beyond these bounds gives 0 or infinity, with or without a hundredth. */
    enum { EXPONENT_LIMIT = 100000 };
    long exponent = 0;
    bool negative = false;
    for (size_t i = digits + 1; i < length; i++) {
        negative = negative || text[i] == '-';
        if (text[i] >= '0' && text[i] <= '9' && exponent < EXPONENT_LIMIT)
            exponent = exponent * 10 + (text[i] - '0');
    }
    struct text moved = {0};
    text_append(&moved, text, digits);
    text_printf(&moved, "e%ld", (negative ? -exponent : exponent) - 2);
    bool good = number_parse(moved.bytes, moved.length, value);
    text_free(&moved);
    return good;
}

bool number_parse_share(const char *text, size_t length, double *value, bool *percent) {
    *percent = length > 0 && text[length - 1] == '%';
    if (!*percent)
        return number_parse(text, length, value);
    length--;
    while (length > 0 && text[length - 1] == ' ')
        length--;
    return number_parse_hundredths(text, length, value);
}
