/* Charts in a paragraph: one, or several side by side with their captions, as a strip that can be drawn again at
 * another height. */
#include "chart/chart.h"
#include "page/layout.h"

#include <math.h>

/* The least height of a plot, however full its page is. */
#define PLOT_LEAST 70.0

struct page_chart_row {
    const struct doc_node *charts[DOC_COLUMNS];
    int count;
    double x;
    double lefts[DOC_COLUMNS], widths[DOC_COLUMNS];
    struct page_mark *first, *last; /* of its marks in the strip */
};

/* Adds the caption of one of several charts below it, in its own box. Returns the caption's height. */
static double add_caption(struct page_layout *layout, const struct doc_node *chart, struct page_box *box, double top,
                          double width) {
    struct page_setting setting = page_body_setting(layout);
    setting.size = layout->style->small_size;
    struct page_inline_text *text = page_inline_prepare(layout, chart->first_child, NULL, setting);
    int count;
    struct page_line *lines = page_inline_break(layout, text, width, width, &count);
    double y = top + 0.2 * setting.size;
    if (count)
        page_box_begin(layout, box, "P", NULL);
    for (int i = 0; i < count; i++, y += lines[i - 1].height)
        page_box_place(box, page_line_whole(&lines[i]), 0, y + lines[i].baseline);
    if (count)
        page_box_end(layout, box);
    return y - top;
}

/* Draws the row, its charts taller by `more`. The plots lie between plot_top and plot_bottom of the result. */
static struct page_drawn_chart draw_row(struct page_layout *layout, const struct page_chart_row *row, double more) {
    struct page_drawn_chart all = {.box = page_box_new(layout)};
    double height = 0;
    for (int i = 0; i < row->count; i++)
        height = fmax(height, page_chart_height(layout, row->charts[i]->placed.chart, row->widths[i]));
    for (int i = 0; i < row->count; i++) {
        const struct doc_node *node = row->charts[i];
        struct page_drawn_chart drawn =
            page_chart(layout, node->placed.chart, row->widths[i],
                       height - page_chart_height(layout, node->placed.chart, row->widths[i]) + more, node->pos);
        if (node->placed.chart->frame)
            page_box_add_field(layout, drawn.box, drawn.plot_left, drawn.plot_top, drawn.plot_right - drawn.plot_left,
                               drawn.plot_bottom - drawn.plot_top, node);
        if (row->count > 1)
            drawn.height += add_caption(layout, node, drawn.box, drawn.height, row->widths[i]);
        page_box_place(all.box, drawn.box, row->lefts[i], 0);
        all.height = fmax(all.height, drawn.height);
        all.plot_top = fmax(all.plot_top, drawn.plot_top);
        all.plot_bottom = i ? fmin(all.plot_bottom, drawn.plot_bottom) : drawn.plot_bottom;
    }
    return all;
}

/* How many charts may stand in a row from this one on: two, or all with a share of the width. */
static int count_beside(const struct doc_node *node) {
    int count = 1, most = node->placed.shares[0] ? DOC_COLUMNS : 2;
    while (count < most && node->placed.beside &&
           (node->placed.shares[0] != 0) == (node->next->placed.shares[0] != 0)) {
        node = node->next;
        count++;
    }
    return count;
}

/* Sets charts side by side, by their shares of the width; false if the labels of one have no room. */
static bool place_beside(struct page_layout *layout, struct page_chart_row *row, int count, double width) {
    double gap = 1.4 * layout->style->body_size, left = 0, shares = 0;
    for (int i = 0; i < count; i++)
        shares += fmax(row->charts[i]->placed.shares[0], 1);
    for (int i = 0; i < count; i++) {
        const struct doc_node *node = row->charts[i];
        double own = (width - (count - 1) * gap) * fmax(node->placed.shares[0], 1) / shares;
        if (node->placed.chart && page_chart(layout, node->placed.chart, own, 0, node->pos).narrow)
            return false;
        row->lefts[i] = left;
        row->widths[i] = own;
        left += own + gap;
    }
    row->count = count;
    return true;
}

/* The charts of a paragraph are set side by side if their labels have room. A single chart is as wide as prose, or as
 * the column if it is a frame to draw in. */
static struct page_chart_row *arrange(struct page_layout *layout, const struct doc_node *node, double x, double width) {
    const struct page_style *style = layout->style;
    struct page_chart_row *row = arena_alloc(layout->arena, sizeof *row);
    *row = (struct page_chart_row){.x = x};
    int count = style->tables_for_drawings ? 1 : count_beside(node); /* the next one may be such a table */
    row->charts[0] = node;
    for (int i = 1; i < count; i++)
        row->charts[i] = row->charts[i - 1]->next;
    if (count > 1 && place_beside(layout, row, count, width))
        return row;
    bool narrow = node->placed.chart && !node->placed.chart->frame && style->measure > 0;
    row->count = 1;
    row->lefts[0] = 0;
    row->widths[0] = narrow ? fmin(width, style->measure - x) : width;
    return row;
}

const struct doc_node *page_charts(struct page_layout *layout, const struct doc_node *node, double x, double width) {
    double space = 1.3 * layout->style->paragraph_space;
    if (layout->style->tables_for_drawings && node->placed.chart && node->placed.chart->frame) {
        page_instead(layout, node, x, width);
        return node;
    }
    struct page_chart_row *row = arrange(layout, node, x, width);
    const struct doc_node *last = row->charts[row->count - 1];
    for (int i = 0; i < row->count; i++)
        if (!row->charts[i]->placed.chart) {
            const char *name = row->charts[i]->placed.name;
            page_error(layout, row->charts[i]->pos, "`chart:%s` was not computed for this document", name ? name : "");
            return last;
        }
    struct page_drawn_chart drawn = draw_row(layout, row, 0);
    row->first = drawn.box->first;
    row->last = drawn.box->last;
    page_space(layout, space);
    struct page_strip *strip = page_emit(layout, drawn.box, x, drawn.height, 0);
    strip->shrink_most = fmax(fmin(CHART_LOWER * drawn.height, drawn.plot_bottom - drawn.plot_top - PLOT_LEAST), 0);
    if (row->count == 1 && node->placed.chart->frame) {
        strip->grow_from = drawn.plot_top;
        strip->grow_to = drawn.plot_bottom;
        strip->grow_most = layout->style->frame_growth;
    } else {
        strip->charts = row;
        strip->grow_most = CHART_TALLER * drawn.height;
    }
    if (row->count == 1)
        page_caption(layout, node, x, width, false);
    page_space(layout, space);
    return last;
}

void page_charts_again(struct page_layout *layout, struct page_strip *strip, double more) {
    struct page_chart_row *row = strip->charts;
    struct page_drawn_chart drawn = draw_row(layout, row, more);
    struct page_box moved = {0};
    page_marks_append(&moved.first, &moved.last, drawn.box->first, drawn.box->last, row->x, 0);
    struct page_mark **link = &strip->first;
    while (*link != row->first)
        link = &(*link)->next;
    *link = moved.first;
    moved.last->next = row->last->next;
    if (strip->last == row->last)
        strip->last = moved.last;
    row->first = moved.first;
    row->last = moved.last;
    strip->height = drawn.height;
}
