/* Private to run: the files of a run are put in place together or not at all. A journal, in the notes of the lock, says
 * which files wait under temporary names, and what is to be removed. */
#ifndef RUN_JOURNAL_H
#define RUN_JOURNAL_H

#include "run/run.h"

#include <sys/stat.h>

/* What was found at a path: a text without spaces, as a file that is there has it; nothing; anything. */
enum { RUN_SEEN_BYTES = 17 };
#define RUN_SEEN_NOTHING "-"
#define RUN_SEEN_ANYTHING "*"
void run_seen_print(char seen[RUN_SEEN_BYTES], const struct stat *status);

/* Notes that the file under a temporary name is to replace what was seen at a path below the folder; and that a file
 * with this digest is to be removed, by way of a temporary name that has an empty file. False, without a report, if
 * that fails. */
bool run_journal_put(struct file_lock *lock, const char *path, struct run_digest digest, const char *chosen,
                     const char *seen);
bool run_journal_remove(struct file_lock *lock, const char *path, struct run_digest digest, const char *chosen);
/* Puts all of the files in place and takes away what is to be removed. If one cannot be put in place, or its place is
 * not as it was seen any more, reports it and puts everything back. OUTCOME_UNCLEAR: that failed too, or something
 * could not be removed; the journal is needed, so that the next run can do it. */
enum run_outcome { OUTCOME_ALL, OUTCOME_NOTHING, OUTCOME_UNCLEAR };
enum run_outcome run_journal_place(struct file_lock *lock, const char *folder, struct diag *diag);
/* Drops the files that wait under temporary names. */
void run_journal_drop(struct file_lock *lock, const char *folder);
/* Puts back what a killed run had put in place so far or, if it had put everything in place, removes what is left to be
 * removed. Files that somebody changed since stay as they are. False, after a report, if that fails; it can be tried
 * again. */
bool run_journal_recover(struct file_lock *lock, const char *folder, struct diag *diag);

#endif
