/* Grade: the answers of a class, typed into a CSV file, become verdicts, marks, statistics, gradebooks and ledgers. */
#ifndef GRADE_GRADE_H
#define GRADE_GRADE_H

#include "answer/answer.h"
#include "key/key.h"
#include "lab/lab.h"
#include "lms/lms.h"
#include "sets/sets.h"
#include "words/words.h"

/* Responses: the answers of each person. */

/* A row, which is read again when its answers are needed. */
struct grade_response {
    size_t set; /* number of the parameter set */
    uint32_t place;
    struct pos pos;
};

struct grade_responses {
    struct grade_response *rows; /* in the order of the file */
    size_t count;
    const bool *has_column; /* by question */
    const char **misnamed;  /* by question: the column taken for it whose name is only nearly its own; else NULL */
    struct grade_response_file *file;
};

/* The points that a person gave for a text or a drawing. */
struct grade_points {
    double sum;
    double *earned; /* by criterion of the rubric; NULL: the sum alone is known */
};

/* What a person wrote. */
struct grade_written {
    const char **answers; /* by question; "" if the cell is empty or the file has no such column */
    const char **words;   /* by field of the lab's ledger: what a `column` field saves; NULL if there is nothing */
    const struct grade_points **points; /* by question; NULL: they are not given, or are computed */
};

/* How the sets compare with those that were printed. */
struct grade_printed {
    const char *const *others; /* by set: how it differs from the printed one; NULL: it does not, as far as is known */
    bool force;                /* such sets are graded all the same */
};

/* Reads RESPONSES.csv, as `view` shows it (NULL: as it is), and of each row keeps its place; sets are those that are
 * opened one by one. Its columns: `id`, `scenario` if the sets have one, `fingerprint` (if a cell is filled it must be
 * the set's), and one for each question. Of a text or a drawing it is the one for the points; it may also have one for
 * what is written.
 *
 * A column whose name is nearly a question's is an error, and its answers are left to a person. If two columns name one
 * question, the one of its exact name, else the first, is read, and the other is an error. Other columns are left out
 * with a warning, as is a question without a column.
 *
 * A row is left out, with an error at its place, if no set has its id, if its set is bad, if its id came before (the
 * first row is graded), or if its fingerprint is another set's; also if its set is not the one that was printed, unless
 * the row has the fingerprint of the sheet. A name that is another person's is a warning.
 *
 * NULL if the file as a whole cannot be used. */
struct grade_responses *grade_responses_read(struct arena *arena, const struct source *source,
                                             const struct csv_view *view, const struct lab *lab,
                                             const struct parameter_sets *sets, struct sets_names *names,
                                             const struct grade_printed *printed, struct diag *diag);
/* Reads a row again, in the arena, without reporting. */
struct grade_written grade_responses_get(const struct grade_responses *responses, size_t number, struct arena *arena);

/* Grading: the verdict on each answer of one person, the marks that it earns, and why. */

struct grade_entry {
    const struct lab_question *question;
    const struct key_entry *key;
    const char *written;  /* as in the responses */
    int option;           /* the chosen one, in the lab's order; -1: none, or not a single one */
    bool none;            /* numeric: says that there is no value */
    struct answer answer; /* numeric: as read, in the unit asked for */
    /* The same in the quantity's unit. */
    double readings[ANSWER_READINGS], doubts[ANSWER_DOUBTS];
    double likely; /* what messages and feedback are about: of a wrong number with several readings that nearest to the
                      key by ratio, of one with a slip that which is right without, else the first; NaN: no number */
    enum words_verdict verdict;
    double marks, out_of;
    const double *earned; /* texts, drawings: by criterion of the rubric; NULL: the sum alone is known, or nothing */
    const struct lab_mistake *mistake; /* the known wrong method that it matches; NULL */
    bool follows;                      /* right, given the student's own earlier wrong answers */
    bool decided;                      /* by a person */
    int slip; /* what makes it right makes others right too: the number of the first of them, from 1; 0: no such thing
               */
    double undone; /* the factor that undoes a slip found in answers of its kind, if it is not right without; else 1 */
    const char *message; /* why; "" if there is nothing to say */
    const char *told;    /* the same as a doubt is put to the person whose answer it is; NULL: the message itself */
};

struct grade {
    const struct parameter_set *set;
    struct grade_entry *entries; /* in the order of the lab's questions */
    int count;
    double marks, out_of;
    int reviews; /* answers that a person must look at */
};

/* How a passage of the lab becomes text for one student, such as the feedback on a wrong option: filled for the set and
 * its key, in the arena; NULL after an error (reported). Filling is another room's work, so the caller provides it. */
struct grade_passages {
    const char *(*text)(void *context, struct arena *arena, const struct parameter_set *set, const struct key *key,
                        const struct lab_text *passage, struct diag *diag);
    void *context;
};

/* Whether an answer is blank, as graders take it. */
bool grade_is_blank(const char *text);

