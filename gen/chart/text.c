/* Charts described in words. */
#include "chart/chart.h"
#include "words/words.h"

#include <math.h>

/* What is being described, and in which words. */
struct telling {
    struct text *out;
    const struct chart *chart;
    const struct words_chart *words;
    const struct number_locale *locale;
    struct arena *arena;               /* for the words in phrases */
    struct quantity_apart x, y, right; /* the values that are told of each axis, without its ends */
};

/* The values that are told of an axis. */
static struct quantity_apart *told_of(struct telling *telling, const struct chart_axis *axis) {
    return axis == &telling->chart->x ? &telling->x : axis == &telling->chart->right ? &telling->right : &telling->y;
}

/* The first and the last point of a curve that have a value; of one without, the first and the last. */
static void find_ends(const struct chart *chart, const struct chart_series *series, int *first, int *last) {
    *first = 0;
    *last = chart->point_count - 1;
    while (*first < *last && !isfinite(series->y[*first]))
        ++*first;
    while (*last > *first && !isfinite(series->y[*last]))
        --*last;
}

static void add_told(struct quantity_apart *told, double value) {
    if (isfinite(value))
        told->others[told->count++].number = value;
}

/* Which values are told of each axis. */
static void find_told(struct telling *telling) {
    const struct chart *chart = telling->chart;
    size_t most = (size_t)(2 * chart->series_count + chart->line_count + chart->marker_count) + 1;
    telling->x.others = arena_array(telling->arena, most, sizeof *telling->x.others);
    telling->y.others = arena_array(telling->arena, most, sizeof *telling->y.others);
    telling->right.others = arena_array(telling->arena, most, sizeof *telling->right.others);
    for (int i = 0; i < chart->series_count; i++)
        if (chart->series[i].shown) {
            int first, last;
            find_ends(chart, &chart->series[i], &first, &last);
            struct quantity_apart *told = told_of(telling, chart_series_axis(chart, &chart->series[i]));
            add_told(told, chart->series[i].y[first]);
            add_told(told, chart->series[i].y[last]);
        }
    for (int i = 0; i < chart->line_count; i++)
        if (chart->lines[i].shown)
            add_told(told_of(telling, chart_line_axis(chart, &chart->lines[i])), chart->lines[i].value);
    for (int i = 0; i < chart->marker_count; i++)
        if (chart->markers[i].shown) {
            add_told(&telling->y, chart->markers[i].y);
            if (chart->kind != CHART_BARS)
                add_told(&telling->x, chart->markers[i].x);
        }
}

static double rounded(double value, struct number_format format, int digits) {
    return number_shift(format.style) > 0 ? number_round_decimals(value, digits)
                                          : number_round_significant(value, digits);
}

/* Gives a value the digits that tell it from all others that are told of its axis. */
static void tell_apart(const struct quantity_apart *told, double *value, struct number_format *format) {
    enum { SHARE_DIGITS = 3, DIGITS = 4, MOST_DIGITS = 15 };
    int usual = number_shift(format->style) > 0 ? SHARE_DIGITS : DIGITS, digits = usual;
    for (int i = 0; i < told->count; i++) {
        double other = told->others[i].number;
        struct quantity_apart one = {(struct quantity_other[]){{other, NULL}}, 1};
        if (program_values_tie(*value, other, CLAIM_TOLERANCE))
            continue;
        if (format->decimals != DECIMALS_AUTO)
            *format = quantity_format_apart(&one, *value, *format, NULL);
        while (digits < MOST_DIGITS && rounded(*value, *format, digits) == rounded(other, *format, digits))
            digits++;
    }
    if (format->decimals != DECIMALS_AUTO)
        return;
    *value = rounded(*value, *format, digits);
    if (digits > usual) /* more than the six that are printed by themselves */
        format->decimals =
            number_decimals(number_round_significant(*value * pow(10, number_shift(format->style)), MOST_DIGITS));
}

static const char *value_text(const struct telling *telling, const struct chart_axis *axis, double value) {
    struct number_format format = axis->format;
    struct text out = {0};
    format.with_unit = true;
    if (number_is_short_money(format.style) && format.decimals < 2 && format.significant == 0)
        format.decimals = 2;
    else if (format.decimals == 0 && value != floor(value))
        format.decimals = DECIMALS_AUTO;
    format = number_format_sized(format, value != 0 ? value : axis->most);
    tell_apart(axis == &telling->chart->x       ? &telling->x
               : axis == &telling->chart->right ? &telling->right
                                                : &telling->y,
               &value, &format);
    number_print(&out, value, format,
                 number_is_one(value, format, telling->locale) ? axis->unit_word_one : axis->unit_word,
                 telling->locale);
    return text_keep(&out, telling->arena);
}

