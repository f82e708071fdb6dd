/* Verdicts on single answers. The keys are those of the fixture's first comment, by hand; a tolerance that a question
 * does not give is 1 %. */
#include "grade_shop.h"

#define RIGHT VERDICT_RIGHT
#define WRONG VERDICT_WRONG
#define REVIEW VERDICT_REVIEW

static void test_choices(void **state) {
    (void)state;
    static const char prediction[] = "a prediction: making one earns its marks";
    const struct graded cases[] = {
        {"guess", "A", RIGHT, 1, prediction},
        {"guess", "b)", WRONG, 1, prediction},
        {"guess", "C", REVIEW, 0, "there is no option C"},
        {"guess", "A or B", REVIEW, 0, "more than one letter"},
        {"guess", "the first", REVIEW, 0, "not the letter of an option"},
        {"guess", " ", VERDICT_BLANK, 0, ""},
        {"why", "Answer: a", RIGHT, 1, ""},
        {"why", "B", WRONG, 0, "s1: Not so."},
    };
    GRADE_EACH(&f, grade_fixture_set(&f, "", ""), cases);
}

/* The key is 800, and 792 to 808 is within 1 % of it. */
static void test_numbers(void **state) {
    (void)state;
    const struct graded cases[] = {
        {"cost", "800", RIGHT, 2, ""},
        {"cost", "$0.8k", RIGHT, 2, ""},
        {"cost", "808", RIGHT, 2, ""},
        {"cost", "792", RIGHT, 2, ""},
        {"cost", "808.1", WRONG, 0, "1.01% above the key"},
        {"cost", "791", WRONG, 0, "1.1% below the key"},
        {"cost", "840", WRONG, 0, "5.0% above the key"},
        {"cost", "1500", WRONG, 0, "87.5% above the key"},
        {"cost", "1600", WRONG, 0, "2 times the key"},
        {"cost", "400", WRONG, 0, "2 times too small"},
        {"cost", "7", WRONG, 0, "114 times too small"}, /* 800 / 7 = 114.3 */
        {"cost", "-800", WRONG, 0, ""},                 /* no ratio says how far */
        {"cost", "0", WRONG, 0, ""},
        {"cost", "none", REVIEW, 0, "cannot be read (number): not one number"},
        {"cost", "700-900", REVIEW, 0, "cannot be read (range): a range, not one number"},
        {"cost", "8,00,0 $", REVIEW, 0, "cannot be read (grouping): its digits are grouped in an unusual way"},
        {"cost", "800 quux", REVIEW, 0, "cannot be read (unit): an unknown unit, or a suffix that does not fit"},
        {"hours", "24 km", REVIEW, 0, "cannot be read (dimension): a unit of something else"},
        {"hours", "1 day", RIGHT, 1, ""},
        {"hours", "1440 min", RIGHT, 1, ""},
        {"hours", "25", WRONG, 0, "4.2% above the key"}, /* 25 / 24 = 1.0417 */
        {"pairs", "2", RIGHT, 1, ""},
        {"pairs", "3", WRONG, 0, "50.0% above the key"},
    };
    GRADE_EACH(&f, grade_fixture_set(&f, "", ""), cases);
}

/* Of several ways to read a number the first decides, and another one that is right is for a person to see. With ten
 * pieces at 160 the cost is 1,600. */
static void test_readings(void **state) {
    (void)state;
    const struct graded thousand[] = {
        {"cost", "1,600", RIGHT, 2, ""},
        {"cost", "1.600", REVIEW, 0, "right if it is read as 1600 rather than 1.6"},
        {"cost", "1.700", WRONG, 0, "read as 1700: 6.3% above the key"}, /* 1.7 would be farther from it */
        {"cost", "1,700", WRONG, 0, "6.3% above the key"},
        {"cost", "1 600", RIGHT, 2, ""},
    };
    GRADE_EACH(&f, grade_fixture_set(&f, ",price,pieces", ",160,10"), thousand);
    const struct grade *grade = grade_fixture_grade(&f, grade_fixture_set(&f, ",price,pieces", ",160,10"),
                                                    (const char *const[]){"cost", "1.700", NULL}, NULL);
    const struct grade_entry *entry = grade_fixture_entry(&f, grade, "cost");
    assert_int_equal(entry->answer.count, 2);
    assert_true(entry->readings[0] == 1.7 && entry->readings[1] == 1700 && entry->likely == 1700);
}

/* The key is 20 %: of a bare number up to 1 both readings count. */
static void test_percentages(void **state) {
    (void)state;
    const struct graded cases[] = {
        {"part", "20", RIGHT, 1, ""},
        {"part", "20.1%", RIGHT, 1, ""},
        {"part", "1/5", RIGHT, 1, ""},
        {"part", "0.2%", WRONG, 0, "100 times too small"},
        {"part", "30", WRONG, 0, "50.0% above the key"},
        {"part", "0.3", WRONG, 0, "read as 30%: 50.0% above the key"},
        /* 1.25% is 16 times too small, 125% 6.25 times too large: that is nearer. */
        {"part", "1.25", WRONG, 0, "read as 125%: 6.25 times the key"},
    };
    const struct parameter_set *set = grade_fixture_set(&f, "", "");
    GRADE_EACH(&f, set, cases);
    const struct graded share = {"part", "0.2", REVIEW, 0, "right if it is read as 20% rather than 0.2%"};
    grade_fixture_check(
        grade_fixture_entry(&f, grade_fixture_grade(&f, set, (const char *const[]){"part", "0.2", NULL}, NULL), "part"),
        &share);
}

