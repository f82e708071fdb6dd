#include "manifest.h"

#include "output.h"

#include <jansson.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

struct manifest {
    struct output *output; /* NULL where it cannot be written */
    struct text text;      /* what was not written yet */
    bool any_set, in_files, any_file;
};

struct digest {
    struct sha256_ctx context;
};

struct digest *digest_begin(void) {
    struct digest *digest = alloc_bytes(sizeof *digest);
    sha256_init(&digest->context);
    return digest;
}

void digest_add(struct digest *digest, const char *bytes, size_t length) {
    sha256_update(&digest->context, length, (const uint8_t *)bytes);
}

struct sha256 digest_end(struct digest *digest) {
    struct sha256 sum;
    sha256_digest(&digest->context, sizeof sum.bytes, sum.bytes);
    free(digest);
    return sum;
}

struct sha256 digest(const char *bytes, size_t length) {
    struct digest *whole = digest_begin();
    digest_add(whole, bytes, length);
    return digest_end(whole);
}

/* Appends a JSON value and gives it up; NULL is what jansson returns when memory runs out. */
static void append_json(struct text *out, json_t *value) {
    char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    if (!text)
        alloc_failed(0);
    text_puts(out, text);
    free(text);
    json_decref(value);
}

struct manifest *manifest_begin(const char *path, const char *lab_name, struct diag *diag) {
    struct manifest *manifest = alloc_bytes(sizeof *manifest);
    *manifest = (struct manifest){.output = output_begin(path, diag)};
    text_puts(&manifest->text, "{\n  \"lab\": ");
    append_json(&manifest->text, json_string(lab_name));
    text_puts(&manifest->text, ",\n  \"sets\": [");
    return manifest;
}

static void flush(struct manifest *manifest, size_t most) {
    if (manifest->text.length <= most)
        return;
    if (manifest->output)
        output_put(manifest->output, manifest->text.bytes, manifest->text.length);
    text_clear(&manifest->text);
}

static void add(struct manifest *manifest, bool *any, json_t *entry) {
    enum { HELD_BYTES = 16 * 1024 };
    text_puts(&manifest->text, *any ? ",\n    " : "\n    ");
    append_json(&manifest->text, entry);
    *any = true;
    flush(manifest, HELD_BYTES);
}

void manifest_add_set(struct manifest *manifest, const struct parameter_set *set) {
    add(manifest, &manifest->any_set,
        json_pack("{s:s, s:s, s:s}", "id", set->id, "scenario", set->scenario, "fingerprint", set->fingerprint));
}

static void begin_files(struct manifest *manifest) {
    if (!manifest->in_files)
        text_puts(&manifest->text, "\n  ],\n  \"files\": [");
    manifest->in_files = true;
}

void manifest_add_file(struct manifest *manifest, const char *path, const char *document, const char *id, size_t bytes,
                       struct sha256 sum) {
    static const char DIGITS[] = "0123456789abcdef";
    char text[2 * sizeof sum.bytes + 1] = "";
    for (size_t i = 0; i < sizeof sum.bytes; i++) {
        text[2 * i] = DIGITS[sum.bytes[i] >> 4];
        text[2 * i + 1] = DIGITS[sum.bytes[i] & 15];
    }
    begin_files(manifest);
    add(manifest, &manifest->any_file,
        json_pack("{s:s, s:s*, s:s*, s:I, s:s}", "path", path, "document", document, "id", id, "bytes",
                  (json_int_t)bytes, "sha256", text));
}

bool manifest_end(struct manifest *manifest, struct diag *diag) {
    begin_files(manifest);
    text_puts(&manifest->text, "\n  ]\n}\n");
    flush(manifest, 0);
    bool good = manifest->output && output_commit(manifest->output, diag);
    text_free(&manifest->text);
    free(manifest);
    return good;
}

void manifest_abandon(struct manifest *manifest) {
    if (manifest->output)
        output_abandon(manifest->output);
    text_free(&manifest->text);
    free(manifest);
}
