#include "fill/items.h"

#include "chart/chart.h"
#include "grade/grade.h"
#include "words/words.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { SMALL_CLASS = 30 };

#define PERCENT                                                                                                        \
    { .style = NUMBER_PERCENT, .decimals = 0 }
static const struct number_format percent = PERCENT;

static struct fill_item *figures_list(const struct fill_of *of) {
    return fill_item(of->fill, (struct fill_item){.kind = ITEM_FIGURES_LIST,
                                                  .figures = (enum fill_figures_kind)of->word->which,
                                                  .figures_of = of->item->figures_of});
}

static struct fill_item *figures_item(struct fill *fill, enum fill_figures_kind kind, const void *of) {
    /* Options and wrong methods have passages, which need a set: that of default values. */
    return fill_item(fill,
                     (struct fill_item){.kind = ITEM_FIGURES,
                                        .row = kind == FIGURES_OPTION || kind == FIGURES_MISTAKE ? fill->rows : NULL,
                                        .hidden = true,
                                        .name = "figures",
                                        .figures = kind,
                                        .figures_of = of});
}

/* A passage of the lab, or of an item, as one line, with the numbers of its row. */
static struct fill_item *line(struct fill *fill, const struct lab_text *passage, const struct fill_item *context) {
    struct mustache *parsed = passage->text ? fill_parse_passage(fill->template, passage, fill->diag) : NULL;
    const char *filled = parsed ? fill_render_passage(fill, parsed, context) : NULL;
    struct text words = {0};
    text_puts(&words, "");
    for (const char *p = filled ? filled : ""; *p;) {
        size_t blank = strspn(p, " \t\r\n"), length = strcspn(p + blank, " \t\r\n");
        if (blank && words.length && length)
            text_putc(&words, ' ');
        text_append(&words, p + blank, length);
        p += blank + length;
    }
    const char *copy = text_keep(&words, fill->arena);
    return fill_data(fill, copy, NOWHERE);
}

static struct fill_item *known_mistakes(const struct fill_of *of) {
    const struct grade_class_figures *figures = of->item->figures_of;
    size_t known = 0;
    for (int q = 0; q < figures->question_count; q++)
        for (int m = 0; m < figures->questions[q].mistake_count; m++)
            known += figures->questions[q].mistakes[m].count;
    return fill_number(of->fill, known ? (double)known : NAN, fill_plain);
}

/* How many reviews are not listed. */
static struct fill_item *reviews_left(const struct fill_of *of) {
    const struct grade_class_figures *figures = of->item->figures_of;
    size_t count = figures->review_count;
    return fill_number(of->fill, count > REVIEWS_LISTED ? (double)(count - REVIEWS_LISTED) : NAN, fill_plain);
}

static struct fill_item *is_small(const struct fill_of *of) {
    const struct grade_class_figures *figures = of->item->figures_of;
    return fill_flag(of->fill, figures->sheets < SMALL_CLASS);
}

/* The item of an option of the lab, as the context of its text, with the default values. */
static struct fill_item *option_of(struct fill *fill, const struct lab_option *option) {
    const struct lab *lab = fill->template->lab;
    for (int q = 0; q < lab->question_count; q++)
        for (int o = 0; o < lab->questions[q].option_count; o++)
            if (&lab->questions[q].options[o] == option)
                return fill_item(fill, (struct fill_item){.kind = ITEM_OPTION,
                                                          .question = q,
                                                          .option = o,
                                                          .hidden = true,
                                                          .rooted = true,
                                                          .row = fill->rows});
    return NULL;
}

static struct fill_item *option_letter(const struct fill_of *of) {
    const struct grade_option_figures *figures = of->item->figures_of;
    return fill_data(of->fill, figures->option->letter, NOWHERE);
}

static struct fill_item *option_text(const struct fill_of *of) {
    const struct grade_option_figures *figures = of->item->figures_of;
    return line(of->fill, &figures->option->text, option_of(of->fill, figures->option));
}

/* A wrong method that occurred, with its question. */
struct occurred {
    const struct grade_question_figures *question;
    const struct grade_mistake_figures *mistake;
};

/* Why a question has no discrimination. */
static struct fill_item *remark(const struct fill_of *of) {
    const struct grade_question_figures *figures = of->item->figures_of;
    const struct words_language *language = words_language_lookup(of->fill->template->front.language);
    return fill_data(of->fill, words_grade_lookup(language)->no_discrimination[figures->no_discrimination], NOWHERE);
}

