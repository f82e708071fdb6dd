#include "fill/items.h"

#include "chart/chart.h"
#include "grade/grade.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

enum { SMALL_CLASS = 30 };

static const struct number_format plain = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO},
                                  percent = {.style = NUMBER_PERCENT, .decimals = 0},
                                  hundredths = {.style = NUMBER_PLAIN, .decimals = 2};

static struct fill_item *number(struct fill *fill, double value, struct number_format format) {
    return fill_item(
        fill,
        (struct fill_item){.kind = ITEM_NUMBER, .hidden = true, .name = "figure", .number = value, .format = format});
}

static struct fill_item *count(struct fill *fill, size_t value) {
    return number(fill, (double)value, plain);
}

/* A count; 0 counts as no value, so that its section is skipped. */
static struct fill_item *some(struct fill *fill, size_t value) {
    return number(fill, value ? (double)value : NAN, plain);
}

static struct fill_item *text(struct fill *fill, const char *words) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_DATA, .hidden = true, .text = words, .name = "figure"});
}

static struct fill_item *figures_list(struct fill *fill, enum fill_figures_kind kind, const void *of,
                                      const char *name) {
    return fill_item(
        fill,
        (struct fill_item){.kind = ITEM_FIGURES_LIST, .hidden = true, .name = name, .figures = kind, .figures_of = of});
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
    const char *copy = arena_strndup(fill->arena, words.bytes, words.length);
    text_free(&words);
    return text(fill, copy);
}

static size_t known_mistakes(const struct grade_class_figures *figures) {
    size_t known = 0;
    for (int q = 0; q < figures->question_count; q++)
        for (int m = 0; m < figures->questions[q].mistake_count; m++)
            known += figures->questions[q].mistakes[m].count;
    return known;
}

static struct fill_item *class_member(struct fill *fill, const struct grade_class_figures *figures, int word) {
    switch (word) {
    case 0:
        return count(fill, figures->sheets);
    case 1:
        return some(fill, figures->empty);
    case 2:
        return number(fill, figures->mean, percent);
    case 3:
        return number(fill, figures->median, percent);
    case 4:
        return number(fill, figures->deviation, percent);
    case 5:
        return number(fill, figures->lowest, percent);
    case 6:
        return number(fill, figures->highest, percent);
    case 7:
    case 8:
    case 9:
    case 10:
    case 11:
        return count(fill, figures->counts[word - 7]);
    case 12:
        return fill_flag(fill, figures->sheets < SMALL_CLASS, true, "small");
    case 13:
        return figures_list(fill, FIGURES_BAND, figures, "bands");
    case 14:
        return figures_list(fill, FIGURES_QUESTION, figures, "questions");
    case 15:
        return figures_list(fill, FIGURES_REVIEW, figures, "reviews");
    case 16:
        return some(fill, figures->review_count > REVIEWS_LISTED ? figures->review_count - REVIEWS_LISTED : 0);
    case 17:
        return figures_list(fill, FIGURES_MISTAKE, figures, "mistakes");
    case 18:
        return some(fill, known_mistakes(figures));
    case 19:
        return some(fill, figures->scored);
    case 20:
        return some(fill, figures->review_count);
    default:
        return NULL;
    }
}

static struct fill_item *band_member(struct fill *fill, const struct grade_score_band *band, int word) {
    switch (word) {
    case 0:
        return number(fill, band->from, percent);
    case 1:
        return number(fill, band->to, percent);
    case 2:
        return count(fill, band->count);
    case 3:
        return number(fill, band->share, percent);
    default:
        return NULL;
    }
}

static struct fill_item *question_member(struct fill *fill, const struct grade_question_figures *figures, int word) {
    switch (word) {
    case 0:
        return count(fill, (size_t)figures->number);
    case 1:
        return text(fill, figures->question->title);
    case 2:
        return text(fill, figures->question->name);
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
        return count(fill, figures->counts[word - 3]);
    case 8:
        return count(fill, figures->follows);
    case 9:
        return number(fill, figures->right_share, percent);
    case 10:
        return number(fill, figures->marks_share, percent);
    case 11:
        return number(fill, figures->discrimination, hundredths);
    case 12:
        return text(fill, figures->no_discrimination);
    case 13:
        return figures_list(fill, FIGURES_OPTION, figures, "options");
    case 14:
        return some(fill, figures->counted);
    default:
        return NULL;
    }
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

static struct fill_item *option_member(struct fill *fill, const struct grade_option_figures *figures, int word) {
    switch (word) {
    case 0:
        return text(fill, figures->option->letter);
    case 1:
        return line(fill, &figures->option->text, option_of(fill, figures->option));
    case 2:
        return count(fill, figures->chosen);
    case 3:
        return number(fill, figures->share, percent);
    case 4:
        return count(fill, figures->chosen_right);
    case 5:
        return count(fill, figures->keyed);
    default:
        return NULL;
    }
}

/* A wrong method that occurred, with its question. */
struct occurred {
    const struct grade_question_figures *question;
    const struct grade_mistake_figures *mistake;
};

static struct fill_item *mistake_member(struct fill *fill, const struct occurred *occurred, int word) {
    switch (word) {
    case 0:
        return text(fill, occurred->mistake->mistake->name);
    case 1:
        return line(fill, &occurred->mistake->mistake->feedback,
                    fill_item(fill, (struct fill_item){.kind = ITEM_ROOT, .row = fill->rows}));
    case 2:
        return count(fill, occurred->mistake->count);
    case 3:
        return number(fill, occurred->mistake->share, percent);
    case 4:
        return count(fill, (size_t)occurred->question->number);
    case 5:
        return text(fill, occurred->question->question->title);
    default:
        return NULL;
    }
}

static struct fill_item *review_member(struct fill *fill, const struct grade_review_figures *review, int word) {
    switch (word) {
    case 0:
        return count(fill, (size_t)(review->question - fill->template->lab->questions) + 1);
    case 1:
        return text(fill, review->question->title);
    case 2:
        return fill_data(fill, review->name, review->name_pos);
    case 3:
        return fill_data(fill, review->id, review->pos);
    case 4:
        return fill_data(fill, review->scenario, review->pos);
    case 5:
        return fill_user_text(fill, review->written, "written");
    case 6:
        return fill_user_text(fill, review->message, "message");
    default:
        return NULL;
    }
}

struct fill_item *fill_figures_member(struct fill *fill, const struct fill_item *item, const char *name,
                                      size_t length) {
    const void *of = item->figures_of;
    int word = fill_find_word(name, length, fill_figures_words[item->figures]);
    switch (item->figures) {
    case FIGURES_CLASS:
        return class_member(fill, of, word);
    case FIGURES_BAND:
        return band_member(fill, of, word);
    case FIGURES_QUESTION:
        return question_member(fill, of, word);
    case FIGURES_OPTION:
        return option_member(fill, of, word);
    case FIGURES_MISTAKE:
        return mistake_member(fill, of, word);
    case FIGURES_REVIEW:
        return review_member(fill, of, word);
    }
    return NULL;
}

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
    chart->series = arena_array(fill->arena, SCORE_BANDS, sizeof *chart->series);
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
