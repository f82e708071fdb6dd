/* Private to workbook/blocks: a sensitivity. rerun.c computes equations again with an input low and high, sensitivity.c
 * gathers the results for all inputs in tables, tornado.c sorts and draws them. */
#ifndef WORKBOOK_BLOCKS_SENSITIVITY_H
#define WORKBOOK_BLOCKS_SENSITIVITY_H

#include "workbook/blocks/blocks.h"

enum block_end { SWING_LOW, SWING_HIGH, SWING_ENDS };

/* An input with the cells of the sheet that hold its low and high value. */
struct block_rerun {
    const struct quantity *input;
    const char *cells[SWING_ENDS];
};
/* Fills in the formulas of the block's outputs, by output, with the input in these cells; false if no output follows
 * from the input. Parts that would make a formula too long for a reader first get rows of their own, from sheet->row
 * on: label, symbol, unit, and a value for each end in the two columns from `column` on. */
bool block_write_rerun(struct sheet *sheet, const struct fence *block, const struct block_rerun *rerun, int column,
                       const char *(*formulas)[SWING_ENDS], struct pos pos);

/* The tables of results, one for each end: a row for each input, the outputs from column `results` on; the last table
 * also has the swings. A cell holds the number of the output that the inputs are sorted by. */
struct block_sensitivity {
    const struct fence *block;
    struct sheet *sheet;
    const char *chosen;          /* the name of that cell */
    lxw_row_t now;               /* the row of the outputs with all inputs as they are */
    lxw_row_t *rows[SWING_ENDS]; /* the inputs' rows, with heads between some; NULL after an error */
    const struct quantity **inputs;
    lxw_row_t *swung; /* by input, the row with its low and high value, in the columns from `values` on */
    int values;
    int count, moving;       /* inputs; how many of them change some output, at least 1 */
    int results, swing, key; /* columns */
    struct number_format format;
    struct sheet *ranking; /* the sheet of the block `ranking` that sorted it, or NULL */
    lxw_row_t *ranked;     /* its rows, by rank */
    struct block_sensitivity *next;
};
/* The sensitivity with a name that a block shows; NULL and an error if none of its name was written yet. */
struct block_sensitivity *block_find_sensitivity(struct sheet_book *book, const struct sheet_fence *fence,
                                                 const char *name);
/* The rows of `count` columns of a table, as a formula on `from` writes them; of one column of the last table. */
const char *block_sensitivity_columns(const struct block_sensitivity *table, enum block_end end,
                                      const struct sheet *from, int column, int count);
const char *block_sensitivity_column(const struct block_sensitivity *table, const struct sheet *from, int column);
/* Names an area of a table NAME_`what`. */
void block_sensitivity_name(struct sheet *sheet, const struct fence *block, struct calc_area area, const char *what,
                            struct pos pos);
/* choice.c. The name of the cell in which a reader chooses among the outputs; NULL without a block `choice`. */
const char *block_chosen_output(struct sheet_book *book, const struct fence *block);

#endif
