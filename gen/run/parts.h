/* Private to run: what is in the parts of a run. */
#ifndef RUN_PARTS_H
#define RUN_PARTS_H

#include "run/run.h"

/* Reads the record of a task. `*folder`: where the files of its part are; NULL if the part is a file. False if no part
 * has it, or it is damaged since the parts were opened. */
bool run_parts_take(struct run_parts *parts, uint64_t number, struct text *record, const char **folder);

#endif
