/* Each input low and high, and the inputs sorted by their effect. The swing is 10 %, hours are whole:
 *
 *   input      low, high     rent (20)   buy (20)
 *   price      1.8, 2.2      18, 22      20, 20
 *   hours      9, 11         18, 22      19.5, 20.5
 *   rebate     45, 55 %      20, 20      20, 20
 *   fixed      13.5, 16.5    20, 20      18.5, 21.5
 *   running    0.45, 0.55    20, 20      19.5, 20.5 */
#include "blocks_fixture.h"

#define SENSITIVITY                                                                                                    \
    "# Swings\n\n```sensitivity\nname: totals\noutputs: {To rent: rent, To buy: buy}\nswing: swing\ntolerance: "       \
    "slack\n"                                                                                                          \
    "except: [swing, slack]\n```\n\n"
#define RANKING "# Ranks\n\n```ranking\ntotals\n```\n\n"
#define TORNADO "# Tornado\n\n```tornado\ntotals\n```\n\n"
#define CHOICE "```choice\ntotals\n```\n\n"

static void inputs_swing_by_their_share(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS SENSITIVITY);
    char *sheet = sheet_xml(f, 3);
    static const struct {
        const char *label;
        double low, high;
        const char *note;
    } inputs[] = {{"Price", 1.8, 2.2, ""},          {"Hours", 9, 11, ""},
                  {"Rebate", 0.45, 0.55, ""},       {"Fixed cost", 13.5, 16.5, ""},
                  {"Running cost", 0.45, 0.55, ""}, {"Unused", 6.3, 7.7, ""},
                  {"Swing", 0.1, 0.1, "fixed"},     {"Slack", 0.01, 0.01, "fixed"}};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        const int row = row_of(f, sheet, inputs[i].label, 1);
        assert_number(f, sheet, at(f, 'C', row), inputs[i].low);
        assert_number(f, sheet, at(f, 'D', row), inputs[i].high);
        const char *note = cell_words(f, sheet, at(f, 'E', row));
        assert_string_equal(note ? note : "", inputs[i].note);
    }
    assert_number(f, sheet, at(f, 'C', row_of(f, sheet, "Price, as it is", 1)), 2);
}

/* The second and third tables: the outputs with each input low, then high. */
static void outputs_follow(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS SENSITIVITY);
    char *sheet = sheet_xml(f, 3);
    static const struct {
        const char *label;
        double low[2], high[2];
    } results[] = {{"Price", {18, 20}, {22, 20}},
                   {"Hours", {18, 19.5}, {22, 20.5}},
                   {"Rebate", {20, 20}, {20, 20}},
                   {"Fixed cost", {20, 18.5}, {20, 21.5}},
                   {"Running cost", {20, 19.5}, {20, 20.5}},
                   {"Swing", {20, 20}, {20, 20}}};
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        for (int end = 0; end < 2; end++) {
            const int row = row_of(f, sheet, results[i].label, 2 + end);
            const double *wanted = end ? results[i].high : results[i].low;
            assert_number(f, sheet, at(f, 'C', row), wanted[0]);
            assert_number(f, sheet, at(f, 'D', row), wanted[1]);
        }
    const int base = row_of(f, sheet, "As they stand", 1);
    for (int i = 0; i < 2; i++) {
        assert_number(f, sheet, at(f, (char)('C' + i), base), 20);
        assert_number(f, sheet, at(f, (char)('C' + i), base + 1), 20); /* again with the first input */
    }
    assert_number(f, sheet, at(f, 'B', row_of(f, sheet, "Sorted by the one at this place", 1)), 1);
    name_leads(f, "totals_swing");
    name_leads(f, "totals_low_sums");
    name_leads(f, "totals_high_sums");
    assert_string_equal(name_leads(f, "totals_base"),
                        arena_printf(f->arena, "'Swings'!$C$%d:$D$%d", base + 1, base + 1));
}

/* An input stays within its bounds, and says so; one of 0 swings by a share of its range. */
static void swings_end_at_bounds(void **state) {
    struct fixture *f = *state;
    f->sets[0] = blocks_set(f, "now", 3, 0, 1);
    must_write(f, INPUTS EQUATIONS SENSITIVITY);
    char *sheet = sheet_xml(f, 3);
    static const struct {
        const char *label;
        double low, high;
        const char *note;
    } inputs[] = {
        {"Price", 2.7, 3, "at its bound"}, {"Hours", 0, 10, "at its bound"}, {"Rebate", 0.9, 1, "at its bound"}};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        const int row = row_of(f, sheet, inputs[i].label, 1);
        assert_number(f, sheet, at(f, 'C', row), inputs[i].low);
        assert_number(f, sheet, at(f, 'D', row), inputs[i].high);
        assert_words(f, sheet, at(f, 'E', row), inputs[i].note);
    }
}

