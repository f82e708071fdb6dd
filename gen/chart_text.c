#include "chart.h"

#include <math.h>

static void put_value(struct text *out, const struct chart_axis *axis, double value,
                      const struct number_locale *locale) {
    struct number_format format = axis->format;
    format.with_unit = true;
    if (format.style == NUMBER_MILLIONS && format.decimals < 2)
        format.decimals = 2;
    else if (format.decimals == 0 && value != floor(value))
        format.decimals = DECIMALS_AUTO;
    if (format.decimals == DECIMALS_AUTO)
        value = format.style == NUMBER_PERCENT ? number_round_decimals(value, 3) : number_round_significant(value, 4);
    number_print(out, value, format, axis->unit_word, locale);
}

static void put_axis(struct text *out, const struct chart_axis *axis, const char *which,
                     const struct number_locale *locale) {
    struct ticks ticks;
    if (axis->blank) {
        text_printf(out, " %s: %s, on a scale of your own.", which, *axis->label ? axis->label : "no name");
        return;
    }
    axis_ticks(axis, 5, &ticks);
    text_printf(out, " %s: %s, from ", which, *axis->label ? axis->label : "no name");
    put_value(out, axis, ticks.from, locale);
    text_puts(out, " to ");
    put_value(out, axis, ticks.to, locale);
    text_puts(out, axis->scale == AXIS_LOG ? ", logarithmic." : ".");
}

static void put_label(struct text *out, const char *label, const char *detail) {
    text_puts(out, label);
    if (*detail)
        text_printf(out, "%s%s", *label ? ", " : "", detail);
}

static void put_series(struct text *out, const struct chart *chart, const struct chart_series *series,
                       const struct number_locale *locale) {
    int first = 0, last = chart->point_count - 1;
    while (first < last && !isfinite(series->y[first]))
        first++;
    while (last > first && !isfinite(series->y[last]))
        last--;
    text_putc(out, ' ');
    put_label(out, series->label, series->detail);
    if (chart->kind == CHART_BARS) {
        text_puts(out, ": ");
        put_value(out, &chart->y, series->y[0], locale);
        if (series->highlighted && *chart->highlight_label)
            text_printf(out, " (%s)", chart->highlight_label);
    } else {
        text_puts(out, ": from ");
        put_value(out, &chart->y, series->y[first], locale);
        text_puts(out, " to ");
        put_value(out, &chart->y, series->y[last], locale);
    }
    text_putc(out, '.');
}

/* Where two curves cross, between two points of the sweep; they may meet more than once. */
static void put_crossings(struct text *out, const struct chart *chart, const struct chart_series *a,
                          const struct chart_series *b, const struct number_locale *locale) {
    for (int i = 0; i + 1 < chart->point_count; i++) {
        double here = a->y[i] - b->y[i], next = a->y[i + 1] - b->y[i + 1];
        if (!(here * next < 0) && !(here == 0 && next != 0 && i > 0))
            continue;
        double share = here / (here - next), x0 = chart->x_values[i], x1 = chart->x_values[i + 1];
        double x = chart->x.scale == AXIS_LOG ? x0 * pow(x1 / x0, share) : x0 + (x1 - x0) * share;
        text_printf(out, " %s and %s cross at ", a->label, b->label);
        put_value(out, &chart->x, x, locale);
        text_putc(out, '.');
    }
}

void chart_describe(struct text *out, const struct chart *chart, const struct number_locale *locale) {
    static const char *const kinds[] = {
        [CHART_LINE] = "Line chart", [CHART_SCATTER] = "Scatter chart", [CHART_BARS] = "Bar chart"};
    text_printf(out, "%s: %s.", kinds[chart->kind], chart->title);
    if (chart->kind != CHART_BARS)
        put_axis(out, &chart->x, "Across", locale);
    put_axis(out, &chart->y, "Upward", locale);
    for (int i = 0; i < chart->series_count; i++)
        if (chart->series[i].shown)
            put_series(out, chart, &chart->series[i], locale);
    for (int i = 0; i < chart->series_count && chart->kind == CHART_LINE; i++)
        for (int j = i + 1; j < chart->series_count; j++)
            if (chart->series[i].shown && chart->series[j].shown)
                put_crossings(out, chart, &chart->series[i], &chart->series[j], locale);
    for (int i = 0; i < chart->line_count; i++)
        if (chart->lines[i].shown) {
            text_puts(out, chart->lines[i].vertical ? " Vertical line at " : " Horizontal line at ");
            put_value(out, chart->lines[i].vertical ? &chart->x : &chart->y, chart->lines[i].value, locale);
            text_puts(out, ": ");
            put_label(out, chart->lines[i].label, "");
            text_putc(out, '.');
        }
    for (int i = 0; i < chart->marker_count; i++)
        if (chart->markers[i].shown) {
            text_puts(out, " Marked: ");
            put_label(out, chart->markers[i].label, "");
            text_puts(out, ", ");
            if (chart->kind == CHART_BARS)
                put_label(out, chart->series[(int)chart->markers[i].x].label, "");
            else
                put_value(out, &chart->x, chart->markers[i].x, locale);
            text_puts(out, ", ");
            put_value(out, &chart->y, chart->markers[i].y, locale);
            text_putc(out, '.');
        }
    if (chart->frame)
        text_puts(out, " An empty frame to plot in.");
}
