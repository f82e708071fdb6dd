#include "class_stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SCORE_RANGES = 10 };

struct class_collector {
    const struct lab *lab;
    struct arena *arena;
    double *marks, *out_of; /* a row a person, a column a question */
    size_t people, capacity;
    size_t (*counts)[VERDICTS]; /* by question */
    size_t *follows, **options, **mistakes;
};

struct class_collector *class_collector_new(const struct lab *lab) {
    struct arena *arena = arena_new();
    struct class_collector *collector = arena_alloc(arena, sizeof *collector);
    size_t count = (size_t)lab->question_count + 1;
    *collector = (struct class_collector){.lab = lab, .arena = arena};
    collector->counts = arena_array(arena, count, sizeof *collector->counts);
    collector->follows = arena_array(arena, count, sizeof(size_t));
    collector->options = arena_array(arena, count, sizeof(size_t *));
    collector->mistakes = arena_array(arena, count, sizeof(size_t *));
    for (int q = 0; q < lab->question_count; q++) {
        collector->options[q] = arena_array(arena, (size_t)lab->questions[q].option_count + 1, sizeof(size_t));
        collector->mistakes[q] = arena_array(arena, (size_t)lab->questions[q].mistake_count + 1, sizeof(size_t));
    }
    return collector;
}

void class_collector_free(struct class_collector *collector) {
    if (!collector)
        return;
    free(collector->marks);
    free(collector->out_of);
    arena_free(collector->arena);
}

void class_collect(struct class_collector *collector, const struct grade *grade) {
    size_t columns = (size_t)collector->lab->question_count;
    if (collector->people == collector->capacity) {
        collector->capacity = collector->capacity ? 2 * collector->capacity : 64;
        size_t bytes = collector->capacity * columns * sizeof(double) + 1;
        collector->marks = alloc_resize(collector->marks, bytes);
        collector->out_of = alloc_resize(collector->out_of, bytes);
    }
    for (size_t q = 0; q < columns; q++) {
        const struct grade_entry *entry = &grade->entries[q];
        collector->marks[collector->people * columns + q] = entry->marks;
        collector->out_of[collector->people * columns + q] = entry->out_of;
        collector->counts[q][entry->verdict]++;
        collector->follows[q] += entry->follows;
        if (entry->option >= 0)
            collector->options[q][entry->option]++;
        if (entry->mistake)
            collector->mistakes[q][entry->mistake - entry->question->mistakes]++;
    }
    collector->people++;
}

static double share(double marks, double out_of) {
    return out_of > 0 ? marks / out_of : NAN;
}

static int compare_numbers(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Mean share of a question's marks, and its correlation with the share of all others. */
static void judge_question(const struct class_collector *collector, size_t q, const double *marks, const double *out_of,
                           struct class_question *question) {
    size_t columns = (size_t)collector->lab->question_count, count = 0;
    double sum_x = 0, sum_y = 0, earned = 0, possible = 0;
    for (int pass = 0; pass < 2; pass++) {
        double mean_x = count ? sum_x / (double)count : 0, mean_y = count ? sum_y / (double)count : 0;
        double xx = 0, yy = 0, xy = 0;
        for (size_t i = 0; i < collector->people; i++) {
            double own = collector->marks[i * columns + q], of = collector->out_of[i * columns + q];
            double x = share(own, of), y = share(marks[i] - own, out_of[i] - of);
            if (pass == 0 && of > 0) {
                earned += own;
                possible += of;
            }
            if (isnan(x) || isnan(y))
                continue;
            if (pass == 0) {
                count++;
                sum_x += x;
                sum_y += y;
            } else {
                xx += (x - mean_x) * (x - mean_x);
                yy += (y - mean_y) * (y - mean_y);
                xy += (x - mean_x) * (y - mean_y);
            }
        }
        if (pass == 1)
            question->discrimination = xx > 1e-12 && yy > 1e-12 ? xy / sqrt(xx * yy) : NAN;
    }
    question->difficulty = share(earned, possible);
}

static void count_things(struct arena *arena, const struct class_collector *collector, size_t q,
                         struct class_question *question) {
    const struct lab_question *lab_question = question->question;
    double people = collector->people ? (double)collector->people : 1;
    memcpy(question->counts, collector->counts[q], sizeof question->counts);
    question->follows = collector->follows[q];
    question->option_count = lab_question->option_count;
    question->options = arena_array(arena, (size_t)lab_question->option_count + 1, sizeof *question->options);
    for (int i = 0; i < lab_question->option_count; i++) {
        size_t count = collector->options[q][i];
        question->options[i] = (struct class_count){lab_question->options[i].letter, count, (double)count / people};
    }
    question->mistake_count = lab_question->mistake_count;
    question->mistakes = arena_array(arena, (size_t)lab_question->mistake_count + 1, sizeof *question->mistakes);
    for (int i = 0; i < lab_question->mistake_count; i++) {
        size_t count = collector->mistakes[q][i];
        question->mistakes[i] = (struct class_count){lab_question->mistakes[i].name, count, (double)count / people};
    }
}

/* The distribution of the shares of all marks. */
static void describe_scores(struct arena *arena, struct class_stats *stats, double *shares, size_t count) {
    stats->scores = arena_array(arena, SCORE_RANGES, sizeof *stats->scores);
    stats->score_count = SCORE_RANGES;
    for (int i = 0; i < SCORE_RANGES; i++)
        stats->scores[i].name =
            arena_printf(arena, "%d\u2013%d%%", i * 100 / SCORE_RANGES, (i + 1) * 100 / SCORE_RANGES);
    stats->mean = stats->median = stats->deviation = stats->least = stats->most = NAN;
    if (!count)
        return;
    qsort(shares, count, sizeof *shares, compare_numbers);
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        int range = (int)floor(shares[i] * SCORE_RANGES + 1e-9);
        range = range < 0 ? 0 : range >= SCORE_RANGES ? SCORE_RANGES - 1 : range;
        stats->scores[range].count++;
        sum += shares[i];
    }
    stats->mean = sum / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += (shares[i] - stats->mean) * (shares[i] - stats->mean);
    stats->deviation = count > 1 ? sqrt(squares / (double)(count - 1)) : NAN;
    stats->median = count % 2 ? shares[count / 2] : (shares[count / 2 - 1] + shares[count / 2]) / 2;
    stats->least = shares[0];
    stats->most = shares[count - 1];
    for (int i = 0; i < SCORE_RANGES; i++)
        stats->scores[i].share = (double)stats->scores[i].count / (double)count;
}

