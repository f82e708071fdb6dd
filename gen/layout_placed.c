/* What is placed: formulas, charts, blanks and lines, in paragraphs of their own and within text. */
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
static const struct node *next_placed(const struct node *node) {
    const struct node *next = node->next;
    while (next && (node_is_white(next) || next->kind == NODE_BREAK))
        next = next->next;
    return next && next->kind == NODE_PLACED ? next : NULL;
}

const struct node *layout_worked_behind(const struct node *node) {
    const struct node *next = is_display(node) ? next_placed(node) : NULL;
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

static bool is_chart(const struct node *node) {
    return node && node->kind == NODE_PLACED && node->placed.kind == PLACED_CHART;
}

/* The chart that stands beside another in its paragraph; NULL where there is none. */
static const struct node *chart_beside(const struct node *node) {
    const struct node *next = next_placed(node);
    return is_chart(next) ? next : NULL;
}

/* The caption of one of two charts, below it in its own box; how tall it is. */
static double add_caption(struct layout *layout, const struct node *chart, struct box *box, double top, double width) {
    struct setting setting = layout_body_setting(layout);
    setting.size = layout->style->small_size;
    struct inline_text *text = inline_prepare(layout, chart->first_child, NULL, setting);
    int count;
    struct line *lines = inline_break(layout, text, width, width, &count);
    double y = top + 0.2 * setting.size;
    if (count)
        box_begin(layout, box, "P", NULL);
    for (int i = 0; i < count; i++, y += lines[i - 1].height)
        box_place(box, line_whole(&lines[i]), 0, y + lines[i].baseline);
    if (count)
        box_end(layout, box);
    return y - top;
}

/* Whether two charts have room for their labels side by side, each so wide. */
static bool fit_beside(struct layout *layout, const struct node *const pair[2], double width) {
    for (int i = 0; i < 2; i++)
        if (pair[i]->placed.chart && layout_chart(layout, pair[i]->placed.chart, width, pair[i]->pos).narrow)
            return false;
    return true;
}

/* Charts of one paragraph stand in pairs, side by side, where their labels have room; a single one is as wide as
 * prose, but for a frame to draw in. */
static const struct node *emit_chart(struct layout *layout, const struct node *node, double x, double width) {
    const struct style *style = layout->style;
    const struct node *pair[2] = {node, chart_beside(node)};
    double space = 1.3 * style->paragraph_space, gap = 1.4 * style->body_size, tallest = 0, own = width;
    int count = pair[1] && fit_beside(layout, pair, (width - gap) / 2) ? 2 : 1;
    if (count == 2)
        own = (width - gap) / 2;
    else if (node->placed.chart && !node->placed.chart->frame && style->measure > 0)
        own = fmin(width, style->measure - x);
    struct box row = {0};
    struct drawn_chart drawn = {0};
    for (int i = 0; i < count; i++) {
        const struct chart *chart = pair[i]->placed.chart;
        if (!chart) {
            layout_error(layout, pair[i]->pos, "`chart:%s` was not computed for this document",
                         pair[i]->placed.name ? pair[i]->placed.name : "");
            return pair[count - 1];
        }
        drawn = layout_chart(layout, chart, own, pair[i]->pos);
        if (count == 2)
            drawn.height += add_caption(layout, pair[i], drawn.box, drawn.height, own);
        box_place(&row, drawn.box, i * (own + gap), 0);
        tallest = fmax(tallest, drawn.height);
    }
    layout_space(layout, space);
    struct strip *strip = layout_emit(layout, &row, x, tallest, 0);
    if (count == 1 && node->placed.chart->frame) {
        strip->grow_from = drawn.plot_top;
        strip->grow_to = drawn.plot_bottom;
        strip->grow_most = style->frame_growth;
    }
    if (count == 1)
        layout_caption(layout, node, x, width, false);
    layout_space(layout, space);
    return pair[count - 1];
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
        return emit_chart(layout, node, x, width);
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
