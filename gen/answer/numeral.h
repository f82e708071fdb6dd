/* Private to answer: numerals, which are digits with separators between them, fractions, or powers of ten. */
#ifndef ANSWER_NUMERAL_H
#define ANSWER_NUMERAL_H

#include "answer/answer.h"
#include "answer/exact.h"

/* A value, as a part of a larger pattern: 1 1/2, 25 000/32 000, 10^7, 1,234.5, 1.2e7, 1.2 x 10^7. answer_numeral_value
 * reads its groups. Possessive, so that no number is cut in two to make the rest fit. */
#define ANSWER_NUMERAL "(?:[.,]?+\\d++(?:[.,'_]\\d++|[ ]\\d++)*+(?:[.,](?![.,\\d]))?+)"
#define ANSWER_TIMES "(?:[xX\u00D7*\u00B7]|\\\\times|\\\\cdot)"
#define ANSWER_POWER "10[ ]?(?:\\^|\\*\\*)[ ]?(?:[-+]?\\d{1,4}+|\\{[-+]?\\d{1,4}\\}|\\([-+]?\\d{1,4}\\))(?!\\d)"
#define ANSWER_VALUE                                                                                                   \
    "(?<value>(?>(?<above>" ANSWER_NUMERAL "(?:[ ]{2,}\\d++)?+)[ ]*+/[ ]*+(?<below>" ANSWER_NUMERAL ")"                \
    "(?![ ]?[/\\d]|[.,]\\d)"                                                                                           \
    "|(?<power>" ANSWER_POWER ")"                                                                                      \
    "|(?<numeral>" ANSWER_NUMERAL ")(?:(?:[eE]|[ ]E)(?<e>[-+]?\\d{1,4}+)(?![\\d.,]\\d)|[ ]*" ANSWER_TIMES              \
    "[ ]*(?<times>" ANSWER_POWER "))?+))"

struct answer_numeral_reader {
    struct answer_pattern grouping;
    bool comma; /* on this paper a comma is the decimal sign */
};
struct answer_numeral_reader answer_numeral_reader_new(bool comma);
void answer_numeral_reader_free(struct answer_numeral_reader *reader);

/* Two conventions of the decimal sign, and for each a fraction that is grouped digits over a number or a mixed number
 * (1 500/2000). */
enum { NUMERAL_READINGS = 4 };

struct answer_numeral {
    struct answer_exact values[NUMERAL_READINGS]; /* preferred first; all different */
    int count;                                    /* 0 if there is a reason */
    enum answer_reason reason;
    int digits; /* the significant ones of the first reading; 0 for fractions and powers of ten */
    bool fraction, mixed;
    bool hundred; /* a decimal over a hundred times as much, or the other way round, 0.32/32: one share in two ways? */
    struct answer_exact parts[ANSWER_DOUBTS]; /* what single parts of digits with spaces between them would mean */
    int part_count;
};
/* Reads the value in a match of a pattern with ANSWER_VALUE. */
struct answer_numeral answer_numeral_value(const struct answer_numeral_reader *reader,
                                           const struct answer_pattern *pattern, const char *text);

#endif
