/* Private to workbook: divide.c divides the document tree into sheets; sheets.c writes their prose and tables; fences.c
 * says which quantities the blocks place, and hands each block to the file of its kind; inline.c prints running text;
 * writer.c makes the file, and package.c looks whether it is whole. */
#ifndef WORKBOOK_BOOK_H
#define WORKBOOK_BOOK_H

#include "workbook/blocks/blocks.h"

/* inline.c. Appends the text of a paragraph, heading, cell or caption: values as they print (within text they are not
 * live, since a cell holds either words or a number), breaks as newlines, the address behind a link. Returns the style
 * bits that all nodes in it have. */
unsigned book_put_inline(struct sheet_book *book, struct text *out, const struct doc_node *words);

/* fences.c. Lets a fence place its quantities. */
void book_place(struct sheet_book *book, struct sheet_fence *fence);
/* Once all fences are placed: places the constants that equations need, and reports what is missing. */
void book_complete(struct sheet_book *book);
/* Writes the cells of a fence, from sheet->row on. */
void book_write_block(struct sheet_book *book, const struct sheet_fence *fence);

/* divide.c. Divides the document into sheets and finds its fences; nothing is written yet. */
void book_divide(struct sheet_book *book);
/* Whether a text has no words. */
bool book_is_blank(const char *text);
/* The fence of a node, or NULL: a code block. */
const struct sheet_fence *book_find_fence(const struct sheet_book *book, const struct doc_node *node);
/* Whether a block draws a chart. */
bool book_holds_chart(const struct doc_node *node);

/* sheets.c. Writes all sheets with their charts. */
void book_write_sheets(struct sheet_book *book);

#endif
