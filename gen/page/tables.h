/* Private to page: a table being laid out, as tables.c (rows to strips), columns.c (widths) and slices.c (parts of
 * rows) share it. */
#ifndef PAGE_TABLES_H
#define PAGE_TABLES_H

#include "page/layout.h"

struct page_table_column {
    double minimum, maximum, width; /* of the longest word; of the longest line; as set; each including the inset */
    double inset;                   /* before its text, if the column to its left holds figures that end there */
    bool has_blank;
    int share;   /* of the width; 0: what it needs */
    double tail; /* the longest one of its cells, if it is aligned at decimal marks */
};

struct page_cell {
    const struct doc_node *node;
    struct page_inline_text *text;
    struct page_line *lines;
    int line_count;
    enum doc_align align;
    bool decimal; /* it holds a figure of a column that is aligned at decimal marks */
    double tail;  /* the width of what follows the figure's units: its decimals and what comes after them */
};

struct page_table {
    const struct doc_node *node;
    int rows, head_rows, column_count;
    int beside; /* columns that stand beside each other: all, or all but the last, whose cells stand below the others */
    struct page_table_column *columns;
    struct page_cell *cells; /* row by row */
    const struct doc_node **row_nodes;
    double size, padding, above, outer; /* of its text; at each side of a cell; above and below it; at its outer sides,
                                           instead of the padding */
    struct arena_mark measured;         /* the arena before its cells were shaped */
    double x, width;
};

/* What of a row stands on one page. */
struct page_slice {
    int *first_lines; /* by column: the first line of the slice */
    int *end_lines;
    double height, baseline; /* of the first lines */
    double below;            /* from there down to the cell that stands below the others */
};

struct page_slice page_slice_new(struct page_layout *layout, const struct page_table *table);
/* Takes as many lines of each cell as `limit` allows, but at least one if any are left. False if none are. */
bool page_slice_next(const struct page_table *table, int row, double limit, struct page_slice *slice);
/* Measures a slice of a row, with the first lines of its cells on one baseline. */
void page_slice_measure(const struct page_table *table, int row, struct page_slice *slice);
/* A whole row as one slice. */
struct page_slice page_slice_whole(struct page_layout *layout, const struct page_table *table, int row);
/* The marks of a slice with its structure elements; its first lines are on `baseline`. */
void page_slice_draw(struct page_layout *layout, const struct page_table *table, int row,
                     const struct page_slice *slice, struct page_box *box, double baseline);

/* The padding of a row, all together. */
double page_table_padding(const struct page_table *table);
/* Finds where the figures of a column that is aligned at decimal marks have theirs. */
void page_table_align(struct page_layout *layout, struct page_table *table);
/* Divides `available`, which excludes the padding, among the columns. */
void page_table_share_width(struct page_layout *layout, struct page_table *table, double available);
/* The sum of the columns' longest words. */
double page_table_least_width(const struct page_table *table);
/* The approximate height of the rows with these column widths. */
double page_table_estimate_height(const struct page_layout *layout, const struct page_table *table);

#endif
