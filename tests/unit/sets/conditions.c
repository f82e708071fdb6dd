/* Sets that break a condition of the model: what is said of them. */
#include "lab_fixture.h"

#define CONDITIONS_MODEL                                                                                               \
    "model: m\ntitle: M\n"                                                                                             \
    "parameters:\n"                                                                                                    \
    "  - {name: first, label: First, unit: 1, minimum: 1, maximum: 9, step: 1, default: 1}\n"                          \
    "  - {name: second, label: Second, unit: 1, minimum: 1, maximum: 9, step: 1, default: 2}\n"                        \
    "  - {name: third, label: Third, unit: 1, format: percent 0, minimum: 0%, maximum: 50%, step: 5%, default: 5%}\n"  \
    "constants:\n"                                                                                                     \
    "  - {name: limit, label: Limit, unit: 1, format: percent 0, value: 0.4, source: this test}\n"                     \
    "equations:\n"                                                                                                     \
    "  - {name: both, label: Both, unit: 1, expression: first + second}\n"                                             \
    "conditions:\n  - first <= second\n  - third < limit\n"

/* The parameters of a condition are named with their values, the first and the last too, and nothing else. */
static void broken_conditions_are_named(void **state) {
    (void)state;
    static const struct lab_fixture_file files[] = {{"m.yaml", CONDITIONS_MODEL}, {NULL, NULL}};
    struct lab_fixture f =
        lab_fixture_text("c", "lab: c\ntitle: C\nmodels: [m]\ndocuments: []\nquestions: []\n", files);
    const struct parameter_sets *sets =
        lab_fixture_sets(&f, "id,scenario,first,second,third\na,,3,2,5%\na,low,2,3,45%\nb,,2,2,35%\nc,,4,1,50%\n");
    lab_fixture_said(&f);
    static const struct {
        bool good;
        const char *said;
    } cases[] = {
        {false, "class.csv:2:1: error: set 'a' breaks the condition first <= second (first 3, second 2); change one"},
        {false, "class.csv:3:1: error: set 'a', scenario 'low' breaks the condition third < limit (third 45%); "},
        {true, NULL},
        {false, "set 'c' breaks the condition first <= second (first 4, second 1)"},
    };
    double *values = arena_array(f.arena, (size_t)f.lab->model->count + 1, sizeof *values);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const bool good = sets_evaluate_one(sets_get(sets, i, f.arena), f.evaluation, values, f.diag);
        const char *said = lab_fixture_said(&f);
        assert_int_equal(good, cases[i].good);
        if (cases[i].good)
            assert_string_equal(said, "");
        else if (!strstr(said, cases[i].said))
            fail_msg("not said: %s\n%s", cases[i].said, said);
    }
    lab_fixture_free(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(broken_conditions_are_named)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
