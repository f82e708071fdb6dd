/* Private to answer: units as people spell them. */
#ifndef ANSWER_UNIT_H
#define ANSWER_UNIT_H

#include "answer/answer.h"

/* Does not own the units. */
struct answer_unit_reader {
    struct units *units;
    const char *language; /* the tag of the paper's */
    const struct unit *one;
    struct answer_pattern word, compact, doubtful;
};
struct answer_unit_reader answer_unit_reader_new(struct units *units, const char *language);
void answer_unit_reader_free(struct answer_unit_reader *reader);

/* The unit that a text spells (`hrs`, `USD per GPU hour`, `teraflops`); NULL if it spells none, or one that could just
 * as well be another (`mB`, `MS`, `TUSD`). */
const struct unit *answer_unit_read(const struct answer_unit_reader *reader, const struct answer_asked *asked,
                                    struct answer_span text);

#endif
