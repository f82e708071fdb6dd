/* The shop, set up for each test of a file. */
#ifndef TESTS_UNIT_GRADE_SHOP_H
#define TESTS_UNIT_GRADE_SHOP_H

#include "grade_fixture.h"

static struct grade_fixture f;

static inline int grade_fixture_set_up(void **state) {
    (void)state;
    f = grade_fixture_shop("en");
    return 0;
}

static inline int grade_fixture_tear_down(void **state) {
    (void)state;
    grade_fixture_free(&f);
    return 0;
}

#endif
