/* Private to grade: the figures of a class as CSV tables, for other programs. */
#ifndef GRADE_STATISTICS_TABLES_H
#define GRADE_STATISTICS_TABLES_H

#include "grade/grade.h"

/* A figure that has no meaning is an empty cell. class-summary.csv: figure, value. */
void grade_statistics_summary(struct text *out, const struct grade_class_figures *figures);
/* class-scores.csv: from, to, sheets, share; a row a band. */
void grade_statistics_scores(struct text *out, const struct grade_class_figures *figures);
/* class-questions.csv: a row a question. */
void grade_statistics_questions(struct text *out, const struct grade_class_figures *figures);
/* class-options.csv: a row an option of a choice or reflection, by the lab's own letters. */
void grade_statistics_options(struct text *out, const struct grade_class_figures *figures);
/* class-mistakes.csv: a row a known wrong method. */
void grade_statistics_mistakes(struct text *out, const struct grade_class_figures *figures);

#endif
