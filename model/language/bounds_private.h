/* Private to language: what the files of bounds share.
 *
 * A hull that takes the arguments of an operation as independent is wide where a parameter occurs in both: of n * a and
 * n * b nothing is known if n is anywhere from 1 to 1000, though a < b. So values have a second form, a product of
 * factors and a rest: v = f1^d1 * f2^d2 * ... * t, where t is between two numbers. Factors are parameters above 0 and
 * the rests of operations that are used more than once. What both sides of a comparison, or of a sum, have in common is
 * left out. Which factors an operation has follows from the program alone (bounds_plan.c). Rests are real numbers, and
 * their ends are moved outward for each rounding of the program and of their own computation. */
#ifndef LANGUAGE_BOUNDS_PRIVATE_H
#define LANGUAGE_BOUNDS_PRIVATE_H

#include "base/base.h"
#include "language/bounds.h"
#include "language/operations.h"
#include "language/program_operations.h"

#include <math.h>

enum { ORDER_LESS = 1, ORDER_TIE = 2, ORDER_GREATER = 4 };
/* The results that comparing two ranges may have, as a sum of these. */
unsigned bounds_order(double a_low, double a_high, double b_low, double b_high, double tolerance);
/* The truth of a comparison with these results. */
struct bounds_hull bounds_truth(enum expr_op op, unsigned order, enum bounds_sure absent);

struct bounds_term {
    int factor; /* an operation */
    double degree;
};
struct bounds_terms {
    struct bounds_term *terms; /* by number of the operation */
    int count;
};

/* The factors of an operation's result, and how it comes from its arguments. */
struct bounds_step {
    struct bounds_terms own;  /* of its result: v = own * t */
    struct bounds_terms seen; /* for those that use it: own, or own times t, if t is a factor itself */
    bool factor;              /* t is one */
    bool plain;               /* t is the value: nothing else is known of it */
    /* Sums, comparisons and the like: what all compared arguments have in common, and what else each of them has. */
    struct bounds_terms common, rest[3];
    uint64_t axes; /* parameters that its value depends on */
};

struct bounds_range {
    double low, high;
};

struct bounds_machine {
    struct program *program;
    const struct grid *grid;
    struct bounds_step *steps;
    int *axis_of;                       /* by operation: of a parameter its axis, else -1 */
    struct bounds_hull *hulls;          /* by operation */
    struct bounds_range *rests;         /* by operation: t */
    int *alias;                         /* by operation: the first one that has the same value everywhere in the box */
    const double *low, *high;           /* of the last box */
    double *center, *slopes;            /* by operation */
    bool *relevant;                     /* by operation: the outputs are open because it is */
    unsigned char *directions;          /* by operation */
    double *noise;                      /* by operation */
    uint64_t *deciding, *reached, free; /* by operation: see find_axes; axes that are reached and do not decide */
};

/* Factors are between these, and there are few of them, so that no product of theirs comes near the ends of doubles. */
#define LEAST_FACTOR 1e-15
#define GREATEST_FACTOR 1e15
enum { MOST_DEGREES = 6 };

void bounds_plan(struct arena *arena, struct bounds_machine *machine);
/* Which argument an operation just passes on, everywhere in the box; -1 if that is not sure. */
int bounds_passes(const struct bounds_machine *machine, int index);

static inline bool bounds_undecided(const struct bounds_hull *hull) {
    return hull->absent == SURE_MAYBE || (hull->absent == SURE_NEVER && hull->low < hull->high);
}

#endif
