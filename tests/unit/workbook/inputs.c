/* Inputs, scenarios and equations of a workbook, in its XML. */
#include "workbook_fixture.h"

static void inputs_are_numbers_that_may_be_changed(void **state) {
    struct fixture *f = *state;
    must_write(f, two_sheets);
    char *sheet = sheet_xml(f, 1);
    assert_string_equal(cell_string(f, sheet, "A1"), "Inputs");
    assert_string_equal(cell_string(f, sheet, "A3"), "What the fleet is like.");
    assert_string_equal(cell_string(f, sheet, "A5"), "Quantity");
    assert_string_equal(cell_string(f, sheet, "D5"), "Value");
    /* Parameters in the order of the model, on the rows under the head. */
    assert_string_equal(cell_string(f, sheet, "A6"), "GPU count");
    assert_string_equal(cell_string(f, sheet, "B7"), "U");
    assert_string_equal(cell_string(f, sheet, "C6"), "GPUs");
    assert_has(cell(f, sheet, "D6"), "<v>1000</v>");
    assert_lacks(cell(f, sheet, "D6"), "<f>");
    assert_true(cell_unlocked(f, sheet, "D6"));
    assert_false(cell_unlocked(f, sheet, "A6"));
    assert_string_equal(cell_ink(f, sheet, "D6"), "FF0000FF");
    assert_string_equal(cell_number_format(f, sheet, "D6"), "#,##0_)");
    assert_string_equal(cell_number_format(f, sheet, "D7"), "0%_)");
    assert_string_equal(cell_number_format(f, sheet, "D9"), "$#,##0.00_);($#,##0.00)");
    assert_has(cell(f, sheet, "E6"), "<v>100</v>");
    assert_has(cell(f, sheet, "F6"), "<v>4096</v>");
    assert_string_equal(cell_string(f, sheet, "G6"), "the lab's scenario: a fleet of 1,000 GPUs");
    /* Dates are days since 1899-12-30: 45658 is 2025-01-01, after which 2026 ends 729 days later. */
    assert_has(cell(f, sheet, "H6"), "<v>46387</v>");
    assert_string_equal(cell_number_format(f, sheet, "H6"), "yyyy");
    assert_string_equal(cell_string(f, sheet, "G7"), "this set");
    assert_string_equal(cell_string(f, sheet, "H7"), "not stated");
    assert_string_equal(cell_string(f, sheet, "G11"), "a vendor's quote");
    assert_has(cell(f, sheet, "H11"), "<v>45717</v>"); /* 45658 + 31 + 28 */
    assert_string_equal(cell_number_format(f, sheet, "H11"), "yyyy-mm-dd");
    const char *rule = piece_of(f, sheet, "<dataValidation type=\"whole\"", "</dataValidation>");
    assert_has(rule, "sqref=\"D6\"");
    assert_has(rule, "<formula1>100</formula1><formula2>4096</formula2>");
    assert_has(rule, "error=\"GPU count must be a whole number within 100–4,096 GPUs\"");
    /* Constants in a table of their own, with their sources. */
    assert_string_equal(cell_string(f, sheet, "A13"), "Constants");
    assert_string_equal(cell_string(f, sheet, "A14"), "Quantity");
    assert_string_equal(cell_string(f, sheet, "A15"), "Thermal design power of an H100");
    assert_has(cell(f, sheet, "D15"), "<v>700</v>");
    assert_string_equal(cell_string(f, sheet, "G15"), "NVIDIA H100 SXM5 data sheet");
    const char *bounded =
        piece_of(f, sheet, "error=\"Power usage effectiveness must be a number not below 1", "</data");
    assert_has(bounded, "<formula1>1</formula1>");
    assert_has(cell(f, sheet, "E17"), "<v>1</v>");
    assert_lacks(cell(f, sheet, "F17"), "<v>");
    assert_has(sheet, "type=\"decimal\" operator=\"greaterThanOrEqual\"");
    /* The legend, and its colours. */
    assert_string_equal(cell_string(f, sheet, "A23"), "Colors");
    assert_string_equal(cell_ink(f, sheet, "A24"), "FF0000FF");
    assert_false(cell_unlocked(f, sheet, "A24"));
    assert_string_equal(cell_string(f, sheet, "A25"), "Black: a formula");
    assert_string_equal(cell_ink(f, sheet, "C24"), "FF00803C");
}

