/* Private to command: one run of `collect`. */
#ifndef COMMAND_COLLECTING_H
#define COMMAND_COLLECTING_H

#include "collect/collect.h"
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
    bool progress;
    struct command_graded kept;
};

/* collect_pages.c: a task for each page; see run_jobs_plan. The context is the collecting. */
void *command_scan_begin(void *context);
void command_scan_end(void *worker);
void command_scan_run(void *worker, size_t number, struct text *record);
void command_scan_take(void *context, size_t number, struct record *record);
/* Adds what the pages say to the class, and reports those that say nothing. */
void command_collect_answers(struct command_collecting *collecting, struct collect_class *class);

#endif