/* Rent swings by 4 $ with the price and the hours, the first of them first. Buying swings by 3 $ with the fixed cost,
 * by 1 $ with hours and running cost. */
static void check_ranks(struct fixture *f, char *sheet, int output) {
    static const struct {
        const char *label;
        double low, high;
    } ranks[2][3] = {{{"Price", -2, 2}, {"Hours", -2, 2}, {NULL, 0, 0}},
                     {{"Fixed cost", -1.5, 1.5}, {"Hours", -0.5, 0.5}, {"Running cost", -0.5, 0.5}}};
    const int head = row_of(f, sheet, "Input, by its effect", 1);
    for (int i = 0; i < 3 && ranks[output][i].label; i++) {
        const int row = head + 1 + i;
        assert_words(f, sheet, at(f, 'A', row), ranks[output][i].label);
        assert_number(f, sheet, at(f, 'B', row), 1 + i);
        assert_number(f, sheet, at(f, 'D', row), ranks[output][i].low);
        assert_number(f, sheet, at(f, 'E', row), ranks[output][i].high);
        assert_number(f, sheet, at(f, 'F', row), ranks[output][i].high - ranks[output][i].low);
    }
}

static void inputs_are_ranked(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS SENSITIVITY RANKING TORNADO);
    char *ranks = sheet_xml(f, 4), *tornado = sheet_xml(f, 5);
    check_ranks(f, ranks, 0);
    assert_words(f, ranks, "A3", "Effect on: To rent");
    /* Four of the eight change an output and are ranked. Two of them do not change this one, nor do the rebate, and
     * three that nothing uses. */
    const int rest = row_of(f, ranks, "Of 8 inputs, do not change it", 1);
    assert_number(f, ranks, at(f, 'B', rest), 6);
    const int top = row_of(f, ranks, "Input, by its effect", 1) + 1;
    for (int i = top + 2; i <= top + 3; i++)
        assert_number(f, ranks, at(f, 'F', i), 0);
    assert_string_equal(name_leads(f, "totals_low_change"),
                        arena_printf(f->arena, "'Ranks'!$D$%d:$D$%d", top, top + 3));
    assert_string_equal(name_leads(f, "totals_high_change"),
                        arena_printf(f->arena, "'Ranks'!$E$%d:$E$%d", top, top + 3));
    assert_string_equal(name_leads(f, "totals_sorted_swing"),
                        arena_printf(f->arena, "'Ranks'!$F$%d:$F$%d", top, top + 3));
    /* The tornado repeats the ranks by links, in green. */
    check_ranks(f, tornado, 0);
    const int first = row_of(f, tornado, "Input, by its effect", 1) + 1;
    assert_has(cell(f, tornado, at(f, 'A', first)), arena_printf(f->arena, "<f>'Ranks'!A%d</f>", top));
    assert_string_equal(cell_ink(f, tornado, at(f, 'A', first)), "FF00803C");
    char *chart = member(f, "xl/charts/chart1.xml");
    assert_has(chart, "<c:barDir val=\"bar\"/>");
    assert_has(chart, arena_printf(f->arena, "<c:f>Tornado!$D$%d:$D$%d</c:f>", first, first + 3));
    assert_has(chart, "<c:v>Input low</c:v>");
    assert_has(chart, "<c:v>Effect on: To rent</c:v>");
    row_of(f, tornado, "The 4 of 8 inputs with the greatest effect", 1);
}

/* A tornado without a ranking has the table of its own. */
static void a_tornado_may_stand_alone(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS SENSITIVITY TORNADO);
    char *tornado = sheet_xml(f, 4);
    check_ranks(f, tornado, 0);
    const int first = row_of(f, tornado, "Input, by its effect", 1) + 1;
    assert_string_equal(name_leads(f, "totals_sorted_swing"),
                        arena_printf(f->arena, "'Tornado'!$F$%d:$F$%d", first, first + 3));
    assert_has(cell(f, tornado, at(f, 'C', first)), "MATCH(LARGE(");
}

