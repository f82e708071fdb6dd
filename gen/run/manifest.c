#include "run/lines.h"
#include "run/run.h"

#include "files/files.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct run_manifest {
    struct file_output *output; /* NULL if it cannot be written */
    struct run_digest_stream *digest;
    struct text text; /* what has not been written yet */
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

void run_manifest_head(struct text *out, const char *lab_name, const char *model, const char *provenance) {
    text_puts(out, "{\"lab\":");
    append_json(out, json_string(lab_name));
    if (model && *model)
        text_printf(out, ",\"model\":\"%s\"", model);
    if (provenance)
        text_printf(out, ",%s", provenance);
    text_puts(out, "}");
}

struct run_manifest *run_manifest_begin(const char *path, const char *head, struct diag *diag) {
    struct run_manifest *manifest = alloc_bytes(sizeof *manifest);
    *manifest = (struct run_manifest){.output = file_begin(path, diag), .digest = run_digest_begin()};
    text_printf(&manifest->text, "%s\n", head);
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

static void add(struct run_manifest *manifest, json_t *entry) {
    enum { HELD_BYTES = 16 * 1024 };
    append_json(&manifest->text, entry);
    text_putc(&manifest->text, '\n');
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
    add(manifest, pack_set(set));
}

void run_manifest_add_question(struct run_manifest *manifest, const char *question, size_t answered) {
    add(manifest, json_pack("{s:s, s:I}", "question", question, "answered", (json_int_t)answered));
}

void run_manifest_add_file(struct run_manifest *manifest, const char *path, const char *document, const char *id,
                           size_t bytes, struct run_digest digest) {
    struct text sum = {0};
    run_digest_print(&sum, digest);
    add(manifest, json_pack("{s:s, s:s*, s:s*, s:I, s:s}", "path", path, "document", document, "id", id, "bytes",
                            (json_int_t)bytes, "sha256", sum.bytes));
    text_free(&sum);
}

static void add_earlier(struct run_manifest *manifest, json_t *entry) {
    json_object_set_new(entry, "earlier", json_true());
    add(manifest, entry);
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

bool run_manifest_end(struct run_manifest *manifest, bool clean, struct run_hold *hold, struct diag *diag) {
    flush(manifest, 0);
    text_printf(&manifest->text, RUN_MANIFEST_END "%s,\"sha256\":\"", clean ? "true" : "false");
    run_digest_print(&manifest->text, run_digest_so_far(manifest->digest));
    text_puts(&manifest->text, "\"}\n");
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
