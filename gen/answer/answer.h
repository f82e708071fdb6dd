/* Answer: free text on paper is read as a number in the unit that a question asks for, or refused with a reason. */
#ifndef ANSWER_ANSWER_H
#define ANSWER_ANSWER_H

#include "base/base.h"
#include "language/language.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* What a question asks for. */
struct answer_asked {
    const struct unit *unit; /* of readings; one for a percentage */
    const struct unit *bare; /* of a number without a unit: % for a percentage, else `unit` */
    const char *shown;       /* the word printed after the blank, which may be written as the unit; NULL for none */
    bool percent, ratio, time, flop_rate, money;
    bool scales;      /* suffixes such as k and million are accepted: money and counts */
    bool scales_bare; /* also without a unit after them */
};

enum answer_reason {
    ANSWER_READ,     /* there is a reading */
    ANSWER_BLANK,    /* nothing is written */
    ANSWER_NUMBER,   /* not a number, or not one number */
    ANSWER_GROUPING, /* digits grouped as in no language */
    ANSWER_RANGE,    /* two bounds, or one */
    ANSWER_UNIT,     /* an unknown unit, or a suffix that does not fit the question */
    ANSWER_DIMENSION /* a unit of something else */
};
/* `blank`, `number`, ...; "" for ANSWER_READ. */
const char *answer_reason_name(enum answer_reason reason);

struct answer_reading {
    double value;  /* in the unit asked for, finite; a percentage as its fraction */
    char text[48]; /* the same to 17 significant digits, computed exactly from what is written */
};

enum { ANSWER_READINGS = 6, ANSWER_DOUBTS = 8 };

struct answer {
    enum answer_reason reason;
    struct answer_reading readings[ANSWER_READINGS]; /* preferred first; all different */
    int count;                                       /* 0 if there is a reason */
    /* What the writer may have meant although it is no reading: one part of digits with a space between them (300 500),
     * a share where a percentage is asked for (1.25), or a word that is another number in other languages (33 mil). If
     * it would be right, a person must look. */
    double doubts[ANSWER_DOUBTS];
    int doubt_count;
    bool approximate; /* marked as "about" */
    int digits;       /* significant digits as written; 0 for fractions and powers of ten */
    const char *unit; /* as written, "" for none; in the arena */
    bool scaled;      /* with a suffix or a word such as k or million */
};

/* The language of a paper. */
struct answer_language {
    const char *tag; /* "de", "pt-BR": what words such as `billion` and `mil` mean */
    bool comma;      /* the comma is its decimal sign */
};

struct answer_reader;
/* Compiles the patterns. End it with answer_reader_free; it does not own the units or the tag. */
struct answer_reader *answer_reader_new(struct units *units, struct answer_language language);
void answer_reader_free(struct answer_reader *reader);
/* `name` is the unit as the lab writes it (`%` asks for a percentage), `unit` the unit of that name; `shown` may be
 * NULL. */
struct answer_asked answer_ask(struct answer_reader *reader, const struct unit *unit, const char *name,
                               const char *shown);
/* Reads any bytes. It never guesses: text that could mean anything else is refused, and of several readings that people
 * write the likelier comes first:
 * - one separator with one to three digits before it, the first not 0, exactly three after it, and no exponent (1,234)
 *   may be either sign; the language decides which comes first. So may the point or comma of two different separators
 *   with exactly three digits after each (33,112 800; 33 112,800; 33,112.800);
 * - three digits behind a space belong to the number (25 000/32 000), but may begin a mixed number (1 500/2000);
 * - for a percentage, a bare number of at most 1 may be a share, and so is a fraction first;
 * - a billion is one of the paper's language first, then an English one. */
struct answer answer_read(struct answer_reader *reader, struct arena *arena, const struct answer_asked *asked,
                          const char *text, size_t length);

/* Appends the text in one spelling: ASCII digits, one kind of space, hyphen, quote and approximation sign, `^` for
 * superscripts, fractions spelled out, invisible characters removed. False if it is not UTF-8, has control characters
 * or reverses the direction of its digits. */
bool answer_normalise(struct text *out, const char *bytes, size_t length);

/* Patterns of PCRE2, with room for the groups of a match. */

/* A part of a text; not terminated by NUL. */
struct answer_span {
    const char *start;
    size_t length;
};

struct answer_pattern {
    pcre2_code *code;
    pcre2_match_data *match;
};
/* Compiles for UTF-8, with JIT. A pattern that does not compile is a bug, and ends the program. */
struct answer_pattern answer_pattern_new(const char *text);
void answer_pattern_free(struct answer_pattern *pattern);
/* Whether the pattern matches from `offset` on. */
bool answer_pattern_match(const struct answer_pattern *pattern, const char *text, size_t length, size_t offset);
/* A named group of the last match; if it took no part, its length is 0 and its start NULL. */
struct answer_span answer_pattern_group(const struct answer_pattern *pattern, const char *text, const char *name);

#endif