static struct fill_item *mistake_name(const struct fill_of *of) {
    const struct occurred *occurred = of->item->figures_of;
    return fill_data(of->fill, occurred->mistake->mistake->name, NOWHERE);
}

static struct fill_item *mistake_text(const struct fill_of *of) {
    const struct occurred *occurred = of->item->figures_of;
    return line(of->fill, &occurred->mistake->mistake->feedback,
                fill_item(of->fill, (struct fill_item){.kind = ITEM_ROOT, .row = of->fill->rows}));
}

static struct fill_item *mistake_count(const struct fill_of *of) {
    const struct occurred *occurred = of->item->figures_of;
    return fill_number(of->fill, (double)occurred->mistake->count, fill_plain);
}

static struct fill_item *mistake_share(const struct fill_of *of) {
    const struct occurred *occurred = of->item->figures_of;
    return fill_number(of->fill, occurred->mistake->share, percent);
}

/* The question of any figures that are about one. */
static const struct lab_question *question_of(const struct fill_of *of) {
    const struct occurred *occurred = of->item->figures_of;
    const struct grade_question_figures *question = of->item->figures_of;
    const struct grade_review_figures *review = of->item->figures_of;
    return of->item->figures == FIGURES_MISTAKE  ? occurred->question->question
           : of->item->figures == FIGURES_REVIEW ? review->question
                                                 : question->question;
}

static struct fill_item *question_number(const struct fill_of *of) {
    return fill_number(of->fill, (double)(question_of(of) - of->fill->template->lab->questions + 1), fill_plain);
}

static struct fill_item *question_title(const struct fill_of *of) {
    return fill_prose(of->fill, question_of(of)->title);
}

static struct fill_item *question_name(const struct fill_of *of) {
    return fill_data(of->fill, question_of(of)->name, NOWHERE);
}

static struct fill_item *review_person(const struct fill_of *of) {
    const struct grade_review_figures *review = of->item->figures_of;
    return fill_data(of->fill, review->name, review->name_pos);
}

static struct fill_item *review_id(const struct fill_of *of) {
    const struct grade_review_figures *review = of->item->figures_of;
    return fill_data(of->fill, review->id, review->pos);
}

static struct fill_item *review_scenario(const struct fill_of *of) {
    const struct grade_review_figures *review = of->item->figures_of;
    return fill_data(of->fill, review->scenario, review->pos);
}

static const void *about_figures(const struct fill_of *of) {
    return of->item->figures_of;
}

#define COUNT(of, member) .field = FIELD_COUNT, .offset = offsetof(struct of, member), .format = FILL_PLAIN
#define SOME(of, member) .field = FIELD_SOME, .offset = offsetof(struct of, member), .format = FILL_PLAIN
#define SHARE(of, member) .field = FIELD_NUMBER, .offset = offsetof(struct of, member), .format = PERCENT

static const struct fill_word class_words[] = {{"sheets", COUNT(grade_class_figures, sheets)},
                                               {"empty", SOME(grade_class_figures, empty)},
                                               {"mean", SHARE(grade_class_figures, mean)},
                                               {"median", SHARE(grade_class_figures, median)},
                                               {"deviation", SHARE(grade_class_figures, deviation)},
                                               {"lowest", SHARE(grade_class_figures, lowest)},
                                               {"highest", SHARE(grade_class_figures, highest)},
                                               {"right", COUNT(grade_class_figures, counts[VERDICT_RIGHT])},
                                               {"wrong", COUNT(grade_class_figures, counts[VERDICT_WRONG])},
                                               {"review", COUNT(grade_class_figures, counts[VERDICT_REVIEW])},
                                               {"blank", COUNT(grade_class_figures, counts[VERDICT_BLANK])},
                                               {"unfit", COUNT(grade_class_figures, counts[VERDICT_UNFIT])},
                                               {"partly", COUNT(grade_class_figures, counts[VERDICT_PARTLY])},
                                               {"small", .get = is_small},
                                               {"bands", .get = figures_list, .which = FIGURES_BAND},
                                               {"questions", .get = figures_list, .which = FIGURES_QUESTION},
                                               {"reviews", .get = figures_list, .which = FIGURES_REVIEW},
                                               {"reviews_left", .get = reviews_left},
                                               {"mistakes", .get = figures_list, .which = FIGURES_MISTAKE},
                                               {"wrong_methods", .get = known_mistakes},
                                               {"scored", SOME(grade_class_figures, scored)},
                                               {"review_needed", SOME(grade_class_figures, review_count)},
                                               {NULL}};

