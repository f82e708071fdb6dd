/* Parameter sets for tests: all of a file at once, which the program never needs. */
#ifndef TESTS_UNIT_SETS_FIXTURE_H
#define TESTS_UNIT_SETS_FIXTURE_H

#include "sets/sets.h"

/* The sets of all rows, in the arena; evaluated unless `diag` is NULL, which gets what is wrong with their values. */
static inline struct parameter_set **fixture_sets(struct arena *arena, const struct model *model,
                                                  const struct parameter_sets *sets, struct diag *diag) {
    struct sets_evaluation *evaluation = sets_evaluation_new(arena, model);
    struct parameter_set **all = arena_array(arena, sets_count(sets) + 1, sizeof *all);
    for (size_t i = 0; i < sets_count(sets); i++)
        all[i] = diag ? sets_get_evaluated(sets, i, evaluation, arena, diag) : sets_get(sets, i, arena);
    return all;
}

#endif
