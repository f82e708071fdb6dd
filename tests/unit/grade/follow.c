/* What a wrong answer comes from: the student's own earlier answers, or a known wrong method. Of the shop: fee = cost ×
 * 25 %; total = cost + fee, or fee / 25 % + fee; part = fee / total; affordable = 400 / cost, none if the cost is below
 * 400; rest = hours / 2. What follows earns half. */
#include "grade_shop.h"

enum { ANSWERED_MOST = 5 };

/* A sheet, and what becomes of its last answer. */
struct sheet {
    const char *written[2 * ANSWERED_MOST + 1];
    bool follows;
    double marks;
    const char *message;
};

static void check_sheets(const struct parameter_set *set, const struct sheet *sheets, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct sheet *sheet = &sheets[i];
        const char *question = NULL, *written = NULL;
        for (int j = 0; sheet->written[j]; j += 2) {
            question = sheet->written[j];
            written = sheet->written[j + 1];
        }
        const struct grade *grade = grade_fixture_grade(&f, set, sheet->written, NULL);
        const struct grade_entry *entry = grade_fixture_entry(&f, grade, question);
        const struct graded wanted = {question, written, VERDICT_WRONG, sheet->marks, sheet->message};
        grade_fixture_check(entry, &wanted);
        if (entry->follows != sheet->follows)
            fail_msg("%s '%s' %s", question, written, entry->follows ? "follows" : "does not follow");
    }
}
#define CHECK_SHEETS(set, sheets) check_sheets(set, sheets, sizeof(sheets) / sizeof *(sheets))

static void test_following(void **state) {
    (void)state;
    static const struct sheet sheets[] = {
        {{"cost", "900", "fee", "225"}, true, 0.5, "follows from the answer given to “Cost”: 50% of the marks"},
        {{"cost", "900", "fee", "230"}, false, 0, "15.0% above the key"},
        {{"fee", "225"}, false, 0, "12.5% above the key"}, /* no earlier answer */
        {{"cost", "900", "fee", "225", "total", "1125"},
         true,
         2,
         "follows from the answers given to “Cost”, “Fee”: 50% of the marks"},
        {{"cost", "800", "fee", "300", "total", "1100"},
         true,
         2,
         "follows from the answer given to “Fee”: 50% of the marks"},
        {{"fee", "300", "total", "1100"}, true, 2, "follows from the answer given to “Fee”: 50% of the marks"},
        /* by the question's other way: 300 / 25 % + 300 */
        {{"cost", "850", "fee", "300", "total", "1500"},
         true,
         2,
         "follows from the answer given to “Fee”: 50% of the marks"},
        {{"hours", "20", "rest", "10"}, true, 0.5, "follows from the answer given to “Hours”: 50% of the marks"},
        {{"hours", "1200 min", "rest", "600 min"},
         true,
         0.5,
         "follows from the answer given to “Hours”: 50% of the marks"},
        {{"rest", "10", "hours", "20"},
         false,
         0,
         "16.7% below the key; rounded to 1 of the 3 significant digits asked for"}, /* hours do not come from the rest
                                                                                      */
        {{"fee", "300", "total", "1000", "part", "30"},
         true,
         0.5,
         "follows from the answer given to “Fee”: 50% of the marks"},
        /* Either reading of an earlier answer will do: 1.7 and 1,700. */
        {{"cost", "1.700", "fee", "425"}, true, 0.5, "follows from the answer given to “Cost”: 50% of the marks"},
        {{"cost", "1.700", "fee", "0.425"}, true, 0.5, "follows from the answer given to “Cost”: 50% of the marks"},
    };
    CHECK_SHEETS(grade_fixture_set(&f, "", ""), sheets);
}

