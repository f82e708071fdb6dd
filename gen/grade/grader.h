/* What the stages of grading share: grade.c has them in order, verdict.c compares with the key, follow.c
 * finds what a wrong answer comes from. */
#ifndef GRADE_GRADER_H
#define GRADE_GRADER_H

#include "answer/answer.h"
#include "fill/fill.h"
#include "grade/grade.h"
#include "key/key.h"

struct grader {
    const struct lab *lab;
    struct arena *arena;
    struct answer_reader *reader;
    struct answer_asked *asked; /* by question */
    double *factors;            /* from the unit asked for to the quantity's */
    struct answer_pattern letter, letters, none;
    struct key_accepted_values *values;
    const struct words_language *language;
    const struct words_grade *words;
    struct fill_template *passages;
    double *own; /* by question: what the person goes on with, NaN where that is the right value */
};

/* A grader's patterns for letters and for "none". */
void grade_patterns_open(struct grader *grader);
void grade_settle(struct grade_entry *entry, enum words_verdict verdict, double marks, const char *message);
/* Reads an answer to question `q` into its entry, whatever its key. */
void grade_read(struct arena *arena, struct grader *grader, struct grade_entry *entry, int q);
/* Its verdict, where the set has a key and something is written. */
void grade_judge(struct arena *arena, struct grader *grader, struct grade_entry *entry, int q);
/* What a wrong answer comes from: a known wrong method, or the person's own earlier answers, which may earn marks. */
void grade_explain(struct arena *arena, struct grader *grader, const struct grade *grade, const struct key *key,
                   struct grade_entry *entry, int q, struct diag *diag);

#endif
