/* Distinctness: how many of one person's right answers would be right on another's sheet. */
#ifndef GEN_DISTINCT_H
#define GEN_DISTINCT_H

#include "key.h"

enum { DISTINCT_WORST = 10 };

/* A's right answers as they would be marked on B's sheet: a letter is accepted where the two sheets print the same one,
 * a number within the question's tolerance of B's, `none` for `none`. What one of the two has no key for is not. */
struct distinct_pair {
    size_t a, b; /* of the sets */
    int numbers, letters;
};

struct answers;
struct distinct {
    const struct lab *lab;
    const struct parameter_set **sets; /* those that take part: good ones */
    size_t set_count;
    /* Questions by their number in the lab. Common ones have an answer that depends on no parameter, and no order of
     * options of a person's own; they are counted nowhere else. */
    bool *common;
    int number_count, letter_count; /* numeric questions, others */
    uint64_t pairs;                 /* ordered ones, of different ids */
    uint64_t *accepted;             /* by question: in how many pairs */
    uint64_t number_sum, letter_sum;
    struct distinct_pair worst[DISTINCT_WORST]; /* most numbers first; of A on B and B on A the worse one */
    int worst_count;
    struct answers *answers; /* by question */
    struct arena *arena;
};

/* Compares every two sets of different ids. In the arena. */
struct distinct *distinct_compare(struct arena *arena, const struct lab *lab, const struct parameter_sets *sets);
/* Prints it for people. */
void distinct_print(struct text *out, const struct distinct *distinct);
/* Reports an error where a pair shares more than `limit` of the numeric questions. False where one does. */
bool distinct_check(const struct distinct *distinct, double limit, struct diag *diag);
#define DISTINCT_LIMIT 0.8

#endif
