/* Units as people spell them. */
#ifndef GEN_ANSWER_UNIT_H
#define GEN_ANSWER_UNIT_H

#include "answer_asked.h"
#include "answer_pattern.h"

/* Reads units; patterns are compiled once. It does not own the units. */
struct unit_reader {
    struct units *units;
    const struct unit *one;
    struct pattern word, compact, doubtful;
};
struct unit_reader unit_reader_new(struct units *units);
void unit_reader_free(struct unit_reader *reader);

/* The unit that a text spells as people do (`hrs`, `USD per GPU hour`, `teraflops`), NULL where it spells none, or one
 * that could as well be another (`mB`, `MS`, `TUSD`). */
const struct unit *answer_unit(const struct unit_reader *reader, const struct answer_asked *asked, struct span text);

#endif
