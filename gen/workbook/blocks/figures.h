/* Private to workbook/blocks: the cells behind a chart (figures.c), from which charts.c makes it. */
#ifndef WORKBOOK_BLOCKS_FIGURES_H
#define WORKBOOK_BLOCKS_FIGURES_H

#include "workbook/blocks/blocks.h"

/* The cells of a sweep or of bars. */
struct block_range {
    struct sheet *sheet;
    lxw_row_t head, first, last;
    int column;     /* of the swept values; the others follow */
    lxw_row_t each; /* of the values that tell members of families apart; 0 for none */
};

/* A line or marker: a row for each of its points; with bars, a column. */
struct block_drawn_line {
    const char *label;
    enum chart_colour colour;
    enum chart_dash dash;
    bool marker;
    lxw_row_t first, last;
    int x_column, y_column;
    double x[2], y[2];
    int count;
};

struct block_figures {
    const struct chart *chart;
    struct block_range range;
    struct block_drawn_line *lines;
    int line_count;
    double *highlighted, *others; /* bars: the values of the two columns */
    struct block_figures *next;
};

/* The figures of a chart that the workbook has already, or NULL. */
const struct block_figures *block_find_figures(const struct sheet_book *book, const struct chart *chart);
/* Writes the figures of a chart at sheet->row: its sweep and the ends of its lines, or its bars. */
void block_write_figures(struct sheet *sheet, const struct doc_node *node);
/* Adds the checks of these figures (meet.c). */
void block_check_figures(struct sheet_book *book, const struct block_figures *figures, struct pos pos);
/* The name of an axis with its unit. */
const char *block_axis_head(struct sheet_book *book, const struct chart_axis *axis);

#endif
