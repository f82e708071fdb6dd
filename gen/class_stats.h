/* What the answers of a class say about its questions. */
#ifndef GEN_CLASS_STATS_H
#define GEN_CLASS_STATS_H

#include "grade.h"

/* How often one thing occurred. */
struct class_count {
    const char *name; /* an option's letter in the lab's order, a wrong method, a range of scores */
    size_t count;
    double share; /* of the people graded */
};

struct class_question {
    const struct lab_question *question;
    size_t counts[VERDICTS], follows;
    double difficulty;     /* mean share of the marks that was earned; NaN where nobody could earn any */
    double discrimination; /* correlation of that share with the share of all other marks; NaN where either is the same
                              for all */
    struct class_count *options, *mistakes;
    int option_count, mistake_count;
};

struct class_stats {
    size_t people;
    double mean, median, deviation, least, most; /* of the share of all marks; NaN where there is nobody */
    struct class_count *scores;                  /* ten ranges of the share of all marks */
    int score_count;
    struct class_question *questions;
    int question_count;
};

struct class_collector;
struct class_collector *class_collector_new(const struct lab *lab);
void class_collector_free(struct class_collector *collector);
void class_collect(struct class_collector *collector, const struct grade *grade);
/* Of all that was collected; in the arena. */
const struct class_stats *class_stats_compute(struct arena *arena, const struct class_collector *collector);
/* All figures as CSV: part, question, item, value. */
void class_stats_print(struct text *out, const struct class_stats *stats);

#endif
