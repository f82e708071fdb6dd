#include "run/lines.h"
#include "run/run.h"

#include <stdlib.h>
#include <string.h>

/* The file of this run at a path; NULL if it has none there. */
static const struct run_made *find_made(const struct run_made *made, size_t count, const char *path) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(made[i].file.path, path) == 0)
            return &made[i];
    return NULL;
}

/* The set of this run that has the id and scenario of one before; NULL if it has none. */
static const struct run_printed_set *find_set(const struct run_printed_set *sets, size_t count,
                                              const struct run_printed_set *before) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(sets[i].id, before->id) == 0 && strcmp(sets[i].scenario, before->scenario) == 0)
            return &sets[i];
    return NULL;
}

static void put_file(struct run_manifest *manifest, const struct run_leftover *file) {
    run_manifest_add_file(manifest, file->path, file->document, file->id, file->bytes, file->digest);
}

/* Lists the files of the runs before in their order, with those of this run in their places, then its other files. */
static void put_files(struct run_manifest *manifest, struct run_lines *lines, const struct run_made *made,
                      size_t count) {
    struct run_leftover file;
    bool *listed = alloc_bytes(count + 1);
    memset(listed, 0, count + 1);
    while (lines && run_lines_next_file(lines, &file)) {
        const struct run_made *own = find_made(made, count, file.path);
        if (own) {
            listed[own - made] = true;
            if (!own->kept)
                put_file(manifest, &own->file);
        } else {
            put_file(manifest, &file); /* even if it is not there, for this run has no say in it */
        }
    }
    for (size_t i = 0; i < count; i++)
        if (!listed[i] && !made[i].kept)
            put_file(manifest, &made[i].file);
    free(listed);
}

bool run_manifest_update(const char *path, const char *lab_name, struct run_printed *printed,
                         const struct run_printed_set *sets, size_t set_count, const struct run_made *made,
                         size_t made_count, struct run_hold *hold, struct diag *diag) {
    struct run_lines *lines;
    if (!run_lines_open(&lines, path, lab_name, diag))
        return false;
    struct run_manifest *manifest = run_manifest_begin(path, lab_name, run_printed_model(printed), diag);
    size_t count;
    const struct run_printed_set *before = run_printed_sets(printed, &count);
    for (size_t i = 0; i < count; i++) {
        const struct run_printed_set *own = find_set(sets, set_count, &before[i]);
        if (own || !before[i].earlier)
            run_manifest_add_set(manifest, own ? own : &before[i]);
    }
    for (size_t i = 0; i < set_count; i++)
        if (!run_printed_find(printed, sets[i].id, sets[i].scenario))
            run_manifest_add_set(manifest, &sets[i]);
    put_files(manifest, lines, made, made_count);
    size_t files;
    const struct run_leftover *earlier = run_printed_earlier(printed, &files);
    for (size_t i = 0; i < files; i++) {
        const struct run_made *own = find_made(made, made_count, earlier[i].path);
        if (own ? own->earlier : run_hold_has(hold, earlier[i].path))
            run_manifest_add_earlier_file(manifest, earlier[i].path, earlier[i].id);
    }
    for (size_t i = 0; i < count; i++)
        if (before[i].earlier && !find_set(sets, set_count, &before[i]))
            run_manifest_add_earlier_set(manifest, &before[i]);
    bool read = run_lines_close(lines, diag);
    return run_manifest_end(manifest, hold, diag) && read;
}
