/* Responses: what stands on the sheets, typed by someone into a CSV file. */
#ifndef GRADE_GRADE_H
#define GRADE_GRADE_H

#include "answer/answer.h"
#include "key/key.h"
#include "lab/lab.h"
#include "sets/sets.h"
#include "words/words.h"

/* What one person answered. */
struct grade_response {
    size_t set;           /* of the parameter sets */
    const char **answers; /* by question, as written; "" where empty or where the file has no such column */
    const char *
        *columns; /* by field of the lab's ledger that takes a column: what is saved; NULL where nothing is said */
    struct pos pos;
};

struct grade_responses {
    struct grade_response *rows; /* in the order of the file */
    size_t count;
    bool *asked;           /* by question: whether the file has its column */
    const char **misnamed; /* by question: the column that is nearly its own, where it has none; NULL */
};

/* Reads RESPONSES.csv: `id`, `scenario` where the sets have one, `fingerprint` (where filled it must be the set's),
 * a column a question. A column that is nearly a question's is an error, and its answers are left to a person; where
 * two columns name one question that of its very name, else the first, is read and the other is an error. Errors, each
 * at its place, the row left out: an id that no set has, a set that is bad, a row of an id twice (the first stands),
 * another set's fingerprint. Errors and warnings, the column left out: one that is no question, a question without a
 * column. NULL where the file as a whole cannot be used. */
struct grade_responses *grade_responses_read(struct arena *arena, const struct source *source, const struct lab *lab,
                                             const struct parameter_sets *sets, struct diag *diag);

/* Finds sets by id and scenario. */
struct grade_set_index;
struct grade_set_index *grade_set_index_new(struct arena *arena, const struct parameter_sets *sets);
/* The set's number; SIZE_MAX where there is none (reported at `pos`, with the nearest id) or where it is bad
 * (reported). `scenario` may be NULL: then the id must have one set only. */
size_t grade_set_index_find(struct grade_set_index *index, const char *id, const char *scenario, struct pos pos,
                            struct diag *diag);

/* Grading: the verdict on each answer of one person, what it earns and why. */

struct grade_entry {
    const struct lab_question *question;
    const struct key_entry *key;
    const char *written;  /* as it stands in the responses */
    int option;           /* the chosen one, in the lab's order; -1: none, or no single one */
    bool none;            /* numeric: says that there is no value */
    struct answer answer; /* numeric: as it was read, in the unit asked for */
    double readings[2];   /* the same in the quantity's unit */
    enum words_verdict verdict;
    double marks, out_of;
    const struct lab_mistake *mistake; /* the known wrong method that it matches; NULL */
    bool follows;                      /* right for the person's own earlier wrong answers */
    bool decided;                      /* by a person */
    const char *message;               /* why; "" where there is nothing to say */
};

struct grade {
    const struct parameter_set *set;
    struct grade_entry *entries; /* in the order of the lab's questions */
    int count;
    double marks, out_of;
    int reviews;
};

/* Grades that nobody earned: the first option and a wrong number everywhere, with all that can be said about it; to try
 * a template with. */
const struct grade *grade_trial(struct arena *arena, const struct lab *lab, const struct parameter_set *set,
                                const struct key *key);

struct grader;
/* Compiles what grading needs of the lab, once; messages are in the language. End it with grade_free; the rest lives
 * in the arena. */
struct grader *grade_new(struct arena *arena, struct units *units, const struct lab *lab,
                         const struct words_language *language);
void grade_free(struct grader *grader);
/* Grades the answers (by question, "" for blank) of an evaluated set against its key. `misnamed` has, by question, the
 * name of the column that the answer stands in where that is not the question's own: such an answer is left to a
 * person; NULL for none. Lives in `arena`, as the answers must. What the filling of a message has to report goes to
 * `diag`. */
struct grade *grade_answers(struct arena *arena, struct grader *grader, const struct parameter_set *set,
                            const struct key *key, const char *const *answers, const char *const *misnamed,
                            struct diag *diag);
/* Adds up marks and reviews anew (after a decision). */
void grade_total(struct grade *grade);

/* Decisions: what a person settled about single answers; kept in a file that survives grading again. */

struct grade_decisions;
/* Reads a file of `id`, `scenario` where sets have one, `question`, `verdict` (empty: not decided yet), `marks` (empty:
 * those of the verdict), `note`, and `answer`, where wanted: the one that was decided on. Every mistake is reported,
 * its row left out. NULL where the file as a whole cannot be used. */
struct grade_decisions *grade_decisions_read(struct arena *arena, const struct source *source, const struct lab *lab,
                                             const struct parameter_sets *sets, struct diag *diag);
/* Puts what was decided about set number `set` in place of what was graded, and adds up anew. A decision on another
 * answer than is there now, or on a question that has no key in the set, is reported and not used. */
void grade_decisions_apply(struct arena *arena, const struct grade_decisions *decisions,
                           const struct words_grade *words, size_t set, struct grade *grade, struct diag *diag);

/* What a class did, in figures: computed from its verdicts alone. Knows no document and no file. */

enum { SCORE_BANDS = 10, LEAST_FOR_DISCRIMINATION = 3 };

