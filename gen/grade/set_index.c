#include "grade/set_index.h"

#include <stdint.h>

enum { SUGGESTIONS = 20 }; /* at most so many nearest ids are looked for; else a wrong file would take minutes */

struct grade_set_index {
    struct arena *arena;
    const struct parameter_sets *sets;
    struct sets_index *of_set; /* good sets before bad ones */
    bool *has_others;          /* by row, the first of its id: several good sets have the id */
    const char **names;
    int suggestions;
};

/* Puts the good sets, or the bad ones. */
static void put_sets(struct grade_set_index *index, bool bad) {
    for (size_t i = 0; i < sets_count(index->sets); i++) {
        const struct sets_row *row = sets_row(index->sets, i);
        if (row->bad != bad || sets_index_put(index->of_set, i) != i || bad)
            continue;
        size_t first = sets_index_find(index->of_set, row->id, NULL);
        index->has_others[first] = first != i;
    }
}

struct grade_set_index *grade_set_index_new(struct arena *arena, const struct parameter_sets *sets) {
    struct grade_set_index *index = arena_alloc(arena, sizeof *index);
    *index = (struct grade_set_index){.arena = arena, .sets = sets};
    index->of_set = sets_index_new(arena, sets_count(sets), sets_row_key, sets);
    index->has_others = arena_array(arena, sets_count(sets) + 1, sizeof *index->has_others);
    put_sets(index, false);
    put_sets(index, true);
    return index;
}

static void report_unknown(struct grade_set_index *index, const char *id, struct pos pos, struct diag *diag) {
    const char *near = NULL;
    if (index->suggestions++ < SUGGESTIONS) {
        if (!index->names) {
            index->names = arena_array(index->arena, sets_count(index->sets) + 1, sizeof *index->names);
            for (size_t i = 0; i < sets_count(index->sets); i++)
                index->names[i] = sets_row(index->sets, i)->id;
        }
        near = name_nearest(id, index->names, sets_count(index->sets));
    }
    diag_report_near(diag, SEVERITY_ERROR, pos, near, NULL, "no parameter set has the id '%s'", id);
}

size_t grade_set_index_find(struct grade_set_index *index, const char *id, const char *scenario, struct pos pos,
                            struct diag *diag) {
    const size_t any = sets_index_find(index->of_set, id, NULL);
    size_t found = scenario ? sets_index_find(index->of_set, id, scenario) : any;
    if (any == SIZE_MAX) {
        report_unknown(index, id, pos, diag);
    } else if (found == SIZE_MAX) {
        diag_report(diag, SEVERITY_ERROR, pos, "'%s' has no parameter set with the scenario '%s'", id, scenario);
    } else if (!scenario && index->has_others[any]) {
        diag_report(diag, SEVERITY_ERROR, pos,
                    "'%s' has several parameter sets: a column 'scenario' must say which one is meant", id);
        found = SIZE_MAX;
    } else if (sets_row(index->sets, found)->bad) {
        diag_report(diag, SEVERITY_ERROR, pos, "the parameter set of '%s' has an error: its answers cannot be graded",
                    id);
        found = SIZE_MAX;
    }
    return found;
}
