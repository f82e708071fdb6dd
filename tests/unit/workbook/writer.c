/* The XLSX writer: what of a template stands in which cell, how sheets are set up, which errors are said. */
#include "golden.h"
#include "workbook_fixture.h"

#define FOLDER "tests/golden/xlsx"

static void lone_values_are_links(void **state) {
    struct fixture *f = *state;
    must_write(f, two_sheets);
    char *sheet = sheet_xml(f, 2);
    /* To a cell of this sheet in black, of another in green; with words around it a value is text. */
    assert_has(cell(f, sheet, "B15"), "<f>on_demand_tco</f><v>33112800</v>");
    assert_string_equal(cell_ink(f, sheet, "B15"), "");
    assert_string_equal(cell_number_format(f, sheet, "B15"), "$#,##0.00,,&quot;M&quot;_);($#,##0.00,,&quot;M&quot;)");
    assert_has(cell(f, sheet, "B16"), "<f>gpu_count</f><v>1000</v>");
    assert_string_equal(cell_ink(f, sheet, "B16"), "FF00803C");
    assert_string_equal(cell_number_format(f, sheet, "B16"), "#,##0&quot; GPUs&quot;_)");
    assert_string_equal(cell_string(f, sheet, "B17"), "about $33.1M");
    assert_has(cell(f, sheet, "A19"), "<f>breakeven_utilization</f><v>0.8743");
    assert_string_equal(cell_number_format(f, sheet, "A19"), "0.0%_)");
}

static void text_never_becomes_a_formula(void **state) {
    struct fixture *f = *state;
    must_write(f,
               "# One\n\n| Name | {{'+1}} |\n|---|---|\n| {{'=1+1}} | {{'@SUM(A1)}} |\n\n{{'-2}}\n\nby {{'=now()}}\n\n"
               "{{'_x0041_ & <b>}}\n\n{{#1234.5}}\n");
    char *sheet = sheet_xml(f, 1);
    assert_lacks(sheet, "<f>");
    assert_string_equal(cell_string(f, sheet, "B3"), "+1");
    assert_string_equal(cell_string(f, sheet, "A4"), "=1+1");
    assert_string_equal(cell_string(f, sheet, "B4"), "@SUM(A1)");
    assert_string_equal(cell_string(f, sheet, "A6"), "-2");
    assert_string_equal(cell_string(f, sheet, "A8"), "by =now()");
    /* What Excel would read as an escaped character is escaped itself. */
    assert_string_equal(cell_string(f, sheet, "A10"), "_x005F_x0041_ &amp; &lt;b&gt;");
    assert_has(cell(f, sheet, "A12"), "<v>1234.5</v>");
}

static void prose_runs_over_rows(void **state) {
    struct fixture *f = *state;
    must_write(f, "# One\n\n"
                  "**All of it strong.**\n\n"
                  "1234567890 1234567890 1234567890 1234567890 1234567890 1234567890 1234567890 12345678901 next\n\n"
                  "## Part\n\n"
                  "- one\n- two\n    1. deeper\n\n"
                  "> quoted\n\n"
                  "[the source](https://example.org/a)\\\nbroken\n\n"
                  "    code  here\n\n"
                  "![](equation:capex)\n");
    char *sheet = sheet_xml(f, 1);
    assert_string_equal(cell_string(f, sheet, "A3"), "All of it strong.");
    /* In Arial a digit is 0.556 of the size, a space 0.278, the unit of columns 0.525: seven words of ten digits make
     * 77.3 of 86, the eighth would make 89.5. */
    assert_string_equal(cell_string(f, sheet, "A5"),
                        "1234567890 1234567890 1234567890 1234567890 1234567890 1234567890 1234567890");
    assert_string_equal(cell_string(f, sheet, "A6"), "12345678901 next");
    assert_string_equal(cell_string(f, sheet, "A8"), "Part");
    assert_string_equal(cell_string(f, sheet, "A9"), "•  one");
    assert_string_equal(cell_string(f, sheet, "A10"), "•  two");
    assert_string_equal(cell_string(f, sheet, "A11"), "1.  deeper");
    assert_has(cell_format(f, sheet, "A11"), "indent=\"1\"");
    assert_string_equal(cell_string(f, sheet, "A13"), "quoted");
    assert_string_equal(cell_string(f, sheet, "A15"), "the source (https://example.org/a)");
    assert_string_equal(cell_string(f, sheet, "A16"), "broken");
    assert_string_equal(cell_string(f, sheet, "A18"), "code  here");
    assert_has(cell_string(f, sheet, "A20"), "CAPEX = ");
}

