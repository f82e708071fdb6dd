/* Numbers as text and text as numbers, independent of the C locale. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/text.h"

#include <stdbool.h>

enum number_style {
    NUMBER_PLAIN,     /* 1,000 or 80.42 */
    NUMBER_PERCENT,   /* 0.4 as 40 % */
    NUMBER_MONEY,     /* $40,000 or $2.10 */
    NUMBER_THOUSANDS, /* 93400 as $93.40K */
    NUMBER_MILLIONS,  /* 33112800 as $33.11M */
    NUMBER_BILLIONS,  /* 1204000000 as $1.20B */
    NUMBER_DATA       /* 1000 or 0.32, as in data files: no grouping, a point, no trailing zeros */
};

/* decimals: digits after the point; DECIMALS_AUTO: as many as the value needs, at most six significant digits. */
enum { DECIMALS_AUTO = -1 };
struct number_format {
    enum number_style style;
    int decimals;
    bool with_unit;  /* followed by the quantity's unit word */
    bool figure;     /* without the sign of a currency, its K, M or B, or the percent sign: a column has it */
    int significant; /* with DECIMALS_AUTO: rounded to so many significant digits; 0 for no such rounding */
    bool fits;       /* money: in the unit that fits the size of the sum, $, K, M or B */
};

/* How a language writes numbers. */
struct number_locale {
    const char *decimal; /* "." */
    const char *group;   /* ","; U+202F in some languages; "" for none */
    const char *percent; /* " %" with its (no-break) space, or "%" */
    bool one_below_two;  /* the singular follows every number below two (French: 1,5 an); else only 1 */
    const char *dollar;  /* before an amount of money: "$", or "" where the sign follows */
    /* Behind an amount, in dollars and in thousands, millions and billions of them: "", "K", "M", "B"; with the sign
     * where it follows. */
    const char *dollars[4];
};
/* Of a locale: whether the sign of a currency follows the number. */
bool number_sign_follows(const struct number_locale *locale);
extern const struct number_locale number_locale_english;

/* Parses a format as templates and models write it: `0`..`9` (decimals), `percent`, `percent 1`, `money`, `money 2`,
 * `money auto`, `money auto 1` (in the unit that fits the sum),
 * `thousands`, `millions`, `millions 2`, `billions`, `auto`, `data`, `data 3`, and with digits in place of decimals
 * `4 significant`, `percent 3 significant`; each optionally followed by `unit`, `bare` (without the unit: the default)
 * or `figure` (without its sign either). False if the text is no format. */
bool number_format_parse(const char *text, struct number_format *format);
/* How far a style shifts the decimal point: 2 for percentages, -6 for millions. */
int number_shift(enum number_style style);
/* Whether a style prints money in thousands, millions or billions. */
bool number_is_short_money(enum number_style style);
/* Whether it prints a sum in dollars, in any of these units. */
bool number_is_money(enum number_style style);
/* For short money, and for money that fits itself to its size, the style that fits the value, with the same decimals:
 * $93.40K, not $0.09M. Other formats, and the value zero of short money, stay as they are. */
struct number_format number_format_sized(struct number_format format, double value);
/* Prints a value. Rounds half away from zero on the first 15 digits of its decimal value, as spreadsheets do:
 * 2.6749999999999994 counts as 2.675 and prints as 2.68. Significant digits keep their zeros if something was rounded
 * away (201.0), and an exact number has none (60%); money with them is short from a million on ($110.4M). The minus is
 * U+2212. A value that is not finite prints as a dash. If the format asks for the unit, `unit_word` (may be NULL or "")
 * follows after a no-break space, `×` without one; `$/h` continues money without a second sign: $2.10/h, 2,10 $/h; `%`
 * is left to the percent style. */
void number_print(struct text *out, double value, struct number_format format, const char *unit_word,
                  const struct number_locale *locale);
/* 10¹², with the exponent as superscript digits. */
void number_put_power_of_ten(struct text *out, int exponent);
/* Whether the printed number takes its unit word in the singular. */
bool number_is_one(double value, struct number_format format, const struct number_locale *locale);
/* Whether the value is printed with a power of ten. */
bool number_prints_power(double value, struct number_format format);
/* The value as a reader of the printed number knows it: rounded as the format rounds it. */
double number_as_printed(double value, struct number_format format);
/* Half a unit of the last printed digit: the largest difference between the value and the printed number. 0 if the
 * number is printed exactly. */
double number_half_unit(double value, struct number_format format);
/* The printed number, and the two ends of what a reader may take it for: half a unit of its last digit less and more.
 * All three are the value itself if it is printed exactly. */
double number_printed_range(double value, struct number_format format, double *least, double *most);
/* The format with as many more decimals as it needs to print all digits of the value. */
struct number_format number_format_exact(double value, struct number_format format);
/* The format in which a value prints with the decimals that another prints with, if these are more: 203.0 beside 199.1.
 * The format itself if the two print in other units or with a power of ten. */
struct number_format number_format_beside(double value, struct number_format format, double other);
/* For data: the fewest of 15 to 17 significant digits that read back as the same double, with `.` as the point and `-`
 * as the minus; 2.2e+24 if that is shorter. A value that is not finite prints as nothing. */
void number_print_exact(struct text *out, double value);
/* The same with at most 15 significant digits, for people who read data: 0.06 if arithmetic in doubles left
 * 0.060000000000000005. */
void number_print_sound(struct text *out, double value);
/* The number of decimals of that shortest decimal number: 0 for integers, 2 for 0.05. */
int number_decimals(double value);
/* The value rounded, as a decimal number, to significant digits or to decimals. */
double number_round_significant(double value, int digits);
double number_round_decimals(double value, int decimals);
/* Reads a text that is one plain decimal number: digits with optional sign, point and exponent; no grouping, no
 * hexadecimal, no infinity. False, and `*value` unchanged, if it is anything else. */
bool number_parse(const char *text, size_t length, double *value);
/* The same for a number before a percent sign, which the text is without: gives a hundredth of it. The point moves in
 * the text, so that 0.7 (%) is the double nearest to 0.007; dividing the double 0.7 by 100 would give its neighbor. */
bool number_parse_hundredths(const char *text, size_t length, double *value);
/* Reads `0.8` or `80%`, also with blanks before the sign, as 0.8; `*percent` says whether there is a sign. */
bool number_parse_share(const char *text, size_t length, double *value, bool *percent);

#endif
