/* What a run over many sets needs besides documents: a plan of its files, processes that make them, the tables of the
 * class, a manifest of what was written, and care for what earlier runs left and somebody may need. */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "base/base.h"
#include "files/files.h"
#include "fill/fill.h"
#include "key/key.h"
#include "lab/lab.h"
#include "language/language.h"
#include "run/cut.h"
#include "sets/sets.h"

#include <stdint.h>
#include <stdio.h>

/* The plan: which files a run of `generate` makes, what they are called, and in which order. */

/* One file. A set's: a document for one set, or for all sets of an id if rows of an id share it. A form: the same
 * document of a student, to be filled in on a screen. A twin: the same as a page for screens. The class's: a document
 * of all sets. A print file: everybody's copies of a document, made from the results of the sets' tasks; copies of
 * another style or paper than the class's are in files of their own, which are the instructor's. */
enum run_task_kind { TASK_SET, TASK_FORM, TASK_TWIN, TASK_PRINT, TASK_CLASS };
struct run_task {
    uint8_t kind;
    uint16_t document;
    uint16_t look;         /* of a print file: that of its copies, among the plan's */
    uint32_t first, count; /* in the plan's `order`; of a print file or the class, in its `roster` */
};

/* What is different about a copy of a document: its style, its paper; NULL: that of the class. */
struct run_look {
    const char *print, *paper;
};

struct run_plan {
    const struct lab *lab;
    const struct fill_template *const *templates; /* by document; NULL: not wanted */
    const struct parameter_sets *sets;
    uint32_t *order;  /* good sets by id, then row: those of one id are together */
    uint32_t *roster; /* good sets in the order of the file */
    size_t good_count;
    bool forms, twins;      /* students' documents on paper are made as forms too, as pages for screens too */
    bool fans;              /* people's files are in folders of folders, see run_fan_path */
    struct run_look *looks; /* all that copies have, first that of the class */
    int look_count;
    /* First the tasks that are run: those of sets in the order of the file, so that print files can grow as results
     * come, then those of the class. Then the print files, which are no work of their own. */
    struct run_task *tasks;
    size_t task_count, run_count;
};

/* Plans every document for every good set (a workbook once for all good sets of an id), the print files, and the
 * documents of the class. If `chosen` (by row) is not NULL, only the documents of these sets. `forms`, `twins`: as in
 * the plan. The plan lives in the arena. */
struct run_plan *run_plan_make(struct arena *arena, const struct lab *lab, const struct fill_template *const *templates,
                               const struct parameter_sets *sets, const bool *chosen, bool forms, bool twins);
/* The word in the names of a document's forms: `form` for a worksheet, `quiz-form` for a quiz. In the arena. */
const char *run_form_name(struct arena *arena, const char *document);
/* Whether a document of each set is collected in a print file too. */
bool run_plan_has_print(const struct run_plan *plan, int document);
/* The number of the look that a row's copy of a document has, among those of the plan. */
int run_plan_look(const struct run_plan *plan, int document, size_t row);
/* How many of the tasks that are run are documents of the class, the last ones. */
size_t run_plan_class_count(const struct run_plan *plan);
/* Whether a task's file is of one set, or of one id. */
bool run_task_is_personal(const struct run_task *task);
/* The path of a task's file, relative to the lab's output folder; in the arena. */
const char *run_plan_path(const struct run_plan *plan, const struct run_task *task, struct arena *arena);
/* The path of a person's file in a folder: FOLDER/NAME or, if it `fans`, FOLDER/XXX/NAME, where XXX are three
 * hexadecimal digits that follow from the id alone. So the files of 200,000 people are in 4,096 folders of some 50
 * people each. In the arena. */
const char *run_fan_path(struct arena *arena, const char *folder, const char *id, bool fans, const char *name);
/* The plural of a document's name, for file names and titles: worksheets, summaries, boxes. In the arena. */
const char *run_plural(struct arena *arena, const char *name);

/* Jobs: independent tasks run by several processes, with their results, which are records, delivered in order. */

