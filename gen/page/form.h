/* Private to page: worksheets that are filled in on a screen. The page is that of the paper; over each place where
 * somebody writes lies a field. */
#ifndef PAGE_FORM_H
#define PAGE_FORM_H

#include "page/layout.h"

struct page_form;

/* The fields of a student's copy, in the layout's arena; NULL if it is none or has none. */
struct page_form *page_form_new(struct page_layout *layout);
/* A page (0 is the first) was begun; then its marks are drawn. */
void page_form_turn(struct page_form *form, struct pdf_canvas *canvas, int page);
/* Begins an element. One that is only a box or a blank to a screen reader is none here: the field says what it is. */
void page_form_begin(struct pdf_canvas *canvas, const struct page_mark *mark);
/* Adds the field whose first mark this is, if there is one. */
void page_form_add(struct page_form *form, struct pdf_canvas *canvas, const struct page_mark *mark);

#endif
