/* What grading writes of a class as a whole: its figures as CSV, and the marks for a learning management system. */
#ifndef GRADE_CLASS_FILES_H
#define GRADE_CLASS_FILES_H

#include "grade/statistics.h"
#include "sets/roster.h"

struct grade_class_files;
/* roster: NULL where none is given. Lives in the arena. */
struct grade_class_files *grade_class_files_new(struct arena *arena, const struct lab *lab, struct sets_roster *roster,
                                                const struct words_language *language);
/* Takes in one sheet; the strings of its set must outlive the class. */
void grade_class_files_add(struct grade_class_files *class, const struct grade *grade);
/* Of all that was taken in so far. */
const struct grade_class_figures *grade_class_files_figures(struct grade_class_files *class);
/* Writes class-*.csv and, where there is a roster, its import into the folder. */
void grade_class_files_write(struct grade_class_files *class, const char *folder, struct diag *diag);

#endif
