/* The manifest: what a run of `generate` wrote, by path, size and SHA-256; no clock, no path outside the folder. */
#ifndef GEN_MANIFEST_H
#define GEN_MANIFEST_H

#include "sets.h"

/* The SHA-256 of some bytes. */
struct sha256 {
    unsigned char bytes[32];
};
struct sha256 digest(const char *bytes, size_t length);
/* The same of bytes that come bit by bit; the end gives the struct up. */
struct digest;
struct digest *digest_begin(void);
void digest_add(struct digest *digest, const char *bytes, size_t length);
struct sha256 digest_end(struct digest *digest);

struct manifest;

/* Begins the file; an error where that cannot be (what is added then goes nowhere). */
struct manifest *manifest_begin(const char *path, const char *lab_name, struct diag *diag);
/* First all sets, then all files, each written as it comes. */
void manifest_add_set(struct manifest *manifest, const struct parameter_set *set);
/* A file by its path below the lab's output folder, the document that it is of (NULL: a table), and the id (NULL: it is
 * of the whole class). */
void manifest_add_file(struct manifest *manifest, const char *path, const char *document, const char *id, size_t bytes,
                       struct sha256 sum);
/* Ends the file, or leaves none, and gives the struct up. Whether it is in its place. */
bool manifest_end(struct manifest *manifest, struct diag *diag);
void manifest_abandon(struct manifest *manifest);

#endif
