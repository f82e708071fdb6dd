/* Private to prove: counts how often outputs of compiled expressions have certain values over the sets of a grid, and
 * finds the set nearest to the defaults. Knows nothing of questions. */
#ifndef PROVE_AUDIT_COUNT_H
#define PROVE_AUDIT_COUNT_H

#include "prove/prove.h"

/* What the outputs of a column are. */
enum prove_counted_kind {
    COUNTED_CODE,    /* conditions, coded as the sum of 2^k over the outputs k that are true (column_code); of a single
                        output, its value */
    COUNTED_NUMBER,  /* a number: only whether it has a value, and how much rounding changes it */
    COUNTED_STATE,   /* of key_claim_number: only whether rounding decides if there is a number */
    COUNTED_MISTAKE, /* outputs of key_claim_mistake_parts: 1 if the mistaken number is taken for the right one, else 0;
                        ABSENT_CODE and NaN if the right one is absent or has no value */
};

/* A column with one value for each set, of which some values are counted. */
struct prove_counted {
    enum prove_counted_kind kind;
    int first_output, output_count;
    double tolerance;       /* of numbers and mistakes */
    double targets[26 + 2]; /* the values to count */
    struct prove_audit_count *into[26 + 2];
    int target_count;
    struct prove_audit_count *rest;      /* counts all other values but NaN; NULL: there are none */
    struct prove_audit_count *no_value;  /* counts NaN; NULL: not wanted */
    struct prove_audit_count *sensitive; /* counts the sets that are rounding-sensitive; NULL: not wanted */
    int printed_output; /* the first output of the same expressions with constants as printed; -1 for none */
    struct prove_audit_grid *over;
    int tally; /* number of its first tally: targets, rest, no value, rounding-sensitive */
};

/* The value of a column in sets that are none, since they break a condition: no code, no mark. */
#define PROVE_OUTSIDE (-1.0)
/* The values of a column in a block of `rows`, from the outputs of the program: an output itself, or `values`, which is
 * filled. `printed` has the outputs for printed parameters, NULL if these are the same. */
const double *prove_counted_values(const struct prove_counted *column, const double *const *outputs,
                                   const double *const *printed, double *values, size_t rows);
/* Sets `marks` to 1 for rows that are neither a target of the column, NaN nor outside, to 0 for the others. */
void prove_counted_mark_rest(const struct prove_counted *column, const double *values, double *marks, size_t rows);
/* Whether a verdict changes, a number by more than its tolerance, or whether there is a number. */
bool prove_counted_is_changed(const struct prove_counted *column, double before, double after);

struct prove_audit_counter;
struct prove_audit_counter *prove_audit_counter_new(struct arena *arena, const struct lab *lab,
                                                    const struct prove_audit_options *options);
/* The group for columns over the grid of the parameters that the expressions depend on. NULL expressions are skipped.
 */
size_t prove_audit_counter_group(struct prove_audit_counter *counter, const struct expr *const *exprs, int count);
/* Fills in what is known of a group's grid before it is walked. */
void prove_audit_counter_describe(const struct prove_audit_counter *counter, size_t group,
                                  struct prove_audit_grid *over);
/* Adds a column of expressions over a group's grid, valid until the next one is added. Its counts live in the audit. */
struct prove_counted *prove_audit_counter_add(struct prove_audit_counter *counter, size_t group,
                                              struct prove_audit_grid *over, const struct expr *const *exprs,
                                              int count);
/* Counts as rounding-sensitive also what changes if constants are taken for their printed values. The expressions are
 * those of the column, which was added last. */
void prove_audit_counter_print_constants(struct prove_audit_counter *counter, size_t group,
                                         struct prove_counted *column, const struct expr *const *exprs, int count);
void prove_counted_target(struct prove_counted *column, double target, struct prove_audit_count *into);
/* Counts everything. Returns false after reporting an error. */
bool prove_audit_counter_run(struct prove_audit_counter *counter, struct diag *diag);

#endif
