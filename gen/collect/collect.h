/* Collect: sheets that came back become the table of answers, and what a person must look at. It does not matter
 * whether an answer was read from a scan or from a file that was filled in on a screen. */
#ifndef COLLECT_COLLECT_H
#define COLLECT_COLLECT_H

#include "lab/lab.h"
#include "scan/scan.h"
#include "sets/sets.h"

/* The columns of responses.csv that answers go to. */
struct collect_columns {
    const char *const *names;
    int count;
};

/* What is printed on the pages of a class: instructor/geometry.json of the run that printed them. */
struct collect_box {
    int column;       /* -1: it is no answer of the table */
    int group;        /* boxes of one question have one number; -1 */
    const char *text; /* what is written if it is crossed: the letter, or the word of the ledger */
};
struct collect_area {
    int column;
};
struct collect_page {
    size_t set;            /* its person's */
    int sheet, number, of; /* number of the copy of a document; of the page in it, from 1; how many those are */
    const char *document;
    const char *stale;         /* why its answers cannot be taken: printed from other parameters; NULL */
    struct collect_box *boxes; /* as those of the page's scan_page */
    struct collect_area *areas;
    int group_count;
};
struct collect_geometry {
    struct collect_page *pages;
    struct scan_page *shapes; /* of the same pages, without codes */
    size_t count;
};
/* Reads the file. Pages without a code cannot come back as scans and are left out; `codeless` counts them. NULL after
 * an error. Lives in the arena. */
struct collect_geometry *collect_geometry_read(struct arena *arena, const char *path, const struct lab *lab,
                                               const struct parameter_sets *sets, const struct collect_columns *columns,
                                               size_t *codeless, struct diag *diag);

/* Answers of all sources. */

/* An answer as it came in. */
struct collect_answer {
    size_t set;
    int column;
    const char *text;  /* "": surely nothing was written; of a doubt, NULL or what may be meant */
    const char *doubt; /* why a person must look; NULL: it is sure */
    const char *file;  /* where it was found */
    const char *place; /* in there, as "page 3" or a cell */
    double quality;    /* of several sure ones that say the same, the place of the best is kept */
    size_t picture;    /* number of the page that came in, among those that were added; SIZE_MAX: none */
};
struct collect_class;
/* Lives in the arena. */
struct collect_class *collect_class_new(struct arena *arena, const struct parameter_sets *sets,
                                        const struct collect_columns *columns);
/* Adds an answer, whose texts must stay. Two answers for one cell: the same text is one; empty and something is the
 * latter; two different ones are a doubt. */
void collect_class_add(struct collect_class *class, const struct collect_answer *answer);
/* Notes that a page of a person did not come in: cells of the column that nothing else answers are doubtful. */
void collect_class_miss(struct collect_class *class, size_t set, int column, const char *why);
/* The fingerprint of the sheet that somebody gave back. */
void collect_class_seen(struct collect_class *class, size_t set);

/* What is in the table in the end. */
struct collect_result {
    struct text responses, doubts, answers; /* tables; the caller's to free */
    size_t people, taken, doubtful, empty;  /* answers by what became of them */
    size_t kept;                            /* cells that a person typed, where something else was read */
};
/* Makes the tables. `typed`: responses.csv as it is now, NULL if there is none; `before`: the table of what was
 * collected before, NULL. What a person typed stays. False after reporting an error, if the table of responses cannot
 * be used: then nothing may be written in its place. */
bool collect_class_write(struct collect_class *class, const struct source *typed, const struct source *before,
                         struct collect_result *result, struct diag *diag);

/* Pages that came in. */
struct collect_picture {
    const char *file;
    int number, of;              /* page of the file, from 1, and how many it has */
    struct scan_reading reading; /* without what the page says */
    const char *error;           /* why it could not be read; NULL */
    bool twice;                  /* another picture of the same page was taken */
    const char *digest;          /* of what was read; see decisions */
};
/* Appends pages.csv. */
void collect_pages_head(struct text *out, bool scenarios);
void collect_pages_row(struct text *out, const struct collect_geometry *geometry, const struct parameter_sets *sets,
                       const struct collect_picture *picture);

#endif
