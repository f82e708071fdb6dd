#include "run/journal.h"

#include "files/files.h"
#include "run/found.h"
#include "run/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The notes, in the order of writing: `put SHA256 CHOSEN SEEN PATH` and `remove SHA256 CHOSEN PATH` while the run makes
 * its files, PLACING before the first file is put in place, and DONE after the last. Before DONE, what was put in place
 * can be put back: a file that was there is under the temporary name. PLACING after DONE: it is being put back. */
#define PUT "put "
#define REMOVE "remove "
#define PLACING "placing"
#define DONE "done"

enum entry_kind { ENTRY_OTHER, ENTRY_PUT, ENTRY_REMOVE };
struct entry {
    enum entry_kind kind;
    struct run_digest digest;
    char seen[RUN_SEEN_BYTES];
    const char *path; /* relative to the folder */
};

/* The notes of a folder, an entry at a time. */
struct journal {
    struct file_lock *lock;
    const char *folder;
    struct entry entry;
    struct text path, temporary; /* whole paths of an entry */
    int cause;                   /* the errno with which reading failed, or 0 */
};

void run_seen_print(char seen[RUN_SEEN_BYTES], const struct stat *status) {
    const int64_t parts[] = {(int64_t)status->st_ino, (int64_t)status->st_size, (int64_t)status->st_mtim.tv_sec,
                             (int64_t)status->st_mtim.tv_nsec};
    snprintf(seen, RUN_SEEN_BYTES, "%016" PRIx64, hash_bytes(hash_string(""), parts, sizeof parts));
}

bool run_journal_put(struct file_lock *lock, const char *path, struct run_digest digest, const char *chosen,
                     const char *seen) {
    struct text note = {0};
    text_puts(&note, PUT);
    run_digest_print(&note, digest);
    text_printf(&note, " %s %s %s", chosen, seen, path);
    bool noted = file_lock_note(lock, note.bytes);
    text_free(&note);
    return noted;
}

bool run_journal_remove(struct file_lock *lock, const char *path, struct run_digest digest, const char *chosen) {
    struct text note = {0};
    text_puts(&note, REMOVE);
    run_digest_print(&note, digest);
    text_printf(&note, " %s %s", chosen, path);
    bool noted = file_lock_note(lock, note.bytes);
    text_free(&note);
    return noted;
}

/* Manifests are in the folder itself. */
static bool is_manifest(const char *path) {
    return *path && *path != '.' && !strchr(path, '/');
}

/* Reads a note. One that is torn, or that no run of ours wrote, is of no kind. */
static void parse(struct journal *journal, const char *note) {
    struct entry *entry = &journal->entry;
    char sum[2 * sizeof entry->digest.bytes + 1], chosen[FILE_CHOSEN + 1];
    int path = 0;
    *entry = (struct entry){.kind = ENTRY_OTHER};
    if (sscanf(note, PUT "%64[0-9a-f] %6[A-Za-z0-9] %16[-*0-9a-f] %n", sum, chosen, entry->seen, &path) == 3 && path)
        entry->kind = ENTRY_PUT;
    else if (sscanf(note, REMOVE "%64[0-9a-f] %6[A-Za-z0-9] %n", sum, chosen, &path) == 2 && path)
        entry->kind = ENTRY_REMOVE;
    entry->path = note + path;
    if (entry->kind == ENTRY_OTHER || !run_digest_read(sum, &entry->digest) ||
        (!is_manifest(entry->path) && !run_lines_is_own_path(entry->path))) {
        entry->kind = ENTRY_OTHER;
        return;
    }
    if (strlen(chosen) != FILE_CHOSEN) {
        entry->kind = ENTRY_OTHER;
        return;
    }
    text_clear(&journal->path);
    text_clear(&journal->temporary);
    text_printf(&journal->path, "%s/%s", journal->folder, entry->path);
    file_temporary_path(&journal->temporary, journal->path.bytes, chosen);
}

/* Goes to the next note, from the beginning on if `first`. False if there are no more or it cannot be read. */
static bool next(struct journal *journal, bool first, const char **note) {
    *note = file_lock_read(journal->lock, first, &journal->cause);
    if (*note)
        parse(journal, *note);
    return *note != NULL;
}

static void close_journal(struct journal *journal) {
    text_free(&journal->path);
    text_free(&journal->temporary);
}

static bool is_seen(const struct entry *entry, const char *what) {
    return strcmp(entry->seen, what) == 0;
}

/* Whether a file under a temporary name is what was seen at its path before. */
static bool was_seen(const struct entry *entry, const char *temporary) {
    struct stat status;
    char seen[RUN_SEEN_BYTES];
    if (is_seen(entry, RUN_SEEN_NOTHING) || is_seen(entry, RUN_SEEN_ANYTHING))
        return true;
    if (lstat(temporary, &status) != 0)
        return false;
    run_seen_print(seen, &status);
    return is_seen(entry, seen);
}