struct grade_grader;
/* Compiles what grading needs of the lab, once; answers are in the language of the paper, messages in `language`. End
 * it with grade_close; the rest lives in the arena. */
struct grade_grader *grade_open(struct arena *arena, struct units *units, const struct lab *lab,
                                struct answer_language paper, const struct words_language *language,
                                struct grade_passages passages);
void grade_close(struct grade_grader *grader);
/* Grades the answers (by question, "" for blank) of an evaluated set against its key. `points` are those that a person
 * gave, by question, or NULL: texts and drawings without them are left to a person. `misnamed` is that of the
 * responses, or NULL: an answer from a misnamed column is left to a person. The grade lives in `arena`, as the answers
 * must. Errors in passages go to `diag`. */
struct grade *grade_answers(struct arena *arena, struct grade_grader *grader, const struct parameter_set *set,
                            const struct key *key, const char *const *answers, const struct grade_points *const *points,
                            const char *const *misnamed, struct diag *diag);
/* A made-up grade to try a template with: the first option and a wrong number everywhere, with everything that can be
 * said about them. */
const struct grade *grade_trial(struct arena *arena, const struct lab *lab, const struct parameter_set *set,
                                const struct key *key);

/* Decisions: what a person settled about single answers, in a file that is used again each time the class is graded. */

struct grade_decisions;
/* Reads a file with the columns `id`, `scenario` if the sets have one, `question`, `verdict` (empty: not decided yet),
 * and, if wanted, `marks` (empty: those of the verdict), `note`, and `answer`, the one that was decided on. Every
 * mistake is reported and its row left out. NULL if the file as a whole cannot be used. */
struct grade_decisions *grade_decisions_read(struct arena *arena, const struct source *source, const struct lab *lab,
                                             const struct parameter_sets *sets, struct diag *diag);
/* Replaces what was graded by what was decided about set number `set`, and adds up the marks again. A decision is
 * reported and not used if the answer has changed since, or if the question has no key in the set. */
void grade_decisions_apply(struct arena *arena, const struct grade_decisions *decisions,
                           const struct words_grade *words, size_t set, struct grade *grade, struct diag *diag);

/* Statistics: the figures of a class, computed from its verdicts alone. */

enum { SCORE_BANDS = 10, REVIEWS_LISTED = 500 };

/* An option, whatever letter a sheet prints before it. */
struct grade_option_figures {
    const struct lab_option *option;
    size_t chosen, chosen_right; /* how many chose it, and for how many of them it is right */
    size_t keyed;                /* on how many of the graded sheets it is right */
    double share;                /* chosen, of all who chose an option; NaN if nobody did */
};

/* A known wrong method: the wrong answers that match it and do not follow from the student's own earlier answers. */
struct grade_mistake_figures {
    const struct lab_mistake *mistake;
    size_t count;
    double share; /* of the wrong answers; NaN if there are none */
};

struct grade_question_figures {
    const struct lab_question *question;
    int number; /* as sheets print it */
    size_t counts[VERDICTS];
    size_t follows; /* wrong, but right given the student's own earlier answers */
    size_t counted; /* right, partly, wrong or blank: the answers that count for the next two figures */
    double right_share;
    /* Point-biserial correlation of right (1) or not (0) with the share of the marks that the same sheet earns on the
     * other questions: the item-rest form, so that a question is not compared with itself (S. Henrysson, Correction of
     * item-total correlations in item analysis, Psychometrika 28, 1963). */
    double discrimination;
    enum words_no_discrimination no_discrimination; /* why there is none */
    double marks_share;                             /* marks earned, of all that could be; NaN if none could */
    struct grade_option_figures *options;
    int option_count;
    struct grade_mistake_figures *mistakes;
    int mistake_count;
};

/* Scores from `from` to below `to` (the last band includes `to`), as shares of what a sheet is out of. */
struct grade_score_band {
    double from, to;
    size_t count;
    double share; /* of the scored sheets; NaN if there are none */
};

/* An answer that a person must look at. */
struct grade_review_figures {
    const struct lab_question *question;
    const char *id, *name, *scenario;
    struct pos pos, name_pos; /* of the set and of its name */
    const char *written, *message;
};

struct grade_class_figures {
    size_t sheets;
    size_t scored; /* sheets out of more than 0 */
    size_t empty;  /* sheets without an answer */
    /* Of the scored sheets' shares. The deviation is that of a sample, NaN for one sheet; all are NaN if no sheet is
     * scored. */
    double mean, median, deviation, lowest, highest;
    struct grade_score_band bands[SCORE_BANDS];
    size_t counts[VERDICTS];                  /* over all questions */
    struct grade_question_figures *questions; /* in the order of the lab */
    int question_count;
    /* By question, then in the order of the sheets. There are `review_count`, of which the first REVIEWS_LISTED are
     * here; reviews.csv has all of them. */
    struct grade_review_figures *reviews;
    size_t review_count;
};