/* The key of the part is asked to three digits: 30 % of 130 % is 23.08 %, so that 23 has too few; pieces are exact. */
static void test_rounding(void **state) {
    (void)state;
    const struct graded cases[] = {
        {"part", "23.1", RIGHT, 1, ""},
        {"part", "23", RIGHT, 1, ""}, /* within 1 % all the same */
        {"part", "20", WRONG, 0, "13.3% below the key; rounded to 1 of the 3 significant digits asked for"},
        {"part", "24", WRONG, 0, "4.0% above the key"},
        {"pairs", "5", RIGHT, 1, ""},
    };
    GRADE_EACH(&f, grade_fixture_set(&f, ",rate,pieces", ",30%,10"), cases);
}

/* The budget of 400 is half of a cost of 800, and above one of 200. */
static void test_none(void **state) {
    (void)state;
    const struct graded there[] = {
        {"affordable", "50%", RIGHT, 1, ""},
        {"affordable", "none", WRONG, 0, "there is one"},
        {"affordable", "25%", WRONG, 0, "2 times too small"},
    };
    const struct graded absent[] = {
        {"affordable", "none", RIGHT, 1, ""},
        {"affordable", "none (> 100%)", RIGHT, 1, ""},
        {"affordable", "100%", WRONG, 0, "there is none"},
        {"affordable", "200", WRONG, 0, "there is none"},
        {"affordable", "?", REVIEW, 0, "cannot be read (number): not one number"},
    };
    GRADE_EACH(&f, grade_fixture_set(&f, "", ""), there);
    GRADE_EACH(&f, grade_fixture_set(&f, ",price", ",50"), absent);
}

/* A cost of 1,000 makes neither guess right; and answers below a misspelt heading wait for a person. */
static void test_set_aside(void **state) {
    (void)state;
    const struct parameter_set *set = grade_fixture_set(&f, ",price,pieces", ",250,4");
    const char *misnamed[ANSWERS_MOST] = {NULL};
    misnamed[lab_fixture_question(&f.lab, "cost")] = "csot";
    misnamed[lab_fixture_question(&f.lab, "guess")] = "gess";
    misnamed[lab_fixture_question(&f.lab, "fee")] = "feee";
    const struct grade *grade =
        grade_fixture_grade(&f, set, (const char *const[]){"guess", "A", "cost", "1000", NULL}, misnamed);
    const struct graded cases[] = {
        {"guess", "A", VERDICT_UNFIT, 0, "the set has no key: no option is right: Cost and Large tie at $1,000"},
        {"cost", "1000", REVIEW, 0, "not graded: its column is called “csot”"},
        {"fee", "", VERDICT_BLANK, 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        grade_fixture_check(grade_fixture_entry(&f, grade, cases[i].question), &cases[i]);
    assert_true(grade_fixture_entry(&f, grade, "guess")->out_of == 0);
    assert_int_equal(grade->reviews, 1);
    assert_true(grade->out_of == 13); /* of 14, without the guess */
    assert_true(grade->marks == 0);
}

/* Marks of a whole sheet add up. */
static void test_total(void **state) {
    (void)state;
    const char *const all[] = {"guess", "A",    "cost",  "800",        "fee", "200",   "total",
                               "1000",  "part", "20",    "affordable", "50%", "hours", "24",
                               "rest",  "12",   "pairs", "2",          "why", "A",     NULL};
    const struct grade *grade = grade_fixture_grade(&f, grade_fixture_set(&f, "", ""), all, NULL);
    assert_int_equal(grade->count, 10);
    assert_int_equal(grade->reviews, 0);
    assert_true(grade->marks == 14 && grade->out_of == 14);
    for (int i = 0; i < grade->count; i++)
        assert_int_equal(grade->entries[i].verdict, VERDICT_RIGHT);
}

/* Messages are in the language of the paper. */
static void test_german(void **state) {
    (void)state;
    struct grade_fixture german = grade_fixture_shop("de");
    const struct graded cases[] = {
        {"cost", "840", WRONG, 0, "5,0\u00A0% über der Lösung"},
        {"guess", "A oder B", REVIEW, 0, "mehr als ein Buchstabe"},
    };
    GRADE_EACH(&german, grade_fixture_set(&german, "", ""), cases);
    grade_fixture_free(&german);
}

/* A made-up grade has something of everything. */
static void test_trial(void **state) {
    (void)state;
    const struct parameter_set *set = grade_fixture_set(&f, "", "");
    const struct grade *grade = grade_trial(f.lab.arena, f.lab.lab, set, lab_fixture_key(&f.lab, set));
    assert_int_equal(grade->count, 10);
    for (int i = 0; i < grade->count; i++) {
        const struct grade_entry *entry = &grade->entries[i];
        const bool numeric = entry->question->kind == QUESTION_NUMERIC;
        assert_int_equal(entry->verdict, VERDICT_WRONG);
        assert_int_equal(entry->option, numeric ? -1 : 0);
        assert_int_equal(entry->answer.count, numeric);
        assert_ptr_equal(entry->mistake, entry->question->mistake_count ? entry->question->mistakes : NULL);
        assert_true(*entry->message);
    }
    assert_true(grade->marks == 0 && grade->out_of == 14);
}

static void test_blank(void **state) {
    (void)state;
    static const char *const blanks[] = {"", "  ", "\t\n", "\u00A0", "\u200B"}, *const others[] = {"-", "0", "x",
                                                                                                   "\xff"};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (!grade_is_blank(blanks[i]))
            fail_msg("blank %zu is not", i);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(grade_is_blank(others[i]));
    grade_close(NULL); /* is accepted */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_choices, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_numbers, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_readings, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_percentages, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_rounding, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_none, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_set_aside, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_total, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test(test_german),
        cmocka_unit_test_setup_teardown(test_trial, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test(test_blank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
