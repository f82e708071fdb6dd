/* What grading writes of a class as a whole: its figures as CSV, and the marks for a learning management system. */
#ifndef GEN_CLASS_FILES_H
#define GEN_CLASS_FILES_H

#include "roster.h"
#include "statistics.h"

struct class_files;
/* roster: NULL where none is given. Lives in the arena. */
struct class_files *class_files_new(struct arena *arena, const struct lab *lab, struct roster *roster,
                                    const struct language *language);
/* Takes in one sheet; the strings of its set must outlive the class. */
void class_files_add(struct class_files *class, const struct grade *grade);
/* Of all that was taken in so far. */
const struct class_figures *class_files_figures(struct class_files *class);
/* Writes class-*.csv and, where there is a roster, its import into the folder. */
void class_files_write(struct class_files *class, const char *folder, struct diag *diag);

#endif