static const char *label_text(const struct telling *telling, const char *label, const char *detail) {
    return *label && *detail ? arena_printf(telling->arena, "%s, %s", label, detail) : *detail ? detail : label;
}

/* Appends the next sentence. */
static void tell(const struct telling *telling, const char *phrase, const struct words_phrase_word *words) {
    if (telling->out->length)
        text_putc(telling->out, ' ');
    words_fill(telling->out, phrase, words);
}

static void tell_axis(const struct telling *telling, const struct chart_axis *axis, const struct words_axis *words) {
    const char *label = *axis->label ? axis->label : telling->words->unnamed;
    if (axis->blank) {
        const char *unit = chart_axis_unit(telling->arena, axis, telling->locale);
        label = *unit ? arena_printf(telling->arena, "%s (%s)", label, unit) : label;
        tell(telling, words->blank, (struct words_phrase_word[]){{"label", label}, {0}});
        return;
    }
    struct chart_ticks ticks;
    chart_axis_ticks(axis, 5, &ticks);
    tell(telling, axis->scale == AXIS_LOG ? words->logarithmic : words->linear,
         (struct words_phrase_word[]){{"label", label},
                                      {"from", value_text(telling, axis, ticks.from)},
                                      {"to", value_text(telling, axis, ticks.to)},
                                      {0}});
}

static void tell_bar(const struct telling *telling, const struct chart_series *series) {
    const struct chart *chart = telling->chart;
    bool highlighted = series->highlighted && *chart->highlight_label;
    int number = (int)(series - chart->series), part = chart->part_count ? number % chart->part_count : 0;
    const char *label = label_text(telling, series->label, series->detail);
    if (chart->part_count)
        label = label_text(telling, label, chart->parts[part].label);
    tell(telling, highlighted ? telling->words->highlighted : telling->words->bar,
         (struct words_phrase_word[]){{"label", label},
                                      {"value", value_text(telling, &chart->y, series->y[0])},
                                      {"highlight", chart->highlight_label},
                                      {0}});
    if (!chart->stacked || part + 1 < chart->part_count)
        return;
    double total = chart_stack(chart, number / chart->part_count, chart->part_count, false) +
                   chart_stack(chart, number / chart->part_count, chart->part_count, true);
    tell(telling, telling->words->total,
         (struct words_phrase_word[]){{"label", series->label}, {"value", value_text(telling, &chart->y, total)}, {0}});
}

/* Of columns, the highest is told, and where it begins. */
static void tell_columns(const struct telling *telling, const struct chart_series *series) {
    const struct chart *chart = telling->chart;
    int most = 0;
    for (int i = 1; i < chart->point_count; i++)
        if (!isfinite(series->y[most]) || series->y[i] > series->y[most])
            most = i;
    tell(telling, telling->words->columns,
         (struct words_phrase_word[]){{"label", label_text(telling, series->label, series->detail)},
                                      {"most", value_text(telling, chart_series_axis(chart, series), series->y[most])},
                                      {"value", value_text(telling, &chart->x, chart->x_values[most])},
                                      {0}});
}

static void tell_curve(const struct telling *telling, const struct chart_series *series) {
    const struct chart *chart = telling->chart;
    const struct chart_axis *axis = chart_series_axis(chart, series);
    int first, last;
    if (series->form == FORM_COLUMNS) {
        tell_columns(telling, series);
        return;
    }
    find_ends(chart, series, &first, &last);
    tell(telling, series->form == FORM_STEPS ? telling->words->steps : telling->words->curve,
         (struct words_phrase_word[]){{"label", label_text(telling, series->label, series->detail)},
                                      {"from", value_text(telling, axis, series->y[first])},
                                      {"to", value_text(telling, axis, series->y[last])},
                                      {0}});
}

