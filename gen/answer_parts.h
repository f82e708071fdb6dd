/* What the files that read answers share: numerals as exact numbers, and the tail that follows them. */
#ifndef GEN_ANSWER_PARTS_H
#define GEN_ANSWER_PARTS_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "answer.h"

__extension__ typedef unsigned __int128 answer_wide;

/* numerator / denominator * 10^exponent, as exact as it is written (18 significant digits). */
struct exact {
    answer_wide numerator, denominator;
    int exponent;
    bool negative;
};

/* A stretch of the text that is read. */
struct span {
    const char *start;
    size_t length;
};

/* One pattern with room for its groups. */
struct pattern {
    pcre2_code *code;
    pcre2_match_data *match;
};

struct answer_reader {
    struct units *units;
    const struct unit *one, *percent, *second, *minute, *hour, *rate;
    struct pattern head, step, range, bound, after, stray, glued, numeral; /* answer.c, answer_number.c */
    struct pattern scale, scaled_money, word, compact;                     /* answer_unit.c */
};

/* Compiles with UTF-8, extended syntax, JIT; a pattern that does not compile is a mistake of the program and ends it.
 */
struct pattern pattern_new(const char *text);
void pattern_free(struct pattern *pattern);
/* Whether the pattern matches from `offset` on. */
bool pattern_match(const struct pattern *pattern, const char *text, size_t length, size_t offset);
/* A named group of the last match; length 0 and start NULL where it took no part. */
struct span pattern_group(const struct pattern *pattern, const char *text, const char *name);

/* The text in one spelling: ASCII digits, one kind of space, hyphen, quote and approximation sign, `^` for
 * superscripts, fractions spelled out, invisible characters gone. False where it is not UTF-8 or holds control
 * characters. */
bool answer_normalise(struct text *out, const char *bytes, size_t length);
/* A numeral with its separators. Gives how many values it has, preferred first; 0 where its digits are grouped wrongly.
 * `raised`: an exponent follows it, and so its one separator is the decimal one. `digits` are the significant ones. */
int answer_numeral(struct answer_reader *reader, struct span numeral, bool raised, int exponent, struct exact values[2],
                   int *digits);
/* A small number, as written in digits; false where it has more than nine. */
bool answer_small(struct span digits, answer_wide *value);
bool exact_add(struct exact *sum, struct exact part);
/* The number times how many `to` one `from` is. The units have one dimension. */
void exact_convert(struct exact *number, const struct unit *from, const struct unit *to);
/* False where no double holds it (too large, or too small and not zero). */
bool exact_reading(const struct exact *number, struct answer_reading *reading);

/* What follows a number, or stands before it. */
struct answer_tail {
    const struct unit *unit; /* NULL: none is written */
    int exponent;            /* of the suffix: 6 for a million */
};
/* The unit that a text spells as people do (`hrs`, `USD per GPU hour`, `teraflops`), NULL where it spells none. */
const struct unit *answer_unit(struct answer_reader *reader, const struct answer_asked *asked, struct span text);
/* Reads the tail behind a number; `money` is the currency before it, with the exponent of its own suffix. */
enum answer_reason answer_tail(struct answer_reader *reader, const struct answer_asked *asked, struct span money,
                               int money_exponent, struct span tail, struct answer_tail *result);
/* 3 for k, 6 for million, ...; -1 for no suffix of this kind. */
int answer_scale(struct answer_reader *reader, struct span text);

#endif
