/* Private to answer: what is written after a number or before it. Suffixes for thousands and millions, currencies,
 * units. */
#ifndef ANSWER_TAIL_H
#define ANSWER_TAIL_H

#include "answer/scale.h"
#include "answer/unit.h"

/* Parts of larger patterns: money, a currency as it is written after a suffix (MUSD), the letters of suffixes. */
#define ANSWER_MONEY                                                                                                   \
    "(?:US[ -]?\\$|U\\$S|\\$[ ]?US(?!D)|U\\.S\\.[ "                                                                    \
    "]?\\$|\\$|(?i:USD|EUR|GBP)|[A-Z]{1,3}\\$|\\p{Sc}|[A-Z]{3}(?!\\p{L}))"
#define ANSWER_CURRENCY "(?:US[ -]?\\$|U\\$S|\\$[ ]?US(?!D)|\\$|(?i:USD|EUR|GBP)(?!\\p{L})|\\p{Sc})"
#define ANSWER_LETTERS "(?:[kKmMbB]|[mM][nM]|mm|bn)"

struct answer_tail_reader {
    struct answer_unit_reader units;
    const char *language; /* the tag of the paper's */
    struct answer_pattern scaled_money, multiple;
};
struct answer_tail_reader answer_tail_reader_new(struct units *units, const char *language);
void answer_tail_reader_free(struct answer_tail_reader *reader);

struct answer_tail {
    const struct unit *unit;   /* NULL: none is written */
    struct answer_scale scale; /* of the suffix */
};
/* Reads the tail after a number. `money` is the currency before it, `beside` a suffix beside the currency (k$). */
enum answer_reason answer_tail_read(const struct answer_tail_reader *reader, const struct answer_asked *asked,
                                    struct answer_span money, struct answer_span beside, struct answer_span tail,
                                    struct answer_tail *result);

#endif
