/* Private to answer: numerals, which are digits with separators between them, fractions, or powers of ten. */
#ifndef ANSWER_NUMERAL_H
#define ANSWER_NUMERAL_H

#include "answer/answer.h"
#include "answer/exact.h"

/* A value, as a part of a larger pattern: 1 1/2, 1/2, 10^7, 1,234.5, 1.2e7, 1.2 x 10^7. answer_numeral_value reads its
 * groups. Possessive, so that no number is cut in two to make the rest fit. */
#define ANSWER_NUMERAL "(?:[.,]?+\\d++(?:[.,'_]\\d++|[ ]\\d++)*+(?:[.,](?![.,\\d]))?+)"
#define ANSWER_TIMES "(?:[xX\u00D7*\u00B7]|\\\\times|\\\\cdot)"
#define ANSWER_POWER "10[ ]?(?:\\^|\\*\\*)[ ]?(?:[-+]?\\d{1,4}+|\\{[-+]?\\d{1,4}\\}|\\([-+]?\\d{1,4}\\))(?!\\d)"
#define ANSWER_VALUE                                                                                                   \
    "(?<value>(?>(?<whole>\\d++)[ ]++(?<top>\\d++)[ ]?/[ ]?(?<bottom>\\d++)(?![ ]?[/\\d]|[.,]\\d)"                     \
    "|(?<above>\\d++)[ ]?/[ ]?(?<below>\\d++)(?![ ]?[/\\d]|[.,]\\d)"                                                   \
    "|(?<power>" ANSWER_POWER ")"                                                                                      \
    "|(?<numeral>" ANSWER_NUMERAL ")(?:[eE](?<e>[-+]?\\d{1,4}+)(?![\\d.,]\\d)|[ ]*" ANSWER_TIMES                       \
    "[ ]*(?<times>" ANSWER_POWER "))?+))"

struct answer_numeral_reader {
    struct answer_pattern grouping;
};
struct answer_numeral_reader answer_numeral_reader_new(void);
void answer_numeral_reader_free(struct answer_numeral_reader *reader);

/* The value in a match of a pattern with ANSWER_VALUE: how many readings it has, preferred first; 0 with the
 * reason. `digits` are the significant ones of the first reading, 0 for fractions and powers of ten. */
int answer_numeral_value(const struct answer_numeral_reader *reader, const struct answer_pattern *pattern,
                         const char *text, struct answer_exact values[2], int *digits, enum answer_reason *reason);

#endif
