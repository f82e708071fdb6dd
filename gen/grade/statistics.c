#include "grade/grade.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_FOR_DISCRIMINATION = 3 };

/* What is kept of a sheet: a class may have very many. */
struct sheet_given {
    double *marks; /* by question; behind them the verdicts, a byte each */
};

struct grade_statistics {
    struct arena *arena;
    const struct lab *lab;
    struct grade_class_figures figures;
    struct sheet_given *sheets;
    size_t sheet_capacity, review_capacity;
    size_t review_kept, *kept_of; /* kept_of: by question */
};

static unsigned char *verdicts_of(const struct grade_statistics *statistics, const struct sheet_given *sheet) {
    return (unsigned char *)(sheet->marks + statistics->lab->question_count);
}

static enum words_verdict verdict_of(const struct grade_statistics *statistics, const struct sheet_given *sheet,
                                     int q) {
    return (enum words_verdict)verdicts_of(statistics, sheet)[q];
}

/* What an answer is out of: nothing, if the question has no key, or if a person has still to give its points. */
static double out_of(const struct grade_statistics *statistics, const struct sheet_given *sheet, int q) {
    const enum words_verdict verdict = verdict_of(statistics, sheet, q);
    const struct lab_question *question = &statistics->lab->questions[q];
    const bool open = verdict == VERDICT_REVIEW && lab_marked_by_hand(question);
    return verdict == VERDICT_UNFIT || open ? 0 : question->marks;
}

struct grade_statistics *grade_statistics_new(struct arena *arena, const struct lab *lab) {
    struct grade_statistics *statistics = arena_alloc(arena, sizeof *statistics);
    *statistics = (struct grade_statistics){.arena = arena, .lab = lab};
    struct grade_class_figures *figures = &statistics->figures;
    figures->question_count = lab->question_count;
    statistics->kept_of = arena_array(arena, (size_t)lab->question_count + 1, sizeof *statistics->kept_of);
    figures->questions = arena_array(arena, (size_t)lab->question_count + 1, sizeof *figures->questions);
    for (int q = 0; q < lab->question_count; q++) {
        const struct lab_question *question = &lab->questions[q];
        struct grade_question_figures *own = &figures->questions[q];
        *own = (struct grade_question_figures){.question = question,
                                               .number = q + 1,
                                               .option_count = question->option_count,
                                               .mistake_count = question->mistake_count};
        own->options = arena_array(arena, (size_t)own->option_count + 1, sizeof *own->options);
        own->mistakes = arena_array(arena, (size_t)own->mistake_count + 1, sizeof *own->mistakes);
        for (int i = 0; i < own->option_count; i++)
            own->options[i].option = &question->options[i];
        for (int i = 0; i < own->mistake_count; i++)
            own->mistakes[i].mistake = &question->mistakes[i];
    }
    return statistics;
}

/* Keeps the first answers to review of each question. */
static void add_review(struct grade_statistics *statistics, const struct grade *grade, int q) {
    struct grade_class_figures *figures = &statistics->figures;
    struct arena *arena = statistics->arena;
    const struct grade_entry *entry = &grade->entries[q];
    figures->review_count++;
    if (statistics->kept_of[q]++ >= REVIEWS_LISTED)
        return;
    figures->reviews = arena_grow(arena, figures->reviews, statistics->review_kept, &statistics->review_capacity,
                                  sizeof *figures->reviews);
    const struct parameter_set *set = grade->set;
    figures->reviews[statistics->review_kept++] =
        (struct grade_review_figures){.question = entry->question,
                                      .id = arena_strdup(arena, set->id),
                                      .name = arena_strdup(arena, set->name),
                                      .scenario = arena_strdup(arena, set->scenario),
                                      .pos = set->pos,
                                      .name_pos = set->name_pos,
                                      .written = arena_strdup(arena, entry->written),
                                      .message = arena_strdup(arena, entry->message)};
}

/* Whether a person has still to look at a text or a drawing of which nothing is typed. It does not make a sheet that
 * is empty otherwise one with an answer. */
static bool is_untouched(const struct grade_entry *entry) {
    return lab_marked_by_hand(entry->question) && entry->verdict == VERDICT_REVIEW && grade_is_blank(entry->written);
}

