/* Texts and drawings: the points that a person types, and what they become. */
#include "grade_fixture.h"

/* The rubric of the letter has 1.5, 0.5 and 1 point; the sketch has none. */
#define LAB                                                                                                            \
    "lab: shop\ntitle: The shop\nmodels: [shop]\ndocuments: []\n"                                                      \
    "charts:\n"                                                                                                        \
    "  - name: bars\n    title: Bars\n    kind: bars\n    frame: true\n    y: {label: Dollars}\n"                      \
    "    bars: [{label: Cost, value: cost}]\n"                                                                         \
    "questions:\n"                                                                                                     \
    "  - name: letter\n    kind: text\n    title: Letter\n    prompt: p\n    rubric:\n"                                \
    "      - {text: a, points: 1.5}\n      - {text: b, points: 0.5}\n      - {text: c, points: 1}\n"                   \
    "  - {name: sketch, kind: drawing, chart: bars, title: Sketch, prompt: p, marks: 2}\n"                             \
    "  - {name: fee, kind: numeric, title: Fee, prompt: p, unit: USD, shown: $}\n"

static struct grade_fixture f;

static int set_up(void **state) {
    static const struct lab_fixture_file files[] = {{"shop.yaml", SHOP_MODEL}, {NULL, NULL}};
    (void)state;
    f = grade_fixture_of(lab_fixture_text("shop", LAB, files), "en");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    grade_fixture_free(&f);
    return 0;
}

/* The grade of one row of responses; `*said` is what is said of it. */
static const struct grade *grade_row(const char *header, const char *row, const char **said) {
    static const struct grade_printed nothing = {NULL, false};
    struct arena *arena = f.lab.arena;
    struct parameter_sets *sets = lab_fixture_sets(&f.lab, "id\na\n");
    const char *csv = arena_printf(arena, "%s\n%s\n", header, row);
    lab_fixture_said(&f.lab);
    struct grade_responses *responses =
        grade_responses_read(arena, lab_fixture_source(&f.lab, "r.csv", csv), NULL, f.lab.lab, sets,
                             sets_names_new(arena, sets), &nothing, f.lab.diag);
    assert_non_null(responses);
    const struct grade_written written = grade_responses_get(responses, 0, arena);
    const struct parameter_set *set = lab_fixture_set(&f.lab, sets, 0);
    const struct grade *grade = grade_answers(arena, f.grader, set, lab_fixture_key(&f.lab, set), written.answers,
                                              written.points, responses->misnamed, f.lab.diag);
    *said = lab_fixture_said(&f.lab);
    return grade;
}

static void test_points(void **state) {
    (void)state;
    static const struct {
        const char *cell;
        enum words_verdict verdict;
        double marks;
        const char *reading; /* the points by criterion */
    } cases[] = {
        {"3", VERDICT_RIGHT, 3, ""},
        {"\"3,0\"", VERDICT_RIGHT, 3, ""},
        {"1.5+0.5+1", VERDICT_RIGHT, 3, "1.5+0.5+1"},
        {" 1 + 0 + 0.25 ", VERDICT_PARTLY, 1.25, "1+0+0.25"},
        {"\"1,5+0,5+0\"", VERDICT_PARTLY, 2, "1.5+0.5+0"},
        {"2.5", VERDICT_PARTLY, 2.5, ""},
        {"0", VERDICT_WRONG, 0, ""},
        {"0+0+0", VERDICT_WRONG, 0, "0+0+0"},
        {"", VERDICT_REVIEW, 0, ""},
        {" ? ", VERDICT_REVIEW, 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *said, *row = arena_printf(f.lab.arena, "a,%s,2,200", cases[i].cell);
        const struct grade *grade = grade_row("id,letter_points,sketch_points,fee", row, &said);
        const struct grade_entry *letter = grade_fixture_entry(&f, grade, "letter");
        const bool open = cases[i].verdict == VERDICT_REVIEW;
        if (letter->verdict != cases[i].verdict || letter->marks != cases[i].marks || letter->out_of != 3 ||
            strcmp(letter->message, open ? "its points are still to be given" : "") != 0 || *said)
            fail_msg("'%s': %s, %g of %g: %s%s", cases[i].cell, words_verdict_name(letter->verdict), letter->marks,
                     letter->out_of, letter->message, said);
        assert_true(grade->marks == cases[i].marks + 3 && grade->out_of == 6 && grade->reviews == open);
        struct text out = {0};
        grade_verdicts_rows(&out, lab_fixture_sets(&f.lab, "id\na\n"), grade);
        const char *wanted =
            arena_printf(f.lab.arena, "a,letter,,%s,,%s,", cases[i].reading, words_verdict_name(cases[i].verdict));
        if (strncmp(out.bytes, wanted, strlen(wanted)) != 0)
            fail_msg("'%s' in the table: %s", cases[i].cell, out.bytes);
        text_free(&out);
    }
}

/* What cannot be leaves the points open, and is named at its place. */
static void test_wrong(void **state) {
    (void)state;
    static const char *const cells[] = {"4",   "-1",   "1+1",    "1+1+1", "1+0+0+0", "1.6+0+0",
                                        "two", "1++1", "3 of 3", "0x1",   "+3"};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        const char *said, *row = arena_printf(f.lab.arena, "a,%s,2,200", cells[i]);
        const struct grade *grade = grade_row("id,letter_points,sketch_points,fee", row, &said);
        assert_int_equal(grade_fixture_entry(&f, grade, "letter")->verdict, VERDICT_REVIEW);
        const char *wanted = arena_printf(f.lab.arena,
                                          "r.csv:2:3: error: points for letter must be a number from 0 to 3, or one "
                                          "for each of its 3 criteria, such as 1.5+0.5+1, not '%s': they are left open",
                                          cells[i]);
        if (!strstr(said, wanted))
            fail_msg("'%s': %s", cells[i], said);
    }
    const char *said;
    const struct grade *grade = grade_row("id,letter_points,sketch_points,fee", "a,3,2.5,200", &said);
    assert_int_equal(grade_fixture_entry(&f, grade, "sketch")->verdict, VERDICT_REVIEW);
    assert_non_null(strstr(said, "points for sketch must be a number from 0 to 2, not '2.5': they are left open"));
}

