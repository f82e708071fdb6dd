/* The guard: what a run would destroy of the work of a class that was printed or graded. */
#include "run_shop.h"

static struct parameter_sets *read_class(const char *csv) {
    struct parameter_sets *sets = lab_fixture_sets(&f.lab, csv);
    run_fixture_said(&f);
    return sets;
}

/* How the manifest tells of the sets. */
struct telling {
    bool no_fingerprints, no_stems, earlier, answers;
    size_t only; /* the number of the first sets that it has; 0: all */
    const char *questions, *model;
};

/* Writes a manifest that has these sets. */
static void print_class(const char *csv, struct telling telling) {
    const struct parameter_sets *sets = read_class(csv);
    struct text out = {0};
    text_printf(&out, "{\n  \"lab\": \"shop\",\n%s  \"sets\": [", telling.model ? telling.model : "");
    for (size_t i = 0; i < sets_count(sets) && (!telling.only || i < telling.only); i++) {
        const struct parameter_set *set = sets_get(sets, i, f.lab.arena);
        text_printf(&out, "%s\n    {\"id\":\"%s\",\"scenario\":\"%s\",\"fingerprint\":\"%s\",\"name\":\"%s\"",
                    i ? "," : "", set->id, set->scenario, telling.no_fingerprints ? "" : set->fingerprint, set->name);
        text_printf(&out, "%s%s%s%s%s}", *set->scenario && !telling.no_stems ? ",\"stem\":\"" : "",
                    *set->scenario && !telling.no_stems ? set->stem : "",
                    *set->scenario && !telling.no_stems ? "\"" : "", telling.earlier ? ",\"earlier\":true" : "",
                    telling.answers ? ",\"answers\":true" : "");
    }
    text_printf(&out, "\n  ],\n%s  \"files\": [\n  ]\n}\n", telling.questions ? telling.questions : "");
    run_fixture_put(&f, RUN_MANIFEST, out.bytes);
    text_free(&out);
}

/* Whether a run with this class may go on, and what is said: each of these, between bars. */
struct judged {
    const char *csv;
    bool good;
    const char *said[4];
};

static void check_said(const char *csv, const char *const *wanted) {
    const char *said = run_fixture_said(&f);
    if (!*wanted && *said)
        fail_msg("%s: %s", csv, said);
    for (; *wanted; wanted++)
        if (!strstr(said, *wanted))
            fail_msg("%snot said: %s\n%s", csv, *wanted, said);
}

static void check_class(const struct judged *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct parameter_sets *sets = read_class(cases[i].csv);
        const bool good = run_guard_class(run_fixture_printed(&f), sets, "class.csv", "out", f.lab.diag);
        check_said(cases[i].csv, cases[i].said);
        assert_int_equal(good, cases[i].good);
    }
}
#define CHECK_CLASS(cases) check_class(cases, sizeof(cases) / sizeof *(cases))

#define LOSES(lost, why)                                                                                               \
    "out has the work of a class, and this run with class.csv would destroy that of " lost " (" why                    \
    "); nothing is written. For single people's files use --id; for another class, another folder (-o); to replace "   \
    "the "                                                                                                             \
    "work of the class, --replace"

static void test_class(void **state) {
    (void)state;
    static const struct judged cases[] = {
        {"id,price\na,100\nb,200\nc,300\n", true, {NULL}},
        {"id,price\nc,300\nd,400\nb,200\na,100\n", true, {NULL}}, /* in any order, and more of them */
        {"id,price\na,100\nc,300\n", false, {LOSES("1 of its 3 sets", "1 not in the file: b")}},
        {"id,price\na,100\nb,x\nc,300\n", false, {LOSES("1 of its 3 sets", "1 with an error in the row: b")}},
        {"id,price\na,100\nb,250\nc,300\n",
         false,
         {LOSES("1 of its 3 sets", "1 with other numbers: b"),
          "class.csv:3:1: error: the set of 'b' is not the one that was printed: its fingerprint was "}},
        {"id,price\na,110\nb,x\n",
         false,
         {LOSES("3 of its 3 sets", "1 not in the file: c; 1 with an error in the row: b; 1 "
                                   "with other numbers: a")}},
        {"id,price\nb,200\nb,x\na,100\nc,300\n", true, {NULL}}, /* a good row of the set is enough */
    };
    print_class("id,price\na,100\nb,200\nc,300\n", (struct telling){0});
    CHECK_CLASS(cases);
}

