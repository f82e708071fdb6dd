#include "run/known.h"
#include "run/lines.h"
#include "run/run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAMED = 4 };

/* Should two paths or ids have the same hash, a file stays that might have been removed. */
struct run_leftovers {
    struct run_lines *lines;
    const char *only;
    struct run_known kept, ids;
};

void run_leftovers_keep(struct run_leftovers *leftovers, const char *path) {
    if (leftovers)
        run_known_add(&leftovers->kept, hash_string(path));
}

void run_leftovers_add_id(struct run_leftovers *leftovers, const char *id) {
    if (leftovers)
        run_known_add(&leftovers->ids, hash_string(id));
}

struct run_leftovers *run_leftovers_open(const char *path, const char *lab_name, const char *only) {
    struct run_lines *lines = run_lines_open(path, lab_name);
    if (!lines)
        return NULL;
    struct run_leftovers *leftovers = alloc_bytes(sizeof *leftovers);
    *leftovers = (struct run_leftovers){.lines = lines, .only = only};
    return leftovers;
}

void run_leftovers_close(struct run_leftovers *leftovers) {
    if (!leftovers)
        return;
    run_lines_close(leftovers->lines);
    run_known_free(&leftovers->kept);
    run_known_free(&leftovers->ids);
    free(leftovers);
}

/* Finds the next file that is listed but not kept. `first` starts at the beginning of the manifest. */
static bool next_file(struct run_leftovers *leftovers, bool first, struct run_leftover *file) {
    if (!leftovers)
        return false;
    if (first)
        run_lines_rewind(leftovers->lines);
    while (run_lines_next_file(leftovers->lines, file))
        if (!run_known_has(&leftovers->kept, hash_string(file->path)))
            return true;
    return false;
}

static void report_names(struct run_names *names, const char *folder, const char *done, const char *which,
                         struct diag *diag) {
    if (names->count)
        diag_report(diag, SEVERITY_NOTE, (struct pos){0}, "%s: %s %zu file%s of an earlier run %s: %s", folder, done,
                    names->count, names->count == 1 ? "" : "s", which, names->text.bytes);
    text_free(&names->text);
}

/* Whose file it is: of another document than the one this run makes, of a person who is not among its parameter sets,
 * or this run's, which could not make it. */
enum owner { OWNER_DOCUMENT, OWNER_PERSON, OWNER_RUN };

static enum owner owner_of(struct run_leftovers *leftovers, const struct run_leftover *file) {
    if (leftovers->only && file->document && strcmp(leftovers->only, file->document) != 0)
        return OWNER_DOCUMENT;
    return file->id && !run_known_has(&leftovers->ids, hash_string(file->id)) ? OWNER_PERSON : OWNER_RUN;
}

void run_leftovers_pass(struct run_leftovers *leftovers, const char *folder, struct run_hold *hold, bool replaces,
                        void (*take)(void *context, const struct run_leftover *file), void *context,
                        struct diag *diag) {
    struct run_names others = {0}, unmade = {0}, changed = {0};
    struct run_leftover file = {0};
    for (bool first = true; next_file(leftovers, first, &file); first = false) {
        enum owner owner = owner_of(leftovers, &file);
        struct run_leftover found = file;
        bool there, ours = true;
        if (owner == OWNER_RUN) {
            ours = run_hold_is_ours(hold, file.path, &found.digest, &found.bytes, &there);
            if (!ours && there)
                run_names_add(&changed, NAMED, file.path);
            if (!ours || replaces)
                continue;
            run_names_add(&unmade, NAMED, file.path);
        } else if (!run_hold_find(hold, &found)) {
            continue;
        }
        take(context, &found);
        if (owner == OWNER_PERSON)
            run_names_add(&others, NAMED, file.path);
    }
    report_names(&others, folder, "kept", "whose ids are no longer among the parameter sets", diag);
    report_names(&unmade, folder, "kept", "that this run did not make again", diag);
    report_names(&changed, folder, "kept", "that this run did not make again, but somebody changed", diag);
}

/* Removes a file if its bytes are those that a run of ours wrote. */
static bool remove_unchanged(const char *folder, const struct run_leftover *file, struct run_hold *hold) {
    struct run_digest digest;
    size_t bytes;
    bool there;
    if (!run_hold_is_ours(hold, file->path, &digest, &bytes, &there))
        return false;
    int parent;
    const char *name;
    int opened = run_open_below(folder, file->path, &parent, &name);
    bool removed = opened >= 0 && unlinkat(parent, name, 0) == 0;
    if (opened >= 0)
        close(opened);
    if (parent >= 0)
        close(parent);
    return removed;
}

void run_leftovers_remove(struct run_leftovers *leftovers, const char *folder, struct run_hold *hold,
                          struct diag *diag) {
    struct run_names removed = {0};
    struct run_leftover file = {0};
    for (bool first = true; next_file(leftovers, first, &file); first = false)
        if (owner_of(leftovers, &file) == OWNER_RUN && remove_unchanged(folder, &file, hold))
            run_names_add(&removed, NAMED, file.path);
    report_names(&removed, folder, "removed", "that this run did not make again", diag);
}