/* What is written may be typed too; it earns nothing by itself, whatever it looks like. */
static void test_columns(void **state) {
    (void)state;
    const char *said;
    const struct grade *grade = grade_row("id,letter,Letter Points,sketch_points,fee", "a,3,2,2,200", &said);
    const struct grade_entry *letter = grade_fixture_entry(&f, grade, "letter");
    assert_true(letter->verdict == VERDICT_PARTLY && letter->marks == 2);
    assert_string_equal(letter->written, "3");
    assert_string_equal(said, "");
    grade = grade_row("id,letter,fee", "a,3,200", &said);
    letter = grade_fixture_entry(&f, grade, "letter");
    assert_true(letter->verdict == VERDICT_REVIEW && letter->marks == 0);
    assert_non_null(strstr(said, "note: there is no column for letter_points, sketch_points: these points are open"));
    grade_row("id,leter_points,sketch_points,fee", "a,3,2,200", &said);
    assert_non_null(strstr(said, "has no question 'leter_points'; did you mean 'letter_points'?"));
    grade_row("id,letter_points,letter-points,sketch_points,fee", "a,3,2,2,200", &said);
    assert_non_null(strstr(said, "two columns name the points for 'letter'"));
}

/* Decisions may give the points too. */
static void test_decisions(void **state) {
    (void)state;
    static const struct {
        const char *row;
        enum words_verdict verdict;
        double marks;
    } cases[] = {{"a,letter,,2.5,", VERDICT_PARTLY, 2.5},
                 {"a,letter,,3,", VERDICT_RIGHT, 3},
                 {"a,letter,,0,", VERDICT_WRONG, 0},
                 {"a,letter,right,,", VERDICT_RIGHT, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *said;
        struct parameter_sets *sets = lab_fixture_sets(&f.lab, "id\na\n");
        struct grade *grade = (struct grade *)grade_row("id,letter_points,sketch_points,fee", "a,1+0+0,2,200", &said);
        const char *csv = arena_printf(f.lab.arena, "id,question,verdict,marks,note\n%s\n", cases[i].row);
        const struct grade_decisions *decisions =
            grade_decisions_read(f.lab.arena, lab_fixture_source(&f.lab, "d.csv", csv), f.lab.lab, sets, f.lab.diag);
        grade_decisions_apply(f.lab.arena, decisions, words_grade_lookup(f.language), 0, grade, f.lab.diag);
        const struct grade_entry *letter = grade_fixture_entry(&f, grade, "letter");
        assert_int_equal(letter->verdict, cases[i].verdict);
        assert_true(letter->marks == cases[i].marks && !letter->earned && grade->marks == cases[i].marks + 3);
        assert_string_equal(lab_fixture_said(&f.lab), "");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_points, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_wrong, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_decisions, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
