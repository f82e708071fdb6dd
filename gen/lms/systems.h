/* Private to lms: the systems, what their exports look like, and what each column of one is. */
#ifndef LMS_SYSTEMS_H
#define LMS_SYSTEMS_H

#include "lms/lms.h"

enum { LMS_COLUMNS_MOST = 12, LMS_LISTED = 10 };

/* How a system names the column of an assignment. */
enum lms_titles {
    TITLES_CANVAS,      /* TITLE (12345) */
    TITLES_MOODLE,      /* Assignment: TITLE (Real), in the language of the site */
    TITLES_BRIGHTSPACE, /* TITLE Points Grade <Numeric MaxPoints:10 Weight:5> */
    TITLES_BLACKBOARD,  /* TITLE [Total Pts: 10 Score] |12345 */
    TITLES_OF_COLUMN    /* the one assignment of the file is in a column of its own */
};

/* An export of a system. Columns are named by their headings, or by what they hold, whatever the language of the site:
 * `@first`, `@last`, `@name`, `@number`, `@login`, `@other`, `@email`, `@unit`, `@mark`, `@most`, `@open`, `@comment`.
 * Lists end with NULL. */
struct lms_system {
    const char *name, *called, *file;           /* file: NULL if the system imports no marks */
    const char *needed[4];                      /* all are there ... */
    bool (*fits)(const struct csv *);           /* ... and the rest looks so; NULL: that is enough */
    const char *places[5];                      /* what its first columns hold if no heading says so */
    const char *identity[LMS_COLUMNS_MOST + 1]; /* copied to the import, in the order of the export */
    const char *keys[LMS_COLUMNS_MOST + 1];     /* may have the ids, the likeliest first */
    enum lms_titles titles;
    const char *mark_end, *feedback_end; /* follow the title of an assignment that the export does not have */
    bool points;                         /* a row above those of people says what assignments are out of */
    bool whole;                          /* the import has all columns of the export */
    bool needs_item;                     /* the system makes no assignment of its own from an import */
    bool unicode_tabs;                   /* the import is UTF-16 with tabs, all in quotes */
    bool escapes;                        /* it reads a quote after a backslash as a part of the text (PHP's fgetcsv) */
    const char *end_heading, *end_cell;  /* a last column; NULL: none */
    bool (*skips)(const struct csv *, const struct csv_row *); /* rows that are nobody's; NULL: none */
};

/* A column of the import. */
struct lms_written {
    const char *heading;
    int column; /* of the export; -1: it is empty */
};

/* An export that was recognized: which of its columns are what. */
struct lms_export {
    const struct csv *csv;
    const struct lms_system *system;
    bool *identity; /* by column: it is the system's own, and copied to the import */
    struct lms_written *written;
    int written_count;
    int keys[LMS_COLUMNS_MOST + 1];
    int key_count;
    int address;           /* of e-mail addresses; -1 */
    int name, first, last; /* -1: none */
    bool paired;           /* the first and last names are found by where they are */
    int mark, feedback;    /* of the assignment, if the map or the kind of export says so; else -1 */
    bool mark_by_place;    /* no heading says which column has the marks, but what is beside it does */
    int most, open;        /* of a worksheet: what the mark is out of, whether it may be changed; -1 */
    int number;            /* of a worksheet: `Participant 123`; -1 */
    size_t first_person;   /* rows before it are nobody's */
};

/* Recognizes an export. NULL if it is none; after an error, `*bad`, if the map has a column that is not there. */
struct lms_export *lms_recognize(struct arena *arena, const struct csv *csv, const struct lms_map *map, bool *bad,
                                 struct diag *diag);
/* Whether a row is that of a person. */
bool lms_is_person(const struct lms_export *export, size_t row);
/* A cell or id for comparison: trimmed, composed and in lower case, since e-mail addresses and logins ignore case, and
 * without the # that Brightspace puts before ids. */
const char *lms_key(struct arena *arena, const char *text);
/* The map. */
/* The column of a role or question; -1 if the map does not name it, -2 after an error. */
int lms_map_column(const struct lms_map *map, const char *role, const struct csv_row *header, struct diag *diag);
/* The same of a column of which a part may be meant, `Response 2 part 3`; `*part`: 0 for the whole. */
int lms_map_column_part(const struct lms_map *map, const char *role, const struct csv_row *header, int *part,
                        struct diag *diag);
/* The system that it names; NULL if it names none. */
const char *lms_map_system(const struct lms_map *map, struct pos *pos);
enum { LMS_MAP_NONE = -1, LMS_MAP_BAD = -2 };

#endif
