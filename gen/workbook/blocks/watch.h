/* Private to workbook/blocks: checks that blocks make of themselves (watch.c), with the formulas that several of them
 * need. They are conditions as a cell of the sheet with the checks has them; a workbook without checks has none. */
#ifndef WORKBOOK_BLOCKS_WATCH_H
#define WORKBOOK_BLOCKS_WATCH_H

#include "workbook/blocks/blocks.h"

/* Conditions that are joined to one check, as long as they go into one formula. */
struct block_conditions {
    struct sheet_book *book;
    const char *label;
    struct pos pos;
    struct text text;
    int count;
};
/* The label must live as long as the book. NULL: the workbook has no checks, and conditions are dropped. */
struct block_conditions block_conditions_begin(struct sheet_book *book, const char *label, struct pos pos);
void block_condition(struct block_conditions *conditions, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void block_conditions_end(struct block_conditions *conditions);

/* The name of what the checks take for equal, in proportion: that of the first block `grid` or `sensitivity` that has a
 * tolerance. NULL: there is none, and no figures are compared that rounding may make differ. */
const char *block_tolerance(const struct sheet_book *book);
/* The sheet with the checks, on which these formulas are. */
const struct sheet *block_checks_sheet(const struct sheet_book *book);
/* An area, or a cell, as a formula there writes it. */
const char *block_area(const struct sheet *sheet, lxw_row_t first_row, int first_column, lxw_row_t last_row,
                       int last_column);
/* How an expression follows a quantity: not at all, along a line, or in another way that may have bends. */
enum block_course { COURSE_LEVEL, COURSE_STRAIGHT, COURSE_OTHER };
enum block_course block_course_of(const struct sheet_book *book, const struct expr *expr, const struct quantity *along);
/* The formula of what an expression is with the inputs as they are. NULL after an error. */
const char *block_present(struct sheet_book *book, const struct expr *expr, struct pos pos);
/* Adds the condition that an area has no second difference along its columns or rows, whose points are evenly
 * spaced. */
void block_condition_straight(struct block_conditions *conditions, const struct sheet *sheet, lxw_row_t first_row,
                              int first_column, lxw_row_t last_row, int last_column, bool along_rows);

#endif
