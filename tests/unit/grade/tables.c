/* The tables of grades: verdicts, gradebook, reviews, and what changed since an older table of verdicts. */
#include "grade_fixture.h"

static struct grade_fixture f;
static struct parameter_sets *sets;
static struct text out;

static int set_up(void **state) {
    (void)state;
    f = grade_fixture_shop("en");
    sets = lab_fixture_sets(&f.lab, "id,name,scenario,price,pieces\na,\"Ames, Ann\",low,200,4\n=b,Bo,,250,4\n");
    lab_fixture_said(&f.lab);
    out = (struct text){0};
    text_puts(&out, "");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    text_free(&out);
    grade_fixture_free(&f);
    return 0;
}

static const struct grade *graded(size_t set, const char *const *written) {
    return grade_fixture_grade(&f, lab_fixture_set(&f.lab, sets, set), written, NULL);
}

static const char *const mixed[] = {"guess", "b",     "cost",  "0.8k", "part",         "0.2", "affordable",
                                    "none",  "hours", "1 day", "why",  "=1+1\x1b[31m", NULL};

/* A row for each answer, with the reading and the key in the quantity's unit. What could be a formula, or would steer a
 * terminal, is made harmless. */
static void test_verdicts(void **state) {
    (void)state;
    grade_verdicts_head(&out, sets);
    grade_verdicts_rows(&out, sets, graded(0, mixed));
    assert_string_equal(out.bytes, "id,scenario,question,answer,reading,key,verdict,marks,out_of,message\n"
                                   "a,low,guess,b,B,A,wrong,1,1,a prediction: making one earns its marks\n"
                                   "a,low,cost,0.8k,800,800,right,2,2,\n"
                                   "a,low,fee,,,200,blank,0,1,\n"
                                   "a,low,total,,,1000,blank,0,4,\n"
                                   "a,low,part,0.2,0.002 | 0.2,0.2,review,0,1,right if it is read as 20% rather than "
                                   "0.2%\n"
                                   "a,low,affordable,none,none,0.5,wrong,0,1,there is one\n"
                                   "a,low,hours,1 day,24,24,right,1,1,\n"
                                   "a,low,rest,,,12,blank,0,1,\n"
                                   "a,low,pairs,,,2,blank,0,1,\n"
                                   "a,low,why,'=1+1\uFFFD[31m,,A,review,0,1,not the letter of an option\n");
}

/* A reading has all digits that were written, not those of a printed number. */
static void test_readings_have_their_digits(void **state) {
    (void)state;
    grade_verdicts_rows(&out, sets, graded(0, (const char *const[]){"cost", "800.00000000000123", NULL}));
    assert_non_null(strstr(out.bytes, "a,low,cost,800.00000000000123,800.00000000000123,800,right,2,2,\n"));
}

/* One row for each person; a question without a key has an empty cell. */
static void test_gradebook(void **state) {
    (void)state;
    grade_book_head(&out, f.lab.lab, sets);
    grade_book_row(&out, sets, graded(0, mixed));
    grade_book_row(&out, sets, graded(1, (const char *const[]){"guess", "A", "fee", "250", NULL}));
    assert_string_equal(
        out.bytes, "id,scenario,name,guess,cost,fee,total (question),part,affordable,hours,rest,pairs,why,total,out_of,"
                   "review\n"
                   "a,low,\"Ames, Ann\",1,2,0,0,0,0,1,0,0,0,4,14,2\n"
                   "'=b,,Bo,,0,1,0,0,0,0,0,0,0,1,13,0\n");
}

/* Sums of tenths have no tail. */
static void test_marks(void **state) {
    (void)state;
    struct grade grade = *graded(0, mixed);
    grade.marks = 0.1 + 0.2;
    grade.out_of = 1.0 / 3;
    grade_book_row(&out, sets, &grade);
    assert_non_null(strstr(out.bytes, ",0.3,0.333333333333333,2\n"));
}

