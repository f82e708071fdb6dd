#include "manifest.h"

#include <jansson.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

struct manifest {
    struct text lab, files, sets; /* JSON: a string, and members of two arrays */
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

void digest_end(struct digest *digest, char text[DIGEST_TEXT]) {
    static const char DIGITS[] = "0123456789abcdef";
    uint8_t sum[SHA256_DIGEST_SIZE];
    sha256_digest(&digest->context, sizeof sum, sum);
    for (size_t i = 0; i < sizeof sum; i++) {
        text[2 * i] = DIGITS[sum[i] >> 4];
        text[2 * i + 1] = DIGITS[sum[i] & 15];
    }
    text[2 * sizeof sum] = '\0';
    free(digest);
}

void digest_text(const char *bytes, size_t length, char text[DIGEST_TEXT]) {
    struct digest *digest = digest_begin();
    digest_add(digest, bytes, length);
    digest_end(digest, text);
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

struct manifest *manifest_new(const char *lab_name) {
    struct manifest *manifest = alloc_bytes(sizeof *manifest);
    *manifest = (struct manifest){0};
    append_json(&manifest->lab, json_string(lab_name));
    return manifest;
}

void manifest_free(struct manifest *manifest) {
    text_free(&manifest->lab);
    text_free(&manifest->files);
    text_free(&manifest->sets);
    free(manifest);
}

void manifest_add_file(struct manifest *manifest, const char *path, size_t bytes, const char *digest) {
    text_puts(&manifest->files, manifest->files.length ? ",\n    " : "\n    ");
    append_json(&manifest->files,
                json_pack("{s:s, s:I, s:s}", "path", path, "bytes", (json_int_t)bytes, "sha256", digest));
}

void manifest_add_set(struct manifest *manifest, const struct parameter_set *set) {
    text_puts(&manifest->sets, manifest->sets.length ? ",\n    " : "\n    ");
    append_json(&manifest->sets, json_pack("{s:s, s:s, s:s}", "id", set->id, "scenario", set->scenario, "fingerprint",
                                           set->fingerprint));
}

void manifest_print(const struct manifest *manifest, struct text *out) {
    text_printf(out, "{\n  \"lab\": %s,\n  \"sets\": [%s\n  ],\n  \"files\": [%s\n  ]\n}\n", manifest->lab.bytes,
                manifest->sets.length ? manifest->sets.bytes : "", manifest->files.length ? manifest->files.bytes : "");
}
