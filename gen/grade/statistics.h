/* What a class did, in figures: computed from its verdicts alone. Knows no document and no file. */
#ifndef GRADE_STATISTICS_H
#define GRADE_STATISTICS_H

#include "grade/grade.h"

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

#endif