void grade_statistics_add(struct grade_statistics *statistics, const struct grade *grade) {
    struct grade_class_figures *figures = &statistics->figures;
    struct sheet_given sheet = {
        arena_array(statistics->arena, (size_t)statistics->lab->question_count + 1, sizeof(double) + 1)};
    bool empty = true, blank = false;
    for (int q = 0; q < grade->count; q++) {
        const struct grade_entry *entry = &grade->entries[q];
        struct grade_question_figures *own = &figures->questions[q];
        sheet.marks[q] = entry->marks;
        verdicts_of(statistics, &sheet)[q] = (unsigned char)entry->verdict;
        own->counts[entry->verdict]++;
        figures->counts[entry->verdict]++;
        blank = blank || entry->verdict == VERDICT_BLANK;
        empty = empty && (entry->verdict == VERDICT_BLANK || is_untouched(entry));
        own->follows += entry->verdict == VERDICT_WRONG && entry->follows;
        if (entry->option >= 0 && entry->option < own->option_count && entry->verdict != VERDICT_UNFIT) {
            own->options[entry->option].chosen++;
            own->options[entry->option].chosen_right += entry->option == entry->key->right;
        }
        if (entry->key->right >= 0 && entry->key->right < own->option_count)
            own->options[entry->key->right].keyed++;
        for (int i = 0; i < own->mistake_count && entry->verdict == VERDICT_WRONG && !entry->follows; i++)
            own->mistakes[i].count += own->mistakes[i].mistake == entry->mistake;
        if (entry->verdict == VERDICT_REVIEW)
            add_review(statistics, grade, q);
    }
    figures->empty += empty && blank;
    statistics->sheets = arena_grow(statistics->arena, statistics->sheets, figures->sheets, &statistics->sheet_capacity,
                                    sizeof *statistics->sheets);
    statistics->sheets[figures->sheets++] = sheet;
}

/* part / whole; NaN if whole is not above 0. */
static double share(double part, double whole) {
    return whole > 0 ? part / whole : NAN;
}

static int compare_numbers(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void compute_scores(struct grade_statistics *statistics) {
    struct grade_class_figures *figures = &statistics->figures;
    double *scores = arena_array(statistics->arena, figures->sheets + 1, sizeof *scores), sum = 0, squares = 0;
    size_t count = 0;
    for (size_t i = 0; i < figures->sheets; i++) {
        double marks = 0, most = 0;
        for (int q = 0; q < figures->question_count; q++) {
            marks += statistics->sheets[i].marks[q];
            most += out_of(statistics, &statistics->sheets[i], q);
        }
        if (most > 0)
            scores[count++] = marks / most;
    }
    for (int b = 0; b < SCORE_BANDS; b++)
        figures->bands[b] =
            (struct grade_score_band){.from = (double)b / SCORE_BANDS, .to = (double)(b + 1) / SCORE_BANDS};
    for (size_t i = 0; i < count; i++) {
        /* The slack is for sums of marks: one of 0.3 may be a little below 3 / 10. */
        double band = floor(scores[i] * SCORE_BANDS + 1e-9);
        figures->bands[band < 0 ? 0 : band >= SCORE_BANDS ? SCORE_BANDS - 1 : (int)band].count++;
        sum += scores[i];
    }
    for (int b = 0; b < SCORE_BANDS; b++)
        figures->bands[b].share = share((double)figures->bands[b].count, (double)count);
    figures->scored = count;
    figures->mean = share(sum, (double)count);
    figures->median = figures->deviation = figures->lowest = figures->highest = NAN;
    if (!count)
        return;
    for (size_t i = 0; i < count; i++)
        squares += (scores[i] - figures->mean) * (scores[i] - figures->mean);
    qsort(scores, count, sizeof *scores, compare_numbers);
    figures->median = (scores[(count - 1) / 2] + scores[count / 2]) / 2;
    figures->lowest = scores[0];
    figures->highest = scores[count - 1];
    if (count > 1)
        figures->deviation = sqrt(squares / (double)(count - 1));
}

/* The share of the marks that a sheet earns on all questions but `q`, without those that wait for a person; NaN if no
 * marks are left. */
static double rest_score(const struct grade_statistics *statistics, const struct sheet_given *sheet, int q) {
    double marks = 0, most = 0;
    for (int i = 0; i < statistics->figures.question_count; i++)
        if (i != q && verdict_of(statistics, sheet, i) != VERDICT_REVIEW) {
            marks += sheet->marks[i];
            most += out_of(statistics, sheet, i);
        }
    return share(marks, most);
}

static bool is_counted(enum words_verdict verdict) {
    return verdict == VERDICT_RIGHT || verdict == VERDICT_WRONG || verdict == VERDICT_BLANK ||
           verdict == VERDICT_PARTLY;
}

/* Pearson's correlation of two columns, neither of them constant. */
static double correlation(const double *x, const double *y, size_t count) {
    double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < count; i++) {
        mean_x += x[i] / (double)count;
        mean_y += y[i] / (double)count;
    }
    for (size_t i = 0; i < count; i++) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
    }
    return fmax(-1, fmin(1, xy / sqrt(xx * yy)));
}

