#include "run/known.h"

#include <stdlib.h>

enum { LEAST_KNOWN = 64 };

static int by_number(const void *a, const void *b) {
    const uint64_t *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

void run_known_add(struct run_known *known, uint64_t hash) {
    if (known->count == known->capacity) {
        known->capacity = known->capacity ? 2 * known->capacity : LEAST_KNOWN;
        known->hashes = alloc_resize(known->hashes, known->capacity * sizeof *known->hashes);
    }
    known->hashes[known->count++] = hash;
    known->sorted = false;
}

bool run_known_has(struct run_known *known, uint64_t hash) {
    if (known->count && !known->sorted)
        qsort(known->hashes, known->count, sizeof *known->hashes, by_number);
    known->sorted = true;
    return known->count && bsearch(&hash, known->hashes, known->count, sizeof hash, by_number);
}

void run_known_free(struct run_known *known) {
    free(known->hashes);
    *known = (struct run_known){0};
}
