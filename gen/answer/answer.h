/* What a question asks for, and why an answer cannot be read. */
#ifndef ANSWER_ANSWER_H
#define ANSWER_ANSWER_H

#include "base/base.h"
#include "language/language.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>
#include <stddef.h>

enum answer_reason {
    ANSWER_READ,     /* there is a reading */
    ANSWER_BLANK,    /* nothing is written */
    ANSWER_NUMBER,   /* not a number, or not one number */
    ANSWER_GROUPING, /* digits grouped as no language groups them */
    ANSWER_RANGE,    /* two bounds, or one */
    ANSWER_UNIT,     /* an unknown unit, or a suffix that does not fit the question */
    ANSWER_DIMENSION /* a unit of something else */
};

/* What a question asks for. */
struct answer_asked {
    const struct unit *unit; /* readings are in it: one for a percentage */
    const struct unit *bare; /* what a number without a unit is in: % for a percentage, else `unit` */
    const char *shown;       /* the word printed behind the blank, taken as the unit too; NULL for none */
    bool percent, ratio, time, flop_rate;
    bool scales;      /* k, M, million fit: money and counts */
    bool scales_bare; /* they fit without a unit behind them too */
};

/* Answers on paper: a free text read as a number in the unit asked for, or a reason why it is none. */

struct answer_reading {
    double value;  /* in the unit asked for, finite; a percentage as its fraction */
    char text[48]; /* the same, to 17 significant digits of what is written, exact arithmetic behind it */
};

struct answer {
    enum answer_reason reason;
    struct answer_reading readings[2]; /* preferred first */
    int count;                         /* 0 where there is a reason */
    bool approximate;                  /* marked as "about" */
    int digits;                        /* significant digits as written; 0 for fractions and powers of ten */
    const char *unit;                  /* as written, "" for none; in the arena */
};

struct answer_reader;

/* Patterns are compiled here, once. End it with answer_reader_free; it does not own the units. */
struct answer_reader *answer_reader_new(struct units *units);
void answer_reader_free(struct answer_reader *reader);
/* `name` is the unit as written (`%` asks for a percentage), `unit` what it spells; `shown` may be NULL. */
struct answer_asked answer_ask(struct answer_reader *reader, const struct unit *unit, const char *name,
                               const char *shown);
/* Reads any bytes. A number with one separator, one to three digits before it, the first not 0, exactly three after it
 * and no exponent has two readings; so has a bare number below 1 for a percentage. Never coerces. */
struct answer answer_read(struct answer_reader *reader, struct arena *arena, const struct answer_asked *asked,
                          const char *text, size_t length);
/* `blank`, `number`, ...; "" for ANSWER_READ. */
const char *answer_reason_name(enum answer_reason reason);

/* Patterns of PCRE2 with room for their groups, and stretches of text. */

/* A stretch of a text; its bytes end with no zero. */
struct answer_span {
    const char *start;
    size_t length;
};
/* Without the spaces around it. */
struct answer_span answer_span_trim(struct answer_span text);
bool answer_span_has_digit(struct answer_span text);

struct answer_pattern {
    pcre2_code *code;
    pcre2_match_data *match;
};
/* Compiles with UTF-8, extended syntax, JIT; a pattern that does not compile is a mistake of the program and ends it.
 */
struct answer_pattern answer_pattern_new(const char *text);
void answer_pattern_free(struct answer_pattern *pattern);
/* Whether the pattern matches from `offset` on. */
bool answer_pattern_match(const struct answer_pattern *pattern, const char *text, size_t length, size_t offset);
/* A named group of the last match; length 0 and start NULL where it took no part. */
struct answer_span answer_pattern_group(const struct answer_pattern *pattern, const char *text, const char *name);

/* Answers as bytes: every way of writing a character becomes one. */

/* The text in one spelling: ASCII digits, one kind of space, hyphen, quote and approximation sign, `^` for
 * superscripts, fractions spelled out, invisible characters gone. False where it is not UTF-8, holds control
 * characters or turns the direction of its digits around. */
bool answer_normalise(struct text *out, const char *bytes, size_t length);

/* Adds a line about the library that this room uses to the output of --version. */
void answer_libraries(struct text *out);

#endif
