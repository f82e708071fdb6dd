/* Counting: how often outputs of compiled expressions have some values over the sets of a grid, and where nearest to
 * the defaults. Knows nothing of questions. */
#ifndef PROVE_AUDIT_COUNT_H
#define PROVE_AUDIT_COUNT_H

#include "prove/prove.h"

/* What the outputs of a column are. */
enum prove_counted_kind {
    COUNTED_CODE,    /* conditions: the sum over k of 2^k where output k is true (column_code); one: its value */
    COUNTED_NUMBER,  /* a value: only whether there is one, and how far it moves */
    COUNTED_MISTAKE, /* outputs of key_claim_mistake_parts: 1 where a mistaken number is taken for the right one, else
                        0; ABSENT_CODE and NaN as the right one */
};

/* A column of values, one a set, of which some are counted. */
struct prove_counted {
    enum prove_counted_kind kind;
    int first_output, output_count;
    double tolerance;       /* of a number, a mistake */
    double targets[26 + 2]; /* values that are counted */
    struct prove_audit_count *into[26 + 2];
    int target_count;
    struct prove_audit_count *rest;     /* of all others that are no NaN; NULL where there are none */
    struct prove_audit_count *no_value; /* of NaN; NULL where it does not matter */
    bool moves;                         /* whether rounding changes it is asked */
    struct prove_audit_grid *over;
    int tally; /* the first of its tallies: targets, rest, no value, moved */
};

struct prove_audit_counter;
struct prove_audit_counter *prove_audit_counter_new(struct arena *arena, const struct lab *lab, const char *seed);
/* The group of all columns over the grid of the parameters that some expressions (NULL ones passed over) depend on. */
size_t prove_audit_counter_group(struct prove_audit_counter *counter, const struct expr *const *exprs, int count);
/* Fills in what is known of a group's grid before it is walked. */
void prove_audit_counter_describe(const struct prove_audit_counter *counter, size_t group,
                                  struct prove_audit_grid *over);
/* A column of some expressions over a group's grid; valid until the next one. Its counts are added to, and lie in the
 * audit. */
struct prove_counted *prove_audit_counter_add(struct prove_audit_counter *counter, size_t group,
                                              struct prove_audit_grid *over, const struct expr *const *exprs,
                                              int count);
void prove_counted_target(struct prove_counted *column, double target, struct prove_audit_count *into);
/* Counts everything, with so many processes. False after an error was reported. */
bool prove_audit_counter_run(struct prove_audit_counter *counter, int processes, struct diag *diag);

#endif
