/* Page make-up: the geometry of what stands where, on trees built by hand. */
#include "../gen/layout.h"

#include <linebreak.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A document under construction; fonts and style are opened once for all tests. */
struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct document document;
    struct parameter_set set;
    struct source *source;
};

static struct arena *style_arena;
static struct style *style;
static struct fonts *fonts;

static int open_fonts(void **state) {
    (void)state;
    struct diag *diag = diag_new();
    style_arena = arena_new();
    style = style_read(style_arena, ".", diag);
    fonts = style ? fonts_new(style, diag) : NULL;
    if (!fonts)
        fputs(diag_text(diag), stderr);
    diag_free(diag);
    return fonts ? 0 : -1;
}

static int close_fonts(void **state) {
    (void)state;
    fonts_free(fonts);
    arena_free(style_arena);
    return 0;
}

static int set_up(void **state) {
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
                                    .lab_title = "The lab",
                                    .paper = PAPER_A4,
                                    .language = "en",
                                    .locale = &number_locale_english,
                                    .root = node_new(arena, NODE_DOCUMENT, pos),
                                    .set = &f->set};
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *f = *state;
    diag_free(f->diag);
    arena_free(f->arena);
    return 0;
}

static struct node *add(struct fixture *f, struct node *parent, enum node_kind kind) {
    struct node *node = node_new(f->arena, kind, (struct pos){f->source, 1, 1});
    node_append(parent, node);
    return node;
}

static struct node *add_text(struct fixture *f, struct node *parent, const char *text) {
    struct node *node = add(f, parent, NODE_TEXT);
    node->text = text;
    return node;
}

static struct node *add_paragraph(struct fixture *f, struct node *parent, const char *text) {
    struct node *node = add(f, parent, NODE_PARAGRAPH);
    add_text(f, node, text);
    return node;
}

static struct node *add_heading(struct fixture *f, int level, const char *text) {
    struct node *node = add(f, f->document.root, NODE_HEADING);
    node->level = level;
    add_text(f, node, text);
    return node;
}

static struct node *add_placed(struct fixture *f, struct node *parent, enum placed_kind kind) {
    struct node *node = add(f, parent, NODE_PLACED);
    node->placed.kind = kind;
    return node;
}

/* `count` words "word " each. */
static const char *words(struct fixture *f, const char *word, int count) {
    struct text text = {0};
    for (int i = 0; i < count; i++)
        text_printf(&text, "%s%s", i ? " " : "", word);
    const char *copy = arena_strdup(f->arena, text.bytes);
    text_free(&text);
    return copy;
}

static struct node *add_table(struct fixture *f, int rows, int columns, const char *const *cells) {
    struct node *table = add(f, f->document.root, NODE_TABLE);
    table->head_rows = 1;
    for (int r = 0; r < rows; r++) {
        struct node *row = add(f, table, NODE_ROW);
        for (int c = 0; c < columns; c++)
            add_text(f, add(f, row, NODE_CELL), cells[(r ? columns : 0) + c]);
    }
    return table;
}

static struct layout *make_up(struct fixture *f) {
    struct layout *layout = layout_document(fonts, style, &f->document, f->diag);
    if (!layout)
        print_message("%s", diag_text(f->diag));
    return layout;
}

static bool is_within(const struct node *node, const struct node *outer) {
    while (node && node != outer)
        node = node->parent;
    return node != NULL;
}

/* The page (from 0) of the first or last strip that came from a node; -1 where there is none. */
static int page_of(const struct layout *layout, const struct node *node, bool last) {
    int found = -1;
    for (int p = 0; p < layout->page_count; p++)
        for (int i = 0; i < layout->pages[p].count; i++)
            if (!layout->pages[p].strips[i].repeated && is_within(layout->pages[p].strips[i].strip->node, node) &&
                (last || found < 0))
                found = p;
    return found;
}

/* The right end of a text mark, without the space that ends a word. */
static double text_end(const struct mark *mark) {
    const struct shaped *shaped = mark->shaped;
    double width = shaped->width;
    if (shaped->length && shaped->text[shaped->length - 1] == ' ') {
        const struct glyph_run *run = &shaped->runs[shaped->run_count - 1];
        width -= run->glyphs[run->glyph_count - 1].kerned_advance;
    }
    return mark->x + width * mark->size / 1000;
}

static void assert_between(double low, double value, double high) {
    if (!(low - 0.05 <= value && value <= high + 0.05))
        fail_msg("%g is not between %g and %g", value, low, high);
}

