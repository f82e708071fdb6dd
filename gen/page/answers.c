/* Room for answers that take more than a blank: frames to calculate in, lines to write on. */
#include "page/layout.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

/* Lines that fill up a page: at most this many times the number asked for. */
enum { LINES_LIMIT = 500, MORE_LINES = 3 };

/* In ems: the room kept for the unit in a frame, so that the rules of all questions line up; the space between a frame
 * and its content. */
#define UNIT_SLOT 4.2
#define FRAME_PAD 0.7

void page_answer_lines(struct page_layout *layout, const struct doc_node *node, double x, double width) {
    const struct page_style *style = layout->style;
    int count = node->placed.count;
    if (count < 1 || count > LINES_LIMIT) {
        page_error(layout, node->pos, "%d lines to write on; the number must be from 1 to %d", count, LINES_LIMIT);
        return;
    }
    page_caption(layout, node, x, width, true);
    size_t first = layout->strip_count;
    page_strip_begin(layout, "P", NULL);
    page_strip_begin(layout, "Span",
                     page_phrase(layout, words_language_lookup(layout->document->language)->lines,
                                 arena_printf(layout->arena, "%d", count)));
    for (int i = 0; i < count; i++) {
        struct page_box *box = page_box_new(layout);
        page_box_add_line(layout, box, 0, 0, width, 0, style->rule_width, style->faint);
        page_emit(layout, box, x, style->answer_line_height, style->answer_line_height - style->rule_width / 2);
    }
    page_strip_end(layout);
    page_strip_end(layout);
    page_keep(layout, first, layout->strip_count - 1, BREAK_AVOID);
    if (node->placed.more) {
        struct page_strip *last = layout->strips[layout->strip_count - 1],
                          *again = arena_alloc(layout->arena, sizeof *again);
        struct page_box *box = page_box_new(layout);
        page_box_add_line(layout, box, x, last->baseline, x + width, last->baseline, style->rule_width, style->faint);
        *again = (struct page_strip){.height = last->height, .baseline = last->baseline, .bars = last->bars};
        again->first = box->first;
        last->fill = again;
        last->fill_most = MORE_LINES * count;
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

void page_work_frame(struct page_layout *layout, const struct doc_node *work, double x, double width) {
    const struct page_style *style = layout->style;
    const struct doc_node *blank_node = work->last_child;
    double size = style->body_size, pad = FRAME_PAD * size, inner = width - 2 * pad, y = pad;
    struct page_box *box = page_box_new(layout), inside = {0};
    for (const struct doc_node *node = work->first_child; node != blank_node; node = node->next) {
        const struct maths *maths = page_placed_maths(layout, node);
        if (!maths)
            continue;
        struct page_box *formula =
            page_formula(layout, maths, page_maths_display(layout, maths, size, inner, node->pos));
        y += (y > pad ? 0.7 * size : 0) + formula->ascent;
        double bottom = y + formula->descent;
        page_box_place(&inside, formula, pad, y);
        y = bottom;
    }
    double height = fmax(y + style->work_height, 2 * pad + BLANK_ASCENT * size);
    struct page_blank blank = page_blank_prepare(layout, blank_node, FAMILY_BODY, FACE_REGULAR, size);
    double slot = fmax(UNIT_SLOT * size, blank.right);
    double rule = fmax(fmin(style->blank_width, inner - slot - blank.left), 1);
    double base = height - pad - 0.25 * size, left = width - pad - slot - rule - blank.left;
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
    page_box_add_rectangle(layout, box, 0, 0, width, height, style->rule_width, style->faint, false);
    page_box_end(layout, box);
    page_box_place(box, &inside, 0, 0);
    page_space(layout, 0.9 * style->paragraph_space);
    struct page_strip *strip = page_emit(layout, box, x, height, 0);
    strip->grow_from = strip->grow_to = y;
    strip->grow_most = style->work_growth;
    page_space(layout, 1.3 * style->paragraph_space);
}