static void equations_are_live_formulas(void **state) {
    struct fixture *f = *state;
    must_write(f, two_sheets);
    char *sheet = sheet_xml(f, 2), *book = member(f, "xl/workbook.xml");
    assert_string_equal(cell_string(f, sheet, "A4"), "On-demand TCO");
    /* 1,000 GPUs, 60 % of 3 years of 8,760 h, $2.10: $33.1128M. */
    assert_has(cell(f, sheet, "D4"), "<f>gpu_count*utilization*hours_per_year*years*on_demand_price</f>");
    assert_has(cell(f, sheet, "D4"), "<v>33112800</v>");
    assert_false(cell_unlocked(f, sheet, "D4"));
    assert_string_equal(cell_ink(f, sheet, "D4"), "");
    assert_string_equal(cell_number_format(f, sheet, "D4"), "$#,##0_);($#,##0)");
    assert_has(cell(f, sheet, "D6"), "<f>gpu_count*gpu_price</f><v>40000000</v>");
    assert_has(book, "<definedName name=\"gpu_count\">'Inputs'!$D$6</definedName>");
    assert_has(book, "<definedName name=\"hours_per_year\">'Inputs'!$D$20</definedName>");
    assert_has(book, "<definedName name=\"on_demand_tco\">'Results'!$D$4</definedName>");
    assert_has(book, "<definedName name=\"budget_utilization\">'Results'!$D$12</definedName>");
}

static void symbols_have_subscripts(void **state) {
    struct fixture *f = *state;
    must_write(f, two_sheets);
    assert_has(member(f, "xl/sharedStrings.xml"), ">c</t></r><r><rPr><vertAlign val=\"subscript\"/>");
    assert_has(cell(f, sheet_xml(f, 1), "B11"), "t=\"s\"");
}

static void scenarios_are_columns_with_a_choice(void **state) {
    struct fixture *f = *state;
    f->document.scenario_count = SCENARIOS;
    must_write(f, two_sheets);
    char *sheet = sheet_xml(f, 1), *book = member(f, "xl/workbook.xml");
    assert_string_equal(cell_string(f, sheet, "C5"), "base");
    assert_true(cell_unlocked(f, sheet, "C5"));
    assert_has(cell(f, sheet, "G5"), "<f>scenario&amp;\"\"</f><v>base</v>");
    assert_has(cell(f, sheet, "G6"), "<f>IFERROR(MATCH(1,scenario_flags,0),1)</f><v>1</v>");
    assert_has(cell(f, sheet, "D6"), "<f>IF(D5=$C5&amp;\"\",1,0)</f><v>1</v>");
    assert_has(cell(f, sheet, "F6"), "<f>IF(F5=$C5&amp;\"\",1,0)</f><v>0</v>");
    for (int row = 5; row <= 7; row += 2)
        for (int i = 0; i < SCENARIOS; i++)
            assert_string_equal(cell_string(f, sheet, arena_printf(f->arena, "%c%d", 'D' + i, row)),
                                f->sets[i].scenario);
    assert_has(book, "<definedName name=\"scenario\">'Inputs'!$C$5</definedName>");
    assert_has(book, "<definedName name=\"scenario_index\">'Inputs'!$G$6</definedName>");
    const char *list = piece_of(f, sheet, "<dataValidation type=\"list\"", "</dataValidation>");
    assert_has(list, "sqref=\"C5\"");
    assert_has(list, "<formula1>$D$5:$F$5</formula1>");
    /* The GPU price is the last parameter. */
    assert_has(cell(f, sheet, "G13"), "<f>INDEX($D13:$F13,scenario_index)</f><v>40000</v>");
    assert_false(cell_unlocked(f, sheet, "G13"));
    assert_string_equal(cell_ink(f, sheet, "G13"), "");
    assert_has(cell(f, sheet, "E13"), "<v>30000</v>");
    assert_true(cell_unlocked(f, sheet, "E13"));
    assert_string_equal(cell_ink(f, sheet, "E13"), "FF0000FF");
    assert_has(sheet, "sqref=\"E13\"");
    /* Constants are the same in all. */
    assert_has(cell(f, sheet, "G17"), "<v>700</v>");
    assert_true(cell_unlocked(f, sheet, "G17"));
    assert_has(sheet_xml(f, 2), "<v>33112800</v>");
}

