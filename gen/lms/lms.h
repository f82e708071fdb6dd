/* Learning systems: rosters and gradebooks that Canvas, Moodle, Brightspace, Blackboard, Gradescope and Google
 * Classroom export, and the files that they import. Knows no lab and no page. */
#ifndef LMS_LMS_H
#define LMS_LMS_H

#include "csv/csv.h"
#include "sets/sets.h"

/* Which column is what, where a heading does not say it: the file of --columns, with the columns `is` and `column` and,
 * if it is for two files, `of`. */
struct lms_map;
/* Reads it; a column is named by its heading or, if no heading is called so, by its number. NULL after an error. */
struct lms_map *lms_map_read(struct arena *arena, const struct source *source, struct diag *diag);
/* Whether everything in it can be a column: roles, or these questions. False after errors. */
bool lms_map_check(struct arena *arena, const struct lms_map *map, const char *const *questions, size_t count,
                   struct diag *diag);
/* What it says of one file, `roster` or `responses`. NULL of NULL, and of a map that says nothing which only responses
 * have. In the arena. */
struct lms_map *lms_map_of(struct arena *arena, const struct lms_map *map, const char *file);

/* The export of a system as a roster of people with the columns `id`, `name` and what else the system says about the
 * person. The id is that of the first of the system's columns of ids in which anybody has one; a note names it. Rows
 * that are nobody's, such as what assignments are out of, or Canvas's test student, are left out. `map` may be NULL.
 *
 * NULL if the file is no such export and is to be read as it is; also, after an error (`*bad`), if a column of the map
 * is not there. Lives in the arena. */
const struct csv_view *lms_people_view(struct arena *arena, const struct source *source, const struct lms_map *map,
                                       bool *bad, struct diag *diag);

/* What one person earns, all sheets together. */
struct lms_roster_mark {
    const char *id;
    double marks;         /* out of the assignment's points */
    bool graded;          /* false: no question counts, so there is nothing to import */
    const char *feedback; /* in sentences */
    const char *address;  /* e-mail, as the parameter sets have it; NULL if they do not */
};
/* Whether a heading says that a column has e-mail addresses. */
bool lms_is_address_heading(const char *heading);

/* A gradebook that a system exported, and the file of marks that it imports again. */
struct lms_roster;
/* Reads an export, which is recognized by its headings, in the language of its site. Several columns may have one name.
 * NULL and an error if it is none. Lives in the arena. */
struct lms_roster *lms_roster_read(struct arena *arena, const struct source *source, const struct lms_map *map,
                                   struct diag *diag);
/* canvas-import.csv, moodle-import.csv, moodle-worksheet.csv, brightspace-import.csv or blackboard-import.txt; NULL if
 * the system imports no marks. */
const char *lms_roster_file_name(const struct lms_roster *roster);
/* Finds the column that has the ids of most people, or else their e-mail addresses, and prints the import: the system's
 * own columns of a person, untouched, then the assignment, under its heading in the export if it is there, else under
 * `title`; for Moodle also its feedback. In the encoding that the system takes. Reports which column it is (a note),
 * people who are not on the roster (warnings), rows without marks, which are left out (notes), and rows that carry
 * another person's name (warnings). People who are excused or do not have the assignment are left out, with a warning.
 *
 * False and an error if no id is found at all, if two columns give an id to different rows, if the system would not
 * import the assignment or it is not known which one is meant. */
bool lms_roster_print(struct text *out, struct lms_roster *roster, const char *title, double points,
                      const struct lms_roster_mark *marks, size_t count, struct sets_names *names, struct diag *diag);

/* Feedback that goes back to people through the system of a roster that was printed: a zip archive, which it takes
 * apart by the names in it. */
/* moodle-feedback.zip of a grading worksheet, canvas-feedback.zip of a roster of Canvas with its submissions; NULL if
 * the system takes no such archive. */
const char *lms_handback_file_name(const struct lms_roster *roster);
/* Takes the names of the files that Canvas has of an assignment (`LASTFIRST_USERID_ATTACHMENTID_NAME`): it takes files
 * back only beside one that the person handed in. */
void lms_take_submissions(struct lms_roster *roster, const char *const *names, size_t count, const char *archive);
/* The path of a person's file in the archive, in the arena; NULL if the person is not in it, which is reported once for
 * each who has an entry in the roster. */
const char *lms_handback_path(const struct lms_roster *roster, struct arena *arena, const char *id, const char *file,
                              struct diag *diag);
/* The e-mail address that the roster has of a graded person, NULL if it has none. */
const char *lms_roster_address(const struct lms_roster *roster, const char *id);

