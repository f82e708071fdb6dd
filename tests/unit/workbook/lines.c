/* Blocks of lines: series, timelines with plots, formulas, scenarios side by side, and cells to fill in. */
#include "blocks_fixture.h"

#define SERIES                                                                                                         \
    "# Tax\n\n```series\nalong: year\nfrom: 1\nto: 3\nlines:\n"                                                        \
    "  - {label: Tax rate, name: tax_rate, values: [10%, 20%, 30%], format: percent 0, source: a law, date: "          \
    "2025}\n```\n\n"
#define TIMELINE                                                                                                       \
    "# Cash\n\n```timeline\nalong: year\nfrom: 1\nto: 3\nlines:\n"                                                     \
    "  - {label: Paid, name: paid, formula: rent*year, format: money 2}\n"                                             \
    "  - {label: Paid so far, name: sum_paid, formula: paid_so_far, format: money 2, sum: none}\n"                     \
    "  - {label: Tax, name: tax, formula: 'paid*INDEX(tax_rate,year)', format: money 2, unit: $}\n```\n\n"

/* An input for each number, one below the other. */
static void a_series_is_a_column_of_inputs(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS SERIES);
    char *sheet = sheet_xml(f, 2);
    const int row = row_of(f, sheet, "Tax rate, year 1", 1);
    static const double rates[] = {0.1, 0.2, 0.3};
    const char *leads = name_leads(f, "tax_rate"), column = strchr(leads, '$')[1];
    assert_string_equal(leads, arena_printf(f->arena, "'Tax'!$%c$%d:$%c$%d", column, row, column, row + 2));
    for (int i = 0; i < 3; i++) {
        const char *address = at(f, column, row + i);
        assert_words(f, sheet, at(f, 'A', row + i), arena_printf(f->arena, "Tax rate, year %d", i + 1));
        assert_number(f, sheet, address, rates[i]);
        assert_true(cell_unlocked(f, sheet, address));
        assert_string_equal(cell_ink(f, sheet, address), "FF0000FF");
        assert_words(f, sheet, at(f, 'F', row + i), "a law");
        assert_number(f, sheet, at(f, 'G', row + i), 46022); /* 2025-12-31, in days since 1899-12-30 */
        assert_string_equal(cell_number_format(f, sheet, at(f, 'G', row + i)), "yyyy");
    }
}

/* Rent is 20: years pay 20, 40, 60; sums are 20, 60, 120; tax 2, 8, 18. */
static void a_timeline_has_a_formula_for_each_column(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS SERIES TIMELINE);
    char *sheet = sheet_xml(f, 4);
    static const struct {
        const char *label;
        double values[3], total;
    } lines[] = {{"Paid", {20, 40, 60}, 120}, {"Paid so far", {20, 60, 120}, NAN}, {"Tax", {2, 8, 18}, 28}};
    const char first = strchr(name_leads(f, "paid_by_year"), '$')[1];
    const int head = row_of(f, sheet, "Year", 1);
    for (int i = 0; i < 3; i++)
        assert_number(f, sheet, at(f, (char)(first + i), head), 1 + i);
    assert_words(f, sheet, at(f, (char)(first + 3), head), "Total");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const int row = row_of(f, sheet, lines[i].label, 1);
        for (int c = 0; c < 3; c++)
            assert_number(f, sheet, at(f, (char)(first + c), row), lines[i].values[c]);
        if (!isnan(lines[i].total))
            assert_number(f, sheet, at(f, (char)(first + 3), row), lines[i].total);
        else
            assert_lacks(cell(f, sheet, at(f, (char)(first + 3), row)), "<v>");
    }
    assert_has(cell(f, sheet, at(f, first, head + 1)), arena_printf(f->arena, "<f>rent*%c$%d</f>", first, head));
    assert_has(cell(f, sheet, at(f, (char)(first + 1), head + 2)),
               arena_printf(f->arena, "<f>SUM($%c%d:%c%d)</f>", first, head + 1, first + 1, head + 1));
    assert_string_equal(name_leads(f, "paid_by_year"),
                        arena_printf(f->arena, "'Cash'!$%c$%d:$%c$%d", first, head + 1, first + 2, head + 1));
    assert_string_equal(name_leads(f, "year_columns"),
                        arena_printf(f->arena, "'Cash'!$%c$%d:$%c$%d", first, head, first + 2, head));
}

#define PLOT(more)                                                                                                     \
    "```plot\ntitle: What is paid\nx: year_columns\nx_label: Years\ny_label: Cash\ny_format: money 0\nlines:\n"        \
    "  - {label: Each year, y: paid_by_year}\n  - {label: So far, y: sum_paid_by_year, colour: red, style: "           \
    "dotted}\n" more "```\n"

