/* Private to language: a program is a list of operations, one for each distinct expression. */
#ifndef LANGUAGE_PROGRAM_OPERATIONS_H
#define LANGUAGE_PROGRAM_OPERATIONS_H

#include "language/program.h"

/* With gcc, a function with this attribute is compiled once for each vector width of the processor family, and the best
 * version is chosen when the program starts. Values keep their bits: nothing is fused or reordered. */
#if defined(__x86_64__) && defined(__linux__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define WIDE_VECTORS __attribute__((target_clones("avx512f", "avx2", "default")))
#endif
#ifndef WIDE_VECTORS
#define WIDE_VECTORS
#endif

/* One distinct expression. Its arguments come before it in the list. */
struct program_operation {
    enum expr_op op;  /* EXPR_NUMBER: a constant; EXPR_NAME: a parameter */
    int arguments[3]; /* indices of operations; -1 for none */
    double number;    /* EXPR_NUMBER */
    int parameter;    /* EXPR_NAME: the quantity's index */
    double tolerance; /* comparisons: see program_new */
    bool live;        /* some output needs it */
};

struct program {
    struct program_operation *operations;
    int count;
    int *outputs; /* the operation that gives each expression */
    int output_count;
    int input_count; /* one more than the largest index of a parameter */
    int *written;    /* of program_new_all: by output, the index of its quantity */
};

/* Computes n values of an operation (not a constant or parameter). `out` must not overlap an argument. */
void program_operate(enum expr_op op, double tolerance, double *out, const double *a, const double *b, const double *c,
                     size_t n);

#endif