/* A cell among the inputs chooses the output; its first word is that of the first one. */
static void an_output_can_be_chosen(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS CHOICE EQUATIONS SENSITIVITY TORNADO);
    char *inputs = sheet_xml(f, 1), *tornado = sheet_xml(f, 4);
    const int row = row_of(f, inputs, "The tornado shows the effect on", 1);
    assert_words(f, inputs, at(f, 'C', row), "To rent");
    assert_true(cell_unlocked(f, inputs, at(f, 'C', row)));
    assert_string_equal(name_leads(f, "totals_choice"), arena_printf(f->arena, "'Inputs'!$C$%d", row));
    assert_has(inputs, "<formula1>\"To rent,To buy\"</formula1>");
    row_of(f, sheet_xml(f, 3), "Sorted by the one chosen on the sheet Inputs", 1);
    assert_words(f, tornado, "A3", "Effect on: To rent");
    assert_has(cell(f, tornado, "A3"), "<f>\"Effect on: \"&amp;totals_choice</f>");
    check_ranks(f, tornado, 0);
}

/* With one output the table has the label of its equation. */
static void one_output_needs_no_label(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS
               "# Swings\n\n```sensitivity\nname: totals\noutput: buy\nswing: swing\ntolerance: slack\n"
               "```\n\n" TORNADO);
    char *tornado = sheet_xml(f, 4);
    assert_words(f, tornado, "A3", "Effect on: Buy");
    check_ranks(f, tornado, 1);
    row_of(f, tornado, "The 3 of 8 inputs with the greatest effect", 1);
}

/* What an equation needs besides the input is written out, or has a row of its own. */
static void steps_are_computed_again(void **state) {
    struct fixture *f = *state;
    must_write(f,
               INPUTS EQUATIONS "# Swings\n\n```sensitivity\nname: s\noutput: saved\nswing: swing\ntolerance: slack\n"
                                "```\n\n");
    char *sheet = sheet_xml(f, 3);
    /* Saved is half of 20, and 45 or 55 % of it if the rebate swings. */
    static const struct {
        const char *label;
        double low, high;
    } results[] = {{"Price", 9, 11}, {"Hours", 9, 11}, {"Rebate", 9, 11}, {"Fixed cost", 10, 10}};
    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        assert_number(f, sheet, at(f, 'C', row_of(f, sheet, results[i].label, 2)), results[i].low);
        assert_number(f, sheet, at(f, 'C', row_of(f, sheet, results[i].label, 3)), results[i].high);
    }
}

/* All in is 20 + 15 + 5 = 40, and 37.5 or 42.5 if the hours swing; deep names it so often that it gets a row, and is
 * 40 + 80 / 3 + 160 / 2, since 1 / 40 + 1 / 80 = 3 / 80. */
static void long_steps_have_rows(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS "# Swings\n\n```sensitivity\nname: s\noutput: deep\nswing: swing\ntolerance: slack\n"
                                   "```\n\n");
    char *sheet = sheet_xml(f, 3);
    const int hours = row_of(f, sheet, "Hours", 1), step = hours + 1;
    assert_words(f, sheet, at(f, 'A', step), "All in");
    assert_number(f, sheet, at(f, 'C', step), 37.5);
    assert_number(f, sheet, at(f, 'D', step), 42.5);
    assert_has(cell(f, sheet, at(f, 'C', step)),
               arena_printf(f->arena, "<f>price*C%d+fixed+running*C%d</f>", hours, hours));
    const int low = row_of(f, sheet, "Hours", 2), high = row_of(f, sheet, "Hours", 3);
    assert_number(f, sheet, at(f, 'C', low), 3 * 37.5 + 2 * 37.5 / 3);
    assert_number(f, sheet, at(f, 'C', high), 3 * 42.5 + 2 * 42.5 / 3);
    assert_lacks(cell(f, sheet, at(f, 'C', low)), "fixed");
}

static void blocks_need_a_sensitivity(void **state) {
    struct fixture *f = *state;
    must_fail(f, INPUTS EQUATIONS TORNADO, "no block ```sensitivity``` before this one has the name `totals`");
    must_fail(f, INPUTS EQUATIONS RANKING, "no block ```sensitivity``` before this one has the name `totals`");
    must_fail(f, INPUTS CHOICE EQUATIONS, "no block ```sensitivity``` of the workbook has the name `totals`");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BLOCK_TEST(inputs_swing_by_their_share), BLOCK_TEST(outputs_follow),
        BLOCK_TEST(swings_end_at_bounds),        BLOCK_TEST(inputs_are_ranked),
        BLOCK_TEST(a_tornado_may_stand_alone),   BLOCK_TEST(an_output_can_be_chosen),
        BLOCK_TEST(one_output_needs_no_label),   BLOCK_TEST(steps_are_computed_again),
        BLOCK_TEST(long_steps_have_rows),        BLOCK_TEST(blocks_need_a_sensitivity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
