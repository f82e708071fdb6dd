/* The tables of a class, and what a run keeps of those of the run before. */
#include "run_shop.h"

struct outcome {
    int made;
    const char *changed;
};

static void take_changed(void *context, const char *path) {
    struct outcome *outcome = context;
    outcome->changed = arena_printf(f.lab.arena, "%s%s ", outcome->changed, path);
}

/* A run that makes the tables of a class and nothing else. */
static struct outcome make_tables(const char *csv) {
    struct parameter_sets *sets = lab_fixture_sets(&f.lab, csv);
    run_fixture_said(&f);
    struct run_hold *hold = run_fixture_hold(&f, false);
    struct run_tables *tables = run_tables_begin(f.out, f.lab.lab, sets, hold, f.lab.diag);
    for (size_t i = 0; i < sets_count(sets); i++) {
        struct parameter_set *set = lab_fixture_set(&f.lab, sets, i);
        run_tables_add(tables, set, lab_fixture_key(&f.lab, set));
    }
    struct run_manifest *manifest =
        run_manifest_begin(run_fixture_path(&f, RUN_MANIFEST), "{\"lab\":\"shop\"}", f.lab.diag);
    struct outcome outcome = {0, ""};
    outcome.made = run_tables_end(tables, manifest, NULL, hold, take_changed, &outcome);
    assert_true(run_manifest_end(manifest, true, hold, f.lab.diag));
    assert_true(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    return outcome;
}

#define BOM "\uFEFF"
#define VALUES_HEAD "price,pieces,rate,cost,fee,total,part,affordable,hours,rest,pairs\n"
#define QUESTIONS "guess,cost,fee,total,part,affordable,hours,rest,pairs,why\n"

/* 100 x 4 is the budget of 400; the second set costs 250 x 4 = 1,000, where no guess is right. */
static void test_tables(void **state) {
    (void)state;
    const struct outcome outcome = make_tables("id,price,rate\na,100,25%\nb,250,100%\n");
    assert_int_equal(outcome.made, 3);
    assert_string_equal(outcome.changed, "");
    assert_string_equal(run_fixture_get(&f, "instructor/values.csv"),
                        BOM "id," VALUES_HEAD "a,100,4,0.25,400,100,500,0.2,1,24,12,2\n"
                            "b,250,4,1,1000,1000,2000,0.5,0.4,24,12,2\n");
    assert_string_equal(run_fixture_get(&f, "instructor/keys.csv"),
                        BOM "id," QUESTIONS "a,A,400,100,500,0.2,1,24,12,2,A\n"
                            "b,,1000,1000,2000,0.5,0.4,24,12,2,A\n");
    assert_string_equal(run_fixture_get(&f, "instructor/responses.csv"),
                        BOM "id,fingerprint,mood,note," QUESTIONS "a,,,,,,,,,,,,,\nb,,,,,,,,,,,,,\n");
    const char *manifest = run_fixture_get(&f, RUN_MANIFEST);
    assert_non_null(strstr(manifest, "{\"path\":\"instructor/keys.csv\",\"bytes\":"));
    assert_non_null(strstr(manifest, "{\"path\":\"instructor/values.csv\",\"bytes\":"));
    assert_non_null(strstr(manifest, "{\"path\":\"instructor/responses.csv\",\"bytes\":"));
    assert_string_equal(run_fixture_said(&f), "");
    /* The same again is the same. */
    assert_int_equal(make_tables("id,price,rate\na,100,25%\nb,250,100%\n").made, 3);
    assert_string_equal(run_fixture_get(&f, RUN_MANIFEST), manifest);
}

static void test_scenarios(void **state) {
    (void)state;
    make_tables("id,scenario,name\na,low,Ann\n");
    assert_string_equal(run_fixture_get(&f, "instructor/values.csv"),
                        BOM "id,scenario," VALUES_HEAD "a,low,200,4,0.25,800,200,1000,0.2,0.5,24,12,2\n");
    assert_string_equal(run_fixture_get(&f, "instructor/responses.csv"),
                        BOM "id,scenario,fingerprint,mood,note," QUESTIONS "a,low,,,,,,,,,,,,,\n");
}

/* Answers that somebody typed are left alone, and it is said which sets have no row among them. */
static void test_answers(void **state) {
    (void)state;
    static const struct {
        const char *text, *said; /* NULL: there are no answers, and the form is written again */
    } cases[] = {
        {"id,guess\na,B\nb,\n", "has answers in it and is left as it is\n"},
        {"id,guess\na,B\n", "has answers in it and is left as it is; it has no row for 1 of the sets: b\n"},
        {"Student ID,guess\nb,B\n", "it has no row for 1 of the sets: a\n"},
        {"id,remark\na,late\n", "it has no row for 1 of the sets: b\n"},
        {"id,guess\na,B,C\n", "it has no row for 1 of the sets: b\n"}, /* cannot be read as a whole */
        {"name,guess\nAnn,B\n", "it has no row for 2 of the sets: a, b\n"},
        {"id,name,guess\na,Ann,\n", NULL},
        {"id,guess\n", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        run_fixture_put(&f, "instructor/responses.csv", cases[i].text);
        const struct outcome outcome = make_tables("id\na\nb\n");
        assert_int_equal(outcome.made, cases[i].said ? 2 : 3);
        assert_string_equal(outcome.changed, "");
        const char *left = run_fixture_get(&f, "instructor/responses.csv"), *said = run_fixture_said(&f);
        if (cases[i].said ? !strstr(said, cases[i].said) || strcmp(left, cases[i].text) != 0 : *said != '\0')
            fail_msg("%s: %s", cases[i].text, said);
        assert_true(cases[i].said || strncmp(left, BOM "id,fingerprint,", 17) == 0);
    }
}

/* A table that somebody changed is kept, and named. */
static void test_changed(void **state) {
    (void)state;
    make_tables("id\na\n");
    run_fixture_put(&f, "instructor/keys.csv", "my own\n");
    const struct outcome outcome = make_tables("id\na\nb\n");
    assert_int_equal(outcome.made, 2);
    assert_string_equal(outcome.changed, "instructor/keys.csv ");
    assert_string_equal(run_fixture_get(&f, "instructor/keys.csv"), "my own\n");
    assert_null(strstr(run_fixture_get(&f, RUN_MANIFEST), "keys.csv"));
    assert_non_null(strstr(run_fixture_get(&f, "instructor/values.csv"), "\nb,"));
}

/* What is a column of the ledger and of something else, or of two fields, has one column. */
static void test_columns(void **state) {
    (void)state;
    struct lab lab = *f.lab.lab;
    struct lab_ledger_field fields[] = {{.name = "one", .kind = LEDGER_COLUMN, .column = "mood"},
                                        {.name = "two", .kind = LEDGER_COLUMN, .column = "mood"},
                                        {.name = "three", .kind = LEDGER_COLUMN, .column = "why"},
                                        {.name = "four", .kind = LEDGER_COLUMN, .column = "id"},
                                        {.name = "five", .kind = LEDGER_RIGHT}};
    lab.ledger = &(const struct lab_ledger){.chapter = "c", .fields = fields, .field_count = 5};
    f.lab.lab = &lab;
    make_tables("id\na\n");
    assert_string_equal(
        run_fixture_get(&f, "instructor/responses.csv"),
        BOM "id,fingerprint,mood,why,guess,cost,fee,total,part,affordable,hours,rest,pairs\na,,,,,,,,,,,,\n");
}

/* What is abandoned leaves nothing behind. */
static void test_abandon(void **state) {
    (void)state;
    struct parameter_sets *sets = lab_fixture_sets(&f.lab, "id\na\n");
    run_fixture_said(&f);
    struct run_hold *hold = run_fixture_hold(&f, false);
    run_tables_abandon(run_tables_begin(f.out, f.lab.lab, sets, hold, f.lab.diag));
    run_hold_release(hold);
    assert_null(run_fixture_get(&f, "instructor/values.csv"));
    assert_int_equal(rmdir(run_fixture_path(&f, "instructor")), 0); /* is empty */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_tables, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_scenarios, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_answers, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_changed, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_columns, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_abandon, run_fixture_set_up, run_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
