/* Private to command: one run of `generate`. */
#ifndef COMMAND_GENERATION_H
#define COMMAND_GENERATION_H

#include "command/cutting.h"
#include "document/document.h"
#include "page/page.h"
#include "run/run.h"

/* A print file, which grows while results come in. */
struct command_print {
    const struct run_task *task;
    int pages; /* with an empty one after an odd number, so that each copy begins on a sheet of its own */
    bool made;
    struct page_print_file *file; /* NULL before the first document, or if it cannot be written */
    struct run_file written;
    size_t added;
    struct diag *diag; /* NULL before the first document */
};

/* A language of people in the class other than the run's, as the column `language` says: the lab in it, and templates
 * of what students get (NULL: of others). */
struct command_language {
    const char *tag;
    const struct lab *lab;
    const struct fill_template **templates;
};

struct command_generation {
    struct command_session *session;
    const char *folder; /* OUT/LAB */
    const struct fill_template **templates;
    struct command_language *languages;
    size_t language_count, language_capacity;
    struct run_plan *plan;
    const char *only;   /* the one document that is made; NULL: all */
    const bool *chosen; /* by row: whose files are made; NULL: everybody's, and the class's */
    size_t made_count, listed_count;
    int pages;                      /* of the files of chosen people */
    struct run_names printed_files; /* these files, with their pages */
    struct command_print *prints;   /* by document and look */
    struct command_writers writers; /* for their fonts */
    struct run_hold *hold;
    struct run_printed *printed;     /* by earlier runs */
    struct run_manifest *manifest;   /* NULL if only chosen people's files are made */
    struct run_leftovers *leftovers; /* of an earlier run; NULL if there was none */
    struct run_geometry *geometry;   /* of students' copies; NULL before and after it is written */
    struct run_made *made;           /* chosen people's files, `task` by task */
    struct run_names changed;        /* files that are kept because somebody changed them */
    struct run_names outdated;       /* those of them that are of a class that was replaced */
    struct run_leftover *earlier;    /* the same ones, with path and id */
    size_t earlier_count, earlier_capacity;
    const struct prove_certificate *certificate; /* that keys name at their feet; NULL: none */
    bool forms, twins; /* students' documents on paper are made as forms too, as pages for screens too */
    bool replaces, fans;
    struct command_cut cut;
    bool packs;      /* the files of a part go into an archive */
    bool is_part;    /* only a part of the files is made, without tables and print files */
    bool loses;      /* replaces a class by another one */
    bool remodelled; /* replaces sheets of another model */
};

/* The print file of a document's copies of a look. */
struct command_print *command_print_of(const struct command_generation *generation, int document, int look);
/* languages.c: loads the lab in every language that the column `language` of the sets has. False after an error. */
bool command_load_languages(struct command_generation *generation, const struct command_invocation *invocation);
/* One that was loaded; NULL: none of that name, or no name: that of the run. */
const struct command_language *command_find_language(const struct command_generation *generation, const char *tag);

/* generate_worker.c: what a process makes files with, whose context is the generation; see run_jobs_plan. */
void *command_generate_begin(void *context);
void command_generate_end(void *worker);
/* Makes the file of a task. The record has what became of it (run_written), its number of pages, the pages themselves
 * for a print file (no bytes if it goes into none), where students write (two empty texts if it is none of theirs), and
 * what there is to report. */
void command_generate_run(void *worker, size_t task, struct text *record);
/* Makes the record anew from that of a part, whose file takes its place. */
void command_generate_adopt(const void *generation, size_t task, struct record *made, const char *folder,
                            uint64_t place, struct text *record);
/* Takes note of a file of a part in the folder: RUN_PART or RUN_PART_FILES. */
void command_list_part(struct command_generation *generation, const char *path, const struct run_written *written);
/* Reports what became of the file, lists it in the manifest, and adds its pages to their print file. */
void command_take_result(void *context, size_t task, struct record *record);
/* Completes a print file once all results are in. Errors in a document were reported with its own file; here it is only
 * missing. */
void command_finish_print(struct command_generation *generation, struct command_print *print);
/* Completes the geometry of students' copies once all results are in, and lists it. */
void command_finish_geometry(struct command_generation *generation);
/* Takes note of a table that is kept because somebody changed it. */
void command_add_changed(void *context, const char *path);

#endif
