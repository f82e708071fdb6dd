/* What a run over many sets needs besides documents: a plan of its files, processes that make them, the tables of the
 * class, a manifest of what was written, and the removal of what an earlier run left. */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "base/base.h"
#include "fill/fill.h"
#include "key/key.h"
#include "lab/lab.h"
#include "language/language.h"
#include "sets/sets.h"

#include <stdint.h>

/* The plan: which files a run of `generate` makes, what they are called, and in which order. */

/* One file. A set's: a document for one set, or for all sets of an id if rows of an id share it. The class's: a
 * document of all sets. A print file: everybody's copies of a document, made from the results of the sets' tasks. */
enum run_task_kind { TASK_SET, TASK_PRINT, TASK_CLASS };
struct run_task {
    uint8_t kind;
    uint16_t document;
    uint32_t first, count; /* in the plan's `order`; of a print file or the class, in its `roster` */
};

struct run_plan {
    const struct lab *lab;
    struct fill_template *const *templates; /* by document; NULL: not wanted */
    const struct parameter_sets *sets;
    uint32_t *order;  /* good sets by id, then row: those of one id are together */
    uint32_t *roster; /* good sets in the order of the file */
    size_t good_count;
    /* First the tasks that are run: those of sets in the order of the file, so that print files can grow as results
     * come, then those of the class. Then the print files, which are no work of their own. */
    struct run_task *tasks;
    size_t task_count, run_count;
};

/* Plans every document for every good set (a workbook once for all good sets of an id), the print files, and the
 * documents of the class. The plan lives in the arena. */
struct run_plan *run_plan_make(struct arena *arena, const struct lab *lab, struct fill_template *const *templates,
                               const struct parameter_sets *sets);
/* Whether a document of each set is collected in a print file too. */
bool run_plan_has_print(const struct run_plan *plan, int document);
/* The path of a task's file, relative to the lab's output folder; in the arena. */
const char *run_plan_path(const struct run_plan *plan, const struct run_task *task, struct arena *arena);
/* The plural of a document's name, for file names and titles: worksheets, summaries, boxes. In the arena. */
const char *run_plural(struct arena *arena, const char *name);

/* Jobs: independent tasks run by several processes, with their results delivered in order. */

struct run_jobs_plan {
    size_t task_count;
    int processes; /* 1: everything runs in the calling process */
    /* Does a task, in some process. Only what it appends to `result` reaches the calling process. */
    void (*run)(void *context, size_t task, struct text *result);
    /* Takes the result of each task in the calling process, in the order of tasks. `result` is NULL if the process that
     * had the task ended before it was done. */
    void (*deliver)(void *context, size_t task, const char *result, size_t length);
    void *context;
};

/* Runs all tasks. Returns false after reporting an error if no process could be started. */
bool run_jobs(const struct run_jobs_plan *plan, struct diag *diag);
/* The number of processors that this process may use. */
int run_processors(void);

/* SHA-256. */
struct run_digest {
    unsigned char bytes[32];
};
struct run_digest run_digest_of(const char *bytes, size_t length);
/* The same for bytes that come in pieces. run_digest_end frees the stream. */
struct run_digest_stream;
struct run_digest_stream *run_digest_begin(void);
void run_digest_add(struct run_digest_stream *stream, const char *bytes, size_t length);
struct run_digest run_digest_end(struct run_digest_stream *stream);

/* The manifest: what a run of `generate` wrote, by path, size and SHA-256. It contains no time and no path outside the
 * output folder. */
struct run_manifest;

/* Begins the file. If that fails, reports an error; what is added then is dropped. */
struct run_manifest *run_manifest_begin(const char *path, const char *lab_name, struct diag *diag);
/* All sets must be added before the first file. Both are written as they come. */
void run_manifest_add_set(struct run_manifest *manifest, const struct parameter_set *set);
/* Adds a file: its path relative to the lab's output folder, its document (NULL: a table), and the id whose it is
 * (NULL: the whole class). */
void run_manifest_add_file(struct run_manifest *manifest, const char *path, const char *document, const char *id,
                           size_t bytes, struct run_digest digest);
/* Completes the file, and frees the struct. False if it is not in place; then nothing is left of it. */
bool run_manifest_end(struct run_manifest *manifest, struct diag *diag);
void run_manifest_abandon(struct run_manifest *manifest);

/* Leftovers: files that the manifest of the run before lists and this run did not write. */

/* A file as the manifest lists it. The texts are valid until the next one is read. */
struct run_leftover {
    const char *path, *document, *id; /* document: NULL for a table; id: NULL for a file of the whole class */
    size_t bytes;
    struct run_digest digest;
};

struct run_leftovers;

/* Opens the manifest of the run before, which may be replaced while it is read. `only`: the one document that this run
 * makes; NULL: all. NULL if there is no manifest, or it was not written by a run of ours for this lab. The functions
 * below accept NULL. */
struct run_leftovers *run_leftovers_open(const char *path, const char *lab_name, const char *only);
void run_leftovers_close(struct run_leftovers *leftovers);
/* Notes an id of this run's parameter file, whether its row is good or bad. */
void run_leftovers_add_id(struct run_leftovers *leftovers, const char *id);
/* Notes a path that this run wrote, or whose earlier file must stay. */
void run_leftovers_keep(struct run_leftovers *leftovers, const char *path);
/* Calls `take` for each file that this run has no say in: of another document than the one it makes, or of a person who
 * is not in its parameter file and may be of another class. Such files stay, and stay listed. Those of persons are
 * reported. */
void run_leftovers_pass(struct run_leftovers *leftovers, const char *folder,
                        void (*take)(void *context, const struct run_leftover *file), void *context, struct diag *diag);
/* Removes the other files, which this run would have written if it could, from the folder, and reports them. A file
 * whose bytes are no longer those in the manifest, because somebody changed it, stays and is reported. Nothing outside
 * the folder or behind a symbolic link is touched. */
void run_leftovers_remove(struct run_leftovers *leftovers, const char *folder, struct diag *diag);

/* Tables of the class, as CSV for programs. */

/* The header and one row of `evaluate` and values.csv: the id, the scenario if the file has that column, then
 * parameters and equations of the models, in the order of the lab's models, as numbers that read back exactly. */
void run_values_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets);
void run_values_row(struct text *out, const struct lab *lab, const struct parameter_sets *sets,
                    const struct parameter_set *set);

/* Writes values.csv and, if the lab asks questions, keys.csv and responses.csv (a form for answers) to
 * FOLDER/instructor. A responses.csv of an earlier run that has answers in it is left as it is. */
struct run_tables;
struct run_tables *run_tables_begin(const char *folder, const struct lab *lab, const struct parameter_sets *sets,
                                    struct diag *diag);
void run_tables_add(struct run_tables *tables, const struct parameter_set *set, const struct key *key);
/* Puts the tables in place, lists them in the manifest, keeps them among the leftovers, and frees the struct. */
void run_tables_end(struct run_tables *tables, struct run_manifest *manifest, struct run_leftovers *leftovers);

/* Adds a line about each library that this room uses to the output of --version. */
void run_libraries(struct text *out);

#endif