/* No mark of the body leaves the margins, no strip the one above it. */
static void assert_sound(const struct layout *layout) {
    double top = style->margin_top, bottom = layout->page_height - style->margin_bottom;
    for (int p = 0; p < layout->page_count; p++) {
        const struct page *page = &layout->pages[p];
        double y = top;
        for (int i = 0; i < page->count; i++) {
            const struct placed_strip *placed = &page->strips[i];
            assert_between(y, placed->y, bottom);
            y = placed->y + placed->strip->height;
            assert_between(top, y, bottom);
            for (const struct mark *mark = placed->strip->first; mark; mark = mark->next) {
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

/* Begins and ends of elements are balanced over the whole document and never cross. */
static void assert_balanced(const struct layout *layout) {
    int depth = 0;
    for (size_t i = 0; i < layout->strip_count; i++)
        for (const struct mark *mark = layout->strips[i]->first; mark; mark = mark->next) {
            depth += mark->kind == MARK_BEGIN ? 1 : mark->kind == MARK_END ? -1 : 0;
            assert_true(depth >= 0);
        }
    assert_int_equal(depth, 0);
}

/* All text of the body, words as they were shaped, lines parted by a newline. */
static void body_text(const struct layout *layout, struct text *out) {
    for (size_t i = 0; i < layout->strip_count; i++) {
        for (const struct mark *mark = layout->strips[i]->first; mark; mark = mark->next)
            if (mark->kind == MARK_TEXT)
                text_append(out, mark->shaped->text, mark->shaped->length);
        text_putc(out, '\n');
    }
}

static struct node *add_question(struct fixture *f, const char *prompt, int options, int lines) {
    struct node *group = add_paragraph(f, f->document.root, prompt);
    struct node *list = add(f, f->document.root, NODE_LIST);
    list->tight = true;
    for (int i = 0; i < options; i++) {
        struct node *item = add(f, list, NODE_ITEM);
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

/* Everything at once, at lengths that move with `filler`. */
static void add_everything(struct fixture *f, int filler) {
    static const char *const cells[] = {
        "Quantity",     "Value", "Meaning",
        "Cluster size", "1,000", "How many accelerators work at one training run at the same time, all day"};
    add_heading(f, 1, "The document");
    add_paragraph(f, f->document.root, words(f, "filler", filler));
    add_question(f, "Which of these is true of the cluster that you were given?", 4, 3);
    add_table(f, 12, 3, cells);
    add_heading(f, 2, "A section");
    struct node *quote = add(f, f->document.root, NODE_QUOTE);
    add_paragraph(f, quote, words(f, "quoted", 60));
    struct node *list = add(f, f->document.root, NODE_LIST);
    list->ordered = true;
    list->start = 9;
    for (int i = 0; i < 3; i++)
        add_paragraph(f, add(f, list, NODE_ITEM), words(f, "item", 30));
    add(f, f->document.root, NODE_RULE);
    struct node *fence = add(f, f->document.root, NODE_FENCE);
    fence->text = "def f(x):\n\treturn 2 * x\n";
    struct node *answer = add_paragraph(f, f->document.root, "Your answer is ");
    add_placed(f, answer, PLACED_BLANK)->placed.unit_word = "GPU-years";
    add_text(f, answer, ", and no more.");
    add_paragraph(f, f->document.root, words(f, "unbreakablewordsthatarejoinedtogether", 1));
}

static void test_everything_is_inside_the_margins(void **state) {
    struct fixture *f = *state;
    for (int round = 0; round < 12; round++) {
        f->document.root = node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        f->document.paper = round % 2 ? PAPER_LETTER : PAPER_A4;
        add_everything(f, 10 + 47 * round);
        struct layout *layout = make_up(f);
        assert_non_null(layout);
        assert_sound(layout);
        assert_balanced(layout);
    }
}

static void test_paper_sizes(void **state) {
    struct fixture *f = *state;
    add_paragraph(f, f->document.root, "text");
    struct layout *layout = make_up(f);
    /* 210 by 297 mm, 8.5 by 11 inches of 72 points. */
    assert_between(210 / 25.4 * 72, layout->page_width, 210 / 25.4 * 72);
    assert_between(297 / 25.4 * 72, layout->page_height, 297 / 25.4 * 72);
    f->document.paper = PAPER_LETTER;
    layout = make_up(f);
    assert_true(layout->page_width == 612 && layout->page_height == 792);
}

static void test_heading_stays_with_two_lines(void **state) {
    struct fixture *f = *state;
    for (int filler = 1; filler < 60; filler++) {
        f->document.root = node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < filler; i++)
            add_paragraph(f, f->document.root, "a line");
        struct node *heading = add_heading(f, 2, "Heading");
        struct node *after = add_paragraph(f, f->document.root, words(f, "behind", 90));
        struct layout *layout = make_up(f);
        assert_non_null(layout);
        int page = page_of(layout, heading, false), lines = 0;
        for (int i = 0; i < layout->pages[page].count; i++)
            lines += is_within(layout->pages[page].strips[i].strip->node, after);
        assert_true(lines >= 2);
    }
}

static void test_bookmarks_begin_with_a_word(void **state) {
    struct fixture *f = *state;
    struct node *heading = add_heading(f, 3, "");
    add_placed(f, heading, PLACED_SCORE)->placed.marks = 2;
    add_text(f, heading, " 1. Prediction");
    struct layout *layout = make_up(f);
    assert_string_equal(layout->strips[0]->bookmark, "1. Prediction");
}

static void test_no_single_lines(void **state) {
    struct fixture *f = *state;
    int divided = 0;
    for (int filler = 1; filler < 60; filler++) {
        f->document.root = node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < filler; i++)
            add_paragraph(f, f->document.root, "a line");
        struct node *long_one = add_paragraph(f, f->document.root, words(f, "paragraph", 130));
        struct layout *layout = make_up(f);
        for (int p = 0; p < layout->page_count; p++) {
            int lines = 0;
            for (int i = 0; i < layout->pages[p].count; i++)
                lines += is_within(layout->pages[p].strips[i].strip->node, long_one);
            assert_true(lines != 1);
        }
        divided += page_of(layout, long_one, false) != page_of(layout, long_one, true);
    }
    assert_true(divided > 0); /* the lengths did come to a page's end inside the paragraph */
}

static void test_question_is_never_split(void **state) {
    struct fixture *f = *state;
    int moved = 0;
    for (int filler = 1; filler < 60; filler++) {
        f->document.root = node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < filler; i++)
            add_paragraph(f, f->document.root, "a line");
        struct node *prompt = add_question(f, words(f, "prompt", 40), 4, 3);
        struct layout *layout = make_up(f);
        int page = page_of(layout, prompt, false);
        assert_int_equal(page_of(layout, prompt, true), page);
        for (const struct node *node = prompt->next; node; node = node->next) {
            assert_int_equal(page_of(layout, node, false), page);
            assert_int_equal(page_of(layout, node, true), page);
        }
        moved += page > 0 && layout->page_count == 2;
    }
    assert_true(moved > 0);
}

/* A prompt, its equation and the blank for the answer, before what the page already holds. */
static void test_blank_stays_with_its_formula(void **state) {
    struct fixture *f = *state;
    int moved = 0;
    for (int filler = 0; filler < 60; filler++) {
        f->document.root = node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < filler; i++)
            add_paragraph(f, f->document.root, "filler");
        struct node *prompt = add_paragraph(f, f->document.root, "How long would it take?");
        struct node *score = add_placed(f, prompt, PLACED_SCORE);
        score->placed.marks = 2;
        struct node *estimate = add(f, f->document.root, NODE_PARAGRAPH);
        add_placed(f, estimate, PLACED_BLANK)->placed.unit_word = "years";
        struct node *blank = add(f, f->document.root, NODE_PARAGRAPH);
        add_placed(f, blank, PLACED_BLANK)->placed.unit_word = "days";
        struct layout *layout = make_up(f);
        assert_int_equal(page_of(layout, prompt, false), page_of(layout, blank, true));
        moved += page_of(layout, blank, true) > 0;
    }
    assert_true(moved > 0 && moved < 60);
}

/* At the right of the first line, wherever in the paragraph it is placed; the text goes round it. */
static void test_score_boxes_stand_at_the_right(void **state) {
    struct fixture *f = *state;
    struct node *paragraph = add(f, f->document.root, NODE_PARAGRAPH);
    add_placed(f, paragraph, PLACED_SCORE)->placed.marks = 1.5;
    add_text(f, paragraph, " ");
    add_text(f, paragraph, words(f, "prompt", 30));
    struct layout *layout = make_up(f);
    assert_sound(layout);
    assert_balanced(layout);
    const struct mark *frame = NULL, *marks = NULL, *first = NULL;
    double end = 0, frame_y = 0;
    int depth = 0;
    assert_true(layout->pages[0].count > 1);
    for (int i = 0; i < layout->pages[0].count; i++)
        for (const struct mark *mark = layout->pages[0].strips[i].strip->first; mark; mark = mark->next) {
            depth += mark->kind == MARK_BEGIN ? 1 : mark->kind == MARK_END ? -1 : 0;
            if (mark->kind == MARK_BEGIN && depth == 1 && first) /* read behind all of the prompt */
                assert_int_equal(i, layout->pages[0].count - 1);
            if (mark->kind == MARK_RECTANGLE) {
                frame = mark;
                frame_y = layout->pages[0].strips[i].y + mark->y;
                assert_int_equal(depth, 2);
            } else if (mark->kind == MARK_TEXT && mark->shaped->text[0] == '/') {
                marks = mark;
            } else if (mark->kind == MARK_TEXT) {
                assert_null(frame);
                first = first ? first : mark;
                end = fmax(end, text_end(mark));
            }
        }
    assert_between(style->margin_top, frame_y, style->margin_top + style->body_size); /* at the first line */
    assert_non_null(frame);
    assert_non_null(marks);
    assert_string_equal(marks->shaped->text, "/ 1.5");
    assert_true(first->x == 0); /* the space behind the placement is gone */
    assert_between(layout->text_width, frame->x + frame->width, layout->text_width);
    assert_true(end < frame->x);
    assert_true(marks->x > frame->x + style->small_size && text_end(marks) < frame->x + frame->width);
}

static void test_table_head_is_repeated(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Head of one", "Head of two", "cell", "12"};
    struct node *table = add_table(f, 120, 2, cells);
    struct layout *layout = make_up(f);
    assert_sound(layout);
    assert_balanced(layout);
    assert_true(layout->page_count > 2);
    int rows = 0;
    for (int p = 0; p < layout->page_count; p++) {
        const struct placed_strip *first = &layout->pages[p].strips[0];
        assert_true(first->repeated == (p > 0));
        bool head = false;
        for (const struct mark *mark = first->strip->first; mark; mark = mark->next)
            head = head || (mark->kind == MARK_TEXT && strncmp(mark->shaped->text, "Head ", 5) == 0);
        assert_true(head);
        assert_true(layout->pages[p].count >= 3);
        for (int i = 0; i < layout->pages[p].count; i++)
            rows += is_within(layout->pages[p].strips[i].strip->node, table) && i > 0;
    }
    assert_int_equal(rows, 119);
}

/* A short table is on one page, of a longer one no page has a single row; a one-line paragraph does not part its
 * heading from what follows. */
static void test_short_tables_stay_whole(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Head", "Value", "cell", "12"};
    for (int rows = 3; rows <= 12; rows++)
        for (int filler = 20; filler < 50; filler++) {
            f->document.root = node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
            for (int i = 0; i < filler; i++)
                add_paragraph(f, f->document.root, "a line");
            struct node *heading = add_heading(f, 2, "Heading");
            add_paragraph(f, f->document.root, "One line.");
            static const char *const wide[] = {"Head", "Value", "Unit", "cell", "12", "days"};
            struct node *table = rows % 2 ? add_table(f, rows + 1, 2, cells) : add_table(f, rows + 1, 3, wide);
            struct layout *layout = make_up(f);
            int page = page_of(layout, table, false), end = page_of(layout, table, true), here = 0, there = 0;
            assert_int_equal(page_of(layout, heading, false), page);
            for (int i = 0; i < layout->pages[page].count; i++)
                here += is_within(layout->pages[page].strips[i].strip->node, table);
            for (int i = 0; i < layout->pages[end].count; i++)
                there += is_within(layout->pages[end].strips[i].strip->node, table) &&
                         !layout->pages[end].strips[i].repeated;
            if (rows <= 6)
                assert_int_equal(page, end);
            else if (page != end)
                assert_true(here >= 3 && there >= 2);
        }
}

/* The options of a key may part, but not the first from its prompt and the heading above. */
static void test_first_option_stays_with_its_prompt(void **state) {
    struct fixture *f = *state;
    f->document.audience = AUDIENCE_INSTRUCTOR;
    int parted = 0;
    for (int filler = 15; filler < 50; filler++) {
        f->document.root = node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        for (int i = 0; i < filler; i++)
            add_paragraph(f, f->document.root, "a line");
        struct node *heading = add_heading(f, 3, "A question");
        struct node *prompt = add_question(f, words(f, "prompt", 30), 5, 0);
        struct layout *layout = make_up(f);
        int page = page_of(layout, heading, false);
        assert_int_equal(page_of(layout, prompt, true), page);
        assert_int_equal(page_of(layout, prompt->next, false), page);
        parted += page_of(layout, prompt->next, true) != page;
    }
    assert_true(parted > 0);
}

static void test_rows_taller_than_a_page(void **state) {
    struct fixture *f = *state;
    const char *const cells[] = {"A", "B", "short", words(f, "enormous", 3000)};
    add_table(f, 2, 2, cells);
    struct layout *layout = make_up(f);
    assert_non_null(layout);
    assert_sound(layout);
    assert_balanced(layout);
    assert_true(layout->page_count > 2);
    struct text text = {0};
    body_text(layout, &text);
    int count = 0;
    for (const char *at = text.bytes; (at = strstr(at, "enormous")); at++)
        count++;
    text_free(&text);
    assert_int_equal(count, 3000);
}

/* How tall the last row of a table of these cells is. */
static double last_row_height(struct fixture *f, int columns, const char *const *cells) {
    f->document.root = node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
    struct node *table = add_table(f, 2, columns, cells);
    struct layout *layout = make_up(f);
    for (size_t i = 0; i < layout->strip_count; i++)
        if (layout->strips[i]->node == table->last_child)
            return layout->strips[i]->height;
    return 0;
}

/* Short cells beside a long one take no width from it that would cost a line: the row is as tall as the long cell alone
 * would be in what the longest words of the others leave, or a line taller. */
static void test_columns_save_lines(void **state) {
    struct fixture *f = *state;
    const char *explanation = words(f, "explanation", 60);
    const char *const cells[] = {"Parameter", "Unit", "Meaning", "Communication overhead", "of a step", explanation};
    const char *const words_only[] = {"Parameter", "Unit", "Meaning", "Communication", "step", explanation};
    double line = style->table_size * 1.25;
    double whole = last_row_height(f, 3, cells), least = last_row_height(f, 3, words_only);
    assert_true(least > 3 * line && whole <= least + line + 0.01);
}

/* A table shrinks down to the least size before one of its words is cut. */
static void test_tables_shrink_before_words_are_cut(void **state) {
    struct fixture *f = *state;
    enum { COLUMNS = 14 };
    const char *cells[2 * COLUMNS];
    for (int i = 0; i < 2 * COLUMNS; i++)
        cells[i] = i < COLUMNS ? "Total" : "$876.00M";
    add_table(f, 2, COLUMNS, cells);
    struct layout *layout = make_up(f);
    assert_sound(layout);
    int whole = 0;
    for (size_t i = 0; i < layout->strip_count; i++)
        for (const struct mark *mark = layout->strips[i]->first; mark; mark = mark->next) {
            if (mark->kind != MARK_TEXT)
                continue;
            assert_true(mark->size >= style->least_size && mark->size < style->small_size);
            whole += strcmp(mark->shaped->text, "$876.00M") == 0;
        }
    assert_int_equal(whole, COLUMNS);
}

/* A long narrow table stands in two halves, which no break parts; its words are all there once, but for the head. */
static void test_long_narrow_tables_are_halved(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Symbol", "Value", "N", "1,000"};
    struct node *table = add_table(f, 21, 2, cells);
    struct layout *layout = make_up(f);
    assert_int_equal(layout->strip_count, 1);
    const struct strip *strip = layout->strips[0];
    assert_true(strip->height < 13 * (1.25 * style->table_size + 2 * style->table_padding));
    int values = 0, heads = 0;
    for (const struct mark *mark = strip->first; mark; mark = mark->next) {
        if (mark->kind != MARK_TEXT)
            continue;
        values += strncmp(mark->shaped->text, "1,000", 5) == 0;
        heads += strncmp(mark->shaped->text, "Value", 5) == 0;
        assert_true(mark->x >= 0 && mark->x + mark->shaped->width * mark->size / 1000 <= layout->text_width + 0.01);
    }
    assert_true(values == 20 && heads == 2);
    for (struct node *row = table->first_child; row && row->next; row = row->next)
        if (row == table->first_child->next->next->next) { /* four rows stay as they are */
            row->next = NULL;
            table->last_child = row;
        }
    assert_true(make_up(f)->strip_count > 1);
}

/* `lines:3+` fills its page to the last line, but for not more than three times as many. */
static void test_lines_fill_the_page(void **state) {
    struct fixture *f = *state;
    for (int count = 1; count < 26; count += 4) {
        f->document.root = node_new(f->arena, NODE_DOCUMENT, (struct pos){f->source, 1, 1});
        add_paragraph(f, f->document.root, "Why?");
        struct node *lines = add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_LINES);
        lines->placed.count = count;
        lines->placed.more = true;
        struct layout *layout = make_up(f);
        assert_int_equal(layout->page_count, 1);
        const struct page *page = &layout->pages[0];
        const struct placed_strip *last = &page->strips[page->count - 1];
        double room = style->margin_top + layout->text_height - last->y - last->strip->height;
        int more = page->count - (int)layout->strip_count;
        assert_true(room > -0.01 && more <= 3 * count && (more == 3 * count || room < style->answer_line_height));
    }
}

/* The equation and its blank are one strip: a frame at whose foot the blank is, its currency before it. */
static void test_blanks_stand_in_frames(void **state) {
    struct fixture *f = *state;
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_BLANK)->placed.unit_word = "$/GPU";
    struct layout *layout = make_up(f);
    assert_int_equal(layout->strip_count, 1);
    const struct mark *frame = NULL, *rule = NULL, *before = NULL, *after = NULL;
    const char *alternative = NULL;
    for (const struct mark *mark = layout->strips[0]->first; mark; mark = mark->next) {
        if (mark->kind == MARK_RECTANGLE)
            frame = mark;
        else if (mark->kind == MARK_LINE)
            rule = mark;
        else if (mark->kind == MARK_TEXT && strcmp(mark->shaped->text, "$") == 0)
            before = mark;
        else if (mark->kind == MARK_TEXT && strcmp(mark->shaped->text, "/GPU") == 0)
            after = mark;
        else if (mark->kind == MARK_BEGIN && strcmp(mark->role, "Span") == 0)
            alternative = mark->alternative;
    }
    assert_true(frame && rule && before && after);
    assert_true(before->x < rule->x && after->x > rule->x + rule->width && after->x < frame->x + frame->width);
    assert_true(frame->height >= style->work_height && rule->y > frame->y + frame->height / 2);
    assert_true(rule->y < frame->y + frame->height && rule->width > 60);
    assert_string_equal(alternative, "answer blank, in $/GPU");
}

