/* Output files: each is complete or absent, even if the program is interrupted. */
#ifndef FILES_FILES_H
#define FILES_FILES_H

#include "base/base.h"

/* Makes the folder and its parents. Returns false after reporting an error. */
bool file_make_folder(const char *path, struct diag *diag);

/* Whether nothing is at a path, or a regular file, which may be replaced. Reports what else is there: a link, a pipe, a
 * device. */
bool file_is_free(const char *path, struct diag *diag);

/* A file that is written in pieces, under a temporary name in the folder of its path. It is locked until it is done, so
 * that file_remove_abandoned can tell whether its process lives. */
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
/* A new, empty folder in a folder, for a library's temporary files, and the name of a file in there that it may write.
 * The folder and its files are removed by file_abandon, or if a signal ends the program. If it cannot be made, returns
 * NULL, and errno says why. The names are valid as long as the struct. */
struct file_output *file_temporary(const char *folder);
const char *file_temporary_folder(const struct file_output *output);
const char *file_temporary_name(const struct file_output *output);
/* Removes temporary files and folders in a folder whose processes were killed. They are told by their names and by the
 * lock that a living process has on them; a folder must be this user's. Does not follow symbolic links. */
void file_remove_abandoned(const char *folder);

/* Writes a whole file, in the same way. */
bool file_write(const char *path, const char *bytes, size_t length, struct diag *diag);
/* Has the disk take everything that was written below the folder. Called once per run, since syncing many small files
 * one by one takes longer than making them. Returns false after reporting an error. */
bool file_sync(const char *folder, struct diag *diag);

/* A lock on a folder, held by the processes of one run. It is a file in the folder, which also has notes of what the
 * run does. If the run is killed, the lock is gone, and file and notes stay. */
struct file_lock;
/* Takes the lock, and makes the folder if there is none; `purpose` says to others what it is for. Reports an error and
 * returns NULL if another process has it or the file cannot be written. Warns if the file system has no locks. */
struct file_lock *file_lock_take(const char *folder, const char *purpose, struct diag *diag);
/* Adds a line to the notes. False, without a report, if it cannot be written. Processes that were forked since may add
 * notes too. */
bool file_lock_note(struct file_lock *lock, const char *line);
/* The notes, a line each, in the order of writing: those of the runs before that were killed or did not succeed, then
 * this run's. Valid until the next call. */
const char *file_lock_notes(struct file_lock *lock);
/* Gives the lock back and frees the struct. Removes the file, except if there are notes and the next run needs them. */
void file_lock_release(struct file_lock *lock, bool keep_notes);

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
