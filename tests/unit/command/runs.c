/* Runs of generate and grade in this process: which files are there after them, and what is refused. Marks are counted
 * by hand. */
#include "command_fixture.h"

static struct command_fixture f;

#define CLASS "id,name,price,rate\na,Ann Ames,100,25%\nb,Bo Bell,300,50%\n"

static int set_up(void **state) {
    (void)state;
    f = command_fixture_shop();
    command_fixture_put(&f, "class.csv", CLASS);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    command_fixture_free(&f);
    return 0;
}

static const char *made(const char *path) {
    return command_fixture_get(&f, arena_printf(f.lab.arena, "%s/out/shop/%s", f.at, path));
}

static void assert_made(const char *const *paths, bool there) {
    for (; *paths; paths++)
        if ((made(*paths) != NULL) != there)
            fail_msg("%s is %s", *paths, there ? "not there" : "there");
}

#define GENERATE "generate LAB @class.csv -o @out"
#define GRADE "grade LAB @class.csv @responses.csv -o @out -j 1"

static void test_generate(void **state) {
    (void)state;
    static const char *const files[] = {"student/a-sheet.pdf",
                                        "student/b-sheet.pdf",
                                        "student/all-sheets.pdf",
                                        "instructor/a-key.pdf",
                                        "instructor/all-keys.pdf",
                                        "instructor/table.pdf",
                                        "instructor/a-book.xlsx",
                                        "instructor/b-book.xlsx",
                                        "instructor/keys.csv",
                                        "instructor/values.csv",
                                        "instructor/geometry.json",
                                        "instructor/responses.csv",
                                        "manifest.json",
                                        NULL};
    static const struct command_line lines[] = {
        {GENERATE " -j 1",
         0,
         {NULL},
         {"2 sets, 13 files in ", "/out/shop; pages to print: ", " in student/all-sheets.pdf"}},
        {GENERATE " -j 1", 0, {NULL}, {"2 sets, 13 files in "}}, /* the same again */
    };
    CHECK_LINES(&f, lines);
    assert_made(files, true);
    assert_non_null(strstr(made("instructor/keys.csv"), "a,A,400,100,500,0.2,1,24,12,2,A\nb,B,1200,600,1800,"));
    assert_int_equal(memcmp(made("student/a-sheet.pdf"), "%PDF-", 5), 0);
    assert_int_equal(memcmp(made("instructor/a-book.xlsx"), "PK", 2), 0);
    /* Several processes make the same. */
    const char *manifest = made("manifest.json");
    assert_int_equal(command_fixture_run(&f, "generate LAB @class.csv -o @other -j 3"), 0);
    assert_string_equal(manifest,
                        command_fixture_get(&f, arena_printf(f.lab.arena, "%s/other/shop/manifest.json", f.at)));
}

static void test_generate_part(void **state) {
    (void)state;
    static const char *const some[] = {"student/a-sheet.pdf", "student/all-sheets.pdf", "instructor/keys.csv", NULL},
                             *const others[] = {"instructor/a-key.pdf", "instructor/a-book.xlsx", NULL};
    static const struct command_line lines[] = {
        {GENERATE " -d shet -j 1", 1, {NULL}, {"shop has no document 'shet'; did you mean 'sheet'?"}},
        {GENERATE " -d sheet -P letter -j 1", 0, {NULL}, {"2 sets, 7 files in "}},
    };
    CHECK_LINES(&f, lines);
    assert_made(some, true);
    assert_made(others, false);
    assert_non_null(strstr(made("manifest.json"), "student/a-sheet.pdf"));
}

/* What a run would destroy, it refuses; single people's files are made with --id. */
static void test_generate_again(void **state) {
    (void)state;
    assert_int_equal(command_fixture_run(&f, GENERATE " -j 1"), 0);
    command_fixture_put(&f, "class.csv", "id,name,price,rate\na,Ann Ames,100,25%\nc,Cy Cole,200,25%\n");
    static const struct command_line lines[] = {
        {GENERATE " -j 1",
         1,
         {NULL},
         {"would destroy that of 1 of its 2 sets (1 not in the file: b); nothing is written"}},
        {GENERATE " -j 1 --id z", 1, {NULL}, {"class.csv has no set with the id 'z'"}},
        {GENERATE " -j 1 --id c", 0, {NULL}, {"1 set, 4 files in "}},
    };
    CHECK_LINES(&f, lines);
    static const char *const kept[] = {"student/b-sheet.pdf", "student/c-sheet.pdf", NULL};
    assert_made(kept, true);
    command_fixture_put(&f, "out/shop/student/c-sheet.pdf", "my own");
    static const struct command_line more[] = {
        {GENERATE " -j 1 --id c",
         0,
         {NULL},
         {"kept 1 file that somebody changed: student/c-sheet.pdf; overwrite with --force"}},
        {GENERATE " -j 1 --id c,a --force", 0, {NULL}, {"2 sets, 7 files in "}},
        {GENERATE " -j 1 --replace",
         0,
         {NULL},
         {"kept 3 files of an earlier run whose ids are no longer among the parameter sets: student/b-sheet.pdf"}},
    };
    CHECK_LINES(&f, more);
    assert_int_equal(memcmp(made("student/c-sheet.pdf"), "%PDF-", 5), 0);
}

