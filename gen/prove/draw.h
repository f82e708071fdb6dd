/* Drawing: a parameter set for a person, from a seed, the lab's name and the person's id alone. */
#ifndef PROVE_DRAW_H
#define PROVE_DRAW_H

#include "key/key.h"

/* How a set comes about; the streams are those of key/stream.h, of the seed, the lab's name and the id.
 *
 * Parameters fall into groups: two are in one group where some question or equation depends on both. Each group is
 * drawn by itself, and only the parameters that the roster leaves open.
 * 1. For each prediction of the group (a choice question) its right option: of stream `letter QUESTION` the first
 *    integer below the number of options; 0 is the lab's option A.
 * 2. Sets 0, 1, 2 ...: in set t each open parameter has the value minimum + k * step, where k is integer number t below
 *    the number of values of its grid, of stream `parameter NAME`. The first set that is accepted is drawn.
 * A set is accepted where every equation of the group has a finite value, every question a key, each prediction the
 * option of step 1, and where no key changes within the margin:
 * - claims, and conditions under which there is no answer, hold or fail whichever way those of their comparisons fall
 *   whose two sides are within the relative distance `margin` of each other (margin.h);
 * - an actual value is not nearer than `margin`, as a ratio, to the boundary between what the right option predicts and
 *   what another one does: the geometric mean of the two.
 * A group of which the roster leaves nothing open is only required to have its keys. */
enum { DRAW_TRIES = 200000 };
#define DRAW_MARGIN 0.02

struct prove_draw;
/* All must outlive it. */
struct prove_draw *prove_draw_new(struct arena *arena, const struct lab *lab, const char *seed, double margin);
/* Draws what the roster's row leaves open (`given` is false) and evaluates the set, its values in the arena. False
 * after an error at the row: no set with these keys within DRAW_TRIES, or a given set that has none. */
bool prove_draw_set(struct prove_draw *draw, struct parameter_set *set, struct diag *diag);

#endif
