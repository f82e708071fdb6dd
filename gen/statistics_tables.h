/* The figures of a class as CSV: what the class report prints, for programs. */
#ifndef GEN_STATISTICS_TABLES_H
#define GEN_STATISTICS_TABLES_H

#include "statistics.h"

/* A figure that has no meaning is an empty cell. class-summary.csv: figure, value. */
void statistics_summary(struct text *out, const struct class_figures *figures);
/* class-scores.csv: from, to, sheets, share; a row a band. */
void statistics_scores(struct text *out, const struct class_figures *figures);
/* class-questions.csv: a row a question. */
void statistics_questions(struct text *out, const struct class_figures *figures);
/* class-options.csv: a row an option of a choice or reflection, by the lab's own letters. */
void statistics_options(struct text *out, const struct class_figures *figures);
/* class-mistakes.csv: a row a known wrong method. */
void statistics_mistakes(struct text *out, const struct class_figures *figures);

#endif