/* A class without a manifest, known from its table of values, is guarded too, and its columns are named. */
static void test_table(void **state) {
    (void)state;
    static const struct judged cases[] = {
        {"id,price,pieces\na,100,4\nb,200,5\n", true, {NULL}},
        {"id,price,pieces\na,100,4\nb,210,6\n",
         false,
         {LOSES("1 of its 2 sets", "1 with other numbers: b"),
          "the set of 'b' is not the one that was printed: price was 200 and is 210, pieces was 5 and is 6"}},
        {"id,price,pieces\nb,200,5\n", false, {LOSES("1 of its 2 sets", "1 not in the file: a")}},
    };
    run_fixture_put(&f, RUN_VALUES, "id,price,pieces,rate,cost\na,100,4,0.25,400\nb,200,5,0.25,1000\n");
    CHECK_CLASS(cases);
    static const struct judged missing[] = {
        {"id,price,pieces\na,100,4\n", false, {"price was not there and is 100"}},
    };
    run_fixture_put(&f, RUN_VALUES, "id,pieces,rate,cost\na,4,0.25,400\n");
    CHECK_CLASS(missing);
    run_fixture_put(&f, RUN_VALUES, "nobody,pieces\na,4\n"); /* is no such table */
    assert_int_equal(run_printed_from(run_fixture_printed(&f)), PRINTED_NOTHING);
}

/* A manifest without fingerprints needs the table for the numbers. */
static void test_no_fingerprints(void **state) {
    (void)state;
    static const struct judged cases[] = {
        {"id,price\na,100\n", true, {NULL}},
        {"id,price\na,110\n", false, {"price was 100 and is 110"}},
        {"id,price\na,100\nb,100\n", false, {"1 with other numbers: b"}},
    };
    print_class("id,price\na,100\n", (struct telling){.no_fingerprints = true});
    run_fixture_put(&f, RUN_VALUES, "id,price,pieces,rate\na,100,4,0.25\n");
    check_class(cases, 2);
    print_class("id,price\na,100\nb,100\n", (struct telling){.no_fingerprints = true});
    check_class(cases + 2, 1); /* the table does not have b */
}

/* Rows of an id in another order would give a scenario the files of another one. */
static void test_scenarios(void **state) {
    (void)state;
    static const struct judged cases[] = {
        {"id,scenario,price\na,low,100\na,high,200\n", true, {NULL}},
        {"id,scenario,price\na,high,200\na,low,100\n",
         false,
         {LOSES("2 of its 2 sets", "2 whose files would become another scenario's: a (low), a (high)"),
          "class.csv:3:1: error: the files of 'a', scenario low, were called 'a-...' and would now be 'a-low-...', "
          "since the "
          "rows of this id are in another order"}},
        {"id,scenario,price\na,low,100\n", false, {"1 not in the file: a (high)"}},
    };
    print_class("id,scenario,price\na,low,100\na,high,200\n", (struct telling){0});
    CHECK_CLASS(cases);
    print_class("id,scenario,price\na,low,100\na,high,200\n", (struct telling){.no_stems = true});
    CHECK_CLASS(cases);
}

/* Of a class that was replaced nothing is demanded, but what is left of it is not given to somebody else. */
static void test_earlier(void **state) {
    (void)state;
    static const struct judged cases[] = {
        {"id,price\nb,100\n", true, {NULL}},
        {"id,price\na,x\n", true, {NULL}},
        {"id,price\na,110\n", false, {"1 with other numbers: a"}},
    };
    print_class("id,price\na,100\n", (struct telling){.earlier = true});
    CHECK_CLASS(cases);
}

/* Many are counted, and the first eight named. */
static void test_many(void **state) {
    (void)state;
    struct text csv = {0};
    text_puts(&csv, "id,price\n");
    for (int i = 10; i < 22; i++)
        text_printf(&csv, "s%d,100\n", i);
    print_class(csv.bytes, (struct telling){0});
    text_free(&csv);
    static const struct judged cases[] = {
        {"id\nother\n",
         false,
         {LOSES("12 of its 12 sets", "12 not in the file: s10, s11, s12, s13, s14, s15, s16, s17, …")}},
    };
    CHECK_CLASS(cases);
}

