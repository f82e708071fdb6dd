/* Grids: every combination of the values that parameters can take, and compiled expressions over all of it. */
#ifndef LANGUAGE_GRID_H
#define LANGUAGE_GRID_H

#include "language/eval.h"

/* One parameter's values, each the decimal that it is meant to be: value k is (first + k * step) / scale, in whole
 * numbers. */
struct grid_axis {
    const struct quantity *parameter;
    double first, step, scale;
    uint64_t count;  /* 0: the parameter has no step, and so no grid */
    uint64_t origin; /* the number of its default */
    double *values;  /* all of them; NULL where they are too many to be listed */
};
/* Without its list. */
struct grid_axis grid_axis_of(const struct quantity *parameter);
double grid_axis_value(const struct grid_axis *axis, uint64_t k);

struct grid {
    struct grid_axis *axes; /* in the order of the model */
    int axis_count;
    bool endless;  /* some parameter has no step */
    bool listed;   /* all have lists: it can be walked */
    uint64_t sets; /* the product of all counts, UINT64_MAX where it cannot be counted; 1 without parameters */
};
enum { GRID_MOST_LISTED = 4194304 };

/* The grid of the parameters that are marked in `needed` (model->count flags, others than parameters passed over). */
struct grid *grid_new(struct arena *arena, const struct model *model, const bool *needed);
/* Values of the set whose numbers along the axes are `numbers`, into `values` (model->count members; only the grid's
 * parameters are written). */
void grid_set(const struct grid *grid, const size_t *numbers, double *values);

/* A walk evaluates a program in blocks of rows, each row a set of the grid. Parameters that the grid has not must not
 * be used by the program. What does not depend on the parameters that change is not computed again; values are those
 * of program_run to the last bit. */
struct walk;

/* A walk over the whole grid, which must be listed. */
struct walk *walk_new(struct arena *arena, const struct program *program, const struct grid *grid);
/* A walk over `count` sets of the grid, drawn evenly and independently by a counter-based generator that is keyed on
 * `seed`; a parameter without a step is drawn from 16,385 values that divide its range evenly, one that is not listed
 * from 262,144 of its values, which the same generator draws. */
struct walk *walk_new_sampled(struct arena *arena, const struct program *program, const struct grid *grid,
                              uint64_t count, const char *seed);
/* Whether some value of an axis prints rounded in its parameter's own format. */
bool grid_axis_rounded(const struct grid_axis *axis);
/* What a parameter is taken for: what it is, or what a reader of its print may take it for: the printed number, or that
 * and half a unit of its last digit less or more. What prints exactly stays what it is. */
enum grid_print_reading { READ_EXACTLY, READ_AS_PRINTED, READ_LESS, READ_MORE, READINGS };
/* Another walk over the same rows, for walk_read. */
struct walk *walk_reread(struct arena *arena, const struct walk *walk);
/* How it reads each axis (of the rounded ones) from now on. */
void walk_read(struct walk *walk, const enum grid_print_reading *readings);

uint64_t walk_block_count(const struct walk *walk);
/* Rows of the longest block. */
size_t walk_width(const struct walk *walk);
/* Evaluates a block; blocks in order cost least. Gives the number of its rows; columns[i], of each output of the
 * program, are valid until the next block. */
size_t walk_run(struct walk *walk, uint64_t block, const double **columns);
/* How many steps the sets of the current block are from the defaults: outer + inner[row]. */
double walk_distance(const struct walk *walk, const double **inner);
/* The place of a row among all sets, whatever the order of the walk: that of its numbers along the axes, the last one
 * fastest; of a sample, that in which it was drawn. */
uint64_t walk_place(const struct walk *walk, uint64_t block, size_t row);
/* The values of one row of a block, as grid_set gives them. */
void walk_set(const struct walk *walk, uint64_t block, size_t row, double *values);

/* Kernels over columns, as fast as the operations of programs. */
/* How many of n values equal the target. */
size_t column_count(const double *column, double target, size_t n);
/* How many are NaN. */
size_t column_count_nan(const double *column, size_t n);
/* out[i] = the sum over k of 2^k where column k is true; NaN where one of them is. */
void column_code(double *out, const double *const *columns, int count, size_t n);
/* Sets near[i] to 1 where |a[i] - b[i]| <= tolerance * |b[i]|, at b[i] = 0 only with `zero`; others stay. */
void column_near(double *near, const double *a, const double *b, double tolerance, bool zero, size_t n);
/* The least of inner[i] where column[i] is the target (NaN: where it is NaN); infinite where there is none. */
double column_nearest(const double *column, double target, const double *inner, size_t n);

#endif
