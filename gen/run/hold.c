#include "files/files.h"
#include "run/found.h"
#include "run/journal.h"
#include "run/lines.h"
#include "run/run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The folders that have temporary files of a run. */
static const char *const parts[] = {".", "student", "instructor", "instructor/feedback", "instructor/collect"};
enum { PARTS = sizeof parts / sizeof *parts };

struct run_hold {
    struct arena *arena;
    struct file_lock *lock;
    const char *folder, **cleaned; /* cleaned: all folders that may have temporary files, outer ones first, then NULL */
    size_t cleaned_count, cleaned_room;
    const char *made; /* the outermost folder that was not there before; NULL: all were */
    const char *manifest;
    struct table *ours; /* the sums of what runs of ours put in place, with the paths after them */
    bool force, fans;
    bool has_placed, keeps_notes; /* the next run needs them */
};

static void put_place(struct text *key, const char *path, const struct run_digest *digest) {
    text_append(key, (const char *)digest->bytes, sizeof digest->bytes);
    text_puts(key, path);
}

static void add_ours(struct run_hold *hold, const char *path, const struct run_digest *digest) {
    struct text key = {0};
    put_place(&key, path, digest);
    table_add(hold->ours, 0, key.bytes, key.length);
    text_free(&key);
}

static bool has_ours(const struct run_hold *hold, const char *path, const struct run_digest *digest) {
    struct text key = {0};
    put_place(&key, path, digest);
    const bool found = table_find(hold->ours, 0, key.bytes, key.length) != SIZE_MAX;
    text_free(&key);
    return found;
}

static char *joined(const char *folder, const char *path) {
    struct text whole = {0};
    text_printf(&whole, "%s/%s", folder, path);
    return whole.bytes;
}

/* The part of a path, as long as it may be, that begins with a folder which is not there; NULL if all are. */
static const char *first_missing(struct arena *arena, const char *folder) {
    for (size_t i = 1, length = strlen(folder); i <= length; i++) {
        struct stat status;
        if ((folder[i] != '/' && folder[i]) || folder[i - 1] == '/')
            continue;
        const char *outer = arena_strndup(arena, folder, i);
        if (lstat(outer, &status) != 0)
            return outer;
    }
    return NULL;
}

/* Removes the folders that were made for a run that put nothing in place, as far as they are empty. */
static void remove_made(struct run_hold *hold) {
    if (!hold->made)
        return;
    rmdir(arena_printf(hold->arena, "%s/instructor/collect/pages", hold->folder));
    for (size_t i = hold->cleaned_count; i-- > 1;)
        rmdir(hold->cleaned[i]);
    for (size_t i = strlen(hold->folder), least = strlen(hold->made); i >= least; i--)
        if ((hold->folder[i] == '/' || !hold->folder[i]) && i)
            rmdir(arena_strndup(hold->arena, hold->folder, i));
}

static void clean_too(struct run_hold *hold, const char *folder) {
    for (int i = 0; i < 2; i++) { /* with room for the NULL */
        hold->cleaned = arena_grow(hold->arena, hold->cleaned, hold->cleaned_count + (size_t)i, &hold->cleaned_room,
                                   sizeof *hold->cleaned);
        hold->cleaned[hold->cleaned_count + (size_t)i] = i ? NULL : folder;
    }
    hold->cleaned_count++;
}

static int is_fan(const struct dirent *entry) {
    return strlen(entry->d_name) == 3 && strspn(entry->d_name, "0123456789abcdef") == 3;
}

/* The folders with temporary files: those that every run has, and in there those that a run with --fan-out made. */
static void list_folders(struct run_hold *hold) {
    for (int i = 0; i < PARTS; i++)
        clean_too(hold, arena_printf(hold->arena, "%s/%s", hold->folder, parts[i]));
    for (int i = 1; i < PARTS; i++) {
        struct dirent **entries;
        const int count = scandir(hold->cleaned[i], &entries, is_fan, alphasort);
        for (int k = 0; k < count; k++) {
            clean_too(hold, arena_printf(hold->arena, "%s/%s", hold->cleaned[i], entries[k]->d_name));
            free(entries[k]);
        }
        if (count >= 0)
            free(entries);
    }
}

