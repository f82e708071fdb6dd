/* What is placed: formulas, blanks and lines, in paragraphs of their own and within text. */
#include "page/layout.h"

#include <math.h>
#include <string.h>

bool page_node_is_inline(const struct doc_node *node) {
    return node->kind == NODE_TEXT || node->kind == NODE_VALUE || node->kind == NODE_BREAK ||
           (node->kind == NODE_PLACED && node->placed.kind <= PLACED_SCORE);
}

bool page_node_is_white(const struct doc_node *node) {
    return node->kind == NODE_TEXT && node->text[strspn(node->text, " \t\r\n")] == '\0';
}

void page_caption(struct page_layout *layout, const struct doc_node *placed, double x, double width, bool above) {
    if (!placed->first_child)
        return;
    struct page_setting setting = page_body_setting(layout);
    setting.size = layout->style->small_size;
    struct page_inline_text *text = page_inline_prepare(layout, placed->first_child, NULL, setting);
    if (page_inline_is_empty(text))
        return;
    if (!above) {
        page_keep(layout, layout->strip_count - 1, layout->strip_count, BREAK_NEVER);
        page_space(layout, 0.2 * setting.size);
    }
    page_paragraph(layout, "P", text, x, width);
    if (above)
        page_keep(layout, layout->strip_count - 1, layout->strip_count, BREAK_AVOID);
}

static bool is_display(const struct doc_node *node) {
    return node->kind == NODE_PLACED && (node->placed.kind == PLACED_EQUATION || node->placed.kind == PLACED_WORKED);
}

/* The next node that is more than a space or the end of a line. */
const struct doc_node *page_node_next_placed(const struct doc_node *node) {
    const struct doc_node *next = node->next;
    while (next && (page_node_is_white(next) || next->kind == NODE_BREAK))
        next = next->next;
    return next && next->kind == NODE_PLACED ? next : NULL;
}

const struct doc_node *page_worked_behind(const struct doc_node *node) {
    const struct doc_node *next = is_display(node) ? page_node_next_placed(node) : NULL;
    return next && node->placed.kind == PLACED_EQUATION && !node->first_child && next->placed.kind == PLACED_WORKED &&
                   next->placed.quantity == node->placed.quantity
               ? next
               : NULL;
}

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

/* A placed thing on its own; gives the last node that was put down with it. */
static const struct doc_node *emit_placed(struct page_layout *layout, const struct doc_node *node, double x,
                                          double width) {
    layout->node = node;
    switch (node->placed.kind) {
    case PLACED_EQUATION:
    case PLACED_WORKED:
        emit_display(layout, node, x, width);
        return page_worked_behind(node) ? page_worked_behind(node) : node;
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

/* Whether something of the kind is placed within the block. */
bool page_node_holds(const struct doc_node *node, enum doc_placed_kind kind) {
    if (node->kind == NODE_PLACED && node->placed.kind == kind)
        return true;
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        if (page_node_holds(child, kind))
            return true;
    return false;
}

/* The blank that a paragraph of nothing but formulas and this blank asks for; NULL for other paragraphs. */
static const struct doc_node *last_blank(const struct doc_node *first, const struct doc_node *end) {
    for (const struct doc_node *node = first; node != end; node = node->next)
        if (node->kind == NODE_PLACED && node->placed.kind == PLACED_BLANK && !node->first_child)
            return node;
        else if (node->kind == NODE_PLACED && (node->placed.kind > PLACED_BLANK || node->first_child))
            return NULL;
    return NULL;
}

/* Whether a block is a paragraph of formulas without captions. */
bool page_node_is_formulas(const struct doc_node *block) {
    bool any = false;
    if (block->kind != NODE_PARAGRAPH)
        return false;
    for (const struct doc_node *node = block->first_child; node; node = node->next) {
        if (node->kind == NODE_PLACED && (!is_display(node) || node->first_child))
            return false;
        if (node->kind != NODE_PLACED && node->kind != NODE_BREAK && !page_node_is_white(node))
            return false;
        any = any || node->kind == NODE_PLACED;
    }
    return any;
}

/* The blank of a block that is nothing else; NULL where frames are not wanted. */
const struct doc_node *page_lone_blank(const struct page_layout *layout, const struct doc_node *block) {
    if (!block || block->kind != NODE_PARAGRAPH || layout->style->work_height <= 0)
        return NULL;
    const struct doc_node *blank = last_blank(block->first_child, NULL);
    for (const struct doc_node *node = block->first_child; node && blank; node = node->next)
        if (node != blank && node->kind != NODE_BREAK && !page_node_is_white(node))
            return NULL;
    return blank;
}

/* Inline nodes first..end-1: text with what stands in it; equations, lines and the like on their own. */
void page_inlines(struct page_layout *layout, const struct doc_node *first, const struct doc_node *end, double x,
                  double width) {
    bool only_placed = true;
    for (const struct doc_node *node = first; node != end; node = node->next)
        only_placed =
            only_placed && (node->kind == NODE_PLACED || node->kind == NODE_BREAK || page_node_is_white(node));
    if (only_placed && layout->style->work_height > 0) {
        const struct doc_node *blank = last_blank(first, end);
        if (blank) {
            layout->node = first;
            page_work_frame(layout, first, blank, x, width);
            first = blank->next;
        }
    }
    size_t begin = layout->strip_count;
    const struct doc_node *previous = NULL; /* placed before */
    while (first != end) {
        if (first->kind == NODE_PLACED && (only_placed || !page_node_is_inline(first))) {
            size_t before = layout->strip_count;
            layout->close = is_display(first) && before > begin; /* formulas of one paragraph stand close */
            if (layout->close)
                layout->gap = 0.6 * layout->style->paragraph_space;
            bool after_worked = before > begin && previous && previous->placed.kind == PLACED_WORKED;
            previous = first = emit_placed(layout, first, x, width);
            if (before > begin && layout->strip_count > before) /* an equation and its worked line, say */
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
