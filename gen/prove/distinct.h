/* Distinctness: how many of one person's right answers would be right on another's sheet. */
#ifndef PROVE_DISTINCT_H
#define PROVE_DISTINCT_H

#include "key/key.h"

enum { DISTINCT_WORST = 10 };
#define DISTINCT_LIMIT 0.8

/* A's right answers as they would be graded on B's sheet: a letter is accepted where the two sheets print the same one,
 * a number where grading would accept it (key_accepted_ranges), `none` for `none`. What one of the two has no key for
 * is not. B's sheet judges, so that A on B is not always B on A. */
struct prove_distinct_pair {
    size_t a, b; /* of the sets */
    int numbers, letters;
};

struct prove_answers;
struct prove_distinct {
    const struct lab *lab;
    const struct parameter_set **sets; /* those that take part: good ones */
    size_t set_count;
    /* Questions by their number in the lab. Common ones have an answer that depends on no parameter, and no order of
     * options of a person's own; they are counted nowhere else. */
    bool *common;
    int number_count, letter_count; /* numeric questions, others */
    uint64_t pairs;                 /* ordered ones, of different ids */
    uint64_t *accepted;             /* by question: in how many pairs */
    uint64_t *sharing;              /* by how many numbers, 0 to number_count: pairs that share so many */
    uint64_t number_sum, letter_sum;
    struct prove_distinct_pair worst[DISTINCT_WORST]; /* most numbers first; of A on B and B on A the worse one */
    int worst_count;
    struct prove_answers *answers; /* by question */
    struct arena *arena;
};

/* Compares every two sets of different ids. In the arena. */
struct prove_distinct *prove_distinct_compare(struct arena *arena, const struct lab *lab,
                                              const struct parameter_sets *sets);
/* Whether the answer of set `a` to question `q` is right on the sheet of set `b`. */
bool prove_distinct_accepts(const struct prove_distinct *distinct, int q, size_t a, size_t b);

/* A row of the collision matrix: a set's right answers on every sheet. */
struct prove_distinct_row {
    uint16_t *numbers, *letters; /* by sheet: how many are right there */
    bool *apart;                 /* by sheet: whether it is of another id; where not, nothing is counted */
    uint64_t *accepted;          /* by question: on how many sheets its answer is right */
};
struct prove_distinct_row prove_distinct_row_new(struct arena *arena, const struct prove_distinct *distinct);
void prove_distinct_row_compute(const struct prove_distinct *distinct, size_t a, struct prove_distinct_row *row);

/* Prints it for people, with the collision matrix where that is no wider than a page of text. */
void prove_distinct_print(struct text *out, const struct prove_distinct *distinct);
/* Prints the collision matrix as CSV: how many answers of a row's set, numbers and letters together, are right on the
 * sheet of a column's; empty between sets of one id. */
void prove_distinct_print_matrix(struct text *out, const struct prove_distinct *distinct);
/* Reports an error where a pair shares more than `limit` of the numeric questions, ending with what to do about it.
 * False where one does. */
bool prove_distinct_check(const struct prove_distinct *distinct, double limit, const char *advice, struct diag *diag);

#endif