static const struct fill_word band_words[] = {{"from", SHARE(grade_score_band, from)},
                                              {"to", SHARE(grade_score_band, to)},
                                              {"sheets", COUNT(grade_score_band, count)},
                                              {"share", SHARE(grade_score_band, share)},
                                              {NULL}};

static const struct fill_word question_words[] = {{"number", .get = question_number},
                                                  {"title", .get = question_title},
                                                  {"name", .get = question_name},
                                                  {"right", COUNT(grade_question_figures, counts[VERDICT_RIGHT])},
                                                  {"wrong", COUNT(grade_question_figures, counts[VERDICT_WRONG])},
                                                  {"review", COUNT(grade_question_figures, counts[VERDICT_REVIEW])},
                                                  {"blank", COUNT(grade_question_figures, counts[VERDICT_BLANK])},
                                                  {"unfit", COUNT(grade_question_figures, counts[VERDICT_UNFIT])},
                                                  {"partly", COUNT(grade_question_figures, counts[VERDICT_PARTLY])},
                                                  {"follows", COUNT(grade_question_figures, follows)},
                                                  {"right_share", SHARE(grade_question_figures, right_share)},
                                                  {"marks_share", SHARE(grade_question_figures, marks_share)},
                                                  {"discrimination", .field = FIELD_NUMBER,
                                                   .offset = offsetof(struct grade_question_figures, discrimination),
                                                   .format = {.style = NUMBER_PLAIN, .decimals = 2}},
                                                  {"remark", .get = remark},
                                                  {"options", .get = figures_list, .which = FIGURES_OPTION},
                                                  {"counted", SOME(grade_question_figures, counted)},
                                                  {NULL}};

static const struct fill_word option_words[] = {{"letter", .get = option_letter},
                                                {"text", .get = option_text},
                                                {"chosen", COUNT(grade_option_figures, chosen)},
                                                {"share", SHARE(grade_option_figures, share)},
                                                {"chosen_right", COUNT(grade_option_figures, chosen_right)},
                                                {"keyed", COUNT(grade_option_figures, keyed)},
                                                {NULL}};

static const struct fill_word mistake_words[] = {{"name", .get = mistake_name},
                                                 {"text", .get = mistake_text},
                                                 {"count", .get = mistake_count},
                                                 {"share", .get = mistake_share},
                                                 {"number", .get = question_number},
                                                 {"title", .get = question_title},
                                                 {NULL}};

static const struct fill_word review_words[] = {
    {"number", .get = question_number},
    {"title", .get = question_title},
    {"person", .get = review_person},
    {"id", .get = review_id},
    {"scenario", .get = review_scenario},
    {"written", .field = FIELD_TYPED, .offset = offsetof(struct grade_review_figures, written)},
    {"message", .field = FIELD_TYPED, .offset = offsetof(struct grade_review_figures, message)},
    {NULL}};

const struct fill_vocabulary fill_of_figures[] = {
    [FIGURES_CLASS] = {"the figures of a class", about_figures, class_words, true},
    [FIGURES_BAND] = {"a band of scores", about_figures, band_words, true},
    [FIGURES_QUESTION] = {"the figures of a question", about_figures, question_words, true},
    [FIGURES_OPTION] = {"the figures of an option", about_figures, option_words, true},
    [FIGURES_MISTAKE] = {"the figures of a mistake", about_figures, mistake_words, true},
    [FIGURES_REVIEW] = {"a review", about_figures, review_words, true}};

/* Wrong method i among those that occurred; NULL if there are no more. */
static const struct occurred *occurred_mistake(struct fill *fill, const struct grade_class_figures *figures, size_t i) {
    for (int q = 0; q < figures->question_count; q++)
        for (int m = 0; m < figures->questions[q].mistake_count; m++)
            if (figures->questions[q].mistakes[m].count && i-- == 0) {
                struct occurred *occurred = arena_alloc(fill->arena, sizeof *occurred);
                *occurred = (struct occurred){&figures->questions[q], &figures->questions[q].mistakes[m]};
                return occurred;
            }
    return NULL;
}

