/* Private to sets: stems, with which the names of a row's files begin. No two rows have the same. The first row of an
 * id has `s03`, later ones `s03-board`, with their scenario. */
#ifndef SETS_STEMS_H
#define SETS_STEMS_H

#include "sets/sets.h"

struct sets_stems;
/* For `count` rows that get their id, scenario and line one after the other. Lives in `scratch`; new stems go to
 * `arena`. */
struct sets_stems *sets_stems_new(struct arena *scratch, struct arena *arena, struct sets_row *rows, size_t count);
/* Gives the row its stem, in view of all rows before it, good or bad. False and an error if its files could not be told
 * from those of a row before it. */
bool sets_stems_name(struct sets_stems *stems, size_t index, const char *scenario, struct pos pos, struct diag *diag);
/* For a row that gets no stem: a later row of its id is not the first. */
void sets_stems_keep(struct sets_stems *stems, size_t index);

#endif
