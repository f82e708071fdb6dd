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

/* Printed sets that the file does not have, by their ids as spreadsheets and people may change them. */
struct absent_sets {
    struct table *keys;      /* the first set with each */
    struct table *scenarios; /* the first set with each; the tag is the first set with its key */
};

static void add_absent(struct absent_sets *absent, struct arena *arena, const struct run_printed_set *set,
                       size_t number) {
    const char *key = key_of(arena, set->id), *scenario = sets_folded(arena, set->scenario);
    size_t first = table_put(absent->keys, 0, key, strlen(key), number);
    table_put(absent->scenarios, (unsigned)first, scenario, strlen(scenario), number);
}

/* The number of the first of the absent sets with a row's key, or that of them with its scenario; SIZE_MAX. */
static size_t find_near(const struct absent_sets *absent, struct arena *arena, const struct sets_row *row) {
    const char *key = key_of(arena, row->id), *scenario = sets_folded(arena, row->scenario);
    size_t first = table_find(absent->keys, 0, key, strlen(key));
    if (first == SIZE_MAX)
        return SIZE_MAX;
    size_t same = table_find(absent->scenarios, (unsigned)first, scenario, strlen(scenario));
    return same == SIZE_MAX ? first : same;
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
    struct absent_sets absent = {table_new(arena), table_new(arena)};
    for (size_t i = 0; i < count; i++)
        if (!is_there[i] && !before[i].earlier)
            add_absent(&absent, arena, &before[i], i);
    for (size_t i = 0; i < sets_count(sets) && table_count(absent.keys); i++) {
        size_t near = is_new[i] ? find_near(&absent, arena, sets_row(sets, i)) : SIZE_MAX;
        if (near != SIZE_MAX)
            replaced[i] = &before[near];
    }
    return replaced;
}
