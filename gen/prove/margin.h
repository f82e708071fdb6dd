/* Private to prove: what stays true of a condition whichever way its close comparisons fall. */
#ifndef PROVE_MARGIN_H
#define PROVE_MARGIN_H

#include "language/language.h"

/* The bounds of a condition. A comparison is close if its two sides are within the relative distance `margin` of each
 * other: |a - b| <= margin * max(|a|, |b|); those of sides that tie are close at any margin. `certain` is true only if
 * the condition is true and stays true whichever way its close comparisons fall; `possible` is false only if it is
 * false and stays false. Sides that are equal are equal on purpose: then `a = b` is certain. Looks through `and`, `or`,
 * `not`, `if` and named conditions, but leaves comparisons within values as they are. */
struct prove_margin_bounds {
    const struct expr *certain, *possible;
};
struct prove_margin_bounds prove_margin_bounds(struct arena *arena, const struct expr *condition, double margin);

/* |a - b| <= share * |b|: whether an answer `a` is within a tolerance of `b`. Numbers that tie are, however small it
 * is. */
const struct expr *prove_margin_within(struct arena *arena, const struct expr *a, const struct expr *b, double share);

#endif
