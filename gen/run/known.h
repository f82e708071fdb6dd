/* Private to run: a set of texts, as their hashes. */
#ifndef RUN_KNOWN_H
#define RUN_KNOWN_H

#include "base/base.h"

#include <stdbool.h>
#include <stdint.h>

struct run_known {
    uint64_t *hashes;
    size_t count, capacity;
    bool sorted;
};

void run_known_add(struct run_known *known, uint64_t hash);
bool run_known_has(struct run_known *known, uint64_t hash);
void run_known_free(struct run_known *known);

#endif