static void test_right_aligned_cells_end_together(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Number", "12,345"};
    struct node *table = add_table(f, 2, 1, cells);
    for (struct node *row = table->first_child; row; row = row->next)
        row->first_child->align = ALIGN_RIGHT;
    struct layout *layout = make_up(f);
    double ends[2];
    int count = 0;
    for (size_t i = 0; i < layout->strip_count; i++)
        for (const struct mark *mark = layout->strips[i]->first; mark; mark = mark->next)
            if (mark->kind == MARK_TEXT && count < 2)
                ends[count++] = text_end(mark);
    assert_int_equal(count, 2);
    assert_between(ends[0], ends[1], ends[0]);
}

static void test_page_breaks(void **state) {
    struct fixture *f = *state;
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_PAGE);
    struct node *first = add_paragraph(f, f->document.root, "first");
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_PAGE);
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_PAGE);
    struct node *second = add_paragraph(f, f->document.root, "second");
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_PAGE);
    struct layout *layout = make_up(f);
    assert_int_equal(layout->page_count, 2);
    assert_int_equal(page_of(layout, first, false), 0);
    assert_int_equal(page_of(layout, second, false), 1);
}

static void test_lines_have_words_with_their_spaces(void **state) {
    struct fixture *f = *state;
    struct node *paragraph = add_paragraph(f, f->document.root, "One  two\nthree");
    add_text(f, paragraph, " bold")->style = STYLE_STRONG;
    add_text(f, paragraph, ", then.");
    add(f, paragraph, NODE_BREAK);
    add_text(f, paragraph, "Next line ");
    struct layout *layout = make_up(f);
    struct text text = {0};
    body_text(layout, &text);
    assert_string_equal(text.bytes, "One two three bold, then.\nNext line\n");
    text_free(&text);
    assert_int_equal(layout->strip_count, 2);
    for (const struct mark *mark = layout->strips[0]->first; mark; mark = mark->next)
        if (mark->kind == MARK_TEXT)
            assert_true(mark->y == layout->strips[0]->baseline);
}