static void test_generate_nothing(void **state) {
    (void)state;
    command_fixture_put(&f, "class.csv", "id,price\na,x\n");
    static const struct command_line lines[] = {
        {GENERATE " -j 1",
         1,
         {NULL},
         {"class.csv:2:3: error: ", "no row of ", " can be used; nothing is written, and files of earlier runs stay"}},
        {"generate LAB @class.csv -o /dev/null -j 1", 1, {NULL}, {"no row of "}},
        {"generate @nolab @class.csv", 1, {NULL}, {"error"}},
    };
    CHECK_LINES(&f, lines);
    command_fixture_put(&f, "class.csv", CLASS);
    static const struct command_line unwritable[] = {
        {"generate LAB @class.csv -o /dev/null -j 1", 3, {NULL}, {"/dev/null"}}};
    CHECK_LINES(&f, unwritable);
}

#define RESPONSES "id,guess,cost,fee,total,part,affordable,hours,rest,pairs,why,mood\n"

static void test_grade(void **state) {
    (void)state;
    assert_int_equal(command_fixture_run(&f, GENERATE " -j 1"), 0);
    /* Ann: all right but the part, 0.2 %, and no reason: 1 + 2 + 1 + 4 + 0 + 1 + 1 + 1 + 1 + 0 of 14. Bo: the guess is
     * wrong but earns its mark, the fee follows from the cost. */
    command_fixture_put(&f, "responses.csv",
                        RESPONSES "a,A,400,100,500,0.2,100%,24,12,2,,good\nb,A,1500,750,,,,,,,B,\n");
    static const char *const files[] = {"instructor/verdicts.csv",
                                        "instructor/gradebook.csv",
                                        "instructor/reviews.csv",
                                        "instructor/report.pdf",
                                        "instructor/class-summary.csv",
                                        "instructor/class-questions.csv",
                                        "instructor/feedback/a-feedback.pdf",
                                        "instructor/feedback/b-feedback.pdf",
                                        "instructor/feedback/a-ledger.json",
                                        "graded.json",
                                        NULL};
    static const struct command_line lines[] = {{GRADE, 0, {NULL}, {"2 "}}};
    CHECK_LINES(&f, lines);
    assert_made(files, true);
    assert_non_null(strstr(made("instructor/gradebook.csv"), "\na,Ann Ames,1,2,1,4,0,1,1,1,1,0,12,14,1\n"
                                                             "b,Bo Bell,1,0,0.5,0,0,0,0,0,0,0,1.5,14,0\n"));
    assert_non_null(strstr(made("instructor/reviews.csv"), "\na,part,,,,0.2\n"));
    assert_non_null(strstr(made("instructor/feedback/a-ledger.json"), "\"mood\": \"up\""));
    assert_non_null(strstr(made("instructor/feedback/b-ledger.json"), "\"mood\": \"flat\""));
    /* A person decides that the part is right; against the verdicts of before it is one change. */
    command_fixture_put(&f, "settled.csv", "id,question,verdict,note\na,part,right,a share\n");
    command_fixture_put(&f, "old.csv", made("instructor/verdicts.csv"));
    static const struct command_line decided[] = {
        {GRADE " -D @settled.csv -a @old.csv -n", 0, {"id,question,before,after,change,why\na,part,0,1,1,"}, {"2 "}}};
    CHECK_LINES(&f, decided);
    assert_non_null(strstr(made("instructor/gradebook.csv"), "\na,Ann Ames,1,2,1,4,1,1,1,1,1,0,13,14,0\n"));
    assert_non_null(strstr(f.out, "decided: a share"));
}

