/* Private to grade: the points that a person types for a text or a drawing. */
#ifndef GRADE_POINTS_H
#define GRADE_POINTS_H

#include "grade/grade.h"

/* Reads a cell: the sum, or the points for each criterion of the rubric with a plus between them, as in 1+0+0.5, with a
 * point or a comma. NULL if nothing is typed, or `?`, or if it cannot be: then `*wrong` is what must be there, in the
 * arena; NULL if nothing is wrong. */
const struct grade_points *grade_points_read(struct arena *arena, const struct lab_question *question, const char *cell,
                                             const char **wrong);

#endif
