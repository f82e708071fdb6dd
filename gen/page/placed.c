/* Placed nodes (formulas, blanks, lines, charts), in paragraphs of their own and within text. */
#include "page/layout.h"

#include <math.h>
#include <string.h>

static void emit_display(struct page_layout *layout, const struct doc_node *node, double x, double width) {
    const struct page_style *style = layout->style;
    const struct maths *maths = page_placed_maths(layout, node);
    if (!maths)
        return;
    double indent = fmin(style->list_indent, width / 8);
    struct page_box *box =
        page_formula(layout, maths, page_maths_display(layout, maths, style->body_size, width - indent, node->pos));
    if (!layout->close)
        page_space(layout, style->paragraph_space);
    double pad = 0.12 * style->body_size;
    page_emit(layout, box, x + indent, box->ascent + box->descent + 2 * pad, box->ascent + pad);
    page_caption(layout, node, x + indent, width - indent, false);
    page_space(layout, style->paragraph_space);
}

/* Sets a placed node on its own. Returns the last node that it used. */
static const struct doc_node *emit_placed(struct page_layout *layout, const struct doc_node *node, double x,
                                          double width) {
    layout->node = node;
    switch (node->placed.kind) {
    case PLACED_EQUATION:
    case PLACED_WORKED:
        emit_display(layout, node, x, width);
        return page_node_worked_after(node) ? page_node_worked_after(node) : node;
    case PLACED_BLANK:
    case PLACED_SCORE: {
        page_space(layout, layout->style->paragraph_space);
        struct page_inline_text *text = page_inline_prepare(layout, node, node->next, page_body_setting(layout));
        page_paragraph(layout, "P", text, x, width);
        page_space(layout, layout->style->paragraph_space);
        break;
    }
    case PLACED_LINES:
        page_answer_lines(layout, node, x, width);
        break;
    case PLACED_PAGE:
        layout->page_before = true;
        break;
    case PLACED_CHART:
        return page_charts(layout, node, x, width);
    }
    return node;
}

void page_inlines(struct page_layout *layout, const struct doc_node *first, const struct doc_node *end, double x,
                  double width) {
    bool only_placed = true;
    for (const struct doc_node *node = first; node != end; node = node->next)
        only_placed =
            only_placed && (node->kind == NODE_PLACED || node->kind == NODE_BREAK || page_node_is_white(node));
    if (only_placed && layout->style->work_height > 0) {
        const struct doc_node *blank = page_node_last_blank(first, end);
        if (blank) {
            layout->node = first;
            page_work_frame(layout, first, blank, x, width);
            first = blank->next;
        }
    }
    size_t begin = layout->strip_count;
    const struct doc_node *previous = NULL; /* the placed node before */
    while (first != end) {
        if (first->kind == NODE_PLACED && (only_placed || !page_node_is_inline(first))) {
            size_t before = layout->strip_count;
            layout->close =
                page_node_is_formula(first) && before > begin; /* formulas of one paragraph are set close together */
            if (layout->close)
                layout->gap = 0.6 * layout->style->paragraph_space;
            bool after_worked = before > begin && previous && previous->placed.kind == PLACED_WORKED;
            previous = first = emit_placed(layout, first, x, width);
            if (before > begin && layout->strip_count > before) /* for example an equation and its worked line */
                page_keep(layout, before - 1, before, after_worked ? BREAK_IN_TEXT : BREAK_BEFORE_RELATED);
            first = first->next;
            continue;
        }
        const struct doc_node *stop = first;
        bool white = true;
        while (stop != end && !(stop->kind == NODE_PLACED && (only_placed || !page_node_is_inline(stop)))) {
            white = white && (page_node_is_white(stop) || stop->kind == NODE_BREAK);
            stop = stop->next;
        }
        if (!white) {
            struct page_inline_text *text = page_inline_prepare(layout, first, stop, page_body_setting(layout));
            if (!page_inline_is_empty(text)) {
                layout->node = first->parent ? first->parent : first;
                page_paragraph(layout, "P", text, x, width);
            }
        }
        first = stop;
    }
}
