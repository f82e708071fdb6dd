/* What is placed: formulas, blanks and lines, in paragraphs of their own and within text. */
#include "layout.h"

#include <math.h>
#include <string.h>

bool node_is_inline(const struct node *node) {
    return node->kind == NODE_TEXT || node->kind == NODE_VALUE || node->kind == NODE_BREAK ||
           (node->kind == NODE_PLACED && node->placed.kind <= PLACED_SCORE);
}

bool node_is_white(const struct node *node) {
    return node->kind == NODE_TEXT && node->text[strspn(node->text, " \t\r\n")] == '\0';
}

void layout_caption(struct layout *layout, const struct node *placed, double x, double width, bool above) {
    if (!placed->first_child)
        return;
    struct setting setting = layout_body_setting(layout);
    setting.size = layout->style->small_size;
    struct inline_text *text = inline_prepare(layout, placed->first_child, NULL, setting);
    if (inline_is_empty(text))
        return;
    if (!above) {
        layout_keep(layout, layout->strip_count - 1, layout->strip_count, BREAK_NEVER);
        layout_space(layout, 0.2 * setting.size);
    }
    layout_paragraph(layout, "P", text, x, width);
    if (above)
        layout_keep(layout, layout->strip_count - 1, layout->strip_count, BREAK_AVOID);
}

static bool is_display(const struct node *node) {
    return node->kind == NODE_PLACED && (node->placed.kind == PLACED_EQUATION || node->placed.kind == PLACED_WORKED);
}

/* The next node that is more than a space or the end of a line. */
const struct node *node_next_placed(const struct node *node) {
    const struct node *next = node->next;
    while (next && (node_is_white(next) || next->kind == NODE_BREAK))
        next = next->next;
    return next && next->kind == NODE_PLACED ? next : NULL;
}

const struct node *layout_worked_behind(const struct node *node) {
    const struct node *next = is_display(node) ? node_next_placed(node) : NULL;
    return next && node->placed.kind == PLACED_EQUATION && !node->first_child && next->placed.kind == PLACED_WORKED &&
                   next->placed.quantity == node->placed.quantity
               ? next
               : NULL;
}

static void emit_display(struct layout *layout, const struct node *node, double x, double width) {
    const struct style *style = layout->style;
    const struct maths *maths = layout_placed_maths(layout, node);
    if (!maths)
        return;
    double indent = fmin(style->list_indent, width / 8);
    struct box *box =
        layout_formula(layout, maths, maths_display(layout, maths, style->body_size, width - indent, node->pos));
    if (!layout->close)
        layout_space(layout, style->paragraph_space);
    double pad = 0.12 * style->body_size;
    layout_emit(layout, box, x + indent, box->ascent + box->descent + 2 * pad, box->ascent + pad);
    layout_caption(layout, node, x + indent, width - indent, false);
    layout_space(layout, style->paragraph_space);
}

/* A placed thing on its own; gives the last node that was put down with it. */
static const struct node *emit_placed(struct layout *layout, const struct node *node, double x, double width) {
    layout->node = node;
    switch (node->placed.kind) {
    case PLACED_EQUATION:
    case PLACED_WORKED:
        emit_display(layout, node, x, width);
        return layout_worked_behind(node) ? layout_worked_behind(node) : node;
    case PLACED_BLANK:
    case PLACED_SCORE: {
        layout_space(layout, layout->style->paragraph_space);
        struct inline_text *text = inline_prepare(layout, node, node->next, layout_body_setting(layout));
        layout_paragraph(layout, "P", text, x, width);
        layout_space(layout, layout->style->paragraph_space);
        break;
    }
    case PLACED_LINES:
        layout_answer_lines(layout, node, x, width);
        break;
    case PLACED_PAGE:
        layout->page_before = true;
        break;
    case PLACED_CHART:
        return layout_charts(layout, node, x, width);
    }
    return node;
}