/* A row for each finding, with empty cells to decide in; answers with one slip are one finding. */
static void test_reviews(void **state) {
    (void)state;
    grade_reviews_head(&out, sets);
    grade_reviews_rows(&out, sets, graded(0, mixed));
    grade_reviews_rows(
        &out, sets, graded(0, (const char *const[]){"guess", "A or B", "cost", "0.8", "total", "1", "fee", "5", NULL}));
    grade_reviews_rows(&out, sets, graded(0, (const char *const[]){"cost", "800", NULL}));
    assert_string_equal(out.bytes, "id,scenario,question,verdict,marks,note,answer\n"
                                   "a,low,part,,,,0.2\n"
                                   "a,low,why,,,,'=1+1\uFFFD[31m\n"
                                   "a,low,guess,,,,A or B\n"
                                   "a,low,cost total,,,,0.8 | 1\n");
}

/* Without scenarios and names there are no columns for them. */
static void test_plain(void **state) {
    (void)state;
    sets = lab_fixture_sets(&f.lab, "id\na\n");
    lab_fixture_said(&f.lab);
    grade_book_head(&out, f.lab.lab, sets);
    grade_reviews_head(&out, sets);
    assert_string_equal(out.bytes,
                        "id,guess,cost,fee,total (question),part,affordable,hours,rest,pairs,why,total,out_of,review\n"
                        "id,question,verdict,marks,note,answer\n");
}

/* An older table of verdicts, and now this. */
static const char *changes(const char *old_csv, const struct grade *grade) {
    struct grade_old_verdicts *old =
        grade_old_verdicts_read(f.lab.arena, lab_fixture_source(&f.lab, "old.csv", old_csv), f.lab.diag);
    if (!old)
        return NULL;
    text_clear(&out);
    text_puts(&out, "");
    grade_changes_rows(&out, old, sets, words_grade_lookup(f.language), grade, f.lab.diag);
    grade_changes_rest(&out, old, sets);
    return arena_strdup(f.lab.arena, out.bytes);
}

#define OLD_HEAD "id,scenario,question,answer,reading,key,verdict,marks,out_of,message\n"

