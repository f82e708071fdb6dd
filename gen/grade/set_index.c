#include "grade/set_index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SUGGESTIONS = 20 }; /* at most so many nearest ids are looked for; else a wrong file would take minutes */

struct grade_set_index {
    struct arena *arena;
    const struct parameter_sets *sets;
    size_t *order; /* numbers of sets, sorted by id, then scenario */
    const char **ids;
    int suggestions;
};

static const struct parameter_sets *sorted_sets;

static int compare_sets(const void *a, const void *b) {
    const struct parameter_set *x = &sorted_sets->sets[*(const size_t *)a], *y = &sorted_sets->sets[*(const size_t *)b];
    int order = strcmp(x->id, y->id);
    return order ? order : strcmp(x->scenario, y->scenario);
}

struct grade_set_index *grade_set_index_new(struct arena *arena, const struct parameter_sets *sets) {
    struct grade_set_index *index = arena_alloc(arena, sizeof *index);
    *index = (struct grade_set_index){.arena = arena, .sets = sets};
    index->order = arena_array(arena, sets->count + 1, sizeof *index->order);
    for (size_t i = 0; i < sets->count; i++)
        index->order[i] = i;
    sorted_sets = sets;
    qsort(index->order, sets->count, sizeof *index->order, compare_sets);
    return index;
}

static void report_unknown(struct grade_set_index *index, const char *id, struct pos pos, struct diag *diag) {
    const char *near = NULL;
    if (index->suggestions++ < SUGGESTIONS) {
        if (!index->ids) {
            index->ids = arena_array(index->arena, index->sets->count + 1, sizeof *index->ids);
            for (size_t i = 0; i < index->sets->count; i++)
                index->ids[i] = index->sets->sets[i].id;
        }
        near = name_nearest(id, index->ids, index->sets->count);
    }
    diag_report_near(diag, SEVERITY_ERROR, pos, near, NULL, "no parameter set has the id '%s'", id);
}

size_t grade_set_index_find(struct grade_set_index *index, const char *id, const char *scenario, struct pos pos,
                            struct diag *diag) {
    const struct parameter_sets *sets = index->sets;
    size_t low = 0, high = sets->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(sets->sets[index->order[middle]].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t found = SIZE_MAX, same_id = 0, matches = 0;
    for (size_t i = low; i < sets->count && strcmp(sets->sets[index->order[i]].id, id) == 0; i++) {
        const struct parameter_set *set = &sets->sets[index->order[i]];
        bool matching = !scenario || strcmp(set->scenario, scenario) == 0;
        same_id++;
        if (!matching || (found != SIZE_MAX && set->bad))
            continue;
        matches += !set->bad;
        found = index->order[i];
    }
    if (same_id == 0) {
        report_unknown(index, id, pos, diag);
    } else if (found == SIZE_MAX) {
        diag_report(diag, SEVERITY_ERROR, pos, "'%s' has no parameter set with the scenario '%s'", id, scenario);
    } else if (matches > 1) {
        diag_report(diag, SEVERITY_ERROR, pos,
                    "'%s' has several parameter sets: a column 'scenario' must say which one is meant", id);
        found = SIZE_MAX;
    } else if (sets->sets[found].bad) {
        diag_report(diag, SEVERITY_ERROR, pos, "the parameter set of '%s' has an error: its answers cannot be graded",
                    id);
        found = SIZE_MAX;
    }
    return found;
}
