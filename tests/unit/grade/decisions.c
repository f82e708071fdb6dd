/* What a person decided about single answers, and what it does to a grade. The cost is 800 $ and earns 2 marks, the fee
 * 200 $ and 1 mark. */
#include "grade_shop.h"

#include <math.h>

static struct parameter_sets *sets;

static int set_up(void **state) {
    grade_fixture_set_up(state);
    sets = lab_fixture_sets(&f.lab, "id,scenario,price\na,low,200\na,high,900\nb,low,x\nc,low,200\n");
    lab_fixture_said(&f.lab);
    return 0;
}

static struct grade_decisions *read_text(const char *csv) {
    return grade_decisions_read(f.lab.arena, lab_fixture_source(&f.lab, "d.csv", csv), f.lab.lab, sets, f.lab.diag);
}

/* A set's sheet, with these decisions. */
static struct grade *decided(const char *csv, size_t set, const char *const *written) {
    const struct grade_decisions *decisions = read_text(csv);
    assert_string_equal(diag_text(f.lab.diag), "");
    assert_non_null(decisions);
    struct grade *grade = grade_fixture_grade(&f, lab_fixture_set(&f.lab, sets, set), written, NULL);
    grade_decisions_apply(f.lab.arena, decisions, words_grade_lookup(f.language), set, grade, f.lab.diag);
    return grade;
}

#define HEAD "id,scenario,question,verdict,marks,note,answer\n"

