/* A small model with its values and scenarios, workbooks made from templates, and what is in them. Figures
 * are those of the lab's text and of hand arithmetic; recalculate.py judges the formulas. */
#ifndef TESTS_UNIT_WORKBOOK_FIXTURE_H
#define TESTS_UNIT_WORKBOOK_FIXTURE_H

#include "document/document.h"
#include "fences/fences.h"
#include "language/program.h"
#include "mustache/mustache.h"
#include "sets/sets.h"
#include "workbook/workbook.h"
#include "zip_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { SCENARIOS = 3, MOST_VALUES = 16 };

struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct units *units;
    struct model *model;
    struct doc_writer *writer;
    struct parameter_set sets[SCENARIOS];
    const struct parameter_set *scenarios[SCENARIOS];
    struct document document;
    struct doc_value values[MOST_VALUES];
    const struct doc_value *value_pointers[MOST_VALUES];
    size_t value_count;
    struct text out;
};

static inline struct parameter_set make_set(struct fixture *f, const char *scenario, double gpu_price,
                                            double utilization) {
    const struct model *model = f->model;
    struct parameter_set set = {.id = "s1", .name = "Ada", .scenario = scenario, .stem = "s1"};
    set.parameters = arena_array(f->arena, (size_t)model->count, sizeof *set.parameters);
    set.values = arena_array(f->arena, (size_t)model->count, sizeof *set.values);
    for (int i = 0; i < model->count; i++)
        set.values[i] = model->quantities[i]->initial;
    const struct quantity *price = model_lookup(model, "gpu_price");
    set.values[price->index] = gpu_price;
    set.parameters[price->ordinal] =
        (struct sets_parameter){.value = gpu_price, .source = "a vendor's quote", .date = "2025-03-01", .given = true};
    set.values[model_lookup(model, "utilization")->index] = utilization;
    set.parameters[model_lookup(model, "utilization")->ordinal].given = true;
    machine_run_all(machine_new(f->arena, program_new_all(f->arena, model), 1), 1, set.values);
    return set;
}

