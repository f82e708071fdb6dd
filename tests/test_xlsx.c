/* The XLSX writer: what stands in the parts of a workbook. Figures are those of the lab's text and of hand arithmetic;
 * recalculate.py judges the formulas. */
#include "../gen/markdown.h"
#include "../gen/writer.h"
#include "../model/eval.h"
#include "golden.h"
#include "zip_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#define FOLDER "tests/golden/xlsx"
enum { SCENARIOS = 3, MOST_VALUES = 16 };

struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct units *units;
    struct model *model;
    struct writer *writer;
    struct parameter_set sets[SCENARIOS];
    const struct parameter_set *scenarios[SCENARIOS];
    struct document document;
    struct value values[MOST_VALUES];
    const struct value *value_pointers[MOST_VALUES];
    size_t value_count;
    struct text out;
};

static struct parameter_set make_set(struct fixture *f, const char *scenario, double gpu_price, double utilization) {
    const struct model *model = f->model;
    struct parameter_set set = {.id = "s1", .name = "Ada", .scenario = scenario, .stem = "s1"};
    set.parameters = arena_array(f->arena, (size_t)model->count, sizeof *set.parameters);
    set.values = arena_array(f->arena, (size_t)model->count, sizeof *set.values);
    for (int i = 0; i < model->count; i++)
        set.values[i] = model->quantities[i]->initial;
    const struct quantity *price = model_lookup(model, "gpu_price");
    set.values[price->index] = gpu_price;
    set.parameters[price->ordinal] =
        (struct set_parameter){.value = gpu_price, .source = "a vendor's quote", .date = "2025-03-01", .given = true};
    set.values[model_lookup(model, "utilization")->index] = utilization;
    set.parameters[model_lookup(model, "utilization")->ordinal].given = true;
    program_run_all(program_new_all(f->arena, model), 1, set.values);
    return set;
}

static int set_up(void **state) {
    struct fixture *f = calloc(1, sizeof *f);
    f->arena = arena_new();
    f->diag = diag_new();
    f->units = units_new();
    f->model = model_new(f->arena, f->units);
    bool good = model_load(f->model, "model/scaling.yaml", "scaling", f->diag) &&
                model_load(f->model, "model/tco.yaml", "tco", f->diag) && model_finish(f->model, f->diag);
    if (!good) {
        fputs(diag_text(f->diag), stderr);
        return 1;
    }
    f->writer = xlsx_writer_new(".", f->diag);
    f->sets[0] = make_set(f, "base", 40000, 0.6);
    f->sets[1] = make_set(f, "cheap", 30000, 0.6);
    f->sets[2] = make_set(f, "busy", 40000, 0.9);
    for (int i = 0; i < SCENARIOS; i++)
        f->scenarios[i] = &f->sets[i];
    f->document = (struct document){.arena = f->arena,
                                    .name = "tco",
                                    .title = "R&D: cost of a fleet",
                                    .lab_title = "Scale",
                                    .target = TARGET_XLSX,
                                    .paper = PAPER_A4,
                                    .language = "en",
                                    .locale = &number_locale_english,
                                    .model = f->model,
                                    .set = &f->sets[0],
                                    .scenarios = f->scenarios,
                                    .scenario_count = 1};
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *f = *state;
    writer_free(f->writer);
    text_free(&f->out);
    units_free(f->units);
    diag_free(f->diag);
    arena_free(f->arena);
    free(f);
    return 0;
}

