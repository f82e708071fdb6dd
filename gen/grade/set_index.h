/* Private to grade: finds parameter sets, which are opened one by one, by id and scenario. */
#ifndef GRADE_SET_INDEX_H
#define GRADE_SET_INDEX_H

#include "sets/sets.h"

struct grade_set_index;
struct grade_set_index *grade_set_index_new(struct arena *arena, const struct parameter_sets *sets);
/* The set's number; SIZE_MAX if there is none (reported at `pos`, with the nearest id), or if it is bad (reported).
 * `scenario` may be NULL: then the id must have one set only. */
size_t grade_set_index_find(struct grade_set_index *index, const char *id, const char *scenario, struct pos pos,
                            struct diag *diag);

#endif
