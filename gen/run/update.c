#include "run/lines.h"
#include "run/run.h"

#include <jansson.h>
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

/* Whether a head has the members that this run depends on. */
static bool has_members(const json_t *head, const json_t *own) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)own, key, value) {
        if (!json_equal(json_object_get(head, key), value))
            return false;
    }
    return true;
}

/* The head of the class, with what this run depends on if that is something else. The caller frees it. */
static char *head_after(const struct run_lines *lines, const char *lab_name, const char *model,
                        const char *provenance) {
    struct text members = {0}, fresh = {0};
    const char *before = lines ? run_lines_head(lines) : NULL;
    run_manifest_head(&fresh, lab_name, model, NULL);
    text_printf(&members, "{%s}", provenance ? provenance : "");
    json_t *head = json_loads(before ? before : fresh.bytes, 0, NULL), *own = json_loads(members.bytes, 0, NULL);
    if (!head || !own)
        alloc_failed(0);
    if (json_object_size(own) && !has_members(head, own))
        json_object_set(head, "updated", own);
    char *text = json_dumps(head, JSON_COMPACT);
    if (!text)
        alloc_failed(0);
    json_decref(head);
    json_decref(own);
    text_free(&members);
    text_free(&fresh);
    return text;
}

bool run_manifest_update(const char *path, const char *lab_name, const char *provenance, struct run_printed *printed,
                         const struct run_printed_set *sets, size_t set_count, const struct run_made *made,
                         size_t made_count, struct run_hold *hold, struct diag *diag) {
    struct run_lines *lines;
    if (!run_lines_open(&lines, path, lab_name, diag))
        return false;
    char *head = head_after(lines, lab_name, run_printed_model(printed), provenance);
    struct run_manifest *manifest = run_manifest_begin(path, head, diag);
    free(head);
    const bool clean =
        lines && run_lines_is_clean(lines) && !diag_count(diag, SEVERITY_ERROR) && !diag_count(diag, SEVERITY_WARNING);
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
    return run_manifest_end(manifest, clean, hold, diag) && read;
}
