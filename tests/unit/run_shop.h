/* The shop, set up for each test of a file. */
#ifndef TESTS_UNIT_RUN_SHOP_H
#define TESTS_UNIT_RUN_SHOP_H

#include "run_fixture.h"

static struct run_fixture f;

static inline int run_fixture_set_up(void **state) {
    (void)state;
    f = run_fixture_shop();
    return 0;
}

static inline int run_fixture_tear_down(void **state) {
    (void)state;
    run_fixture_free(&f);
    return 0;
}

#endif