/* A shaded range; what is open goes to the end of the axis. */
static void tell_band(const struct telling *telling, const struct chart_band *band) {
    const struct chart_axis *axis = band->vertical ? &telling->chart->x : &telling->chart->y;
    struct chart_ticks ticks;
    chart_axis_ticks(axis, 5, &ticks);
    tell(telling, band->vertical ? telling->words->band_across : telling->words->band_upward,
         (struct words_phrase_word[]){
             {"label", label_text(telling, *band->label ? band->label : telling->words->unnamed, band->detail)},
             {"from", value_text(telling, axis, isnan(band->from) ? ticks.from : band->from)},
             {"to", value_text(telling, axis, isnan(band->to) ? ticks.to : band->to)},
             {0}});
}

/* Tells where two curves cross between two points of the sweep; they may cross more than once. */
static void tell_crossings(const struct telling *telling, const struct chart_series *a, const struct chart_series *b) {
    const struct chart *chart = telling->chart;
    for (int i = 0; i + 1 < chart->point_count; i++) {
        double here = a->y[i] - b->y[i], next = a->y[i + 1] - b->y[i + 1];
        if (!(here * next < 0) && !(here == 0 && next != 0 && i > 0))
            continue;
        double share = here / (here - next), x0 = chart->x_values[i], x1 = chart->x_values[i + 1];
        double x = chart->x.scale == AXIS_LOG ? x0 * pow(x1 / x0, share) : x0 + (x1 - x0) * share;
        tell(telling, telling->words->crossing,
             (struct words_phrase_word[]){
                 {"first", a->label}, {"second", b->label}, {"value", value_text(telling, &chart->x, x)}, {0}});
    }
}

static void tell_line(const struct telling *telling, const struct chart_line *line) {
    const struct chart_axis *axis = chart_line_axis(telling->chart, line);
    tell(telling, line->vertical ? telling->words->vertical : telling->words->horizontal,
         (struct words_phrase_word[]){{"label", line->label}, {"value", value_text(telling, axis, line->value)}, {0}});
}

static void tell_marker(const struct telling *telling, const struct chart_marker *marker) {
    const struct chart *chart = telling->chart;
    const char *x =
        chart->kind == CHART_BARS ? chart->series[(int)marker->x].label : value_text(telling, &chart->x, marker->x);
    tell(telling, telling->words->marked,
         (struct words_phrase_word[]){
             {"label", marker->label}, {"x", x}, {"y", value_text(telling, &chart->y, marker->y)}, {0}});
}

static const char *kind_phrase(const struct words_chart *words, enum chart_kind kind) {
    switch (kind) {
    case CHART_LINE:
        return words->line;
    case CHART_SCATTER:
        return words->scatter;
    case CHART_BARS:
        break;
    }
    return words->bars;
}

const char *chart_describe(struct arena *arena, const struct chart *chart, const struct words_language *language,
                           const struct number_locale *locale) {
    struct text out = {0};
    struct telling telling = {
        .out = &out, .chart = chart, .words = words_chart_lookup(language), .locale = locale, .arena = arena};
    find_told(&telling);
    tell(&telling, kind_phrase(telling.words, chart->kind), (struct words_phrase_word[]){{"title", chart->title}, {0}});
    if (chart->kind != CHART_BARS)
        tell_axis(&telling, &chart->x, &telling.words->across);
    tell_axis(&telling, &chart->y, &telling.words->upward);
    if (chart->has_right)
        tell_axis(&telling, &chart->right, &telling.words->right);
    for (int i = 0; i < chart->band_count; i++)
        if (chart->bands[i].shown)
            tell_band(&telling, &chart->bands[i]);
    for (int i = 0; i < chart->series_count; i++)
        if (chart->series[i].shown)
            (chart->kind == CHART_BARS ? tell_bar : tell_curve)(&telling, &chart->series[i]);
    for (int i = 0; i < chart->series_count && chart->kind == CHART_LINE; i++)
        for (int j = i + 1; j < chart->series_count; j++)
            if (chart->series[i].shown && chart->series[j].shown && chart->series[i].form == FORM_LINE &&
                chart->series[j].form == FORM_LINE && chart->series[i].right == chart->series[j].right)
                tell_crossings(&telling, &chart->series[i], &chart->series[j]);
    for (int i = 0; i < chart->line_count; i++)
        if (chart->lines[i].shown && !chart->lines[i].joined)
            tell_line(&telling, &chart->lines[i]);
    for (int i = 0; i < chart->marker_count; i++)
        if (chart->markers[i].shown && !chart->markers[i].joined)
            tell_marker(&telling, &chart->markers[i]);
    if (chart->frame)
        tell(&telling, telling.words->frame, (struct words_phrase_word[]){{0}});
    return text_keep(&out, arena);
}
