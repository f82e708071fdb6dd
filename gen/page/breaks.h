/* Private to page: dividing strips into pages, as breaks.c (where pages end) and pages.c (where strips go on them)
 * share it. */
#ifndef PAGE_BREAKS_H
#define PAGE_BREAKS_H

#include "page/layout.h"

/* How the strips from `first` on fill a page: their height as they are, with a repeated table header; the sum of their
 * gaps; by how much their charts can be lower, and by how much they all can grow. */
struct page_fit {
    size_t first;
    double height, gaps, shrink, grow;
    size_t rows; /* the first strip of the halved table at the end, and the height above it */
    double above_rows;
};
struct page_fit page_fit_begin(const struct page_layout *layout, size_t first);
/* Adds the next strip, number i, to the page. */
void page_fit_add(const struct page_layout *layout, struct page_fit *fit, size_t i);
/* By how much the page may be too full: what its gaps and charts can give. */
double page_fit_give(const struct page_fit *fit);

/* The height of rows first..end-1 of a halved table, side by side; `*left` of them form the left half, which is the
 * longer one. */
double page_halves_height(const struct page_layout *layout, size_t first, size_t end, size_t *left);

/* Divides strips first..end-1 at the least cost: page_end[i] is the end of a page that begins with strip first + i. */
void page_divide(struct page_layout *layout, size_t first, size_t end, size_t *page_end);

#endif
