/* Private to page: a chart being drawn. drawing.c has what all parts are drawn with; chart_bars.c, chart_markers.c and
 * chart_labels.c draw parts; charts.c draws axes, curves and areas, and puts the parts together. */
#ifndef PAGE_CHARTS_H
#define PAGE_CHARTS_H

#include "chart/chart.h"
#include "page/layout.h"

/* Lengths are points from the chart's top left, y down. */
struct page_drawing {
    struct page_layout *layout;
    const struct chart *chart;
    struct page_box *box;
    struct pos pos;
    double width, height;
    double size; /* of labels */
    struct chart_ticks x_ticks, y_ticks;
    double left, right, top, bottom; /* the plot's edges */
    bool narrow;                     /* a word was wider than the room for it */
};

/* Text in lines, before it has its place. */
struct page_block {
    struct page_line *lines;
    int count;
    double width, height;
};
/* In lines of `width`, or of its longest word, up to the chart's own width. */
struct page_block page_drawing_block(struct page_drawing *drawing, const char *text, double width, double size,
                                     bool bold, struct pdf_colour colour);
enum page_block_align { BLOCK_LEFT, BLOCK_CENTER, BLOCK_RIGHT };
/* Puts it down with its top there; x is its left, middle or right. */
void page_drawing_put_block(struct page_drawing *drawing, struct page_block *block, double x, double top,
                            enum page_block_align align);
void page_drawing_line(struct page_drawing *drawing, double x1, double y1, double x2, double y2, double width,
                       struct pdf_colour colour, enum chart_dash dash);
void page_drawing_set_dashes(struct page_mark *mark, enum chart_dash dash);
/* A line of the chart, or a sample of it, in its colour and pattern. */
void page_drawing_chart_line(struct page_drawing *drawing, const struct chart_line *line, double x1, double y1,
                             double x2, double y2);
struct pdf_colour page_drawing_colour(const struct page_drawing *drawing, enum chart_colour colour);
/* Where values stand on the page; NaN where they have no place. Not kept within the plot. */
double page_drawing_x(const struct page_drawing *drawing, double value);
double page_drawing_y(const struct page_drawing *drawing, double value);
/* A colour mixed with the paper's white: 0 is white, 1 the colour. */
struct pdf_colour page_drawing_tint(struct pdf_colour colour, double share);
double page_drawing_within(double value, double low, double high);
/* `label, detail` in the document's arena. */
const char *page_drawing_label(struct page_drawing *drawing, const char *label, const char *detail);

/* chart_labels.c: labels at the right of the plot (ends of curves, areas, horizontal lines) and above it (vertical
 * lines): prepared before the plot's edges are known, for they decide them. */
struct page_side_label {
    struct page_block block;
    struct pdf_colour colour;
    double x, y; /* what it belongs to */
    double top;  /* where it is put */
};
struct page_top_label {
    struct page_block block;
    const struct chart_line *line;
    double x;
    double left;
    int row;
};
struct page_labels {
    struct page_side_label *sides;
    int side_count;
    double side_width;
    struct page_top_label *tops;
    int top_count, row_count;
    double row_height;
    bool as_legend; /* vertical lines: rows with a sample of the line, where labels beside them would overlap */
};
void page_labels_prepare(struct page_drawing *drawing, struct page_labels *labels);
/* Once the plot's left and right are known: how many rows stand above it. */
void page_labels_arrange_top(struct page_drawing *drawing, struct page_labels *labels);
void page_labels_draw_top(struct page_drawing *drawing, struct page_labels *labels);
void page_labels_draw_sides(struct page_drawing *drawing, struct page_labels *labels);

/* chart_markers.c: diamonds with their labels, where these cover least; of bars, what they mean in a row above
 * the plot, for which the labels have kept room. */
void page_markers_draw(struct page_drawing *drawing);
void page_markers_arrange_legend(struct page_drawing *drawing, struct page_labels *labels);
void page_markers_draw_legend(struct page_drawing *drawing, const struct page_labels *labels);

/* chart_bars.c: bars, then their names and values; what the names take below the axis; the right edge of one. */
void page_bars_draw(struct page_drawing *drawing);
void page_bars_draw_labels(struct page_drawing *drawing);
double page_bars_names_height(struct page_drawing *drawing);
double page_bars_edge(const struct page_drawing *drawing, double number);

#endif
