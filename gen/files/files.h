/* The output folder: a file is complete or absent. */
#ifndef FILES_FILES_H
#define FILES_FILES_H

#include "base/base.h"

/* Makes the folder and its parents. False and an error where that fails. */
bool file_make_folder(const char *path, struct diag *diag);
/* A file that is written bit by bit, beside its place. */
struct file_output;
/* Begins one. NULL and an error where that fails. */
struct file_output *file_begin(const char *path, struct diag *diag);
/* Writes more of it. What goes wrong is kept for the end; nothing is written after it. */
void file_put(struct file_output *output, const char *bytes, size_t length);
/* Puts the file in its place and gives the struct up. On any failure of this or an file_put nothing of it is left,
 * the file of an earlier run stays as it was, and the error names file and cause. */
bool file_commit(struct file_output *output, struct diag *diag);
/* An empty file in a folder, for others to fill by its name, that is gone after file_abandon, and after an end by a
 * signal. NULL where it cannot be made, and errno says why. */
struct file_output *file_temporary(const char *folder);
/* Where a file is until it is in its place; as long as the struct. */
const char *file_temporary_name(const struct file_output *output);
/* Gives it up, file and all. */
void file_abandon(struct file_output *output);
/* All of that for a file whose bytes are at hand. */
bool file_write(const char *path, const char *bytes, size_t length, struct diag *diag);
/* Removes what an earlier run may have left at this place. */
void file_remove(const char *path);
/* Has all that was written below the folder brought to the disk: once a run, since a sync for each of many small files
 * takes longer than making them. False and an error where the disk did not take it. */
bool file_sync(const char *folder, struct diag *diag);
/* From now on an end by a signal or for want of memory removes the files that are being written, and a limit on the
 * size of files is an error like a full disk. */
void file_catch_signals(void);
/* What is done first at an end by a signal, by this process alone; NULL: nothing more. It may do what a signal handler
 * may. */
void file_before_end(void (*act)(int signal));
/* Has signals that would end the program wait, or lets them come: while a library has files that nobody else knows. */
void file_hold_signals(bool hold);

#endif
