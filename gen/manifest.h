/* The manifest: what a run of `generate` wrote, by path, size and SHA-256; no clock, no path outside the folder. */
#ifndef GEN_MANIFEST_H
#define GEN_MANIFEST_H

#include "sets.h"

struct manifest;

struct manifest *manifest_new(const char *lab_name);
void manifest_free(struct manifest *manifest);
/* A file by its path below the lab's output folder; `digest` is the lower-case hexadecimal SHA-256 of its bytes. */
void manifest_add_file(struct manifest *manifest, const char *path, size_t bytes, const char *digest);
void manifest_add_set(struct manifest *manifest, const struct parameter_set *set);
/* The whole as JSON, appended to `out`. */
void manifest_print(const struct manifest *manifest, struct text *out);

enum { DIGEST_TEXT = 65 }; /* with its NUL */
void digest_text(const char *bytes, size_t length, char digest[DIGEST_TEXT]);
/* The same of bytes that come bit by bit; the end gives the struct up. */
struct digest;
struct digest *digest_begin(void);
void digest_add(struct digest *digest, const char *bytes, size_t length);
void digest_end(struct digest *digest, char text[DIGEST_TEXT]);

#endif
