/* Sets: the rows of a CSV file become parameter sets, checked against the models' parameters and evaluated. */
#ifndef SETS_SETS_H
#define SETS_SETS_H

#include "csv/csv.h"
#include "language/language.h"

#include <stdint.h>

/* The columns of a file that say who a row is about, by number; -1 if it does not have one. */
struct sets_headings {
    int id, scenario;
    int name;                  /* of the whole name */
    int first_name, last_name; /* of its parts, for rows without a whole name */
    bool name_may_be_whole;    /* one of the two is called `Name` */
};
/* Finds them: `id`, or else what other programs call it (`ID`, `Student ID`, `SIS User ID`, `Matrikelnummer`), as
 * csv_same_heading compares; so for names. False and an error if there is no column of ids (`missing` says so), or if
 * there are two that may be meant. */
bool sets_find_headings(struct sets_headings *headings, const struct csv_row *header, const char *missing,
                        struct diag *diag);
/* Finds only the columns of names. */
void sets_find_name_headings(struct sets_headings *headings, const struct csv_row *header);
/* A row's name, of one column or, if that is empty or missing, of two, and its place; "" if it has none. In the arena.
 */
const char *sets_read_name(struct arena *arena, const struct sets_headings *headings, const struct csv_row *row,
                           struct pos *pos);
/* Whether a heading says that the column has ids, or names or parts of them. */
bool sets_is_person_heading(const char *heading);
/* What a heading says that the column has, in many languages; OTHER: a number of a system's own, or an id. */
enum sets_heading {
    SETS_HEADING_NONE,
    SETS_HEADING_NUMBER,
    SETS_HEADING_LOGIN,
    SETS_HEADING_OTHER,
    SETS_HEADING_NAME,
    SETS_HEADING_FIRST,
    SETS_HEADING_LAST
};
enum sets_heading sets_heading_of(const char *heading);
/* Whether a text may be part of a file's name; reports why not. `what` says what the text is ("id"). */
bool sets_check_id(const char *text, const char *what, struct pos pos, struct diag *diag);
/* A field's text without the blanks around it (no-break spaces too): the text itself if there are none, else a copy in
 * the arena. Moves `pos` to its beginning. */
const char *sets_trim(struct arena *arena, const char *text, struct pos *pos);
/* An id or scenario of a row, as it is compared: without blanks around it and composed (Unicode's NFC), so that an
 * accent that some systems write as a letter and a mark makes no other person. In the arena, or the field's own text.
 * `*pos`: its place. */
const char *sets_read_id(struct arena *arena, const struct csv_field *field, struct pos *pos);
const char *sets_composed(struct arena *arena, const char *text);
/* The same in lower case, for what ignores case: file systems, e-mail addresses. */
const char *sets_folded(struct arena *arena, const char *text);

/* What a row says about one parameter. */
struct sets_parameter {
    double value;
    const char *source, *date; /* from PARAM_source and PARAM_date; NULL if there is none */
    struct pos pos, source_pos, date_pos;
    bool given; /* false: the default */
};

/* Any other column: the person's data, `{{person.COLUMN}}`. */
struct sets_person_field {
    const char *name, *text;
    struct pos pos;
};

/* What is different on one person's sheets, by the columns `print`, `paper` and `time` of the file. An empty cell means
 * nothing. The numbers are the same for all: it has no part in the fingerprint. */
struct sets_accommodation {
    const char *print; /* a style for single people, `prints:` of a style file; NULL: that of the class */
    const char *paper; /* the name of a size of paper; NULL: that of the class */
    double time;       /* how many times as much of it as others have; 0: as much */
    struct pos print_pos, paper_pos;
};
/* Whether a column of this name says so. A parameter of the model with this name comes first. */
bool sets_is_accommodation(const char *heading);