void run_hold_fan_out(struct run_hold *hold) {
    hold->fans = true;
    for (int i = 1; i < PARTS; i++)
        for (unsigned k = 0; k < RUN_FANS; k++)
            clean_too(hold, arena_printf(hold->arena, "%s/%s/%03x", hold->folder, parts[i], k));
    file_clean_at_end(hold->cleaned, file_lock_path(hold->lock));
}

/* Makes the folder of a person's file, in the folder that is there. */
static void make_fan(const struct run_hold *hold, const char *whole) {
    if (!hold->fans)
        return;
    char *folder = strdup(whole), *slash = folder ? strrchr(folder, '/') : NULL;
    if (!slash)
        alloc_failed(strlen(whole));
    *slash = '\0';
    mkdir(folder, 0777); /* if that fails, so does writing into it, which is reported */
    free(folder);
}

/* Takes in what the manifest says. False, after a report, if it cannot be read. */
static bool read_ours(struct run_hold *hold, const char *manifest, const char *lab_name, struct diag *diag) {
    struct run_lines *lines;
    struct run_leftover file;
    if (!run_lines_open(&lines, manifest, lab_name, diag))
        return false;
    while (lines && run_lines_next_file(lines, &file))
        add_ours(hold, file.path, &file.digest);
    return run_lines_close(lines, diag);
}

struct run_hold *run_hold_take(const char *folder, const char *manifest, const char *lab_name, const char *purpose,
                               bool force, struct diag *diag) {
    char *printed = joined(folder, RUN_MANIFEST), *path = joined(folder, manifest); /* what every command reads */
    bool readable = file_is_free(printed, diag) && file_is_free(path, diag);
    struct arena *arena = arena_new();
    const char *made = first_missing(arena, folder);
    struct file_lock *lock = readable ? file_lock_take(folder, purpose, diag) : NULL;
    free(printed);
    if (!lock) {
        free(path);
        arena_free(arena);
        return NULL;
    }
    struct run_hold *hold = arena_alloc(arena, sizeof *hold);
    *hold = (struct run_hold){
        arena,         lock, arena_strdup(arena, folder), .made = made, .manifest = manifest, .ours = table_new(arena),
        .force = force};
    list_folders(hold);
    hold->keeps_notes = !run_journal_recover(lock, folder, diag);
    bool good = !hold->keeps_notes;
    for (size_t i = 0; good && i < hold->cleaned_count; i++)
        file_remove_abandoned(hold->cleaned[i]);
    if (good) {
        file_clean_at_end(hold->cleaned, file_lock_path(lock));
        good = read_ours(hold, path, lab_name, diag);
    }
    free(path);
    if (good)
        return hold;
    run_hold_release(hold);
    return NULL;
}

bool run_hold_place(struct run_hold *hold, struct diag *diag) {
    enum run_outcome outcome = OUTCOME_NOTHING;
    if (!diag_count(diag, SEVERITY_FAILURE))
        outcome = run_journal_place(hold->lock, hold->folder, diag);
    hold->has_placed = outcome == OUTCOME_ALL;
    hold->keeps_notes = outcome == OUTCOME_UNCLEAR;
    if (outcome == OUTCOME_NOTHING)
        diag_report(diag, SEVERITY_NOTE, NOWHERE,
                    "%s: nothing is put in place, since not everything could be written; files of earlier runs are as "
                    "they were",
                    hold->folder);
    else if (outcome == OUTCOME_UNCLEAR)
        diag_report(diag, SEVERITY_NOTE, NOWHERE, "%s: the next run will put it right", hold->folder);
    return hold->has_placed;
}

