/* Groups: what of a lab is drawn together, compiled to columns that tell whether a set is fit. */
#ifndef PROVE_DRAW_GROUPS_H
#define PROVE_DRAW_GROUPS_H

#include "key/key.h"

/* Columns of a condition's two bounds. */
struct prove_bounds_slots {
    int certain, possible;
};

/* A prediction, with the columns that tell its right option. */
struct prove_prediction {
    const struct lab_question *question;
    struct prove_bounds_slots *claims; /* by option; NULL where options predict */
    int *predicts, actual;
};

/* A condition that must be clear: true, false, or either of them. */
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
    int *finite; /* columns of equations */
    int finite_count;
    bool *asks; /* by question: whether it belongs here */
    struct program *program;
    double **outputs;
};

struct prove_draw_groups {
    struct prove_group *groups;
    int count;
};
/* Parameters that a question or an equation depends on together are in one group, with what depends on them. Groups
 * stand in the order of their first parameters; the last one has what depends on none. In the arena. */
struct prove_draw_groups prove_draw_groups_new(struct arena *arena, const struct lab *lab, double margin);

#endif
