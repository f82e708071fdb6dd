/* Templates that are filled after grading: what they know of a person's answers, and of a class. Marks and figures are
 * those of the shop, by hand. */
#include "fill_fixture.h"
#include "grade_shop.h"

static struct arena *arena;

static int set_up(void **state) {
    grade_fixture_set_up(state);
    arena = f.lab.arena;
    return 0;
}

/* What a body becomes for one person. */
static const char *for_person(const char *body, const char *const *written) {
    struct parameter_set *set = grade_fixture_set(&f, ",name", ",Ann Ames");
    const struct fill_row row = {set, lab_fixture_key(&f.lab, set), grade_fixture_grade(&f, set, written, NULL)};
    return fill_fixture_filled(&f, "audience: instructor", body, &(struct fill_subject){.rows = &row, .count = 1},
                               true);
}

static void test_person(void **state) {
    (void)state;
    static const char *const written[] = {"guess", "B",     "cost", "900",   "fee", "225", "total", "600", "part",
                                          "0.2",   "hours", "24 h", "pairs", "**",  "why", "B",     NULL};
    /* 1 for the guess, 0.5 for the fee that follows, 1 for the hours; the part and the pairs wait. */
    static const struct filling fillings[] = {
        {"{{grade.marks}} of {{grade.out_of}}", "2.5 of 14"},
        {"{{#grade.review}}{{grade.review}} wait{{/grade.review}}{{^grade.review}}none{{/grade.review}}", "2 wait"},
        {"{{grade.share | percent 1}}", "17.9%"}, /* 2.5 / 14 = 0.1786 */
        {"{{#question.cost}}{{#answer}}{{written}}: {{verdict}}, {{marks}} of {{out_of}}. "
         "{{message}}{{/answer}}{{/question.cost}}",
         "900: wrong, 0 of 2. 12.5% above the key"},
        {"{{#question.fee}}{{#answer}}{{#follows}}follows, {{marks}}{{/follows}}{{/answer}}{{/question.fee}}",
         "follows, 0.5"},
        {"{{#question.cost}}{{#answer}}{{#follows}}follows{{/follows}}{{^follows}}not{{/follows}}{{/answer}}{{/"
         "question.cost}}",
         "not"},
        {"{{#question.total}}{{#answer}}{{#mistake}}{{mistake}}{{/mistake}}{{/answer}}{{/question.total}}",
         "You subtracted."},
        {"{{#question.cost}}{{#answer}}{{#mistake}}yes{{/mistake}}{{^mistake}}no{{/mistake}}{{/answer}}{{/"
         "question.cost}}",
         "no"},
        {"{{#question.hours}}{{#answer}}{{reading}} "
         "{{#right}}right{{/right}}{{#wrong}}wrong{{/wrong}}{{/answer}}{{/question.hours}}",
         "24 right"},
        {"{{#question.part}}{{#answer}}{{#review}}review{{/review}}{{#blank}}blank{{/blank}}{{/answer}}{{/"
         "question.part}}",
         "review"},
        {"{{#question.rest}}{{#answer}}{{#review}}review{{/review}}{{#blank}}blank{{/blank}}{{#unfit}}unfit{{/"
         "unfit}}{{/answer}}{{/question.rest}}",
         "blank"},
        {"{{#question.why}}{{#answer}}{{#option}}{{letter}}: {{text}}. "
         "{{feedback}}{{/option}}{{/answer}}{{/question.why}}",
         "B: two. Not so."},
        {"{{#question.guess}}{{#answer}}{{#unscored}}unscored{{/unscored}}{{#decided}}decided{{/decided}}{{/answer}}{{/"
         "question.guess}}",
         "unscored"},
        {"{{#question.why}}{{#answer}}{{#unscored}}unscored{{/unscored}}{{^unscored}}scored{{/unscored}}{{/answer}}{{/"
         "question.why}}",
         "scored"},
        {"{{#questions}}{{#answer}}{{#option}}{{letter}} {{/option}}{{/answer}}{{/questions}}", "B B "},
        {"{{#questions}}{{#key}}{{#option}}{{letter}} {{/option}}{{/key}}{{/questions}}", "A A "},
        {"{{#questions}}{{#answer}}{{marks}} {{/answer}}{{/questions}}", "1 0 0.5 0 0 0 1 0 0 0 "},
    };
    for (size_t i = 0; i < sizeof fillings / sizeof *fillings; i++) {
        const char *found = for_person(fillings[i].body, written);
        if (strcmp(found, fillings[i].becomes) != 0)
            fail_msg("%s\nbecame %s\nnot    %s", fillings[i].body, found, fillings[i].becomes);
    }
    /* The range around the key, one number where the tolerance is 0, and none where the key has none; by default 1 %:
     * 792 to 808 of 800. */
    static const struct filling accepted[] = {
        {"{{#question.cost}}{{#accept_range}}{{accept_from}} to {{/accept_range}}{{accept_to}}{{/question.cost}}",
         "$792 to $808"},
        {"{{#question.pairs}}{{#accept_range}}{{accept_from}} to {{/accept_range}}{{accept_to}}{{/question.pairs}}",
         "2"},
        {"{{#question.why}}{{#accept_range}}{{accept_from}}{{/accept_range}}{{/question.why}}", ""},
        /* The model has the lab's name: its list has nothing of the lab's own. */
        {"{{#shop}}{{#constants}}{{name}} {{/constants}}{{/shop}}", "budget whole hours_each "},
    };
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++)
        assert_string_equal(for_person(accepted[i].body, written), accepted[i].becomes);
    /* A doubt is told to whose answer it is, not asked as of a grader. */
    static const char *const slips[] = {"cost", "0.8", "fee", "0.2", "part", "0.2", "affordable", "0.5", NULL};
    assert_string_equal(for_person("{{#question.cost}}{{#answer}}{{message}}{{/answer}}{{/question.cost}}", slips),
                        "answers of this kind may be written in thousands");
    assert_string_equal(for_person("{{#question.part}}{{#answer}}{{message}}{{/answer}}{{/question.part}}", slips),
                        "answers of this kind may be written as shares of 1, not as percentages");
    /* What somebody wrote cannot become markup. */
    assert_string_equal(
        for_person("{{#question.pairs}}{{#answer}}*{{written}}*{{/answer}}{{/question.pairs}}", written), "***"
                                                                                                          "*");
}

