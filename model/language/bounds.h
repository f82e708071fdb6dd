/* Bounds: programs evaluated over boxes of a grid. A box holds a range of numbers along each axis. For each operation a
 * machine of bounds knows between which values its results in the box are, and whether it has one.
 *
 * The results that bounds enclose are those of machine_run, to the last bit. Rounding to nearest never reverses an
 * order, so the ends of a hull are the operation itself at the ends of its arguments, rounded as it rounds; only
 * powers, exponentials and logarithms, whose library functions promise no order, get a few last digits more. */
#ifndef LANGUAGE_BOUNDS_H
#define LANGUAGE_BOUNDS_H

#include "language/grid.h"

enum bounds_sure { SURE_NEVER, SURE_MAYBE, SURE_ALWAYS };

/* Where the values of an operation are. Truth is a number: 0, 1, or both. */
struct bounds_hull {
    double low, high;        /* of the values that there are; finite */
    enum bounds_sure absent; /* whether it has no value (NaN); if always, low and high mean nothing */
};

/* The hull of an operation (not of a constant or parameter) over arguments that are independent of each other. */
struct bounds_hull bounds_operate(enum expr_op op, double tolerance, const struct bounds_hull *a,
                                  const struct bounds_hull *b, const struct bounds_hull *c);

struct bounds_machine;
/* The grid's axes must be all parameters that the program uses. Lives in the arena, as both must. */
struct bounds_machine *bounds_new(struct arena *arena, const struct program *program, const struct grid *grid);
/* Evaluates a box: parameters are between low[axis] and high[axis]. */
void bounds_run(struct bounds_machine *machine, const double *low, const double *high);
/* Of the last box: the hull of an output. */
struct bounds_hull bounds_output(const struct bounds_machine *machine, int output);
/* How much each axis has to do with what the last box leaves open of the outputs: shares, by axis. All are 0 if no axis
 * seems to matter. */
void bounds_weigh(struct bounds_machine *machine, double *shares);
/* Whether all open comparisons of the last box have sides that move apart, or none does, as the parameter of an axis
 * grows: to the last bit, so that each comparison changes once at most. False also if something may have no value, or
 * if something other than comparisons is open. */
bool bounds_ordered(struct bounds_machine *machine, int axis);
/* By axis: which parameters decide what is open in the last box, and which it depends on at all. One that it depends on
 * but that decides nothing is a factor of both sides of every comparison, so that only rounding errors differ. */
void bounds_find_axes(struct bounds_machine *machine, bool *matters, bool *reads);
/* After bounds_find_axes: the largest relative difference that such parameters can make to a side of an open
 * comparison; infinite if it is not known. */
double bounds_noise(struct bounds_machine *machine);

/* Whether the outputs depend on the parameter of an axis at all. */
bool bounds_reads(const struct bounds_machine *machine, int axis);
/* What a box costs, in rows of one operation. */
double bounds_cost(const struct bounds_machine *machine);

/* Comparisons of a program, as further outputs of a copy of it. Of the k-th, whose operation is comparisons[k], output
 * `outputs + 4 * k` is whether it holds, the next one whether its first side is less (not if they tie), and the last
 * two are its sides. */
struct program *bounds_with_comparisons(struct arena *arena, const struct program *program, const int **comparisons,
                                        int *count);
/* Lists those of these comparisons that the last box leaves open. Returns their number; -1 if there are more than
 * `most`. */
int bounds_open_comparisons(struct bounds_machine *machine, const int *comparisons, int count, int *open, int most);

#endif
