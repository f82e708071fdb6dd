/* Programs: expressions compiled to evaluate whole columns of values, a block of rows per operation (see machine.h).
 *
 * Arithmetic is IEEE double, in the order of the text. If a spreadsheet would show an error (division by zero, a root
 * or logarithm outside its range, 0^0, overflow), the value is NaN. NaN passes through every operation that uses it,
 * including comparisons, min and max; `if` takes only the branch that its condition chooses, and the right side of
 * `and` and `or` counts only if the left one does not decide. True is 1, false is 0.
 * floor and ceil read their argument to 15 significant digits, as a spreadsheet's INT does (base/whole.h). round takes
 * the double as it is, as a spreadsheet's ROUND to no decimals does. */
#ifndef LANGUAGE_PROGRAM_H
#define LANGUAGE_PROGRAM_H

#include "language/model.h"

struct program; /* constants are folded, common subexpressions computed once */

/* Compiles `count` resolved expressions into as many columns. An equation's name means its expression. `tolerance` is
 * that of all comparisons, also of those within equations: CLAIM_TOLERANCE, so that a value, a claim and the text of a
 * sheet agree, or 0 for exact ones. Lives in the arena. */
struct program *program_new(struct arena *arena, const struct model *model, const struct expr *const *exprs, int count,
                            double tolerance);

/* A program for all constants and equations, to run by machine_run_all. */
struct program *program_new_all(struct arena *arena, const struct model *model);
/* Prints the operations, one a line, with the numbers of those that they read: for authors of models. */
void program_print(struct text *out, const struct program *program, const struct model *model);

/* The comparison of the language. Two numbers tie if they differ by at most the tolerance times the larger of their
 * sizes; a number and 0 tie only if both are 0. Numbers that tie are equal, whichever is larger: `a <= b` and `a >= b`
 * hold on both sides of the limit, `a < b` and `a > b` on neither. A difference that is compared with 0 is compared by
 * its two sides (expr_comparison_sides). */
#define CLAIM_TOLERANCE 1e-9
bool program_values_tie(double a, double b, double tolerance);

#endif