/* An option, whatever letter a sheet prints before it. */
struct grade_option_figures {
    const struct lab_option *option;
    size_t chosen, chosen_right; /* by whom; for whom of them it is right */
    size_t keyed;                /* on how many of the graded sheets it is right */
    double share;                /* chosen, of all who chose one; NaN where nobody did */
};

/* A known wrong method: wrong answers that match it and do not follow from the person's own earlier answers. */
struct grade_mistake_figures {
    const struct lab_mistake *mistake;
    size_t count;
    double share; /* of the wrong answers; NaN where there are none */
};

struct grade_question_figures {
    const struct lab_question *question;
    int number; /* as sheets print it */
    size_t counts[VERDICTS];
    size_t follows; /* wrong, but right for the person's own earlier answers */
    size_t counted; /* right, wrong or blank: what the two figures below are computed from */
    double right_share;
    /* Point-biserial correlation of right (1) or not (0) with the share of the marks that the same sheet earns on the
     * other questions: the item-rest form, so that a question is not compared with itself (S. Henrysson, Correction of
     * item-total correlations in item analysis, Psychometrika 28, 1963). */
    double discrimination;
    const char *no_discrimination; /* why there is none; NULL where there is one */
    double marks_share;            /* marks earned, of all that could be; NaN where none could */
    struct grade_option_figures *options;
    int option_count;
    struct grade_mistake_figures *mistakes;
    int mistake_count;
};

/* Scores from `from` to below `to` (the last: to `to`), as shares of what a sheet is out of. */
struct grade_score_band {
    double from, to;
    size_t count;
    double share; /* of the scored sheets; NaN where there are none */
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
    size_t scored;                                   /* out of more than 0 */
    size_t empty;                                    /* nothing was answered */
    double mean, median, deviation, lowest, highest; /* of the scored sheets' shares; deviation: of a sample, NaN for
                                                        one sheet; all NaN where none is scored */
    struct grade_score_band bands[SCORE_BANDS];
    size_t counts[VERDICTS];                  /* over all questions */
    struct grade_question_figures *questions; /* in the order of the lab */
    int question_count;
    struct grade_review_figures *reviews; /* by question, then in the order of the sheets */
    size_t review_count;
};

struct grade_statistics;
/* Takes in sheets one by one; lives in the arena, as what it gives does. */
struct grade_statistics *grade_statistics_new(struct arena *arena, const struct lab *lab);
/* Copies what it needs of a grade; the strings of its set must outlive the figures. */
void grade_statistics_add(struct grade_statistics *statistics, const struct grade *grade);
const struct grade_class_figures *grade_statistics_compute(struct grade_statistics *statistics);

/* What grading writes as tables: every verdict, the gradebook, who gained or lost since the last time. */

/* Text that somebody typed, as tables have it: a control character in it, or one that turns the direction of what
 * follows, must not reach the terminal that they are shown on. */
void grade_book_typed(struct text *out, const char *typed);
/* Whether a cell of such a table stands for what was typed. */
bool grade_book_same(const char *in_table, const char *typed);

/* id, scenario where the sets have one, question, answer (as written), reading, key (both in the quantity's unit),
 * verdict, marks, out_of, message; a row an answer. */
void grade_verdicts_head(struct text *out, const struct parameter_sets *sets);
void grade_verdicts_rows(struct text *out, const struct parameter_sets *sets, const struct grade *grade);

/* id, scenario likewise, name where the sets have one, marks a question (empty where unfit), total, out_of, review; a
 * row a person. */
void grade_book_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets);
void grade_book_row(struct text *out, const struct parameter_sets *sets, const struct grade *grade);

/* Decisions to fill in: id, scenario likewise, question, verdict, marks and note (empty), answer; a row an answer that
 * a person must look at. */
void grade_reviews_head(struct text *out, const struct parameter_sets *sets);
void grade_reviews_rows(struct text *out, const struct parameter_sets *sets, const struct grade *grade);

/* An older verdicts.csv, to compare with. */
struct grade_old_verdicts;
/* NULL where the file cannot be used (reported). */
struct grade_old_verdicts *grade_old_verdicts_read(struct arena *arena, const struct source *source, struct diag *diag);
/* id, scenario likewise, question, marks before and after, change, why; a row an answer whose marks or verdict
 * changed. Where neither answer nor key changed it says what else did: a decision, what the question is out of, how the
 * answer is taken, the lab's rules; `words` are those that messages are in. A decision stands where the answer is
 * another than before; that is reported. */
void grade_changes_head(struct text *out, const struct parameter_sets *sets);
void grade_changes_rows(struct text *out, struct grade_old_verdicts *old, const struct parameter_sets *sets,
                        const struct words_grade *words, const struct grade *grade, struct diag *diag);
/* Those of people who are not graded any more. */
void grade_changes_rest(struct text *out, const struct grade_old_verdicts *old, const struct parameter_sets *sets);

/* The design ledger of one person, as JSON. */

struct grade_ledger_writer;
/* NULL where the lab has no ledger. `updated`: when, as text; NULL for never said. */
struct grade_ledger_writer *grade_ledger_writer_new(struct arena *arena, const struct lab *lab, const char *updated);
/* The history that a course reads, with this lab's chapter in it. */
void grade_ledger_print(struct text *out, struct grade_ledger_writer *writer, const struct grade *grade,
                        const struct grade_response *response);

/* What grading writes of a class as a whole: its figures as CSV, and the marks for a learning management system. */

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
