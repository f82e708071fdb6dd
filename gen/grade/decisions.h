/* Decisions: what a person settled about single answers; kept in a file that survives grading again. */
#ifndef GRADE_DECISIONS_H
#define GRADE_DECISIONS_H

#include "grade/grade.h"
#include "grade/responses.h"

struct grade_decisions;
/* Reads a file of `id`, `scenario` where sets have one, `question`, `verdict` (empty: not decided yet), `marks` (empty:
 * those of the verdict), `note`, and `answer`, where wanted: the one that was decided on. Every mistake is reported,
 * its row left out. NULL where the file as a whole cannot be used. */
struct grade_decisions *grade_decisions_read(struct arena *arena, const struct source *source, const struct lab *lab,
                                             const struct parameter_sets *sets, struct diag *diag);
/* Puts what was decided about set number `set` in place of what was graded, and adds up anew. A decision on another
 * answer than is there now, or on a question that has no key in the set, is reported and not used. */
void grade_decisions_apply(struct arena *arena, const struct grade_decisions *decisions,
                           const struct words_grade *words, size_t set, struct grade *grade, struct diag *diag);

#endif
