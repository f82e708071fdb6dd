/* Private to prove: the groups of parameters that are drawn together, with programs that tell whether a set is fit. */
#ifndef PROVE_DRAW_GROUPS_H
#define PROVE_DRAW_GROUPS_H

#include "key/key.h"
#include "prove/prove.h"

/* The columns of the two bounds of a condition (margin.h). */
struct prove_bounds_slots {
    int certain, possible;
};

/* A prediction, with the columns that determine its right option. */
struct prove_prediction {
    const struct lab_question *question;
    struct prove_bounds_slots *claims; /* by option; NULL if options predict values */
    int *predicts, actual;             /* the columns of predicted values, by option, and of the actual value */
};

/* A condition that must be clear of the margin: true, false, or either. */
struct prove_requirement {
    struct prove_bounds_slots slots;
    bool may_hold, may_fail;
};

struct prove_group {
    const struct quantity **parameters;
    int parameter_count;
    struct prove_prediction *predictions;
    int prediction_count;
    struct prove_requirement *requirements;
    size_t requirement_count, requirement_capacity;
    const struct expr **exprs;
    size_t expr_count, expr_capacity;
    int *finite; /* columns of equations, which must be finite */
    int finite_count;
    int *mistaken; /* columns: whether a known wrong method of some question gives what is accepted as right */
    int mistaken_count;
    int where;   /* the column of the condition that is asked for; -1: it is not about this group */
    int allowed; /* the column of the conditions between parameters; -1 if there are none */
    bool *asks;  /* by question: whether it belongs to the group */
    struct machine *machine;
    double **outputs;
};

struct prove_draw_groups {
    struct prove_group *groups;
    int count;
};
/* Puts parameters that some question or equation depends on together into one group, with everything that depends on
 * them. Groups are in the order of their first parameters; the last one has what depends on no parameter. Lives in the
 * arena. */
struct prove_draw_groups prove_draw_groups_new(struct arena *arena, const struct lab *lab, double margin,
                                               const struct prove_draw_wishes *wishes);

#endif
