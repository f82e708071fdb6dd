/* Formulas of a workbook as trees: xlsx_formula.c reads their text, xlsx_formula_value.c says what they give. */
#ifndef GEN_XLSX_FORMULA_H
#define GEN_XLSX_FORMULA_H

#include "xlsx_functions.h"

enum { FORMULA_MOST_ARGUMENTS = 24 };

enum formula_kind {
    FORMULA_NUMBER, /* also a truth value: `truth` */
    FORMULA_STRING,
    FORMULA_CELLS, /* a cell or a rectangle of cells, on another sheet where `text` names one */
    FORMULA_NAME,
    FORMULA_CALL,
    FORMULA_NEGATIVE,
    FORMULA_BINARY
};

enum formula_operation {
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

struct formula {
    enum formula_kind kind;
    double number;
    bool truth;
    const char *text; /* string, name, sheet */
    size_t length;    /* of a name */
    uint64_t hash;    /* of a name: values_hash */
    lxw_row_t first_row, last_row;
    int first_column, last_column;
    enum function function;
    enum formula_operation operation;
    const struct formula *arguments[2]; /* of an operation */
    const struct formula **call;        /* of a function */
    int count;
};

/* Formulas that were read in a run. Those of one set are mostly those of the next, so that each is read once. */
struct formula_store;
struct formula_store *formula_store_new(struct arena *arena);

/* The tree of a formula (without `=`), which lives as long as the book and, in book->shared, mostly as long as the run.
 * NULL and an error at `pos` where it is none: what is no formula, a function that a workbook of ours does
 * not use, a number other than 0, 1 and 2. */
const struct formula *formula_read(struct book *book, const char *text, struct pos pos);

#endif