struct run_jobs_plan {
    size_t task_count;
    const char *what; /* what tasks make, for whoever watches: "files"; NULL: nobody needs to know */
    int processes;    /* 1: everything runs in the calling process */
    /* Makes what a process works with, in that process; frees it. */
    void *(*begin)(void *context);
    void (*end)(void *worker);
    /* Does a task, in some process. Only what it puts into the record reaches the calling process. */
    void (*run)(void *worker, size_t task, struct text *record);
    /* Takes the result of each task in the calling process, in the order of tasks. NULL if the process that had the
     * task ended before it was done. */
    void (*deliver)(void *context, size_t task, struct record *record);
    void *context;
    /* Of a run that is cut (run/cut.h). The number by which parts know a task; NULL: the task's own. */
    uint64_t (*number)(const void *context, size_t task);
    /* Makes the record anew from that of a part, whose files are in a folder, or whose file is at a place of its
     * archive (0: it is by itself); in some process. NULL: the record stays. */
    void (*adopt)(const void *context, size_t task, struct record *made, const char *folder, uint64_t place,
                  struct text *record);
    size_t last_count; /* how many of the last tasks are of another kind and size than those before */
};

/* How runs tell on standard error how far they are: a line that is written over, of tasks that have a name; or lines of
 * JSON, at the beginning, at the end and at most five times a second between. */
enum run_progress { RUN_SILENT, RUN_TERMINAL, RUN_JSON };
void run_tell_progress(enum run_progress how);
/* Runs all tasks. Returns false after reporting an error if no process could be started. */
bool run_jobs(const struct run_jobs_plan *plan, struct diag *diag);
/* Records one after the other, in a pipe or a file: each with its number, its length, and a sum over both and itself.
 * run_record_next finds the first one in some bytes. CUT: there are too few of them. DAMAGED: they are no record. */
enum run_record_state { RUN_RECORD_WHOLE, RUN_RECORD_CUT, RUN_RECORD_DAMAGED };
struct run_record {
    uint64_t number;
    const char *bytes;   /* among those that were given */
    size_t length, used; /* used: of the bytes, by all of the record */
};
void run_record_put(struct text *out, uint64_t number, const struct text *record);
enum { RUN_RECORD_HEAD = 28 }; /* the bytes before those of the record */
/* Reads such bytes. False if they are no record's. */
bool run_record_head(const char *head, uint64_t *number, uint64_t *length);
enum run_record_state run_record_next(struct run_record *record, const char *bytes, size_t length);
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
/* That of what came so far; more may come. */
struct run_digest run_digest_so_far(const struct run_digest_stream *stream);
/* The digest of what is left of a file. False if it cannot be read to its end; errno says why. */
bool run_digest_of_file(FILE *file, struct run_digest *digest);
/* Appends it as 64 hexadecimal digits; reads such digits, false if they are none. */
void run_digest_print(struct text *out, struct run_digest digest);
bool run_digest_read(const char *text, struct run_digest *digest);
/* The digits of this program's file, in the arena. NULL after reporting that it cannot be read. */
const char *run_program_sum(struct arena *arena, struct diag *diag);

/* The digest of what the figures and keys of every set depend on besides its parameters: the lab's constants and
 * equations, and the claims of its questions. Not texts, formats, marks and tolerances. */
enum { RUN_MODEL_DIGITS = 16 };
void run_model_digest(const struct lab *lab, char digest[RUN_MODEL_DIGITS + 1]);

/* Things that a message names: the first few of them, and their number. */
struct run_names {
    struct text text; /* the caller's to free */
    size_t count;
};
/* Adds a name; after `most` of them only an ellipsis is added. */
void run_names_add(struct run_names *names, size_t most, const char *name);
void run_names_add_set(struct run_names *names, size_t most, const char *id, const char *scenario);

/* A set that was printed. */
struct run_printed_set {
    const char *id, *scenario;               /* scenario: "" if there is none */
    const char *name, *stem;                 /* of the person, of the set's file names; NULL if they are not known */
    char fingerprint[9];                     /* "" if it is not known */
    struct sets_accommodation accommodation; /* without places */
    bool earlier;                            /* of a class that was replaced; files of it are still there */
    bool has_answers;                        /* graded: it had some, as far as is known */
};

struct run_hold;

/* The manifest: what a run of `generate` wrote, by path, size and SHA-256, as lines of JSON. The first one, the head,
 * says what it depends on, the last one that it is whole. It contains no time and no path outside the output folder. */
