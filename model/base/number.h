/* Numbers as text: from integers, free of the locale; and text as numbers. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/arena.h"

#include <stdbool.h>

enum number_style {
    NUMBER_PLAIN,     /* 1,000 or 80.42 */
    NUMBER_PERCENT,   /* 0.4 as 40 % */
    NUMBER_MONEY,     /* $40,000 or $2.10 */
    NUMBER_THOUSANDS, /* 93400 as $93.40K */
    NUMBER_MILLIONS,  /* 33112800 as $33.11M */
    NUMBER_BILLIONS,  /* 1204000000 as $1.20B */
    NUMBER_DATA       /* 1000 or 0.32, as files have it: no grouping, a point, no zeros at the end */
};

/* decimals: how many behind the point; DECIMALS_AUTO: as many as the value needs, six significant digits at most. */
enum { DECIMALS_AUTO = -1 };
struct number_format {
    enum number_style style;
    int decimals;
    bool with_unit; /* followed by the quantity's word */
};

/* How a language writes numbers. */
struct number_locale {
    const char *decimal; /* "." */
    const char *group;   /* "," ; U+202F in some; "" for none */
    const char *percent; /* " %" with its (no-break) space, or "%" */
    bool one_below_two;  /* the singular goes with all numbers below two (0; 1,5 an); else with 1 alone */
};
extern const struct number_locale number_locale_english;

/* Parses a format as templates and models write it: `0`..`9` (decimals), `percent`, `percent 1`, `money`, `money 2`,
 * `thousands`, `millions`, `millions 2`, `billions`, `auto`, `data`, `data 3`, each optionally followed by `unit` or
 * `bare` (without the unit, as where neither stands). False where it is none. */
bool number_format_parse(const char *text, struct number_format *format);
/* How far a style moves the point: 2 for percentages, -6 for millions. */
int number_shift(enum number_style style);
/* Whether it is money in thousands, millions or billions. */
bool number_is_short_money(enum number_style style);
/* Of short money the style that fits a value's size, with the same decimals: $93.40K, not $0.09M. Others, and that of
 * zero, as they are. */
struct number_format number_format_sized(struct number_format format, double value);
/* Prints a finite value; rounding is half away from zero on the decimal value that the double stands for (its first 15
 * digits, as in spreadsheets: 2.6749999999999994 is 2.675 and prints as 2.68); a minus is U+2212. `unit_word` may be
 * NULL or "": it follows where the format asks for it, after a no-break space (`×` without one); `$/h` continues money
 * without repeating the sign: $2.10/h; `%` is left to the percent style. What is not finite prints as a dash. */
void number_print(struct text *out, double value, struct number_format format, const char *unit_word,
                  const struct number_locale *locale);
/* 10¹², the exponent raised. */
void number_put_power_of_ten(struct text *out, int exponent);
/* Whether the number as printed goes with a word in the singular. */
bool number_is_one(double value, struct number_format format, const struct number_locale *locale);
/* Whether it is printed with a power of ten. */
bool number_prints_power(double value, struct number_format format);
/* The value that a reader of the printed number has: the number rounded as the format rounds it. */
double number_as_printed(double value, struct number_format format);
/* Half a unit of the last digit that is printed: the value lies within that of what a reader has; 0 where the print is
 * exact. */
double number_half_unit(double value, struct number_format format);
/* The format, with as many more decimals as it takes to print the value with all its digits. */
struct number_format number_format_exact(double value, struct number_format format);
/* The fewest of 15 to 17 significant digits that read back as the same double: for data. The point is `.`, the minus
 * `-`; 2.2e+24 where it is shorter. What is not finite prints as nothing. */
void number_print_exact(struct text *out, double value);
/* The same with 15 significant digits at most, for people who read data: 0.06 where arithmetic in doubles left
 * 0.060000000000000005. */
void number_print_sound(struct text *out, double value);
/* How many digits behind the point that shortest decimal has: 0 for integers, 2 for 0.05. */
int number_decimals(double value);
/* The value rounded, as a decimal, to so many significant digits, or to so many digits behind the point. */
double number_round_significant(double value, int digits);
double number_round_decimals(double value, int decimals);
/* Reads a plain decimal number (digits, one point, exponent, sign) that fills the text, without the locale's help; no
 * grouping, no hexadecimal, no infinity. */
bool number_parse(const char *text, size_t length, double *value);

#endif
