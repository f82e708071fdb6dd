#include "run/run.h"

#include "files/files.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct run_manifest {
    struct file_output *output; /* NULL if it cannot be written */
    struct run_digest_stream *digest;
    struct text text; /* what has not been written yet */
    bool any_set, any_question, in_files, any_file, any_earlier;
};

/* Appends a JSON value and frees it. jansson returns NULL if memory runs out. */
static void append_json(struct text *out, json_t *value) {
    char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
    if (!text)
        alloc_failed(0);
    text_puts(out, text);
    free(text);
    json_decref(value);
}

struct run_manifest *run_manifest_begin(const char *path, const char *lab_name, const char *model, struct diag *diag) {
    struct run_manifest *manifest = alloc_bytes(sizeof *manifest);
    *manifest = (struct run_manifest){.output = file_begin(path, diag), .digest = run_digest_begin()};
    text_puts(&manifest->text, "{\n  \"lab\": ");
    append_json(&manifest->text, json_string(lab_name));
    if (model && *model)
        text_printf(&manifest->text, ",\n  \"model\": \"%s\"", model);
    text_puts(&manifest->text, ",\n  \"sets\": [");
    return manifest;
}

static void flush(struct run_manifest *manifest, size_t most) {
    if (manifest->text.length <= most)
        return;
    if (manifest->output)
        file_put(manifest->output, manifest->text.bytes, manifest->text.length);
    run_digest_add(manifest->digest, manifest->text.bytes, manifest->text.length);
    text_clear(&manifest->text);
}

static void add(struct run_manifest *manifest, bool *any, json_t *entry) {
    enum { HELD_BYTES = 16 * 1024 };
    text_puts(&manifest->text, *any ? ",\n    " : "\n    ");
    append_json(&manifest->text, entry);
    *any = true;
    flush(manifest, HELD_BYTES);
}

static json_t *pack_set(const struct run_printed_set *set) {
    const struct sets_accommodation *own = &set->accommodation;
    return json_pack("{s:s, s:s, s:s, s:s*, s:s*, s:s*, s:s*, s:o*, s:o*}", "id", set->id, "scenario", set->scenario,
                     "fingerprint", set->fingerprint, "name", set->name, "stem", *set->scenario ? set->stem : NULL,
                     "print", own->print, "paper", own->paper, "time", own->time > 0 ? json_real(own->time) : NULL,
                     "answers", set->has_answers ? json_true() : NULL);
}

void run_manifest_add_set(struct run_manifest *manifest, const struct run_printed_set *set) {
    add(manifest, &manifest->any_set, pack_set(set));
}

void run_manifest_add_question(struct run_manifest *manifest, const char *question, size_t answered) {
    if (!manifest->any_question)
        text_puts(&manifest->text, "\n  ],\n  \"questions\": [");
    add(manifest, &manifest->any_question,
        json_pack("{s:s, s:I}", "question", question, "answered", (json_int_t)answered));
}

static void begin_files(struct run_manifest *manifest) {
    if (!manifest->in_files)
        text_puts(&manifest->text, "\n  ],\n  \"files\": [");
    manifest->in_files = true;
}

void run_manifest_add_file(struct run_manifest *manifest, const char *path, const char *document, const char *id,
                           size_t bytes, struct run_digest digest) {
    struct text sum = {0};
    run_digest_print(&sum, digest);
    begin_files(manifest);
    add(manifest, &manifest->any_file,
        json_pack("{s:s, s:s*, s:s*, s:I, s:s}", "path", path, "document", document, "id", id, "bytes",
                  (json_int_t)bytes, "sha256", sum.bytes));
    text_free(&sum);
}

static void add_earlier(struct run_manifest *manifest, json_t *entry) {
    begin_files(manifest);
    if (!manifest->any_earlier)
        text_puts(&manifest->text, "\n  ],\n  \"earlier\": [");
    json_object_set_new(entry, "earlier", json_true());
    add(manifest, &manifest->any_earlier, entry);
}

void run_manifest_add_earlier_set(struct run_manifest *manifest, const struct run_printed_set *set) {
    add_earlier(manifest, pack_set(set));
}

void run_manifest_add_earlier_file(struct run_manifest *manifest, const char *path, const char *id) {
    add_earlier(manifest, json_pack("{s:s, s:s*}", "path", path, "id", id));
}

static void free_manifest(struct run_manifest *manifest) {
    text_free(&manifest->text);
    free(manifest);
}

bool run_manifest_end(struct run_manifest *manifest, struct run_hold *hold, struct diag *diag) {
    begin_files(manifest);
    text_puts(&manifest->text, "\n  ]\n}\n");
    flush(manifest, 0);
    struct run_digest digest = run_digest_end(manifest->digest);
    bool good = manifest->output && run_hold_finish_manifest(hold, manifest->output, digest, diag);
    free_manifest(manifest);
    return good;
}

void run_manifest_abandon(struct run_manifest *manifest) {
    if (manifest->output)
        file_abandon(manifest->output);
    run_digest_end(manifest->digest);
    free_manifest(manifest);
}
