/* Private to page: dividing strips into pages: what breaks.c (where pages end) and pages.c (what stands where on them)
 * share. */
#ifndef PAGE_BREAKS_H
#define PAGE_BREAKS_H

#include "page/layout.h"

/* How strips from `first` on fill a page: how tall they are as they stand, its repeated head included; their gaps, and
 * by how much their charts can be lower and they all can grow. */
struct page_fit {
    size_t first;
    double height, gaps, shrink, grow;
    size_t rows; /* the first one of the halves at the end, and what stands above it */
    double above_rows;
};
struct page_fit page_fit_begin(const struct page_layout *layout, size_t first);
/* Takes the next strip, i, onto the page. */
void page_fit_add(const struct page_layout *layout, struct page_fit *fit, size_t i);
/* By how much the page can be too full: what its gaps and charts give. */
double page_fit_give(const struct page_fit *fit);

/* How tall rows first..end-1 of a halved table are side by side; `*left` of them are the left half, which is the longer
 * one. */
double page_halves_height(const struct page_layout *layout, size_t first, size_t end, size_t *left);

/* Divides strips first..end-1 at the least cost: page_end[i] is the end of a page that begins with strip first + i. */
void page_divide(struct page_layout *layout, size_t first, size_t end, size_t *page_end);

#endif