/* Answers that people gave in a quiz of a system: the responses report of Moodle, the student analysis of Canvas. */
struct lms_answers;
/* Recognizes such an export; with a map, any table. NULL if the file is none and is to be read as it is; also, after an
 * error (`*bad`), if a column of the map is not there. Lives in the arena. */
struct lms_answers *lms_answers_read(struct arena *arena, const struct source *source, const struct lms_map *map,
                                     bool *bad, struct diag *diag);
/* Who answers are looked for of. */
struct lms_person {
    const char *id, *address; /* address: NULL if it is not known */
};
/* Which of several attempts of a person counts: LAST and FIRST by their numbers or, if they have none, in the order of
 * the file; BEST by the score that the system gave, the last of equal ones. */
enum lms_attempt { LMS_LAST, LMS_FIRST, LMS_BEST };
/* The export as a table of responses: `id`, `name`, `fingerprint`, and a column for each question, by name, that the
 * quiz asked. `asked` are the questions in the order in which a quiz that lms_quiz_... prints asks them.
 *
 * A question is in the column that the map names; in the one whose text has its name in square brackets; or, if the
 * quiz has as many questions as are asked and the fingerprint, in its place, with a note. The id is that of the column
 * that has most of the people, or their addresses. NULL and an error if it is not known which column is which. */
const struct csv_view *lms_answers_view(struct lms_answers *answers, const char *const *asked, size_t count,
                                        const struct lms_person *people, size_t people_count, enum lms_attempt attempt,
                                        struct diag *diag);

/* Quizzes, printed for a system. */

enum lms_asks {
    LMS_ASKS_TEXT, /* what is typed is exported, and nothing is right or wrong */
    LMS_ASKS_LONG_TEXT,
    LMS_ASKS_OPTION, /* one of the options */
    LMS_ASKS_NUMBER,
    LMS_ASKS_WORD,   /* there is nothing to compute: one of the words */
    LMS_ASKS_FORMULA /* a number, from whichever set is drawn (lms_quiz_formulas) */
};

struct lms_option {
    const char *text, *feedback; /* feedback: "" for none */
    bool right;
};

/* A known wrong answer to a number. */
struct lms_wrong {
    double number;
    const char *feedback;
};

/* All texts are Markdown with nothing but spans (emphasis, code), which become markup. */
struct lms_question {
    const char *name;         /* in the lab */
    const char *title, *text; /* text: what is asked, in paragraphs */
    enum lms_asks asks;
    const char *unit; /* behind a number; "" */
    double marks;
    const struct lms_option *options;
    int option_count;
    double number, tolerance; /* tolerance: a share of the number */
    struct lms_interval {
        double from, to;
    } const *accepted; /* what is right besides, bounds included */
    int accepted_count;
    const struct lms_wrong *wrongs;
    int wrong_count;
    const char *const *words; /* ends with NULL */
    const struct lms_formula *formula;
};

struct lms_given {
    const char *label, *value;
};

/* A question over several sets: texts have `[v1]` where their numbers differ. */
struct lms_formula {
    const struct lms_given *given;
    int given_count;
    const char ***values; /* of each variable in each set, with a point and no groups */
    size_t variable_count, row_count;
    const double *answers; /* of each set */
};

/* What is asked together. */
struct lms_quiz_set {
    const char *name; /* "" if there is but one */
    const struct lms_given *given;
    int given_count;
    const struct lms_question *questions;
    int question_count;
};

struct lms_quiz {
    const char *name, *title;  /* of the lab */
    const char *given_heading; /* above what is given */
    const struct lms_quiz_set *sets;
    size_t set_count;
    bool scored; /* false: answers are collected, for no points */
};

/* Moodle's XML (question/format/xml/format.php). A scored set is one cloze question, so that what is drawn at random
 * belongs together; what is not scored is a question each. */
void lms_quiz_print_moodle(struct text *out, const struct lms_quiz *quiz);
/* An archive of QTI 1.2 for Canvas: a quiz for each set. */
void lms_quiz_print_canvas(struct text *out, const struct lms_quiz *quiz);
/* A scored quiz with one set, in which each number is asked for over all sets that show the same words with it: once,
 * or once for each way in which they say it (a choice of the model, another unit). `decimal` and `group`: what numbers
 * in its texts are printed with. `left_out`: the numbers of sets whose words no other set has, or whose question has
 * several answers for the same numbers. Lives in the arena. */
const struct lms_quiz *lms_quiz_formulas(struct arena *arena, const struct lms_quiz *quiz, const char *decimal,
                                         const char *group, size_t *left_out);
/* An archive of QTI 2.1, an item for each question. */
void lms_quiz_print_qti(struct text *out, const struct lms_quiz *quiz);

#endif
