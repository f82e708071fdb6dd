/* Sweeps: the values of one parameter for which a curve or a table is evaluated. */
#ifndef LANGUAGE_SWEEP_H
#define LANGUAGE_SWEEP_H

#include "language/model.h"

enum sweep_scale { SWEEP_LINEAR, SWEEP_GEOMETRIC };

/* `points` values of one parameter from `first` to `last`. */
struct sweep {
    const struct quantity *along;
    double first, last;
    int points;
    enum sweep_scale scale;
};

/* The value at point i. The ends are exact. If the steps fall on a decimal grid, values are exactly those of the grid.
 */
double sweep_value(const struct sweep *sweep, int i);

#endif
