/* Programs: expressions compiled to evaluate whole columns of values, a block of rows per operation.
 *
 * Arithmetic is IEEE double, in the order of the text. If a spreadsheet would show an error (division by zero, a root
 * or logarithm outside its range, 0^0, overflow), the value is NaN. NaN passes through every operation that uses it,
 * including comparisons, min and max; `if` takes only the branch that its condition chooses. True is 1, false is 0.
 * floor and ceil read their argument to 15 significant digits, as a spreadsheet's INT does (base/whole.h). round takes
 * the double as it is, as a spreadsheet's ROUND to no decimals does. */
#ifndef LANGUAGE_PROGRAM_H
#define LANGUAGE_PROGRAM_H

#include "language/model.h"

#include <stdint.h>

enum {
    EVAL_BLOCK = 512, /* rows that are evaluated together */
    EVAL_SETS = 64    /* the same if all quantities are wanted */
};

struct program; /* constants are folded, common subexpressions computed once */

/* Compiles `count` resolved expressions into as many columns. An equation's name means its expression. `tolerance` is
 * that of all comparisons, also of those within equations: CLAIM_TOLERANCE, so that a value, a claim and the text of a
 * sheet agree, or 0 for exact ones. Lives in the arena. */
struct program *program_new(struct arena *arena, const struct model *model, const struct expr *const *exprs, int count,
                            double tolerance);

/* A column of inputs: stride 1 has a value for each row, stride 0 the same value for all rows. */
struct program_column {
    const double *values;
    size_t stride;
};

/* Evaluates `rows` sets. `inputs` holds the columns of parameters by quantity index (constants are part of the
 * program); outputs[i] receives `rows` values of expression i. Not reentrant for one program, which owns its registers.
 */
void program_run(struct program *program, const struct program_column *inputs, size_t rows, double *const *outputs);

/* A program for all quantities. program_run_all takes the parameters of `rows` sets from `values` and writes constants
 * and equations there: row r of a quantity is values[quantity->index * rows + r]. */
struct program *program_new_all(struct arena *arena, const struct model *model);
void program_run_all(struct program *program, size_t rows, double *values);

/* The comparison of the language. Two numbers tie if they differ by at most the tolerance times the larger of their
 * sizes; a number and 0 tie only if both are 0. Numbers that tie are equal, whichever is larger: `a <= b` and `a >= b`
 * hold on both sides of the limit, `a < b` and `a > b` on neither. A difference that is compared with 0 is compared by
 * its two sides (expr_comparison_sides). */
#define CLAIM_TOLERANCE 1e-9
bool program_values_tie(double a, double b, double tolerance);

#endif
