#include "files/files.h"
#include "run/known.h"
#include "run/lines.h"
#include "run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A note of the lock is `MANIFEST SHA256 PATH`: a run that will list it in this manifest is about to put these bytes
 * there. `MANIFEST done`: the notes before are not needed for this one any more. */
#define DONE "done"
struct run_hold {
    struct file_lock *lock;
    char *folder;
    const char *manifest;
    struct run_known ours; /* paths with the sums of what runs of ours put there */
    bool has_notes;        /* of a run before that was killed or failed */
    bool has_others_notes; /* of such a run of another command */
    bool force;
};

static uint64_t place_hash(const char *path, const struct run_digest *digest) {
    return hash_bytes(hash_string(path), digest->bytes, sizeof digest->bytes);
}

/* Ends a text at its first space, and gives what follows; NULL if it has none. */
static char *split(char *text) {
    char *space = strchr(text, ' ');
    if (space)
        *space++ = '\0';
    return space;
}

/* Takes in what a note says that a run of ours wrote. */
static void read_note(struct run_hold *hold, char *manifest) {
    char *sum = split(manifest), *path = sum ? split(sum) : NULL;
    bool own = strcmp(manifest, hold->manifest) == 0;
    struct run_digest digest;
    if (sum && !own && strcmp(sum, DONE) == 0)
        hold->has_others_notes = false;
    if (!path || !run_digest_read(sum, &digest))
        return;
    run_known_add(&hold->ours, place_hash(path, &digest));
    hold->has_notes = true;
    hold->has_others_notes = hold->has_others_notes || !own;
}

static void read_notes(struct run_hold *hold) {
    char *notes = strdup(file_lock_notes(hold->lock));
    if (!notes)
        alloc_failed(0);
    for (char *at = notes, *end; (end = strchr(at, '\n')); at = end + 1) {
        *end = '\0';
        read_note(hold, at);
    }
    free(notes);
    run_known_has(&hold->ours, 0); /* sorts, before processes are forked */
}

/* Takes in what the manifest says, and the notes of runs that were killed. */
static void read_ours(struct run_hold *hold, const char *manifest, const char *lab_name) {
    struct run_lines *lines = run_lines_open(manifest, lab_name);
    struct run_leftover file;
    while (lines && run_lines_next_file(lines, &file))
        run_known_add(&hold->ours, place_hash(file.path, &file.digest));
    run_lines_close(lines);
    read_notes(hold);
}

void run_hold_reread(struct run_hold *hold) {
    read_notes(hold);
}

static void remove_abandoned(const char *folder) {
    static const char *const parts[] = {"", "/student", "/instructor", "/instructor/feedback"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct text part = {0};
        text_printf(&part, "%s%s", folder, parts[i]);
        file_remove_abandoned(part.bytes);
        text_free(&part);
    }
}

struct run_hold *run_hold_take(const char *folder, const char *manifest, const char *lab_name, const char *purpose,
                               bool force, struct diag *diag) {
    struct text path = {0};
    text_printf(&path, "%s/" RUN_MANIFEST, folder); /* what was printed, which every command reads */
    bool readable = file_is_free(path.bytes, diag);
    text_clear(&path);
    text_printf(&path, "%s/%s", folder, manifest);
    struct file_lock *lock =
        readable && file_is_free(path.bytes, diag) ? file_lock_take(folder, purpose, diag) : NULL;
    if (!lock) {
        text_free(&path);
        return NULL;
    }
    struct run_hold *hold = alloc_bytes(sizeof *hold);
    *hold = (struct run_hold){.lock = lock, .folder = strdup(folder), .manifest = manifest, .force = force};
    if (!hold->folder)
        alloc_failed(strlen(folder));
    remove_abandoned(folder);
    read_ours(hold, path.bytes, lab_name);
    text_free(&path);
    return hold;
}

void run_hold_release(struct run_hold *hold, bool complete) {
    if (!hold)
        return;
    remove_abandoned(hold->folder); /* of processes of this run that were killed */
    struct text done = {0};
    text_printf(&done, "%s " DONE, hold->manifest);
    if (complete && hold->has_others_notes)
        file_lock_note(hold->lock, done.bytes);
    text_free(&done);
    file_lock_release(hold->lock, !complete || hold->has_others_notes);
    run_known_free(&hold->ours);
    free(hold->folder);
    free(hold);
}

