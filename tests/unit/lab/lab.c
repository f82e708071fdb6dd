#include "lab/lab.h"
#include "golden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct units *units;
    struct diag *diag;
};

static int set_up(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){arena_new(), units_new(), diag_new()};
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *f = *state;
    units_free(f->units);
    diag_free(f->diag);
    arena_free(f->arena);
    return 0;
}

static void test_scale_illusion(void **state) {
    static const char *const names[] = {"act1_prediction",
                                        "act2_prediction",
                                        "single_gpu_years",
                                        "ideal_days",
                                        "speedup",
                                        "scaling_efficiency",
                                        "actual_days",
                                        "act1_reflection",
                                        "on_demand_tco",
                                        "reserved_tco",
                                        "capex",
                                        "power_cost",
                                        "cooling_cost",
                                        "staff_cost",
                                        "on_prem_tco",
                                        "breakeven_utilization",
                                        "act2_reflection"};
    struct fixture *f = *state;
    const struct lab *lab = lab_load(f->arena, f->units, "scale-illusion", f->diag);
    assert_string_equal(diag_text(f->diag), "");
    assert_non_null(lab);
    assert_string_equal(lab->name, "scale-illusion");
    assert_int_equal(lab->question_count, 17);
    for (int i = 0; i < 17; i++) {
        const struct lab_question *question = &lab->questions[i];
        assert_string_equal(question->name, names[i]);
        assert_true(lab_lookup_question(lab, names[i]) == question);
        bool numeric = !strstr(names[i], "_prediction") && !strstr(names[i], "_reflection");
        assert_int_equal(question->kind == QUESTION_NUMERIC, numeric);
        assert_int_equal(question->option_count, numeric ? 0 : 4);
        if (numeric)
            assert_string_equal(question->quantity->name, names[i]);
        for (int j = 0; j < question->option_count; j++)
            assert_true(question->options[j].letter[0] == 'A' + j && question->options[j].feedback.text);
        if (question->kind == QUESTION_REFLECTION)
            for (int j = 0; j < 4; j++)
                assert_int_equal(question->options[j].verdict, j == 1);
        double tolerance = strcmp(names[i], "on_prem_tco") == 0             ? 0.001
                           : strcmp(names[i], "breakeven_utilization") == 0 ? 0.005
                                                                            : 0.01;
        assert_true(question->tolerance == tolerance && question->marks == 1);
    }
    assert_int_equal(lab->document_count, 6);
    assert_string_equal(lab->documents[0].name, "worksheet");
    assert_null(lab_lookup_question(lab, "act3_prediction"));
    /* The lab's own quantities are hidden: `evaluate` prints those of the models. */
    assert_true(model_lookup(lab->model, "tco_spread")->hidden);
    assert_false(model_lookup(lab->model, "on_demand_tco")->hidden);
}

static void test_paths(void **state) {
    static const char *const paths[] = {"templates/scale-illusion", "./templates/scale-illusion/",
                                        "templates/scale-illusion/lab.yaml"};
    struct fixture *f = *state;
    for (size_t i = 0; i < 3; i++)
        assert_non_null(lab_load(f->arena, f->units, paths[i], f->diag));
    /* From any working directory, a lab and its models are found in the program's home. */
    char here[4096];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir("/"), 0);
    const struct lab *lab = lab_load(f->arena, f->units, "scale-illusion", f->diag);
    assert_int_equal(chdir(here), 0);
    assert_non_null(lab);
    assert_string_equal(lab->source->name, "templates/scale-illusion/lab.yaml");
    assert_string_equal(diag_text(f->diag), "");
}

