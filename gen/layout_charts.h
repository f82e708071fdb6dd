/* Drawing a chart: what layout_charts.c (axes, curves, areas), layout_chart_bars.c, layout_chart_labels.c (what stands
 * around the plot) and layout_chart_markers.c share. */
#ifndef GEN_LAYOUT_CHARTS_H
#define GEN_LAYOUT_CHARTS_H

#include "layout.h"

/* Lengths are points from the chart's top left, y down. */
struct drawing {
    struct layout *layout;
    const struct chart *chart;
    struct box *box;
    struct pos pos;
    double width, height;
    double size; /* of labels */
    struct ticks x_ticks, y_ticks;
    double left, right, top, bottom; /* the plot's edges */
    bool narrow;                     /* a word was wider than the room for it */
};

/* Text in lines, before it has its place. */
struct block {
    struct line *lines;
    int count;
    double width, height;
};
/* In lines of `width`, or of its longest word, up to the chart's own width. */
struct block drawing_block(struct drawing *drawing, const char *text, double width, double size, bool bold,
                           struct colour colour);
enum block_align { BLOCK_LEFT, BLOCK_CENTER, BLOCK_RIGHT };
/* Puts it down with its top there; x is its left, middle or right. */
void drawing_put_block(struct drawing *drawing, struct block *block, double x, double top, enum block_align align);
void drawing_line(struct drawing *drawing, double x1, double y1, double x2, double y2, double width,
                  struct colour colour, enum chart_dash dash);
/* A line of the chart, or a sample of it, in its colour and pattern. */
void drawing_chart_line(struct drawing *drawing, const struct chart_line *line, double x1, double y1, double x2,
                        double y2);
struct colour drawing_colour(const struct drawing *drawing, enum chart_colour colour);
/* Where values stand on the page; NaN where they have no place. Not kept within the plot. */
double drawing_x(const struct drawing *drawing, double value);
double drawing_y(const struct drawing *drawing, double value);
/* A colour mixed with the paper's white: 0 is white, 1 the colour. */
struct colour drawing_tint(struct colour colour, double share);
double drawing_within(double value, double low, double high);
/* `label, detail` in the document's arena. */
const char *drawing_label(struct drawing *drawing, const char *label, const char *detail);

/* Labels at the right of the plot (ends of curves, areas, horizontal lines) and above it (vertical lines): prepared
 * before the plot's edges are known, for they decide them. */
struct side_label {
    struct block block;
    struct colour colour;
    double x, y; /* what it belongs to */
    double top;  /* where it is put */
};
struct top_label {
    struct block block;
    const struct chart_line *line;
    double x;
    double left;
    int row;
};
struct labels {
    struct side_label *sides;
    int side_count;
    double side_width;
    struct top_label *tops;
    int top_count, row_count;
    double row_height;
    bool as_legend; /* vertical lines: rows with a sample of the line, where labels beside them would overlap */
};
void labels_prepare(struct drawing *drawing, struct labels *labels);
/* Once the plot's left and right are known: how many rows stand above it. */
void labels_arrange_top(struct drawing *drawing, struct labels *labels);
void labels_draw_top(struct drawing *drawing, struct labels *labels);
void labels_draw_sides(struct drawing *drawing, struct labels *labels);

/* layout_chart_markers.c: diamonds with their labels, where these cover least; of bars, what they mean in a row above
 * the plot, for which the labels have kept room. */
void markers_draw(struct drawing *drawing);
void markers_arrange_legend(struct drawing *drawing, struct labels *labels);
void markers_draw_legend(struct drawing *drawing, const struct labels *labels);

/* layout_chart_bars.c: bars, then their names and values; what the names take below the axis; the right edge of one. */
void bars_draw(struct drawing *drawing);
void bars_draw_labels(struct drawing *drawing);
double bars_names_height(struct drawing *drawing);
double bars_edge(const struct drawing *drawing, double number);

#endif