/* Puts a file in place. What was there goes to the temporary name; if that is not what was seen, it is put back.
 * `*done`: whether the file is in place, also if this returns false after a report. */
static bool put(const struct journal *journal, bool *done, struct diag *diag) {
    const char *path = journal->path.bytes, *temporary = journal->temporary.bytes;
    const bool is_there = !is_seen(&journal->entry, RUN_SEEN_NOTHING);
    int cause = file_exchange(temporary, path, is_there);
    *done = cause == 0;
    if (*done && was_seen(&journal->entry, temporary))
        return true;
    if (cause && cause != ENOENT && cause != EEXIST)
        return file_fail(diag, "write", path, cause);
    if (*done)
        *done = file_exchange(temporary, path, true) != 0;
    diag_report(diag, SEVERITY_FAILURE, NOWHERE, "somebody changed '%s' while this run was working", path);
    return false;
}

/* Whether what was found is the file that the entry is about. */
static bool is_new(const struct entry *entry, enum run_found found, const struct run_found_file *file) {
    return found == FOUND_FILE && memcmp(file->digest.bytes, entry->digest.bytes, sizeof file->digest.bytes) == 0;
}

/* Takes away a file that is to be removed, if it is the one that is meant: it gets the temporary name. */
static bool take_away(const struct journal *journal, struct diag *diag) {
    struct run_found_file file;
    enum run_found found = run_found_below(journal->folder, journal->entry.path, &file);
    if (found == FOUND_UNKNOWN)
        return file_fail(diag, "read", journal->path.bytes, errno);
    if (!is_new(&journal->entry, found, &file))
        return true;
    return rename(journal->path.bytes, journal->temporary.bytes) == 0 ||
           file_fail(diag, "remove", journal->path.bytes, errno);
}

/* Undoes `take_away`, if it was done and nobody has put a file there since. Returns 0, or the error's errno. */
static int bring_back(const struct journal *journal) {
    struct run_found_file file;
    struct stat status;
    enum run_found found = run_found_at(journal->temporary.bytes, &file);
    if (found == FOUND_UNKNOWN)
        return errno;
    if (!is_new(&journal->entry, found, &file) || lstat(journal->path.bytes, &status) == 0)
        return 0;
    return rename(journal->temporary.bytes, journal->path.bytes) == 0 ? 0 : errno;
}

/* Undoes `put`, which was done. Returns 0, or the error's errno. */
static int put_back(const struct journal *journal) {
    const char *path = journal->path.bytes, *temporary = journal->temporary.bytes;
    if (journal->entry.kind == ENTRY_REMOVE)
        return bring_back(journal);
    if (is_seen(&journal->entry, RUN_SEEN_NOTHING))
        return rename(path, temporary) == 0 ? 0 : errno;
    return file_exchange(temporary, path, true);
}

/* The same for a file of a killed run, of which it is not known whether it was put in place. */
static int put_back_if_ours(const struct journal *journal) {
    const char *path = journal->path.bytes, *temporary = journal->temporary.bytes;
    const struct entry *entry = &journal->entry;
    struct run_found_file waiting, placed;
    if (entry->kind == ENTRY_REMOVE)
        return bring_back(journal);
    int cause = file_exchange_settle(temporary, path);
    if (cause)
        return cause;
    enum run_found waits = run_found_at(temporary, &waiting);
    if (waits == FOUND_UNKNOWN)
        return errno;
    if (waits == FOUND_NOTHING ? !is_seen(entry, RUN_SEEN_NOTHING) : is_new(entry, waits, &waiting))
        return 0; /* there is nothing to put back, or the new file was not put in place */
    enum run_found is_placed = run_found_at(path, &placed);
    if (is_placed == FOUND_UNKNOWN)
        return errno;
    if (is_placed == FOUND_NOTHING && waits != FOUND_NOTHING)
        return rename(temporary, path) == 0 ? 0 : errno;
    return is_new(entry, is_placed, &placed) ? put_back(journal) : 0;
}

/* Puts back all files that were put in place: the first `count`, and what a failed `put` left unfinished of the next;
 * or, if `count` is -1, those of which it turns out. */
static bool put_all_back(struct journal *journal, long count, struct diag *diag) {
    const char *note;
    long number = 0;
    bool good = true;
    for (bool first = true; next(journal, first, &note); first = false) {
        if (journal->entry.kind == ENTRY_OTHER)
            continue;
        int cause = count < 0 ? put_back_if_ours(journal) : 0;
        if (count >= 0)
            cause = number < count ? put_back(journal)
                                   : file_exchange_settle(journal->temporary.bytes, journal->path.bytes);
        if (cause)
            good = file_fail(diag, "put back", journal->path.bytes, cause);
        if (++number > count && count >= 0)
            break;
    }
    return good && (!journal->cause || file_fail(diag, "read the notes in", journal->folder, journal->cause));
}