/* A line of a parameter that is the sum of labelled lines. */
struct sets_line {
    const char *label, *path, *paid; /* path "": of all */
    double amount;
    const char *source, *date; /* "" if there is none */
};
/* The word for all paths in the long form and in workbooks; the name of the rows of lines there. */
#define SETS_ALL_PATHS "All"
#define SETS_LINE_NAME "further"
/* Whether a model has parameters that are sums of lines. */
bool sets_has_lines(const struct model *model);

struct parameter_set {
    const char *id;
    const char *name;     /* the id if the file has none */
    const char *scenario; /* "" if the file has none */
    const char *stem; /* the stem of its file names: `s03`; for later rows of an id `s03-board`, with the scenario */
    struct sets_parameter *parameters; /* by ordinal of the parameter */
    const struct sets_line *lines;     /* of the long form */
    int line_count;
    struct sets_person_field *person;
    int person_count;
    struct sets_accommodation accommodation;
    double *values; /* by quantity index; NULL until the set is evaluated */
    struct pos pos, name_pos;
    bool bad;            /* it has an error, which was reported; nothing is written for it */
    char fingerprint[9]; /* eight hex digits of SHA-256 over lab name, id, scenario and the exact parameters */
};

/* What is kept of a row. */
struct sets_row {
    const char *id, *scenario, *stem;
    uint32_t place; /* of its first byte */
    int line;
    char fingerprint[9];
    bool bad;
    const struct sets_accommodation *accommodation; /* NULL: none */
};

/* Reads PARAMS.csv, a set a row; or, in the long form, an input a row and a set a column. Everything is checked, but of
 * each row little more than its place is kept: sets_get reads a set again when it is needed.
 *
 * The name is that of the column `name`; if that is empty or missing, it is made of a first and a last name. Numbers
 * may have a decimal comma if the fields are not separated by commas.
 *
 * Errors: an id that is missing, empty or unfit for file names (`/`, `\`, control characters, `..`, a leading `.` or
 * `-`, more than 100 bytes); two rows of the same id and scenario, or whose files would have the same names; a column
 * whose name is near to a parameter's; a value that is no number, is `40` for a fraction, or is out of range; a `time`
 * that is no number from 1 to 5. Whether there is such a style or paper is the caller's to find out. Warnings:
 * a value off its grid, and 2.000, which is read as 2 but may be two thousand. Notes, once: a parameter that takes its
 * default.
 *
 * NULL if the file as a whole cannot be used. Lives in the arena; the source and the model must outlive it. */
struct parameter_sets;
struct parameter_sets *sets_read(struct arena *arena, const struct source *source, const struct model *model,
                                 const char *lab_name, struct diag *diag);
/* Reads a roster like that, as `view` shows it (NULL: as it is). What it leaves open (`given` is false) will be drawn,
 * so no default is noted. */
struct parameter_sets *sets_read_roster(struct arena *arena, const struct source *source, const struct csv_view *view,
                                        const struct model *model, const char *lab_name, struct diag *diag);
/* The number of rows, and of those without an error. */
size_t sets_count(const struct parameter_sets *sets);
size_t sets_good_count(const struct parameter_sets *sets);
/* Whether the file has such a column. */
bool sets_has_name(const struct parameter_sets *sets);
bool sets_has_scenario(const struct parameter_sets *sets);
/* Rows are numbered from 0, in the order of the file. */
const struct sets_row *sets_row(const struct parameter_sets *sets, size_t number);
struct pos sets_row_pos(const struct parameter_sets *sets, size_t number);
/* Makes a row bad, for an error that was reported after it was read. */
void sets_spoil(struct parameter_sets *sets, size_t number);
/* Reads a row again, or its set, in the arena, without reporting. */
struct parameter_set *sets_get(const struct parameter_sets *sets, size_t number, struct arena *arena);
void sets_get_row(const struct parameter_sets *sets, size_t number, struct arena *arena, struct csv_row *row);
/* The columns of the long form of PARAMS.csv, an input a row, which are no scenarios; ends with NULL. */
extern const char *const sets_long_columns[];
/* The unit of an input as the long form has it: `share` of a fraction, "" of a plain number. */
const char *sets_unit_word(const struct quantity *input);
/* Appends a field that has the value of a quantity, as sets_read reads it. */
void sets_write_value(struct text *out, const struct quantity *quantity, double value, bool first);
/* Appends the cell of a row in such a column as sets_read reads it where commas separate the fields. */
void sets_write_accommodation(struct text *out, const struct parameter_set *set, const char *heading, const char *cell,
                              bool first);
