/* Documents built by hand for the tests of layout, and what must hold for each. Fonts and style are opened once for all
 * tests of a program. */
#ifndef TESTS_UNIT_PAGE_FIXTURE_H
#define TESTS_UNIT_PAGE_FIXTURE_H

#include "chart/chart.h"
#include "page/layout.h"
#include "sets/sets.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A document under construction. */
struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct document document;
    struct parameter_set set;
    struct source *source;
    const struct doc_node *arranged; /* the root that was */
};

static struct page_resources *resources;

static struct page_style *style; /* these two are among the resources */

static struct pdf_fonts *fonts;

static inline int open_fonts(void **state) {
    (void)state;
    struct diag *diag = diag_new();
    resources = page_resources_new(".", NULL, NULL, diag);
    fputs(diag_text(diag), stderr);
    diag_free(diag);
    if (!resources)
        return -1;
    style = resources->style;
    fonts = resources->fonts;
    return 0;
}

static inline int close_fonts(void **state) {
    (void)state;
    page_resources_free(resources);
    return 0;
}

static inline int set_up(void **state) {
    struct arena *arena = arena_new();
    struct fixture *f = arena_alloc(arena, sizeof *f);
    f->arena = arena;
    f->diag = diag_new();
    static const char page_text[] = "first line\nsecond line\nthird line\n";
    f->source = source_of_text(arena, "page.md", page_text, strlen(page_text));
    struct pos pos = {f->source, 1, 1};
    f->set = (struct parameter_set){.id = "s01", .name = "Ann Lee", .scenario = "", .fingerprint = "0123abcd"};
    f->document = (struct document){.arena = arena,
                                    .name = "worksheet",
                                    .title = "Worksheet",
                                    .format = &doc_formats[FORMAT_PDF],
                                    .lab_title = "The lab",
                                    .paper = PAPER_A4,
                                    .language = "en",
                                    .locale = &number_locale_english,
                                    .root = doc_node_new(arena, NODE_DOCUMENT, pos),
                                    .set = &f->set};
    *state = f;
    return 0;
}

static inline int tear_down(void **state) {
    struct fixture *f = *state;
    diag_free(f->diag);
    arena_free(f->arena);
    return 0;
}

static inline struct doc_node *add(struct fixture *f, struct doc_node *parent, enum doc_node_kind kind) {
    struct doc_node *node = doc_node_new(f->arena, kind, (struct pos){f->source, 1, 1});
    doc_node_append(parent, node);
    return node;
}

static inline struct doc_node *add_text(struct fixture *f, struct doc_node *parent, const char *text) {
    struct doc_node *node = add(f, parent, NODE_TEXT);
    node->text = text;
    return node;
}

static inline struct doc_node *add_paragraph(struct fixture *f, struct doc_node *parent, const char *text) {
    struct doc_node *node = add(f, parent, NODE_PARAGRAPH);
    add_text(f, node, text);
    return node;
}

/* An option whose words begin with its letter, behind `before`, if that is not "". Returns the letter. */
static inline struct doc_node *add_option(struct fixture *f, struct doc_node *list, const char *before,
                                          const char *letter, const char *text) {
    struct doc_node *item = add(f, list, NODE_ITEM);
    item->task = true;
    struct doc_node *passage = add(f, item, NODE_PARAGRAPH);
    struct doc_value *value = arena_alloc(f->arena, sizeof *value);
    *value = (struct doc_value){.text = letter, .letter_of = "act"};
    if (*before)
        add_text(f, passage, before);
    struct doc_node *node = add(f, passage, NODE_VALUE);
    node->value = value;
    add_text(f, passage, text);
    return node;
}

static inline struct doc_node *add_heading(struct fixture *f, int level, const char *text) {
    struct doc_node *node = add(f, f->document.root, NODE_HEADING);
    node->level = level;
    add_text(f, node, text);
    return node;
}

static inline struct doc_node *add_placed(struct fixture *f, struct doc_node *parent, enum doc_placed_kind kind) {
    struct doc_node *node = add(f, parent, NODE_PLACED);
    node->placed.kind = kind;
    return node;
}

/* How often a mark has the word: its text is a word or a line of words. */
static inline int count_word(const struct page_mark *mark, const char *word) {
    int count = 0;
    for (const char *at = mark->kind == MARK_TEXT ? mark->shaped->text : ""; (at = strstr(at, word)); at++)
        count++;
    return count;
}

/* The word `count` times, with spaces between. */
static inline const char *words(struct fixture *f, const char *word, int count) {
    struct text text = {0};
    for (int i = 0; i < count; i++)
        text_printf(&text, "%s%s", i ? " " : "", word);
    const char *copy = arena_strdup(f->arena, text.bytes);
    text_free(&text);
    return copy;
}

static inline struct doc_node *add_table(struct fixture *f, int rows, int columns, const char *const *cells) {
    struct doc_node *table = add(f, f->document.root, NODE_TABLE);
    table->head_rows = 1;
    for (int r = 0; r < rows; r++) {
        struct doc_node *row = add(f, table, NODE_ROW);
        for (int c = 0; c < columns; c++)
            add_text(f, add(f, row, NODE_CELL), cells[(r ? columns : 0) + c]);
    }
    return table;
}

