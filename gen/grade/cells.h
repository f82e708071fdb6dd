/* Private to grade: the cells that its tables have in common. */
#ifndef GRADE_CELLS_H
#define GRADE_CELLS_H

#include "sets/sets.h"

/* A cell with text that somebody typed, made safe to show on a terminal; never the first of its row. */
void grade_write_typed(struct text *out, const char *typed);
/* Such text, in the arena. */
const char *grade_typed(struct arena *arena, const char *typed);
/* Whether a cell of such a table is what grade_write_typed makes of the text. */
bool grade_is_typed(const char *cell, const char *typed);
/* A cell with marks, to 15 significant digits: sums of tenths have no tail of rounding errors. Never the first of its
 * row. */
void grade_write_marks(struct text *out, double marks);
/* The first cells of a row: id, and scenario if the sets have one. */
void grade_start_row(struct text *out, const struct parameter_sets *sets, const char *id, const char *scenario);
/* The last cells of a heading, and the end of its row. */
void grade_end_heading(struct text *out, const char *const *names, size_t count);

#endif
