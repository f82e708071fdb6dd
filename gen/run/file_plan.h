/* The plan of a run of `generate`: which files it makes, what they are called, and in which order. */
#ifndef RUN_FILE_PLAN_H
#define RUN_FILE_PLAN_H

#include "fill/fill.h"

#include <stdint.h>

/* One file. A set's: a document for a set, or for all sets of an id where rows of one id share it. The class's: one
 * document of all sets. A print file: everybody's copies of a document, made from the results of the sets' tasks. */
enum run_task_kind { TASK_SET, TASK_PRINT, TASK_CLASS };
struct run_task {
    uint8_t kind;
    uint16_t document;
    uint32_t first, count; /* in the plan's order; of a print file or class, in its roster */
};

struct run_plan {
    const struct lab *lab;
    struct fill_template *const *templates; /* by document; NULL: not wanted */
    const struct parameter_sets *sets;
    uint32_t *order;  /* good sets by id, then row: those of one id stand together */
    uint32_t *roster; /* good sets in the order of the file */
    size_t good_count;
    /* Those that are run, in the order of the file, so that print files can grow as results come, and the class's
     * behind them; then the print files, which are no work of their own. */
    struct run_task *tasks;
    size_t task_count, run_count;
};

/* Every document for every good set; a workbook once for all good sets of an id; print files; documents of the class.
 * All of it lives in the arena. */
struct run_plan *run_plan_make(struct arena *arena, const struct lab *lab, struct fill_template *const *templates,
                               const struct parameter_sets *sets);
/* Whether a document of each set goes to a print file too. */
bool run_plan_has_print(const struct run_plan *plan, int document);
/* Where the file of a task goes, below the lab's folder; in the arena. */
const char *run_plan_path(const struct run_plan *plan, const struct run_task *task, struct arena *arena);

#endif
