/* Private to command: one run of `collect`. */
#ifndef COMMAND_COLLECTING_H
#define COMMAND_COLLECTING_H

#include "collect/collect.h"
#include "command/cutting.h"
#include "command/graded.h"

/* A page of a file that came in. */
struct command_page {
    uint32_t file, number; /* from 0 */
};

struct command_collecting {
    struct command_session *session;
    struct collect_columns columns;
    struct collect_geometry *geometry;
    struct scan_book *book;
    struct scan_file *files;
    size_t file_count;
    struct command_page *pages;
    struct collect_picture *pictures; /* by page */
    size_t page_count;
    struct collect_picture *filled; /* files that were filled in on a screen */
    size_t filled_count;
    struct collect_decisions decisions;
    struct run_file review;         /* is written while pages come */
    bool reviewed;                  /* it was completed */
    struct run_written *kept_pages; /* by page: its picture as it is kept */
    struct table *kept_names;       /* of those pictures */
    struct text open_pages;         /* those that nobody could be found for, in JSON */
    size_t unheld;                  /* questions that seem empty, of which no print could be had */
    const char *place;              /* OUT/LAB, which has the sheets of the class */
    struct command_cut cut;
    bool is_part; /* only a part of the pages is read, and nothing is made of them */
    struct command_graded kept;
};

/* collect_pages.c: a task for each page; see run_jobs_plan. The context is the collecting. */
void *command_scan_begin(void *context);
void command_scan_end(void *worker);
void command_scan_run(void *worker, size_t number, struct text *record);
void command_scan_take(void *context, size_t number, struct record *record);
/* collect_cuts.c: puts cuts of a picture, of what a person must or may look at, into a record (`seen`: its digest); and
 * takes them for the review of the page. */
void command_cuts_put(struct text *record, const struct command_collecting *collecting, const char *seen,
                      const struct scan_picture *picture, const struct scan_reading *reading);
void command_cuts_take(struct record *record, struct command_collecting *collecting, size_t number);
/* collect_kept.c: puts the picture of a page that was told, laid straight if it could be, into a record; takes it and
 * writes it; and lists what is kept in the end. */
bool command_is_straight(const struct command_collecting *collecting, const struct scan_reading *reading);
void command_kept_put(struct text *record, const struct command_collecting *collecting,
                      const struct scan_picture *picture, const struct scan_picture *straight,
                      const struct scan_reading *reading);
void command_kept_take(struct record *record, struct command_collecting *collecting, size_t number);
void command_kept_write(struct command_collecting *collecting, const struct source *before);
/* collect_beside.c: holds what seems empty against the print, and notes where something is written beside it. Returns
 * how many questions could not be held against it. `straight`: the page laid straight; NULL: it cannot be. */
size_t command_look_beside(const struct command_collecting *collecting, const struct scan_picture *straight,
                           struct scan_reading *reading);
/* collect_filled.c: if a file is a form, a workbook or a table of answers that was filled in, takes its answers, or
 * reports why it is none of this class. False if it is something else. */
bool command_collect_filled(struct command_collecting *collecting, struct collect_class *class, const char *path);
/* collect_saved.c: whether a file is named like answers that a page for screens saved; adds the columns that it has and
 * the table of responses has not yet (texts that a person marks, how sure somebody is); finds the set of an id and, if
 * the sets have scenarios, a scenario, SIZE_MAX if there is none; takes the answers, or reports what is wrong with
 * them. */
bool command_is_saved(const char *path);
void command_saved_columns(struct command_collecting *collecting, const char *path);
size_t command_collect_find(const struct command_collecting *collecting, const char *id, const char *scenario);
void command_collect_saved(struct command_collecting *collecting, struct collect_class *class, const char *path);
/* Adds what the pages say to the class, and reports those that say nothing. */
void command_collect_answers(struct command_collecting *collecting, struct collect_class *class);

#endif