static void compute_discrimination(struct grade_statistics *statistics, int q, double *x, double *y) {
    const struct grade_class_figures *figures = &statistics->figures;
    struct grade_question_figures *own = &figures->questions[q];
    size_t count = 0, right = 0;
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < figures->sheets; i++) {
        const struct sheet_given *sheet = &statistics->sheets[i];
        double rest = rest_score(statistics, sheet, q);
        if (!is_counted(verdict_of(statistics, sheet, q)) || isnan(rest))
            continue;
        x[count] = verdict_of(statistics, sheet, q) == VERDICT_RIGHT;
        y[count] = rest;
        right += verdict_of(statistics, sheet, q) == VERDICT_RIGHT;
        least = fmin(least, rest);
        most = fmax(most, rest);
        count++;
    }
    own->discrimination = NAN;
    own->no_discrimination = HAS_DISCRIMINATION;
    if (count < LEAST_FOR_DISCRIMINATION)
        own->no_discrimination = NO_DISCRIMINATION_FEW;
    else if (right == count)
        own->no_discrimination = NO_DISCRIMINATION_ALL;
    else if (right == 0)
        own->no_discrimination = NO_DISCRIMINATION_NONE;
    else if (most - least < 1e-12)
        own->no_discrimination = NO_DISCRIMINATION_SAME;
    else
        own->discrimination = correlation(x, y, count);
}

static void compute_question(struct grade_statistics *statistics, int q, double *x, double *y) {
    const struct grade_class_figures *figures = &statistics->figures;
    struct grade_question_figures *own = &figures->questions[q];
    double marks = 0, most = 0;
    size_t chosen = 0;
    for (size_t i = 0; i < figures->sheets; i++) {
        marks += statistics->sheets[i].marks[q];
        most += out_of(statistics, &statistics->sheets[i], q);
    }
    own->counted = 0;
    for (int i = 0; i < VERDICTS; i++)
        own->counted += is_counted((enum words_verdict)i) ? own->counts[i] : 0;
    own->right_share = share((double)own->counts[VERDICT_RIGHT], (double)own->counted);
    own->marks_share = share(marks, most);
    for (int i = 0; i < own->option_count; i++)
        chosen += own->options[i].chosen;
    for (int i = 0; i < own->option_count; i++)
        own->options[i].share = share((double)own->options[i].chosen, (double)chosen);
    for (int i = 0; i < own->mistake_count; i++)
        own->mistakes[i].share = share((double)own->mistakes[i].count, (double)own->counts[VERDICT_WRONG]);
    compute_discrimination(statistics, q, x, y);
}

/* Sorts reviews by question; within a question, sheets keep their order. */
static void sort_reviews(struct grade_statistics *statistics) {
    struct grade_class_figures *figures = &statistics->figures;
    struct grade_review_figures *sorted = arena_array(statistics->arena, statistics->review_kept + 1, sizeof *sorted);
    size_t count = 0;
    for (int q = 0; q < figures->question_count; q++)
        for (size_t i = 0; i < statistics->review_kept; i++)
            if (figures->reviews[i].question == figures->questions[q].question)
                sorted[count++] = figures->reviews[i];
    figures->reviews = sorted;
}

const struct grade_class_figures *grade_statistics_compute(struct grade_statistics *statistics) {
    struct grade_class_figures *figures = arena_alloc(statistics->arena, sizeof *figures);
    double *x = arena_array(statistics->arena, statistics->figures.sheets + 1, sizeof *x);
    double *y = arena_array(statistics->arena, statistics->figures.sheets + 1, sizeof *y);
    compute_scores(statistics);
    for (int q = 0; q < statistics->figures.question_count; q++)
        compute_question(statistics, q, x, y);
    sort_reviews(statistics);
    *figures = statistics->figures;
    return figures;
}
