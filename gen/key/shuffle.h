/* Private to key: shuffles the options of a question for one person. */
#ifndef KEY_SHUFFLE_H
#define KEY_SHUFFLE_H

#include "key/key.h"

/* The lab's own order, unless the question says `shuffle: true`: then each person has an order of their own. It comes
 * from the stream of an empty seed, the lab's name, the person's id and `order NAME`, NAME being the question's. Places
 * n - 1 down to 1 each swap their option with that of a place drawn from 0 to their own (Fisher and Yates). No seed
 * enters: the sheet, its key and its grading all find the same order from the id alone. In the arena. */
struct key_option_order key_shuffle_options(struct arena *arena, const struct lab *lab,
                                            const struct lab_question *question, const char *id);

#endif
