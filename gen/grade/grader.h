/* Private to grade: the grader, and the stages that an answer goes through. grade.c calls them in order; verdict.c
 * reads an answer and compares it with the key; follow.c finds what a wrong answer comes from. */
#ifndef GRADE_GRADER_H
#define GRADE_GRADER_H

#include "answer/answer.h"
#include "grade/grade.h"
#include "key/key.h"

struct grade_grader {
    const struct lab *lab;
    struct arena *arena;
    struct answer_reader *reader;
    struct answer_asked *asked; /* by question */
    double *factors;            /* by question: from the unit asked for to the quantity's */
    struct answer_pattern letter, letters, none;
    struct key_accepted_values *values;
    const struct words_language *language;
    const struct words_grade *words;
    struct grade_passages passages;
    /* The student's own earlier answers by question, used to recompute later ones; NaN: use the correct value. */
    double *carried_forward;
};

/* Adds up marks and reviews. */
void grade_total(struct grade *grade);
/* Compiles the patterns for letters and for "none". */
void grade_patterns_open(struct grade_grader *grader);
void grade_settle(struct grade_entry *entry, enum words_verdict verdict, double marks, const char *message);
/* Reads an answer to question `q` into its entry, whatever its key. */
void grade_read(struct arena *arena, struct grade_grader *grader, struct grade_entry *entry, int q);
/* Gives the verdict on an answer that is not blank, in a set that has a key. */
void grade_judge(struct arena *arena, struct grade_grader *grader, struct grade_entry *entry, int q);
/* Finds what a wrong answer comes from: a known wrong method, or the student's own earlier answers, which may earn
 * marks. */
void grade_explain(struct arena *arena, struct grade_grader *grader, const struct grade *grade, const struct key *key,
                   struct grade_entry *entry, int q, struct diag *diag);

#endif
