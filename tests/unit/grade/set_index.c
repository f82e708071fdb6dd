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
    /* A row with a cell too many is bad, and so is what its errors leave: it is the only way to have its set again. */
    static const char csv[] = "id,scenario\n"
                              "one,x,z\n"  /* 0: bad */
                              "two,\n"     /* 1 */
                              "one,y\n"    /* 2 */
                              "one,x\n"    /* 3 */
                              "bad,,z\n"   /* 4: bad */
                              "bad,,z\n"   /* 5: bad */
                              "half,a,z\n" /* 6: bad */
                              "half,b\n"   /* 7 */
                              "on,e\n"     /* 8: with `one`, the same letters */
                              "two,,z\n";  /* 9: bad */
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
    struct units *units = units_new();
    struct model *model = model_new(arena, units);
    struct diag *silent = diag_new_silent();
    model_finish(model, silent);
    const struct parameter_sets *sets =
        sets_read(arena, source_of_text(arena, "sets", csv, sizeof csv - 1), model, "lab", silent);
    assert_int_equal(sets_count(sets), 10);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(sets_row(sets, i)->bad, i == 0 || (i >= 4 && i <= 6) || i == 9);
    struct grade_set_index *index = grade_set_index_new(arena, sets);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct diag *diag = diag_new();
        size_t set = grade_set_index_find(index, cases[i].id, cases[i].scenario, NOWHERE, diag);
        assert_int_equal(set, cases[i].set);
        if (cases[i].said ? !strstr(diag_text(diag), cases[i].said) : *diag_text(diag))
            fail_msg("%s, %s: %s", cases[i].id, cases[i].scenario, diag_text(diag));
        diag_free(diag);
    }
    diag_free(silent);
    units_free(units);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_find)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
