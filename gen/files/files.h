/* Output files: each is complete or absent, even if the program is interrupted. */
#ifndef FILES_FILES_H
#define FILES_FILES_H

#include "base/base.h"

/* Makes the folder and its parents. Returns false after reporting an error. */
bool file_make_folder(const char *path, struct diag *diag);

/* A file that is written in pieces, under a temporary name beside its path. */
struct file_output;
/* Begins a file. Returns NULL after reporting an error. */
struct file_output *file_begin(const char *path, struct diag *diag);
/* Writes more of the file. After an error nothing more is written; file_commit reports it. */
void file_put(struct file_output *output, const char *bytes, size_t length);
/* Renames the file to its path and frees the struct. If this or a file_put fails, reports file and cause, leaves
 * nothing of the new file, and leaves a file of an earlier run as it was. */
bool file_commit(struct file_output *output, struct diag *diag);
/* Removes the file and frees the struct. */
void file_abandon(struct file_output *output);
/* An empty file in a folder, for others to fill by its name. It is removed by file_abandon, or if a signal ends the
 * program. If it cannot be made, returns NULL, and errno says why. */
struct file_output *file_temporary(const char *folder);
/* The temporary name of a file, valid as long as the struct. */
const char *file_temporary_name(const struct file_output *output);

/* Writes a whole file, in the same way. */
bool file_write(const char *path, const char *bytes, size_t length, struct diag *diag);
/* Removes a file of an earlier run, if there is one. */
void file_remove(const char *path);
/* Has the disk take everything that was written below the folder. Called once per run, since syncing many small files
 * one by one takes longer than making them. Returns false after reporting an error. */
bool file_sync(const char *folder, struct diag *diag);

/* From now on, if a signal ends the program or memory runs out, unfinished files are removed; and exceeding a limit on
 * the size of files is an error like a full disk. */
void file_catch_signals(void);
/* Sets a function that this process, but none forked from it, calls first if a signal ends it; NULL: none. It may do
 * only what a signal handler may. */
void file_before_end(void (*act)(int signal));
/* Holds back signals that would end the program, or lets them through again: needed while a library has temporary files
 * that only it knows. */
void file_hold_signals(bool hold);

#endif
