/* A spreadsheet's formulas, read and evaluated over the cells of a workbook while it is written, so that every formula
 * that a block writes carries the value that a spreadsheet will compute. Only cells that are written already have
 * values: a later cell is blank, a later name is an error. Rows and columns count from 0. */
#ifndef WORKBOOK_CALC_CALC_H
#define WORKBOOK_CALC_CALC_H

#include "base/base.h"

#include <stdarg.h>

/* What the workbooks of a run share. All but the arena begins as NULL. */
struct calc_run {
    struct arena *arena;
    struct calc_formula_store *formulas; /* formulas that were read, by their text */
    struct calc_name_store *names;       /* names that formulas and workbooks use, each with a number */
};

struct calc_sheet;

struct calc_area {
    const struct calc_sheet *sheet;
    uint32_t first_row, last_row;
    int first_column, last_column;
};

/* A workbook as formulas see it. */
struct calc_book {
    struct arena *arena;
    struct diag *diag;
    struct calc_run *run;
    const struct calc_sheet *sheets; /* the first of its sheets */
    struct calc_area *named;         /* the areas that have names, by the number of the name */
    size_t named_count, named_capacity;
    size_t visited;   /* cells that formulas have looked at */
    bool failed, bad; /* an error was reported: in this block, in any block */
};

/* A sheet as formulas see it: `book`, `name` and `next` are set by its owner. */
struct calc_sheet {
    struct calc_book *book;
    const char *name;
    const struct calc_sheet *next;
    struct calc_row *rows;
    size_t row_count, row_capacity;
};

enum calc_kind { CALC_BLANK, CALC_NUMBER, CALC_BOOLEAN, CALC_TEXT, CALC_ERROR, CALC_RANGE };

struct calc_value {
    enum calc_kind kind;
    double number;          /* number; boolean: 0 or 1 */
    const char *text;       /* text; error: `#DIV/0!` */
    struct calc_area range; /* range */
};

/* Report an error of the workbook and set `failed` and `bad`. */
void calc_report(struct calc_book *book, struct pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));
void calc_vreport(struct calc_book *book, struct pos pos, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

/* Stores the value of a cell. */
void calc_keep(struct calc_sheet *sheet, uint32_t row, int column, struct calc_value value);
/* The value of a cell; blank if none was stored. */
struct calc_value calc_at(const struct calc_sheet *sheet, uint32_t row, int column);
/* Gives an area a name; false if the workbook has the name already. Case makes no difference. */
bool calc_keep_name(struct calc_book *book, const char *name, struct calc_area area);
/* The area of a name, or NULL if the workbook does not have it (yet). */
const struct calc_area *calc_find_name(const struct calc_book *book, const char *name, size_t length);
/* The workbook's name that is nearest to a wrong one, or NULL. */
const char *calc_nearest_name(const struct calc_book *book, const char *name);

/* The value of a formula (without `=`) on a sheet. Comparisons and differences follow spreadsheets, which take numbers
 * that differ only in their last bits as equal. What cannot be computed is reported at `pos`: a name that nothing has
 * yet, a function that our workbooks do not use, a number other than 0, 1 and 2. */
struct calc_value calc_evaluate(const struct calc_sheet *sheet, const char *formula, struct pos pos);

/* Whether formulas looked at more cells than they may; that was reported, and no more are evaluated. */
bool calc_is_exhausted(const struct calc_book *book);

/* The value of a formula that could not be computed because of a reported error. No formula hides it, so that what
 * depends on it is not reported again. */
struct calc_value calc_unknown(void);
bool calc_is_unknown(struct calc_value value);

/* Whether two numbers are equal to a spreadsheet: they differ in their last bits at most. */
bool calc_nearly_equal(double a, double b);

#endif