/* Where the rows come from: its header and separator. */
const struct csv_reader *sets_reader(const struct parameter_sets *sets);

/* An index of sets by id and scenario. It keeps a number and a hash of each, not its texts: it asks for them, and they
 * must stay what they are. Lives in the arena; has room for `most` sets. */
struct sets_key {
    const char *id, *scenario;
};
struct sets_index;
struct sets_index *sets_index_new(struct arena *arena, size_t most,
                                  struct sets_key (*key)(const void *owner, size_t number), const void *owner);
/* Puts a set, unless one with its id and scenario is there. Returns the number of that one, or its own. */
size_t sets_index_put(struct sets_index *index, size_t number);
/* The set with an id and scenario; with NULL the first that was put with the id. SIZE_MAX if there is none. */
size_t sets_index_find(const struct sets_index *index, const char *id, const char *scenario);
/* The key of a row, for an index of all rows of these sets (`struct parameter_sets`). */
struct sets_key sets_row_key(const void *sets, size_t number);

/* Evaluation, EVAL_SETS sets at a time. Lives in the arena. */
struct sets_evaluation *sets_evaluation_new(struct arena *arena, const struct model *model);
/* Evaluates these sets, at most EVAL_SETS, in place of the ones before. */
void sets_evaluation_run(struct sets_evaluation *evaluation, const struct parameter_set *const *sets, size_t count);
/* Gives a set, number `row` of these, its values: `values` (model->count members, the caller's) becomes set->values. A
 * set with a quantity that has no finite value becomes bad, with an error that names both. False if it is or was bad.
 */
bool sets_evaluation_take(const struct sets_evaluation *evaluation, size_t row, struct parameter_set *set,
                          double *values, struct diag *diag);
/* Runs and takes a single set. */
bool sets_evaluate_one(struct parameter_set *set, struct sets_evaluation *evaluation, double *values,
                       struct diag *diag);
/* Reads a set again and evaluates it, its values in the arena. It is bad if it has no finite value. */
struct parameter_set *sets_get_evaluated(const struct parameter_sets *sets, size_t number,
                                         struct sets_evaluation *evaluation, struct arena *arena, struct diag *diag);
/* The set of a row with its values; NULL if it is bad. One without a finite value becomes bad, and so does its row.
 * Rows are opened and evaluated EVAL_SETS at a time: the arena is reset when a row of another block is asked for. Set
 * and values are good until the next call. */
struct parameter_set *sets_evaluation_at(struct sets_evaluation *evaluation, struct parameter_sets *sets, size_t number,
                                         struct arena *arena, struct diag *diag);

/* Names of people. */

/* The names of a class. Lives in the arena. */
struct sets_names;
struct sets_names *sets_names_new(struct arena *arena, const struct parameter_sets *sets);
/* The same for these people, who have no name if it is NULL or their id. `where` tells the reader where they are known
 * from; array and strings must outlive the names. */
struct sets_person {
    const char *id, *name;
};
struct sets_names *sets_names_of(struct arena *arena, const struct sets_person *people, size_t count,
                                 const char *where);
/* Warns, at its place, of a name in a row with this id that is not the person's: it is that of somebody else of the
 * class, or plainly another. Case, accents, the order of the parts, initials, short forms, parts that one of the names
 * lacks and a wrong letter make no difference, and names in different scripts cannot be compared. */
void sets_names_check(struct sets_names *names, const char *id, const char *name, struct pos pos, struct diag *diag);

#endif
