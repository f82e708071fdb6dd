/* Margins: what stays true of a condition however the comparisons that are close turn out. */
#ifndef PROVE_MARGIN_H
#define PROVE_MARGIN_H

#include "language/language.h"

/* A condition's two bounds: `certain` is true only where the condition is and stays true, `possible` false only where
 * it is and stays false, whichever way every comparison falls whose two sides are within the relative distance `margin`
 * of each other (|a - b| <= margin * max(|a|, |b|)). Two sides that are equal are meant to be: there `a = b` is
 * certain. Through `and`, `or`, `not`, `if` and named conditions; comparisons inside of values are left as they are. */
struct prove_margin_bounds {
    const struct expr *certain, *possible;
};
struct prove_margin_bounds prove_margin_bounds(struct arena *arena, const struct expr *condition, double margin);

#endif
