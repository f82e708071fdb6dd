/* Private to language: what planning, running, sampling and rounding a walk share. */
#ifndef LANGUAGE_WALK_H
#define LANGUAGE_WALK_H

#include "language/grid.h"
#include "language/machine.h"
#include "language/program_operations.h"

/* A loop, or an index within a block: a whole axis of the grid, or one part of a long axis, which is cut into pieces.
 */
struct walk_dimension {
    int axis;
    size_t count;
    size_t stride; /* what one step adds to the number along the axis */
};

enum walk_step_kind {
    STEP_LOAD,    /* a parameter's values */
    STEP_OPERATE, /* an operation of the program */
    STEP_EXPAND   /* a result copied over dimensions that it does not depend on */
};

/* One operation on registers, repeated whenever a loop that it depends on advances. */
struct walk_step {
    enum walk_step_kind kind;
    int level; /* number of the innermost outer loop that may change it, counted from 1 at the outermost; 0 for none */
    size_t n;  /* values that it writes */
    double *out;
    const double *arguments[3];
    enum expr_op op;      /* STEP_OPERATE */
    double tolerance;     /* STEP_OPERATE */
    int axis;             /* STEP_LOAD */
    size_t source_length; /* STEP_EXPAND: number of values in the source */
    uint64_t present;     /* STEP_EXPAND: bits of the inner dimensions of the source */
    uint64_t wanted;      /* STEP_EXPAND: bits of those of the result */
};

struct walk {
    const struct grid *grid;
    const struct program *program;
    double **values; /* by axis: its values, padded to whole pieces if the axis is cut; NULL in a sampled walk */
    /* Loops from the outermost to the innermost, then the dimensions of a block from the slowest to the fastest. */
    struct walk_dimension dimensions[64];
    int outer, count; /* loops; all dimensions */
    int cut;          /* the axis that is cut into pieces; -1 for none */
    int cut_loop;     /* the loop over its pieces */
    uint64_t blocks;
    size_t width;
    struct walk_step *steps;
    int step_count;
    int gate, gate_steps;   /* the step that has the gate, -1 for none; it is among so many first ones */
    const double **columns; /* by output */
    size_t *numbers;        /* by outer loop, in the current block */
    bool started;
    int behind; /* the outermost loop that changed since the steps behind the gate ran */
    bool measured;
    double *distances, outer_distance;
    /* Of a walk that rounds parameters, by axis: the current case; the values for each case, NULL if the axis is not
     * rounded. */
    enum grid_rounding_case *cases;
    double *(*lists)[ROUNDING_CASES];
    /* A sampled walk evaluates the program over drawn columns. */
    bool sampled;
    uint64_t sample_count, key;
    uint64_t drawn_end; /* the number of the set after the last one of the drawn block; 0 before the first block */
    /* The same of a walk that rounds parameters: of the block that is rounded, and its rows. */
    uint64_t rounded_end;
    size_t rounded_rows;
    uint64_t *keys;    /* by axis: of its stream of random numbers */
    uint64_t **picked; /* by axis with a step: the numbers along it */
    double **drawn;    /* by axis: the values */
    struct machine *machine;
    struct program_column *inputs;
    double **results;
};

/* The length of an axis's list of values, padding included. */
size_t walk_list_length(const struct walk *walk, int axis);
struct walk *walk_sample(struct arena *arena, const struct program *program, const struct grid *grid, uint64_t count,
                         uint64_t key);
/* Draws the rows of a block of a sampled walk, unless it is the last block drawn, and returns their number. */
size_t walk_draw(struct walk *walk, uint64_t block);
/* Rounds the rows of the drawn block, each axis by its current case, unless that is done. */
void walk_round_drawn(struct walk *walk, size_t rows);

#endif