/* Where lines may end within a text: after the characters of `ends`, in their order. */
static void check_breaks(const char *text, const char *ends) {
    const char *places = line_breaks_of(fonts_line_breaks(fonts), "en", text, strlen(text));
    char found[20] = "";
    for (size_t i = 0, n = 0; text[i + 1]; i++)
        if (places[i] == LINEBREAK_ALLOWBREAK && n + 1 < sizeof found)
            found[n++] = text[i];
    if (strcmp(found, ends) != 0)
        fail_msg("\"%s\" may part after \"%s\", not \"%s\"", text, found, ends);
}

static void test_lines_end_where_they_may(void **state) {
    (void)state;
    check_breaks("2(N − 1)/N", "");
    check_breaks("2(N − 1)/N", "");
    check_breaks("N − 1", "  ");
    check_breaks("(one two) three", "  ");
    check_breaks("GPU-hour", "");
    check_breaks("on-premises cost", " ");
    check_breaks("cost-effective", "-");
    check_breaks("Hohenlohe-Süd-Ost", "");
    check_breaks("$/GPU-hour", "");
}

/* Words from right to left among others: their order on the page, a space between any two, and the text in its own
 * order. */
static void test_right_to_left_words_keep_their_spaces(void **state) {
    struct fixture *f = *state;
    add_paragraph(f, f->document.root, "Yael יעל כהן, Cohen");
    struct layout *layout = make_up(f);
    struct text text = {0};
    body_text(layout, &text);
    assert_string_equal(text.bytes, "Yael יעל כהן, Cohen\n");
    text_free(&text);
    static const char *const seen[] = {"Yael ", "כהן", " ", "יעל", ", ", "Cohen"};
    double x = -1, end = 0;
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        const struct mark *mark = layout->strips[0]->first;
        while (mark && !(mark->kind == MARK_TEXT && strcmp(mark->shaped->text, seen[i]) == 0))
            mark = mark->next;
        assert_non_null(mark);
        assert_true(mark->x > x);
        assert_between(end, mark->x, end);
        x = mark->x;
        end = x + mark->shaped->width * mark->size / 1000;
    }
}