void run_hold_release(struct run_hold *hold) {
    if (!hold)
        return;
    if (!hold->has_placed && !hold->keeps_notes)
        run_journal_drop(hold->lock, hold->folder);
    for (size_t i = 0; i < hold->cleaned_count && !hold->keeps_notes; i++)
        file_remove_abandoned(hold->cleaned[i]); /* also of processes of this run that were killed */
    file_clean_at_end(NULL, NULL);
    file_lock_release(hold->lock, hold->keeps_notes);
    if (!hold->has_placed && !hold->keeps_notes)
        remove_made(hold);
    arena_free(hold->arena);
}

bool run_hold_is_ours(struct run_hold *hold, const char *path, struct run_leftover *file, bool *there, bool *ours,
                      struct diag *diag) {
    struct run_found_file at;
    enum run_found found = run_found_below(hold->folder, path, &at);
    if (found == FOUND_UNKNOWN)
        return file_fail(diag, "read", path, errno);
    *there = found != FOUND_NOTHING;
    *ours = found == FOUND_FILE && has_ours(hold, path, &at.digest);
    file->digest = at.digest;
    file->bytes = at.bytes;
    return true;
}

bool run_hold_accept(struct run_hold *hold, const char *path, struct diag *diag) {
    struct run_leftover file;
    bool there = false, ours = false;
    if (!run_hold_is_ours(hold, path, &file, &there, &ours, diag))
        return false;
    if (there && !ours)
        add_ours(hold, path, &file.digest);
    return true;
}

bool run_hold_has(struct run_hold *hold, const char *path) {
    struct text whole = {0};
    struct stat status;
    text_printf(&whole, "%s/%s", hold->folder, path);
    bool has = lstat(whole.bytes, &status) == 0;
    text_free(&whole);
    return has;
}

bool run_hold_remove(struct run_hold *hold, const char *path, struct run_digest digest, struct diag *diag) {
    char *whole = joined(hold->folder, path), chosen[FILE_CHOSEN + 1];
    struct file_output *empty = file_begin(whole, diag);
    bool good = empty && file_finish(empty, chosen, diag);
    errno = 0;
    if (good && !run_journal_remove(hold->lock, path, digest, chosen))
        good = file_fail(diag, "remove", whole, errno ? errno : EIO);
    free(whole);
    return good;
}

/* What is at a path: nothing, the very bytes, other bytes of ours, or something else. */
static enum run_place find_place(struct run_hold *hold, const char *path, const char *whole,
                                 const struct run_digest *digest, char seen[RUN_SEEN_BYTES], struct diag *diag) {
    struct run_found_file file;
    enum run_found found = run_found_at(whole, &file);
    if (found == FOUND_UNKNOWN && !hold->force) {
        file_fail(diag, "read", whole, errno);
        return PLACE_FAILED;
    }
    strcpy(seen, found == FOUND_NOTHING ? RUN_SEEN_NOTHING : RUN_SEEN_ANYTHING);
    if (found == FOUND_NOTHING || (found == FOUND_OTHER && S_ISDIR(file.status.st_mode)))
        return PLACE_FREE; /* writing to a folder will fail, and say so */
    if (found == FOUND_FILE) {
        if (memcmp(file.digest.bytes, digest->bytes, sizeof digest->bytes) == 0)
            return PLACE_SAME;
        run_seen_print(seen, &file.status);
        if (has_ours(hold, path, &file.digest))
            return PLACE_FREE;
    }
    return hold->force ? PLACE_FREE : PLACE_CHANGED;
}

/* Completes a file and notes it, to be put in place with the others. */
static bool stage(struct run_hold *hold, const char *path, const char *whole, struct file_output *output,
                  struct run_digest digest, const char *seen, struct diag *diag) {
    char chosen[FILE_CHOSEN + 1];
    if (!file_finish(output, chosen, diag))
        return false;
    errno = 0;
    return run_journal_put(hold->lock, path, digest, chosen, seen) ||
           file_fail(diag, "write", whole, errno ? errno : EIO);
}

