/* Private to page: a chart being drawn. drawing.c has what all parts are drawn with; chart_bars.c,
 * chart_curves.c, chart_markers.c and chart_labels.c draw parts; charts.c draws axes and puts the parts together. */
#ifndef PAGE_CHARTS_H
#define PAGE_CHARTS_H

#include "chart/chart.h"
#include "page/layout.h"

/* Lengths are in points from the top left of the chart, y counts downward. */
struct page_drawing {
    struct page_layout *layout;
    const struct chart *chart;
    struct page_box *box;
    struct pos pos;
    double width, height;
    double size; /* of labels */
    struct chart_ticks x_ticks, y_ticks, right_ticks;
    double right_width;              /* of the numbers of the second axis */
    double left, right, top, bottom; /* the plot's edges */
    int legend_rows;                 /* of parts of bars, above the plot */
    double names_drop;               /* how much lower every second name of bars stands */
    bool narrow;                     /* a word was wider than the room it has */
};

/* Text broken into lines, before it is placed. */
struct page_block {
    struct page_line *lines;
    int count;
    double width, height;
};
/* Breaks text into lines of `width`, or of the width of its longest word up to that of the chart. */
struct page_block page_drawing_block(struct page_drawing *drawing, const char *text, double width, double size,
                                     bool bold, struct pdf_colour colour);
enum page_block_align { BLOCK_LEFT, BLOCK_CENTER, BLOCK_RIGHT };
/* Places it with its top there; x is its left, middle or right. */
void page_drawing_put_block(struct page_drawing *drawing, struct page_block *block, double x, double top,
                            enum page_block_align align);
void page_drawing_line(struct page_drawing *drawing, double x1, double y1, double x2, double y2, double width,
                       struct pdf_colour colour, enum chart_dash dash);
void page_drawing_set_dashes(struct page_mark *mark, enum chart_dash dash);
/* A line of the chart, or a sample of it, in its colour and dash pattern. */
void page_drawing_chart_line(struct page_drawing *drawing, const struct chart_line *line, double x1, double y1,
                             double x2, double y2);
struct pdf_colour page_drawing_colour(const struct page_drawing *drawing, enum chart_colour colour);
/* The places of values on the page; NaN if they have none. A place may be outside the plot. */
double page_drawing_x(const struct page_drawing *drawing, double value);
double page_drawing_y(const struct page_drawing *drawing, double value);
double page_drawing_right_y(const struct page_drawing *drawing, double value); /* along the second axis */
/* A colour mixed with white: 0 is white, 1 the colour. */
struct pdf_colour page_drawing_tint(struct pdf_colour colour, double share);
double page_drawing_within(double value, double low, double high);
/* The label followed by its detail, in the document's arena. */
const char *page_drawing_label(struct page_drawing *drawing, const char *label, const char *detail);

/* chart_curves.c: what is shaded, behind the grid; columns, behind all lines; curves, steps and points. */
void page_curves_draw_shades(struct page_drawing *drawing);
void page_curves_draw_columns(struct page_drawing *drawing);
void page_curves_draw(struct page_drawing *drawing);

/* chart_labels.c: labels at the right of the plot (ends of curves, areas, horizontal lines) and above it (vertical
 * lines, ranges, curves that leave it there). They are prepared before the edges of the plot are known, because the
 * edges depend on them. */
struct page_side_label {
    struct page_block block;
    struct pdf_colour colour;
    double x, y; /* of what it names */
    bool right;  /* along the second axis */
    int beyond;  /* the curve that it names is all above (1) or all below (-1) the plot */
    double top;  /* of the label */
};
struct page_top_label {
    struct page_block block;
    const struct chart_line *line; /* NULL: of a curve that leaves the plot there, or of a range */
    const struct chart_series *series;
    double value, x;
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
    bool as_legend; /* vertical lines are listed in rows, each with a sample of its line, because labels beside the
                       lines would overlap */
};
void page_labels_prepare(struct page_drawing *drawing, struct page_labels *labels);
/* To be called when the left and right edges of the plot are known: decides the number of rows above it. */
void page_labels_arrange_top(struct page_drawing *drawing, struct page_labels *labels);
void page_labels_draw_top(struct page_drawing *drawing, struct page_labels *labels);
void page_labels_draw_sides(struct page_drawing *drawing, struct page_labels *labels);

/* chart_markers.c: diamonds, with their labels where these cover least. For bars, a legend in a row above the plot says
 * what they mean; arranging it reserves the row. */
void page_markers_draw(struct page_drawing *drawing);
void page_markers_arrange_legend(struct page_drawing *drawing, struct page_labels *labels);
void page_markers_draw_legend(struct page_drawing *drawing, const struct page_labels *labels);

/* chart_bars.c: bars, then their names and values; the height of the names below the axis; the right edge of a bar. */
void page_bars_draw(struct page_drawing *drawing);
void page_bars_draw_labels(struct page_drawing *drawing);
double page_bars_names_height(struct page_drawing *drawing);
/* The height of the values above the highest bars. */
double page_bars_above(const struct page_drawing *drawing);
/* The rows that a legend of parts takes above the plot, and the legend. */
int page_bars_legend_rows(struct page_drawing *drawing);
void page_bars_draw_legend(struct page_drawing *drawing, double row_height);
double page_bars_edge(const struct page_drawing *drawing, double number);

#endif
