/* Sweeps: the values of one parameter, along which a curve or a table is evaluated. */
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

/* The swept value of point i. The ends are exact; steps that fall on a decimal grid are that grid's values. */
double sweep_value(const struct sweep *sweep, int i);

#endif
