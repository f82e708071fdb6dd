/* Private to page: a table being laid out, as tables.c (rows to strips) and columns.c (widths) share it. */
#ifndef PAGE_TABLES_H
#define PAGE_TABLES_H

#include "page/layout.h"

struct page_table_column {
    double minimum, maximum, width; /* of the longest word; of the longest line; as set; each including the inset */
    double inset;                   /* before its text, if the column to its left holds figures that end there */
    bool has_blank;
};

struct page_cell {
    struct page_inline_text *text;
    struct page_line *lines;
    int line_count;
    enum doc_align align;
};

struct page_table {
    const struct doc_node *node;
    int rows, head_rows, column_count;
    struct page_table_column *columns;
    struct page_cell *cells; /* row by row */
    const struct doc_node **row_nodes;
    double size, padding;       /* of its text; at each side of a cell */
    struct arena_mark measured; /* the arena before its cells were shaped */
    double x, width;
};

/* Divides `available`, which excludes the padding, among the columns. */
void page_table_share_width(struct page_layout *layout, struct page_table *table, double available);
/* The sum of the columns' longest words. */
double page_table_least_width(const struct page_table *table);
/* The approximate height of the rows with these column widths. */
double page_table_estimate_height(const struct page_layout *layout, const struct page_table *table);

#endif