struct run_manifest;

/* Appends a head without its newline. `model`: the digest of the lab's model; NULL or "" if it is not known.
 * `provenance`: members that run_provenance_print gave; NULL if it is not known. */
void run_manifest_head(struct text *out, const char *lab_name, const char *model, const char *provenance);
/* Begins the file with a head. If that fails, reports an error; what is added then is dropped. */
struct run_manifest *run_manifest_begin(const char *path, const char *head, struct diag *diag);
/* All sets must be added before the first file. Both are written as they come. */
void run_manifest_add_set(struct run_manifest *manifest, const struct run_printed_set *set);
/* After the sets: how many of those that were graded answer a question. */
void run_manifest_add_question(struct run_manifest *manifest, const char *question, size_t answered);
/* Adds a file: its path relative to the lab's output folder, its document (NULL: a table), and the id whose it is
 * (NULL: the whole class). */
void run_manifest_add_file(struct run_manifest *manifest, const char *path, const char *document, const char *id,
                           size_t bytes, struct run_digest digest);
/* After all files: what is left of a class that was replaced. Sets whose files are still there, and files that somebody
 * changed since (`id`: NULL for one of the whole class). */
void run_manifest_add_earlier_set(struct run_manifest *manifest, const struct run_printed_set *set);
void run_manifest_add_earlier_file(struct run_manifest *manifest, const char *path, const char *id);
/* Completes the file, to be put in place with the others, and frees the struct. `clean`: whether the run had nothing to
 * warn of. False if it cannot be written. */
bool run_manifest_end(struct run_manifest *manifest, bool clean, struct run_hold *hold, struct diag *diag);
void run_manifest_abandon(struct run_manifest *manifest);

/* A file as a manifest lists it. */
struct run_leftover {
    const char *path, *document, *id; /* document: NULL for a table; id: NULL for a file of the whole class */
    size_t bytes;
    struct run_digest digest;
};

/* The hold on a folder with a class's work. As long as it lives, no other run can have it. It knows from its command's
 * manifest what the run before put into the folder. What has other bytes was changed by somebody, and is kept. The
 * files of a run are put in place together or not at all. */
/* Takes hold of the folder, which is made if need be, puts right what a killed run left there, and removes temporary
 * files. `manifest` is the name of the manifest in there, `purpose` tells others what the run does. If `force`, files
 * that somebody changed are overwritten. NULL after reporting an error, if another run holds the folder, or if it
 * cannot be read or written. */
struct run_hold *run_hold_take(const char *folder, const char *manifest, const char *lab_name, const char *purpose,
                               bool force, struct diag *diag);
/* Puts all files in place, and then removes those that are to be removed; unless a failure was reported so far, since
 * then not all files could be made. If it returns false, files of the run before are as they were or, if that could not
 * be done either, the next run will see to it; that is reported. */
bool run_hold_place(struct run_hold *hold, struct diag *diag);
/* What was not put in place is dropped. Accepts NULL. */
void run_hold_release(struct run_hold *hold);

/* People's files will be in folders of folders (run_fan_path), which are made for them. */
void run_hold_fan_out(struct run_hold *hold);
/* What is at a path below the folder, where a run wants to put a file: nothing or a file of ours; the very same bytes;
 * something that is not ours, so that it is kept; or reading or writing failed, which was reported. */
