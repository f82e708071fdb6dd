#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "grade/set_index.h"

#include <string.h>

/* Which set a row is about, among these, and what is said if it is none. */
static void test_find(void **state) {
    (void)state;
    struct sets_row rows[] = {
        {.id = "one", .scenario = "x", .bad = true}, /* 0 */
        {.id = "two", .scenario = ""},               /* 1 */
        {.id = "one", .scenario = "y"},              /* 2 */
        {.id = "one", .scenario = "x"},              /* 3 */
        {.id = "bad", .scenario = "", .bad = true},  /* 4 */
        {.id = "bad", .scenario = "", .bad = true},  /* 5 */
        {.id = "half", .scenario = "a", .bad = true},
        {.id = "half", .scenario = "b"}, /* 7 */
        {.id = "on", .scenario = "e"},   /* with `one`, the same letters */
        {.id = "two", .scenario = "", .bad = true},
    };
    const struct parameter_sets sets = {.rows = rows, .count = sizeof rows / sizeof *rows, .has_scenario = true};
    static const struct {
        const char *id, *scenario;
        size_t set;
        const char *said;
    } cases[] = {
        {"one", "x", 3, NULL},
        {"one", "y", 2, NULL},
        {"one", "z", SIZE_MAX, "'one' has no parameter set with the scenario 'z'"},
        {"one", "", SIZE_MAX, "'one' has no parameter set with the scenario ''"},
        {"one", NULL, SIZE_MAX, "'one' has several parameter sets"},
        {"two", NULL, 1, NULL},
        {"two", "", 1, NULL},
        {"bad", "", SIZE_MAX, "the parameter set of 'bad' has an error"},
        {"bad", NULL, SIZE_MAX, "the parameter set of 'bad' has an error"},
        {"half", "a", SIZE_MAX, "the parameter set of 'half' has an error"},
        {"half", "b", 7, NULL},
        {"half", NULL, 7, NULL},
        {"on", NULL, 8, NULL},
        {"ones", NULL, SIZE_MAX, "no parameter set has the id 'ones'; did you mean 'one'?"},
        {"", "", SIZE_MAX, "no parameter set has the id ''"},
        {"zzzzz", "x", SIZE_MAX, "no parameter set has the id 'zzzzz'"},
    };
    struct arena *arena = arena_new();
    struct grade_set_index *index = grade_set_index_new(arena, &sets);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct diag *diag = diag_new();
        size_t set = grade_set_index_find(index, cases[i].id, cases[i].scenario, (struct pos){0}, diag);
        assert_int_equal(set, cases[i].set);
        if (cases[i].said ? !strstr(diag_text(diag), cases[i].said) : *diag_text(diag))
            fail_msg("%s, %s: %s", cases[i].id, cases[i].scenario, diag_text(diag));
        diag_free(diag);
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_find)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