const struct class_stats *class_stats_compute(struct arena *arena, const struct class_collector *collector) {
    struct class_stats *stats = arena_alloc(arena, sizeof *stats);
    size_t columns = (size_t)collector->lab->question_count, people = collector->people, count = 0;
    double *marks = arena_array(arena, people + 1, sizeof(double)),
           *out_of = arena_array(arena, people + 1, sizeof(double));
    double *shares = arena_array(arena, people + 1, sizeof(double));
    *stats = (struct class_stats){.people = people, .question_count = (int)columns};
    for (size_t i = 0; i < people; i++) {
        for (size_t q = 0; q < columns; q++) {
            marks[i] += collector->marks[i * columns + q];
            out_of[i] += collector->out_of[i * columns + q];
        }
        if (out_of[i] > 0)
            shares[count++] = marks[i] / out_of[i];
    }
    describe_scores(arena, stats, shares, count);
    stats->questions = arena_array(arena, columns + 1, sizeof *stats->questions);
    for (size_t q = 0; q < columns; q++) {
        stats->questions[q].question = &collector->lab->questions[q];
        judge_question(collector, q, marks, out_of, &stats->questions[q]);
        count_things(arena, collector, q, &stats->questions[q]);
    }
    return stats;
}

static void put_figure(struct text *out, const char *part, const char *question, const char *item, double value) {
    csv_write(out, part, true);
    csv_write(out, question, false);
    csv_write(out, item, false);
    if (isfinite(value))
        csv_write_number(out, number_round_significant(value, 12), false);
    else
        csv_write(out, "", false);
    csv_end_row(out);
}

void class_stats_print(struct text *out, const struct class_stats *stats) {
    const struct {
        const char *item;
        double value;
    } scores[] = {{"people", (double)stats->people}, {"mean", stats->mean},   {"median", stats->median},
                  {"deviation", stats->deviation},   {"least", stats->least}, {"most", stats->most}};
    text_puts(out, "part,question,item,value\n");
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++)
        put_figure(out, "scores", "", scores[i].item, scores[i].value);
    for (int i = 0; i < stats->score_count; i++)
        put_figure(out, "distribution", "", stats->scores[i].name, (double)stats->scores[i].count);
    for (int q = 0; q < stats->question_count; q++) {
        const struct class_question *question = &stats->questions[q];
        const char *name = question->question->name;
        put_figure(out, "question", name, "difficulty", question->difficulty);
        put_figure(out, "question", name, "discrimination", question->discrimination);
        for (int v = 0; v < VERDICTS; v++)
            put_figure(out, "verdict", name, verdict_name((enum verdict)v), (double)question->counts[v]);
        if (question->question->kind == QUESTION_NUMERIC)
            put_figure(out, "question", name, "follows", (double)question->follows);
        for (int i = 0; i < question->option_count; i++)
            put_figure(out, "option", name, question->options[i].name, (double)question->options[i].count);
        for (int i = 0; i < question->mistake_count; i++)
            put_figure(out, "mistake", name, question->mistakes[i].name, (double)question->mistakes[i].count);
    }
}