static void a_plot_is_over_cells_with_names(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS SERIES TIMELINE PLOT(""));
    char *chart = member(f, "xl/charts/chart1.xml");
    assert_has(chart, "<c:scatterChart>");
    static const char *const pieces[] = {">What is paid</", ">Years</", ">Cash</", "Each year", "So far"};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        assert_has(chart, pieces[i]);
    assert_has(chart, "<c:pt idx=\"2\"><c:v>120</c:v></c:pt>"); /* 60 + 40 + 20 */
    must_fail(f, INPUTS EQUATIONS SERIES TIMELINE PLOT("  - {label: x, y: payd_by_year}\n"),
              "no cells before the plot have the name `payd_by_year` (did you mean `paid_by_year`?)");
    must_fail(f, INPUTS EQUATIONS SERIES TIMELINE PLOT("  - {label: x, y: rent}\n"),
              "`year_columns` and `rent` have 3 and 1 cells: a line needs the same number of both");
}

#define FORMULAS                                                                                                       \
    "# More\n\n```formulas\n- {label: Both, name: both, formula: rent+buy, format: money 2, unit: $}\n"                \
    "- {label: Twice, formula: 2*both, words: 'IF(both>rent,\"more\",\"less\")'}\n- {label: Rent again, formula: "     \
    "rent, "                                                                                                           \
    "format: money 0}\n```\n\n"

static void formulas_have_words_beside_them(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS FORMULAS);
    char *sheet = sheet_xml(f, 3);
    const char column = strchr(name_leads(f, "both"), '$')[1];
    const int row = row_of(f, sheet, "Both", 1);
    assert_string_equal(name_leads(f, "both"), arena_printf(f->arena, "'More'!$%c$%d", column, row));
    assert_number(f, sheet, at(f, column, row), 40);
    assert_number(f, sheet, at(f, column, row + 1), 80);
    assert_number(f, sheet, at(f, column, row + 2), 20);
    assert_words(f, sheet, at(f, (char)(column + 1), row + 1), "more");
    assert_has(cell(f, sheet, at(f, column, row + 1)), "<f>2*both</f>");
}

/* An equation that is a condition says so: 20 < 20 is false, for prices are compared with some tolerance. */
static void conditions_are_said_in_words(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS "# More\n\n```formulas\n- {label: Less, formula: rent<buy+1}\n```\n");
    char *sheet = sheet_xml(f, 2), *more = sheet_xml(f, 3);
    const int row = row_of(f, sheet, "Cheap", 1), less = row_of(f, more, "Less", 1);
    const char *found = cell(f, sheet, at(f, 'C', row)), *there = cell(f, more, at(f, 'C', less));
    assert_has(found, "<v>0</v>");
    assert_has(there, "<v>1</v>");
}

#define CHECKS(condition)                                                                                              \
    "# Checks\n\n```checks\n- {label: Rent is positive, formula: rent>0}\n- {label: Rent is dearer, "                  \
    "formula: " condition "}\n```\n"

/* Every sheet says whether all checks hold. One that fails for the set itself is an error. */
static void checks_are_summed_up(void **state) {
    struct fixture *f = *state;
    must_write(f, INPUTS EQUATIONS CHECKS("rent>=buy"));
    char *sheet = sheet_xml(f, 3);
    row_of(f, sheet, "Rent is positive", 1);
    name_leads(f, "all_checks");
    assert_words(f, sheet_xml(f, 1), "A2", "All checks hold");
    assert_words(f, sheet, "A2", "All checks hold");
    must_fail(f, INPUTS EQUATIONS CHECKS("rent>buy"), "the workbook's own check fails: Rent is dearer (`rent>buy`)");
}

/* Three scenarios: 2 $ and 10 h, 3 $ and 10 h, both less a half; 2 $ and 40 h, less a quarter. */
#define SCENARIO_BLOCK                                                                                                 \
    "# Side\n\n```scenarios\noutputs: [rent, discounted]\n```\n\n```scenarios\noutputs: [saved]\n```\n"
static void scenarios_are_side_by_side(void **state) {
    struct fixture *f = *state;
    f->document.scenario_count = SCENARIOS;
    must_write(f, INPUTS EQUATIONS SCENARIO_BLOCK);
    char *sheet = sheet_xml(f, 3);
    static const struct {
        const char *label;
        double values[SCENARIOS];
    } lines[] = {{"Rent", {20, 30, 80}}, {"Discounted", {10, 15, 60}}, {"Saved", {10, 15, 20}}};
    const char first = strchr(name_leads(f, "rent_by_scenario"), '$')[1];
    static const char *const names[SCENARIOS] = {"now", "dear", "long"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const int row = row_of(f, sheet, lines[i].label, 1);
        for (int s = 0; s < SCENARIOS; s++) {
            assert_number(f, sheet, at(f, (char)(first + s), row), lines[i].values[s]);
            if (i != 1)
                assert_words(f, sheet, at(f, (char)(first + s), row - 1), names[s]);
        }
    }
    const int saved = row_of(f, sheet, "Saved", 1), rent = row_of(f, sheet, "Rent", 1);
    assert_has(cell(f, sheet, at(f, first, saved)),
               arena_printf(f->arena, "<f>%c%d-%c%d</f>", first, rent, first, rent + 1));
    assert_string_equal(name_leads(f, "saved_by_scenario"),
                        arena_printf(f->arena, "'Side'!$%c$%d:$%c$%d", first, saved, first + 2, saved));
}

