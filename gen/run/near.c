/* Printed sets that a file names in another way. */
#include "run/run.h"

#include <stdint.h>
#include <string.h>

/* An id without regard to case and to zeros before it; of zeros alone the last one. */
static const char *key_of(struct arena *arena, const char *id) {
    const char *key = sets_folded(arena, id);
    size_t zeros = strspn(key, "0");
    return key + (zeros && !key[zeros] ? zeros - 1 : zeros);
}

static struct sets_key near_key(struct arena *arena, const char *id, const char *scenario) {
    return (struct sets_key){key_of(arena, id), sets_folded(arena, scenario)};
}

static struct sets_key nth_key(const void *keys, size_t number) {
    return ((const struct sets_key *)keys)[number];
}

/* The number of the first of the absent sets with a row's key, or that of them with its scenario; SIZE_MAX. */
static size_t find_near(const struct sets_index *absent, struct arena *arena, const struct sets_row *row) {
    const struct sets_key key = near_key(arena, row->id, row->scenario);
    size_t same = sets_index_find(absent, key.id, key.scenario);
    return same == SIZE_MAX ? sets_index_find(absent, key.id, NULL) : same;
}

const struct run_printed_set **run_printed_replaced(struct run_printed *printed, const struct parameter_sets *sets,
                                                    struct arena *arena) {
    size_t count;
    const struct run_printed_set *before = run_printed_sets(printed, &count);
    const struct run_printed_set **replaced = arena_array(arena, sets_count(sets) + 1, sizeof(*replaced));
    bool *is_there = arena_array(arena, count + 1, sizeof *is_there);
    bool *is_new = arena_array(arena, sets_count(sets) + 1, sizeof *is_new);
    for (size_t i = 0; i < sets_count(sets); i++) {
        const struct run_printed_set *found =
            run_printed_find(printed, sets_row(sets, i)->id, sets_row(sets, i)->scenario);
        if (found)
            is_there[found - before] = true;
        is_new[i] = !found && !sets_row(sets, i)->bad;
    }
    /* Printed sets that the file does not have, by their ids as spreadsheets and people may change them. */
    struct sets_key *keys = arena_array(arena, count + 1, sizeof *keys);
    struct sets_index *absent = sets_index_new(arena, count, nth_key, keys);
    size_t absent_count = 0;
    for (size_t i = 0; i < count; i++)
        if (!is_there[i] && !before[i].earlier) {
            keys[i] = near_key(arena, before[i].id, before[i].scenario);
            sets_index_put(absent, i);
            absent_count++;
        }
    for (size_t i = 0; i < sets_count(sets) && absent_count; i++) {
        size_t near = is_new[i] ? find_near(absent, arena, sets_row(sets, i)) : SIZE_MAX;
        if (near != SIZE_MAX)
            replaced[i] = &before[near];
    }
    return replaced;
}
