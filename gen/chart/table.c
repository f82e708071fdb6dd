/* The table that is filled in instead of drawing in an empty frame. */
#include "chart/chart.h"
#include "words/words.h"

#include <stdio.h>

enum { ROWS_WANTED = 6 }; /* of numbers along the axis */

static const char *numbered(struct arena *arena, const char *said, int number) {
    struct text text = {0};
    char digits[16];
    snprintf(digits, sizeof digits, "%d", number);
    words_put(&text, said, digits);
    return text_keep(&text, arena);
}

static const char *axis_words(struct arena *arena, const struct chart_axis *axis, const struct number_locale *locale) {
    const char *unit = chart_axis_unit(arena, axis, locale);
    return *axis->label && *unit ? arena_printf(arena, "%s (%s)", axis->label, unit)
           : *axis->label        ? axis->label
                                 : unit;
}

struct chart_table chart_frame_table(struct arena *arena, const struct chart *chart, const struct words_screen *words,
                                     const struct number_locale *locale) {
    const bool bars = chart->kind == CHART_BARS;
    const int parts = chart->part_count ? chart->part_count : 1, drawn = bars ? parts : chart->series_count;
    struct chart_ticks ticks;
    chart_axis_ticks(&chart->x, ROWS_WANTED, &ticks);
    struct chart_table table = {.along = axis_words(arena, &chart->x, locale),
                                .upward = axis_words(arena, &chart->y, locale),
                                .column_count = drawn > 1 ? drawn : 1};
    table.along = *table.along ? table.along : *chart->title ? chart->title : words->shows;
    table.columns = arena_array(arena, (size_t)table.column_count, sizeof *table.columns);
    for (int i = 0; i < table.column_count; i++)
        table.columns[i] = bars && chart->part_count ? chart->parts[i].label
                           : bars                    ? table.upward
                                                     : numbered(arena, words->curve, i + 1);
    const int most = bars ? chart->series_count : ticks.count + 1;
    table.rows = arena_array(arena, (size_t)most + 1, sizeof *table.rows);
    for (int i = 0; bars && i + parts <= chart->series_count; i += parts)
        table.rows[table.row_count++] = chart->series[i].label;
    if (!bars)
        table.rows[table.row_count++] = words->shows;
    for (int i = 0; !bars && i < ticks.count; i++) {
        struct text tick = {0};
        chart_tick_print(&tick, &chart->x, &ticks, i, locale);
        table.rows[table.row_count++] = text_keep(&tick, arena);
    }
    return table;
}
