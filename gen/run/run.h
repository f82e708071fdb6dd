/* Jobs: independent tasks run by several processes, their results delivered in order. */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "base/base.h"
#include "fill/fill.h"
#include "key/key.h"
#include "sets/sets.h"

#include <stdint.h>

struct run_jobs_plan {
    size_t task_count;
    int processes; /* 1 runs everything in the calling process */
    /* Does task `task` in some process; what it appends to `result` is all that reaches the caller's process. */
    void (*run)(void *context, size_t task, struct text *result);
    /* Takes the result of each task in the caller's process, in the order of tasks; NULL where the process that had it
     * ended before it was done. */
    void (*deliver)(void *context, size_t task, const char *result, size_t length);
    void *context;
};

/* False where no process could be started (reported). */
bool run_jobs(const struct run_jobs_plan *plan, struct diag *diag);
/* Processors that this process may use. */
int run_processors(void);

/* The plan of a run of `generate`: which files it makes, what they are called, and in which order. */

/* One file. A set's: a document for a set, or for all sets of an id where rows of one id share it. The class's: one
 * document of all sets. A print file: everybody's copies of a document, made from the results of the sets' tasks. */
enum run_task_kind { TASK_SET, TASK_PRINT, TASK_CLASS };
struct run_task {
    uint8_t kind;
    uint16_t document;
    uint32_t first, count; /* in the plan's order; of a print file or class, in its roster */
};

struct run_plan {
    const struct lab *lab;
    struct fill_template *const *templates; /* by document; NULL: not wanted */
    const struct parameter_sets *sets;
    uint32_t *order;  /* good sets by id, then row: those of one id stand together */
    uint32_t *roster; /* good sets in the order of the file */
    size_t good_count;
    /* Those that are run, in the order of the file, so that print files can grow as results come, and the class's
     * behind them; then the print files, which are no work of their own. */
    struct run_task *tasks;
    size_t task_count, run_count;
};

/* Every document for every good set; a workbook once for all good sets of an id; print files; documents of the class.
 * All of it lives in the arena. */
struct run_plan *run_plan_make(struct arena *arena, const struct lab *lab, struct fill_template *const *templates,
                               const struct parameter_sets *sets);
/* Whether a document of each set goes to a print file too. */
bool run_plan_has_print(const struct run_plan *plan, int document);
/* Where the file of a task goes, below the lab's folder; in the arena. */
const char *run_plan_path(const struct run_plan *plan, const struct run_task *task, struct arena *arena);
/* The plural of a document's name, for file names and titles: worksheets, summaries, boxes. In the arena. */
const char *run_plural(struct arena *arena, const char *name);

/* The manifest: what a run of `generate` wrote, by path, size and SHA-256; no clock, no path outside the folder. */

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

/* What earlier runs left: files that the last manifest lists and this run did not write. */

/* A file as a manifest lists it; the texts live until the next one is read. */
struct run_leftover {
    const char *path, *document, *id; /* document: NULL for a table; id: NULL for what is of the whole class */
    size_t bytes;
    struct run_sha256 sum;
};

struct run_leftovers;

/* Opens the manifest of the run before, which may be replaced while it is read. `only`: the one document that this run
 * makes; NULL for all. NULL where there is no manifest, or none that a run of ours wrote for this lab. */
struct run_leftovers *run_leftovers_open(const char *path, const char *lab_name, const char *only);
void run_leftovers_close(struct run_leftovers *leftovers);
/* An id that this run's parameter file has, with a good row or a bad one. */
void run_leftovers_add_id(struct run_leftovers *leftovers, const char *id);
/* A path that this run wrote, or whose earlier file is to stay. */
void run_leftovers_keep(struct run_leftovers *leftovers, const char *path);
/* Calls `take` with each file that this run has no say in: of another document than the one it makes, or of a person
 * whom its parameter file does not have, who may be of another class. They stay, and stay listed; the latter are
 * reported. */
void run_leftovers_pass(struct run_leftovers *leftovers, const char *folder,
                        void (*take)(void *context, const struct run_leftover *file), void *context, struct diag *diag);
/* Removes the others, which this run would have written if it could, from the folder, and reports which. One that does
 * not hold the listed bytes any more, because somebody changed it, stays and is reported. Nothing outside of the folder
 * is touched, and nothing behind a symbolic link in it. */
void run_leftovers_remove(struct run_leftovers *leftovers, const char *folder, struct diag *diag);

/* Tables for programs: every quantity of every set, and every key, as CSV. */

/* The heading and one row of `evaluate`: id, the scenario where the file has that column, then the quantities of the
 * models (parameters, then equations) in the order of the lab's models, numbers that read back exactly. */
void run_values_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets);
void run_values_row(struct text *out, const struct lab *lab, const struct parameter_sets *sets,
                    const struct parameter_set *set);

/* The heading and one row of keys.csv: id, the scenario likewise, then a column a question. */
void run_keys_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets);
void run_keys_row(struct text *out, const struct parameter_sets *sets, const struct parameter_set *set,
                  const struct key *key);

/* The heading and one row of responses.csv, to be filled in: id, the scenario likewise, fingerprint, a column a
 * question. */
void run_responses_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets);
void run_responses_row(struct text *out, const struct lab *lab, const struct parameter_sets *sets,
                       const struct parameter_set *set);

#endif