/* Marks of people who would no longer be graded are not lost. */
static void test_grade_again(void **state) {
    (void)state;
    assert_int_equal(command_fixture_run(&f, GENERATE " -j 1"), 0);
    command_fixture_put(&f, "responses.csv", RESPONSES "a,A,400,100,500,,,,,,A,\nb,A,1500,750,,,,,,,B,\n");
    assert_int_equal(command_fixture_run(&f, GRADE), 0);
    command_fixture_put(&f, "responses.csv", RESPONSES "a,A,400,100,500,,,,,,A,\n");
    static const struct command_line lines[] = {
        {GRADE,
         1,
         {NULL},
         {"has the marks of 2 sheets, and this run with ",
          " would lose those of 1 (1 not graded now: b); nothing is written."}},
        {GRADE " -R", 0, {NULL}, {"1 "}},
    };
    CHECK_LINES(&f, lines);
    static const char *const gone[] = {"instructor/feedback/b-feedback.pdf", NULL};
    assert_made(gone, false);
    /* Sheets with other numbers than were printed are not graded unless that is asked for. */
    command_fixture_put(&f, "class.csv", "id,name,price,rate\na,Ann Ames,110,25%\nb,Bo Bell,300,50%\n");
    static const struct command_line other[] = {
        {GRADE,
         1,
         {NULL},
         {"price was 100 and is 110", "it is not graded. Use the parameter sets that were printed, or --force"}},
    };
    CHECK_LINES(&f, other);
}

/* What is known of printed sheets, if the file of sets has others. */
static void test_grade_others(void **state) {
    (void)state;
    static const struct {
        const char *sets, *responses, *said;
        int status;
    } cases[] = {
        {"id,name,price,rate\nA,Ann Ames,100,25%\nb,Bo Bell,300,50%\n", "A", "it was printed for 'a'", 1},
        {"id,name,price,rate\nx,Xia,100,25%\ny,Yu,300,50%\n", "x", "is among those that were printed in ", 1},
        {CLASS "c,Cy,300,50%\n", "c", " is not among those that were printed in ", 0},
        {"id,name,price,rate\na,Ann Ames,100,25%\nb,Zoe Zimmer,300,50%\n", "b",
         "warning: 'Zoe Zimmer' is not the name of 'b', who is 'Bo Bell' on the sheets that were printed", 0},
        {"id,price,rate\na,100,30%\nb,300,50%\n", "a", "rate was 0.25 and is 0.3", 1},
    };
    assert_int_equal(command_fixture_run(&f, GENERATE " -j 1"), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        command_fixture_put(&f, "class.csv", cases[i].sets);
        command_fixture_put(&f, "responses.csv",
                            arena_printf(f.lab.arena, RESPONSES "%s,A,400,100,500,,,,,,A,\n", cases[i].responses));
        const int status = command_fixture_run(&f, GRADE " -n -R");
        if (status != cases[i].status || !strstr(f.said, cases[i].said))
            fail_msg("%s: %d\n%s", cases[i].sets, status, f.said);
    }
}

/* A row with another name than on the sheets that were printed is told of; one without a name, or with the same, not.
 */
