/* Grades for a learning management system: in the columns of the roster that it exported. */
#ifndef GEN_LMS_H
#define GEN_LMS_H

#include "grade.h"

struct lms_roster;
/* Reads a roster that Canvas (`Student`, `ID`, `SIS User ID`, `SIS Login ID`, `Section`) or Moodle (`ID number`,
 * `Username`, `Email address`) exported. NULL where it is neither (reported). */
struct lms_roster *lms_roster_read(struct arena *arena, const struct source *source, const struct lab *lab,
                                   struct diag *diag);
/* `canvas` or `moodle`. */
const char *lms_roster_system(const struct lms_roster *roster);
/* Takes the grade of one person; several sets of one person count as one. */
void lms_roster_add(struct lms_roster *roster, const struct grade *grade);
/* The file to import: the people of the roster who are graded, in its order. Those of whom the roster knows nothing are
 * reported, and how many of the roster have no grade. */
void lms_roster_print(struct text *out, struct lms_roster *roster, struct diag *diag);

#endif
