/* Sweeps: equations along one parameter; every curve, table and sensitivity is one. */
#ifndef MODEL_SWEEP_H
#define MODEL_SWEEP_H

#include "model.h"

enum sweep_scale { SWEEP_LINEAR, SWEEP_GEOMETRIC };

/* `points` values of one parameter from `first` to `last`, and what is evaluated at each. */
struct sweep {
    const struct quantity *along;
    double first, last;
    int points;
    enum sweep_scale scale;
    const struct quantity *const *outputs;
    int output_count;
};

/* The swept value of point i. The ends are exact; steps that fall on a decimal grid are that grid's values. */
double sweep_value(const struct sweep *sweep, int i);
/* Values of every output at every point: result[output][point], in the arena, for the set `values` (model->count
 * members, parameters filled in), of which only the swept parameter is replaced. */
double **sweep_run(struct arena *arena, const struct model *model, const struct sweep *sweep, const double *values);

#endif
