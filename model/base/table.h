/* A hash table: bytes have a number. */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include "base/arena.h"

#include <stddef.h>

struct table;

/* Lives in the arena, with copies of all bytes. */
struct table *table_new(struct arena *arena);
/* How many different bytes it has. */
size_t table_count(const struct table *table);
/* The number of `length` bytes with a tag, which says what they are: the same bytes with another tag are others. What
 * is new: `find` returns SIZE_MAX, `put` gives it this number (not SIZE_MAX), `add` the next one, from 0. */
size_t table_find(const struct table *table, unsigned tag, const void *bytes, size_t length);
size_t table_put(struct table *table, unsigned tag, const void *bytes, size_t length, size_t number);
size_t table_add(struct table *table, unsigned tag, const void *bytes, size_t length);

#endif