static void long_words_in_tables_wrap(void **state) {
    struct fixture *f = *state;
    /* 12 times 10 characters and 11 spaces, 131: a column of 44 and what keeps it off its neighbours takes four or five
     * words a line, so that there are three lines. */
    must_write(f, "# A\n\n| Word | Words |\n|---|---|\n| x | 1234567890 1234567890 1234567890 1234567890 1234567890 "
                  "1234567890 1234567890 1234567890 1234567890 1234567890 1234567890 1234567890 |\n| y | z |\n");
    char *sheet = sheet_xml(f, 1);
    assert_has(sheet, "<row r=\"4\" spans=\"1:2\" ht=\"42\" customHeight=\"1\">");
    assert_has(sheet, "<row r=\"5\" spans=\"1:2\" ht=\"14.25\" customHeight=\"1\"><c");
    assert_has(cell_format(f, sheet, "B4"), "wrapText=\"1\"");
}

static void an_empty_head_takes_no_row(void **state) {
    struct fixture *f = *state;
    must_write(f, "# A\n\n|  |  |\n|---|---|\n| For | {{'Ada}} |\n");
    char *sheet = sheet_xml(f, 1);
    assert_string_equal(cell_string(f, sheet, "A3"), "For");
    assert_string_equal(cell_string(f, sheet, "B3"), "Ada");
    assert_has(sheet, "ySplit=\"1\"");
}

/* A unit of up to 60 letters is in the format of a number; a longer one would not fit into its 255. */
static void long_units_are_left_out(void **state) {
    struct fixture *f = *state;
    static const char letters[] = "1234567890 of 60 letters in all, which is much for a unit ...";
    struct quantity *count = (struct quantity *)model_lookup(f->model, "gpu_count");
    assert_int_equal(strlen(letters), 61);
    for (int length = 60; length <= 61; length++) {
        count->shown = arena_strndup(f->arena, letters, (size_t)length);
        f->value_count = 0;
        must_write(
            f, "# Inputs\n\n```inputs\ntco\n```\n\n# A\n\n| x | y |\n|---|---|\n| GPUs | {{gpu_count | 0 unit}} |\n");
        const char *code = cell_number_format(f, sheet_xml(f, 2), "B4");
        if (length == 60)
            assert_has(code, count->shown);
        else
            assert_string_equal(code, "#,##0_)");
    }
}

static void sheets_may_have_any_name(void **state) {
    struct fixture *f = *state;
    must_write(f, "# CFO's \"view\" & more\n\n```inputs\ntco\n```\n\n# 2024\n\n```equations\ntco\n```\n\n# TRUE\n\n"
                  "| a |\n|---|\n| b |\n");
    char *book = member(f, "xl/workbook.xml");
    assert_has(book, "<definedName name=\"gpu_count\">'CFO''s \"view\" &amp; more'!$D$4</definedName>");
    assert_has(book, "<definedName name=\"capex\">'2024'!$D$6</definedName>");
    assert_has(book, "localSheetId=\"0\">'CFO''s \"view\" &amp; more'!$1:$3<");
    assert_has(book, "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"1\">'2024'!$1:$3</definedName>");
    assert_has(book, "<definedName name=\"_xlnm.Print_Area\" localSheetId=\"1\">'2024'!$A$1:");
    assert_has(book, "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"2\">'TRUE'!$1:$3</definedName>");
}

