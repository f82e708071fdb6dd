/* Private to prove: counts over grids that are too large to walk. A grid is a box; a box in which a column is the same
 * for certain is counted whole, another one is split or, if it is small, looked at set by set. */
#ifndef PROVE_AUDIT_BOX_H
#define PROVE_AUDIT_BOX_H

#include "prove/audit_group.h"

/* A question about every set of a grid that has one of a few answers, called classes: of a column, which of its targets
 * it has; CLASS_OUTSIDE if the set breaks a condition. */
enum prove_box_kind {
    BOX_VALUE,   /* of a column: its targets, then the rest, then no value */
    BOX_CHANGED, /* of a column: 1 if printed rounding changes it, else 0 */
    BOX_ALLOWED  /* 0: the set breaks no condition */
};
enum { CLASS_OUTSIDE = -1, CLASS_OPEN = -2 };

/* What is known of a class: the sets that have it for certain, and the one nearest to the defaults. */
struct prove_box_tally {
    uint64_t count; /* modulo 2^64 */
    double share;   /* of the grid */
    double distance;
    uint64_t *numbers; /* along the axes, of the nearest */
};

struct prove_box_problem {
    enum prove_box_kind kind;
    const struct prove_counter_group *group;
    const struct prove_counted *column; /* of the group; NULL if allowed sets are counted */
    struct prove_counted own;           /* the same, over the outputs of this problem */
    const struct program *program;
    int outputs;
    int printed; /* the first output with constants as printed; -1 for none */
    int near;    /* of a mistake: the first output of pairs that tell whether numbers are near; -1 for none */
    int near_count;
    int allowed; /* the output that tells the sets that break no condition; -1: all are */
    int class_count;
    const struct prove_box_cases *cases; /* printed rounding; NULL if it has nothing to do with this */
    bool small;                          /* for tests: boxes are split until they are small */
    bool unknown;                        /* boxes cannot say anything */
    /* Results. */
    struct prove_box_tally *tallies; /* by class */
    double open;                     /* the share of the grid that is not counted */
    uint64_t open_count;             /* the same in sets, modulo 2^64 */
    bool settled;                    /* all sets are counted */
};

/* How printed rounding may move the values of a grid: by axis and case, hulls of what values become. */
struct prove_box_cases {
    bool *rounded; /* by axis */
    /* By axis, of listed values: the least from a value on, the greatest up to it, for each case; and over all cases.
     */
    double *least[64][ROUNDING_CASES], *most[64][ROUNDING_CASES];
    double margin[64]; /* by axis, of values without a list: what printing moves at most */
};

struct prove_leaf;
struct prove_leaf *prove_leaf_new(struct arena *arena, const struct prove_box_problem *problem,
                                  struct bounds_machine *machine);
/* Counts a box set by set, if it is small enough or each column of it can be bisected; the machine has its bounds.
 * Returns false if it is too large. Adds what it cost to `*work`. */
bool prove_leaf_count(struct prove_leaf *leaf, const uint64_t *first, const uint64_t *count,
                      struct prove_box_tally *tallies, double *work);

/* The value of a parameter for a case of rounding. */
double prove_box_value(const struct grid_axis *axis, uint64_t number, enum grid_rounding_case rounding);
/* The class of a set by the column's value and whether it is allowed. */
int prove_box_class(const struct prove_box_problem *problem, double value, double allowed);
/* Counts `count` sets, of which the nearest to the defaults has these numbers. */
void prove_box_add(struct prove_box_tally *tally, const struct grid *grid, uint64_t count, double share,
                   double distance, const uint64_t *numbers);
/* The distance of a box from the defaults, and the nearest set in it. */
double prove_box_nearest(const struct grid *grid, const uint64_t *first, const uint64_t *count, uint64_t *numbers);
/* The share of the grid that a box is. */
double prove_box_share(const struct grid *grid, const uint64_t *count);

/* Searches: each has its own machines and tallies. */
struct prove_search;
struct prove_search *prove_search_new(const struct prove_box_problem *problem);
void prove_search_free(struct prove_search *search);
void prove_search_add(struct prove_search *search, const uint64_t *first, const uint64_t *count);
/* Goes on until nothing is left, `work` operations are done, the clock (prove_clock) shows `deadline`, or `boxes` boxes
 * wait. */
void prove_search_run(struct prove_search *search, double work, double deadline, size_t boxes);
size_t prove_search_waiting(const struct prove_search *search);
/* Takes the largest box that waits; false if none does. */
bool prove_search_take(struct prove_search *search, uint64_t *first, uint64_t *count);
struct prove_box_tally *prove_search_tallies(struct prove_search *search);
double prove_clock(void);

/* The class of the last box that the machine ran; CLASS_OPEN if it is not certain. */
int prove_box_decide(const struct prove_box_problem *problem, struct bounds_machine *machine, const uint64_t *first,
                     const uint64_t *count, double *low, double *high);

/* Counts all groups of the counter that are marked as boxed. Clears that mark, and marks a group as sampled, if it
 * could not be done. Returns false after reporting an error. */
bool prove_box_run(struct prove_audit_counter *counter, struct diag *diag);

#endif
