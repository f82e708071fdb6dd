/* Private to sets: an exported gradebook, and which graded person each of its rows is. */
#ifndef SETS_ROSTER_H
#define SETS_ROSTER_H

#include "sets/sets.h"

enum { ROSTER_IDENTITY_MOST = 12, ROSTER_LISTED = 10 };

/* How a system names the columns of a gradebook. */
struct sets_dialect {
    const char *name, *file;
    const char *identity[ROSTER_IDENTITY_MOST + 1]; /* copied to the import, in the order of the export */
    const char *keys[ROSTER_IDENTITY_MOST + 1];     /* may have the ids, the likeliest first */
    const char *needed;                             /* the heading by which the system is recognised */
    const char *mark_end, *feedback_end;            /* follow the name of an assignment that the export does not have */
    bool points; /* a row above those of people says what assignments are out of; its needed column is `Points Possible`
                  */
};

struct sets_roster {
    struct arena *arena;
    const struct csv *csv;
    const struct sets_dialect *dialect;
    int first;      /* the column that tells the systems apart */
    bool *identity; /* by column: it is the system's own, and copied to the import */
};

/* Which graded person each row is, by the column that has most of the ids. */
struct sets_roster_match {
    int column;
    const struct sets_roster_mark **of_row; /* by row; NULL: nobody who was graded */
    size_t *of_mark;                        /* by mark: its row; SIZE_MAX: none */
    size_t found;
};

/* The assignment, as the import calls it. */
struct sets_roster_item {
    int column;                     /* of its marks in the export; -1: it is new, or cannot be told from another one */
    const char *heading, *feedback; /* feedback: NULL if the system imports none */
};

/* The cell of a row in the column that tells the systems apart. */
const struct csv_field *sets_roster_first(const struct sets_roster *roster, const struct csv_row *row);
/* A cell or id for comparison: trimmed, composed and in lower case, since e-mail addresses and logins ignore case. */
const char *sets_roster_key(struct arena *arena, const char *text);
bool sets_roster_has_bad_rows(const struct sets_roster *roster);
/* Finds the assignment by its title among the headings: `TITLE` or `TITLE (12345)` of Canvas, and of Moodle
 * `Assignment: TITLE (Real)` with whatever its language says before and after the title. If nothing fits exactly, case
 * and the number of blanks do not count. A note says if there is no such assignment, and which heading is near. False
 * and an error if it cannot be known which one is meant, or if the system would not import it. */
bool sets_roster_find_item(struct sets_roster_item *item, const struct sets_roster *roster, const char *title,
                           struct diag *diag);
/* Finds the column that has the ids of most people. False and an error if none has any, or if two columns give an id to
 * different rows. */
bool sets_roster_find(struct sets_roster_match *match, struct sets_roster *roster, const struct sets_roster_mark *marks,
                      size_t count, struct diag *diag);
/* Reports which column it is, and who is only graded or only on the roster. */
void sets_roster_report(const struct sets_roster *roster, const struct sets_roster_match *match,
                        const struct sets_roster_mark *marks, size_t count, struct diag *diag);

#endif
