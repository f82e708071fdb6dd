/* Private to sets: the long form of PARAMS.csv, an input a row. Its header has `name`, `unit`, `value` or the names of
 * scenarios, and perhaps `label`, `source` and `date`; it has no column of ids. It is turned into rows with a column
 * for each input, whose fields have the places of the cells that they come from. */
#ifndef SETS_LONG_H
#define SETS_LONG_H

#include "sets/sets.h"

struct sets_long {
    struct csv_row header;
    struct csv_row *rows; /* one for each scenario */
    size_t count;
    struct sets_line **lines; /* by row: those of its scenario */
    int line_count;
    bool good; /* false: something is wrong with the file as a whole, which was reported */
};

/* Whether a header is that of the long form. */
bool sets_is_long(const struct csv_row *header);
/* Reads the rows behind that header. NULL if there are no values at all, which is reported. */
struct sets_long *sets_read_long(struct arena *arena, struct csv_reader *reader, const struct model *model,
                                 struct diag *diag);

#endif