static void scenarios_need_several(void **state) {
    struct fixture *f = *state;
    must_fail(f, INPUTS EQUATIONS SCENARIO_BLOCK, "the workbook has one scenario only, or no inputs before this block");
    f->document.scenario_count = SCENARIOS;
    must_fail(f, EQUATIONS SCENARIO_BLOCK, "error");
}

#define BLANKS(before, after)                                                                                          \
    "# Yours\n\n```blanks\n" before "- {label: Rent, name: my_rent, unit: $, format: money 0}\n- {label: Buy, name: "  \
    "my_buy}\n" after "```\n"

/* Cells to fill in accept a number not below 0, or `none`; those with names are bars of a plot. */
static void blanks_are_to_be_filled_in(void **state) {
    struct fixture *f = *state;
    must_write(f, BLANKS("- {label: Guess}\n", ""));
    char *sheet = sheet_xml(f, 1), *chart = member(f, "xl/charts/chart1.xml");
    const char *leads = name_leads(f, "my_rent"), column = strchr(leads, '$')[1];
    const int row = row_of(f, sheet, "Rent", 1);
    assert_string_equal(leads, arena_printf(f->arena, "'Yours'!$%c$%d", column, row));
    for (int i = -1; i < 2; i++) {
        const char *address = at(f, column, row + i);
        assert_lacks(cell(f, sheet, address), "<v>");
        assert_true(cell_unlocked(f, sheet, address));
        assert_has(sheet, arena_printf(f->arena, "<formula1>OR(AND(ISNUMBER(%s),%s&gt;=0),%s=\"none\")</formula1>",
                                       address, address, address));
    }
    assert_string_equal(cell_number_format(f, sheet, at(f, column, row)), "$#,##0_);($#,##0)");
    assert_has(chart, "<c:barChart>");
    assert_has(chart, arena_printf(f->arena, "<c:f>Yours!$%c$%d:$%c$%d</c:f>", column, row, column, row + 1));
    assert_has(chart, "Your answers");
    assert_lacks(chart, "<c:legend>"); /* of one series */
    must_fail(f, BLANKS("", "- {label: Guess}\n- {label: More, name: more}\n"),
              "the lines with a name are the bars of a plot; they must follow each other");
    f->value_count = 0;
    must_write(f, "# Yours\n\n```blanks\n- {label: Guess}\n```\n");
    assert_null(zip_member(f->arena, &f->out, "xl/charts/chart1.xml")); /* nothing to plot */
}

static void a_curve_is_a_table_to_fill_in(void **state) {
    struct fixture *f = *state;
    must_write(f, "# Yours\n\n```curve\nalong: hours\nfirst: 0\nlast: 100\npoints: 5\ncolumns: [Rent, Buy]\n```\n");
    char *sheet = sheet_xml(f, 1), *chart = member(f, "xl/charts/chart1.xml");
    const int head = row_of(f, sheet, "Hours", 1);
    assert_words(f, sheet, at(f, 'B', head), "Rent");
    assert_words(f, sheet, at(f, 'C', head), "Buy");
    for (int i = 0; i < 5; i++) {
        assert_number(f, sheet, at(f, 'A', head + 1 + i), 25 * i);
        assert_false(cell_unlocked(f, sheet, at(f, 'A', head + 1 + i)));
        assert_true(cell_unlocked(f, sheet, at(f, 'B', head + 1 + i)));
        assert_true(cell_unlocked(f, sheet, at(f, 'C', head + 1 + i)));
    }
    assert_has(chart, arena_printf(f->arena, "<c:f>Yours!$A$%d:$A$%d</c:f>", head + 1, head + 5));
    assert_has(chart, arena_printf(f->arena, "<c:f>Yours!$C$%d:$C$%d</c:f>", head + 1, head + 5));
    assert_has(chart, "<c:max val=\"100\"/>");
    assert_has(chart, "Your figures: Hours");
    assert_has(chart, "<c:legend>");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BLOCK_TEST(a_series_is_a_column_of_inputs),  BLOCK_TEST(a_timeline_has_a_formula_for_each_column),
        BLOCK_TEST(a_plot_is_over_cells_with_names), BLOCK_TEST(formulas_have_words_beside_them),
        BLOCK_TEST(conditions_are_said_in_words),    BLOCK_TEST(checks_are_summed_up),
        BLOCK_TEST(scenarios_are_side_by_side),      BLOCK_TEST(scenarios_need_several),
        BLOCK_TEST(blanks_are_to_be_filled_in),      BLOCK_TEST(a_curve_is_a_table_to_fill_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
