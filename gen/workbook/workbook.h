/* The XLSX writer: the document tree becomes a workbook. */
#ifndef WORKBOOK_WORKBOOK_H
#define WORKBOOK_WORKBOOK_H

#include "document/document.h"

/* A writer of workbooks: for each document a file whose formulas are live. It has no style file: the colours of
 * financial models are fixed. */
struct doc_writer *book_writer_new(void);

/* Adds a line about the library that this room uses to the output of --version. */
void book_libraries(struct text *out);

#endif