/* The token of `{{name}}`, `{{name | format}}` (a quantity), `{{'text}}` or `{{#1.5}}` (a number). */
static void put_value(struct fixture *f, struct text *out, char *tag, struct pos pos) {
    assert_true(f->value_count < MOST_VALUES);
    struct value *value = &f->values[f->value_count];
    *value = (struct value){.pos = pos};
    char *bar = strchr(tag, '|');
    if (bar) {
        *bar = '\0';
        assert_true(number_format_parse(bar + 1 + strspn(bar + 1, " "), &value->format));
    }
    size_t length = strcspn(tag, " ");
    if (*tag == '\'') {
        value->kind = VALUE_TEXT;
        value->text = tag + 1;
    } else if (*tag == '#') {
        value->kind = VALUE_NUMBER;
        value->number = strtod(tag + 1, NULL);
    } else {
        tag[length] = '\0';
        value->quantity = model_lookup(f->model, tag);
        value->kind = VALUE_QUANTITY;
        assert_non_null(value->quantity);
        if (!bar)
            value->format = value->quantity->format;
    }
    f->value_pointers[f->value_count] = value;
    text_put_code_point(out, VALUE_TOKEN_FIRST + (unsigned)f->value_count++);
}

static void put_origin(struct mustache_text *filled, struct pos pos, bool fixed) {
    filled->origins = alloc_resize(filled->origins, (filled->origin_count + 1) * sizeof *filled->origins);
    filled->origins[filled->origin_count++] = (struct mustache_origin){filled->text.length, pos, fixed};
}

static bool resolve(void *context, struct placed *placed) {
    struct fixture *f = context;
    placed->quantity = model_lookup(f->model, placed->name);
    return placed->kind == PLACED_CHART || placed->quantity;
}

/* Makes the tree of a template's text, whose tags are those of put_value. */
static bool read_template(struct fixture *f, const struct source *source) {
    struct mustache_text filled = {0};
    for (size_t i = 0; i < source->length;) {
        const char *at = source->bytes + i, *end = strncmp(at, "{{", 2) == 0 ? strstr(at, "}}") : NULL;
        struct pos pos = source_pos(source, i);
        bool boundary = i == 0 || at[-1] == '\n' || at[-1] == '}';
        if (end) {
            put_origin(&filled, pos, true);
            put_value(f, &filled.text, arena_strndup(f->arena, at + 2, (size_t)(end - at - 2)), pos);
            i = (size_t)(end + 2 - source->bytes);
            continue;
        }
        if (boundary)
            put_origin(&filled, pos, false);
        text_putc(&filled.text, *at);
        i++;
    }
    bool good = markdown_read(&f->document, &filled, f->value_pointers, f->value_count, resolve, f, f->diag) &&
                blocks_read(blocks_new(f->arena, f->model), f->document.root, f->diag);
    mustache_text_free(&filled);
    return good;
}

static bool write_document(struct fixture *f) {
    text_clear(&f->out);
    return writer_begin(f->writer, f->document.title, f->diag) && writer_add(f->writer, &f->document, f->diag) &&
           writer_finish(f->writer, &f->out, f->diag);
}

static bool write_template(struct fixture *f, const char *text) {
    return read_template(f, source_of_text(f->arena, "tco.md", text, strlen(text))) && write_document(f);
}

static void must_write(struct fixture *f, const char *text) {
    bool good = write_template(f, text);
    if (!good)
        fputs(diag_text(f->diag), stderr);
    assert_true(good);
}

static char *member(struct fixture *f, const char *name) {
    char *xml = zip_member(f->arena, &f->out, name);
    assert_non_null(xml);
    return xml;
}

static char *sheet_xml(struct fixture *f, int number) {
    return member(f, arena_printf(f->arena, "xl/worksheets/sheet%d.xml", number));
}

static void assert_has(const char *xml, const char *piece) {
    if (!strstr(xml, piece))
        fail_msg("`%s` is not in\n%s", piece, xml);
}

static void assert_lacks(const char *xml, const char *piece) {
    if (strstr(xml, piece))
        fail_msg("`%s` is in\n%s", piece, xml);
}

/* The piece of `xml` from `start` up to and with `end`. */
static char *piece_of(struct fixture *f, const char *xml, const char *start, const char *end) {
    const char *from = strstr(xml, start), *to = from ? strstr(from + strlen(start), end) : NULL;
    if (!to)
        fail_msg("no `%s`...`%s` in\n%s", start, end, xml);
    return arena_strndup(f->arena, from, (size_t)(to - from) + strlen(end));
}

