/* For tests in which nothing is reported: memory, units, and a sink that is empty at the end. */
#ifndef TESTS_UNIT_SILENT_FIXTURE_H
#define TESTS_UNIT_SILENT_FIXTURE_H

#include "language/language.h"

static struct arena *arena;
static struct units *units;
static struct diag *diag;

static inline int set_up(void **state) {
    (void)state;
    arena = arena_new();
    units = units_new();
    diag = diag_new();
    return 0;
}

static inline int tear_down(void **state) {
    (void)state;
    assert_string_equal(diag_text(diag), "");
    diag_free(diag);
    units_free(units);
    arena_free(arena);
    return 0;
}

#endif
