/* What a workbook is, cell by cell: formulas, values and looks of each block, names, conditions, checks of what is
 * typed, widths and pages, against tests/golden/books. Formulas are judged by spreadsheets (tests/system/workbooks.py),
 * and looks by people: here is only noticed that something is another. */
#include "blocks_fixture.h"
#include "golden.h"

enum { STYLES_MOST = 200 };

/* The `index`th element of a kind in a list of the styles, up to its end. */
static const char *style_part(struct fixture *f, const char *list, const char *begin, const char *end, long index) {
    const char *at = strstr(member(f, "xl/styles.xml"), list);
    for (; at && index >= 0; index--)
        at = strstr(at + 1, begin);
    assert_non_null(at);
    const char *last = strstr(at, end), *alone = strstr(at, "/>");
    if (alone && alone < strchr(at, '>') + 1)
        last = alone, end = "/>";
    assert_non_null(last);
    return arena_strndup(f->arena, at, (size_t)(last - at) + strlen(end));
}

static long attribute(const char *element, const char *name) {
    const char *at = strstr(element, name);
    return at ? strtol(at + strlen(name), NULL, 10) : 0;
}

/* The code of a number format that is not built in. */
static const char *number_code(struct fixture *f, long id) {
    const char *at = strstr(member(f, "xl/styles.xml"), arena_printf(f->arena, "<numFmt numFmtId=\"%ld\"", id));
    if (!at)
        return arena_printf(f->arena, "%ld", id);
    const char *code = strstr(at, "formatCode=\"") + strlen("formatCode=\"");
    return arena_strndup(f->arena, code, strcspn(code, "\""));
}

/* Puts the looks that cells used, in the order in which they were first used. */
static void put_looks(struct fixture *f, struct text *out, const long *used, int count) {
    for (int i = 0; i < count; i++) {
        const char *look = style_part(f, "<cellXfs", "<xf ", "</xf>", used[i]);
        const char *aligned = strstr(look, "<alignment"), *locked = strstr(look, "<protection");
        const char *font = style_part(f, "<fonts", "<font>", "</font>", attribute(look, "fontId=\"")),
                   *fill = style_part(f, "<fills", "<fill>", "</fill>", attribute(look, "fillId=\"")),
                   *border = style_part(f, "<borders", "<border>", "</border>", attribute(look, "borderId=\"")),
                   *name = strstr(font, "<name");
        text_printf(out, "#%d %s %.*s%s%s%.*s%.*s\n", i, number_code(f, attribute(look, "numFmtId=\"")),
                    name ? (int)(name - font) : 0, font, strstr(fill, "none") ? "" : fill,
                    strstr(border, "style") ? border : "", aligned ? (int)strcspn(aligned, ">") + 1 : 0,
                    aligned ? aligned : "", locked ? (int)strcspn(locked, ">") + 1 : 0, locked ? locked : "");
    }
}

/* Puts a cell: where it is, how it looks, its formula and its value. */
static void put_cell(struct fixture *f, struct text *out, const char *xml, const char *element, long *used,
                     int *used_count) {
    const char *name = strstr(element, "r=\"") + 3, *formula = strstr(element, "<f>"), *value = strstr(element, "<v>");
    const char *address = arena_strndup(f->arena, name, strcspn(name, "\""));
    const long style = attribute(element, " s=\"");
    int look = 0;
    while (look < *used_count && used[look] != style)
        look++;
    if (look == *used_count) {
        assert_true(look < STYLES_MOST);
        used[(*used_count)++] = style;
    }
    text_printf(out, "%s #%d", address, look);
    if (formula)
        text_printf(out, " =%.*s", (int)strcspn(formula + 3, "<"), formula + 3);
    if (strstr(element, "t=\"s\""))
        text_printf(out, " '%s'", cell_string(f, xml, address));
    else if (value)
        text_printf(out, " %.*s", (int)strcspn(value + 3, "<"), value + 3);
    text_putc(out, '\n');
}

static bool is_of(const char *at, const char *begin) {
    return strncmp(at, begin, strlen(begin)) == 0;
}

/* Puts a line, without the part of it that begins and ends in these ways. */
static void put_without(struct text *out, const char *line, size_t length, const char *begin, const char *end) {
    const char *from = memmem(line, length, begin, strlen(begin));
    if (from) {
        text_append(out, line, (size_t)(from - line));
        const char *rest = strstr(from + strlen(begin), end) + strlen(end);
        length -= (size_t)(rest - line);
        line = rest;
    }
    text_append(out, line, length);
    text_putc(out, '\n');
}

/* Puts a sheet: its cells, and each other element in a line of its own. */
static void put_sheet(struct fixture *f, struct text *out, const char *xml, long *used, int *used_count) {
    for (const char *at = strstr(xml, "<sheetPr"), *next; at && *at; at = next) {
        if (is_of(at, "<c ")) {
            const char *first_end = strchr(at, '>');
            const char *end = first_end[-1] == '/' ? first_end + 1 : strstr(at, "</c>") + strlen("</c>");
            put_cell(f, out, xml, arena_strndup(f->arena, at, (size_t)(end - at)), used, used_count);
            next = end;
            continue;
        }
        next = strchr(at + 1, '<');
        if (!next)
            next = at + strlen(at);
        if (at[1] == '/' || is_of(at, "<sheetData>") || is_of(at, "<pageMargins"))
            continue;           /* margins have many digits */
        if (is_of(at, "<row ")) /* without what the library adds */
            put_without(out, at, (size_t)(next - at), " spans=\"", "\"");
        else /* without the version of the program */
            put_without(out, at, (size_t)(next - at), " fleetsheet ", ",");
    }
}

