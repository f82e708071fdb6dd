/* Sweeps and charts of a workbook: blocks of live formulas (workbook/blocks/sweep.c), the figures of charts
 * (workbook/blocks/figures.c) and native charts over them (charts.c). */
#ifndef WORKBOOK_SHEET_CHARTS_H
#define WORKBOOK_SHEET_CHARTS_H

#include "workbook/book.h"

/* The formula of an expression, without the leading `=`, in the arena of the book. What depends on `along` (NULL:
 * nothing) is written out with `cell` in its place; what has no cell of its own is written out too. NULL after an
 * error: a parameter or constant without a cell. */
const char *book_formula(struct book *book, const struct expr *expr, const struct quantity *along, const char *cell,
                         struct pos pos);
/* The same with several quantities, equations too, that have other cells than those of their names. */
struct substitute {
    const struct quantity *quantity;
    const char *cell;
};
const char *book_formula_with(struct book *book, const struct expr *expr, const struct substitute *substitutes,
                              int count, struct pos pos);
/* The values that a series shows until a spreadsheet computes them. */
void series_set_cache(lxw_series_range *range, const double *values, int count);
void series_set_words(lxw_series_range *range, const char *const *words, int count);

/* How wide a column of figures is at least, in characters. */
enum { FIGURE_WIDTH = 12 };

/* A column of a sweep: what it computes, and the values that it gives now. */
struct sweep_column {
    const char *head;
    const struct expr *expr;
    const double *values;
    struct number_format format;
};
/* Where a block of cells is. */
struct cell_range {
    struct sheet *sheet;
    lxw_row_t head, first, last; /* rows */
    int column;                  /* of the swept values; the others follow */
};
/* The points of a sweep. */
struct swept {
    const struct quantity *along;
    const double *values;
    int points;
};
/* Writes a block from sheet->row on: a row of heads, a row for each point; sheet->row is then behind it. */
struct cell_range sheet_write_sweep(struct sheet *sheet, const struct swept *swept, const char *head,
                                    struct number_format format, const struct sweep_column *columns, int count,
                                    struct pos pos);
/* `$B$5:$B$9` of a column of the block (0: the swept values), for formulas on the same sheet. */
const char *range_address(struct book *book, const struct cell_range *range, int column);

/* A line or marker in cells: one row for each of its points, or (bars) its column. */
struct drawn_line {
    const char *label;
    enum chart_colour colour;
    enum chart_dash dash;
    bool marker;
    lxw_row_t first, last;
    int x_column, y_column;
    const char *sheet;
    double x[2], y[2];
    int count;
};

/* The cells of a chart's figures. */
struct figures {
    const struct chart *chart;
    struct cell_range range;
    struct drawn_line *lines;
    int line_count;
    double *highlighted, *others, **line_values; /* bars: cached values of the columns */
    struct figures *next;
};
/* The figures that stand in the workbook already; NULL where they do not. */
const struct figures *book_find_figures(const struct book *book, const struct chart *chart);
/* The name of an axis with its unit. */
const char *chart_axis_head(struct book *book, const struct chart_axis *axis);

/* The figures of a chart, at sheet->row: its sweep and the ends of its lines, or its bars. */
void sheet_write_figures(struct sheet *sheet, const struct doc_node *node);
/* Leaves room for a placed chart with its caption, and puts its figures below where no block of the workbook does. */
void sheet_place_chart(struct sheet *sheet, const struct doc_node *node, const char *caption);
/* The look of a line in a chart. */
lxw_chart_line chart_line_look(enum chart_colour colour, enum chart_dash dash, float width);
/* Title and legend as all charts have them. */
void chart_set_words(lxw_chart *chart, const char *title);
/* An axis' name and the look of it all; `format` of its numbers as a workbook spells it. */
void chart_set_axis_look(lxw_chart_axis *axis, const char *name, const char *format);
/* Once all figures have their cells: makes the charts. */
void book_insert_charts(struct book *book);

#endif