static void test_settle(void **state) {
    (void)state;
    static const struct {
        const char *row;
        enum words_verdict verdict;
        double marks;
        const char *message;
    } cases[] = {
        {"a,low,cost,right,,,", VERDICT_RIGHT, 2, "decided by a person"},
        {"a,low,cost,RIGHT,,,", VERDICT_RIGHT, 2, "decided by a person"},
        {"a,low,cost, wrong ,,,", VERDICT_WRONG, 0, "decided by a person"},
        {"a,low,cost,wrong,1.5,half of it,", VERDICT_WRONG, 1.5, "decided: half of it"},
        {"a,low,cost,right,1,,", VERDICT_RIGHT, 1, "decided by a person"},
        {"a,low,cost,blank,,,", VERDICT_BLANK, 0, "decided by a person"},
        {"a,low,cost,review,,,", VERDICT_REVIEW, 0, "decided by a person"},
        {"a,low,cost,,2,,", VERDICT_RIGHT, 2, "decided by a person"},
        {"a,low,cost,,0,,", VERDICT_WRONG, 0, "decided by a person"},
        {"a,low,cost,right,,,7 or 8", VERDICT_RIGHT, 2, "decided by a person"}, /* the answer as it is */
        {"*,low,cost,right,,,", VERDICT_RIGHT, 2, "decided by a person"},
        {"*,,cost,right,,,", VERDICT_RIGHT, 2, "decided by a person"},
        {"*,*,cost,right,,,7 or 8", VERDICT_RIGHT, 2, "decided by a person"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct grade *grade = decided(arena_printf(f.lab.arena, HEAD "%s\n", cases[i].row), 0,
                                            (const char *const[]){"cost", "7 or 8", "fee", "200", NULL});
        const struct graded wanted = {"cost", cases[i].row, cases[i].verdict, cases[i].marks, cases[i].message};
        grade_fixture_check(grade_fixture_entry(&f, grade, "cost"), &wanted);
        assert_true(grade_fixture_entry(&f, grade, "cost")->decided);
        assert_false(grade_fixture_entry(&f, grade, "fee")->decided);
        assert_true(grade->marks == cases[i].marks + 1);
        assert_int_equal(grade->reviews, cases[i].verdict == VERDICT_REVIEW);
    }
    assert_string_equal(lab_fixture_said(&f.lab), "");
}

/* A decision for another set, scenario, answer or person changes nothing. */
static void test_others(void **state) {
    (void)state;
    static const char *const rows[] = {"c,low,cost,right,,,", "a,high,cost,right,,,", "*,high,cost,right,,,",
                                       "*,,cost,right,,,8 or 7", "a,low,cost,,,only a note,"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct grade *grade =
            decided(arena_printf(f.lab.arena, HEAD "%s\n", rows[i]), 0, (const char *const[]){"cost", "7 or 8", NULL});
        if (grade_fixture_entry(&f, grade, "cost")->decided)
            fail_msg("'%s' decides", rows[i]);
        assert_int_equal(grade->reviews, 1);
    }
}

/* One's own decision comes first, then one for everybody on this answer, then one on any. */
static void test_order(void **state) {
    (void)state;
    static const char *const rows[] = {"a,low,cost,right,0.1,,", "*,low,cost,right,0.2,,7 or 8",
                                       "*,low,cost,right,0.4,,", "*,,fee,right,0.5,,"};
    static const double marks[] = {0.1, 0.2, 0.4, 0};
    for (size_t from = 0; from < sizeof rows / sizeof *rows; from++) {
        struct text csv = {0};
        text_puts(&csv, HEAD);
        for (size_t i = sizeof rows / sizeof *rows; i-- > from;) /* the order in the file makes no difference */
            text_printf(&csv, "%s\n", rows[i]);
        const struct grade *grade = decided(csv.bytes, 0, (const char *const[]){"cost", "7 or 8", NULL});
        assert_true(grade_fixture_entry(&f, grade, "cost")->marks == marks[from]);
        assert_true(grade_fixture_entry(&f, grade, "fee")->marks == 0.5);
        text_free(&csv);
    }
}

/* Many decisions for everybody are told apart. */
static void test_many(void **state) {
    (void)state;
    enum { MANY = 100 };
    struct text csv = {0};
    text_puts(&csv, HEAD);
    for (int i = 0; i < MANY; i++)
        text_printf(&csv, "*,,cost,right,%d.%d,,answer %d\n", i / 60, i % 10, i);
    for (int i = 0; i < MANY; i += 9) {
        const char *const written[] = {"cost", arena_printf(f.lab.arena, "answer %d", i), NULL};
        assert_true(fabs(grade_fixture_entry(&f, decided(csv.bytes, 0, written), "cost")->marks -
                         (i / 60 + i % 10 / 10.0)) < 1e-12);
    }
    text_free(&csv);
}

/* A finding of several answers is decided in one row; what is left of it is still one. */
static void test_findings(void **state) {
    (void)state;
    static const char *const written[] = {"cost", "0.8", "fee", "0.2", "total", "1", NULL}; /* in thousands */
    const struct grade *grade = decided(HEAD "a,low,cost fee total,right,,,0.8 | 0.2 | 1\n", 0, written);
    assert_true(grade->marks == 7 && grade->reviews == 0);
    grade = decided(HEAD "a,low,cost,wrong,,,0.8\n", 0, written);
    assert_int_equal(grade_fixture_entry(&f, grade, "cost")->slip, 0);
    const int fee = lab_fixture_question(&f.lab, "fee") + 1;
    assert_int_equal(grade_fixture_entry(&f, grade, "fee")->slip, fee);
    assert_int_equal(grade_fixture_entry(&f, grade, "total")->slip, fee);
    assert_int_equal(grade->reviews, 2);
}

/* A decision on an answer that is another one now, or on a question without a key, is not used. */
static void test_not_used(void **state) {
    (void)state;
    const struct grade *grade =
        decided(HEAD "a,low,cost,right,,,7\n", 0, (const char *const[]){"cost", "7 or 8", NULL});
    assert_false(grade_fixture_entry(&f, grade, "cost")->decided);
    assert_non_null(strstr(lab_fixture_said(&f.lab), "d.csv:2:1: warning: this was decided on the answer '7' to cost, "
                                                     "which is now '7 or 8': the decision is not used"));
    sets = lab_fixture_sets(&f.lab, "id,price,pieces\na,250,4\n"); /* neither guess is right */
    lab_fixture_said(&f.lab);
    grade = decided("id,question,verdict\na,guess,right\n", 0, (const char *const[]){"guess", "A", NULL});
    assert_int_equal(grade_fixture_entry(&f, grade, "guess")->verdict, VERDICT_UNFIT);
    assert_non_null(strstr(lab_fixture_said(&f.lab), "guess has no key in the set of 'a', so it does not count: the "
                                                     "decision is not used"));
    grade = decided("id,question,verdict\n*,guess,right\n", 0, (const char *const[]){"guess", "A", NULL});
    assert_false(grade_fixture_entry(&f, grade, "guess")->decided);
    /* A prediction earns its marks whatever is decided, unless marks are. */
    sets = lab_fixture_sets(&f.lab, "id\na\n");
    lab_fixture_said(&f.lab);
    grade = decided("id,question,verdict\na,guess,wrong\n", 0, (const char *const[]){"guess", "both", NULL});
    assert_true(grade_fixture_entry(&f, grade, "guess")->marks == 1);
}

/* What is said of rows that are mistaken; each is left out. */
static void test_mistakes(void **state) {
    (void)state;
    static const struct {
        const char *csv, *said;
    } cases[] = {
        {"id,verdict\na,right\n",
         "decisions need the column 'question' (their columns are id, question, verdict, marks, "
         "note)"},
        {"question,verdict\ncost,right\n", "decisions need the column 'id'"},
        {"id,question\na,cost\n", "decisions need the column 'verdict'"},
        {HEAD "a,low,csot,right,,,\n", "d.csv:2:7: error: shop has no question 'csot'; did you mean 'cost'?"},
        {HEAD "zz,low,cost,right,,,\n", "d.csv:2:1: error: no parameter set has the id 'zz'"},
        {HEAD "a,mid,cost,right,,,\n", "'a' has no parameter set with the scenario 'mid'"},
        {HEAD "b,low,cost,right,,,\n", "the parameter set of 'b' has an error"},
        {HEAD "a,low,cost,good,,,\n",
         "d.csv:2:12: error: a decision must be `right`, `wrong`, `review` or `blank`, not 'good'"},
        {HEAD "a,low,cost,unfit,,,\n", "a decision must be `right`, `wrong`, `review` or `blank`, not 'unfit'"},
        {HEAD "a,low,cost,right,2.5,,\n", "d.csv:2:18: error: marks for cost must be a number from 0 to 2, not '2.5'"},
        {HEAD "a,low,cost,right,-1,,\n", "marks for cost must be a number from 0 to 2, not '-1'"},
        {HEAD "a,low,cost,right,two,,\n", "marks for cost must be a number from 0 to 2, not 'two'"},
        {HEAD "a,low,cost,right,,,\na,low,cost,wrong,,,\n",
         "d.csv:3:1: error: 'cost' of 'a' is decided twice; the first is on "
         "line 2"},
        {HEAD "*,,cost,right,,,7\n*,,cost,wrong,,,7\n", "'cost' of '*' is decided twice; the first is on line 2"},
        {HEAD "*,low,cost,right,,,7\n*,,cost,wrong,,,7\n", "'cost' of '*' is decided twice; the first is on line 2"},
        {HEAD "*,,cost,right,,,7\n*,low,cost,wrong,,,7\n", "'cost' of '*' is decided twice; the first is on line 2"},
        {HEAD "a,low,cost,,1,,\n",
         "d.csv:2:1: note: 1 of 2 marks for cost and no verdict: the answer counts as `wrong`, and "
         "feedback says so, unless the row says `right`"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct grade_decisions *decisions = read_text(cases[i].csv);
        const char *said = lab_fixture_said(&f.lab);
        if (!strstr(said, cases[i].said))
            fail_msg("not said: %s\n%s", cases[i].said, said);
        assert_int_equal(decisions != NULL, i > 2);
    }
    /* These may stand beside each other. */
    read_text(HEAD "*,low,cost,right,,,7\n*,high,cost,wrong,,,7\n*,low,cost,wrong,,,8\n*,low,fee,wrong,,,7\n"
                   "a,low,cost,right,,,\na,high,cost,right,,,\na,low,fee,right,,,\n");
    assert_string_equal(lab_fixture_said(&f.lab), "");
}

/* Whether somebody has typed something into the file. */
static void test_typed(void **state) {
    (void)state;
    static const struct {
        const char *csv;
        bool decided;
    } cases[] = {
        {"id,question,verdict,marks,note,answer\na,cost,,,,7\n", false},
        {"id,question,verdict,marks,note,answer\n", false},
        {"id,question,verdict,marks,note,answer\na,cost,,,,7\nb,cost,right,,,7\n", true},
        {"id,question,verdict,marks,note,answer\na,cost,,,see me,7\n", true},
        {"id,question,verdict,marks,note,answer,mine\na,cost,,,,7,x\n", true},
        {"id,question\na,cost,spilt\n", true}, /* cannot be read as a whole */
        {"", true},
    };
    const char *path = arena_printf(f.lab.arena, "%s/reviews.csv", f.lab.folder);
    assert_false(grade_reviews_decided(path, f.lab.diag)); /* there is none */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lab_fixture_write(&f.lab, "reviews.csv", cases[i].csv);
        if (grade_reviews_decided(path, f.lab.diag) != cases[i].decided)
            fail_msg("case %zu", i);
    }
    assert_string_equal(lab_fixture_said(&f.lab), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_settle, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_others, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_order, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_many, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_findings, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_not_used, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_mistakes, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_typed, set_up, grade_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