/* The XML of a cell from its `<c` to its end. */
static char *cell(struct fixture *f, const char *xml, const char *address) {
    const char *from = strstr(xml, arena_printf(f->arena, "<c r=\"%s\"", address));
    if (!from)
        fail_msg("no cell %s in\n%s", address, xml);
    const char *close = strchr(from, '>');
    const char *end = close[-1] == '/' ? close + 1 : strstr(from, "</c>");
    return arena_strndup(f->arena, from, (size_t)(end - from));
}

/* The text of a string cell. */
static const char *cell_string(struct fixture *f, const char *xml, const char *address) {
    const char *found = cell(f, xml, address);
    assert_has(found, "t=\"s\"");
    long index = strtol(strstr(found, "<v>") + 3, NULL, 10);
    const char *at = member(f, "xl/sharedStrings.xml");
    for (long i = 0; i <= index; i++)
        at = strstr(at, "<si>") + 4;
    at = strchr(at, '>') + 1;
    return arena_strndup(f->arena, at, (size_t)(strstr(at, "</t>") - at));
}

/* The cell's format as the XML of styles says it: `<xf .../>`. */
static char *cell_format(struct fixture *f, const char *xml, const char *address) {
    const char *found = cell(f, xml, address), *style = strstr(found, " s=\"");
    assert_non_null(style);
    const char *at = strstr(member(f, "xl/styles.xml"), "<cellXfs");
    for (long i = strtol(style + 4, NULL, 10); i >= 0; i--)
        at = strstr(at + 1, "<xf ");
    return arena_strndup(f->arena, at, (size_t)(strchr(at, '>') - at) + 1 + 90);
}

static bool cell_unlocked(struct fixture *f, const char *xml, const char *address) {
    char *format = cell_format(f, xml, address);
    char *next = strstr(format + 1, "<xf ");
    if (next)
        *next = '\0';
    return strstr(format, "<protection locked=\"0\"/>") != NULL;
}

/* The colour of the cell's type, `` where it is the default. */
static const char *cell_ink(struct fixture *f, const char *xml, const char *address) {
    const char *font_id = strstr(cell_format(f, xml, address), "fontId=\"");
    const char *at = strstr(member(f, "xl/styles.xml"), "<fonts");
    for (long i = strtol(font_id + 8, NULL, 10); i >= 0; i--)
        at = strstr(at + 1, "<font>");
    const char *font = piece_of(f, at, "<font>", "</font>"), *colour = strstr(font, "rgb=\"");
    return colour ? arena_strndup(f->arena, colour + 5, 8) : "";
}

/* The code of the cell's number format. */
static const char *cell_number_format(struct fixture *f, const char *xml, const char *address) {
    const char *id = strstr(cell_format(f, xml, address), "numFmtId=\"") + 10;
    long number = strtol(id, NULL, 10);
    static const struct {
        long id;
        const char *code;
    } builtin[] = {{0, "General"}, {1, "0"}, {2, "0.00"}, {3, "#,##0"}, {4, "#,##0.00"}, {9, "0%"}, {10, "0.00%"}};
    for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++)
        if (builtin[i].id == number)
            return builtin[i].code;
    const char *found = piece_of(f, member(f, "xl/styles.xml"),
                                 arena_printf(f->arena, "numFmtId=\"%ld\" formatCode=\"", number), "\"/>");
    const char *code = strstr(found, "formatCode=\"") + 12;
    return arena_strndup(f->arena, code, strlen(code) - 3);
}

