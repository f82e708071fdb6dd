/* Private to command: one run of `grade`. */
#ifndef COMMAND_GRADING_H
#define COMMAND_GRADING_H

#include "command/cutting.h"
#include "command/graded.h"
#include "fill/fill.h"

struct command_grade_print;
struct command_handback;
struct command_marked;

/* What is read before anything is graded, which all processes share, and what the calling one finds out. */
/* A language that sheets are in. */
struct command_paper {
    const char *tag; /* as in the column `language`; "": the lab's own */
    struct answer_language language;
};

struct command_grading {
    struct command_session *session;
    const struct grade_responses *responses;
    const struct grade_decisions *decisions; /* NULL: none */
    struct grade_old_verdicts *old;          /* NULL: nothing to compare with */
    struct grade_ledger_writer *ledger;      /* NULL: the lab has no ledger */
    const struct fill_template **templates;  /* of the lab's graded documents; NULL: nobody asked for it */
    const size_t *order;                     /* the rows of the responses, in the order of the sets */
    struct command_grade_print *prints;      /* of graded documents, as they come to have pages */
    size_t print_count, print_capacity;
    struct command_writers *writers;       /* of print files */
    const struct words_language *language; /* of everything that people get back */
    struct command_paper *papers;          /* the languages of the sheets, that of the run first */
    int paper_count;
    size_t paper_room;
    struct grade_class_files *class;
    struct lms_roster *roster;           /* NULL: none is given */
    struct command_handback *handback;   /* NULL: nothing goes back in archives */
    const struct command_marked *marked; /* pages that came back as pictures; NULL: none */
    bool documents, force;
    bool fans;          /* what people get back is in folders of folders */
    bool twins;         /* what people get back on paper is made as pages for screens too */
    const char *place;  /* OUT/LAB, which has the sheets of the class */
    const char *folder; /* OUT/LAB/instructor; of a part OUT/K-of-N/LAB/instructor */
    struct command_cut cut;
    bool is_part; /* only a part of what people get back is made, without tables, print files and archives */
    const char *purpose;
    struct command_graded files;
    struct text left, changes;
    struct run_marks marks;
    size_t graded, reviews, counts[VERDICTS];
};

/* grade_rows.c: what a process grades rows with. */
struct command_grader {
    const struct command_grading *grading; /* is only read */
    struct arena *kept;                    /* holds all below */
    struct fill_template **templates;      /* of the lab's graded documents */
    struct grade_grader **graders;         /* by language of the sheet */
    struct grade_passages passages;
    struct key_program *keys;
    struct sets_evaluation *evaluation; /* of EVAL_SETS rows, from a multiple of EVAL_SETS on */
    size_t evaluated;                   /* the row after those; 0: none */
    struct arena *block;                /* holds their sets */
    const struct parameter_set *opened[EVAL_SETS];
    struct arena *row;            /* what is made of the row graded last */
    struct grade_written written; /* what is in it */
    struct command_writers writers;
};
struct command_grader *command_grader_new(const struct command_grading *grading);
void command_grader_free(struct command_grader *grader); /* accepts NULL */
/* Evaluates the set of row `number`, and copies it to `set`, with its values. False if it is or becomes bad. */
bool command_grader_evaluate(struct command_grader *grader, size_t number, struct parameter_set *set, double *values,
                             struct diag *diag);
/* Grades a row in place of the one before. `grade` is NULL if the set is bad. */
struct fill_row command_grade_row(struct command_grader *grader, size_t number, struct diag *diag);
/* Fills a graded document of the lab and writes its bytes, in the arena of the row, and its pages for a print file to
 * `packed` and its page for screens to `twin`, if these are not NULL and it is paper. False after reporting an error.
 */
bool command_grader_write(struct command_grader *grader, int number, const struct fill_subject *subject,
                          struct text *bytes, struct text *packed, struct text *twin, struct diag *diag);

/* grade_papers.c: reads which languages the sheets are in; false after an error. The number of a set's. */
bool command_read_papers(struct command_grading *grading, const struct command_invocation *invocation);
int command_paper_of(const struct command_grading *grading, const struct parameter_set *set);

/* grade_answers.c: the responses as a quiz of a learning system exported them, if they are such; NULL if they are not,
 * or after an error (`*bad`). */
const struct csv_view *command_answers_view(struct command_session *session, const struct source *source,
                                            const struct lms_map *map, enum lms_attempt attempt, bool *bad);

/* grade_prints.c: instructor/feedback/all-NAME.pdf, the pages of all people for each graded document on paper, in files
 * of their own for those who have another style or paper. */
/* Adds the packed pages of a set's person, by the number of its row. */
void command_grade_print_add(struct command_grading *grading, struct command_writers *writers, int document, size_t set,
                             const char *packed, size_t length);
/* Completes the print files and lists them. */
void command_grade_prints_finish(struct command_grading *grading);
/* Drops what was not completed. */
void command_grade_prints_abandon(struct command_grading *grading);

/* grade_marked.c: the pages that `collect` read, marked: instructor/feedback/ID-marked.pdf. */
#define COMMAND_MARKED "marked"
/* Reads which pages there are. False after reporting an error. */
bool command_marked_read(struct command_grading *grading);
/* Whether a page of a set's came back as a picture. */
bool command_marked_has(const struct command_marked *marked, size_t set);
/* Appends the file of a set, and its pages for the print file. False after reporting an error. */
bool command_marked_write(const struct command_grading *grading, struct doc_writer *writer, struct arena *arena,
                          size_t set, const struct grade *grade, struct text *bytes, struct text *packed,
                          struct diag *diag);

/* grade_personal.c: the ledger and the documents that a person gets back, a task for each row; see run_jobs_plan. The
 * context of these is the grading. */
void *command_personal_begin(void *context);
void command_personal_end(void *worker);
void command_personal_run(void *worker, size_t number, struct text *record);
void command_personal_take(void *context, size_t number, struct record *record);
/* Parts know a task by the row of its set. */
uint64_t command_personal_number(const void *context, size_t number);
/* Makes the record anew from that of a part, whose files take their places. */
void command_personal_adopt(const void *context, size_t number, struct record *made, const char *folder,
                            struct text *record);

#endif
