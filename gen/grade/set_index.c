#include "grade/set_index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SUGGESTIONS = 20 }; /* at most so many nearest ids are looked for; else a wrong file would take minutes */

/* The sets of an id with one scenario: the good one, else the first. */
struct set_entry {
    const char *id, *scenario;
    size_t set;
    bool good;
    /* Of the first entry of an id: the good one, else itself, and the number of good ones. */
    size_t any, good_count;
};

struct grade_set_index {
    struct arena *arena;
    const struct parameter_sets *sets;
    struct set_entry *entries; /* sorted by id, then scenario */
    size_t count;
    const char **ids;
    int suggestions;
};

static const struct parameter_sets *sorted_sets;

static int compare_sets(const void *a, const void *b) {
    const struct sets_row *x = sets_row(sorted_sets, *(const size_t *)a),
                          *y = sets_row(sorted_sets, *(const size_t *)b);
    int order = strcmp(x->id, y->id);
    return order ? order : strcmp(x->scenario, y->scenario);
}

/* Adds a set, which comes after those added before. */
static void add_entry(struct grade_set_index *index, size_t *first, size_t number) {
    const struct sets_row *set = sets_row(index->sets, number);
    struct set_entry *last = index->count ? &index->entries[index->count - 1] : NULL;
    const bool same_id = last && strcmp(last->id, set->id) == 0;
    if (same_id && strcmp(last->scenario, set->scenario) == 0) {
        if (last->good || set->bad)
            return;
        last->set = number;
        last->good = true;
    } else {
        index->entries[index->count] = (struct set_entry){set->id, set->scenario, number, !set->bad, index->count, 0};
        if (!same_id)
            *first = index->count;
        last = &index->entries[index->count++];
    }
    struct set_entry *head = &index->entries[*first];
    if (last->good && head->good_count++ == 0)
        head->any = (size_t)(last - index->entries);
}

struct grade_set_index *grade_set_index_new(struct arena *arena, const struct parameter_sets *sets) {
    struct grade_set_index *index = arena_alloc(arena, sizeof *index);
    struct arena *scratch = arena_new();
    size_t *order = arena_array(scratch, sets_count(sets) + 1, sizeof *order), first = 0;
    *index = (struct grade_set_index){.arena = arena, .sets = sets};
    index->entries = arena_array(arena, sets_count(sets) + 1, sizeof *index->entries);
    for (size_t i = 0; i < sets_count(sets); i++)
        order[i] = i;
    sorted_sets = sets;
    qsort(order, sets_count(sets), sizeof *order, compare_sets);
    for (size_t i = 0; i < sets_count(sets); i++)
        add_entry(index, &first, order[i]);
    arena_free(scratch);
    return index;
}

/* The number of the first entry that is not before this one. */
static size_t find_entry(const struct grade_set_index *index, const char *id, const char *scenario) {
    size_t low = 0, high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(index->entries[middle].id, id);
        if ((order ? order : strcmp(index->entries[middle].scenario, scenario)) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void report_unknown(struct grade_set_index *index, const char *id, struct pos pos, struct diag *diag) {
    const char *near = NULL;
    if (index->suggestions++ < SUGGESTIONS) {
        if (!index->ids) {
            index->ids = arena_array(index->arena, sets_count(index->sets) + 1, sizeof *index->ids);
            for (size_t i = 0; i < sets_count(index->sets); i++)
                index->ids[i] = sets_row(index->sets, i)->id;
        }
        near = name_nearest(id, index->ids, sets_count(index->sets));
    }
    diag_report_near(diag, SEVERITY_ERROR, pos, near, NULL, "no parameter set has the id '%s'", id);
}

size_t grade_set_index_find(struct grade_set_index *index, const char *id, const char *scenario, struct pos pos,
                            struct diag *diag) {
    const struct parameter_sets *sets = index->sets;
    const size_t first = find_entry(index, id, ""), own = scenario ? find_entry(index, id, scenario) : first;
    const struct set_entry *head = first < index->count ? &index->entries[first] : NULL;
    const struct set_entry *entry = own < index->count ? &index->entries[own] : NULL;
    if (head && strcmp(head->id, id) != 0)
        head = NULL;
    size_t found = SIZE_MAX;
    if (head && !scenario)
        found = index->entries[head->any].set;
    else if (head && entry && strcmp(entry->id, id) == 0 && strcmp(entry->scenario, scenario) == 0)
        found = entry->set;
    if (!head) {
        report_unknown(index, id, pos, diag);
    } else if (found == SIZE_MAX) {
        diag_report(diag, SEVERITY_ERROR, pos, "'%s' has no parameter set with the scenario '%s'", id, scenario);
    } else if (!scenario && head->good_count > 1) {
        diag_report(diag, SEVERITY_ERROR, pos,
                    "'%s' has several parameter sets: a column 'scenario' must say which one is meant", id);
        found = SIZE_MAX;
    } else if (sets_row(sets, found)->bad) {
        diag_report(diag, SEVERITY_ERROR, pos, "the parameter set of '%s' has an error: its answers cannot be graded",
                    id);
        found = SIZE_MAX;
    }
    return found;
}