static const char two_sheets[] = "# Inputs\n"
                                 "\n"
                                 "What the fleet is like.\n"
                                 "\n"
                                 "```inputs\n"
                                 "tco\n"
                                 "```\n"
                                 "\n"
                                 "# Results\n"
                                 "\n"
                                 "```equations\n"
                                 "tco\n"
                                 "```\n"
                                 "\n"
                                 "| Path | Cost |\n"
                                 "|---|---|\n"
                                 "| On demand | {{on_demand_tco | millions}} |\n"
                                 "| GPUs | {{gpu_count | 0 unit}} |\n"
                                 "| Text | about {{on_demand_tco | millions 1}} |\n"
                                 "\n"
                                 "{{breakeven_utilization | percent 1}}\n";

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
    assert_string_equal(cell_string(f, sheet, "B6"), "N");
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
    assert_string_equal(cell_string(f, sheet, "H6"), "2026");
    assert_string_equal(cell_string(f, sheet, "G7"), "this set");
    assert_string_equal(cell_string(f, sheet, "H7"), "not stated");
    assert_string_equal(cell_string(f, sheet, "G11"), "a vendor's quote");
    assert_string_equal(cell_string(f, sheet, "H11"), "2025-03-01");
    const char *rule = piece_of(f, sheet, "<dataValidation type=\"whole\"", "</dataValidation>");
    assert_has(rule, "sqref=\"D6\"");
    assert_has(rule, "<formula1>100</formula1><formula2>4096</formula2>");
    assert_has(rule, "error=\"GPU count must be a whole number within 100–4,096 GPUs\"");
    /* Constants in a table of their own, with their sources. */
    assert_string_equal(cell_string(f, sheet, "A13"), "Constants");
    assert_string_equal(cell_string(f, sheet, "A14"), "Quantity");
    assert_string_equal(cell_string(f, sheet, "A15"), "H100 thermal design power");
    assert_has(cell(f, sheet, "D15"), "<v>700</v>");
    assert_string_equal(cell_string(f, sheet, "G15"), "NVIDIA H100 SXM5 data sheet");
    const char *bounded =
        piece_of(f, sheet, "error=\"Power usage effectiveness must be a number not below 1", "</data");
    assert_has(bounded, "<formula1>1</formula1>");
    assert_has(cell(f, sheet, "E17"), "<v>1</v>");
    assert_lacks(cell(f, sheet, "F17"), "<v>");
    assert_has(sheet, "type=\"decimal\" operator=\"greaterThanOrEqual\"");
    /* The legend, and its colours. */
    assert_string_equal(cell_string(f, sheet, "A23"), "Colours");
    assert_string_equal(cell_ink(f, sheet, "A24"), "FF0000FF");
    assert_false(cell_unlocked(f, sheet, "A24"));
    assert_string_equal(cell_string(f, sheet, "A25"), "Black: a formula");
    assert_string_equal(cell_ink(f, sheet, "G24"), "FF00803C");
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

