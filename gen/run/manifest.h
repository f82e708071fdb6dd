/* The manifest: what a run of `generate` wrote, by path, size and SHA-256; no clock, no path outside the folder. */
#ifndef RUN_MANIFEST_H
#define RUN_MANIFEST_H

#include "sets/sets.h"

/* The SHA-256 of some bytes. */
struct run_sha256 {
    unsigned char bytes[32];
};
struct run_sha256 run_digest_of(const char *bytes, size_t length);
/* The same of bytes that come bit by bit; the end gives the struct up. */
struct run_digest;
struct run_digest *run_digest_begin(void);
void run_digest_add(struct run_digest *digest, const char *bytes, size_t length);
struct run_sha256 run_digest_end(struct run_digest *digest);

struct run_manifest;

/* Begins the file; an error where that cannot be (what is added then goes nowhere). */
struct run_manifest *run_manifest_begin(const char *path, const char *lab_name, struct diag *diag);
/* First all sets, then all files, each written as it comes. */
void run_manifest_add_set(struct run_manifest *manifest, const struct parameter_set *set);
/* A file by its path below the lab's output folder, the document that it is of (NULL: a table), and the id (NULL: it is
 * of the whole class). */
void run_manifest_add_file(struct run_manifest *manifest, const char *path, const char *document, const char *id,
                           size_t bytes, struct run_sha256 sum);
/* Ends the file, or leaves none, and gives the struct up. Whether it is in its place. */
bool run_manifest_end(struct run_manifest *manifest, struct diag *diag);
void run_manifest_abandon(struct run_manifest *manifest);

#endif
