/* Private to document: what doc_arrange finds in rows of words: boxes to tick, the numbers of questions, and the sums
 * of their marks. */
#ifndef DOCUMENT_ROWS_H
#define DOCUMENT_ROWS_H

#include "document/document.h"

/* Takes apart the rows of boxes to tick of a paragraph, heading or cell: each becomes a box before each of its words.
 */
void doc_rows_tick(const struct document *document, struct doc_node *words);
/* Finds the number with which the words of a scored block begin, as in `3. Title`. */
void doc_rows_number(const struct document *document, struct doc_node *block);
/* Headings of the lowest two levels run in: their words, strong, begin the passage that follows; one that no passage
 * follows stays a heading. */
void doc_rows_run_in(const struct document *document, struct doc_node *parent);
/* Finds the letter of an option with which the first passage of an item begins, as in `A Words` or `A. Words`; `letter`
 * is the one that stands somewhere in the item. */
void doc_rows_letter(const struct document *document, struct doc_node *item, const struct doc_value *letter);
/* Gives the sums of the document their marks, takes `score:page` out of it, and notes its words. */
void doc_rows_sum(struct document *document);

#endif
