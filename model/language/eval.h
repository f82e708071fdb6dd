/* Evaluation: columns of values through a compiled program, a block of values an operation. */
#ifndef LANGUAGE_EVAL_H
#define LANGUAGE_EVAL_H

#include "language/model.h"

#include <stdint.h>

/* Arithmetic: IEEE double in the order that the text gives. Where a spreadsheet shows an error (division by zero, root
 * or logarithm outside its range, 0^0, overflow), the value is NaN, and NaN goes through every operation that uses it,
 * comparisons, min and max included; `if` takes only the branch that its condition chooses. True is 1, false 0. Floor
 * and ceil read their argument to 15 significant digits, as a spreadsheet's INT does (base/whole.h); round, like its
 * ROUND to no decimals, takes the double as it is. */

enum { EVAL_BLOCK = 512, EVAL_SETS = 64 /* where all quantities are wanted */ };

struct program; /* compiled expressions: common subexpressions once, constants folded */

/* Compiles `count` expressions (resolved) to give `count` columns. With `tolerance` > 0 comparisons are those of
 * claims: values within that relative distance of each other are equal, and a strict comparison of equal values is
 * false; with 0 they are exact. An equation's name in an expression is its expression, but a value (an equation that is
 * no condition) is the same wherever it is named: its own comparisons are exact. `inputs` of program_run are
 * parameters, all by quantity index; constants are known to the program. Lives in the arena. */
struct program *program_new(struct arena *arena, const struct model *model, const struct expr *const *exprs, int count,
                            double tolerance);

/* A column of inputs: stride 1 reads row by row, stride 0 the same value in every row. */
struct program_column {
    const double *values;
    size_t stride;
};

/* Evaluates `rows` sets. inputs[quantity->index] is read for parameters only; outputs[i] takes `rows` values of
 * expression i. Not reentrant for one program (its registers are its own). */
void program_run(struct program *program, const struct program_column *inputs, size_t rows, double *const *outputs);

/* How many operations one row costs: the only place where it shows that common parts are computed once. */
int program_operation_count(const struct program *program);

/* All quantities of `rows` sets, a column each: row r of a quantity is values[quantity->index * rows + r]. Parameters
 * are filled in; constants and equations are written. `program` was made by program_new_all. Of one set, `values` has
 * its quantities by index. */
struct program *program_new_all(struct arena *arena, const struct model *model);
void program_run_all(struct program *program, size_t rows, double *values);

/* The comparison of claims: equal within a relative tolerance. */
#define CLAIM_TOLERANCE 1e-9
bool program_values_tie(double a, double b, double tolerance);
/* What a comparison weighs against each other: its two sides; but of a difference and 0 (`a - b > 0`, also of an
 * equation that is one) what the difference is of, for where a and b tie, the difference is what arithmetic leaves
 * behind. */
void expr_comparison_sides(const struct expr *comparison, const struct expr *sides[2]);

#endif
