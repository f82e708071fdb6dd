/* Term: a course with several labs. A course file names the labs; the tables that grading made of each become a
 * gradebook over the term, and a progress sheet for each person. */
#ifndef TERM_TERM_H
#define TERM_TERM_H

#include "base/base.h"
#include "document/document.h"
#include "words/words.h"

/* A lab of the course. */
struct term_lab {
    const char *lab;  /* its name, or a path from the working directory */
    const char *name; /* the last part of its folder's name: what its own folder and table are called */
    const char *title;
    const char *date; /* 2026-10-05; NULL if the course names none */
    double marks;     /* what its full marks count in the term; NaN: as many as the lab gives */
    struct pos pos;
};

struct term {
    const char *name;  /* of the course's folder: the file's, without .yaml */
    const char *title; /* of the course */
    const struct words_language *language;
    enum doc_paper paper;
    struct term_lab *labs; /* in the order of the course */
    int count;
};

/* Whether a word of the command line names a course file, not a lab: it ends with .yaml. */
bool term_is_course(const char *path);
/* Reads a course file:
 *   title: the course; language, paper: of the progress sheets (en, a4)
 *   labs: list of {lab: a name or a path from the file's folder, title, date, marks}
 * `find` gives the folder of a lab, by its name or path, or reports an error and returns NULL. Everything lives in the
 * arena. NULL after an error. */
struct term *term_read(struct arena *arena, const char *path,
                       const char *(*find)(struct arena *arena, const char *lab, struct diag *diag), struct diag *diag);

/* What people earned and predicted in the labs that were graded so far. */
struct term_results;
/* Lives in the arena. */
struct term_results *term_results_new(struct arena *arena, const struct term *term);
/* Adds lab number `lab`, from its tables gradebook.csv and, if it has predictions, predictions.csv (else NULL). Several
 * sheets of one person add up. False after reporting an error. */
bool term_results_add(struct term_results *results, int lab, const struct source *gradebook,
                      const struct source *predictions, struct diag *diag);
size_t term_results_count(const struct term_results *results);
/* The id of person i, in the order in which they came. */
const char *term_results_id(const struct term_results *results, size_t i);
/* Appends the gradebook: id, name, a column of marks for each lab (empty: no sheet was graded), total, out_of, missing
 * (labs that were graded, but not for this person, and count as 0), review (answers that a person must look at). */
void term_results_print(struct text *out, const struct term_results *results);

/* The progress sheet, a template of Mustache and Markdown. */
struct term_progress;
/* Parses it: FOLDER/progress.md beside the course, else the program's own. NULL after an error. */
struct term_progress *term_progress_new(struct arena *arena, const struct term *term, const char *folder,
                                        const char *home, struct diag *diag);
/* The sheet of person i, in the arena. NULL after an error. */
struct document *term_progress_fill(struct term_progress *progress, struct arena *arena,
                                    const struct term_results *results, size_t i, struct diag *diag);

#endif
