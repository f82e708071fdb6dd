/* Private to prove: counts over grids that are too large to walk. A grid is a box; a box in which a column is the same
 * for certain is counted whole, another one is split or, if it is small, looked at set by set. */
#ifndef PROVE_AUDIT_BOX_H
#define PROVE_AUDIT_BOX_H

#include "prove/audit_group.h"
#include "prove/audit_tree.h"

/* A question about every set of a grid that has one of a few answers, called classes: of a column, which of its targets
 * it has; CLASS_OUTSIDE if the set breaks a condition. */
enum prove_box_kind {
    BOX_VALUE,   /* of a column: its targets, then the rest, then no value */
    BOX_CHANGED, /* of a column: 1 if printed rounding changes it, else 0 */
    BOX_ALLOWED  /* 0: the set breaks no condition */
};

/* A sum of shares, which is the same in whatever order they were added: whole * 2^-60 + part * 2^-124. */
struct prove_share {
    uint64_t whole, part;
};
void prove_share_add(struct prove_share *sum, double share);
void prove_share_join(struct prove_share *sum, struct prove_share other);
double prove_share_of(struct prove_share sum);
void prove_share_put(struct text *record, struct prove_share sum);
struct prove_share prove_share_take(struct record *record);

/* What is known of a class: the sets that have it for certain, and the one nearest to the defaults. */
struct prove_box_tally {
    uint64_t count;           /* modulo 2^64 */
    struct prove_share share; /* of the grid */
    double distance;          /* infinite if there is none */
    uint64_t *numbers;        /* along the axes, of the nearest */
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
    struct prove_share open;         /* the share of the grid that is not counted */
    uint64_t open_count;             /* the same in sets, modulo 2^64 */
    struct prove_tree *tree;         /* NULL: nobody asks how */
    const char **pieces;             /* of it, that other processes found; without a tree, all of it as text */
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
/* Counts what another tally has. */
void prove_box_join(struct prove_box_tally *tally, const struct grid *grid, const struct prove_box_tally *other);
/* The number of sets of a box, modulo 2^64. */
uint64_t prove_box_sets(const struct grid *grid, const uint64_t *count);
/* Counts a box that is of a class for certain. */
void prove_box_count(struct prove_box_tally *tallies, const struct grid *grid, int class, const uint64_t *first,
                     const uint64_t *count);
/* New tallies of a problem, of nothing. */
struct prove_box_tally *prove_box_tallies(struct arena *arena, const struct prove_box_problem *problem);
/* The same as a record. */
void prove_box_tallies_put(struct text *record, const struct prove_box_problem *problem,
                           const struct prove_box_tally *tallies);
void prove_box_tallies_take(struct record *record, struct prove_box_problem *problem);
/* The distance of a box from the defaults, and the nearest set in it. */
double prove_box_nearest(const struct grid *grid, const uint64_t *first, const uint64_t *count, uint64_t *numbers);
/* The share of the grid that a box is. */
double prove_box_share(const struct grid *grid, const uint64_t *count);

/* Searches: each has its own machines and tallies. Boxes have numbers in `tree`, which may be NULL: then they are 0. */
struct prove_search;
struct prove_search *prove_search_new(const struct prove_box_problem *problem, struct prove_tree *tree);
void prove_search_free(struct prove_search *search);
/* What a set costs that is looked at by itself. */
double prove_search_row(const struct prove_search *search);
void prove_search_add(struct prove_search *search, uint32_t box, const uint64_t *first, const uint64_t *count);
/* Goes on until nothing is left, `work` operations are done, the clock (prove_clock) shows `deadline`, or `boxes` boxes
 * wait. */
void prove_search_run(struct prove_search *search, double work, double deadline, size_t boxes);
size_t prove_search_waiting(const struct prove_search *search);
/* Takes the largest box that waits; false if none does. */
bool prove_search_take(struct prove_search *search, uint32_t *box, uint64_t *first, uint64_t *count);
struct prove_box_tally *prove_search_tallies(struct prove_search *search);
double prove_clock(void);

/* The class of the last box that the machine ran; CLASS_OPEN if it is not certain. */
int prove_box_decide(const struct prove_box_problem *problem, struct bounds_machine *machine, const uint64_t *first,
                     const uint64_t *count, double *low, double *high);

/* The problems of a counter's groups, and what came out. */
struct prove_problems {
    struct prove_audit_counter *counter;
    struct arena *arena;
    struct prove_box_problem *problems;
    size_t count, room;
};
/* Lists the problems of all groups that are marked as boxed. */
struct prove_problems prove_problems_of(struct prove_audit_counter *counter);
/* Once problems are counted: decides which groups are counted by boxes and which only have bounds, and writes counts
 * into the audit. */
void prove_problems_write(struct prove_problems *problems);
/* Tells what was found, and how, as a proof. */
void prove_problems_tell(const struct prove_problems *problems, struct prove_proof *proof);

/* Counts all groups of the counter that are marked as boxed. Clears that mark, and marks a group as sampled, if it
 * could not be done. Returns false after reporting an error. */
bool prove_box_run(struct prove_audit_counter *counter, struct diag *diag);
/* The same by what a proof says of each box, which is not believed: reports what is not true. */
bool prove_box_replay(struct prove_audit_counter *counter, struct diag *diag);

#endif
