/* Output files: each is complete or absent, even if the program is interrupted. */
#ifndef FILES_FILES_H
#define FILES_FILES_H

#include "base/base.h"

/* Reports that something cannot be done with a file: `read`, and the cause, of errno. Returns false. */
bool file_fail(struct diag *diag, const char *what, const char *path, int cause);

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
/* Writes more of the file. After an error nothing more is written; file_finish reports it. */
void file_put(struct file_output *output, const char *bytes, size_t length);
/* The random characters of a temporary name. */
enum { FILE_CHOSEN = 6 };
/* Completes the file under its temporary name, whose random characters go to `chosen`, and frees the struct. From then
 * on the caller may rename or remove it. If this or a file_put fails, reports the path and the cause, and leaves
 * nothing of the file. */
bool file_finish(struct file_output *output, char chosen[FILE_CHOSEN + 1], struct diag *diag);
/* Appends the temporary name that has these random characters, in the folder of a path. */
void file_temporary_path(struct text *out, const char *path, const char *chosen);
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
/* Exchanges the file under a temporary name with the one at its path or, if there should be none, renames it. Returns
 * 0, or the error's errno: ENOENT if there is no file at the path, EEXIST if there is one all the same, EISDIR if there
 * is a folder. */
int file_exchange(const char *temporary, const char *path, bool is_there);
/* On a file system that cannot exchange files, it takes three steps. After a crash this completes or undoes them, so
 * that each file has one of the two names again. Returns 0, or the error's errno. */
int file_exchange_settle(const char *temporary, const char *path);

/* Writes a whole file and renames it to its path. If that fails, a file of an earlier run stays as it was. */
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
/* The next note, in the order of writing: first those of a run before that was killed, then this run's. `first` starts
 * at the beginning. NULL if there are no more, or if the file cannot be read: then `*cause` is the error's errno,
 * otherwise 0. Valid until the next call. */
const char *file_lock_read(struct file_lock *lock, bool first, int *cause);
/* Has the disk take the notes. Returns 0, or the error's errno. */
int file_lock_sync(struct file_lock *lock);
/* Forgets all notes. False, without a report, if the file cannot be written. */
bool file_lock_forget(struct file_lock *lock);
/* The file of the lock. */
const char *file_lock_path(const struct file_lock *lock);
/* Gives the lock back and frees the struct. Removes the file, except if there are notes and the next run needs them. */
void file_lock_release(struct file_lock *lock, bool keep_notes);

/* From now on, if a signal ends this process or its memory runs out, removes temporary files in these folders, up to a
 * NULL, as file_remove_abandoned does, and then a file. All names must stay valid. NULL, NULL: no more. */
void file_clean_at_end(const char *const *folders, const char *file);

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