/* After everything was put in place: removes what was there before, which has the temporary names. */
static bool remove_old(struct journal *journal, struct diag *diag) {
    const char *note;
    bool good = true;
    for (bool first = true; next(journal, first, &note); first = false) {
        if (journal->entry.kind == ENTRY_OTHER || is_seen(&journal->entry, RUN_SEEN_NOTHING))
            continue;
        if (unlink(journal->temporary.bytes) != 0 && errno != ENOENT)
            good = file_fail(diag, "remove", journal->temporary.bytes, errno);
    }
    return good && (!journal->cause || file_fail(diag, "read the notes in", journal->folder, journal->cause));
}

static bool put_note(struct journal *journal, const char *what, struct diag *diag) {
    errno = 0;
    return file_lock_note(journal->lock, what) ||
           file_fail(diag, "write notes in", journal->folder, errno ? errno : EIO);
}

/* Has the disk take the notes. */
static bool sync_notes(struct journal *journal, struct diag *diag) {
    int cause = file_lock_sync(journal->lock);
    return !cause || file_fail(diag, "write notes in", journal->folder, cause);
}

/* Notes that everything is in place. If the disk does not take that, it is to be put back; if even that cannot be
 * noted, the outcome is unclear. */
static bool finish_notes(struct journal *journal, enum run_outcome *outcome, struct diag *diag) {
    if (!put_note(journal, DONE, diag))
        return false;
    if (sync_notes(journal, diag))
        return true;
    if (!put_note(journal, PLACING, diag))
        *outcome = OUTCOME_UNCLEAR;
    return false;
}

/* Puts all files in place; `*count` receives how many it did. */
static bool put_all(struct journal *journal, long *count, struct diag *diag) {
    const char *line;
    *count = 0;
    for (bool first = true; next(journal, first, &line); first = false) {
        if (journal->entry.kind == ENTRY_OTHER)
            continue;
        bool done = true, removes = journal->entry.kind == ENTRY_REMOVE;
        bool good = removes ? take_away(journal, diag) : put(journal, &done, diag);
        *count += done;
        if (!good)
            return false;
    }
    return !journal->cause || file_fail(diag, "read the notes in", journal->folder, journal->cause);
}

enum run_outcome run_journal_place(struct file_lock *lock, const char *folder, struct diag *diag) {
    struct journal journal = {.lock = lock, .folder = folder};
    enum run_outcome outcome = OUTCOME_NOTHING;
    long count = 0;
    file_hold_signals(true);
    file_clean_at_end(NULL, NULL); /* from now on temporary names may have files of the run before */
    /* The disk has what is written under temporary names before the first of them is put in place, and all of that
     * before anything is removed. */
    if (!put_note(&journal, PLACING, diag) || !file_sync(folder, diag))
        outcome = OUTCOME_NOTHING;
    else if (put_all(&journal, &count, diag) && file_sync(folder, diag) && finish_notes(&journal, &outcome, diag))
        outcome = remove_old(&journal, diag) ? OUTCOME_ALL : OUTCOME_UNCLEAR;
    else if (outcome == OUTCOME_NOTHING && !put_all_back(&journal, count, diag))
        outcome = OUTCOME_UNCLEAR;
    file_hold_signals(false);
    close_journal(&journal);
    return outcome;
}

void run_journal_drop(struct file_lock *lock, const char *folder) {
    struct journal journal = {.lock = lock, .folder = folder};
    const char *line;
    for (bool first = true; next(&journal, first, &line); first = false)
        if (journal.entry.kind != ENTRY_OTHER)
            unlink(journal.temporary.bytes);
    close_journal(&journal);
}

bool run_journal_recover(struct file_lock *lock, const char *folder, struct diag *diag) {
    struct journal journal = {.lock = lock, .folder = folder};
    bool any = false, placing = false, done = false;
    const char *line;
    for (bool first = true; next(&journal, first, &line); first = false) {
        any = true;
        placing = placing || strcmp(line, PLACING) == 0;
        done = strcmp(line, DONE) == 0 || (done && strcmp(line, PLACING) != 0);
    }
    bool good = !journal.cause || file_fail(diag, "read the notes in", folder, journal.cause);
    if (good && done)
        good = remove_old(&journal, diag);
    else if (good && placing)
        good = put_all_back(&journal, -1, diag);
    close_journal(&journal);
    if (good && any && !file_lock_forget(lock))
        good = file_fail(diag, "write notes in", folder, errno);
    return good;
}