static void symbols_have_subscripts(void **state) {
    struct fixture *f = *state;
    must_write(f, two_sheets);
    assert_has(member(f, "xl/sharedStrings.xml"), ">P</t></r><r><rPr><vertAlign val=\"subscript\"/>");
    assert_has(cell(f, sheet_xml(f, 1), "B11"), "t=\"s\"");
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

static void sheets_may_have_any_name(void **state) {
    struct fixture *f = *state;
    must_write(f, "# CFO's \"view\" & more\n\n```inputs\ntco\n```\n\n# 2024\n\n```equations\ntco\n```\n\n# TRUE\n\n"
                  "| a |\n|---|\n| b |\n");
    char *book = member(f, "xl/workbook.xml");
    assert_has(book, "<definedName name=\"gpu_count\">'CFO''s \"view\" &amp; more'!$D$4</definedName>");
    assert_has(book, "<definedName name=\"capex\">'2024'!$D$6</definedName>");
    assert_has(book, "localSheetId=\"0\">'CFO''s \"view\" &amp; more'!$1:$3<");
    /* The library would not quote these names where Excel wants it: they go without titles. */
    assert_lacks(book, "localSheetId=\"1\"");
    assert_lacks(book, "localSheetId=\"2\"");
}

static void scenarios_are_columns_with_a_choice(void **state) {
    struct fixture *f = *state;
    f->document.scenario_count = SCENARIOS;
    must_write(f, two_sheets);
    char *sheet = sheet_xml(f, 1), *book = member(f, "xl/workbook.xml");
    assert_string_equal(cell_string(f, sheet, "G5"), "base");
    assert_true(cell_unlocked(f, sheet, "G5"));
    assert_has(cell(f, sheet, "G6"), "<f>IFERROR(MATCH(1,scenario_flags,0),1)</f><v>1</v>");
    assert_has(cell(f, sheet, "D6"), "<f>IF(D5=$G5&amp;\"\",1,0)</f><v>1</v>");
    assert_has(cell(f, sheet, "F6"), "<f>IF(F5=$G5&amp;\"\",1,0)</f><v>0</v>");
    for (int row = 5; row <= 8; row += 3)
        for (int i = 0; i < SCENARIOS; i++)
            assert_string_equal(cell_string(f, sheet, arena_printf(f->arena, "%c%d", 'D' + i, row)),
                                f->sets[i].scenario);
    assert_has(book, "<definedName name=\"scenario\">'Inputs'!$G$5</definedName>");
    assert_has(book, "<definedName name=\"scenario_index\">'Inputs'!$G$6</definedName>");
    const char *list = piece_of(f, sheet, "<dataValidation type=\"list\"", "</dataValidation>");
    assert_has(list, "sqref=\"G5\"");
    assert_has(list, "<formula1>$D$5:$F$5</formula1>");
    /* The GPU price is the last parameter. */
    assert_has(cell(f, sheet, "G14"), "<f>INDEX($D14:$F14,scenario_index)</f><v>40000</v>");
    assert_false(cell_unlocked(f, sheet, "G14"));
    assert_string_equal(cell_ink(f, sheet, "G14"), "");
    assert_has(cell(f, sheet, "E14"), "<v>30000</v>");
    assert_true(cell_unlocked(f, sheet, "E14"));
    assert_string_equal(cell_ink(f, sheet, "E14"), "FF0000FF");
    assert_has(sheet, "sqref=\"E14\"");
    /* Constants are the same in all. */
    assert_has(cell(f, sheet, "G18"), "<v>700</v>");
    assert_true(cell_unlocked(f, sheet, "G18"));
    assert_has(sheet_xml(f, 2), "<v>33112800</v>");
}

static void sources_of_scenarios_stand_side_by_side(void **state) {
    struct fixture *f = *state;
    f->document.scenario_count = SCENARIOS;
    f->sets[2].parameters[model_lookup(f->model, "gpu_price")->ordinal].source = "a guess";
    must_write(f, two_sheets);
    char *sheet = sheet_xml(f, 1);
    assert_string_equal(cell_string(f, sheet, "J14"), "base, cheap: a vendor's quote\nbusy: a guess");
    assert_has(sheet, "<row r=\"14\" spans=\"1:11\" ht=\"29\" customHeight=\"1\">");
    assert_string_equal(cell_string(f, sheet, "K14"), "2025-03-01");
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

static void sheets_are_set_up_for_reading_and_printing(void **state) {
    struct fixture *f = *state;
    must_write(f, two_sheets);
    for (int i = 1; i <= 2; i++) {
        char *sheet = sheet_xml(f, i);
        assert_has(sheet, "<sheetProtection sheet=\"1\" objects=\"1\" scenarios=\"1\" formatColumns=\"0\"");
        assert_has(sheet, "<pageSetUpPr fitToPage=\"1\"/>");
        assert_has(sheet, "fitToHeight=\"0\"");
        assert_has(sheet, "paperSize=\"9\"");
        assert_has(
            sheet,
            "<oddFooter>&amp;L&amp;8 R&amp;&amp;D: cost of a fleet&amp;C&amp;8 &amp;A&amp;R&amp;8 fleetsheet 0.1, "
            "inputs of 2026, page &amp;P of &amp;N</oddFooter>");
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

static void a_file_holds_one_document(void **state) {
    struct fixture *f = *state;
    const char *text = "# A\n";
    assert_true(read_template(f, source_of_text(f->arena, "a.md", text, strlen(text))));
    assert_true(writer_begin(f->writer, "A", f->diag));
    assert_true(writer_add(f->writer, &f->document, f->diag));
    assert_false(writer_add(f->writer, &f->document, f->diag));
    assert_has(diag_text(f->diag), "error: a workbook holds one document; write `tco` to a file of its own");
    text_clear(&f->out);
    assert_false(writer_finish(f->writer, &f->out, f->diag));
    assert_int_equal(f->out.length, 0);
    must_write(f, text);
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
               "people.csv:2:3: error: a text of 32768 characters for one cell; a cell holds 32767 at most");
    f->values[0].text = "\xEF\xBF\xBF";
    assert_false(write_document(f));
    assert_has(diag_text(f->diag), "people.csv:2:3: error: the character U+FFFF cannot stand in a workbook");
}

static void a_document_begins_with_a_sheet(void **state) {
    struct fixture *f = *state;
    assert_false(write_template(f, "Words\n\n# A\n"));
    assert_has(diag_text(f->diag), "tco.md:1:1: error: a workbook begins with a heading of the first level");
    assert_false(write_template(f, ""));
    assert_false(write_template(f, "#\n\nText\n"));
    assert_has(diag_text(f->diag), "error: a sheet without a name; write it behind the `#`");
}

/* What reads like a number stays text, also where somebody types it; patterns are no patterns; case tells apart what
 * nothing else does. */
static void scenarios_may_have_any_name(void **state) {
    static const char *const names[] = {"3", "a, \"quoted\" name", "it's *what?*", "=1+1", "TRUE", "#N/A", "1/2"};
    struct fixture *f = *state;
    f->document.scenario_count = SCENARIOS;
    f->sets[1].scenario = "";
    assert_true(write_template(f, two_sheets));
    assert_string_equal(cell_string(f, sheet_xml(f, 1), "E8"), "s1");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        f->sets[0].scenario = names[i];
        assert_true(write_document(f));
        char *sheet = sheet_xml(f, 1);
        assert_has(cell(f, sheet, "D6"), "<v>1</v>");
        assert_has(cell(f, sheet, "E6"), "<v>0</v>");
        assert_string_equal(cell_string(f, sheet, "G5"), cell_string(f, sheet, "D5"));
        assert_string_equal(cell_number_format(f, sheet, "G5"), "@");
    }
    f->sets[0].scenario = "Über";
    f->sets[1].scenario = "über";
    assert_true(write_document(f));
    assert_has(cell(f, sheet_xml(f, 1), "D6"), "<f>IF(EXACT(D5,$G5&amp;\"\"),1,0)</f><v>1</v>");
    assert_has(cell(f, sheet_xml(f, 1), "E6"), "<v>0</v>");
    f->sets[1].scenario = "Über";
    assert_false(write_document(f));
    assert_has(diag_text(f->diag), "error: a second scenario `Über`; rename one");
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
        TEST(inputs_are_numbers_that_may_be_changed),
        TEST(equations_are_live_formulas),
        TEST(lone_values_are_links),
        TEST(text_never_becomes_a_formula),
        TEST(prose_runs_over_rows),
        TEST(symbols_have_subscripts),
        TEST(long_words_in_tables_wrap),
        TEST(an_empty_head_takes_no_row),
        TEST(sheets_may_have_any_name),
        TEST(scenarios_are_columns_with_a_choice),
        TEST(sources_of_scenarios_stand_side_by_side),
        TEST(an_input_shows_all_its_digits),
        TEST(blocks_take_names_and_all),
        TEST(sheets_are_set_up_for_reading_and_printing),
        TEST(same_input_gives_same_bytes),
        TEST(no_file_is_left_behind),
        TEST(a_file_holds_one_document),
        TEST(long_text_is_refused_at_its_place),
        TEST(a_document_begins_with_a_sheet),
        TEST(scenarios_may_have_any_name),
        cmocka_unit_test(wrong_templates_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