/* Rows above the start are neither printed nor hidden, and take no width of the page; the title is on each page. */
static void a_sheet_prints_from_its_start_on(void **state) {
    struct fixture *f = *state;
    must_write(f, "# Work\n\n| a | b | c | d | e | f | g | h |\n|---|---|---|---|---|---|---|---|\n| 1 | 2 | 3 | 4 | 5 "
                  "| 6 | 7 | 8 |\n\n"
                  "![](page:start)\n\n| a |\n|---|\n| b |\n");
    char *book = member(f, "xl/workbook.xml");
    assert_has(book, "localSheetId=\"0\">Work!$A$6:$A$7</definedName>");
    assert_has(book, "localSheetId=\"0\">Work!$1:$2</definedName>");
    assert_lacks(sheet_xml(f, 1), "hidden");
}

static void sheets_are_set_up_for_reading_and_printing(void **state) {
    struct fixture *f = *state;
    must_write(f, two_sheets);
    for (int i = 1; i <= 2; i++) {
        char *sheet = sheet_xml(f, i);
        assert_has(sheet, "<sheetProtection sheet=\"1\" objects=\"1\" scenarios=\"1\" formatColumns=\"0\"");
        assert_has(sheet, "<pageSetUpPr fitToPage=\"1\"/>");
        assert_has(sheet, "fitToHeight=\"0\"");
        assert_has(sheet, "paperSize=\"9\"");
        assert_has(sheet, "<oddFooter>&amp;L&amp;8 &amp;A: R&amp;&amp;D: cost of a fleet&amp;R&amp;8 "
                          "fleetsheet " FLEETSHEET_VERSION ", "
                          "inputs of 2026-06-26, page &amp;P of &amp;N</oddFooter>");
        assert_has(sheet, "state=\"frozen\"");
        assert_lacks(sheet, "mergeCell");
        assert_lacks(sheet, "hidden");
    }
    /* Under the head of the one table; under the title where tables differ. */
    assert_has(sheet_xml(f, 1), "ySplit=\"5\"");
    assert_has(sheet_xml(f, 2), "ySplit=\"1\"");
    assert_has(member(f, "xl/workbook.xml"),
               "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">Inputs!$1:$5</definedName>");
    assert_has(sheet_xml(f, 1), "orientation=\"landscape\"");
    assert_has(sheet_xml(f, 2), "orientation=\"portrait\"");
    f->document.paper = PAPER_LETTER;
    must_write(f, two_sheets);
    assert_has(sheet_xml(f, 1), "paperSize=\"1\"");
}

static void same_input_gives_same_bytes(void **state) {
    struct fixture *f = *state;
    unsetenv("SOURCE_DATE_EPOCH");
    must_write(f, two_sheets);
    struct text first = {0};
    text_append(&first, f->out.bytes, f->out.length);
    must_write(f, two_sheets);
    assert_int_equal(first.length, f->out.length);
    assert_memory_equal(first.bytes, f->out.bytes, first.length);
    text_free(&first);
    assert_has(member(f, "docProps/core.xml"), ">2000-01-01T00:00:00Z<");
    assert_has(member(f, "docProps/core.xml"), "<dc:title>R&amp;D: cost of a fleet</dc:title>");
    /* 86,400 s after the beginning of 1970. */
    setenv("SOURCE_DATE_EPOCH", "86400", 1);
    must_write(f, two_sheets);
    unsetenv("SOURCE_DATE_EPOCH");
    assert_has(member(f, "docProps/core.xml"), ">1970-01-02T00:00:00Z<");
}

static int count_files(const char *folder) {
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    return count - 2; /* less `.` and `..` */
}

static void no_file_is_left_behind(void **state) {
    struct fixture *f = *state;
    char folder[] = "/tmp/fleetsheet-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    setenv("TMPDIR", folder, 1);
    must_write(f, two_sheets);
    assert_int_equal(count_files(folder), 0);
    assert_false(write_template(f, "# A\n\n```inputs\nnonsense\n```\n"));
    assert_int_equal(count_files(folder), 0);
    assert_false(write_template(f, "# A\n\n{{capex}}\n"));
    assert_int_equal(count_files(folder), 0);
    assert_int_equal(rmdir(folder), 0);
    /* The folder is gone now. */
    text_clear(&f->out);
    assert_false(write_template(f, two_sheets));
    assert_int_equal(f->out.length, 0);
    assert_has(diag_text(f->diag), arena_printf(f->arena, "cannot make a temporary file in %s", folder));
    unsetenv("TMPDIR");
    must_write(f, two_sheets);
}

static void long_text_is_refused_at_its_place(void **state) {
    struct fixture *f = *state;
    const char *text = "# A\n\n| {{'x}} |\n|---|\n";
    assert_true(read_template(f, source_of_text(f->arena, "a.md", text, strlen(text))));
    char *most = arena_alloc(f->arena, 32768 + 1);
    memset(most, 'x', 32767);
    const char *row = "id,note\n1,x\n";
    const struct source *data = source_of_text(f->arena, "people.csv", row, strlen(row));
    f->values[0].text = most;
    f->values[0].data_pos = (struct pos){data, 2, 3};
    assert_true(write_document(f));
    most[32767] = 'x';
    assert_false(write_document(f));
    assert_has(diag_text(f->diag),
               "people.csv:2:3: error: a text of 32768 characters is too long for a cell, which holds at most 32767");
    f->values[0].text = "\xEF\xBF\xBF";
    assert_false(write_document(f));
    assert_has(diag_text(f->diag), "people.csv:2:3: error: a workbook cannot hold the character U+FFFF");
}

static void a_document_begins_with_a_sheet(void **state) {
    struct fixture *f = *state;
    assert_false(write_template(f, "Words\n\n# A\n"));
    assert_has(diag_text(f->diag), "tco.md:1:1: error: a workbook must begin with a heading of the first level");
    assert_false(write_template(f, ""));
    assert_false(write_template(f, "#\n\nText\n"));
    assert_has(diag_text(f->diag), "error: a sheet has no name; write it after the `#`");
}

/* Each NAME.md is a template that is wrong, NAME.txt what is said about it. */
static void check_diagnostics(const char *stem) {
    void *state;
    assert_int_equal(set_up(&state), 0);
    struct fixture *f = state;
    const struct source *source =
        source_read(f->arena, arena_printf(f->arena, "%s.md", stem), strrchr(stem, '/') + 1, f->diag);
    assert_non_null(source);
    bool good = read_template(f, source) && write_document(f);
    bool equal = golden_equal(arena_printf(f->arena, "%s.txt", stem), diag_text(f->diag));
    tear_down(&state);
    assert_false(good);
    assert_true(equal);
}

static void wrong_templates_are_reported(void **state) {
    (void)state;
    assert_int_equal(golden_each(FOLDER, ".md", check_diagnostics), 11);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(lone_values_are_links),
        TEST(text_never_becomes_a_formula),
        TEST(prose_runs_over_rows),
        TEST(long_words_in_tables_wrap),
        TEST(an_empty_head_takes_no_row),
        TEST(long_units_are_left_out),
        TEST(sheets_may_have_any_name),
        TEST(a_sheet_prints_from_its_start_on),
        TEST(sheets_are_set_up_for_reading_and_printing),
        TEST(same_input_gives_same_bytes),
        TEST(no_file_is_left_behind),
        TEST(long_text_is_refused_at_its_place),
        TEST(a_document_begins_with_a_sheet),
        cmocka_unit_test(wrong_templates_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
