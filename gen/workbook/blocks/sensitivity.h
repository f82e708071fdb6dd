/* A sensitivity in a workbook: rerun.c computes equations again with an input low and high, sensitivity.c
 * gathers that of all inputs in a table, tornado.c sorts it and draws it. */
#ifndef WORKBOOK_BLOCKS_SENSITIVITY_H
#define WORKBOOK_BLOCKS_SENSITIVITY_H

#include "workbook/sheet/tables.h"

enum swing_end { SWING_LOW, SWING_HIGH, SWING_ENDS };

/* An input with the cells of the sheet that hold what it swings to. */
struct rerun {
    const struct quantity *input;
    const char *cells[SWING_ENDS];
};
/* The formulas of the block's outputs, by output, with the input in its other cells; false where no output follows
 * from the input. What would make a formula long for a reader gets a row of its own first, from sheet->row on: label,
 * symbol, unit, and a value for each end in the two columns from `column` on. */
bool sheet_write_rerun(struct sheet *sheet, const struct fence *block, const struct rerun *rerun, int column,
                       const char *(*formulas)[SWING_ENDS], struct pos pos);

/* The tables of results, one for each end: a row for each input, with the outputs from column `results` on; in the last
 * of them the swings. A cell has the place of the output that the others look at. */
struct sensitivity {
    const struct fence *block;
    struct sheet *sheet;
    const char *chosen;          /* the name of that cell */
    lxw_row_t now;               /* the row of the outputs as they are */
    lxw_row_t *rows[SWING_ENDS]; /* those of the inputs, with heads between some; NULL after an error */
    int count, moving;           /* inputs; how many of them some output follows from, at least 1 */
    int results, swing, key;     /* columns */
    struct number_format format;
    struct sheet *ranking; /* where a block `ranking` sorted it; NULL: nowhere */
    lxw_row_t *ranked;     /* its rows, by rank */
    struct sensitivity *next;
};
/* The sensitivity that a block shows; NULL and an error where none of its name was written yet. */
struct sensitivity *book_find_sensitivity(struct book *book, const struct book_fence *fence);
/* The rows of `count` columns of a table, as a formula on `from` writes them; of one column of the last table. */
const char *sensitivity_columns(const struct sensitivity *table, enum swing_end end, const struct sheet *from,
                                int column, int count);
const char *sensitivity_column(const struct sensitivity *table, const struct sheet *from, int column);
/* The name of the cell in which a reader chooses among the outputs; NULL where no block `choice` is for them. */
const char *sensitivity_choice(struct book *book, const struct fence *block);
/* A number of these tables, in the format of a quantity (NULL: as it is). */
struct cell_value sensitivity_number(struct sheet *sheet, int column, const char *formula,
                                     const struct number_format *format, struct pos pos);
/* Names a column of a table NAME_`what`. */
void sensitivity_name(struct sheet *sheet, const struct fence *block, struct cell_area area, const char *what,
                      struct pos pos);

#endif
