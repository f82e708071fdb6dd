/* What the stages of grading share: grade.c has them in order, grade_verdict.c compares with the key, grade_follow.c
 * finds what a wrong answer comes from. */
#ifndef GEN_GRADER_H
#define GEN_GRADER_H

#include "answer_pattern.h"
#include "fill.h"
#include "grade.h"
#include "grade_values.h"

struct grader {
    const struct lab *lab;
    struct arena *arena;
    struct answer_reader *reader;
    struct answer_asked *asked; /* by question */
    double *factors;            /* from the unit asked for to the quantity's */
    struct pattern letter, letters, none;
    struct grade_values *values;
    const struct language *language;
    const struct grade_words *words;
    struct template *passages;
    double *own; /* by question: what the person goes on with, NaN where that is the right value */
};

/* A grader's patterns for letters and for "none". */
void verdict_patterns(struct grader *grader);
void entry_settle(struct grade_entry *entry, enum verdict verdict, double marks, const char *message);
/* Reads an answer to question `q` into its entry, whatever its key. */
void entry_read(struct arena *arena, struct grader *grader, struct grade_entry *entry, int q);
/* Its verdict, where the set has a key and something is written. */
void entry_judge(struct arena *arena, struct grader *grader, struct grade_entry *entry, int q);
/* What a wrong answer comes from: a known wrong method, or the person's own earlier answers, which may earn marks. */
void entry_explain(struct arena *arena, struct grader *grader, const struct grade *grade, const struct key *key,
                   struct grade_entry *entry, int q, struct diag *diag);

#endif