/* The files of single people. `chosen`: a letter for each row. */
static void test_people(void **state) {
    (void)state;
    static const struct {
        struct judged judged;
        const char *chosen;
    } cases[] = {
        {{"id,scenario,price\na,low,100\na,high,200\nb,,300\n", true, {NULL}}, "yyy"},
        {{"id,scenario,price\na,low,110\na,high,200\nb,,300\n", true, {NULL}}, "nny"}, /* not chosen */
        {{"id,scenario,price\na,low,110\na,high,200\n",
          false,
          {"class.csv:2:1: error: the set of 'a', scenario low is not the one that was printed: its fingerprint was ",
           "; nothing is written. Give the row the numbers that were printed"}},
         "yy"},
        {{"id,scenario,price\na,low,100\n",
          false,
          {"the set of 'a', scenario high was printed and has no row that can be used; nothing is written. Give it the "
           "numbers that were printed"}},
         "y"},
        {{"id,scenario,price\na,low,100\na,high,x\n",
          false,
          {"the set of 'a', scenario high was printed and has no row that can be used"}},
         "yy"},
        {{"id,scenario,price\na,high,200\na,low,100\n",
          false,
          {"since the rows of this id are in another order; nothing is written. Put them in the printed order"}},
         "yy"},
        {{"id,scenario,price\nc,,300\n", true, {NULL}}, "y"}, /* is new */
        {{"id,scenario,price\nA-HIGH,,300\n",
          false,
          {"the files of 'A-HIGH' would be called 'A-HIGH-...', and those of 'a', scenario high, who was printed, are "
           "'a-high-...'; nothing is written. Change the id or the scenario of this row"}},
         "y"},
        {{"id,scenario,price\nB,,300\n",
          false,
          {"the files of 'B' would be called 'B-...', and those of 'b', who was printed, are 'b-...'"}},
         "y"},
    };
    print_class("id,scenario,price\na,low,100\na,high,200\nb,,300\n", (struct telling){0});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct parameter_sets *sets = read_class(cases[i].judged.csv);
        bool chosen[8];
        assert_int_equal(sets_count(sets), strlen(cases[i].chosen));
        for (size_t j = 0; j < sets_count(sets); j++)
            chosen[j] = cases[i].chosen[j] == 'y';
        const bool good = run_guard_people(run_fixture_printed(&f), sets, chosen, f.lab.diag);
        check_said(cases[i].judged.csv, cases[i].judged.said);
        assert_int_equal(good, cases[i].judged.good);
    }
}

/* What a run of `grade` grades: of each row g(raded), b(lank) or n(ot). */
struct marking {
    struct judged judged;
    const char *rows;
    size_t cost_answers;
    bool no_column;
};

static void check_marks(const struct marking *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct parameter_sets *sets = read_class(cases[i].judged.csv);
        bool is_graded[8] = {false}, has_answers[8] = {false}, has_column[ANSWERS_MOST];
        size_t answered[ANSWERS_MOST] = {0};
        for (size_t j = 0; j < sets_count(sets); j++) {
            is_graded[j] = cases[i].rows[j] != 'n';
            has_answers[j] = cases[i].rows[j] == 'g';
        }
        for (int q = 0; q < ANSWERS_MOST; q++)
            has_column[q] = true;
        const int cost = lab_fixture_question(&f.lab, "cost");
        has_column[cost] = !cases[i].no_column;
        answered[cost] = cases[i].cost_answers;
        const struct run_marks marks = {is_graded, has_answers, answered, has_column};
        const bool good = run_guard_marks(run_fixture_printed(&f), sets, f.lab.lab, &marks, "r.csv", "out", f.lab.diag);
        check_said(cases[i].judged.csv, cases[i].judged.said);
        assert_int_equal(good, cases[i].judged.good);
    }
}
#define CHECK_MARKS(cases) check_marks(cases, sizeof(cases) / sizeof *(cases))

#define CLASS_OF_TWO "id,name,price\na,Ann Ames,100\nb,Bo Bell,200\n"
#define LOSES_MARKS(lost, why)                                                                                         \
    "out has the marks of 2 sheets, and this run with r.csv would lose those of " lost " (" why                        \
    "); nothing is written. Grade the answers of all of them together; for others, use another folder (-o); to "       \
    "replace "                                                                                                         \
    "the marks, --replace"

