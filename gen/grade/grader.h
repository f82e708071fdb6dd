/* Private to grade: the grader, and the stages that an answer goes through. grade.c calls them in order; letters.c
 * reads letters and words; verdict.c reads an answer and compares it with the key; slip.c finds what a person did the
 * same way in several answers; follow.c finds what a wrong answer comes from. */
#ifndef GRADE_GRADER_H
#define GRADE_GRADER_H

#include "answer/answer.h"
#include "grade/grade.h"
#include "key/key.h"

/* Patterns for answers that are letters or say that there is no value. */
struct grade_letters {
    struct answer_pattern letter, letters, none, none_percent;
};
void grade_letters_open(struct grade_letters *letters);
void grade_letters_close(struct grade_letters *letters);
/* The letter of the option that is written, a capital; 0 if it is not a single letter. */
char grade_letters_one(const struct grade_letters *letters, const char *written);
/* Whether more than one letter could be meant. */
bool grade_letters_several(const struct grade_letters *letters, const char *written);
/* Whether an answer says that there is no value. Of a percentage a figure outside 0 to 100 % may stand beside it. */
bool grade_letters_none(const struct grade_letters *letters, const char *written, bool percent);

struct grade_grader {
    const struct lab *lab;
    struct arena *arena;
    struct answer_reader *reader;
    struct answer_asked *asked; /* by question */
    double *factors;            /* by question: from the unit asked for to the quantity's */
    struct grade_letters letters;
    const struct unit *times[WORDS_TIMES]; /* units of time that people forget to write */
    struct key_accepted_values *values;
    const struct words_language *language;
    const struct words_grade *words;
    struct grade_passages passages;
    /* The student's own earlier answers by question, used to recompute later ones; NaN: use the correct value. */
    double *carried_forward;
};

/* Adds up marks and reviews. */
void grade_total(struct grade *grade);
void grade_settle(struct grade_entry *entry, enum words_verdict verdict, double marks, const char *message);
/* Reads an answer to question `q` into its entry, whatever its key. */
void grade_read(struct arena *arena, struct grade_grader *grader, struct grade_entry *entry, int q);
/* Gives the verdict on an answer that is not blank, in a set that has a key. */
void grade_judge(struct arena *arena, struct grade_grader *grader, struct grade_entry *entry, int q);
/* Leaves answers to a person that one slip explains, such as money in millions: one finding for all of them. At least
 * two answers must be right if the slip is undone, and no more of their kind may be without it; those keep their
 * verdicts. The slip that explains most comes first. */
void grade_find_slips(struct arena *arena, struct grade_grader *grader, struct grade *grade);
/* Finds what a wrong answer comes from: a known wrong method, or the student's own earlier answers, which may earn
 * marks. */
void grade_explain(struct arena *arena, struct grade_grader *grader, const struct grade *grade, const struct key *key,
                   struct grade_entry *entry, int q, struct diag *diag);

#endif
