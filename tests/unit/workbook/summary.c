/* The summary of a workbook, where the answer turns, and what lies between two figures. With 2 $, 20 hours and a rebate
 * of 50 %, renting costs 40 $ (20 $ with the rebate), buying 15 $ + 10 $ = 25 $. */
#include "blocks_fixture.h"

#define SENSITIVITY                                                                                                    \
    "# Swings\n\n```sensitivity\nname: totals\noutputs: {To rent: rent, To buy: buy, All in: deep}\nswing: swing\n"    \
    "tolerance: slack\nexcept: [swing, slack]\n```\n\n"
#define TURNING(paths, inputs)                                                                                         \
    "# Turns\n\n```turning\nname: turn\nsensitivity: totals\npaths: [" paths "]\ninputs: [" inputs "]\n```\n\n"

static int set_up_summary(void **state) {
    if (set_up_blocks(state) != 0)
        return 1;
    struct fixture *f = *state;
    f->sets[0] = blocks_set(f, "now", 2, 20, 0.5);
    return 0;
}

/* The sheet of a name's first cell, as XML, and the address of that cell. */
static char *sheet_of(struct fixture *f, const char *name, const char **address) {
    const char *leads = name_leads(f, name), *mark = strchr(leads, '!');
    assert_non_null(mark);
    const char *title = arena_strndup(f->arena, leads + 1, (size_t)(mark - leads) - 2);
    struct text plain = {0};
    for (const char *at = mark + 1; *at && *at != ':'; at++)
        if (*at != '$')
            text_putc(&plain, *at);
    *address = arena_strdup(f->arena, plain.bytes);
    text_free(&plain);
    const char *book = member(f, "xl/workbook.xml");
    int number = 0;
    for (const char *at = book; (at = strstr(at, "<sheet name=\"")); at++) {
        number++;
        at += strlen("<sheet name=\"");
        if (strncmp(at, title, strlen(title)) == 0 && at[strlen(title)] == '"')
            return sheet_xml(f, number);
    }
    fail_msg("no sheet %s", title);
    return NULL;
}

static void assert_named(struct fixture *f, const char *name, double wanted) {
    const char *address;
    char *sheet = sheet_of(f, name, &address);
    assert_number(f, sheet, address, wanted);
}

static void assert_named_words(struct fixture *f, const char *name, const char *wanted) {
    const char *address;
    char *sheet = sheet_of(f, name, &address);
    const char *found = cell_words(f, sheet, address);
    assert_string_equal(found ? found : "", wanted);
}

/* Buying is the least. Renting is as cheap at 25 / 20 = 1.25 $ an hour, and from 10 hours down: 2 h = 15 + h / 2; or if
 * the fixed cost is 30 $, the running cost 25 / 20 = 1.25 $. No rebate changes either. */
static void answers_turn(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS SENSITIVITY TURNING("To rent, To buy", "price, hours, rebate, fixed, running"));
    static const struct {
        const char *input;
        double below, above; /* 0: nowhere */
    } turns[] = {{"price", 1.25, 0}, {"hours", 10, 0}, {"rebate", 0, 0}, {"fixed", 0, 30}, {"running", 0, 1.25}};
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++)
        for (int end = 0; end < 2; end++) {
            const double wanted = end ? turns[i].above : turns[i].below;
            const char *name = arena_printf(f->arena, "turn_%s_%s", turns[i].input, end ? "above" : "below");
            if (wanted > 0)
                assert_named(f, name, wanted);
            else
                assert_named_words(f, name, "none");
            assert_named_words(f, arena_printf(f->arena, "%s_path", name), wanted > 0 ? "To rent" : "");
        }
}

static void turning_needs_what_there_is(void **state) {
    struct fixture *f = *state;
    must_fail(f, INPUTS EQUATIONS SENSITIVITY TURNING("To rent, To lease", "price"),
              "the sensitivity `totals` has no output `To lease`");
    must_fail(f, INPUTS EQUATIONS SENSITIVITY TURNING("To rent, To buy", "swing"),
              "`swing` does not swing in the sensitivity `totals`");
    must_fail(f, INPUTS EQUATIONS TURNING("To rent, To buy", "price"),
              "no block ```sensitivity``` before this one has the name `totals`");
}

#define BRIDGE                                                                                                         \
    "# Steps\n\n```bridge\nname: steps\ntitle: From buying to less than nothing\ny_label: Dollars\ny_format: money "   \
    "0\nend: Left\nlines:\n  - {label: Buy, formula: buy}\n  - {label: Rent, formula: rent-buy}\n"                     \
    "  - {label: Rebate, formula: discounted-rent}\n  - {label: More, formula: -fixed-fixed-fixed}\n"                  \
    "  - {label: Back, formula: fixed+fixed}\n```\n\n"

/* 25, + 15 = 40, - 20 = 20, - 45 = -25, + 30 = 5. Bars: from 0 to 25; 15 above 25; 20 above 20; from 20 down to -25;
 * from -25 up to 5; and the whole of 5. */
