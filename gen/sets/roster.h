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
    const char *mark_end, *feedback_end;            /* follow an assignment's name */
    bool points; /* a row above those of people says what assignments are out of; its needed column is `Points Possible`
                  */
};

struct sets_roster {
    struct arena *arena;
    const struct csv *csv;
    const struct sets_dialect *dialect;
};

/* Which graded person each row is, by the column that has most of the ids. */
struct sets_roster_match {
    int column;
    const struct sets_roster_mark **of_row; /* by row; NULL: nobody who was graded */
    size_t found;
};

/* The cell of a row in the column that tells the systems apart. */
const struct csv_field *sets_roster_first(const struct sets_roster *roster, const struct csv_row *row);
/* A cell or id for comparison: trimmed, composed and in lower case, since e-mail addresses and logins ignore case. */
const char *sets_roster_key(struct arena *arena, const char *text);
/* Finds the column that has the ids of most people. False and an error if none has any, or if two columns give an id to
 * different rows. */
bool sets_roster_find(struct sets_roster_match *match, struct sets_roster *roster, const struct sets_roster_mark *marks,
                      size_t count, struct diag *diag);
/* Reports which column it is, and who is only graded or only on the roster. */
void sets_roster_report(const struct sets_roster *roster, const struct sets_roster_match *match,
                        const struct sets_roster_mark *marks, size_t count, struct diag *diag);

#endif