/* Whether something of the kind is placed within the block. */
bool node_holds(const struct node *node, enum placed_kind kind) {
    if (node->kind == NODE_PLACED && node->placed.kind == kind)
        return true;
    for (const struct node *child = node->first_child; child; child = child->next)
        if (node_holds(child, kind))
            return true;
    return false;
}

/* The blank that a paragraph of nothing but formulas and this blank asks for; NULL for other paragraphs. */
static const struct node *last_blank(const struct node *first, const struct node *end) {
    for (const struct node *node = first; node != end; node = node->next)
        if (node->kind == NODE_PLACED && node->placed.kind == PLACED_BLANK && !node->first_child)
            return node;
        else if (node->kind == NODE_PLACED && (node->placed.kind > PLACED_BLANK || node->first_child))
            return NULL;
    return NULL;
}

/* Whether a block is a paragraph of formulas without captions. */
bool node_is_formulas(const struct node *block) {
    bool any = false;
    if (block->kind != NODE_PARAGRAPH)
        return false;
    for (const struct node *node = block->first_child; node; node = node->next) {
        if (node->kind == NODE_PLACED && (!is_display(node) || node->first_child))
            return false;
        if (node->kind != NODE_PLACED && node->kind != NODE_BREAK && !node_is_white(node))
            return false;
        any = any || node->kind == NODE_PLACED;
    }
    return any;
}

/* The blank of a block that is nothing else; NULL where frames are not wanted. */
const struct node *layout_lone_blank(const struct layout *layout, const struct node *block) {
    if (!block || block->kind != NODE_PARAGRAPH || layout->style->work_height <= 0)
        return NULL;
    const struct node *blank = last_blank(block->first_child, NULL);
    for (const struct node *node = block->first_child; node && blank; node = node->next)
        if (node != blank && node->kind != NODE_BREAK && !node_is_white(node))
            return NULL;
    return blank;
}

/* Inline nodes first..end-1: text with what stands in it; equations, lines and the like on their own. */
void layout_inlines(struct layout *layout, const struct node *first, const struct node *end, double x, double width) {
    bool only_placed = true;
    for (const struct node *node = first; node != end; node = node->next)
        only_placed = only_placed && (node->kind == NODE_PLACED || node->kind == NODE_BREAK || node_is_white(node));
    if (only_placed && layout->style->work_height > 0) {
        const struct node *blank = last_blank(first, end);
        if (blank) {
            layout->node = first;
            layout_work_frame(layout, first, blank, x, width);
            first = blank->next;
        }
    }
    size_t begin = layout->strip_count;
    const struct node *previous = NULL; /* placed before */
    while (first != end) {
        if (first->kind == NODE_PLACED && (only_placed || !node_is_inline(first))) {
            size_t before = layout->strip_count;
            layout->close = is_display(first) && before > begin; /* formulas of one paragraph stand close */
            if (layout->close)
                layout->gap = 0.6 * layout->style->paragraph_space;
            bool after_worked = before > begin && previous && previous->placed.kind == PLACED_WORKED;
            previous = first = emit_placed(layout, first, x, width);
            if (before > begin && layout->strip_count > before) /* an equation and its worked line, say */
                layout_keep(layout, before - 1, before, after_worked ? BREAK_IN_TEXT : BREAK_BEFORE_RELATED);
            first = first->next;
            continue;
        }
        const struct node *stop = first;
        bool white = true;
        while (stop != end && !(stop->kind == NODE_PLACED && (only_placed || !node_is_inline(stop)))) {
            white = white && (node_is_white(stop) || stop->kind == NODE_BREAK);
            stop = stop->next;
        }
        if (!white) {
            struct inline_text *text = inline_prepare(layout, first, stop, layout_body_setting(layout));
            if (!inline_is_empty(text)) {
                layout->node = first->parent ? first->parent : first;
                layout_paragraph(layout, "P", text, x, width);
            }
        }
        first = stop;
    }
}
