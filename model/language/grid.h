/* Grids: every combination of the values that parameters can take; walks, which evaluate programs over grids; and
 * kernels that count in the columns that a walk gives. */
#ifndef LANGUAGE_GRID_H
#define LANGUAGE_GRID_H

#include "language/program.h"

/* The values of one parameter, each as the decimal number that is meant: value k is (first + k * step) / scale, in
 * whole numbers; or it is the k-th of the parameter's list. */
struct grid_axis {
    const struct quantity *parameter;
    double first, step, scale;
    uint64_t count;  /* 0: the parameter has neither step nor list, and so no grid */
    uint64_t origin; /* the number of its default */
    double *values;  /* all of them; NULL if there are too many to list */
};
/* An axis without its list of values. */
struct grid_axis grid_axis_of(const struct quantity *parameter);
double grid_axis_value(const struct grid_axis *axis, uint64_t k);
/* Whether some value of an axis is rounded when it is printed in its parameter's own format. */
bool grid_axis_rounded(const struct grid_axis *axis);
/* Whether a format rounds a value that the parameter can take; then `*rounded` is the first one found. Of a very long
 * axis only the values at both ends are tried, where the fewest and the most digits come before the point. False if the
 * parameter has no step. */
bool grid_format_rounds(const struct quantity *parameter, struct number_format format, double *rounded);
/* Reports the parameters whose own format rounds such a value: a sheet would print another number than the key is
 * computed from. False if there is one. Warns if it rounds the default of a parameter without a step. */
bool grid_check_formats(const struct model *model, struct diag *diag);
/* Warns about parameters without a step whose format has a fixed number of decimals: some of their values are rounded.
 */
void grid_warn_without(const struct model *model, struct diag *diag);

struct grid {
    struct grid_axis *axes; /* in the order of the model */
    int axis_count;
    bool endless;  /* some parameter has no step */
    bool listed;   /* all axes have lists: the grid can be walked */
    uint64_t sets; /* the product of all counts, 1 without parameters; UINT64_MAX if it cannot be counted */
};
enum { GRID_MOST_LISTED = 4194304 };

/* The grid of the parameters that are marked in `needed` (model->count flags; marks of other quantities are ignored).
 */
struct grid *grid_new(struct arena *arena, const struct model *model, const bool *needed);
/* Writes the values of the set with these numbers along the axes into `values` (model->count members, of which only the
 * grid's parameters are written). */
void grid_set(const struct grid *grid, const size_t *numbers, double *values);

/* A walk evaluates a program over a grid in blocks of rows, each row a set. The program must use no parameter that is
 * not in the grid. Operations whose parameters have not changed are not computed again; values are those of machine_run
 * to the last bit. */
struct walk;

/* A walk over the whole grid, which must be listed. `gate` is the number of an output of the program that is 1 in the
 * rows that matter, -1 for none: of a block without such a row, nothing else is computed. */
struct walk *walk_new(struct arena *arena, const struct program *program, const struct grid *grid, int gate);
/* A walk over `count` sets of the grid, drawn uniformly and independently: every set has its own value of every
 * parameter. The values of a parameter come from a generator that counts the sets (splitmix64), with `seed` and the
 * parameter's name as its key, so that set k is the same in whatever order blocks are walked, and a parameter has the
 * same values in every grid that it is in. One without a step is drawn from 2^53 values that divide its range evenly,
 * both ends included. */
struct walk *walk_new_sampled(struct arena *arena, const struct program *program, const struct grid *grid,
                              uint64_t count, const char *seed);

/* Which value of a parameter to use: the exact one, the printed one, or the printed one minus or plus half a unit in
 * its last digit. For values that are printed exactly all are the same. */
enum grid_rounding_case { CASE_EXACT, CASE_PRINTED, CASE_LESS, CASE_MORE, ROUNDING_CASES };
/* A second walk over the same rows, for walk_set_rounding. */
struct walk *walk_new_rounded(struct arena *arena, const struct walk *walk);
/* Sets the rounding case of each axis from now on. */
void walk_set_rounding(struct walk *walk, const enum grid_rounding_case *cases);

uint64_t walk_block_count(const struct walk *walk);
/* The number of rows of the longest block. */
size_t walk_width(const struct walk *walk);
/* Evaluates a block; blocks are cheapest in order. Returns the number of its rows, 0 if the gate is 1 in none of them.
 * `columns` receives the column of each output of the program, valid until the next block. */
size_t walk_run(struct walk *walk, uint64_t block, const double **columns);
/* The distance of the sets of the current block from the defaults, in steps: outer (returned) + inner[row]. */
double walk_distance(const struct walk *walk, const double **inner);
/* The place of a row among all sets, independent of the order of the walk: by its numbers along the axes, the last axis
 * fastest. Of a sample, the number of the draw. */
uint64_t walk_place(const struct walk *walk, uint64_t block, size_t row);
/* The values of one row of a block, as grid_set writes them. */
void walk_set(const struct walk *walk, uint64_t block, size_t row, double *values);

/* Kernels over columns, as fast as the operations of programs. */
/* The number of values that equal the target. */
size_t column_count(const double *column, double target, size_t n);
/* The number of NaNs. */
size_t column_count_nan(const double *column, size_t n);
/* out[i] = the sum of 2^k over the columns k that are true; NaN if one of them is NaN. */
void column_code(double *out, const double *const *columns, int count, size_t n);
/* out[i] = column[i] where allowed[i] is 1, else `outside`. */
void column_masked(double *out, const double *column, const double *allowed, double outside, size_t n);
/* Sets near[i] to 1 if |a[i] - b[i]| <= tolerance * |b[i]|, at b[i] = 0 only with `zero`; others stay. */
void column_near(double *near, const double *a, const double *b, double tolerance, bool zero, size_t n);
/* The smallest inner[i] among rows whose column[i] is the target (which may be NaN); infinite if there is none. */
double column_nearest(const double *column, double target, const double *inner, size_t n);

#endif