/* The digest of an open file, which is closed; false if it is not a regular file or cannot be read. */
static bool digest_file(int opened, struct run_digest *digest, size_t *bytes) {
    struct stat status;
    ssize_t length = -1;
    *bytes = 0;
    if (fstat(opened, &status) == 0 && S_ISREG(status.st_mode)) {
        struct run_digest_stream *stream = run_digest_begin();
        char part[32 * 1024];
        while ((length = read(opened, part, sizeof part)) > 0) {
            run_digest_add(stream, part, (size_t)length);
            *bytes += (size_t)length;
        }
        *digest = run_digest_end(stream);
    }
    close(opened);
    return length == 0;
}

bool run_hold_is_ours(struct run_hold *hold, const char *path, struct run_digest *digest, size_t *bytes, bool *there) {
    int parent;
    const char *name;
    int opened = run_open_below(hold->folder, path, &parent, &name);
    struct stat status;
    *there = parent >= 0 && fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
    if (parent >= 0)
        close(parent);
    return opened >= 0 && digest_file(opened, digest, bytes) && run_known_has(&hold->ours, place_hash(path, digest));
}

bool run_hold_find(struct run_hold *hold, struct run_leftover *file) {
    struct run_digest digest;
    size_t bytes;
    bool there;
    if (hold->has_notes && run_hold_is_ours(hold, file->path, &digest, &bytes, &there)) {
        file->digest = digest;
        file->bytes = bytes;
        return true;
    }
    struct text whole = {0};
    text_printf(&whole, "%s/%s", hold->folder, file->path);
    bool found = access(whole.bytes, F_OK) == 0;
    text_free(&whole);
    return found;
}

/* What is at a path: nothing, the very bytes, other bytes of ours, or something else. */
static enum run_place find_place(struct run_hold *hold, const char *path, const char *whole,
                                 const struct run_digest *digest) {
    struct run_digest found;
    struct stat status;
    size_t bytes;
    int opened = open(whole, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (opened < 0)
        return errno == ENOENT || errno == ENOTDIR ? PLACE_FREE : PLACE_CHANGED;
    if (fstat(opened, &status) == 0 && S_ISDIR(status.st_mode)) {
        close(opened);
        return PLACE_FREE; /* writing will fail, and say so */
    }
    if (!digest_file(opened, &found, &bytes))
        return PLACE_CHANGED;
    if (memcmp(found.bytes, digest->bytes, sizeof found.bytes) == 0)
        return PLACE_SAME;
    return run_known_has(&hold->ours, place_hash(path, &found)) ? PLACE_FREE : PLACE_CHANGED;
}

/* Looks, and notes that this run is about to put a file with this digest there. */
static enum run_place take_place(struct run_hold *hold, const char *path, struct run_digest digest, struct diag *diag) {
    struct text whole = {0}, note = {0};
    text_printf(&whole, "%s/%s", hold->folder, path);
    enum run_place place = find_place(hold, path, whole.bytes, &digest);
    if (place == PLACE_CHANGED && hold->force)
        place = PLACE_FREE;
    if (place != PLACE_CHANGED && !run_known_has(&hold->ours, place_hash(path, &digest))) {
        text_printf(&note, "%s ", hold->manifest);
        run_digest_print(&note, digest);
        text_printf(&note, " %s", path);
        errno = 0;
        if (!file_lock_note(hold->lock, note.bytes)) {
            diag_report(diag, SEVERITY_FAILURE, (struct pos){0}, "cannot write '%s': %s", whole.bytes,
                        strerror(errno ? errno : EIO));
            place = PLACE_FAILED;
        }
    }
    text_free(&whole);
    text_free(&note);
    return place;
}

enum run_place run_hold_write(struct run_hold *hold, const char *path, const char *bytes, size_t length,
                              struct run_digest digest, struct diag *diag) {
    enum run_place place = take_place(hold, path, digest, diag);
    struct text whole = {0};
    text_printf(&whole, "%s/%s", hold->folder, path);
    if (place == PLACE_FREE && !file_write(whole.bytes, bytes, length, diag))
        place = PLACE_FAILED;
    text_free(&whole);
    return place;
}

enum run_place run_hold_commit(struct run_hold *hold, const char *path, struct file_output *output,
                               struct run_digest digest, struct diag *diag) {
    enum run_place place = take_place(hold, path, digest, diag);
    if (place != PLACE_FREE)
        file_abandon(output);
    else if (!file_commit(output, diag))
        place = PLACE_FAILED;
    return place;
}
