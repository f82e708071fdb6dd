/* Stems: what the files of each row of PARAMS.csv are called by, no two alike. */
#ifndef SETS_STEMS_H
#define SETS_STEMS_H

#include "sets/sets.h"

struct sets_stems;
/* Of rows that get their id and line one after the other. Lives in `scratch`; stems that are made go to `arena`. */
struct sets_stems *sets_stems_new(struct arena *scratch, struct arena *arena, struct sets_row *rows, size_t count);
/* Gives the row its stem, from all rows before it, good or bad: its id, and behind it the scenario where the id stood
 * before. False and an error where its files could not be told from those of a row before it. */
bool sets_stems_name(struct sets_stems *stems, size_t index, const char *scenario, struct pos pos, struct diag *diag);
/* A row that gets no stem, whose id counts as met all the same. */
void sets_stems_keep(struct sets_stems *stems, size_t index);

#endif
