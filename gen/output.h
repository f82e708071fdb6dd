/* The output folder: a file is complete or absent. */
#ifndef GEN_OUTPUT_H
#define GEN_OUTPUT_H

#include "../model/diag.h"

/* Makes the folder and its parents. False and an error where that fails. */
bool output_make_folder(const char *path, struct diag *diag);
/* Writes beside the place and renames; on any failure nothing is left, also not of an earlier run (a file that is out
 * of date beside newer ones would mislead), and the error names file and cause. */
bool output_write(const char *path, const char *bytes, size_t length, struct diag *diag);
/* Removes what an earlier run may have left at this place. */
void output_remove(const char *path);
/* Has all that was written below the folder brought to the disk: once a run, since a sync for each of many small files
 * takes longer than making them. False and an error where the disk did not take it. */
bool output_sync(const char *folder, struct diag *diag);
/* From now on a signal that ends the program removes the file that is being written, and a limit on the size of files
 * is an error like a full disk. */
void output_catch_signals(void);

#endif