struct fill_item *fill_figures_item(struct fill *fill, const struct fill_item *members, size_t i) {
    const struct grade_class_figures *figures = members->figures_of;
    const struct grade_question_figures *question = members->figures_of;
    const struct occurred *occurred;
    switch (members->figures) {
    case FIGURES_BAND:
        return i < SCORE_BANDS ? figures_item(fill, FIGURES_BAND, &figures->bands[i]) : NULL;
    case FIGURES_QUESTION:
        return i < (size_t)figures->question_count ? figures_item(fill, FIGURES_QUESTION, &figures->questions[i])
                                                   : NULL;
    case FIGURES_REVIEW:
        return i < figures->review_count && i < REVIEWS_LISTED
                   ? figures_item(fill, FIGURES_REVIEW, &figures->reviews[i])
                   : NULL;
    case FIGURES_OPTION:
        return i < (size_t)question->option_count ? figures_item(fill, FIGURES_OPTION, &question->options[i]) : NULL;
    case FIGURES_MISTAKE:
        occurred = occurred_mistake(fill, figures, i);
        return occurred ? figures_item(fill, FIGURES_MISTAKE, occurred) : NULL;
    case FIGURES_CLASS:
        break;
    }
    return NULL;
}

struct fill_item *fill_class_figures(struct fill *fill) {
    return figures_item(fill, FIGURES_CLASS, fill->figures);
}

const char fill_scores_name[] = "class_scores";

void fill_place_scores(struct fill *fill, struct doc_node *node) {
    const struct grade_class_figures *figures = fill->figures;
    const struct words_chart *words = words_chart_lookup(words_language_lookup(fill->template->front.language));
    struct chart *chart = arena_alloc(fill->arena, sizeof *chart);
    *chart = (struct chart){.name = fill_scores_name,
                            .title = words->scores.title,
                            .kind = CHART_BARS,
                            .y = {.label = words->scores.sheets,
                                  .unit_word = "",
                                  .unit_word_one = "",
                                  .from_zero = true,
                                  .minimum = NAN,
                                  .maximum = NAN,
                                  .least = 0,
                                  .most = 1},
                            .point_count = 1,
                            .series_count = SCORE_BANDS,
                            .highlight_label = ""};
    chart->x = chart->y;
    chart->x.label = words->scores.share;
    chart->x.format = percent;
    chart->series = arena_array(fill->arena, SCORE_BANDS, sizeof *chart->series);
    const char **edges = arena_array(fill->arena, SCORE_BANDS + 1, sizeof *edges);
    for (int i = 0; i <= SCORE_BANDS; i++) {
        struct text edge = {0};
        number_print(&edge, i < SCORE_BANDS ? figures->bands[i].from : figures->bands[i - 1].to, percent, NULL,
                     fill->document->locale);
        edges[i] = arena_strdup(fill->arena, edge.bytes);
        text_free(&edge);
    }
    chart->edges = edges;
    chart->lines = arena_alloc(fill->arena, sizeof *chart->lines);
    chart->lines[chart->line_count++] = (struct chart_line){.label = words->scores.median,
                                                            .detail = "",
                                                            .vertical = true,
                                                            .dash = DASH_DASHED,
                                                            .colour = CHART_INK,
                                                            .value = figures->median,
                                                            .shown = true};
    for (int i = 0; i < SCORE_BANDS; i++) {
        struct chart_series *bar = &chart->series[i];
        struct text label = {0};
        number_print(&label, 100 * figures->bands[i].from, (struct number_format){.style = NUMBER_PLAIN, .decimals = 0},
                     NULL, fill->document->locale);
        text_puts(&label, "–");
        number_print(&label, figures->bands[i].to, percent, NULL, fill->document->locale);
        *bar = (struct chart_series){.name = "sheets", .detail = "", .colour = CHART_BLUE, .shown = true};
        bar->label = arena_strdup(fill->arena, label.bytes);
        text_free(&label);
        bar->y = arena_alloc(fill->arena, sizeof *bar->y);
        bar->y[0] = (double)figures->bands[i].count;
        chart->y.most = fmax(chart->y.most, bar->y[0]);
    }
    node->placed.name = fill_scores_name;
    node->placed.chart = chart;
}