static void test_unknown(void **state) {
    (void)state;
    static const struct filling fillings[] = {
        {"{{grade.mark}}", "error: "},
        {"{{#question.cost}}{{#answer}}{{verdit}}{{/answer}}{{/question.cost}}",
         "unknown name 'verdit'; did you mean 'verdict'?"},
        {"{{class.mean}}", "error: "},
    };
    for (size_t i = 0; i < sizeof fillings / sizeof *fillings; i++) {
        const char *found = for_person(fillings[i].body, (const char *const[]){NULL});
        if (!strstr(found, fillings[i].becomes))
            fail_msg("%s\nsaid %s", fillings[i].body, found);
    }
}

/* Three sheets: all of the guess, cost and reason; the guess and a known mistake; nothing but two letters. */
static const struct grade_class_figures *figures_of(void) {
    static const char *const sheets[][9] = {{"guess", "A", "cost", "800", "why", "A", NULL},
                                            {"guess", "B", "cost", "204", "why", "B", NULL},
                                            {"why", "A or B", NULL}};
    struct grade_statistics *statistics = grade_statistics_new(arena, f.lab.lab);
    const struct parameter_sets *sets = lab_fixture_sets(&f.lab, "id,name,scenario\na,Ann,\nb,Bo,low\nc,Cy,\n");
    for (size_t i = 0; i < 3; i++)
        grade_statistics_add(statistics, grade_fixture_grade(&f, lab_fixture_set(&f.lab, sets, i), sheets[i], NULL));
    lab_fixture_said(&f.lab);
    return grade_statistics_compute(statistics);
}

static const char *for_figures(const char *body, const struct grade_class_figures *figures) {
    return fill_fixture_filled(&f, "audience: instructor\nfor: class", body, &(struct fill_subject){.figures = figures},
                               true);
}

