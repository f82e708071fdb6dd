/* What compiling and running share: a program is a list of operations, each the values of one distinct expression. */
#ifndef LANGUAGE_EVAL_PROGRAM_H
#define LANGUAGE_EVAL_PROGRAM_H

#include "language/eval.h"

/* With gcc, on a processor with wider vectors a loop takes them: the function is compiled for each width, and the right
 * one is chosen when the program starts. Values keep their bits, for nothing is fused or put in another order. */
#if defined(__x86_64__) && defined(__linux__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define WIDE_VECTORS __attribute__((target_clones("avx512f", "avx2", "default")))
#endif
#ifndef WIDE_VECTORS
#define WIDE_VECTORS
#endif

/* One distinct expression. Its arguments stand before it in the list. */
struct program_operation {
    enum expr_op op;  /* EXPR_NUMBER: a constant; EXPR_NAME: a parameter */
    int arguments[3]; /* indices of operations; -1 for none */
    double number;    /* EXPR_NUMBER */
    int parameter;    /* EXPR_NAME: the quantity's index */
    double tolerance; /* comparisons: see program_new */
    bool live;        /* an output needs it */
};

struct program {
    struct program_operation *operations;
    int count;
    int *outputs; /* the operation that gives each expression */
    int output_count;
    size_t block;                  /* rows a register holds: EVAL_BLOCK, or EVAL_SETS of program_new_all */
    double **registers;            /* of each live operation: `block` values */
    const double **operands;       /* where each operation's values of the current block are */
    bool *scalar;                  /* the same in every row of the current run */
    int *written;                  /* program_run_all: the quantity that each output is */
    struct program_column *inputs; /* by quantity; and where each output goes: program_run_all's */
    double **columns;
};

/* Computes n values of an operation other than a constant or parameter; `out` overlaps no argument. */
void program_operate(enum expr_op op, double tolerance, double *out, const double *a, const double *b, const double *c,
                     size_t n);

#endif