static void test_long_words_are_cut(void **state) {
    struct fixture *f = *state;
    struct text word = {0};
    for (int i = 0; i < 900; i++)
        text_puts(&word, i % 3 ? "ä" : "ﬁn");
    add_paragraph(f, f->document.root, word.bytes);
    struct layout *layout = make_up(f);
    assert_sound(layout);
    assert_true(layout->strip_count > 3);
    struct text out = {0}, all = {0};
    body_text(layout, &out);
    for (size_t i = 0; i < out.length; i++)
        if (out.bytes[i] != '\n')
            text_putc(&all, out.bytes[i]);
    assert_string_equal(all.bytes, word.bytes);
    text_free(&out);
    text_free(&all);
    text_free(&word);
}

static void test_blank_in_a_cell_fills_it(void **state) {
    struct fixture *f = *state;
    static const char *const cells[] = {"Quantity", "Answer", "Speedup", ""};
    struct node *table = add_table(f, 2, 2, cells);
    struct node *cell = table->last_child->last_child;
    cell->first_child = cell->last_child = NULL;
    add_placed(f, cell, PLACED_BLANK)->placed.unit_word = "GPU-years";
    struct layout *layout = make_up(f);
    assert_sound(layout);
    const struct strip *row = layout->strips[layout->strip_count - 1];
    const struct mark *rule = NULL, *unit = NULL;
    for (const struct mark *mark = row->first; mark; mark = mark->next) {
        if (mark->kind == MARK_LINE && mark->x > 0)
            rule = mark;
        if (mark->kind == MARK_TEXT && strcmp(mark->shaped->text, "GPU-years") == 0)
            unit = mark;
    }
    assert_non_null(rule);
    assert_non_null(unit);
    assert_true(rule->width > style->blank_width);
    assert_true(rule->x + rule->width < unit->x);
    assert_between(layout->text_width - style->table_padding, text_end(unit),
                   layout->text_width - style->table_padding);
}

