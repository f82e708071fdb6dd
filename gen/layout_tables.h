/* A table being laid out: what layout_tables.c (rows to strips) and layout_columns.c (widths) share. */
#ifndef GEN_LAYOUT_TABLES_H
#define GEN_LAYOUT_TABLES_H

#include "layout.h"

struct table_column {
    double minimum, maximum, width; /* of the longest word, of the longest line, as it is set; each with its inset */
    double inset;                   /* before its text, where figures end at its left */
    bool has_blank;
};

struct cell {
    struct inline_text *text;
    struct line *lines;
    int line_count;
    enum cell_align align;
};

struct table {
    const struct node *node;
    int rows, head_rows, column_count;
    struct table_column *columns;
    struct cell *cells; /* row by row */
    const struct node **row_nodes;
    double size, padding;       /* of its text, at each side of a cell */
    struct arena_mark measured; /* before its cells were shaped */
    double x, width;
};

/* Gives the columns their widths out of `available`, which has no padding in it. */
void table_share_width(struct layout *layout, struct table *table, double available);
/* The width that the longest words of all columns take together. */
double table_least_width(const struct table *table);
/* About how tall the rows are with their columns' widths. */
double table_estimate_height(const struct layout *layout, const struct table *table);

#endif