static void bridges_lead_from_figure_to_figure(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS BRIDGE "# Chart\n\n```waterfall\nsteps\n```\n\n");
    char *sheet = sheet_xml(f, 3);
    static const struct {
        const char *label;
        double of[8]; /* amount, after it, whole, hidden, rise over and under 0, fall over and under 0 */
    } rows[] = {{"Buy", {25, 25, 25, 0, 0, 0, 0, 0}},      {"Rent", {15, 40, 0, 25, 15, 0, 0, 0}},
                {"Rebate", {-20, 20, 0, 20, 0, 0, 20, 0}}, {"More", {-45, -25, 0, 0, 0, 0, 20, -25}},
                {"Back", {30, 5, 0, 0, 5, -25, 0, 0}},     {"Left", {5, 5, 5, 0, 0, 0, 0, 0}}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const int row = row_of(f, sheet, rows[i].label, 1);
        for (int k = 0; k < 8; k++)
            assert_number(f, sheet, at(f, (char)('B' + k), row), rows[i].of[k]);
    }
    assert_named(f, "steps_end", 5);
    char *chart = member(f, "xl/charts/chart1.xml");
    assert_has(chart, "<c:grouping val=\"stacked\"/>");
    assert_has(chart, "<a:t>From buying to less than nothing</a:t>");
    assert_has(chart, "<a:t>Dollars</a:t>");
    must_fail(f, INPUTS EQUATIONS "# Chart\n\n```waterfall\nsteps\n```\n\n",
              "no block ```bridge``` before this one has the name `steps`");
}

#define HEADLINE                                                                                                       \
    "# Summary\n\n```headline\n- {words: '\"Rent for \"&ROUND(rent,0)&\" dollars\"', name: said}\n"                    \
    "- {words: '\"or buy for \"&ROUND(buy,0)'}\n```\n\n"
#define TILES                                                                                                          \
    "```tiles\n- {label: To rent, formula: rent, name: rent_tile, format: money 0, words: '\"for \"&hours&\" "         \
    "hours\"'}\n"                                                                                                      \
    "- {label: Cheap, formula: cheap}\n- {label: Says, formula: 'IF(rent>buy,\"buy\",\"rent\")', name: "               \
    "says_tile}\n```\n\n"
#define COMPARE                                                                                                        \
    "```compare\ntitle: Ways\nheads: [Rent, Buy]\nlines:\n"                                                            \
    "  - {label: Dollars, formulas: [rent, buy], format: money 0, mark: least, words: '\"the least is marked\"'}\n"    \
    "  - {label: An hour, formulas: [rent/hours, buy/hours], format: money 2, mark: none}\n```\n\n"
#define BY_SCENARIO                                                                                                    \
    "```by_scenario\ntitle: Scenarios\ncolumns:\n"                                                                     \
    "  - {label: Rent, formula: rent, format: money 0, name: rents}\n"                                                 \
    "  - {label: Pays, formula: 'IF(buy<rent,\"buy\",\"rent\")', name: ways}\n```\n\n"

static void summaries_say_what_came_out(void **state) {
    struct fixture *f = *state;
    must_write(f, HEADLINE TILES COMPARE INPUTS EQUATIONS);
    assert_named_words(f, "said", "Rent for 40 dollars");
    assert_named(f, "rent_tile", 40);
    assert_named_words(f, "says_tile", "buy");
    char *sheet = sheet_xml(f, 1);
    const int dollars = row_of(f, sheet, "Dollars", 1), hour = row_of(f, sheet, "An hour", 1);
    double found[2][2];
    for (int line = 0; line < 2; line++) {
        int count = 0;
        for (char column = 'B'; column <= 'H' && count < 2; column++) {
            const char *address = at(f, column, line ? hour : dollars);
            const char *start = strstr(sheet, arena_printf(f->arena, "<c r=\"%s\"", address));
            if (start && strstr(cell(f, sheet, address), "<v>") && !strstr(cell(f, sheet, address), "t=\"s"))
                found[line][count++] = cell_number(f, sheet, address);
        }
        assert_int_equal(count, 2);
    }
    assert_true(found[0][0] == 40 && found[0][1] == 25);
    assert_true(found[1][0] == 2 && found[1][1] == 1.25);
    must_fail(f, INPUTS HEADLINE EQUATIONS, "headline");
}

/* Of the three scenarios: 40, 30 (3 $, 10 hours) and 80 (2 $, 40 hours) to rent; 25, 20 and 35 to buy. */
static void summaries_have_all_scenarios(void **state) {
    struct fixture *f = *state;
    f->document.scenario_count = SCENARIOS;
    must_write(f, HEADLINE BY_SCENARIO INPUTS EQUATIONS "```scenarios\noutputs: [rent, buy]\n```\n\n");
    const char *address;
    char *sheet = sheet_of(f, "rents", &address);
    const int first = atoi(address + 1);
    static const double rents[] = {40, 30, 80};
    for (int i = 0; i < 3; i++)
        assert_number(f, sheet, at(f, *address, first + i), rents[i]);
    assert_named_words(f, "ways", "buy");
    for (int i = 0; i < 3; i++)
        assert_words(f, sheet, at(f, 'A', first + i), f->sets[i].scenario);
}

#define SUMMARY_TEST(function) cmocka_unit_test_setup_teardown(function, set_up_summary, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        SUMMARY_TEST(answers_turn),
        SUMMARY_TEST(turning_needs_what_there_is),
        SUMMARY_TEST(bridges_lead_from_figure_to_figure),
        SUMMARY_TEST(summaries_say_what_came_out),
        SUMMARY_TEST(summaries_have_all_scenarios),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