static void test_tick_boxes(void **state) {
    struct fixture *f = *state;
    add_question(f, "Prompt", 2, 0);
    struct layout *layout = make_up(f);
    int boxes = 0, ticks = 0;
    double right = 0, text = 1e9;
    for (size_t i = 1; i < layout->strip_count; i++)
        for (const struct mark *mark = layout->strips[i]->first; mark; mark = mark->next) {
            boxes += mark->kind == MARK_RECTANGLE && !mark->filled;
            ticks += mark->kind == MARK_POLYGON;
            if (mark->kind == MARK_RECTANGLE) {
                assert_between(mark->width, mark->height, mark->width);
                right = mark->x + mark->width;
            }
            if (mark->kind == MARK_TEXT)
                text = fmin(text, mark->x);
        }
    assert_int_equal(boxes, 2);
    assert_int_equal(ticks, 1);
    assert_true(right < text);
}

/* The text marks of a page's furniture, left to right as they were added. */
static const struct mark *furniture_text(const struct page *page, const char *begins) {
    for (const struct mark *mark = page->furniture; mark; mark = mark->next)
        if (mark->kind == MARK_TEXT && strncmp(mark->shaped->text, begins, strlen(begins)) == 0)
            return mark;
    return NULL;
}

static void test_long_names_keep_clear_of_the_title(void **state) {
    struct fixture *f = *state;
    add_paragraph(f, f->document.root, "text");
    f->set.name = words(f, "Maximiliane", 30);
    struct layout *layout = make_up(f);
    const struct page *page = &layout->pages[0];
    const struct mark *title = furniture_text(page, "Worksheet"), *name = furniture_text(page, "Maximiliane");
    const struct mark *id = furniture_text(page, "s01"), *print = furniture_text(page, "0123abcd");
    assert_non_null(title);
    assert_non_null(name);
    assert_non_null(id);
    assert_non_null(print);
    assert_true(text_end(title) < name->x);
    /* The code stands at the margin, and four of its modules before it are white. */
    const struct mark *code = NULL;
    double right = 0, module;
    for (const struct mark *mark = page->furniture; mark; mark = mark->next)
        if (mark->kind == MARK_CELLS)
            code = mark;
    assert_non_null(code);
    module = code->size;
    for (int i = 0; i < code->point_count / 2; i++)
        right = fmax(right, code->x + (code->points[4 * i] + code->points[4 * i + 2]) * module);
    assert_between(layout->page_width - style->margin_right, right, layout->page_width - style->margin_right);
    assert_between(code->x - 6 * module - 3, text_end(print), code->x - 4 * module);
    const struct mark *last = NULL;
    for (const struct mark *mark = page->furniture; mark; mark = mark->next)
        if (mark->kind == MARK_TEXT && strstr(mark->shaped->text, "…"))
            last = mark;
    assert_non_null(last);
    assert_true(text_end(last) < id->x);
}

