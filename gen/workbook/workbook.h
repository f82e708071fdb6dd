/* The XLSX writer: makes a workbook of a document tree. */
#ifndef WORKBOOK_WORKBOOK_H
#define WORKBOOK_WORKBOOK_H

#include "document/document.h"

/* The XLSX writer makes a workbook with live formulas of each document. It takes no style file: financial models have
 * fixed colours. */
extern const struct doc_backend book_backend;

/* Removes the temporary files that writers left behind whose processes were killed. */
void book_remove_abandoned(void);

#endif
