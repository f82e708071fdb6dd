/* The output folder: a file is complete or absent. */
#ifndef GEN_OUTPUT_H
#define GEN_OUTPUT_H

#include "../model/diag.h"

/* Makes the folder and its parents. False and an error where that fails. */
bool output_make_folder(const char *path, struct diag *diag);
/* Writes beside the place, syncs, renames; on any failure nothing is left and the error names file and cause. */
bool output_write(const char *path, const char *bytes, size_t length, struct diag *diag);

#endif