struct run_written run_hold_write(struct run_hold *hold, const char *path, const struct text *bytes,
                                  struct diag *diag) {
    struct run_written written = {.bytes = bytes->length, .digest = run_digest_of(bytes->bytes, bytes->length)};
    char *whole = joined(hold->folder, path), seen[RUN_SEEN_BYTES];
    written.place = find_place(hold, path, whole, &written.digest, seen, diag);
    if (written.place == PLACE_FREE) {
        make_fan(hold, whole);
        struct file_output *output = file_begin(whole, diag);
        if (output)
            file_put(output, bytes->bytes, bytes->length);
        if (!output || !stage(hold, path, whole, output, written.digest, seen, diag))
            written.place = PLACE_FAILED;
    }
    free(whole);
    return written;
}

void run_file_begin(struct run_file *file, const char *folder, const char *path, struct diag *diag) {
    *file = (struct run_file){.path = path, .digest = run_digest_begin()};
    if (path) {
        char *whole = joined(folder, path);
        file->output = file_begin(whole, diag);
        free(whole);
    }
}

static void put_held(struct run_file *file) {
    if (file->output)
        file_put(file->output, file->held.bytes, file->held.length);
    run_digest_add(file->digest, file->held.bytes, file->held.length);
    file->bytes += file->held.length;
    text_clear(&file->held);
}

void run_file_pass(struct run_file *file) {
    enum { HELD_BYTES = 64 * 1024 };
    if (file->held.length > HELD_BYTES)
        put_held(file);
}

void run_file_put(void *file, const char *bytes, size_t length) {
    struct run_file *written = file;
    text_append(&written->held, bytes, length);
    run_file_pass(written);
}

struct run_written run_file_end(struct run_file *file, struct run_hold *hold, struct diag *diag) {
    put_held(file);
    struct run_written written = {PLACE_FAILED, file->bytes, run_digest_end(file->digest)};
    if (file->output) {
        char *whole = joined(hold->folder, file->path), seen[RUN_SEEN_BYTES];
        written.place = find_place(hold, file->path, whole, &written.digest, seen, diag);
        if (written.place != PLACE_FREE)
            file_abandon(file->output);
        else if (!stage(hold, file->path, whole, file->output, written.digest, seen, diag))
            written.place = PLACE_FAILED;
        free(whole);
    }
    text_free(&file->held);
    return written;
}

void run_file_abandon(struct run_file *file) {
    if (file->output)
        file_abandon(file->output);
    run_digest_end(file->digest);
    text_free(&file->held);
}

bool run_hold_is_whole(struct run_hold *hold, const char *lab_name, const char *head, bool clean) {
    struct diag *silent = diag_new_silent();
    struct run_lines *lines;
    struct run_leftover file;
    struct run_printed_set set;
    char *path = joined(hold->folder, hold->manifest);
    bool whole = run_lines_open(&lines, path, lab_name, silent) && lines && run_lines_are_sound(lines) &&
                 strcmp(run_lines_head(lines), head) == 0;
    free(path);
    if (whole && clean) {
        whole = run_lines_is_clean(lines) && !run_lines_next_earlier(lines, &file);
        run_lines_rewind(lines);
        while (whole && run_lines_next_set(lines, &set))
            whole = !set.earlier;
        run_lines_rewind(lines);
    }
    while (whole && run_lines_next_file(lines, &file)) {
        struct run_leftover found;
        bool there = false, ours = false;
        whole = run_hold_is_ours(hold, file.path, &found, &there, &ours, silent) && ours && found.bytes == file.bytes;
    }
    whole = run_lines_close(lines, silent) && whole;
    diag_free(silent);
    return whole;
}

bool run_hold_finish_manifest(struct run_hold *hold, struct file_output *output, struct run_digest digest,
                              struct diag *diag) {
    char *whole = joined(hold->folder, hold->manifest);
    struct stat status;
    bool missing = lstat(whole, &status) != 0 && errno == ENOENT;
    bool good =
        stage(hold, hold->manifest, whole, output, digest, missing ? RUN_SEEN_NOTHING : RUN_SEEN_ANYTHING, diag);
    free(whole);
    return good;
}
