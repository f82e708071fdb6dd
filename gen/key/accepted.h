/* Values that answers are held against besides the key: from printed numbers, from the person's own answers, from known
 * wrong methods. */
#ifndef KEY_ACCEPTED_H
#define KEY_ACCEPTED_H

#include "lab/lab.h"

enum { PRINTED_VARIANTS = 3, ACCEPTED_RANGES = PRINTED_VARIANTS + 2 };

/* Numbers that are right: those in one of a few ranges, ends included, in the unit of the question's quantity. */
struct key_accepted {
    struct key_range {
        double from, to;
    } ranges[ACCEPTED_RANGES]; /* apart from one another */
    int count;
};
bool key_accepted_has(const struct key_accepted *accepted, double number);
/* Whether an answer is within the tolerance (a share) of a value, bounds included: what arithmetic in doubles leaves
 * behind does not decide. */
bool key_accepted_near(double answer, double value, double tolerance);

struct key_accepted_values;
struct key_accepted_values *key_accepted_new(struct arena *arena, const struct lab *lab);

/* Begins with a set: `values` are all quantities of it. */
void key_accepted_begin(struct key_accepted_values *values, const double *set_values);
/* Which numbers are right for question `q` of the set, where its key is a number: those within the question's tolerance
 * of the key or of what follows from parameters, constants or both as they are printed, and the key as it is printed.
 * Whatever asks whether an answer is right asks this. */
struct key_accepted key_accepted_ranges(const struct key_accepted_values *values, int q);
/* What known wrong method `m` of question `q` gives, in the unit of its quantity. */
double key_accepted_mistake(const struct key_accepted_values *values, int q, int m);
/* In how many ways question `q` is computed from other answers: 1 and those that the lab lists. */
int key_accepted_ways(const struct key_accepted_values *values, int q);
/* Whether a way uses what question `part` asks; of the lab's own ways only earlier questions count, so that two wrong
 * answers do not excuse each other. */
bool key_accepted_uses(const struct key_accepted_values *values, int q, int way, int part);
/* What a way gives whoever goes on with `own`, an answer a question in its quantity's unit (NaN: with the right one);
 * `*absent` tells whether "none" would be right then. */
double key_accepted_follow(struct key_accepted_values *values, int q, int way, const double *own, bool *absent);

#endif
