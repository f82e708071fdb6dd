/* Private to answer: notations that are rewritten before they are read. */
#ifndef ANSWER_SPELLING_H
#define ANSWER_SPELLING_H

#include "answer/answer.h"

enum { SPELLING_LIMIT = 200, SPELLING_ROOM = SPELLING_LIMIT + 64 };

struct answer_spelling {
    struct answer_pattern letter_point, price_dash, brackets;
};
struct answer_spelling answer_spelling_new(void);
void answer_spelling_free(struct answer_spelling *spelling);

/* Writes the decimal sign of 3k5, 33M1 and 1€50 as a point (3.5k, 33.1M, 1.50€), and the dash of 33,-- as zeros. The
 * result is in `room`, which has SPELLING_ROOM zeros, or it is the text, which has at most SPELLING_LIMIT bytes. */
struct answer_span answer_spelling_sign(const struct answer_spelling *spelling, const struct answer_asked *asked,
                                        struct answer_span text, char *room);
/* What is in the one pair of brackets of a text, with what is around them: (1,500) $ becomes 1,500 $. `*whole`:
 * the number is in them, else outside. False if there is no such pair, or if both parts have digits. */
bool answer_spelling_unbracket(const struct answer_spelling *spelling, struct answer_span text, char *room,
                               struct answer_span *result, bool *whole);

#endif