/* The names of sixty characters are whole in the head, and what goes for them is not the person. */
static void test_names_have_room_before_titles(void **state) {
    struct fixture *f = *state;
    static const char name[] = "Maximiliane Wolfeschlegelsteinhausenbergerdorff von und zu H";
    assert_int_equal(strlen(name), 60);
    add_paragraph(f, f->document.root, "text");
    f->set.name = name;
    f->document.lab_title = "The Scale Illusion";
    const char *titles[] = {"Worksheet", "Worksheet of Maximiliane Wolfeschlegelsteinhausenbergerdorff von und zu H"};
    for (int i = 0; i < 2; i++) {
        f->document.title = titles[i];
        struct layout *layout = make_up(f);
        struct text text = {0};
        for (const struct mark *mark = layout->pages[0].furniture; mark; mark = mark->next)
            if (mark->kind == MARK_TEXT)
                text_append(&text, mark->shaped->text, mark->shaped->length);
        assert_non_null(strstr(text.bytes, name));
        assert_non_null(strstr(text.bytes, "0123abcd"));
        assert_null(strstr(text.bytes, "Scale Illusion"));
        text_free(&text);
    }
}

static void test_page_numbers(void **state) {
    struct fixture *f = *state;
    add_paragraph(f, f->document.root, "text");
    add_placed(f, add(f, f->document.root, NODE_PARAGRAPH), PLACED_PAGE);
    add_paragraph(f, f->document.root, "text");
    struct layout *layout = make_up(f);
    assert_int_equal(layout->page_count, 2);
    struct text text = {0};
    for (const struct mark *mark = furniture_text(&layout->pages[1], "page"); mark; mark = mark->next)
        if (mark->kind == MARK_TEXT)
            text_append(&text, mark->shaped->text, mark->shaped->length);
    assert_string_equal(text.bytes, "page 2 of 2");
    text_free(&text);
}

