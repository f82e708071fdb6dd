/* The figures of a class, compared with sums done by hand. */
#include "grade/grade.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { QUESTIONS = 3, OPTIONS = 2, MOST = 8 };

#define assert_near(value, wanted, within) assert_true(fabs((value) - (wanted)) <= (within))

static struct arena *arena;
static struct lab_question questions[QUESTIONS];
static struct lab_option options[OPTIONS];
static struct lab_mistake mistakes[1];
static struct lab lab;
static struct parameter_set set = {.id = "s", .name = "S", .scenario = ""};

/* Three questions of one mark each: the first a choice of A and B, the last with a known wrong method. */
static int set_up(void **state) {
    (void)state;
    arena = arena_new();
    options[0] = (struct lab_option){.letter = "A"};
    options[1] = (struct lab_option){.letter = "B"};
    mistakes[0] = (struct lab_mistake){.name = "forgot"};
    for (int i = 0; i < QUESTIONS; i++)
        questions[i] = (struct lab_question){.name = "q", .title = "Q", .kind = QUESTION_NUMERIC, .marks = 1};
    questions[0].kind = QUESTION_REFLECTION;
    questions[0].options = options;
    questions[0].option_count = OPTIONS;
    questions[2].mistakes = mistakes;
    questions[2].mistake_count = 1;
    lab = (struct lab){.name = "x", .title = "X", .questions = questions, .question_count = QUESTIONS};
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

/* Adds a sheet, with a letter for each question: r(ight), w(rong), m (wrong by the known method), f (wrong, half a mark
 * for following), ?(review), .(blank), u(nfit). On the first question option A is right. */
static void add(struct grade_statistics *statistics, const char *letters) {
    struct grade_entry entries[QUESTIONS] = {0};
    struct key_entry keys[QUESTIONS] = {0};
    struct grade grade = {.set = &set, .entries = entries, .count = QUESTIONS};
    for (int i = 0; i < QUESTIONS; i++) {
        char letter = letters[i];
        struct grade_entry *entry = &entries[i];
        keys[i] = (struct key_entry){.question = &questions[i], .right = i == 0 && letter != 'u' ? 0 : -1};
        *entry = (struct grade_entry){.question = &questions[i],
                                      .key = &keys[i],
                                      .written = "text",
                                      .option = -1,
                                      .out_of = letter != 'u',
                                      .message = "why"};
        entry->verdict = letter == 'r'                    ? VERDICT_RIGHT
                         : letter == '?' || letter == 's' ? VERDICT_REVIEW
                         : letter == '.'                  ? VERDICT_BLANK
                         : letter == 'u'                  ? VERDICT_UNFIT
                                                          : VERDICT_WRONG;
        entry->marks = letter == 'r' ? 1 : letter == 'f' ? 0.5 : 0;
        entry->follows = letter == 'f';
        entry->slip = letter == 's'; /* that of the first answer */
        entry->mistake = letter == 'm' || letter == 'f' ? mistakes : NULL;
        if (i == 0 && (letter == 'r' || letter == 'w'))
            entry->option = letter == 'w';
    }
    grade_statistics_add(statistics, &grade);
}

static const struct grade_class_figures *figures_of(const char *const *sheets) {
    struct grade_statistics *statistics = grade_statistics_new(arena, &lab);
    for (int i = 0; sheets[i]; i++)
        add(statistics, sheets[i]);
    return grade_statistics_compute(statistics);
}

static void test_counts(void **state) {
    (void)state;
    const char *const sheets[] = {"rrr", "wrm", "w.f", "?ww", "...", "urr", NULL};
    const struct grade_class_figures *figures = figures_of(sheets);
    assert_int_equal(figures->sheets, 6);
    assert_int_equal(figures->scored, 6);
    assert_int_equal(figures->empty, 1);
    const size_t all[VERDICTS] = {6, 6, 1, 4, 1}; /* right, wrong, review, blank, unfit */
    assert_memory_equal(figures->counts, all, sizeof all);
    const size_t first[VERDICTS] = {1, 2, 1, 1, 1};
    assert_memory_equal(figures->questions[0].counts, first, sizeof first);
    assert_int_equal(figures->questions[0].counted, 4);
    assert_near(figures->questions[0].right_share, 0.25, 1e-15);
    assert_int_equal(figures->questions[2].follows, 1);
    /* 1 + 0 + 0.5 + 0 + 0 + 1 of 6 */
    assert_near(figures->questions[2].marks_share, 2.5 / 6, 1e-15);
    assert_int_equal(figures->review_count, 1);
    assert_ptr_equal(figures->reviews[0].question, &questions[0]);
    assert_string_equal(figures->reviews[0].written, "text");
}

/* Answers with one slip are one finding, but as many answers to review. */
static void test_slips(void **state) {
    (void)state;
    const char *const sheets[] = {"sss", "?r?", NULL};
    const struct grade_class_figures *figures = figures_of(sheets);
    assert_int_equal(figures->counts[VERDICT_REVIEW], 5);
    assert_int_equal(figures->review_count, 5);
    const int of[] = {0, 0, 1, 2, 2};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        assert_ptr_equal(figures->reviews[i].question, &questions[of[i]]);
}

static void test_options_and_mistakes(void **state) {
    (void)state;
    const char *const sheets[] = {"rrr", "wrm", "w.f", "wrm", "?ww", "urr", NULL};
    const struct grade_question_figures *first = figures_of(sheets)->questions;
    assert_int_equal(first->options[0].chosen, 1);
    assert_int_equal(first->options[0].chosen_right, 1);
    assert_int_equal(first->options[0].keyed, 5); /* all but the unfit sheet */
    assert_int_equal(first->options[1].chosen, 3);
    assert_int_equal(first->options[1].chosen_right, 0);
    assert_near(first->options[1].share, 0.75, 1e-15);
    const struct grade_mistake_figures *mistake = first[2].mistakes;
    assert_int_equal(mistake->count, 2);     /* not the one that follows from an earlier answer */
    assert_near(mistake->share, 0.5, 1e-15); /* of four wrong answers */
}

/* The second question, right (1) or not, against the share of the marks on the two others:
 *   right 1 1 0 0,  others 1, 1/2, 1/2, 0.
 * Means 1/2 and 1/2; products of deviations 1/4 + 0 + 0 + 1/4 = 1/2; squares 1 and 1/2.
 * r = (1/2) / sqrt(1 * 1/2) = sqrt(1/2). */
static void test_discrimination(void **state) {
    (void)state;
    const char *const sheets[] = {"rrr", "rrw", "rww", "www", NULL};
    const struct grade_question_figures *question = &figures_of(sheets)->questions[1];
    assert_int_equal(question->no_discrimination, HAS_DISCRIMINATION);
    assert_near(question->discrimination, sqrt(0.5), 1e-12);
    /* Reversed, it is negative. */
    const char *const turned[] = {"rwr", "rww", "rrw", "wrw", NULL};
    assert_near(figures_of(turned)->questions[1].discrimination, -sqrt(0.5), 1e-12);
    /* It leaves out sheets without a key or whose answer waits for a person; pending answers to the other questions do
     * not count as zero. */
    const char *const more[] = {"rrr", "rrw", "rww", "www", "r?r", "wur", NULL};
    assert_near(figures_of(more)->questions[1].discrimination, sqrt(0.5), 1e-12);
    const char *const pending[] = {"?rr", "rrw", "rww", "?ww", NULL}; /* others: 1, 1/2, 1/2, 0 again */
    assert_near(figures_of(pending)->questions[1].discrimination, sqrt(0.5), 1e-12);
}

static void test_no_discrimination(void **state) {
    (void)state;
    const char *const one[] = {"rrr", NULL}, *const right[] = {"wrr", "rrr", "rrw", NULL},
                      *const none[] = {"www", "rwr", "r.w", NULL}, *const same[] = {"rrw", "rww", "wrr", NULL},
                      *const reviewed[] = {"?rr", "?rr", "?wr", NULL};
    assert_int_equal(figures_of(one)->questions[1].no_discrimination, NO_DISCRIMINATION_FEW);
    assert_int_equal(figures_of(right)->questions[1].no_discrimination, NO_DISCRIMINATION_ALL);
    assert_int_equal(figures_of(none)->questions[1].no_discrimination, NO_DISCRIMINATION_NONE);
    assert_int_equal(figures_of(same)->questions[1].no_discrimination, NO_DISCRIMINATION_SAME);
    assert_int_equal(figures_of(reviewed)->questions[0].no_discrimination, NO_DISCRIMINATION_FEW);
    assert_true(isnan(figures_of(reviewed)->questions[0].right_share));
    assert_true(isnan(figures_of(one)->questions[1].discrimination));
}

/* Shares 1, 2/3, 1/3, 0: mean 1/2; squares 1/4 + 1/36 + 1/36 + 1/4 = 5/9, over 3: 5/27. */
static void test_scores(void **state) {
    (void)state;
    const char *const sheets[] = {"rrr", "rrw", "rww", "www", NULL};
    const struct grade_class_figures *figures = figures_of(sheets);
    assert_near(figures->mean, 0.5, 1e-15);
    assert_near(figures->median, 0.5, 1e-15);
    assert_near(figures->deviation, sqrt(5.0 / 27), 1e-15);
    assert_near(figures->lowest, 0, 0);
    assert_near(figures->highest, 1, 0);
    const size_t counts[SCORE_BANDS] = {1, 0, 0, 1, 0, 0, 1, 0, 0, 1}; /* 1 is in the last band */
    for (int i = 0; i < SCORE_BANDS; i++)
        assert_int_equal(figures->bands[i].count, counts[i]);
    assert_near(figures->bands[9].share, 0.25, 0);
    assert_near(figures->bands[3].from, 0.3, 0);
    assert_near(figures->bands[3].to, 0.4, 0);
}

static void test_nothing(void **state) {
    (void)state;
    const char *const nobody[] = {NULL}, *const blank[] = {"...", NULL}, *const unfit[] = {"uuu", "uuu", NULL};
    const struct grade_class_figures *figures = figures_of(nobody);
    assert_int_equal(figures->sheets, 0);
    assert_true(isnan(figures->mean) && isnan(figures->median) && isnan(figures->deviation));
    assert_true(isnan(figures->bands[0].share));
    figures = figures_of(blank);
    assert_int_equal(figures->empty, 1);
    assert_near(figures->mean, 0, 0);
    assert_true(isnan(figures->deviation)); /* one sheet has none */
    assert_near(figures->questions[0].right_share, 0, 0);
    assert_true(isnan(figures->questions[0].options[0].share));
    assert_true(isnan(figures->questions[2].mistakes[0].share));
    figures = figures_of(unfit);
    assert_int_equal(figures->scored, 0);
    assert_int_equal(figures->empty, 0);
    assert_true(isnan(figures->highest));
    assert_true(isnan(figures->questions[1].right_share) && isnan(figures->questions[1].marks_share));
}

/* 0.1 + 0.2 is above 0.3 and 0.7 + 0.1 below 0.8 in doubles: sums of marks fall into the band of their decimal. */
static void test_band_edges(void **state) {
    (void)state;
    struct grade_statistics *statistics = grade_statistics_new(arena, &lab);
    struct key_entry key = {.right = -1};
    struct grade_entry entries[QUESTIONS] = {0};
    const double marks[QUESTIONS] = {0.7, 0.1, 0};
    questions[1].marks = questions[2].marks = 0;
    for (int i = 0; i < QUESTIONS; i++)
        entries[i] = (struct grade_entry){.question = &questions[i],
                                          .key = &key,
                                          .option = -1,
                                          .marks = marks[i],
                                          .out_of = i == 0,
                                          .verdict = VERDICT_RIGHT};
    grade_statistics_add(statistics, &(struct grade){.set = &set, .entries = entries, .count = QUESTIONS});
    assert_int_equal(grade_statistics_compute(statistics)->bands[8].count, 1);
}

/* All findings are counted, and the first of them listed, by question. */
static void test_many_reviews(void **state) {
    (void)state;
    struct grade_statistics *statistics = grade_statistics_new(arena, &lab);
    for (int i = 0; i < REVIEWS_LISTED - 1; i++)
        add(statistics, "?r?");
    for (int i = 0; i < 300; i++)
        add(statistics, "rr?");
    const struct grade_class_figures *figures = grade_statistics_compute(statistics);
    assert_int_equal(figures->review_count, 2 * (REVIEWS_LISTED - 1) + 300);
    for (int i = 0; i < REVIEWS_LISTED; i++)
        assert_ptr_equal(figures->reviews[i].question, &questions[i < REVIEWS_LISTED - 1 ? 0 : 2]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_options_and_mistakes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_discrimination, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_discrimination, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_scores, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_band_edges, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_slips, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_reviews, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
