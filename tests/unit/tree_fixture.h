/* A lab of the tree. */
#ifndef TESTS_UNIT_TREE_FIXTURE_H
#define TESTS_UNIT_TREE_FIXTURE_H

#include "lab/lab.h"

struct tree_fixture {
    struct arena *arena;
    struct units *units;
    struct diag *diag;
    struct lab *lab;
};

static inline struct tree_fixture tree_fixture_load(void) {
    struct tree_fixture f = {arena_new(), units_new(), diag_new(), NULL};
    f.lab = lab_load(f.arena, f.units, "scale-illusion", f.diag);
    assert_non_null(f.lab);
    return f;
}

static inline void tree_fixture_free(struct tree_fixture *f) {
    diag_free(f->diag);
    units_free(f->units);
    arena_free(f->arena);
}

#endif