static void test_generate_others(void **state) {
    (void)state;
    static const struct {
        const char *sets;
        bool warns;
    } cases[] = {{CLASS, false},
                 {"id,name,price,rate\na,Ann Ames,100,25%\nb,Zoe Zimmer,300,50%\n", true},
                 {"id,price,rate\na,100,25%\nb,300,50%\n", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        command_fixture_put(&f, "class.csv", CLASS);
        assert_int_equal(command_fixture_run(&f, GENERATE " -j 1"), 0);
        command_fixture_put(&f, "class.csv", cases[i].sets);
        assert_int_equal(command_fixture_run(&f, GENERATE " -j 1"), 0);
        const char *warning = "warning: 'Zoe Zimmer' is not the name of 'b', who is 'Bo Bell' on the sheets that were";
        if ((strstr(f.said, warning) != NULL) != cases[i].warns)
            fail_msg("%s: %s", cases[i].sets, f.said);
        assert_null(cases[i].warns ? NULL : strstr(f.said, "is not the name of"));
    }
}

/* Two scenarios of a person whose rows come in another order would have each other's files. */
static void test_scenarios(void **state) {
    (void)state;
    command_fixture_put(&f, "class.csv", "id,scenario,price\na,low,100\na,high,300\n");
    static const char *const files[] = {"student/a-sheet.pdf", "student/a-high-sheet.pdf", "instructor/a-book.xlsx",
                                        NULL};
    assert_int_equal(command_fixture_run(&f, GENERATE " -j 1"), 0);
    assert_made(files, true);
    command_fixture_put(&f, "class.csv", "id,scenario,price\na,high,300\na,low,100\n");
    command_fixture_put(&f, "responses.csv", "id,scenario,cost\na,low,400\n");
    static const struct command_line lines[] = {
        {GENERATE " -j 1", 1, {NULL}, {"2 whose files would become another scenario's: a (low), a (high)"}},
        {GRADE " -n",
         1,
         {NULL},
         {"its files were called 'a-...' and would now be 'a-low-...', since the rows of this id are in another "
          "order"}},
    };
    CHECK_LINES(&f, lines);
}

/* The tables of an earlier version, without a manifest, are enough for the class but not for single people. */
static void test_no_manifest(void **state) {
    (void)state;
    assert_int_equal(command_fixture_run(&f, GENERATE " -j 1"), 0);
    assert_int_equal(unlink(command_fixture_path(&f, "out/shop/manifest.json")), 0);
    static const struct command_line lines[] = {
        {GENERATE " -j 1 --id a",
         1,
         {NULL},
         {"has no manifest that can be read, so that single people's files cannot be added to it"}},
    };
    CHECK_LINES(&f, lines);
}

/* A class that is replaced leaves what somebody changed, and its marks; both are named. */
static void test_replaced(void **state) {
    (void)state;
    assert_int_equal(command_fixture_run(&f, GENERATE " -j 1"), 0);
    command_fixture_put(&f, "responses.csv", RESPONSES "a,A,400,100,500,,,,,,A,\n");
    assert_int_equal(command_fixture_run(&f, GRADE " -n"), 0);
    command_fixture_put(&f, "out/shop/student/a-sheet.pdf", "my own");
    command_fixture_put(&f, "class.csv", "id,name,price,rate\na,Ann Ames,120,25%\n");
    static const struct command_line lines[] = {
        {GENERATE " -j 1 -R",
         0,
         {NULL},
         {"kept 1 file of the class before that somebody changed: student/a-sheet.pdf; it does not fit the new class. "
          "Move it "
          "away and run again, or overwrite with --force",
          "the marks and feedback in instructor are of the class before; grade the new one with --replace, or move "
          "them away"}},
    };
    CHECK_LINES(&f, lines);
    assert_string_equal(made("student/a-sheet.pdf"), "my own");
    assert_non_null(strstr(made("manifest.json"), "{\"path\":\"student/a-sheet.pdf\",\"id\":\"a\",\"earlier\":true}"));
}

static void test_grade_roster(void **state) {
    (void)state;
    command_fixture_put(&f, "responses.csv", RESPONSES "a,A,400,100,500,20%,100%,24,12,2,A,\nb,A,,,,,,,,,,\n");
    command_fixture_put(&f, "roster.csv",
                        "Student,ID,SIS User ID,SIS Login ID,Section\nPoints Possible,,,,\n"
                        "\"Ames, Ann\",1,a,ann,S\n\"Bell, Bo\",2,b,bo,S\n");
    static const struct command_line lines[] = {
        {GRADE " -l @roster.csv -n", 0, {NULL}, {"has no manifest, so that nothing is known of what was printed"}},
    };
    CHECK_LINES(&f, lines);
    const char *import = made("instructor/canvas-import.csv");
    assert_non_null(import);
    assert_non_null(strstr(import, "\"Ames, Ann\",1,a,ann,S,14\n"));
    assert_non_null(strstr(import, "\"Bell, Bo\",2,b,bo,S,1\n"));
}

static void test_grade_mistakes(void **state) {
    (void)state;
    command_fixture_put(&f, "responses.csv", RESPONSES "a,A,400,100,500,20%,100%,24,12,2,A,\nz,A,,,,,,,,,,\n");
    command_fixture_put(&f, "settled.csv", "id,question,verdict\na,part,good\n");
    command_fixture_put(&f, "empty.csv", "name\n");
    static const struct command_line lines[] = {
        {GRADE " -n", 1, {NULL}, {"responses.csv:3:1: error: no parameter set has the id 'z'"}},
        {GRADE " -n -D @settled.csv", 1, {NULL}, {"settled.csv:2:8: error: a decision must be `right`"}},
        {GRADE " -n -D @none.csv", 1, {NULL}, {"none.csv"}},
        {GRADE " -n -a @empty.csv", 1, {NULL}, {"this is not a verdicts.csv that grading wrote"}},
        {GRADE " -n -l @empty.csv", 1, {NULL}, {"empty.csv"}},
        {"grade LAB @class.csv @empty.csv -o @out", 1, {NULL}, {"responses need the column 'id'"}},
        {"grade LAB @class.csv @none.csv -o @out", 1, {NULL}, {"none.csv"}},
    };
    CHECK_LINES(&f, lines);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_generate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_generate_part, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_generate_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_generate_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grade, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grade_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grade_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_generate_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_scenarios, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_manifest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_replaced, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grade_roster, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_grade_mistakes, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
