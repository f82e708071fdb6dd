/* Print files: everybody's copies of a document in one file, in the order of the roster. */
#ifndef GEN_PRINT_FILES_H
#define GEN_PRINT_FILES_H

#include "../model/arena.h"

/* What several documents of a name are called in file names: worksheets, summaries, boxes. In the arena. */
const char *print_file_plural(struct arena *arena, const char *name);

#endif