static inline struct page_layout *make_up(struct fixture *f) {
    if (f->document.root != f->arranged)
        doc_arrange(&f->document);
    f->arranged = f->document.root;
    struct page_layout *layout = page_layout_document(resources, &f->document, f->diag);
    if (!layout)
        print_message("%s", diag_text(f->diag));
    return layout;
}

static inline bool is_within(const struct doc_node *node, const struct doc_node *outer) {
    while (node && node != outer)
        node = node->parent;
    return node != NULL;
}

/* The page (from 0) of the first or last strip that came from a node; -1 if there is none. */
static inline int page_of(const struct page_layout *layout, const struct doc_node *node, bool last) {
    int found = -1;
    for (int p = 0; p < layout->page_count; p++)
        for (int i = 0; i < layout->pages[p].count; i++)
            if (!layout->pages[p].strips[i].repeated && is_within(layout->pages[p].strips[i].strip->node, node) &&
                (last || found < 0))
                found = p;
    return found;
}

/* The right end of a text mark, without the space that ends a word. */
static inline double text_end(const struct page_mark *mark) {
    const struct pdf_shaped *shaped = mark->shaped;
    double width = shaped->width;
    if (shaped->length && shaped->text[shaped->length - 1] == ' ') {
        const struct pdf_glyph_run *run = &shaped->runs[shaped->run_count - 1];
        width -= run->glyphs[run->glyph_count - 1].kerned_advance;
    }
    return mark->x + width * mark->size / 1000;
}

static inline void assert_between(double low, double value, double high) {
    if (!(low - 0.05 <= value && value <= high + 0.05))
        fail_msg("%g is not between %g and %g", value, low, high);
}

/* The first text of a strip that is `words`. */
static inline const struct page_mark *text_of(const struct page_layout *layout, const char *words) {
    for (size_t i = 0; i < layout->strip_count; i++)
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next)
            if (mark->kind == MARK_TEXT && strcmp(mark->shaped->text, words) == 0)
                return mark;
    return NULL;
}

/* No mark of the body leaves the margins, and no strip overlaps the one above it. */
static inline void assert_sound(const struct page_layout *layout) {
    double top = style->margin_top, bottom = layout->page_height - style->margin_bottom;
    for (int p = 0; p < layout->page_count; p++) {
        const struct page *page = &layout->pages[p];
        double y = top;
        for (int i = 0; i < page->count; i++) {
            const struct page_placed_strip *placed = &page->strips[i];
            assert_between(y, placed->y, bottom);
            y = placed->y + placed->strip->height;
            assert_between(top, y, bottom);
            for (const struct page_mark *mark = placed->strip->first; mark; mark = mark->next) {
                if (mark->kind == MARK_BEGIN || mark->kind == MARK_END)
                    continue;
                double right = mark->kind == MARK_TEXT ? text_end(mark) : mark->x + mark->width;
                assert_between(0, mark->x, layout->text_width);
                assert_between(0, right, layout->text_width);
                double rise = mark->kind == MARK_TEXT ? 0.7 * mark->size : 0;
                assert_between(top, placed->y + mark->y - rise, y);
                assert_between(top, placed->y + mark->y + (mark->kind == MARK_TEXT ? 0 : mark->height), y);
            }
        }
    }
}

/* The beginnings and ends of elements are balanced over the whole document and never cross. */
static inline void assert_balanced(const struct page_layout *layout) {
    int depth = 0;
    for (size_t i = 0; i < layout->strip_count; i++)
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next) {
            depth += mark->kind == MARK_BEGIN ? 1 : mark->kind == MARK_END ? -1 : 0;
            assert_true(depth >= 0);
        }
    assert_int_equal(depth, 0);
}

/* All text of the body: words as they were shaped, a newline after each strip. */
static inline void body_text(const struct page_layout *layout, struct text *out) {
    for (size_t i = 0; i < layout->strip_count; i++) {
        for (const struct page_mark *mark = layout->strips[i]->first; mark; mark = mark->next)
            if (mark->kind == MARK_TEXT)
                text_append(out, mark->shaped->text, mark->shaped->length);
        text_putc(out, '\n');
    }
}

static inline struct doc_node *add_question(struct fixture *f, const char *prompt, int options, int lines) {
    struct doc_node *group = add_paragraph(f, f->document.root, prompt);
    struct doc_node *list = add(f, f->document.root, NODE_LIST);
    list->tight = true;
    for (int i = 0; i < options; i++) {
        struct doc_node *item = add(f, list, NODE_ITEM);
        item->task = true;
        item->checked = i == 1;
        add_paragraph(f, item,
                      "An option that says what might be, at a length that options have in this lab, so that "
                      "it takes more than one line of the page.");
    }
    if (lines)
        add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_LINES)->placed.count = lines;
    return group;
}

#define PAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
