/* Room for answers that take more than a blank: frames to calculate in, lines to write on. */
#include "page/layout.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

enum { LINES_LIMIT = 500 };

/* A line that begins behind words has at least so much room, in ems. */
#define LINE_LEAST 8.0

/* In ems: the room kept for the unit in a frame, so that the rules of all questions line up; the space between a frame
 * and its content. */
#define UNIT_SLOT 4.2
#define FRAME_PAD 0.7

/* The right end of what a strip has. */
static double strip_end(const struct page_strip *strip) {
    double end = 0;
    for (const struct page_mark *mark = strip->first; mark; mark = mark->next)
        if (mark->kind == MARK_TEXT)
            end = fmax(end, mark->x + mark->shaped->width * mark->size / 1000);
        else if (mark->kind == MARK_RECTANGLE)
            end = fmax(end, mark->x + mark->width);
    return end;
}

/* Says that somebody writes above a rule that begins there. */
static void add_line_field(struct page_layout *layout, struct page_box *box, double x, double base, double width,
                           const struct doc_node *node) {
    const double height = layout->style->answer_line_height;
    page_box_add_field(layout, box, x, base - height, width, height, node);
}

/* Begins elements for lines in the strip of the words before, and draws the first line from their end on. False if that
 * strip has no room for it. */
static bool begin_behind(struct page_layout *layout, const struct doc_node *node, const char *alternative, double x,
                         double width) {
    const struct page_style *style = layout->style;
    struct page_strip *strip = layout->strips[layout->strip_count - 1];
    double from = strip_end(strip) + 0.3 * style->body_size, base = strip->baseline + 0.18 * style->body_size;
    if (from + LINE_LEAST * style->body_size > x + width)
        return false;
    struct page_box box = {0};
    page_box_begin(layout, &box, "P", NULL);
    page_box_begin(layout, &box, "Span", alternative);
    page_box_add_line(layout, &box, from, base, x + width, base, style->rule_width, style->faint);
    add_line_field(layout, &box, from, base, x + width - from, node);
    page_marks_append(&strip->first, &strip->last, box.first, box.last, 0, 0);
    strip->gap += fmax(0.85 * style->answer_line_height - strip->height, 0); /* room to write above the line */
    return true;
}

void page_answer_lines(struct page_layout *layout, const struct doc_node *node, bool behind, double x, double width) {
    const struct page_style *style = layout->style;
    int count = node->placed.count;
    if (count < 1 || count > LINES_LIMIT) {
        page_error(layout, node->pos, "lines to write on: %d; the number must be from 1 to %d", count, LINES_LIMIT);
        return;
    }
    page_caption(layout, node, x, width, true);
    const char *alternative = page_phrase(layout, words_language_lookup(layout->document->language)->lines,
                                          arena_printf(layout->arena, "%d", count));
    bool begun = behind && layout->strip_count && begin_behind(layout, node, alternative, x, width);
    size_t first = layout->strip_count - begun;
    if (begun) {
        layout->gap = 0;
    } else {
        page_strip_begin(layout, "P", NULL);
        page_strip_begin(layout, "Span", alternative);
    }
    for (int i = begun ? 1 : 0; i < count; i++) {
        struct page_box *box = page_box_new(layout);
        page_box_add_line(layout, box, 0, 0, width, 0, style->rule_width, style->faint);
        add_line_field(layout, box, 0, 0, width, node);
        page_emit(layout, box, x, style->answer_line_height, style->answer_line_height - style->rule_width / 2);
    }
    page_strip_end(layout);
    page_strip_end(layout);
    page_keep(layout, first, layout->strip_count - 1, BREAK_AVOID);
    if (node->placed.most > count) {
        struct page_strip *last = layout->strips[layout->strip_count - 1],
                          *again = arena_alloc(layout->arena, sizeof *again);
        struct page_box *box = page_box_new(layout);
        double height = style->answer_line_height, base = height - style->rule_width / 2;
        page_box_add_line(layout, box, x, base, x + width, base, style->rule_width, style->faint);
        add_line_field(layout, box, x, base, width, node);
        *again = (struct page_strip){.height = height, .baseline = base, .bars = last->bars};
        again->first = box->first;
        last->fill = again;
        last->fill_most = node->placed.most - count;
    }
    page_space(layout, 1.4 * style->paragraph_space);
}

