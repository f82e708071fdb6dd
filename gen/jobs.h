/* Jobs: independent tasks run by several processes, their results delivered in order. */
#ifndef GEN_JOBS_H
#define GEN_JOBS_H

#include "../model/diag.h"

struct jobs_plan {
    size_t task_count;
    int processes; /* 1 runs everything in the calling process */
    /* Does task `task` in some process; what it appends to `result` is all that reaches the caller's process. */
    void (*run)(void *context, size_t task, struct text *result);
    /* Takes the result of each task in the caller's process, in the order of tasks; NULL where the process that had it
     * ended before it was done. */
    void (*deliver)(void *context, size_t task, const char *result, size_t length);
    void *context;
};

/* False where no process could be started (reported). */
bool jobs_run(const struct jobs_plan *plan, struct diag *diag);
/* Processors that this process may use. */
int jobs_processors(void);

#endif
