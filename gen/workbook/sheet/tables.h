/* The columns that generated tables share: label, symbol, unit, then values. */
#ifndef WORKBOOK_SHEET_TABLES_H
#define WORKBOOK_SHEET_TABLES_H

#include "workbook/calc/values.h"

/* The first two; that of symbols is there where a sheet has some. */
enum { COLUMN_LABEL, COLUMN_SYMBOL };

/* How far behind the value of an input its source stands: minimum and maximum stand between. */
enum { TO_SOURCE = 3 };

/* Writes label, symbol (empty) and unit of a line. */
void table_description(struct sheet *sheet, const char *label, const char *unit, struct pos pos);
void table_description_heads(struct sheet *sheet, const char *value_head, struct pos pos);
void table_head(struct sheet *sheet, int column, const char *words, enum doc_align align, struct pos pos);
int table_value_column(const struct sheet *sheet);
int table_input_column(const struct sheet *sheet);
/* The same heads with one over the symbols. */
void table_quantity_heads(struct sheet *sheet, const char *value_head, struct pos pos);
/* Whether a table of `count` lines is longer than `most` and begins a new part with line i, which wants its heads
 * again; not where each page repeats them. The new part stands below a blank row. */
bool table_goes_on(struct sheet *sheet, int i, int count, int most);
/* How many lines a part has at most: of a table with few columns, and of one so wide that it turns the page. */
enum { TABLE_LINES = 22, WIDE_TABLE_LINES = 16 };
/* What stands for a unit where a number has none. */
const char *table_bare_unit(struct number_format format);
/* Writes label, symbol and unit of a quantity. */
void table_quantity(struct sheet *sheet, const struct quantity *quantity, struct pos pos);
/* The same with the label set in: what follows from the line above. */
void table_step(struct sheet *sheet, const struct quantity *quantity, struct pos pos);
/* The heads of a table of inputs that are no quantities, and what stands behind such an input's value. */
void table_source_heads(struct sheet *sheet, struct pos pos);
void table_source(struct sheet *sheet, const char *source, const char *date, struct pos pos);
/* The source and the date of an input alone. */
void table_provenance(struct sheet *sheet, const char *source, const char *date, struct pos pos);
/* How wide a column of dates grows before they wrap. */
enum { DATE_WIDTH = 15 };
/* What stands behind a quantity: its unit as readers know it; "" where it has none. */
const char *table_unit(const struct quantity *quantity);
/* Makes a column wide enough for a number. */
void table_fit_number(struct sheet *sheet, int column, double value, unsigned short number);
/* The look of a formula's cell: links to another sheet are green. */
struct look formula_look(struct sheet *sheet, const char *formula);

#endif
