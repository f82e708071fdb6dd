#include "run/known.h"
#include "run/lines.h"
#include "run/run.h"

#include <stdlib.h>
#include <string.h>

enum { NAMED = 4 };

/* Should two paths or ids have the same hash, a file stays that might have been removed. */
struct run_leftovers {
    struct run_lines *lines;
    const char *only;
    struct run_known kept, ids;
    struct run_names others, unmade, changed, replaced, removed;
};

void run_leftovers_keep(struct run_leftovers *leftovers, const char *path) {
    if (leftovers)
        run_known_add(&leftovers->kept, hash_string(path));
}

void run_leftovers_add_id(struct run_leftovers *leftovers, const char *id) {
    if (leftovers)
        run_known_add(&leftovers->ids, hash_string(id));
}

bool run_leftovers_open(struct run_leftovers **leftovers, const char *path, const char *lab_name, const char *only,
                        struct diag *diag) {
    struct run_lines *lines;
    *leftovers = NULL;
    if (!run_lines_open(&lines, path, lab_name, diag))
        return false;
    if (!lines)
        return true;
    *leftovers = alloc_bytes(sizeof **leftovers);
    **leftovers = (struct run_leftovers){.lines = lines, .only = only};
    return true;
}

bool run_leftovers_close(struct run_leftovers *leftovers, struct diag *diag) {
    if (!leftovers)
        return true;
    struct run_names *const names[] = {&leftovers->others, &leftovers->unmade, &leftovers->changed,
                                       &leftovers->replaced, &leftovers->removed};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        text_free(&names[i]->text);
    bool good = run_lines_close(leftovers->lines, diag);
    run_known_free(&leftovers->kept);
    run_known_free(&leftovers->ids);
    free(leftovers);
    return good;
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

static void report_names(const struct run_names *names, const char *folder, const char *done, const char *which,
                         struct diag *diag) {
    if (names->count)
        diag_report(diag, SEVERITY_NOTE, (struct pos){0}, "%s: %s %zu file%s of an earlier run %s: %s", folder, done,
                    names->count, names->count == 1 ? "" : "s", which, names->text.bytes);
}

/* Whose file it is: of another document than the one this run makes, of a person who is not among its parameter sets,
 * or this run's, which could not make it. */
enum owner { OWNER_DOCUMENT, OWNER_PERSON, OWNER_RUN };

static enum owner owner_of(struct run_leftovers *leftovers, const struct run_leftover *file) {
    if (leftovers->only && file->document && strcmp(leftovers->only, file->document) != 0)
        return OWNER_DOCUMENT;
    return file->id && !run_known_has(&leftovers->ids, hash_string(file->id)) ? OWNER_PERSON : OWNER_RUN;
}

/* Decides about a file that this run did not make again. `*stays`: whether it stays listed. */
static bool pass_file(struct run_leftovers *leftovers, struct run_leftover *file, struct run_hold *hold, bool replaces,
                      bool *stays, struct diag *diag) {
    enum owner owner = owner_of(leftovers, file);
    bool there, ours;
    *stays = owner == OWNER_DOCUMENT && run_hold_has(hold, file->path);
    if (owner == OWNER_DOCUMENT)
        return true;
    if (!run_hold_is_ours(hold, file->path, file, &there, &ours, diag))
        return false;
    if (owner == OWNER_RUN && ours && replaces) {
        run_names_add(&leftovers->removed, NAMED, file->path);
        return run_hold_remove(hold, file->path, file->digest, diag);
    }
    struct run_names *kept = ours ? &leftovers->unmade : &leftovers->changed;
    if (there)
        run_names_add(owner == OWNER_PERSON ? &leftovers->others : kept, NAMED, file->path);
    *stays = ours;
    return true;
}

bool run_leftovers_pass(struct run_leftovers *leftovers, struct run_hold *hold, bool replaces,
                        void (*take)(void *context, const struct run_leftover *file), void *context,
                        struct diag *diag) {
    struct run_leftover file = {0};
    for (bool first = true; next_file(leftovers, first, &file); first = false) {
        bool stays;
        if (!pass_file(leftovers, &file, hold, replaces, &stays, diag))
            return false;
        if (stays)
            take(context, &file);
    }
    return true;
}

static uint64_t set_hash(const struct run_printed_set *set) {
    return hash_bytes(hash_string(set->id), set->scenario, strlen(set->scenario));
}

/* Lists a file that somebody changed, and notes whose it is. */
static void list_file(struct run_manifest *manifest, const struct run_leftover *file, struct run_known *staying) {
    run_manifest_add_earlier_file(manifest, file->path, file->id);
    if (file->id)
        run_known_add(staying, hash_string(file->id));
}

bool run_leftovers_list_earlier(struct run_leftovers *leftovers, struct run_printed *printed,
                                const struct run_printed_set *sets, size_t count, struct run_manifest *manifest,
                                struct run_hold *hold, struct diag *diag) {
    struct run_known staying = {0}, own = {0}; /* ids that still have files of their own; this run's sets */
    struct run_leftover file = {0};
    bool good = true;
    for (bool first = true; next_file(leftovers, first, &file); first = false) {
        enum owner owner = owner_of(leftovers, &file);
        struct run_leftover found = file;
        bool there, ours = true;
        good = good && (owner == OWNER_DOCUMENT || run_hold_is_ours(hold, file.path, &found, &there, &ours, diag));
        if (good && !ours && there)
            list_file(manifest, &file, &staying);
        else if (good && ours && owner == OWNER_PERSON)
            run_known_add(&staying, hash_string(file.id));
    }
    size_t files, printed_count;
    const struct run_leftover *earlier = run_printed_earlier(printed, &files);
    for (size_t i = 0; leftovers && i < files; i++)
        if (!run_known_has(&leftovers->kept, hash_string(earlier[i].path)) && run_hold_has(hold, earlier[i].path)) {
            list_file(manifest, &earlier[i], &staying);
            run_names_add(&leftovers->replaced, NAMED, earlier[i].path);
        }
    for (size_t i = 0; i < count; i++)
        run_known_add(&own, set_hash(&sets[i]));
    const struct run_printed_set *before = run_printed_sets(printed, &printed_count);
    for (size_t i = 0; i < printed_count; i++)
        if (!run_known_has(&own, set_hash(&before[i])) && run_known_has(&staying, hash_string(before[i].id)))
            run_manifest_add_earlier_set(manifest, &before[i]);
    run_known_free(&staying);
    run_known_free(&own);
    return good;
}

void run_leftovers_report(struct run_leftovers *leftovers, const char *folder, struct diag *diag) {
    if (!leftovers)
        return;
    report_names(&leftovers->others, folder, "kept", "whose ids are no longer among the parameter sets", diag);
    report_names(&leftovers->unmade, folder, "kept", "that this run did not make again", diag);
    report_names(&leftovers->changed, folder, "kept", "that this run did not make again, but somebody changed", diag);
    report_names(&leftovers->replaced, folder, "kept", "that was replaced, since somebody changed them", diag);
    report_names(&leftovers->removed, folder, "removed", "that this run did not make again", diag);
}
