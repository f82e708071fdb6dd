/* What stands behind a number, or before it: suffixes for thousands and millions, currencies, units. */
#ifndef GEN_ANSWER_TAIL_H
#define GEN_ANSWER_TAIL_H

#include "answer_unit.h"

/* Patterns of money, as parts of larger ones. */
#define ANSWER_MONEY                                                                                                   \
    "(?:US[ ]?\\$|\\$[ ]?US(?!D)|U\\.S\\.[ ]?\\$|\\$|(?i:USD|EUR|GBP)|[A-Z]{1,3}\\$|\\p{Sc}|[A-Z]{3}(?!\\p{L}))"
#define ANSWER_CURRENCY "(?:US[ ]?\\$|\\$[ ]?US(?!D)|\\$|(?i:USD|EUR|GBP)(?!\\p{L})|\\p{Sc})"
#define ANSWER_LETTERS "(?:[kKmMbB]|[mM][nM]|mm|bn)"

struct tail_reader {
    struct unit_reader units;
    struct pattern scale, scaled_money, multiple;
};
struct tail_reader tail_reader_new(struct units *units);
void tail_reader_free(struct tail_reader *reader);

struct answer_tail {
    const struct unit *unit; /* NULL: none is written */
    int exponent;            /* of the suffix: 6 for a million */
};
/* Reads the tail behind a number; `money` is the currency before it, with the exponent of its own suffix. */
enum answer_reason answer_tail(const struct tail_reader *reader, const struct answer_asked *asked, struct span money,
                               int money_exponent, struct span tail, struct answer_tail *result);
/* 3 for k, 6 for million, ...; 0 for nothing, -1 for no suffix of this kind. */
int answer_scale(const struct tail_reader *reader, struct span text);

#endif
