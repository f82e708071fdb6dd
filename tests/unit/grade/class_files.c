/* The files of a class as a whole: its figures, and the marks to import into a gradebook. */
#include "grade_shop.h"

static struct parameter_sets *sets;

#define ROSTER                                                                                                         \
    "Student,ID,SIS User ID,SIS Login ID,Section,The shop (77)\n"                                                      \
    "Points Possible,,,,,14\n"                                                                                         \
    "\"Ames, Ann\",1,a,ann,S,\n\"Bell, Bo\",2,b,bo,S,\n\"Dee, Di\",3,d,di,S,\n"

static int set_up(void **state) {
    grade_fixture_set_up(state);
    sets = lab_fixture_sets(&f.lab, "id,scenario,price\na,,200\nb,low,250\nb,high,200\n");
    lab_fixture_said(&f.lab);
    return 0;
}

enum { FILES_MOST = 8 };
struct files {
    const char *names[FILES_MOST], *texts[FILES_MOST];
    int count;
};

static void put(void *context, const char *name, const struct text *bytes) {
    struct files *files = context;
    files->names[files->count] = arena_strdup(f.lab.arena, name);
    files->texts[files->count++] = arena_strdup(f.lab.arena, bytes->bytes);
}

/* Three sheets: a, right but for the guess and a cost that follows from nothing; b's two. */
static struct files print_class(struct lms_roster *roster) {
    struct grade_class_files *class =
        grade_class_files_new(f.lab.arena, f.lab.lab, roster, sets_names_new(f.lab.arena, sets), f.language, false);
    static const char *const sheets[][9] = {
        {"guess", "B", "cost", "840", "why", "A or B", NULL},
        {"guess", "A", "cost", "1000", "why", "A", NULL},
        {"guess", "A", "cost", "800", "fee", "200", NULL},
    };
    for (size_t i = 0; i < 3; i++)
        grade_class_files_add(class, grade_fixture_grade(&f, lab_fixture_set(&f.lab, sets, i), sheets[i], NULL));
    assert_int_equal(grade_class_files_figures(class)->sheets, 3);
    struct files files = {.count = 0};
    grade_class_files_print(class, put, &files, f.lab.diag);
    return files;
}

static const char *text_of(const struct files *files, const char *name) {
    for (int i = 0; i < files->count; i++)
        if (strcmp(files->names[i], name) == 0)
            return files->texts[i];
    fail_msg("no %s", name);
    return NULL;
}

/* The marks are 1 of 14, 3 of 13 (the guess has no key at a cost of 1,000), 4 of 14: shares 1/14, 3/13 and 2/7.
 * Verdicts: right are b's cost, why, guess, cost, fee; wrong a's guess and cost; to review a's why. What is chosen
 * without a key does not count. */
static void test_figures(void **state) {
    (void)state;
    const struct files files = print_class(NULL);
    assert_int_equal(files.count, 5);
    const char *summary = text_of(&files, "class-summary.csv");
    assert_non_null(strstr(summary, "\uFEFF"
                                    "figure,value\nsheets,3\nempty_sheets,0\nmean_score,0.195970695970696\n"
                                    "median_score,0.230769230769231\n"));
    assert_non_null(strstr(summary, "\nlowest_score,0.0714285714285714\nhighest_score,0.285714285714286\n"));
    assert_non_null(strstr(summary, "\nright,5\nwrong,2\nreview,1\nblank,21\nunfit,1\n"));
    const char *scores = text_of(&files, "class-scores.csv");
    assert_non_null(strstr(scores, "from,to,sheets,share\n0,0.1,1,0.333333333333333\n0.1,0.2,0,0\n0.2,0.3,2,"
                                   "0.666666666666667\n0.3,0.4,0,0\n"));
    const char *questions = text_of(&files, "class-questions.csv");
    assert_non_null(strstr(questions, "question,right,wrong,review,blank,unfit,follow_through,right_share,marks_share,"
                                      "discrimination,remark\n"));
    assert_non_null(strstr(questions, "\nguess,1,1,0,0,1,0,0.5,1,,fewer than three sheets\n"));
    assert_non_null(strstr(questions, "\ncost,2,1,0,0,0,0,0.666666666666667,0.666666666666667,"));
    assert_non_null(strstr(questions, "\nrest,0,0,0,3,0,0,0,0,,none is right\n"));
    assert_string_equal(text_of(&files, "class-options.csv"), "\uFEFF"
                                                              "question,option,chosen,share,chosen_right,key\n"
                                                              "guess,A,1,0.5,1,2\n"
                                                              "guess,B,1,0.5,0,0\n"
                                                              "why,A,1,1,1,3\nwhy,B,0,0,0,0\n");
    assert_string_equal(text_of(&files, "class-mistakes.csv"), "\uFEFF"
                                                               "question,mistake,wrong_answers,share\n"
                                                               "cost,added,0,0\ntotal,fee_alone,0,\n");
    assert_string_equal(lab_fixture_said(&f.lab), "");
}

/* One mark for each person out of 14: of b the share of both sheets, 7 of 27, times 14. */
static void test_import(void **state) {
    (void)state;
    struct lms_roster *roster =
        lms_roster_read(f.lab.arena, lab_fixture_source(&f.lab, "roster.csv", ROSTER), NULL, f.lab.diag);
    assert_non_null(roster);
    const struct files files = print_class(roster);
    assert_int_equal(files.count, 6);
    const char *import = text_of(&files, "canvas-import.csv");
    assert_non_null(strstr(import, "\n\"Ames, Ann\",1,a,ann,S,1\n"));
    assert_non_null(strstr(import, "\n\"Bell, Bo\",2,b,bo,S,3.63\n"));
    assert_null(strstr(import, "Dee"));
    const char *said = lab_fixture_said(&f.lab);
    assert_non_null(strstr(said,
                           "in canvas-import.csv, the marks of 1 of 2 people are scaled to be out of 14: they have a "
                           "question without a key, or more than one sheet"));
    assert_non_null(strstr(said, "1 sheet has answers to review, which earn no marks in canvas-import.csv; settle them "
                                 "(--decisions) before you import it"));
}

/* Moodle's import has feedback too: a sentence on each answer that is not right. */
static void test_feedback(void **state) {
    (void)state;
    struct lms_roster *roster =
        lms_roster_read(f.lab.arena,
                        lab_fixture_source(&f.lab, "roster.csv",
                                           "First name,Last name,ID number,Email address,Assignment: The shop (Real)\n"
                                           "Ann,Ames,a,a@x.org,-\nBo,Bell,b,b@x.org,-\n"),
                        NULL, f.lab.diag);
    assert_non_null(roster);
    const struct files files = print_class(roster);
    const char *import = text_of(&files, "moodle-import.csv");
    assert_non_null(strstr(import,
                           "1 of 14. Guess: wrong, 1 of 1 (a prediction: making one earns its marks). Cost: wrong "
                           "(5.0% above the key). Fee: blank. Total: blank. Part: blank. Affordable: blank. Hours: "
                           "blank. Rest: blank. Pairs: blank. Why: review."));
    assert_non_null(strstr(import,
                           "low: 3 of 13. Guess: does not count. Fee: blank. Total: blank. Part: blank. Affordable: "
                           "blank. Hours: blank. Rest: blank. Pairs: blank. high: 4 of 14. Total: blank."));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_figures, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_import, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_feedback, set_up, grade_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
