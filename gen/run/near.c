/* Printed sets that a file names in another way. */
#include "run/run.h"

#include <stdlib.h>
#include <string.h>

/* A printed set that the file does not have, by its id as spreadsheets and people may change it. */
struct absent_set {
    const char *key;
    const struct run_printed_set *set;
};

static int compare_keys(const void *a, const void *b) {
    const struct absent_set *one = a, *other = b;
    int order = strcmp(one->key, other->key);
    return order ? order : (one->set > other->set) - (one->set < other->set);
}

/* An id without regard to case and to zeros before it. */
static const char *key_of(struct arena *arena, const char *id) {
    const char *key = sets_folded(arena, id);
    size_t zeros = strspn(key, "0");
    return key[zeros] ? key + zeros : key;
}

/* The first of the absent sets with a key, or that of them with the same scenario; NULL if there is none. */
static const struct run_printed_set *find_near(const struct absent_set *absent, size_t count, const char *key,
                                               const char *scenario, struct arena *arena) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(absent[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const struct run_printed_set *near = NULL;
    const char *folded = sets_folded(arena, scenario);
    for (size_t i = low; i < count && strcmp(absent[i].key, key) == 0; i++)
        if (!near || strcmp(sets_folded(arena, absent[i].set->scenario), folded) == 0)
            near = absent[i].set;
    return near;
}

const struct run_printed_set **run_printed_replaced(struct run_printed *printed, const struct parameter_sets *sets,
                                                    struct arena *arena) {
    size_t count, absent_count = 0;
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
    struct absent_set *absent = arena_array(arena, count + 1, sizeof *absent);
    for (size_t i = 0; i < count; i++)
        if (!is_there[i] && !before[i].earlier)
            absent[absent_count++] = (struct absent_set){key_of(arena, before[i].id), &before[i]};
    qsort(absent, absent_count, sizeof *absent, compare_keys);
    for (size_t i = 0; i < sets_count(sets) && absent_count; i++)
        if (is_new[i])
            replaced[i] = find_near(absent, absent_count, key_of(arena, sets_row(sets, i)->id),
                                    sets_row(sets, i)->scenario, arena);
    return replaced;
}
