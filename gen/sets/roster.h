/* Rosters that a learning management system exported, and the file of marks that it imports again: Canvas and Moodle.
 * Knows no lab and no page. */
#ifndef SETS_ROSTER_H
#define SETS_ROSTER_H

#include "csv/csv.h"

/* What one person gets, all sheets together. */
struct sets_roster_mark {
    const char *id;
    double marks;         /* out of the assignment's points */
    bool graded;          /* false: nothing is out of any marks; there is nothing to import */
    const char *feedback; /* in sentences */
};

struct sets_roster;
/* Reads an export: Canvas's has the headings Student, ID, SIS User ID, SIS Login ID, Section; Moodle's has First name,
 * Last name (or Surname), ID number, Email address (Username). NULL and an error where it is neither. Lives in the
 * arena. */
struct sets_roster *sets_roster_read(struct arena *arena, const struct source *source, struct diag *diag);
/* canvas-import.csv or moodle-import.csv. */
const char *sets_roster_file_name(const struct sets_roster *roster);
/* Finds the column that holds the ids of most people and prints the import: the system's own columns of a person, then
 * the assignment, under its heading in the export where it stands there, else under `title`; for Moodle its feedback.
 * Reports which column it is, people who are not on the roster (warnings), and rows without marks, which are left out
 * (a note). False and an error where no id is found at all. */
bool sets_roster_print(struct text *out, struct sets_roster *roster, const char *title, double points,
                       const struct sets_roster_mark *marks, size_t count, struct diag *diag);

#endif