enum run_place { PLACE_FREE, PLACE_SAME, PLACE_CHANGED, PLACE_FAILED };
/* What became of a file that a run wrote. */
struct run_written {
    enum run_place place;
    size_t bytes;
    struct run_digest digest;
};
/* Whether it is at its place, or will be. */
bool run_written_is_made(const struct run_written *written);
void run_written_put(const struct run_written *written, struct text *record);
struct run_written run_written_take(struct record *record);
/* Writes the whole file, if the place is free; run_hold_place will put it there. May be called by forked processes. */
struct run_written run_hold_write(struct run_hold *hold, const char *path, const struct text *bytes, struct diag *diag);
/* The same for a file that is written while its bytes come. */
struct run_file {
    const char *path;           /* below the folder; NULL: what comes is not written */
    struct file_output *output; /* NULL if it cannot be written */
    struct run_digest_stream *digest;
    struct text held; /* what has not been written yet: append to it, then call run_file_pass */
    size_t bytes;
};
void run_file_begin(struct run_file *file, const char *folder, const char *path, struct diag *diag);
/* Writes what is held once it is much. */
void run_file_pass(struct run_file *file);
/* Appends bytes to the file, a `struct run_file`, and passes on what it holds. */
void run_file_put(void *file, const char *bytes, size_t length);
struct run_written run_file_end(struct run_file *file, struct run_hold *hold, struct diag *diag);
void run_file_abandon(struct run_file *file);
/* Whether there is anything at a path. */
bool run_hold_has(struct run_hold *hold, const char *path);
/* Takes what is at a path now for a file of ours, until it is changed; before processes are forked. False after
 * reporting an error. */
bool run_hold_accept(struct run_hold *hold, const char *path, struct diag *diag);
/* Whether all that a run with this head of a manifest would make is there: the manifest has that head and is as it was
 * written, and every file that it lists is as it says. If `clean`, the run had nothing to warn of, either, and nothing
 * is left of a class before. False where there is any doubt. */
bool run_hold_is_whole(struct run_hold *hold, const char *lab_name, const char *head, bool clean);
/* Finishes the manifest of the hold, which is put in place last, whatever is there. False after reporting an error. */
bool run_hold_finish_manifest(struct run_hold *hold, struct file_output *output, struct run_digest digest,
                              struct diag *diag);
/* The file with this digest is to be removed when all others are in place. False after reporting an error. */
bool run_hold_remove(struct run_hold *hold, const char *path, struct run_digest digest, struct diag *diag);
/* Whether there is anything at a path, and whether it is a file with bytes that a run of ours put there; then `file`
 * has its size and digest. Does not follow symbolic links. False after reporting an error, if that cannot be told. */
bool run_hold_is_ours(struct run_hold *hold, const char *path, struct run_leftover *file, bool *there, bool *ours,
                      struct diag *diag);

/* Leftovers: files that the manifest of the run before lists and this run did not write. */

struct run_leftovers;

/* Opens the manifest of the run before, which may be replaced while it is read. `only`: the one document that this run
 * makes; NULL: all. `*leftovers` is NULL if there is no manifest, or it was not written by a run of ours for this lab.
 * The functions below accept NULL. False after reporting an error, if it cannot be read. */
bool run_leftovers_open(struct run_leftovers **leftovers, const char *path, const char *lab_name, const char *only,
                        struct diag *diag);
/* False after reporting an error, if reading failed since. */
bool run_leftovers_close(struct run_leftovers *leftovers, struct diag *diag);
/* Notes an id of this run's parameter file, whether its row is good or bad. */
void run_leftovers_add_id(struct run_leftovers *leftovers, const char *id);
/* Notes a path that this run wrote, or whose earlier file must stay. */
void run_leftovers_keep(struct run_leftovers *leftovers, const char *path);
/* Notes the path of an earlier run's file that stays and stays listed, of which nothing is said. */
void run_leftovers_stay(struct run_leftovers *leftovers, const char *path);
/* Calls `take` for each file that stays and stays listed: those that this run has no say in (of another document than
 * the one it makes, or of a person who is not in its parameter file) and those that it could not make again. If it
 * `replaces` the work of the class, the latter would not fit the new keys: they will be removed when all others are in
 * place. Files that somebody changed stay, but are not listed. Nothing outside the folder or behind a symbolic link is
 * touched. The texts of a file are valid until `take` returns. False after reporting an error. */
bool run_leftovers_pass(struct run_leftovers *leftovers, struct run_hold *hold, bool replaces,
                        void (*take)(void *context, const struct run_leftover *file), void *context, struct diag *diag);
/* Lists what is left of people and sets that are not among the good ones of this run, so that it stays known until it
 * is gone. False after reporting an error. */
struct run_printed;
bool run_leftovers_list_earlier(struct run_leftovers *leftovers, struct run_printed *printed,
                                const struct parameter_sets *sets, struct run_manifest *manifest, struct run_hold *hold,
                                struct diag *diag);
