/* One open-addressing table. The first with an id stands under the hash of the id, and is found with its own scenario
 * too; others of the id stand under the hash of both. The lowest bit of a hash says which of the two it is. */
#include "sets/sets.h"

#include <string.h>

struct slot {
    uint32_t hash, number; /* number + 1; 0: free */
};

struct sets_index {
    struct sets_key (*key)(const void *owner, size_t number);
    const void *owner;
    struct slot *slots;
    size_t slot_count; /* a power of two, a third of it free */
};

struct sets_index *sets_index_new(struct arena *arena, size_t most,
                                  struct sets_key (*key)(const void *owner, size_t number), const void *owner) {
    struct sets_index *index = arena_alloc(arena, sizeof *index);
    *index = (struct sets_index){.key = key, .owner = owner, .slot_count = 1};
    while (index->slot_count <= most + most / 2)
        index->slot_count *= 2;
    index->slots = arena_array(arena, index->slot_count, sizeof *index->slots);
    return index;
}

/* The slot of what was put with an id, or with both if `scenario` is not NULL; or the free one for it. */
static struct slot *find_slot(const struct sets_index *index, const char *id, const char *scenario, uint32_t *hash) {
    const uint64_t whole = scenario ? hash_bytes(hash_string(id), scenario, strlen(scenario)) : hash_string(id);
    *hash = (uint32_t)whole << 1 | (scenario != NULL);
    size_t i = whole & (index->slot_count - 1);
    for (; index->slots[i].number; i = (i + 1) & (index->slot_count - 1)) {
        if (index->slots[i].hash != *hash)
            continue;
        const struct sets_key known = index->key(index->owner, index->slots[i].number - 1);
        if (strcmp(known.id, id) == 0 && (!scenario || strcmp(known.scenario, scenario) == 0))
            break;
    }
    return &index->slots[i];
}

size_t sets_index_put(struct sets_index *index, size_t number) {
    const struct sets_key key = index->key(index->owner, number);
    uint32_t hash;
    struct slot *slot = find_slot(index, key.id, NULL, &hash);
    if (slot->number && strcmp(index->key(index->owner, slot->number - 1).scenario, key.scenario) != 0)
        slot = find_slot(index, key.id, key.scenario, &hash);
    if (!slot->number)
        *slot = (struct slot){hash, (uint32_t)number + 1};
    return slot->number - 1;
}

size_t sets_index_find(const struct sets_index *index, const char *id, const char *scenario) {
    uint32_t hash;
    const struct slot *slot = find_slot(index, id, NULL, &hash);
    if (slot->number && scenario && strcmp(index->key(index->owner, slot->number - 1).scenario, scenario) != 0)
        slot = find_slot(index, id, scenario, &hash);
    return slot->number ? slot->number - 1 : SIZE_MAX;
}
