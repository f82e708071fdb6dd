#include "grade/statistics_tables.h"

#include "csv/csv.h"
#include "grade/cells.h"

#include <math.h>

static void write_head(struct text *out, const char *const *names) {
    for (int i = 0; names[i]; i++)
        csv_write(out, names[i], i == 0);
    csv_end_row(out);
}

static void write_figure(struct text *out, double figure) {
    if (isnan(figure))
        csv_write(out, "", false);
    else
        grade_write_marks(out, figure);
}

static void write_count(struct text *out, size_t count) {
    csv_write_number(out, (double)count, false);
}

/* Whether a verdict occurs: only what a person marks can be partly right. */
static bool has_verdict(const struct grade_class_figures *figures, int verdict) {
    bool by_hand = false;
    for (int i = 0; i < figures->question_count; i++)
        by_hand = by_hand || lab_marked_by_hand(figures->questions[i].question);
    return verdict != VERDICT_PARTLY || by_hand;
}

void grade_statistics_summary(struct text *out, const struct grade_class_figures *figures) {
    static const char *const head[] = {"figure", "value", NULL};
    const struct {
        const char *name;
        double value;
    } rows[] = {{"sheets", (double)figures->sheets},     {"empty_sheets", (double)figures->empty},
                {"mean_score", figures->mean},           {"median_score", figures->median},
                {"score_deviation", figures->deviation}, {"lowest_score", figures->lowest},
                {"highest_score", figures->highest}};
    write_head(out, head);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        csv_write(out, rows[i].name, true);
        write_figure(out, rows[i].value);
        csv_end_row(out);
    }
    for (int i = 0; i < VERDICTS; i++) {
        if (!has_verdict(figures, i))
            continue;
        csv_write(out, words_verdict_name((enum words_verdict)i), true);
        write_count(out, figures->counts[i]);
        csv_end_row(out);
    }
}

void grade_statistics_scores(struct text *out, const struct grade_class_figures *figures) {
    static const char *const head[] = {"from", "to", "sheets", "share", NULL};
    write_head(out, head);
    for (int i = 0; i < SCORE_BANDS; i++) {
        csv_write_number(out, figures->bands[i].from, true);
        csv_write_number(out, figures->bands[i].to, false);
        write_count(out, figures->bands[i].count);
        write_figure(out, figures->bands[i].share);
        csv_end_row(out);
    }
}

void grade_statistics_questions(struct text *out, const struct grade_class_figures *figures) {
    static const char *const more[] = {"follow_through", "right_share", "marks_share", "discrimination", "remark"};
    csv_write(out, "question", true);
    for (int j = 0; j < VERDICTS; j++)
        if (has_verdict(figures, j))
            csv_write(out, words_verdict_name((enum words_verdict)j), false);
    for (size_t j = 0; j < sizeof more / sizeof *more; j++)
        csv_write(out, more[j], false);
    csv_end_row(out);
    for (int i = 0; i < figures->question_count; i++) {
        const struct grade_question_figures *own = &figures->questions[i];
        csv_write(out, own->question->name, true);
        for (int j = 0; j < VERDICTS; j++)
            if (has_verdict(figures, j))
                write_count(out, own->counts[j]);
        write_count(out, own->follows);
        write_figure(out, own->right_share);
        write_figure(out, own->marks_share);
        write_figure(out, own->discrimination);
        csv_write(out, words_grade_lookup(words_language_lookup("en"))->no_discrimination[own->no_discrimination],
                  false);
        csv_end_row(out);
    }
}

void grade_statistics_options(struct text *out, const struct grade_class_figures *figures) {
    static const char *const head[] = {"question", "option", "chosen", "share", "chosen_right", "key", NULL};
    write_head(out, head);
    for (int i = 0; i < figures->question_count; i++)
        for (int j = 0; j < figures->questions[i].option_count; j++) {
            const struct grade_option_figures *own = &figures->questions[i].options[j];
            csv_write(out, figures->questions[i].question->name, true);
            csv_write(out, own->option->letter, false);
            write_count(out, own->chosen);
            write_figure(out, own->share);
            write_count(out, own->chosen_right);
            write_count(out, own->keyed);
            csv_end_row(out);
        }
}

void grade_statistics_mistakes(struct text *out, const struct grade_class_figures *figures) {
    static const char *const head[] = {"question", "mistake", "wrong_answers", "share", NULL};
    write_head(out, head);
    for (int i = 0; i < figures->question_count; i++)
        for (int j = 0; j < figures->questions[i].mistake_count; j++) {
            const struct grade_mistake_figures *own = &figures->questions[i].mistakes[j];
            csv_write(out, figures->questions[i].question->name, true);
            csv_write(out, own->mistake->name, false);
            write_count(out, own->count);
            write_figure(out, own->share);
            csv_end_row(out);
        }
}