/* Each source with its date once, by number; what all scenarios have from one place needs none. */
static void scenarios_have_their_sources_in_notes(void **state) {
    struct fixture *f = *state;
    const struct quantity *price = model_lookup(f->model, "gpu_price"), *count = model_lookup(f->model, "gpu_count");
    f->document.scenario_count = SCENARIOS;
    f->sets[2].parameters[price->ordinal].source = "a guess";
    f->sets[1].parameters[count->ordinal].source = "a guess";
    f->sets[1].parameters[count->ordinal].date = "2025-03-01";
    must_write(f, two_sheets);
    char *sheet = sheet_xml(f, 1);
    assert_string_equal(cell_string(f, sheet, "J8"), "notes 1, 2, 1");
    assert_string_equal(cell_string(f, sheet, "J13"), "notes 5, 5, 2"); /* 3 and 4: sources that are long */
    assert_string_equal(cell_string(f, sheet, "K13"), "in the notes");
    enum { NOTE_HEADS = 31 };
    assert_string_equal(cell_string(f, sheet, arena_printf(f->arena, "A%d", NOTE_HEADS)), "Note");
    static const char *const notes[] = {"the lab's scenario: a fleet of 1,000 GPUs", "a guess", NULL, NULL,
                                        "a vendor's quote"};
    for (int i = 0; i < 5; i++) {
        if (!notes[i])
            continue;
        assert_string_equal(cell_string(f, sheet, arena_printf(f->arena, "A%d", NOTE_HEADS + 1 + i)),
                            arena_printf(f->arena, "note %d", i + 1));
        assert_string_equal(cell_string(f, sheet, arena_printf(f->arena, "B%d", NOTE_HEADS + 1 + i)), notes[i]);
    }
    assert_has(cell(f, sheet, arena_printf(f->arena, "K%d", NOTE_HEADS + 2)), "<v>45717</v>");
}

static void an_input_shows_all_its_digits(void **state) {
    struct fixture *f = *state;
    f->sets[0].values[model_lookup(f->model, "utilization")->index] = 0.625;
    f->sets[0].values[model_lookup(f->model, "years")->index] = 2.5;
    must_write(f, two_sheets);
    char *sheet = sheet_xml(f, 1);
    assert_string_equal(cell_number_format(f, sheet, "D7"), "0.0%_)");
    assert_string_equal(cell_number_format(f, sheet, "D8"), "#,##0.0_)");
}

static void blocks_take_names_and_all(void **state) {
    struct fixture *f = *state;
    /* Named one by one: capex needs two inputs. */
    must_write(f, "# A\n\n```inputs\ngpu_price, gpu_count\n```\n\n```equations\ncapex\n```\n");
    char *sheet = sheet_xml(f, 1), *book = member(f, "xl/workbook.xml");
    assert_string_equal(cell_string(f, sheet, "A4"), "GPU purchase price");
    assert_string_equal(cell_string(f, sheet, "A5"), "GPU count");
    assert_has(cell(f, sheet, "D12"), "<f>gpu_count*gpu_price</f><v>40000000</v>");
    assert_lacks(book, "\"years\"");
    /* Empty blocks: all of both models. */
    must_write(f, "# A\n\n```inputs\n```\n\n```equations\n```\n");
    book = member(f, "xl/workbook.xml");
    for (int i = 0; i < f->model->count; i++)
        assert_has(book, arena_printf(f->arena, "name=\"%s\"", f->model->quantities[i]->name));
}

/* What reads like a number stays text, also where somebody types it; patterns are no patterns; case tells apart what
 * nothing else does. */
static void scenarios_may_have_any_name(void **state) {
    static const char *const names[] = {"3", "a, \"quoted\" name", "it's *what?*", "=1+1", "TRUE", "#N/A", "1/2"};
    struct fixture *f = *state;
    f->document.scenario_count = SCENARIOS;
    f->sets[1].scenario = "";
    assert_true(write_template(f, two_sheets));
    assert_string_equal(cell_string(f, sheet_xml(f, 1), "E7"), "s1");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        f->sets[0].scenario = names[i];
        assert_true(write_document(f));
        char *sheet = sheet_xml(f, 1);
        assert_has(cell(f, sheet, "D6"), "<v>1</v>");
        assert_has(cell(f, sheet, "E6"), "<v>0</v>");
        assert_string_equal(cell_string(f, sheet, "C5"), cell_string(f, sheet, "D5"));
        assert_string_equal(cell_number_format(f, sheet, "C5"), "@");
    }
    f->sets[0].scenario = "Über";
    f->sets[1].scenario = "über";
    assert_true(write_document(f));
    assert_has(cell(f, sheet_xml(f, 1), "D6"), "<f>IF(EXACT(D5,$C5&amp;\"\"),1,0)</f><v>1</v>");
    assert_has(cell(f, sheet_xml(f, 1), "E6"), "<v>0</v>");
    f->sets[1].scenario = "Über";
    assert_false(write_document(f));
    assert_has(diag_text(f->diag), "error: a second scenario `Über`; rename one");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(inputs_are_numbers_that_may_be_changed),
        TEST(equations_are_live_formulas),
        TEST(symbols_have_subscripts),
        TEST(scenarios_are_columns_with_a_choice),
        TEST(scenarios_have_their_sources_in_notes),
        TEST(an_input_shows_all_its_digits),
        TEST(blocks_take_names_and_all),
        TEST(scenarios_may_have_any_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