/* Reports what became of the files that run_leftovers_pass met, except those that the run has no say in. */
void run_leftovers_report(struct run_leftovers *leftovers, const char *folder, struct diag *diag);

/* What was printed: the sets whose work a folder has. */

#define RUN_MANIFEST "manifest.json"
#define RUN_VALUES "instructor/values.csv"
/* The same for sets that were graded. */
#define RUN_GRADED "graded.json"
#define RUN_GRADEBOOK "instructor/gradebook.csv"
/* The manifest of what came back. */
#define RUN_COLLECTED "collected.json"

/* The manifest or, if there is none that can be read, the table. */
enum run_printed_source { PRINTED_NOTHING, PRINTED_MANIFEST, PRINTED_TABLE };
/* Lives in the arena, and needs the strings that are passed. NULL after reporting an error, if the folder cannot be
 * read.
 */
struct run_printed *run_printed_read(struct arena *arena, const char *folder, const char *manifest, const char *table,
                                     const struct lab *lab, struct diag *diag);
enum run_printed_source run_printed_from(const struct run_printed *printed);
/* Whether the class was made with people's files in folders of folders. */
bool run_printed_fans(const struct run_printed *printed);
/* How many sets answered each question of the lab (by question), as far as is known. */
const size_t *run_printed_answered(const struct run_printed *printed);
/* All of them, in the order of the class. */
const struct run_printed_set *run_printed_sets(const struct run_printed *printed, size_t *count);
/* The files of a class that was replaced, which somebody changed: only path and id. */
const struct run_leftover *run_printed_earlier(const struct run_printed *printed, size_t *count);
/* NULL if there is none. */
const struct run_printed_set *run_printed_find(struct run_printed *printed, const char *id, const char *scenario);
/* By set: the printed set, not among these, that a new one seems to be, since their ids differ in no more than case and
 * zeros before them, or their scenarios; NULL if there is none. In the arena. */
const struct run_printed_set **run_printed_replaced(struct run_printed *printed, const struct parameter_sets *sets,
                                                    struct arena *arena);
/* The stem of the set's file names. If the manifest does not say it, the first scenario of an id has no more than the
 * id. In the arena. */
const char *run_printed_stem(struct run_printed *printed, const struct run_printed_set *before);
/* Warns, at its place, if a set has another person's name than was printed for its id. */
void run_printed_check_name(struct run_printed *printed, const char *id, const char *name, struct pos pos,
                            struct diag *diag);
/* Whether a set has the numbers of the printed one. */
bool run_printed_is_same(struct run_printed *printed, const struct run_printed_set *before,
                         const struct parameter_set *set);
/* Appends which parameters differ from the table of values, and how, and returns their number; -1 if that table does
 * not have the set. */
int run_printed_differences(struct run_printed *printed, const struct parameter_set *set, struct text *out);

/* The digest of the model that the sheets were printed with, or of this one if nothing was printed; "" if it is not
 * known. */
const char *run_printed_model(const struct run_printed *printed);
/* Whether that is the model of the lab, or it is not known. */
bool run_printed_has_model(const struct run_printed *printed);
/* Appends which equations' values of an evaluated set differ from the table of values, and how: the first few. */
void run_printed_figures(struct run_printed *printed, const struct parameter_set *set, struct text *out);

/* The guard of the model: false, after reporting that the printed sheets have another one and what to do (`advice`). */
bool run_guard_model(struct run_printed *printed, const struct parameter_sets *sets, const struct lab *lab,
                     const char *folder, const char *advice, enum severity severity, struct diag *diag);

/* The guard: false, after reporting what would be lost and what else to do, if a printed set is not among these good
 * ones with the same numbers and the same file names. `params` names their file. */
bool run_guard_class(struct run_printed *printed, const struct parameter_sets *sets, const char *params,
                     const char *folder, struct diag *diag);
/* The same for the files of single people (`chosen`, by row): their sets must be those that were printed, if they were.
 */
bool run_guard_people(struct run_printed *printed, const struct parameter_sets *sets, const bool *chosen,
                      struct diag *diag);

/* What a run of `grade` grades. */
struct run_marks {
    bool *is_graded, *has_answers; /* by set */
    size_t *answered;              /* by question: how many of the graded sets answer it */
    const bool *has_column;        /* by question: whether the responses have a column for it */
};

