/* Grading: the verdict on each answer of one person, what it earns and why. */
#ifndef GRADE_GRADE_H
#define GRADE_GRADE_H

#include "answer/answer.h"
#include "key/key.h"
#include "words/grade.h"

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

#endif
