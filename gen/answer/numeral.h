/* Numerals: digits with separators between them, fractions, powers of ten. */
#ifndef ANSWER_NUMERAL_H
#define ANSWER_NUMERAL_H

#include "answer/answer.h"
#include "answer/exact.h"

/* What a value looks like, as a part of a larger pattern; its groups are read by answer_value. Possessive, so that no
 * number is cut in two to make something else fit. */
#define ANSWER_NUMERAL "(?:[.,]?+\\d++(?:[.,'_]\\d++|[ ]\\d++)*+(?:[.,](?![.,\\d]))?+)"
#define ANSWER_TIMES "(?:[xX\u00D7*\u00B7]|\\\\times|\\\\cdot)"
#define ANSWER_POWER "10[ ]?(?:\\^|\\*\\*)[ ]?(?:[-+]?\\d{1,4}+|\\{[-+]?\\d{1,4}\\}|\\([-+]?\\d{1,4}\\))(?!\\d)"
#define ANSWER_VALUE                                                                                                   \
    "(?<value>(?>(?<whole>\\d++)[ ]++(?<top>\\d++)[ ]?/[ ]?(?<bottom>\\d++)(?![ ]?[/\\d]|[.,]\\d)"                     \
    "|(?<above>\\d++)[ ]?/[ ]?(?<below>\\d++)(?![ ]?[/\\d]|[.,]\\d)"                                                   \
    "|(?<power>" ANSWER_POWER ")"                                                                                      \
    "|(?<numeral>" ANSWER_NUMERAL ")(?:[eE](?<e>[-+]?\\d{1,4}+)(?![\\d.,]\\d)|[ ]*" ANSWER_TIMES                       \
    "[ ]*(?<times>" ANSWER_POWER "))?+))"

/* Reads numerals; the pattern is compiled once. */
struct answer_numeral_reader {
    struct answer_pattern grouping;
};
struct answer_numeral_reader answer_numeral_reader_new(void);
void answer_numeral_reader_free(struct answer_numeral_reader *reader);

/* The value in a match of a pattern with ANSWER_VALUE: how many readings it has, preferred first; 0 with the reason.
 * `digits` are the significant ones of the first, 0 for fractions and powers of ten. */
int answer_numeral_value(const struct answer_numeral_reader *reader, const struct answer_pattern *pattern,
                         const char *text, struct answer_exact values[2], int *digits, enum answer_reason *reason);

#endif
