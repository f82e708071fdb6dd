/* What planning and running a walk share. */
#ifndef LANGUAGE_WALK_H
#define LANGUAGE_WALK_H

#include "language/eval_program.h"
#include "language/grid.h"

/* A loop, or an index inside a block: a whole axis of the grid, or a part of a long one, which is cut into pieces. */
struct walk_dimension {
    int axis;
    size_t count;
    size_t stride; /* what a step of it adds to the number along the axis */
};

enum walk_step_kind { STEP_LOAD, STEP_OPERATE, STEP_EXPAND };

/* One operation on registers, done again whenever a loop that it depends on goes on. */
struct walk_step {
    enum walk_step_kind kind;
    int level; /* how many of the outer loops, the outermost first, may change it: 0 for none */
    size_t n;  /* values that it writes */
    double *out;
    const double *arguments[3];
    enum expr_op op;
    double tolerance;
    int axis;         /* STEP_LOAD */
    uint64_t present; /* STEP_EXPAND: which inner dimensions the source has; `wanted`: which the result has */
    uint64_t wanted;
};

struct walk {
    const struct grid *grid;
    const struct program *program;
    double **values; /* of each axis; padded to whole pieces where it is cut; those that are drawn of a sampled one
                        without a list */
    /* Loops from the outermost to the deepest, then the dimensions of a block from the slowest to the fastest. */
    struct walk_dimension dimensions[64];
    int outer, count;
    int cut;      /* the axis that is cut into pieces; -1 */
    int cut_loop; /* the loop over its pieces */
    uint64_t blocks;
    size_t width;
    struct walk_step *steps;
    int step_count;
    const double **columns; /* of each output */
    size_t *numbers;        /* of each outer loop in the current block */
    bool started;
    bool measured;
    double *distances, outer_distance;
    /* One that reads parameters from their print. */
    enum grid_print_reading *read; /* of each axis */
    double *(*lists)[READINGS];    /* the values of each axis that is rounded; NULL for the others */
    /* A sampled walk evaluates the program row by row of drawn columns. */
    bool sampled;
    uint64_t sample_count, key;
    uint64_t picked_end; /* the rows up to which are in `picked` */
    uint64_t **picked;   /* numbers in the values of each axis */
    uint64_t **pools;    /* numbers along each axis of its values; NULL where it is listed or has no steps */
    struct program *run;
    struct program_column *inputs;
    double **drawn; /* of each axis */
    double **results;
};

/* How many values of an axis there are to walk over, or to draw from. */
uint64_t walk_axis_count(const struct grid_axis *axis);
/* How many members the list of an axis has, those included that pad it. */
size_t walk_list_length(const struct walk *walk, int axis);
struct walk *walk_sample(struct arena *arena, const struct program *program, const struct grid *grid, uint64_t count,
                         uint64_t key);
/* Draws the rows of a block of a sampled walk. */
size_t walk_draw(struct walk *walk, uint64_t block);

#endif
