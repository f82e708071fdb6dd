/* Private to prove: what a counter holds, for the files that walk over grids and those that count by boxes. */
#ifndef PROVE_AUDIT_GROUP_H
#define PROVE_AUDIT_GROUP_H

#include "prove/audit_count.h"

#define PROVE_MOST_WALKED 2000000000u /* most sets of a grid that is walked whole */
#define PROVE_SAMPLED 4194304u        /* sets in the sample of a larger grid that boxes do not settle */

/* The count of one value of a column in some blocks. */
struct prove_tally {
    uint64_t count;
    double distance; /* of the nearest row; infinite if the count is 0 */
    uint64_t place;  /* of the nearest row (walk_place) */
    uint64_t block;
    size_t row;
};

/* Everything that depends on the same parameters: one program, one walk. */
struct prove_counter_group {
    const bool *needed;
    struct grid *grid;
    const struct expr **exprs;
    size_t expr_count, expr_capacity;
    struct prove_counted *columns;
    size_t column_count, column_capacity;
    int tally_count;
    bool asked;   /* boxes are tried */
    bool boxed;   /* it is counted by boxes */
    bool bounded; /* boxes gave bounds only */
    bool sampled, asks_rounding, mistakes;
    int allowed,
        allowed_tally; /* the output that tells the sets that break no condition, and their tally; -1: all are */
    bool constants;    /* some column asks what constants as printed change */
    const struct program *program;
    struct walk *walk, *rounded;    /* rounded: NULL if every parameter prints exactly, or nobody asks */
    enum grid_rounding_case *cases; /* combinations to try, each with the case of every axis */
    size_t case_count;
    bool one_at_a_time;               /* the combinations change one parameter each */
    enum grid_rounding_case *printed; /* the combination in which every parameter is as printed */
    struct prove_tally *totals;       /* of all tasks so far */
    uint64_t first_task, task_count;
};

/* Whether the grid of a group can be walked whole. */
static inline bool prove_group_walks(const struct prove_counter_group *group) {
    return group->grid->listed && group->grid->sets <= PROVE_MOST_WALKED;
}

struct prove_audit_counter {
    struct arena *arena;
    const struct lab *lab;
    const struct prove_audit_options *options;
    struct prove_proof *proof; /* how it was counted; NULL if nobody asks */
    struct prove_counter_group *groups;
    size_t group_count, group_capacity;
    bool lost;
};

#endif
