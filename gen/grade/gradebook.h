/* What grading writes as tables: every verdict, the gradebook, who gained or lost since the last time. */
#ifndef GRADE_GRADEBOOK_H
#define GRADE_GRADEBOOK_H

#include "grade/grade.h"

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

#endif
