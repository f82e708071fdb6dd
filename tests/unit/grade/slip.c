/* What somebody did the same way in several answers is one finding. Keys: cost 800, fee 200, total 1,000 $; part 20 %,
 * affordable 50 %; hours 24, rest 12. Each slip below is a power of ten or a unit of time by definition. */
#include "grade_shop.h"

enum { PAIRS_MOST = 8 };

/* A sheet, and what comes out for its answers: the question that begins the finding (NULL: there is none), and why. */
struct sheet {
    const char *what, *written[2 * PAIRS_MOST];
    const char *first, *message;
    const char *in; /* the questions of the finding, with spaces between them */
};

static bool names(const char *list, const char *name) {
    const char *at = strstr(list, name);
    return at && strchr(" ", at[strlen(name)]);
}

static void test_slips(void **state) {
    (void)state;
    static const struct sheet sheets[] = {
        {"thousands", {"cost", "0.8", "fee", "0.2", "total", "1"}, "cost", "all in thousands?", "cost fee total"},
        {"millions", {"cost", "0.0008", "total", "0.001"}, "cost", "all in millions?", "cost total"},
        {"billions", {"fee", "2e-7", "total", "1e-6"}, "fee", "all in billions?", "fee total"},
        {"one is right", {"cost", "800", "fee", "0.2", "total", "1"}, "fee", "several in thousands?", "fee total"},
        {"one alone is none", {"cost", "0.8"}, NULL, NULL, ""},
        {"one of three is none", {"cost", "0.8", "fee", "200", "total", "1000"}, NULL, NULL, ""},
        {"two and two others", {"cost", "0.8", "fee", "0.2", "total", "7"}, "cost", "all in thousands?", "cost fee"},
        {"a suffix says it", {"cost", "0.0008k", "fee", "0.0002k"}, NULL, NULL, ""},
        {"shares",
         {"part", "0.2", "affordable", "0.5"},
         "part",
         "all as shares of 1, not as percentages?",
         "part affordable"},
        {"a share with its sign", {"part", "0.2%", "affordable", "0.5%"}, NULL, NULL, ""},
        {"minutes", {"hours", "1440", "rest", "720"}, "hours", "all in minutes?", "hours rest"},
        {"seconds", {"hours", "86400", "rest", "43200"}, "hours", "all in seconds?", "hours rest"},
        {"days", {"hours", "1", "rest", "0.5"}, "hours", "all in days?", "hours rest"},
        {"weeks", {"hours", "0.142857", "rest", "0.0714286"}, "hours", "all in weeks?", "hours rest"},
        {"a unit says it", {"hours", "1440 h", "rest", "720 h"}, NULL, NULL, ""},
        {"hours are no slip", {"hours", "24", "rest", "13"}, NULL, NULL, ""},
        {"two kinds",
         {"cost", "0.8", "fee", "0.2", "hours", "1440", "rest", "720"},
         "cost",
         "all in thousands?",
         "cost fee"},
    };
    const struct parameter_set *set = grade_fixture_set(&f, "", "");
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
        const struct sheet *sheet = &sheets[i];
        const struct grade *grade = grade_fixture_grade(&f, set, sheet->written, NULL);
        const int first = sheet->first ? lab_fixture_question(&f.lab, sheet->first) : -1;
        for (int q = 0; q < grade->count; q++) {
            const struct grade_entry *entry = &grade->entries[q];
            const bool is_in = names(sheet->in, entry->question->name);
            if (is_in ? entry->slip != first + 1 || entry->verdict != VERDICT_REVIEW || entry->marks != 0 ||
                            strcmp(entry->message, sheet->message) != 0
                      : entry->slip && (first < 0 || entry->slip == first + 1))
                fail_msg("%s: %s has slip %d, %s, '%s'", sheet->what, entry->question->name, entry->slip,
                         words_verdict_name(entry->verdict), entry->message);
        }
    }
}

/* What undoes a slip is known of all its answers, and the reading that is then right is the likely one. */
static void test_undone(void **state) {
    (void)state;
    const struct grade *grade = grade_fixture_grade(
        &f, grade_fixture_set(&f, "", ""),
        (const char *const[]){"cost", "0.8", "fee", "0.2", "total", "7", "hours", "1440", "rest", "720", NULL}, NULL);
    assert_true(grade_fixture_entry(&f, grade, "cost")->undone == 1000);
    assert_true(grade_fixture_entry(&f, grade, "cost")->likely == 0.8);
    assert_true(grade_fixture_entry(&f, grade, "total")->undone == 1000); /* of the kind, though wrong without it too */
    assert_int_equal(grade_fixture_entry(&f, grade, "total")->slip, 0);
    assert_int_equal(grade_fixture_entry(&f, grade, "total")->verdict, VERDICT_WRONG);
    assert_int_equal(grade_fixture_entry(&f, grade, "rest")->slip, lab_fixture_question(&f.lab, "hours") + 1);
    assert_true(grade_fixture_entry(&f, grade, "part")->undone == 1);
    assert_int_equal(grade->reviews, 4);
}

/* On a paper with decimal points 24,000 is 24 thousand first, and 24 second. */
static void test_sign(void **state) {
    (void)state;
    const struct grade *grade =
        grade_fixture_grade(&f, grade_fixture_set(&f, "", ""),
                            (const char *const[]){"cost", "800,000", "hours", "24,000", "rest", "12,000", NULL}, NULL);
    static const char *const of[] = {"cost", "hours", "rest"};
    static const double meant[] = {800, 24, 12};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        const struct grade_entry *entry = grade_fixture_entry(&f, grade, of[i]);
        assert_int_equal(entry->verdict, VERDICT_REVIEW);
        assert_string_equal(entry->message, "all with the other decimal sign?");
        assert_true(entry->likely == meant[i] && entry->undone == 1);
        assert_int_equal(entry->slip, lab_fixture_question(&f.lab, "cost") + 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_slips, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_undone, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_sign, grade_fixture_set_up, grade_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
