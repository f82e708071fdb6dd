/* What comes again: remembers the bytes that it has met twice, and what was made of them. Holds little, however much
 * passes by. */
#ifndef GEN_REPEATS_H
#define GEN_REPEATS_H

#include "../model/arena.h"

struct repeats;
/* Bytes that are remembered. What was made of them belongs to whoever asked: `made` is empty and `number` is 0 when
 * they are new here. */
struct repeat {
    char *bytes;
    size_t length;
    struct text made;
    unsigned number;
};

struct repeats *repeats_new(void);
void repeats_free(struct repeats *repeats);
/* NULL where the bytes have not come before, as far as is remembered. Valid until the next call. */
struct repeat *repeats_find(struct repeats *repeats, const char *bytes, size_t length);

#endif
