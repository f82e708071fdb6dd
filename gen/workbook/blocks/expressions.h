/* Private to workbook/blocks: formulas of expressions. */
#ifndef WORKBOOK_BLOCKS_EXPRESSIONS_H
#define WORKBOOK_BLOCKS_EXPRESSIONS_H

#include "workbook/blocks/blocks.h"

/* A quantity that has another cell than that of its name. */
struct block_substitute {
    const struct quantity *quantity;
    const char *cell;
};

/* The formula of an expression, without the leading `=`, in the arena of the book. What depends on `along` (NULL:
 * nothing) is written out with `cell` in its place, and so is what has no cell of its own. NULL after an error: a
 * parameter or constant without a cell. */
const char *block_formula(struct sheet_book *book, const struct expr *expr, const struct quantity *along,
                          const char *cell, struct pos pos);
/* The same with several quantities in other cells, equations too. */
const char *block_formula_with(struct sheet_book *book, const struct expr *expr,
                               const struct block_substitute *substitutes, int count, struct pos pos);

/* scenarios.c. Lists the cells of a scenario so far: its inputs, and the equations of earlier blocks. Returns how many;
 * at most block_scenario_cell_count. */
int block_scenario_cells(struct sheet *sheet, int scenario, struct block_substitute *substitutes);
size_t block_scenario_cell_count(const struct sheet_book *book);

#endif
