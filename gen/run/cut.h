/* Runs that are cut into parts, for engines that have many processors: a part does some of the tasks of a run and keeps
 * their records, and a merge makes the whole of them, as if one run had made it. What a run depends on tells whether
 * parts belong together. Included by run/run.h. */
#ifndef RUN_CUT_H
#define RUN_CUT_H

#include "base/base.h"

#include <stdint.h>

struct run_jobs_plan;
struct run_digest;

/* What the results of a run depend on: the program, its libraries, options, input, and every file that was read. Names
 * of files are without folders, so that it is the same on every machine. */
struct run_provenance;
/* From now on until it is freed or complete, files that are read are noted. One at a time. */
struct run_provenance *run_provenance_new(const char *command, const char *versions);
void run_provenance_free(struct run_provenance *provenance); /* accepts NULL */
/* Notes an option. */
void run_provenance_add_option(struct run_provenance *provenance, const char *name, const char *value);
/* While it is paused, files that are read are not noted: those that earlier runs left, and input. Returns whether it
 * was paused. Accepts NULL. */
bool run_provenance_pause(struct run_provenance *provenance, bool paused);
/* Notes input, such as a file of parameter sets, whose bytes live longer. */
void run_provenance_add_input(struct run_provenance *provenance, const char *path, const char *bytes, size_t length);
/* Notes input that parts do not keep, by the sum of its bytes: a merge reads it again. */
void run_provenance_add_sum(struct run_provenance *provenance, const char *path, struct run_digest digest);
/* Nothing more is noted. Appends members of a JSON object: `"command":...,"program":...,...`. */
void run_provenance_print(struct run_provenance *provenance, struct text *out);

/* A part: a line of JSON that says what it is part of, the input (in the first part only), and a record for each task.
 * It goes to a file or to standard output. */
#define RUN_PART "instructor/part.records"
#define RUN_PART_FILES "instructor/part.zip"
enum { RUN_MOST_PARTS = 10000 };         /* of a run */
#define RUN_FIRST_INPUT (UINT64_MAX / 2) /* the number of the first input */
#define RUN_PART_END UINT64_MAX          /* of the record that ends a part, which says how many are before it */
struct run_part {
    void (*put)(void *file, const char *bytes, size_t length);
    void *file;
    uint64_t count;
};
void run_part_begin(struct run_part *part, const char *head);
/* The command that made the part in a file, in the arena; NULL if it is none. */
const char *run_part_command(struct arena *arena, const char *path);
/* Whether a file is a part with this head. */
bool run_part_has_head(const char *path, const char *head);
/* Adds the input that was noted. */
void run_part_add_input(struct run_part *part, const struct run_provenance *provenance);
void run_part_add(struct run_part *part, uint64_t number, const char *bytes, size_t length);
/* Says that it is whole. */
void run_part_end(struct run_part *part);

/* All parts of a run, in the arena. */
struct run_parts;
/* Finds the parts in folders, in folders of folders `K-of-N`, and in files, and reads what they are. NULL after
 * reporting what does not belong together, is missing, there twice or damaged. */
struct run_parts *run_parts_open(struct arena *arena, const char *const *paths, int path_count, const char *lab_name,
                                 struct diag *diag);
void run_parts_close(struct run_parts *parts); /* accepts NULL */
int run_parts_count(const struct run_parts *parts);
/* The command line that the parts were made with, without what is of a part only. */
const char *const *run_parts_words(const struct run_parts *parts, int *count);
/* Input that was called by this path, in the arena; NULL if there was none. */
const struct source *run_parts_input(struct run_parts *parts, struct arena *arena, const char *path);
/* Whether this run would have made these parts: it has the members that run_provenance_print gave. If not, reports
 * what is different. */
bool run_parts_are_of(const struct run_parts *parts, const char *members, struct diag *diag);

/* How a run is cut. A part is made if `of` is above 0, number `shard` of them, counted from 1; or all is made from
 * `parts`; or neither. */
struct run_cut {
    int shard, of;
    struct run_part *part;
    struct run_parts *parts;
    /* Of a part whose files go into one archive; each record begins with the path of its file, or an empty text, and
     * the bytes. Takes a file and returns the place of its bytes there. NULL: files are by themselves. */
    uint64_t (*pack)(void *archive, const char *path, const char *bytes, size_t length);
    void *archive;
};
/* Into how many parts; 0 if it is not cut. */
int run_cut_count(const struct run_cut *cut);
/* Runs tasks as run_jobs does: those of the part, whose records it takes; or all, whose records are in the parts (what
 * is in none is done now). `cut` may be NULL. */
bool run_jobs_cut(const struct run_jobs_plan *plan, const struct run_cut *cut, struct diag *diag);

/* Reads `3/8`, or `slurm`: what the environment says of a Slurm array. False if it is neither. */
bool run_shard_read(const char *text, int *shard, int *of);

#endif
