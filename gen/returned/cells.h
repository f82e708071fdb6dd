/* Private to returned: cells of a workbook, and what stands in them. */
#ifndef RETURNED_CELLS_H
#define RETURNED_CELLS_H

#include "returned/package.h"

/* A cell that is looked for, and what is found in it. */
struct returned_cell {
    const char *question;
    const char *sheet, *address; /* as its name says: Answers, C7; NULL: the cell was deleted */
    bool local;                  /* the name is that of a copy of the sheet */
    bool found, has_formula;
    const char *type, *value; /* as the file says them; value: NULL: none */
    long style;               /* the number of its look; 0: the usual one */
};

enum returned_look { RETURNED_NUMBER, RETURNED_PERCENT, RETURNED_DATE };
/* What a number format shows a number as, by its code. */
enum returned_look returned_look_of(const char *code);
/* The same of a format that every program has and no file describes, by its number. */
enum returned_look returned_look_of_number(long number);
/* What stands in the cell, as it would be typed, and why a person must look at it. */
void returned_judge_cell(struct returned_answer *answer, const struct returned_cell *cell, enum returned_look look,
                         struct arena *arena);

#endif