/* Puts a chart, a line for each of its axes, series and other large parts; without the values that it keeps of cells.
 */
static void put_chart(struct text *out, const char *xml) {
    static const char *const parts[] = {"<c:title>", "<c:ser>",   "<c:barChart>", "<c:scatterChart>", "<c:areaChart>",
                                        "<c:valAx>", "<c:catAx>", "<c:legend>",   "<c:plotVisOnly"};
    const char *at = strstr(xml, "<c:chart>");
    while (at && *at) {
        if (is_of(at, "<c:numCache>") || is_of(at, "<c:strCache>")) {
            at = strstr(at, "Cache>") + 1;
            at = strstr(at, "Cache>") + strlen("Cache>");
            continue;
        }
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
            if (is_of(at, parts[i]))
                text_putc(out, '\n');
        text_putc(out, *at++);
    }
    text_putc(out, '\n');
}

static void check_book(struct fixture *f, const char *name) {
    const char *stem = arena_printf(f->arena, "tests/golden/books/%s", name);
    const struct source *source = source_read(f->arena, arena_printf(f->arena, "%s.md", stem), NULL, f->diag);
    assert_non_null(source);
    if (!read_template(f, source) || !write_document(f))
        fail_msg("%s", diag_text(f->diag));
    struct text out = {0};
    long used[STYLES_MOST];
    int used_count = 0;
    for (int i = 1;; i++) {
        const char *xml = zip_member(f->arena, &f->out, arena_printf(f->arena, "xl/worksheets/sheet%d.xml", i));
        if (!xml)
            break;
        text_printf(&out, "== sheet %d\n", i);
        put_sheet(f, &out, xml, used, &used_count);
    }
    for (int i = 1;; i++) {
        const char *xml = zip_member(f->arena, &f->out, arena_printf(f->arena, "xl/charts/chart%d.xml", i));
        if (!xml)
            break;
        text_printf(&out, "== chart %d\n", i);
        put_chart(&out, xml);
    }
    text_puts(&out, "== names\n");
    const char *names = strstr(member(f, "xl/workbook.xml"), "<definedNames>");
    for (const char *at = names ? names : ""; (at = strstr(at, "<definedName ")); at++)
        text_printf(&out, "%.*s\n", (int)(strstr(at, "</definedName>") - at), at);
    text_puts(&out, "== looks\n");
    put_looks(f, &out, used, used_count);
    text_puts(&out, "== looks under conditions\n");
    const char *styles = member(f, "xl/styles.xml"), *conditional = strstr(styles, "<dxfs");
    for (const char *at = conditional ? conditional : ""; (at = strstr(at, "<dxf>")); at++)
        text_printf(&out, "%.*s\n", (int)(strstr(at, "</dxf>") - at), at);
    const bool same = golden_equal(arena_printf(f->arena, "%s.txt", stem), out.bytes);
    text_free(&out);
    assert_true(same);
}

static void test_blocks(void **state) {
    check_book(*state, "blocks");
}

static void test_scenarios(void **state) {
    struct fixture *f = *state;
    f->document.scenario_count = SCENARIOS;
    check_book(f, "scenarios");
}

static void test_starter(void **state) {
    check_book(*state, "starter");
}

/* A book of another model, tests/golden/books/STEM.yaml. */
static void check_model(struct fixture *f, const char *stem) {
    struct model *model = f->model = model_new(f->arena, f->units);
    if (!model_load(model, arena_printf(f->arena, "tests/golden/books/%s.yaml", stem), stem, f->diag) ||
        !model_finish(model, f->diag))
        fail_msg("%s", diag_text(f->diag));
    struct parameter_set *set = &f->sets[0];
    set->parameters = arena_array(f->arena, (size_t)model->count, sizeof *set->parameters);
    set->values = arena_array(f->arena, (size_t)model->count, sizeof *set->values);
    for (int i = 0; i < model->count; i++)
        set->values[i] = model->quantities[i]->initial;
    machine_run_all(machine_new(f->arena, program_new_all(f->arena, model), 1), 1, set->values);
    f->document.model = model;
    check_book(f, stem);
}

/* Sums, whose terms have cells of their own. */
static void test_sums(void **state) {
    check_model(*state, "sums");
}

/* Named choices, and constants by choice. */
static void test_tables(void **state) {
    check_model(*state, "tables");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_blocks, set_up_blocks, tear_down),
        cmocka_unit_test_setup_teardown(test_scenarios, set_up_blocks, tear_down),
        cmocka_unit_test_setup_teardown(test_sums, set_up_blocks, tear_down),
        cmocka_unit_test_setup_teardown(test_tables, set_up_blocks, tear_down),
        cmocka_unit_test_setup_teardown(test_starter, set_up_blocks, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