static void test_marks(void **state) {
    (void)state;
    static const struct marking cases[] = {
        {{CLASS_OF_TWO, true, {NULL}}, "gg", 5, false},
        {{CLASS_OF_TWO "c,Cy,300\n", true, {NULL}}, "ggg", 5, false},
        {{CLASS_OF_TWO, false, {LOSES_MARKS("1", "1 not graded now: b")}}, "gn", 5, false},
        {{CLASS_OF_TWO, false, {LOSES_MARKS("1", "1 without any answer now: a")}}, "bg", 5, false},
        {{"id,name,price\na,Ann Ames,110\nb,Bo Bell,200\n",
          false,
          {LOSES_MARKS("1", "1 of sheets with other numbers: a")}},
         "gg",
         5,
         false},
        {{"id,name,price\na,Zoe Zimmer,100\nb,Bo Bell,200\n",
          false,
          {LOSES_MARKS("1", "1 of people with other names: a")}},
         "gg",
         5,
         false},
        {{"id,name,price\na,Annie Ames,100\nb,Bo Bell,200\n", true, {NULL}}, "gg", 5, false}, /* the same person */
        {{"id,price\na,100\nb,200\n", true, {NULL}}, "gg", 5, false},
    };
    print_class(CLASS_OF_TWO, (struct telling){.answers = true});
    CHECK_MARKS(cases);
    /* A sheet that had no answers needs none. */
    print_class(CLASS_OF_TWO, (struct telling){.answers = false});
    static const struct marking blank[] = {{{CLASS_OF_TWO, true, {NULL}}, "bb", 5, false}};
    CHECK_MARKS(blank);
}

/* Questions that were answered must be answered by somebody; one answer may have been taken back. */
static void test_answers(void **state) {
    (void)state;
    static const struct marking several[] = {
        {{CLASS_OF_TWO, true, {NULL}}, "gg", 1, false},
        {{CLASS_OF_TWO,
          false,
          {"out has the marks of 2 answers to 1 question that nobody answers in r.csv (cost); nothing is written. "
           "Grade all "
           "answers together, in one file; to replace the marks, --replace"}},
         "gg",
         0,
         false},
    };
    static const struct marking single[] = {
        {{CLASS_OF_TWO, true, {NULL}}, "gg", 0, false},
        {{CLASS_OF_TWO, false, {"out has the marks of 1 answer to 1 question that nobody answers"}}, "gg", 0, true},
    };
    print_class(CLASS_OF_TWO,
                (struct telling){.questions = "  \"questions\": [\n    {\"question\":\"cost\",\"answered\":2}\n"
                                              "  ],\n"});
    CHECK_MARKS(several);
    print_class(CLASS_OF_TWO,
                (struct telling){.questions = "  \"questions\": [\n    {\"question\":\"cost\",\"answered\":1},\n"
                                              "    {\"question\":\"gone\",\"answered\":9}\n  ],\n"});
    CHECK_MARKS(single);
}

/* Marks of an earlier version are known from its gradebook. */
static void test_gradebook(void **state) {
    (void)state;
    run_fixture_put(&f, RUN_GRADEBOOK, "id,name,cost,total\na,Ann Ames,2,2\nb,Bo Bell,0,0\nc,,,\n");
    struct run_printed *graded = run_printed_read(f.lab.arena, f.out, RUN_GRADED, RUN_GRADEBOOK, f.lab.lab, f.lab.diag);
    size_t count;
    const struct run_printed_set *sets = run_printed_sets(graded, &count);
    assert_int_equal(run_printed_from(graded), PRINTED_TABLE);
    assert_int_equal(count, 3);
    assert_string_equal(sets[0].name, "Ann Ames");
    assert_true(sets[0].has_answers && !sets[1].has_answers && !sets[2].has_answers);
    assert_string_equal(sets[1].fingerprint, "");
}

