/* Shuffling: the order in which a person's sheet prints the options of a question, and back. */
#ifndef KEY_SHUFFLE_H
#define KEY_SHUFFLE_H

#include "lab/lab.h"

/* Option o of the lab is printed at place `place_of[o]`, with that place's letter; place p shows `option_at[p]`. */
struct key_option_order {
    int *place_of, *option_at;
};

/* The lab's own order, unless the question says `shuffle: true`: then every person has an order of their own. It comes
 * from the stream (see stream.h) of an empty seed, the lab's name, the person's id and `order NAME`, NAME being the
 * question's: places n - 1 down to 1 each change their option with that of a place drawn among those up to their own.
 * No seed enters: the sheet, its key and its grading all find the same order from the id alone. In the arena. */
struct key_option_order key_shuffle_options(struct arena *arena, const struct lab *lab,
                                            const struct lab_question *question, const char *id);

#endif
