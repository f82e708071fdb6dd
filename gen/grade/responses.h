/* Responses: what stands on the sheets, typed by someone into a CSV file. */
#ifndef GRADE_RESPONSES_H
#define GRADE_RESPONSES_H

#include "lab/lab.h"
#include "sets/sets.h"

/* What one person answered. */
struct grade_response {
    size_t set;           /* of the parameter sets */
    const char **answers; /* by question, as written; "" where empty or where the file has no such column */
    const char *
        *columns; /* by field of the lab's ledger that takes a column: what is saved; NULL where nothing is said */
    struct pos pos;
};

struct grade_responses {
    struct grade_response *rows; /* in the order of the file */
    size_t count;
    bool *asked;           /* by question: whether the file has its column */
    const char **misnamed; /* by question: the column that is nearly its own, where it has none; NULL */
};

/* Reads RESPONSES.csv: `id`, `scenario` where the sets have one, `fingerprint` (where filled it must be the set's),
 * a column a question. A column that is nearly a question's is an error, and its answers are left to a person; where
 * two columns name one question that of its very name, else the first, is read and the other is an error. Errors, each
 * at its place, the row left out: an id that no set has, a set that is bad, a row of an id twice (the first stands),
 * another set's fingerprint. Errors and warnings, the column left out: one that is no question, a question without a
 * column. NULL where the file as a whole cannot be used. */
struct grade_responses *grade_responses_read(struct arena *arena, const struct source *source, const struct lab *lab,
                                             const struct parameter_sets *sets, struct diag *diag);

/* Finds sets by id and scenario. */
struct grade_set_index;
struct grade_set_index *grade_set_index_new(struct arena *arena, const struct parameter_sets *sets);
/* The set's number; SIZE_MAX where there is none (reported at `pos`, with the nearest id) or where it is bad
 * (reported). `scenario` may be NULL: then the id must have one set only. */
size_t grade_set_index_find(struct grade_set_index *index, const char *id, const char *scenario, struct pos pos,
                            struct diag *diag);

#endif