/* Sheets that were printed with another model have other figures, of which the first are named. */
static void test_model(void **state) {
    (void)state;
    char digest[RUN_MODEL_DIGITS + 1];
    run_model_digest(f.lab.lab, digest);
    const struct parameter_sets *sets = read_class("id,price\na,100\n");
    print_class("id,price\na,100\n", (struct telling){0});
    assert_true(run_guard_model(run_fixture_printed(&f), sets, f.lab.lab, "out", "", SEVERITY_ERROR, f.lab.diag));
    print_class("id,price\na,100\n",
                (struct telling){.model = arena_printf(f.lab.arena, "  \"model\": \"%s\",\n", digest)});
    assert_true(run_guard_model(run_fixture_printed(&f), sets, f.lab.lab, "out", "", SEVERITY_ERROR, f.lab.diag));
    assert_string_equal(run_fixture_said(&f), "");
    print_class("id,price\na,100\n", (struct telling){.model = "  \"model\": \"0123456789abcdef\",\n"});
    run_fixture_put(&f, RUN_VALUES,
                    "id,price,pieces,rate,cost,fee,total,part,affordable,hours\na,100,4,0.25,400,110,510,0.2,0.5,20\n");
    assert_false(
        run_guard_model(run_fixture_printed(&f), sets, f.lab.lab, "out", "; do this", SEVERITY_WARNING, f.lab.diag));
    static const char *const said[] = {"warning: the model of shop (its constants, equations and questions) is not the "
                                       "one that the sheets in out were "
                                       "printed with: fee of 'a' was 110 and is 100, total of 'a' was 510 and is 500, "
                                       "affordable of 'a' was 0.5 and is 1, "
                                       "hours of 'a' was 20 and is 24; do this",
                                       NULL};
    check_said("model", said);
    run_fixture_put(&f, RUN_VALUES, "id,price,cost,fee,total,part,affordable,hours\na,100,4,1,1,1,0.5,20\n");
    assert_false(run_guard_model(run_fixture_printed(&f), sets, f.lab.lab, "out", "", SEVERITY_ERROR, f.lab.diag));
    static const char *const more[] = {"part of 'a' was 1 and is 0.2, ...",
                                       NULL}; /* at most four, with none of the rest */
    check_said("model", more);
}

/* What a file of parameters names in another way: case and zeros before it, as spreadsheets change them. */
static void test_near(void **state) {
    (void)state;
    print_class("id,scenario\n007,\nab,low\nab,high\nother,\n0,\n", (struct telling){0});
    const struct parameter_sets *sets = read_class("id,scenario\n7,\nAB,High\nAB,mid\nnew,\nother,\n00,\n");
    assert_int_equal(sets_good_count(sets), sets_count(sets));
    struct run_printed *printed = run_fixture_printed(&f);
    const struct run_printed_set **replaced = run_printed_replaced(printed, sets, f.lab.arena);
    static const char *const wanted[][2] = {{"007", ""},  {"ab", "high"}, {"ab", "low"},
                                            {NULL, NULL}, {NULL, NULL},   {"0", ""}};
    for (size_t i = 0; i < sets_count(sets); i++) {
        if (!wanted[i][0]) {
            assert_null(replaced[i]);
            continue;
        }
        assert_non_null(replaced[i]);
        assert_string_equal(replaced[i]->id, wanted[i][0]);
        assert_string_equal(replaced[i]->scenario, wanted[i][1]);
    }
    /* Of several the first that was printed, or that of the same scenario. */
    print_class("id,scenario\n07,\n007,\nB,low\nB,high\n", (struct telling){0});
    replaced =
        run_printed_replaced(run_fixture_printed(&f), read_class("id,scenario\n7,new\nb,high\nb,mid\n"), f.lab.arena);
    assert_string_equal(replaced[0]->id, "07");
    assert_string_equal(replaced[1]->scenario, "high");
    assert_string_equal(replaced[2]->scenario, "low");
    print_class("id\n007\n", (struct telling){.earlier = true});
    replaced = run_printed_replaced(run_fixture_printed(&f), read_class("id\n7\n"), f.lab.arena);
    assert_null(replaced[0]);
}

/* The name on a printed sheet, beside the one of a row. */
static void test_printed_names(void **state) {
    (void)state;
    print_class("id,name\na,Ann Ames\nb,Bo Bell\n", (struct telling){0});
    struct run_printed *printed = run_fixture_printed(&f);
    static const char *const good[][2] = {{"a", "Ann Ames"}, {"a", "Ames, Ann"}, {"c", "Cy Cole"}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        run_printed_check_name(printed, good[i][0], good[i][1], NOWHERE, f.lab.diag);
    assert_string_equal(run_fixture_said(&f), "");
    run_printed_check_name(printed, "a", "Bo Bell", NOWHERE, f.lab.diag);
    run_printed_check_name(printed, "b", "Zoe Zimmer", NOWHERE, f.lab.diag);
    static const char *const said[] = {
        "warning: 'Bo Bell' is the name of 'b', but the id of this row, 'a', is that of 'Ann Ames'",
        "on the sheets that were printed", NULL};
    check_said("names", said);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_class, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_table, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_no_fingerprints, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_scenarios, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_earlier, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_many, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_people, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_marks, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_answers, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_gradebook, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_model, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_near, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_printed_names, run_fixture_set_up, run_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