static inline int set_up(void **state) {
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
    f->writer = book_backend.new(".", NULL, f->diag);
    f->sets[0] = make_set(f, "base", 40000, 0.6);
    f->sets[1] = make_set(f, "cheap", 30000, 0.6);
    f->sets[2] = make_set(f, "busy", 40000, 0.9);
    for (int i = 0; i < SCENARIOS; i++)
        f->scenarios[i] = &f->sets[i];
    f->document = (struct document){.arena = f->arena,
                                    .name = "tco",
                                    .title = "R&D: cost of a fleet",
                                    .lab_title = "Scale",
                                    .format = book_backend.format,
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

static inline int tear_down(void **state) {
    struct fixture *f = *state;
    doc_writer_free(f->writer);
    text_free(&f->out);
    units_free(f->units);
    diag_free(f->diag);
    arena_free(f->arena);
    free(f);
    return 0;
}

/* The token of `{{name}}`, `{{name | format}}` (a quantity), `{{'text}}` or `{{#1.5}}` (a number). */
static inline void put_value(struct fixture *f, struct text *out, char *tag, struct pos pos) {
    assert_true(f->value_count < MOST_VALUES);
    struct doc_value *value = &f->values[f->value_count];
    *value = (struct doc_value){.pos = pos};
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

static inline void put_origin(struct mustache_text *filled, struct pos pos, bool fixed) {
    filled->origins = alloc_resize(filled->origins, (filled->origin_count + 1) * sizeof *filled->origins);
    filled->origins[filled->origin_count++] = (struct mustache_origin){filled->text.length, pos, fixed};
}

static inline bool resolve(void *context, struct doc_placed *placed) {
    struct fixture *f = context;
    placed->quantity = model_lookup(f->model, placed->name);
    return placed->kind == PLACED_CHART || placed->quantity;
}

/* Makes the tree of a template's text, whose tags are those of put_value. */
static inline bool read_template(struct fixture *f, const struct source *source) {
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
    bool good = doc_read_markdown(&f->document, &filled, f->value_pointers, f->value_count, resolve, f, f->diag) &&
                fence_blocks_read(fence_blocks_new(f->arena, f->model), f->document.root, f->diag);
    mustache_text_free(&filled);
    if (good)
        doc_arrange(&f->document);
    return good;
}

static inline bool write_document(struct fixture *f) {
    text_clear(&f->out);
    return doc_writer_write(f->writer, &f->document, &f->out, f->diag);
}

static inline bool write_template(struct fixture *f, const char *text) {
    return read_template(f, source_of_text(f->arena, "tco.md", text, strlen(text))) && write_document(f);
}

static inline void must_write(struct fixture *f, const char *text) {
    bool good = write_template(f, text);
    if (!good)
        fputs(diag_text(f->diag), stderr);
    assert_true(good);
}

static inline char *member(struct fixture *f, const char *name) {
    char *xml = zip_member(f->arena, &f->out, name);
    assert_non_null(xml);
    return xml;
}

static inline char *sheet_xml(struct fixture *f, int number) {
    return member(f, arena_printf(f->arena, "xl/worksheets/sheet%d.xml", number));
}

static inline void assert_has(const char *xml, const char *piece) {
    if (!strstr(xml, piece))
        fail_msg("`%s` is not in\n%s", piece, xml);
}

static inline void assert_lacks(const char *xml, const char *piece) {
    if (strstr(xml, piece))
        fail_msg("`%s` is in\n%s", piece, xml);
}

/* The piece of `xml` from `start` up to and with `end`. */
static inline char *piece_of(struct fixture *f, const char *xml, const char *start, const char *end) {
    const char *from = strstr(xml, start), *to = from ? strstr(from + strlen(start), end) : NULL;
    if (!to)
        fail_msg("no `%s`...`%s` in\n%s", start, end, xml);
    return arena_strndup(f->arena, from, (size_t)(to - from) + strlen(end));
}

/* The XML of a cell from its `<c` to its end. */
static inline char *cell(struct fixture *f, const char *xml, const char *address) {
    const char *from = strstr(xml, arena_printf(f->arena, "<c r=\"%s\"", address));
    if (!from)
        fail_msg("no cell %s in\n%s", address, xml);
    const char *close = strchr(from, '>');
    const char *end = close[-1] == '/' ? close + 1 : strstr(from, "</c>");
    return arena_strndup(f->arena, from, (size_t)(end - from));
}

/* The text of a string cell. */
static inline const char *cell_string(struct fixture *f, const char *xml, const char *address) {
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
static inline char *cell_format(struct fixture *f, const char *xml, const char *address) {
    const char *found = cell(f, xml, address), *style = strstr(found, " s=\"");
    assert_non_null(style);
    const char *at = strstr(member(f, "xl/styles.xml"), "<cellXfs");
    for (long i = strtol(style + 4, NULL, 10); i >= 0; i--)
        at = strstr(at + 1, "<xf ");
    return arena_strndup(f->arena, at, (size_t)(strchr(at, '>') - at) + 1 + 90);
}

static inline bool cell_unlocked(struct fixture *f, const char *xml, const char *address) {
    char *format = cell_format(f, xml, address);
    char *next = strstr(format + 1, "<xf ");
    if (next)
        *next = '\0';
    return strstr(format, "<protection locked=\"0\"/>") != NULL;
}

/* The colour of the cell's type, `` where it is the default. */
static inline const char *cell_ink(struct fixture *f, const char *xml, const char *address) {
    const char *font_id = strstr(cell_format(f, xml, address), "fontId=\"");
    const char *at = strstr(member(f, "xl/styles.xml"), "<fonts");
    for (long i = strtol(font_id + 8, NULL, 10); i >= 0; i--)
        at = strstr(at + 1, "<font>");
    const char *font = piece_of(f, at, "<font>", "</font>"), *colour = strstr(font, "rgb=\"");
    return colour ? arena_strndup(f->arena, colour + 5, 8) : "";
}

/* The code of the cell's number format. */
static inline const char *cell_number_format(struct fixture *f, const char *xml, const char *address) {
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

#endif