/* `T_1 =`, if the quantity of the question has a symbol; else NULL. */
static struct page_box *blank_symbol(struct page_layout *layout, const struct doc_node *node) {
    const struct quantity *quantity = node->placed.quantity;
    if (!quantity || !quantity->symbol || strcmp(quantity->symbol, quantity->name) == 0)
        return NULL;
    const struct maths *maths = maths_symbol(layout->arena, quantity);
    double size = layout->style->body_size;
    struct page_box *box = page_formula(layout, maths, page_maths_box(layout, maths, size, false, node->pos));
    const struct pdf_shaped *equals = page_shape(layout, FAMILY_MATHS, FACE_REGULAR, "=", 1, node->pos);
    page_box_add_text(layout, box, box->width + 0.28 * size, 0, size, layout->style->ink, equals);
    box->width += 0.56 * size + equals->width * size / 1000;
    return box;
}

struct page_work page_work_box(struct page_layout *layout, const struct doc_node *work, bool formulas, double width,
                               double least) {
    const struct page_style *style = layout->style;
    const struct doc_node *blank_node = work->last_child;
    double size = style->body_size, pad = FRAME_PAD * size, inner = width - 2 * pad, y = pad;
    struct page_box *box = page_box_new(layout), inside = {0};
    for (const struct doc_node *node = work->first_child; formulas && node != blank_node; node = node->next) {
        const struct maths *maths = doc_node_maths(layout->arena, layout->document, node);
        if (!maths)
            continue;
        struct page_box *formula =
            page_formula(layout, maths, page_maths_display(layout, maths, size, inner, node->pos));
        y += (y > pad ? 0.7 * size : 0) + formula->ascent;
        double bottom = y + formula->descent;
        page_box_place(&inside, formula, pad, y);
        y = bottom;
    }
    double height = fmax(fmax(y + style->work_height, 2 * pad + BLANK_ASCENT * size), least);
    struct page_blank blank = page_blank_prepare(layout, blank_node, FAMILY_BODY, FACE_REGULAR, size);
    double slot = fmax(UNIT_SLOT * size, blank.right);
    double rule = fmax(fmin(style->blank_width, inner - slot - blank.left), 1);
    const double rule_x = width - pad - slot - rule;
    if (blank.before && !blank.after) /* sums of money are long, and the room for a unit behind them is free */
        rule += slot;
    double base = height - pad - 0.25 * size, left = rule_x - blank.left;
    struct page_box row = {0}, *symbol = blank_symbol(layout, blank_node);
    page_box_begin(layout, &inside, "P", NULL);
    if (symbol && symbol->width < left - pad) {
        double from = left - symbol->width;
        page_box_place(&inside, symbol, from, base);
    }
    page_blank_put(layout, &blank, &row, left, rule, style->ink);
    page_box_place(&inside, &row, 0, base);
    page_box_end(layout, &inside);
    page_box_begin(layout, box, "Artifact", NULL);
    double paper = y > pad ? y : 0, below = base - BLANK_ASCENT * size;
    if (below > paper)
        page_box_add_paper(layout, box, 0, paper, width, below - paper);
    page_box_add_rectangle(layout, box, 0, 0, width, height, style->rule_width, style->faint, false);
    page_box_add_field(layout, box, 0, 0, width, height, work);
    page_box_end(layout, box);
    page_box_place(box, &inside, 0, 0);
    /* Its room can be lower, down to what is beside it. */
    double lower = fmin(fmin(FRAME_LOWER * height, height - least), below - y);
    return (struct page_work){box, height, y, layout->compact ? fmax(lower, 0) : 0};
}

void page_work_frame(struct page_layout *layout, const struct doc_node *work, double x, double width) {
    const struct page_style *style = layout->style;
    struct page_work frame = page_work_box(layout, work, true, width, 0);
    page_space(layout, 0.9 * style->paragraph_space);
    struct page_strip *strip = page_emit(layout, frame.box, x, frame.height, 0);
    strip->grow_from = strip->grow_to = frame.grow_at;
    strip->grow_most = style->work_growth;
    strip->shrink_most = frame.shrink_most;
    page_space(layout, 1.3 * style->paragraph_space);
}