struct grade_statistics;
/* Takes in sheets one by one; it and its figures live in the arena. */
struct grade_statistics *grade_statistics_new(struct arena *arena, const struct lab *lab);
/* Copies what it needs of a grade and its set. */
void grade_statistics_add(struct grade_statistics *statistics, const struct grade *grade);
const struct grade_class_figures *grade_statistics_compute(struct grade_statistics *statistics);

/* Tables, appended to a text row by row. Each begins with the columns `id`, and `scenario` if the sets have one. */

/* verdicts.csv: question, answer (as written), reading, key (both in the quantity's unit), verdict, marks, out_of,
 * message; a row for each answer. */
void grade_verdicts_head(struct text *out, const struct parameter_sets *sets);
void grade_verdicts_rows(struct text *out, const struct parameter_sets *sets, const struct grade *grade);

/* gradebook.csv: name if the sets have one, the marks for each question (empty if unfit), total, out_of, review; a row
 * for each person. A question of one of these names has the column `total (question)`. */
void grade_book_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets);
void grade_book_row(struct text *out, const struct parameter_sets *sets, const struct grade *grade);

/* predictions.csv: question, title, predicted and actual in words (empty: none), right (1, 0, or empty if that cannot
 * be told); a row for each question that asks for a prediction, whose answer earns its marks whatever it is. */
bool grade_has_predictions(const struct lab *lab);
void grade_predictions_head(struct text *out, const struct parameter_sets *sets);
void grade_predictions_rows(struct arena *arena, struct text *out, const struct parameter_sets *sets,
                            const struct grade_passages *passages, const struct grade *grade, const struct key *key,
                            const struct words_language *language, struct diag *diag);

/* reviews.csv, decisions to fill in: question, verdict, marks and note (empty), answer; a row for each finding, which
 * is an answer that a person must look at, or all answers with one slip. */
void grade_reviews_head(struct text *out, const struct parameter_sets *sets);
void grade_reviews_rows(struct text *out, const struct parameter_sets *sets, const struct grade *grade);
/* Whether somebody has typed decisions or anything else into such a file, or it cannot be read, which is reported: then
 * it must not be overwritten. */
bool grade_reviews_decided(const char *path, struct diag *diag);

/* An older verdicts.csv to compare with. */
struct grade_old_verdicts;
/* NULL if the file cannot be used (reported). */
struct grade_old_verdicts *grade_old_verdicts_read(struct arena *arena, const struct source *source, struct diag *diag);
/* Changes: question, marks before and after, change, why; a row for each answer whose marks or verdict changed. If
 * neither answer nor key changed, `why` says what did: a decision, what the question is out of, how the answer is
 * taken, or the lab's rules. `words` are those that messages are in. A decided answer that has changed since is
 * reported; the decision stays. */
void grade_changes_head(struct text *out, const struct parameter_sets *sets);
void grade_changes_rows(struct text *out, struct grade_old_verdicts *old, const struct parameter_sets *sets,
                        const struct words_grade *words, const struct grade *grade, struct diag *diag);
/* The rows of people who are no longer graded; called last. */
void grade_changes_rest(struct text *out, const struct grade_old_verdicts *old, const struct parameter_sets *sets);

/* The files of a class as a whole: its figures as CSV, and the marks for a learning management system. */

struct grade_class_files;
/* roster: NULL if none is given; `names` are compared with it. `keeps`: the marks of people will be asked for. Lives in
 * the arena. */
struct grade_class_files *grade_class_files_new(struct arena *arena, const struct lab *lab, struct lms_roster *roster,
                                                struct sets_names *names, const struct words_language *language,
                                                bool keeps);
/* Takes in one sheet. */
void grade_class_files_add(struct grade_class_files *class, const struct grade *grade);
/* What the sheets of a person earn in all, and their e-mail address in the parameter sets (NULL: none). */
struct grade_person_marks {
    double marks, out_of;
    const char *address;
};
struct grade_person_marks grade_class_files_person(struct grade_class_files *class, const char *id);
/* The figures of all sheets so far. */
const struct grade_class_figures *grade_class_files_figures(struct grade_class_files *class);
/* Prints class-*.csv and, if there is a roster, the file to import into its system. Calls `put` for each. */
void grade_class_files_print(struct grade_class_files *class,
                             void (*put)(void *context, const char *name, const struct text *bytes), void *context,
                             struct diag *diag);

/* The design ledger of one person, as JSON. */

struct grade_ledger_writer;
/* NULL if the lab has no ledger. `updated`: the time of the last change, as text; NULL if it is not known. */
struct grade_ledger_writer *grade_ledger_writer_new(struct arena *arena, const struct lab *lab, const char *updated);
/* Appends the history that a course reads, with this lab's chapter in it. */
void grade_ledger_print(struct text *out, struct grade_ledger_writer *writer, const struct grade *grade,
                        const struct grade_written *written);

#endif
