/* A cache keyed by content. */
#include "pdf/repeats.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

/* Longer contents are not remembered. Of a content that came once, only the hash is kept, so that it displaces
 * nothing. */
enum { PLACES = 64, MOST_BYTES = 32 * 1024 };

struct pdf_repeats {
    uint64_t met[PLACES]; /* hashes of what came once, by their last bits */
    struct pdf_repeat kept[PLACES];
};

struct pdf_repeats *pdf_repeats_new(void) {
    struct pdf_repeats *repeats = alloc_bytes(sizeof *repeats);
    memset(repeats, 0, sizeof *repeats);
    return repeats;
}

void pdf_repeats_free(struct pdf_repeats *repeats) {
    for (int i = 0; i < PLACES; i++) {
        free(repeats->kept[i].bytes);
        text_free(&repeats->kept[i].made);
    }
    free(repeats);
}

struct pdf_repeat *pdf_repeats_find(struct pdf_repeats *repeats, const char *bytes, size_t length) {
    if (length == 0 || length > MOST_BYTES)
        return NULL;
    uint64_t hash = hash_bytes(HASH_START, bytes, length);
    struct pdf_repeat *repeat = &repeats->kept[hash % PLACES];
    if (repeat->length == length && memcmp(repeat->bytes, bytes, length) == 0)
        return repeat;
    if (repeats->met[hash % PLACES] != hash) {
        repeats->met[hash % PLACES] = hash;
        return NULL;
    }
    repeat->bytes = alloc_resize(repeat->bytes, length);
    memcpy(repeat->bytes, bytes, length);
    repeat->length = length;
    text_clear(&repeat->made);
    repeat->number = 0;
    return repeat;
}
