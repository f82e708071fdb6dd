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
    const char **options; /* by column: what may be crossed, with blanks between; NULL: something is written */
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
    double work[4]; /* where something may be written that belongs to it: the frame, or what is around its rule */
};
/* A box for marks: those of a question, or a sum. */
enum collect_sum { COLLECT_QUESTION, COLLECT_PAGE, COLLECT_ALL };
struct collect_score {
    enum collect_sum sum;
    const char *question; /* its name; NULL */
};
struct collect_page {
    size_t set;            /* its person's */
    int sheet, number, of; /* number of the copy of a document; of the page in it, from 1; how many those are */
    const char *document;
    const char *stale;         /* why its answers cannot be taken: printed from other parameters; NULL */
    struct collect_box *boxes; /* as those of the page's scan_page */
    struct collect_area *areas;
    struct collect_score *scores; /* as the frames of the page's scan_page */
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

/* What a box of a row (`ticks:ROW`) says in the table: the word of the ledger, if its field has as many, else its
 * number. In the arena. */
const char *collect_row_word(struct arena *arena, const struct lab *lab, const char *row, const char *number);

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
    const char *seen;  /* the digest of that page; "" */
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
/* What a person decided. `seen`: the digest of the page that they saw, "" if it is not known. */
struct collect_decision {
    size_t set;     /* SIZE_MAX: of nobody among the sets */
    int column;     /* -1: it says whose page it is */
    int sheet_page; /* then: which page */
    const char *id, *scenario, *text, *seen;
    struct pos pos;
    bool is_new;                           /* given to this run, not kept from one before */
    bool dropped;                          /* about another page than came in: it is not kept */
    const struct collect_decision *before; /* the kept one about the same; NULL */
};
struct collect_decisions {
    struct collect_decision *list;
    size_t count, capacity;
};
/* Adds those of a file: the columns `id`, `scenario` if the sets have one, `question` and `answer`; or `sheet_page`;
 * and `seen`. Later ones replace earlier ones about the same. False after reporting errors. */
bool collect_decisions_read(struct collect_decisions *decisions, struct arena *arena, const struct source *source,
                            const struct parameter_sets *sets, const struct collect_columns *columns, bool is_new,
                            struct diag *diag);
/* Appends a file that says the same. */
void collect_decisions_write(const struct collect_decisions *decisions, bool scenarios,
                             const struct collect_columns *columns, struct text *out);
/* Puts what was decided in place of what was read. What was decided on another page than came in is an error if it is
 * new; then the one before counts. */
void collect_class_decide(struct collect_class *class, struct collect_decisions *decisions, struct diag *diag);
/* The fingerprint of the sheet that somebody gave back. */
void collect_class_seen(struct collect_class *class, size_t set);

/* What is in the table in the end. */
struct collect_result {
    struct text responses, doubts, answers; /* tables; the caller's to free */
    struct text items;                      /* for the page of review, in JSON */
    size_t people, taken, doubtful, empty;  /* answers by what became of them */
    size_t kept;                            /* cells that a person typed, where something else was read */
};
/* Whether what was surely read in a column of a picture, by its digest, is shown in the review: one in fifty is. */
bool collect_is_sample(const char *seen, int column);
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
    const char *filled;          /* "form", "workbook": a file that was filled in on a screen; NULL: a picture */
    size_t set;                  /* then: whose; SIZE_MAX: of nobody among the sets */
    bool twice;                  /* another picture of the same page was taken */
    const char *seen;            /* its digest */
};
/* Appends pages.csv. */
void collect_pages_head(struct text *out, bool scenarios);
void collect_pages_row(struct text *out, const struct collect_geometry *geometry, const struct parameter_sets *sets,
                       const struct collect_picture *picture);

/* The pictures of pages that came back, by page of the geometry, for `grade` to mark them. */
#define COLLECT_SHEETS "instructor/collect/sheets.csv"
#define COLLECT_PICTURES "instructor/collect/pages"
struct collect_sheet {
    const char *picture; /* the name of its file without `.jpg`; NULL: it did not come back as a picture */
    bool straight;       /* it is laid straight: what is where on the page is there in the picture */
};
/* Reads the table (NULL: there is none) in the arena. Pages that are printed anew since with something in another place
 * are left out, and counted in `moved`. NULL after reporting an error. */
struct collect_sheet *collect_sheets_read(struct arena *arena, const struct source *source,
                                          const struct collect_geometry *geometry, const struct parameter_sets *sets,
                                          size_t *moved, struct diag *diag);
void collect_sheets_write(const struct collect_sheet *sheets, const struct collect_geometry *geometry,
                          const struct parameter_sets *sets, struct text *out);

/* review.html: a page for a browser, without network, in which a person looks at doubts, at all that was taken for
 * empty, and at a sample of what was taken as sure, and which saves decisions. */
/* Appends what comes before the pictures; a picture, as JPEG, with its name; and what comes after them. */
void collect_review_head(struct text *out, const char *title);
void collect_review_picture(struct text *out, const char *name, const char *jpeg, size_t length);
void collect_review_tail(struct text *out, const char *lab, bool scenarios, const struct text *items,
                         const struct text *pages);
/* Appends a member of an object in JSON, with a comma before it unless it is the first. */
void collect_review_member(struct text *out, const char *name, const char *text);

#endif
