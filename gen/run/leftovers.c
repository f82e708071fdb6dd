#include "run/lines.h"
#include "run/run.h"

#include <stdint.h>
#include <string.h>

enum { NAMED = 4 };

struct run_leftovers {
    struct arena *arena;
    struct run_lines *lines;
    const char *only;
    struct table *kept, *staying, *ids;
    struct run_names others, unmade, changed, replaced, removed;
};

static void put(struct table *texts, const char *text) {
    table_add(texts, 0, text, strlen(text));
}

static bool has(const struct table *texts, const char *text) {
    return table_find(texts, 0, text, strlen(text)) != SIZE_MAX;
}

void run_leftovers_keep(struct run_leftovers *leftovers, const char *path) {
    if (leftovers)
        put(leftovers->kept, path);
}

void run_leftovers_stay(struct run_leftovers *leftovers, const char *path) {
    if (leftovers)
        put(leftovers->staying, path);
}

void run_leftovers_add_id(struct run_leftovers *leftovers, const char *id) {
    if (leftovers)
        put(leftovers->ids, id);
}

bool run_leftovers_open(struct run_leftovers **leftovers, const char *path, const char *lab_name, const char *only,
                        struct diag *diag) {
    struct run_lines *lines;
    *leftovers = NULL;
    if (!run_lines_open(&lines, path, lab_name, diag))
        return false;
    if (!lines)
        return true;
    struct arena *arena = arena_new();
    *leftovers = arena_alloc(arena, sizeof **leftovers);
    **leftovers = (struct run_leftovers){
        arena, lines, only, .kept = table_new(arena), .staying = table_new(arena), .ids = table_new(arena)};
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
    arena_free(leftovers->arena);
    return good;
}

/* Finds the next file that is listed but not kept. `first` starts at the beginning of the manifest. */
static bool next_file(struct run_leftovers *leftovers, bool first, struct run_leftover *file) {
    if (!leftovers)
        return false;
    if (first)
        run_lines_rewind(leftovers->lines);
    while (run_lines_next_file(leftovers->lines, file))
        if (!has(leftovers->kept, file->path))
            return true;
    return false;
}

static void report_names(const struct run_names *names, const char *folder, const char *done, const char *which,
                         struct diag *diag) {
    if (names->count)
        diag_report(diag, SEVERITY_NOTE, NOWHERE, "%s: %s %zu file%s of an earlier run %s: %s", folder, done,
                    names->count, names->count == 1 ? "" : "s", which, names->text.bytes);
}

/* Whose file it is: of another document than the one this run makes, or one that stays; of a person who is not among
 * its parameter sets, or this run's, which could not make it. */
enum owner { OWNER_DOCUMENT, OWNER_PERSON, OWNER_RUN };

static enum owner owner_of(struct run_leftovers *leftovers, const struct run_leftover *file) {
    if ((leftovers->only && file->document && strcmp(leftovers->only, file->document) != 0) ||
        has(leftovers->staying, file->path))
        return OWNER_DOCUMENT;
    return file->id && !has(leftovers->ids, file->id) ? OWNER_PERSON : OWNER_RUN;
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
    return !leftovers || run_lines_check(leftovers->lines, diag);
}

/* Lists a file that somebody changed, and notes whose it is. */
static void list_file(struct run_manifest *manifest, const struct run_leftover *file, struct table *staying) {
    run_manifest_add_earlier_file(manifest, file->path, file->id);
    if (file->id)
        put(staying, file->id);
}

bool run_leftovers_list_earlier(struct run_leftovers *leftovers, struct run_printed *printed,
                                const struct parameter_sets *sets, struct run_manifest *manifest, struct run_hold *hold,
                                struct diag *diag) {
    struct arena *arena = arena_new();
    struct table *staying = table_new(arena); /* ids that still have files of their own */
    struct run_leftover file = {0};
    bool good = true;
    for (bool first = true; next_file(leftovers, first, &file); first = false) {
        enum owner owner = owner_of(leftovers, &file);
        struct run_leftover found = file;
        bool there, ours = true;
        good = good && (owner == OWNER_DOCUMENT || run_hold_is_ours(hold, file.path, &found, &there, &ours, diag));
        if (good && !ours && there)
            list_file(manifest, &file, staying);
        else if (good && ours && owner == OWNER_PERSON)
            put(staying, file.id);
    }
    size_t files, printed_count;
    const struct run_leftover *earlier = run_printed_earlier(printed, &files);
    for (size_t i = 0; leftovers && i < files; i++)
        if (!has(leftovers->kept, earlier[i].path) && run_hold_has(hold, earlier[i].path)) {
            list_file(manifest, &earlier[i], staying);
            run_names_add(&leftovers->replaced, NAMED, earlier[i].path);
        }
    const struct run_printed_set *before = run_printed_sets(printed, &printed_count);
    struct sets_index *own = sets_index_new(arena, printed_count ? sets_count(sets) : 0, sets_row_key, sets);
    for (size_t i = 0; printed_count && i < sets_count(sets); i++)
        if (!sets_row(sets, i)->bad)
            sets_index_put(own, i);
    for (size_t i = 0; i < printed_count; i++)
        if (sets_index_find(own, before[i].id, before[i].scenario) == SIZE_MAX && has(staying, before[i].id))
            run_manifest_add_earlier_set(manifest, &before[i]);
    if (leftovers && !run_lines_check(leftovers->lines, diag))
        good = false;
    arena_free(arena);
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
