/* Machines run programs: a machine has the registers, a program the operations, so that several machines may run one
 * program at once. */
#ifndef LANGUAGE_MACHINE_H
#define LANGUAGE_MACHINE_H

#include "language/program.h"

enum {
    EVAL_BLOCK = 512, /* rows that are evaluated together */
    EVAL_SETS = 64    /* the same if all quantities are wanted */
};

struct machine;

/* A machine that evaluates `block` rows together: 1 for single sets, EVAL_BLOCK for long columns. Lives in the arena,
 * as the program must. */
struct machine *machine_new(struct arena *arena, const struct program *program, size_t block);

/* Evaluates one set, of which `values` has the parameters by quantity index. Returns the results by expression, which
 * are the machine's until its next run. */
const double *machine_run_set(struct machine *machine, const double *values);

/* A column of inputs: stride 1 has a value for each row, stride 0 the same value for all rows. */
struct program_column {
    const double *values;
    size_t stride;
};

/* Evaluates `rows` sets. `inputs` holds the columns of parameters by quantity index; outputs[i] receives `rows` values
 * of expression i, unless it is NULL. */
void machine_run(struct machine *machine, const struct program_column *inputs, size_t rows, double *const *outputs);

/* Runs a program of program_new_all: takes the parameters of `rows` sets from `values` and writes constants and
 * equations there. Row r of a quantity is values[quantity->index * rows + r]. */
void machine_run_all(struct machine *machine, size_t rows, double *values);

#endif