static void test_class(void **state) {
    (void)state;
    /* Marks 1 + 2 + 1 = 4, 1 and 0 of 14 each: shares 28.6, 7.1 and 0 %, their mean 11.9 %, deviation 14.9 %. */
    static const struct filling fillings[] = {
        {"{{class.sheets}} {{class.scored}}", "3 3"},
        {"{{class.mean | percent 1}} {{class.median | percent 1}} {{class.deviation | percent 1}}", "11.9% 7.1% 14.9%"},
        {"{{class.lowest | percent 1}} {{class.highest | percent 1}}", "0.0% 28.6%"},
        {"{{class.right}} {{class.wrong}} {{class.review}} {{class.blank}} {{class.unfit}}", "3 3 1 23 0"},
        {"{{#class}}{{#empty}}{{empty}} empty{{/empty}}{{^empty}}none empty{{/empty}}{{/class}}", "none empty"},
        {"{{#class}}{{#small}}small{{/small}}{{/class}}", "small"},
        {"{{#class.bands}}{{from | percent 0}}-{{to | percent 0}}: {{sheets}}, {{share | percent 0}}; "
         "{{/class.bands}}",
         "0%-10%: 2, 67%; 10%-20%: 0, 0%; 20%-30%: 1, 33%; 30%-40%: 0, 0%; 40%-50%: 0, 0%; 50%-60%: 0, 0%; 60%-70%: 0, "
         "0%; "
         "70%-80%: 0, 0%; 80%-90%: 0, 0%; 90%-100%: 0, 0%; "},
        {"{{#class.questions}}{{number}}{{title}} {{right}}{{wrong}}{{review}}{{blank}}, {{/class.questions}}",
         "1Guess 1101, 2Cost 1101, 3Fee 0003, 4Total 0003, 5Part 0003, 6Affordable 0003, 7Hours 0003, 8Rest 0003, "
         "9Pairs "
         "0003, 10Why 1110, "},
        {"{{#class.questions}}{{#right_share}}{{name}} {{right_share | percent 0}} {{marks_share | percent 0}} "
         "{{follows}}{{counted}}, "
         "{{/right_share}}{{/class.questions}}",
         "guess 33% 67% 03, cost 33% 33% 03, fee 0% 0% 03, total 0% 0% 03, part 0% 0% 03, affordable 0% 0% 03, hours "
         "0% 0% 03, "
         "rest 0% 0% 03, pairs 0% 0% 03, why 50% 33% 02, "},
        {"{{#class.questions}}{{#options}}{{letter}} {{text}} {{chosen}}{{chosen_right}}{{keyed}} {{share | percent "
         "0}}, "
         "{{/options}}{{/class.questions}}",
         "A less 113 50%, B more 100 50%, A one 113 50%, B two 100 50%, "},
        {"{{#class.questions}}{{^discrimination}}{{remark}}, {{/discrimination}}{{/class.questions}}",
         "none is right, none is right, none is right, none is right, none is right, none is right, none is right, "
         "fewer than three "
         "sheets, "},
        {"{{#class}}{{wrong_methods}}: {{#mistakes}}{{number}} {{title}}: {{name}}, {{text}} {{count}}, {{share | "
         "percent "
         "0}}{{/mistakes}}{{/class}}",
         "1: 2 Cost: added, You added. They multiply. 1, 100%"},
        {"{{#class.reviews}}{{number}} {{title}}: {{person}} ({{id}}) wrote {{written}}: {{message}}{{/class.reviews}}",
         "10 Why: Cy (c) wrote A or B: more than one letter"},
        {"{{#class}}{{review_needed}}{{#reviews_left}}more{{/reviews_left}}{{/class}}", "1"},
    };
    const struct grade_class_figures *figures = figures_of();
    for (size_t i = 0; i < sizeof fillings / sizeof *fillings; i++) {
        const char *found = for_figures(fillings[i].body, figures);
        if (strcmp(found, fillings[i].becomes) != 0)
            fail_msg("%s\nbecame %s\nnot    %s", fillings[i].body, found, fillings[i].becomes);
    }
}

/* The chart of the scores has a bar for each band. */
static void test_scores(void **state) {
    (void)state;
    const char *found = for_figures("![The scores](chart:class_scores)\n", figures_of());
    assert_non_null(strstr(found, "chart:class_scores"));
    found = for_figures("![](chart:clas_scores)\n", figures_of());
    assert_non_null(strstr(found, "error: "));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_person, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_unknown, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_class, set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_scores, set_up, grade_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