static void test_trivial(void **state) {
    (void)state;
    static const struct sheet sheets[] = {
        /* A fee of 0 leaves nothing to add. */
        {{"cost", "800", "fee", "0", "total", "800"},
         true,
         0,
         "follows from the answer given to “Fee”, which makes it trivial: no marks"},
        /* Nor is there anything to add to 90,000 if the fee is 225. */
        {{"cost", "90000", "fee", "225", "total", "90225"},
         true,
         0,
         "follows from the answers given to “Cost”, “Fee”, which makes it trivial: no marks"},
        /* Money below zero cannot be, so that nothing follows from it. */
        {{"cost", "-900", "fee", "-225"}, false, 0, ""},
    };
    CHECK_SHEETS(grade_fixture_set(&f, "", ""), sheets);
}

/* "None" follows from a cost below the budget of 400, unless it is absurd: more than ten times too small. */
static void test_none(void **state) {
    (void)state;
    static const struct sheet there[] = {
        {{"cost", "300", "affordable", "none"}, true, 0.5, "follows from the answer given to “Cost”: 50% of the marks"},
        {{"cost", "80", "affordable", "none"}, true, 0.5, "follows from the answer given to “Cost”: 50% of the marks"},
        {{"cost", "79", "affordable", "none"}, false, 0, "there is one"},
        {{"cost", "500", "affordable", "none"}, false, 0, "there is one"},
        {{"cost", "500", "affordable", "80"}, true, 0.5, "follows from the answer given to “Cost”: 50% of the marks"},
        {{"cost", "300", "affordable", "100"}, false, 0, "2 times the key"}, /* a bound, where none would be right */
    };
    /* Here the cost is 200. */
    static const struct sheet absent[] = {
        {{"cost", "500", "affordable", "80"}, true, 0.5, "follows from the answer given to “Cost”: 50% of the marks"},
        {{"cost", "300", "affordable", "100"}, false, 0, "there is none"},
        {{"cost", "400", "affordable", "100"}, false, 0, "there is none"},
    };
    CHECK_SHEETS(grade_fixture_set(&f, "", ""), there);
    CHECK_SHEETS(grade_fixture_set(&f, ",price", ",50"), absent);
}

/* A known wrong method has its own feedback, as one line; credit for what follows comes first. 200 + 4 = 204; 800 - 200
 * = 600, and 600 is also what follows from a cost of 480: 480 + 25 % is 600. */
static void test_mistakes(void **state) {
    (void)state;
    static const struct sheet sheets[] = {
        {{"cost", "204"}, false, 0, "s1: You added. They multiply."},
        {{"total", "600"}, false, 0, "s1: You subtracted."},
        {{"cost", "480", "fee", "120", "total", "600"},
         true,
         2,
         "follows from the answers given to “Cost”, “Fee”: 50% of the marks"},
    };
    const struct parameter_set *set = grade_fixture_set(&f, "", "");
    CHECK_SHEETS(set, sheets);
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
        const struct grade *grade = grade_fixture_grade(&f, set, sheets[i].written, NULL);
        const char *question = i == 0 ? "cost" : "total";
        const struct grade_entry *entry = grade_fixture_entry(&f, grade, question);
        assert_ptr_equal(entry->mistake, entry->question->mistakes);
    }
    assert_null(grade_fixture_entry(&f, grade_fixture_grade(&f, set, sheets[0].written, NULL), "fee")->mistake);
}

/* What was written with a slip is carried forward as it is, or without the slip. With the fee in
 * thousands, and the total too but 10 % too large, the part of 0.2 in 1.1 is 18.2 %. */
static void test_slips(void **state) {
    (void)state;
    static const struct sheet sheets[] = {
        {{"cost", "0.8", "fee", "0.2", "total", "1.1", "part", "18.2"},
         true,
         0.5,
         "follows from the answers given to “Fee”, “Total”: 50% of the marks"},
        /* Units do not make a cost of 0.8 thousand one below the budget. */
        {{"cost", "0.8", "fee", "0.2", "affordable", "none"}, false, 0, "there is one"},
    };
    CHECK_SHEETS(grade_fixture_set(&f, "", ""), sheets);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_following, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_trivial, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_none, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_mistakes, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_slips, grade_fixture_set_up, grade_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