static void test_missing_characters_are_named(void **state) {
    struct fixture *f = *state;
    static const char roster_text[] = "id,name\ns01,Ann\ns02,Ra 𓀀\n";
    struct source *roster = source_of_text(f->arena, "roster.csv", roster_text, strlen(roster_text));
    struct value value = {.kind = VALUE_TEXT, .text = "Ra 𓀀", .pos = {f->source, 2, 1}, .data_pos = {roster, 3, 5}};
    struct node *paragraph = add_paragraph(f, f->document.root, "Name: ");
    add(f, paragraph, NODE_VALUE)->value = &value;
    add(f, paragraph, NODE_VALUE)->value = &value;
    struct node *text = add_text(f, paragraph, " and \xF3\xBF\xBF\xBD");
    text->pos = (struct pos){f->source, 2, 8};
    assert_null(layout_document(fonts, style, &f->document, f->diag));
    assert_non_null(strstr(diag_text(f->diag), "roster.csv:3:5: error: no font has the character U+13000 '𓀀' of"));
    assert_non_null(strstr(diag_text(f->diag), "page.md:2:8: error: no font has the character U+FFFFD "));
    assert_int_equal(diag_count(f->diag, SEVERITY_ERROR), 2); /* the same place is reported once */
}

static void test_charts_and_misplaced_blocks_are_refused(void **state) {
    struct fixture *f = *state;
    add_placed(f, f->document.root, PLACED_CHART)->placed.name = "speedup";
    static const char *const cells[] = {"A", "B"};
    struct node *table = add_table(f, 2, 1, cells);
    add_placed(f, table->last_child->first_child, PLACED_LINES)->placed.count = 2;
    assert_null(layout_document(fonts, style, &f->document, f->diag));
    assert_non_null(strstr(diag_text(f->diag), "chart:speedup"));
    assert_non_null(strstr(diag_text(f->diag), "lines to write on cannot stand inside"));
}

static void test_deep_nesting_is_an_error(void **state) {
    struct fixture *f = *state;
    struct node *node = f->document.root;
    for (int i = 0; i < 2000; i++)
        node = add(f, node, NODE_QUOTE);
    add_paragraph(f, node, "deep");
    assert_null(layout_document(fonts, style, &f->document, f->diag));
    assert_non_null(strstr(diag_text(f->diag), "too deep for the page"));
}

static void test_margins_that_leave_no_room(void **state) {
    struct fixture *f = *state;
    add_paragraph(f, f->document.root, "text");
    struct style narrow = *style;
    narrow.margin_left = narrow.margin_right = 280;
    assert_null(layout_document(fonts, &narrow, &f->document, f->diag));
    assert_non_null(strstr(diag_text(f->diag), "the margins leave"));
}

static void test_empty_document_is_one_page(void **state) {
    struct fixture *f = *state;
    struct layout *layout = make_up(f);
    assert_non_null(layout);
    assert_int_equal(layout->page_count, 1);
    assert_int_equal(layout->pages[0].count, 0);
}

int main(void) {
#define PAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        PAGE_TEST(test_everything_is_inside_the_margins),
        PAGE_TEST(test_paper_sizes),
        PAGE_TEST(test_heading_stays_with_two_lines),
        PAGE_TEST(test_bookmarks_begin_with_a_word),
        PAGE_TEST(test_no_single_lines),
        PAGE_TEST(test_question_is_never_split),
        PAGE_TEST(test_blank_stays_with_its_formula),
        PAGE_TEST(test_score_boxes_stand_at_the_right),
        PAGE_TEST(test_table_head_is_repeated),
        PAGE_TEST(test_short_tables_stay_whole),
        PAGE_TEST(test_first_option_stays_with_its_prompt),
        PAGE_TEST(test_rows_taller_than_a_page),
        PAGE_TEST(test_columns_save_lines),
        PAGE_TEST(test_tables_shrink_before_words_are_cut),
        PAGE_TEST(test_long_narrow_tables_are_halved),
        PAGE_TEST(test_lines_fill_the_page),
        PAGE_TEST(test_blanks_stand_in_frames),
        PAGE_TEST(test_right_aligned_cells_end_together),
        PAGE_TEST(test_page_breaks),
        PAGE_TEST(test_lines_have_words_with_their_spaces),
        PAGE_TEST(test_lines_end_where_they_may),
        PAGE_TEST(test_right_to_left_words_keep_their_spaces),
        PAGE_TEST(test_long_words_are_cut),
        PAGE_TEST(test_blank_in_a_cell_fills_it),
        PAGE_TEST(test_tick_boxes),
        PAGE_TEST(test_long_names_keep_clear_of_the_title),
        PAGE_TEST(test_names_have_room_before_titles),
        PAGE_TEST(test_page_numbers),
        PAGE_TEST(test_missing_characters_are_named),
        PAGE_TEST(test_charts_and_misplaced_blocks_are_refused),
        PAGE_TEST(test_deep_nesting_is_an_error),
        PAGE_TEST(test_margins_that_leave_no_room),
        PAGE_TEST(test_empty_document_is_one_page),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