/* The same for marks: every set that was graded before must be graded again, with the same numbers, person's name and
 * file names, and with answers if it had some. Somebody must answer each question that was answered; but a single
 * answer may be taken back. The sets are all kept. */
bool run_guard_marks(struct run_printed *graded, const struct parameter_sets *sets, const struct lab *lab,
                     const struct run_marks *marks, const char *responses, const char *folder, struct diag *diag);

/* A file that a run for single people made; or `kept`, because somebody changed it; `earlier`: of a class that was
 * replaced. */
struct run_made {
    struct run_leftover file;
    bool kept, earlier;
};
/* Writes the manifest again with sets and files that are new or were made again, to be put in place with them. Its head
 * stays that of the class, and says as `updated` what this run depends on (`provenance`, members as above), if that
 * differs. False after reporting an error. */
bool run_manifest_update(const char *path, const char *lab_name, const char *provenance, struct run_printed *printed,
                         const struct run_printed_set *sets, size_t set_count, const struct run_made *made,
                         size_t made_count, struct run_hold *hold, struct diag *diag);

/* Tables of the class, as CSV for programs. */

/* The header and one row of `evaluate` and values.csv: the id, the scenario if the file has that column, then
 * parameters and equations of the models, in the order of the lab's models, as numbers that read back exactly. */
void run_values_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets);
void run_values_row(struct text *out, const struct lab *lab, const struct parameter_sets *sets,
                    const struct parameter_set *set);

/* Whether somebody has typed something into a responses.csv, in any column that `generate` does not fill in itself:
 * grading accepts more headers than the names of questions, and a misspelt one may have answers below it too. */
struct csv;
bool run_responses_typed(const struct csv *csv);
#define RUN_RESPONSES "instructor/responses.csv"
/* The columns of the responses that somebody types into: the fingerprint, the columns that the ledger reads, as the
 * sheet has them before its questions, and the questions. What is both a column of the ledger and of something else has
 * one column. In the arena. */
struct run_typed_columns {
    const char **names;
    int count;
};
struct run_typed_columns run_typed_columns(struct arena *arena, const struct lab *lab);

/* Begins values.csv and, if the lab asks questions, keys.csv and responses.csv (a form for answers) in
 * FOLDER/instructor. A responses.csv that has answers in it will be left as it is. */
struct run_tables;
struct run_tables *run_tables_begin(const char *folder, const struct lab *lab, const struct parameter_sets *sets,
                                    struct run_hold *hold, struct diag *diag);
void run_tables_add(struct run_tables *tables, const struct parameter_set *set, const struct key *key);
/* Completes the tables, to be put in place with the other files, lists them in the manifest, keeps them among the
 * leftovers, and frees the struct. Calls `changed` for each that is kept because somebody changed it. Returns the
 * number of tables that were made. */
int run_tables_end(struct run_tables *tables, struct run_manifest *manifest, struct run_leftovers *leftovers,
                   struct run_hold *hold, void (*changed)(void *context, const char *path), void *context);
void run_tables_abandon(struct run_tables *tables);

/* Where students write on their copies: the file instructor/geometry.json, a copy a line. It is written while copies
 * come, in their order. */
#define RUN_GEOMETRY "instructor/geometry.json"
struct run_geometry;
/* `some`: copies of chosen people will take the places of those before. */
struct run_geometry *run_geometry_begin(const char *folder, const struct lab *lab, const struct parameter_sets *sets,
                                        bool some, struct diag *diag);
/* Adds a copy of a document of the lab, for the set of a row: members of JSON objects with a comma behind each, in
 * `common` those that most copies share. `first`: the number of its first page in the print file; 0: it is in none. */
void run_geometry_add(struct run_geometry *geometry, size_t row, int document, int first, const char *common,
                      const char *copy);
/* Carries on what the run before wrote of copies that this one did not make, unless it `replaces` the class; completes
 * the file, to be put in place with the others, and frees the struct. Nothing is written if there is no copy. */
struct run_written run_geometry_end(struct run_geometry *geometry, bool replaces, struct run_hold *hold);
void run_geometry_abandon(struct run_geometry *geometry);

#endif
