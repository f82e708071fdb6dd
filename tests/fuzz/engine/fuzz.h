/* What the fuzz targets share. Each file of tests/fuzz is a target: it gives any bytes to a room, through the room's
 * door, and holds what comes back against what the door promises. `make fuzz` runs it with libFuzzer, `make test` with
 * the small engine beside this file. */
#ifndef TESTS_FUZZ_ENGINE_FUZZ_H
#define TESTS_FUZZ_ENGINE_FUZZ_H

#include "fill/fill.h"
#include "key/key.h"
#include "lab/lab.h"
#include "sets/sets.h"

#include <stdint.h>

/* Both engines call it once for each input; it returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program after saying which promise was broken: the engine then keeps the input. */
void fuzz_expect(bool holds, const char *promise);

/* Counts an execution whose input was good enough to reach the end of the target. A target that none reaches tests
 * nothing. */
void fuzz_reach(void);
long fuzz_reached(void);

/* What lives as long as one execution: the input as a source, an arena, a sink of diagnostics. */
struct fuzz_input {
    struct arena *arena;
    struct diag *diag;
    struct source *source;
};
struct fuzz_input fuzz_open(const uint8_t *data, size_t size);
/* Frees everything, after looking at what was reported: text that a terminal can show. */
void fuzz_close(struct fuzz_input *input);

/* The lab of these tests, with one evaluated set and its key. */
struct fuzz_lab {
    struct arena *arena;
    struct units *units;
    struct diag *diag;
    struct lab *lab;
    struct parameter_sets *class;      /* the sample class */
    const struct parameter_set **sets; /* its sets, evaluated */
    const struct parameter_set *set;
    struct key_program *keys;
    struct key *key;
};
/* Opens a copy of the lab in the temporary folder at its first use and again after some thousand uses, since units that
 * are met stay in the system of units. Valid until the next call. */
const struct fuzz_lab *fuzz_lab(void);

/* A new temporary folder of this process: TMPDIR or, if that is not set, /dev/shm or /tmp. It is removed at the end. */
const char *fuzz_folder(void);
/* Makes the folder NAME in there (`name` may have several parts). */
void fuzz_make_folder(const char *name);
/* Writes a file below the folder; the path is valid until the next call. */
const char *fuzz_write(const char *name, const void *bytes, size_t length);
/* Copies the files of a folder of the repository, and of the folders in it, to a folder below the temporary one. */
void fuzz_copy(const char *from, const char *name);

#endif