static void test_unknown(void **state) {
    struct fixture *f = *state;
    assert_null(lab_load(f->arena, f->units, "scale-ilusion", f->diag));
    assert_string_equal(diag_text(f->diag), "fleetsheet: error: there is no lab 'scale-ilusion'; did you mean "
                                            "'scale-illusion'?\n");
    static const char *const wrong[] = {"", ".", "..", "/", "templates", "no/such/lab", "lab.yaml", "/lab.yaml"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_null(lab_load(f->arena, f->units, wrong[i], f->diag));
    assert_int_equal(diag_count(f->diag, SEVERITY_ERROR), 9);
}

static void check_golden(struct fixture *f, const char *name) {
    const char *folder = arena_printf(f->arena, "tests/golden/lab/%s", name);
    assert_null(lab_load(f->arena, f->units, folder, f->diag));
    assert_true(golden_equal(arena_printf(f->arena, "%s/expected.txt", folder), diag_text(f->diag)));
}

static void test_root(void **state) {
    check_golden(*state, "root");
}

/* A lab may consist of models alone. */
static void test_no_questions(void **state) {
    struct fixture *f = *state;
    const struct lab *lab = lab_load(f->arena, f->units, "tests/labs/collective", f->diag);
    assert_string_equal(diag_text(f->diag), "");
    assert_non_null(lab);
    assert_int_equal(lab->question_count, 0);
    assert_int_equal(lab->document_count, 0);
    assert_non_null(model_lookup(lab->model, "allreduce_time"));
    lab = lab_load(f->arena, f->units, "fleet-tco", f->diag);
    assert_string_equal(diag_text(f->diag), "");
    assert_int_equal(lab->question_count, 0);
    assert_int_equal(lab->document_count, 1);
}

static void test_questions(void **state) {
    check_golden(*state, "questions");
}

/* A template says itself what makes it: one list has all documents, and grading's are told apart. */
static void test_documents(void **state) {
    struct fixture *f = *state;
    const struct lab *lab = lab_load(f->arena, f->units, "tests/labs/everything", f->diag);
    static const char *const made[] = {"sheet", "key", "table", "workbook", "starter"}, *const graded[] = {"feedback",
                                                                                                           "report",
                                                                                                           "long"};
    assert_string_equal(diag_text(f->diag), "");
    assert_int_equal(lab->document_count, 5);
    assert_int_equal(lab->graded_count, 3);
    for (int i = 0; i < 5; i++) {
        assert_string_equal(lab->documents[i].name, made[i]);
        assert_false(lab->documents[i].graded);
    }
    for (int i = 0; i < 3; i++) {
        assert_string_equal(lab->graded[i].name, graded[i]);
        assert_true(lab->graded[i].graded && lab->graded[i].on_request == (i == 2));
    }
    lab = lab_load(f->arena, f->units, "tail-latency", f->diag); /* by the older lists */
    assert_true(lab->graded_count > 0 && lab->graded[0].graded);
}

static void test_by_hand(void **state) {
    check_golden(*state, "by_hand");
}

static void test_claims(void **state) {
    check_golden(*state, "claims");
}

static void test_given(void **state) {
    check_golden(*state, "given");
}

static void test_statements(void **state) {
    check_golden(*state, "statements");
}

static void test_own_quantities(void **state) {
    check_golden(*state, "own");
}

static void test_inputs(void **state) {
    check_golden(*state, "inputs");
}

static void test_inputs_asked(void **state) {
    check_golden(*state, "inputs_asked");
}

static void test_inputs_changed(void **state) {
    check_golden(*state, "inputs_changed");
}

static void test_charts(void **state) {
    check_golden(*state, "charts");
    diag_free(((struct fixture *)*state)->diag);
    ((struct fixture *)*state)->diag = diag_new();
    check_golden(*state, "parts");
}

static void test_ledger_and_scenarios(void **state) {
    check_golden(*state, "ledger");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_scale_illusion), TEST(test_paths),        TEST(test_unknown),
        TEST(test_root),           TEST(test_questions),    TEST(test_no_questions),
        TEST(test_claims),         TEST(test_given),        TEST(test_own_quantities),
        TEST(test_inputs),         TEST(test_inputs_asked), TEST(test_inputs_changed),
        TEST(test_statements),     TEST(test_charts),       TEST(test_ledger_and_scenarios),
        TEST(test_by_hand),        TEST(test_documents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
