#include "base/table.h"

#include "base/hash.h"

#include <stdint.h>
#include <string.h>

enum { FIRST_SLOTS = 64 };

struct table_key {
    uint64_t hash;
    const void *bytes;
    size_t length, number;
    unsigned tag;
};

struct table {
    struct arena *arena;
    struct table_key *keys;
    size_t count, key_capacity;
    uint32_t *slots;   /* open addressing: place among the keys + 1; 0: free */
    size_t slot_count; /* a power of two, more than half of it free */
};

struct table *table_new(struct arena *arena) {
    struct table *table = arena_alloc(arena, sizeof *table);
    *table = (struct table){.arena = arena, .slot_count = FIRST_SLOTS};
    table->slots = arena_array(arena, FIRST_SLOTS, sizeof *table->slots);
    return table;
}

size_t table_count(const struct table *table) {
    return table->count;
}

static struct table_key key_of(unsigned tag, const void *bytes, size_t length) {
    return (struct table_key){hash_bytes(HASH_START ^ (uint64_t)tag << 32, bytes, length), bytes, length, 0, tag};
}

/* The slot of a key, or the free slot for it. */
static uint32_t *find_slot(const struct table *table, const struct table_key *key) {
    size_t i = key->hash & (table->slot_count - 1);
    for (; table->slots[i]; i = (i + 1) & (table->slot_count - 1)) {
        const struct table_key *known = &table->keys[table->slots[i] - 1];
        if (known->hash == key->hash && known->tag == key->tag && known->length == key->length &&
            memcmp(known->bytes, key->bytes, key->length) == 0)
            break;
    }
    return &table->slots[i];
}

size_t table_find(const struct table *table, unsigned tag, const void *bytes, size_t length) {
    const struct table_key key = key_of(tag, bytes, length);
    const uint32_t slot = *find_slot(table, &key);
    return slot ? table->keys[slot - 1].number : SIZE_MAX;
}

static void grow(struct table *table) {
    table->slot_count *= 2;
    table->slots = arena_array(table->arena, table->slot_count, sizeof *table->slots);
    for (size_t i = 0; i < table->count; i++)
        *find_slot(table, &table->keys[i]) = (uint32_t)i + 1;
}

size_t table_put(struct table *table, unsigned tag, const void *bytes, size_t length, size_t number) {
    struct table_key key = key_of(tag, bytes, length);
    uint32_t *slot = find_slot(table, &key);
    if (*slot)
        return table->keys[*slot - 1].number;
    key.number = number;
    key.bytes = memcpy(arena_alloc(table->arena, length + 1), bytes, length);
    table->keys = arena_grow(table->arena, table->keys, table->count, &table->key_capacity, sizeof *table->keys);
    table->keys[table->count++] = key;
    *slot = (uint32_t)table->count;
    if (table->count * 2 >= table->slot_count)
        grow(table);
    return number;
}

size_t table_add(struct table *table, unsigned tag, const void *bytes, size_t length) {
    return table_put(table, tag, bytes, length, table->count);
}