/* What a table says of the cost, the only answer that is given here; the rest are as they were. */
static void test_changes(void **state) {
    (void)state;
    static const struct {
        const char *old, *written, *change;
    } cases[] = {
        {"a,low,cost,800,800,800,right,2,2,", "800", ""},
        {"a,low,cost,800,800,800,right,2.0000000000001,2,", "800", ""}, /* as far as a table knows */
        {"a,low,cost,900,900,800,wrong,0,2,", "800", "0,2,2,\"the answer was '900' and is '800'; wrong became right\""},
        {"a,low,cost,800,800,900,wrong,0,2,", "800", "0,2,2,\"the key was 900 and is 800; wrong became right\""},
        {"a,low,cost,800,800,,unfit,0,0,", "800",
         "0,2,2,\"the key was none to be had and is 800; unfit became right\""},
        {"a,low,cost,800,800,800,wrong,0,2,", "800",
         "0,2,2,\"the answer and the key are unchanged, but the lab's rules for right answers changed (its tolerance, "
         "for "
         "example); wrong became right\""},
        {"a,low,cost,800,800,800,right,3,3,", "800",
         "3,2,-1,\"the answer and the key are unchanged, but the question's marks went from 3 to 2; still right, but "
         "it "
         "earns other marks\""},
        {"a,low,cost,800,800,800,review,0,2,cannot be read", "800",
         "0,2,2,\"the answer and the key are unchanged, but the answer is read differently (before: cannot be read); "
         "review "
         "became right\""},
        {"a,low,cost,800,800,800,review,0,2,", "800",
         "0,2,2,\"the answer and the key are unchanged, but the answer is read differently; review became right\""},
        {"a,low,cost,800,800,800,wrong,0,2,decided by a person", "800",
         "0,2,2,\"a person's decision no longer applies; wrong became right\""},
        {"a,low,cost,800,800,800,wrong,0,2,decided: see me", "800",
         "0,2,2,\"a person's decision no longer applies; wrong became right\""},
        {"a,low,cost,850,850,800,wrong,1,2,half", "850",
         "1,0,-1,\"still wrong, but it earns other marks: 6.3% above the key\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct grade *grade = graded(0, (const char *const[]){"cost", cases[i].written, NULL});
        struct text old = {0};
        text_puts(&old, OLD_HEAD);
        grade_verdicts_rows(&old, sets, grade);
        char *own = strstr(old.bytes, "a,low,cost"), *end = strchr(own, '\n');
        const char *csv = arena_printf(f.lab.arena, "%.*s%s%s", (int)(own - old.bytes), old.bytes, cases[i].old, end);
        text_free(&old);
        const char *wanted = *cases[i].change ? arena_printf(f.lab.arena, "a,low,cost,%s\n", cases[i].change) : "";
        const char *found = changes(csv, grade);
        if (!found || strcmp(found, wanted) != 0)
            fail_msg("%s\nbecame %s\nnot    %s", cases[i].old, found, wanted);
    }
    assert_string_equal(lab_fixture_said(&f.lab), "");
}

/* People and questions that are new or gone; decisions. */
static void test_change_of_people(void **state) {
    (void)state;
    struct grade grade = *graded(0, (const char *const[]){"cost", "9", NULL});
    struct grade_entry *cost = grade_fixture_entry(&f, &grade, "cost");
    grade.entries = cost;
    grade.count = 1;
    assert_string_equal(changes(OLD_HEAD "z,low,cost,8,8,8,right,2,2,\n", &grade),
                        "a,low,cost,,0,0,not graded before\nz,low,cost,2,,-2,no longer graded\n");
    assert_string_equal(changes(OLD_HEAD, &grade), "a,low,cost,,0,0,not graded before\n");
    assert_string_equal(lab_fixture_said(&f.lab), "");
    *cost = (struct grade_entry){.question = cost->question,
                                 .key = cost->key,
                                 .written = "9",
                                 .verdict = VERDICT_RIGHT,
                                 .marks = 1.5,
                                 .out_of = 2,
                                 .decided = true,
                                 .message = "decided: well"};
    assert_string_equal(changes(OLD_HEAD "a,low,cost,9,9,800,wrong,0,2,\n", &grade),
                        "a,low,cost,0,1.5,1.5,\"decided: well; wrong became right\"\n");
    assert_string_equal(lab_fixture_said(&f.lab), "");
    assert_string_equal(
        changes(OLD_HEAD "a,low,cost,8,8,800,right,1,2,\n", &grade),
        "a,low,cost,1,1.5,0.5,\"the answer was '8' and is '9'; decided: well; still right, but it earns "
        "other marks\"\n");
    assert_non_null(strstr(lab_fixture_said(&f.lab),
                           "old.csv:2:1: warning: cost of 'a' is decided, but its answer changed "
                           "from '8' to '9'; review the decision"));
}

/* A table of verdicts without the newer columns, and files that are none. */
static void test_old_tables(void **state) {
    (void)state;
    sets = lab_fixture_sets(&f.lab, "id,price,pieces\na,200,4\nb,250,4\n");
    struct grade grade = *graded(0, (const char *const[]){"cost", "800", NULL});
    grade.entries = grade_fixture_entry(&f, &grade, "cost");
    grade.count = 1;
    assert_string_equal(
        changes("id,question,answer,key,verdict,marks\na,cost,800,800,right,1\nb,cost,1,1,right,x\n", &grade),
        "a,cost,1,2,1,\"still right, but it earns other marks\"\n");
    assert_non_null(strstr(lab_fixture_said(&f.lab), "old.csv:3:18: error: marks must be a number, not 'x'"));
    assert_null(changes("id,question,answer,key,verdict\n", &grade));
    assert_non_null(
        strstr(lab_fixture_said(&f.lab), "there is no column 'marks': this is not a verdicts.csv that grading wrote"));
    assert_null(changes("", &grade));
    assert_non_null(strstr(lab_fixture_said(&f.lab), "error"));
    grade_changes_head(&out, sets);
    assert_string_equal(out.bytes + out.length - strlen("id,question,before,after,change,why\n"),
                        "id,question,before,after,change,why\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_verdicts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_readings_have_their_digits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_gradebook, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_marks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reviews, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_plain, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_change_of_people, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_old_tables, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
