/* Parameter sets: the rows of a CSV file, checked against the models' parameters. */
#ifndef SETS_SETS_H
#define SETS_SETS_H

#include "csv/csv.h"
#include "language/language.h"

#include <stdint.h>

/* What a row says about one parameter. */
struct sets_parameter {
    double value;
    const char *source, *date;      /* from PARAM_source and PARAM_date; NULL where there is none */
    struct pos pos;                 /* of its cell */
    int source_column, date_column; /* of the other two, in the set's row */
    bool given;                     /* false: the default */
};

/* Any other column: the person's data, `{{person.COLUMN}}`. */
struct sets_person_field {
    const char *name, *text;
    struct pos pos;
};

struct parameter_set {
    const char *id;
    const char *name;     /* the id where the file has none */
    const char *scenario; /* "" where the file has none */
    const char *stem; /* of its files: the id; the id, `-` and the scenario for the second and later rows of an id */
    struct sets_parameter *parameters; /* by ordinal of the parameter */
    struct sets_person_field *person;
    int person_count;
    double *values; /* model->count members; NULL until the set is evaluated */
    struct pos pos, name_pos;
    bool bad;            /* reported; nothing is written for it */
    char fingerprint[9]; /* eight hex digits of SHA-256 over lab name, id, scenario and the exact parameters */
};

/* What is kept of a row whose set is read again when it is wanted. */
struct sets_row {
    const char *id, *stem;
    uint32_t place; /* of its first byte */
    int line;
    bool bad;
};

/* In the order of the file: all sets, or (`sets` is NULL) their rows, for sets_open. */
struct parameter_sets {
    struct parameter_set *sets;
    struct sets_row *rows;
    size_t count;
    bool has_scenario, has_name;
    size_t bad_count;
    struct reading *reading; /* of rows */
};

/* Reads PARAMS.csv. Errors: no or empty id, ids that could not be file names (`/`, `\`, control characters, `.` or
 * `..`, leading `.` or `-`, more than 100 bytes), a row twice by (id, scenario), two rows whose files would have one
 * name, columns whose name is near to a parameter's, values that are no numbers, `40` for a fraction, values outside
 * their range. Warnings: a value off its grid. Notes, once: a parameter that takes its default. NULL where the file as
 * a whole cannot be used. */
struct parameter_sets *sets_read(struct arena *arena, const struct source *source, const struct model *model,
                                 const char *lab_name, struct diag *diag);
/* The same for many sets: all is checked, and little more than where its row begins is kept of each. sets_open reads a
 * set again, in an arena, saying nothing. */
struct parameter_sets *sets_read_many(struct arena *arena, const struct source *source, const struct model *model,
                                      const char *lab_name, struct diag *diag);
struct parameter_set *sets_open(const struct parameter_sets *sets, size_t number, struct arena *arena);
struct pos sets_row_pos(const struct parameter_sets *sets, size_t number);
/* All sets from a roster: what it leaves open (`given` is false) is to be drawn, and said to take no default. */
struct parameter_sets *sets_read_roster(struct arena *arena, const struct csv *csv, const struct model *model,
                                        const char *lab_name, struct diag *diag);
/* The evaluation of sets, EVAL_SETS at a time. Lives in the arena. */
struct sets_evaluation *sets_evaluation_new(struct arena *arena, const struct model *model);
/* Evaluates these sets, EVAL_SETS at most, in place of those before: a column a quantity. */
void sets_evaluation_run(struct sets_evaluation *evaluation, const struct parameter_set *const *sets, size_t count);
/* Gives the set that was `row` of these its values: `values` (model->count members, the caller's) becomes set->values.
 * A set with a quantity that has no finite value becomes bad, with an error that names set and quantity. False where
 * it is or was bad. */
bool sets_evaluation_take(const struct sets_evaluation *evaluation, size_t row, struct parameter_set *set,
                          double *values, struct diag *diag);
/* Both of them for a set that comes alone. */
bool sets_evaluate_one(struct parameter_set *set, struct sets_evaluation *evaluation, double *values,
                       struct diag *diag);
/* Opens the sets from `first` on, EVAL_SETS at most, in an arena that forgets those before, and evaluates them. Gives
 * how many. */
size_t sets_evaluation_open(struct sets_evaluation *evaluation, const struct parameter_sets *sets, size_t first,
                            struct parameter_set *opened[EVAL_SETS], struct arena *arena);
/* Evaluates every good set, its values in the arena. */
void sets_evaluate(struct parameter_sets *sets, struct arena *arena, const struct model *model, struct diag *diag);

/* Rosters that a learning management system exported, and the file of marks that it imports again: Canvas and Moodle.
 * Knows no lab and no page. */

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
