/* What the cells of a workbook hold while it is written, and what formulas over them give: so that every formula that
 * a block writes carries the value a spreadsheet will find. Cells are known once they are written: a formula that looks
 * to a later one is an error. */
#ifndef WORKBOOK_CALC_VALUES_H
#define WORKBOOK_CALC_VALUES_H

#include "workbook/book.h"

enum cell_kind { CELL_BLANK, CELL_NUMBER, CELL_BOOLEAN, CELL_TEXT, CELL_ERROR, CELL_RANGE };

struct cell_area {
    struct sheet *sheet;
    lxw_row_t first_row, last_row;
    int first_column, last_column;
};

struct cell_value {
    enum cell_kind kind;
    double number;          /* number; boolean: 0 or 1 */
    const char *text;       /* text; error: `#DIV/0!` */
    struct cell_area range; /* range */
};

/* What nobody knows since an error was reported: an error value that no formula hides, so that what follows from it is
 * not reported once more. */
struct cell_value value_unknown(void);
bool value_is_unknown(struct cell_value value);

/* Keeps what a cell holds. */
void values_keep(struct sheet *sheet, lxw_row_t row, int column, struct cell_value value);
/* What a cell holds; blank where nothing was kept. */
struct cell_value values_at(const struct sheet *sheet, lxw_row_t row, int column);
/* Keeps what a name stands for; false where the workbook has the name already. */
bool values_keep_name(struct book *book, const char *name, struct cell_area range);
/* What a name stands for, case apart; NULL where the workbook does not have it (yet). */
const struct cell_area *values_name(const struct book *book, const char *name, size_t length);
/* The number of a name, case apart, among those of the run; what it stands for by that. */
int name_number(struct shared *shared, const char *name, size_t length);
const struct cell_area *values_numbered(const struct book *book, int number);
/* The name nearest to a wrong one, or NULL. */
const char *values_nearest_name(const struct book *book, const char *name);

/* The value of a formula (without `=`) that stands on `sheet`. Comparisons and differences are those of spreadsheets,
 * which take numbers for equal that differ in the last bits. What nobody could compute is reported at `pos`: a name
 * that nothing has yet, a function that a workbook of ours does not use, a number other than 0, 1 and 2. */
struct cell_value formula_value(struct sheet *sheet, const char *formula, struct pos pos);

/* A cell with a formula whose value is computed here. */
struct cell_value cell_computed(struct sheet *sheet, lxw_row_t row, int column, const char *formula, struct look look,
                                struct pos pos);
/* The same where the value is known already: what formula_value gave. */
void cell_valued(struct sheet *sheet, lxw_row_t row, int column, const char *formula, struct cell_value value,
                 struct look look, struct pos pos);
/* The name of a rectangle of cells. */
void range_define_name(struct sheet *sheet, struct cell_area range, const char *name, struct pos pos);
/* The address of a cell as a formula on `from` writes it: with the sheet's name where it is another. `fixed` bits: 1
 * the row, 2 the column. In the book's arena. */
const char *cell_address(const struct sheet *from, const struct sheet *sheet, lxw_row_t row, int column, int fixed);

#endif
