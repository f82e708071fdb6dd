/* Private to answer: two or more writings of one number side by side, such as 0.32 = 32 % or 25.7 days (617 h). */
#ifndef ANSWER_SIDES_H
#define ANSWER_SIDES_H

#include "answer/answer.h"

enum { SIDES_LIMIT = 4 };

struct answer_sides {
    struct answer_span texts[SIDES_LIMIT];
    enum answer_side_kind {
        SIDE_SAME,        /* = and the like, or in brackets: one may be the other one rounded */
        SIDE_ROUGHLY,     /* ~: the second may be the first one rounded */
        SIDE_OTHER        /* or, or a comma: both must be the same number in different units */
    } kinds[SIDES_LIMIT]; /* how each is joined to the one before it */
    int count;
};

struct answer_sides_reader {
    struct answer_pattern join, brackets;
};
/* `language`: the tag of the paper's; Dutch has the word `of`, which is another one in English. */
struct answer_sides_reader answer_sides_reader_new(const char *language);
void answer_sides_reader_free(struct answer_sides_reader *reader);

/* Takes a text apart; false if it has not two sides or more, each with a digit. */
bool answer_sides_split(const struct answer_sides_reader *reader, struct answer_span text, struct answer_sides *sides);
/* Makes one answer of the sides' answers. If they agree, it has the readings in which they do: those of the side with
 * the most digits first. Else it has none. */
struct answer answer_sides_agree(const struct answer_sides *sides, const struct answer *answers);

#endif
