/* Private to workbook/calc: formulas as trees. formula.c reads their text, evaluate.c computes their values. */
#ifndef WORKBOOK_CALC_FORMULA_H
#define WORKBOOK_CALC_FORMULA_H

#include "workbook/calc/functions.h"

enum { FORMULA_MOST_ARGUMENTS = 24 };

enum calc_formula_kind {
    FORMULA_NUMBER, /* also a truth value, with `truth` */
    FORMULA_STRING,
    FORMULA_CELLS, /* a cell or a rectangle of cells, on the sheet `sheet` */
    FORMULA_NAME,
    FORMULA_CALL,
    FORMULA_NEGATIVE,
    FORMULA_BINARY
};

enum calc_operation {
    OPERATION_LESS_EQUAL,
    OPERATION_GREATER_EQUAL,
    OPERATION_UNEQUAL,
    OPERATION_LESS,
    OPERATION_GREATER,
    OPERATION_EQUAL,
    OPERATION_JOIN,
    OPERATION_ADD,
    OPERATION_SUBTRACT,
    OPERATION_MULTIPLY,
    OPERATION_DIVIDE,
    OPERATION_POWER
};

/* Small, since a workbook has many of them and each set evaluates them all. */
struct calc_formula {
    enum calc_formula_kind kind;
    unsigned char function, operation; /* enum calc_function of a call, enum calc_operation of two values */
    unsigned char count;               /* number of arguments of a call */
    bool truth;                        /* the number is a truth value */
    union {
        double number;
        const char *text; /* of a string */
        int name_number;  /* calc_name_number */
        struct {
            const char *sheet; /* NULL: the formula's own */
            uint32_t first_row, last_row;
            int first_column, last_column;
        };
        struct { /* of an operation */
            const struct calc_formula *arguments[2];
            struct calc_formula *next; /* one of the same level, whose first argument is the result of this */
        };
        const struct calc_formula **call;
    };
};

/* The tree of a formula (without `=`). Each formula is read once a run, and its tree lives as long as the run; if very
 * many were read, as long as the book. NULL after an error, reported at `pos`: bad syntax, a function that our
 * workbooks do not use, a number other than 0, 1 and 2. */
const struct calc_formula *calc_read(struct calc_book *book, const char *text, struct pos pos);

#endif
