/* Jobs: independent tasks run by several processes, their results delivered in order. */
#ifndef RUN_JOBS_H
#define RUN_JOBS_H

#include "base/diag.h"

struct run_jobs_plan {
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
bool run_jobs(const struct run_jobs_plan *plan, struct diag *diag);
/* Processors that this process may use. */
int run_processors(void);

#endif
