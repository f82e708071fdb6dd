/* Groups: what of a lab is drawn together, compiled to columns that tell whether a set is fit. */
#ifndef GEN_DRAW_GROUPS_H
#define GEN_DRAW_GROUPS_H

#include "key.h"

/* Columns of a condition's two bounds. */
struct bounds_slots {
    int certain, possible;
};

/* A prediction, with the columns that tell its right option. */
struct prediction {
    const struct lab_question *question;
    struct bounds_slots *claims; /* by option; NULL where options predict */
    int *predicts, actual;
};

/* A condition that must be clear: true, false, or either of them. */
struct requirement {
    struct bounds_slots slots;
    bool may_hold, may_fail;
};

struct group {
    const struct quantity **parameters;
    int parameter_count;
    struct prediction *predictions;
    int prediction_count;
    struct requirement *requirements;
    size_t requirement_count, requirement_capacity;
    const struct expr **exprs;
    size_t expr_count, expr_capacity;
    int *finite; /* columns of equations */
    int finite_count;
    bool *asks; /* by question: whether it belongs here */
    struct program *program;
    double **outputs;
};

struct draw_groups {
    struct group *groups;
    int count;
};
/* Parameters that a question or an equation depends on together are in one group, with what depends on them. Groups
 * stand in the order of their first parameters; the last one has what depends on none. In the arena. */
struct draw_groups draw_groups_new(struct arena *arena, const struct lab *lab, double margin);

#endif
