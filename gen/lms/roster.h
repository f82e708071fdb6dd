/* Private to lms: an exported gradebook, and which graded person each of its rows is. */
#ifndef LMS_ROSTER_H
#define LMS_ROSTER_H

#include "lms/systems.h"

/* Which graded person each row is, by the column that has most of the ids or, if none has any, by the addresses. */
struct lms_roster_match {
    int column;
    const struct lms_roster_mark **of_row; /* by row; NULL: nobody who was graded */
    size_t *of_mark;                       /* by mark: its row; SIZE_MAX: none */
    size_t found;
    bool by_address;
};

struct lms_roster {
    struct arena *arena;
    const struct csv *csv;
    const struct lms_system *system;
    const struct lms_export *export;
    const struct lms_roster_match *match; /* once the import is printed; NULL: nobody is known */
    const char *const *submissions;       /* names of files in an archive; NULL: there is none */
    size_t submission_count;
    const char *archive;
};

/* The assignment, as the import calls it. */
struct lms_roster_item {
    int column;                     /* of its marks in the export; -1: it is new, or cannot be told from another one */
    const char *heading, *feedback; /* feedback: NULL if the system imports none */
    int feedback_column;            /* in the export; -1 */
};

bool lms_roster_has_bad_rows(const struct lms_roster *roster);
/* Finds the assignment by its title among the headings: `TITLE` or `TITLE (12345)` of Canvas, and of Moodle
 * `Assignment: TITLE (Real)` with whatever its language says before and after the title. If nothing fits exactly, case
 * and the number of blanks do not count. A note says if there is no such assignment, and which heading is near. False
 * and an error if it cannot be known which one is meant, or if the system would not import it. */
bool lms_roster_find_item(struct lms_roster_item *item, const struct lms_roster *roster, const char *title,
                          struct diag *diag);
/* Finds the column that has the ids of most people. False and an error if none has any, or if two columns give an id to
 * different rows. */
bool lms_roster_find(struct lms_roster_match *match, struct lms_roster *roster, const struct lms_roster_mark *marks,
                     size_t count, struct diag *diag);
/* Reports which column it is, and who is only graded or only on the roster. */
void lms_roster_report(const struct lms_roster *roster, const struct lms_roster_match *match,
                       const struct lms_roster_mark *marks, size_t count, struct diag *diag);
/* What the export says that the assignment is out of, and where; NULL if it does not say it. */
const char *lms_roster_said_points(const struct lms_roster *roster, const struct lms_roster_item *item,
                                   struct pos *pos);

#endif
