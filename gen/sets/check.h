/* Private to sets: what a cell or a column's name of PARAMS.csv may be. */
#ifndef SETS_CHECK_H
#define SETS_CHECK_H

#include "sets/sets.h"

/* Warns of an id that a spreadsheet program took for a large number and shortened: `1.23E+11`. */
void sets_check_shortened(const char *id, struct pos pos, struct diag *diag);
/* A person's text (a name, a source, any other column) as one line, in the arena: trimmed, each tab and line end a
 * space. NULL and an error for control characters, for those that turn the direction of a line, and for noncharacters.
 * Moves `pos` to its beginning. */
const char *sets_plain_text(struct arena *arena, const char *text, const char *what, struct pos *pos,
                            struct diag *diag);
/* Reads a parameter's trimmed cell, which is not empty, of a file with this separator. False and an error if it is no
 * number, two numbers or out of range; a warning if it is off the grid, or may be grouped in thousands. */
bool sets_check_value(const struct quantity *parameter, const char *text, char separator, struct pos pos, double *value,
                      struct diag *diag);
/* Computes the fingerprint, by which a sheet is recognised: it changes with any number, but not with the order of the
 * columns. `line` is the text that it is computed from. The parameters are sorted by name. */
void sets_put_fingerprint(struct parameter_set *set, struct text *line, const char *lab_name,
                          const struct quantity *const *parameters, int count);
/* accommodations.c: reads a cell of such a column into the set; its texts are in the arena. False and an error if it is
 * no factor of time from 1 to 5, or no plain text. */
bool sets_read_accommodation(struct arena *arena, struct parameter_set *set, const char *heading,
                             const struct csv_field *field, char separator, struct diag *diag);
/* A copy in the arena; NULL if nothing is different. */
const struct sets_accommodation *sets_keep_accommodation(struct arena *arena,
                                                         const struct sets_accommodation *accommodation);
/* The column that an unknown name was meant for, in the arena; NULL if it may be the person's data. */
const char *sets_misspelt_column(struct arena *arena, const struct model *model, const char *name);
#endif
