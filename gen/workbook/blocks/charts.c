#include "words/words.h"
#include "workbook/blocks/figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLOUR_BAR = 0xB4C3DD };

/* A chart that waits for its figures. */
struct block_waiting {
    const struct doc_node *node;
    struct sheet *sheet;
    lxw_row_t row;
    int place, count; /* among the charts beside it */
    struct block_waiting *next;
};

/* Whether a block of the workbook holds the figures of a chart. */
static bool has_block(const struct sheet_book *book, const char *name) {
    for (int i = 0; i < book->fence_count; i++) {
        const struct chart *chart = book->fences[i].node->placed.chart;
        if (chart && strcmp(chart->name, name) == 0)
            return true;
    }
    return false;
}

static void wait_for_figures(struct sheet *sheet, const struct doc_node *node, int place, int count) {
    struct sheet_book *book = sheet->book;
    struct block_waiting *waiting = arena_alloc(book->arena, sizeof *waiting);
    *waiting = (struct block_waiting){node, sheet, sheet->row, place, count, book->blocks->waiting};
    book->blocks->waiting = waiting;
    sheet->with_charts = true;
}

void block_place_charts(struct sheet *sheet, const struct doc_node *paragraph) {
    struct sheet_book *book = sheet->book;
    int count = 0, place = 0;
    for (const struct doc_node *node = paragraph->first_child; node; node = node->next)
        count += node->kind == NODE_PLACED;
    for (const struct doc_node *node = paragraph->first_child; node; node = node->next) {
        if (node->kind != NODE_PLACED)
            continue;
        if (!has_block(book, node->placed.chart->name))
            sheet_error(book, node->pos, "charts side by side need a block ```sweep``` with the figures of `%s`",
                        node->placed.chart->name);
        wait_for_figures(sheet, node, place++, count);
    }
    sheet->row += (lxw_row_t)sheet_chart_rows(sheet);
}

void block_place_chart(struct sheet *sheet, const struct doc_node *node, const char *caption) {
    struct sheet_book *book = sheet->book;
    wait_for_figures(sheet, node, 0, 1);
    sheet->row += (lxw_row_t)sheet_chart_rows(sheet);
    sheet_overflow(sheet, sheet_text_width(caption, strlen(caption)));
    if (*caption)
        sheet_put_text(sheet, sheet->row++, 0, caption, (struct sheet_look){.italic = true}, node->pos);
    if (!has_block(book, node->placed.chart->name) && !block_find_figures(book, node->placed.chart)) {
        sheet->row++;
        block_write_figures(sheet, node);
    }
}

static lxw_chart_series *add_xy(lxw_chart *native, const struct block_figures *figures, lxw_row_t first, lxw_row_t last,
                                int x_column, int y_column, const char *label) {
    const char *sheet = figures->range.sheet->name;
    lxw_chart_series *series = chart_add_series(native, NULL, NULL);
    if (!series)
        alloc_failed(1);
    chart_series_set_categories(series, sheet, first, (lxw_col_t)x_column, last, (lxw_col_t)x_column);
    chart_series_set_values(series, sheet, first, (lxw_col_t)y_column, last, (lxw_col_t)y_column);
    chart_series_set_name(series, label);
    return series;
}

/* The code of an axis' number format. */
static const char *axis_format(struct sheet_book *book, const struct chart_axis *axis) {
    struct chart_ticks ticks;
    chart_axis_ticks(axis, 5, &ticks);
    struct number_format format = ticks.format;
    if (axis->scale == AXIS_LOG)
        format.decimals = axis->format.decimals;
    if (axis->scale == AXIS_LOG && format.decimals == DECIMALS_AUTO && format.style == NUMBER_PLAIN)
        return "General";
    double one = 1;
    unsigned short number = sheet_number_format(book, format, NULL, &one, 1, false);
    return sheet_chart_code(book, number);
}

/* `moves`: its ends follow the inputs. */
static void set_axis(const struct sheet *sheet, lxw_chart_axis *native, const struct chart_axis *axis, bool across,
                     bool moves) {
    sheet_chart_axis(sheet, native, *axis->label ? block_axis_head(sheet->book, axis) : "",
                     axis_format(sheet->book, axis));
    if (axis->scale == AXIS_LOG)
        chart_axis_set_log_base(native, axis->powers_of_two ? 2 : 10);
    struct chart_ticks ticks;
    chart_axis_ticks(axis, 5, &ticks);
    if (across && !moves) { /* the range of a sweep; values that depend on the inputs leave the end open */
        chart_axis_set_min(native, ticks.from);
        chart_axis_set_max(native, ticks.to);
        if (axis->scale == AXIS_LINEAR)
            chart_axis_set_major_unit(native, ticks.step);
    } else if (axis->from_zero) {
        chart_axis_set_min(native, 0);
    }
    if (!isnan(axis->minimum) && !axis->ends[CHART_MINIMUM])
        chart_axis_set_min(native, axis->minimum);
    if (!isnan(axis->maximum) && !axis->ends[CHART_MAXIMUM])
        chart_axis_set_max(native, axis->maximum);
}

static void draw_curves(const struct sheet *sheet, lxw_chart *native, const struct block_figures *figures) {
    const struct chart *chart = figures->chart;
    const struct block_range *range = &figures->range;
    for (int i = 0; i < chart->series_count; i++) {
        const struct chart_series *curve = &chart->series[i];
        if (curve->right)
            continue; /* the library has no second axis; the figures stand in the table */
        lxw_chart_series *series =
            add_xy(native, figures, range->first, range->last, range->column, range->column + 1 + i, curve->label);
        sheet_series_numbers(series->categories, chart->x_values, chart->point_count);
        sheet_series_numbers(series->values, curve->y, chart->point_count);
        lxw_chart_line line = sheet_chart_line(curve->colour, curve->dash, 2.25F);
        line.none = chart->kind == CHART_SCATTER;
        chart_series_set_line(series, &line);
        chart_series_set_marker_type(series,
                                     chart->kind == CHART_SCATTER ? LXW_CHART_MARKER_CIRCLE : LXW_CHART_MARKER_NONE);
    }
    for (int i = 0; i < figures->line_count; i++) {
        const struct block_drawn_line *drawn = &figures->lines[i];
        lxw_chart_series *series =
            add_xy(native, figures, drawn->first, drawn->last, drawn->x_column, drawn->y_column, drawn->label);
        sheet_series_numbers(series->categories, drawn->x, drawn->count);
        sheet_series_numbers(series->values, drawn->y, drawn->count);
        lxw_chart_line line = sheet_chart_line(drawn->colour, drawn->dash, 1.5F);
        line.none = drawn->marker;
        chart_series_set_line(series, &line);
        chart_series_set_marker_type(series, drawn->marker ? LXW_CHART_MARKER_DIAMOND : LXW_CHART_MARKER_NONE);
        if (!drawn->marker)
            continue;
        lxw_chart_fill fill = {.color = chart_palette[drawn->colour]};
        chart_series_set_marker_size(series, 9);
        chart_series_set_marker_fill(series, &fill);
    }
    set_axis(sheet, native->x_axis, &chart->x, true,
             chart->first || chart->last || chart->x.ends[CHART_MINIMUM] || chart->x.ends[CHART_MAXIMUM]);
    set_axis(sheet, native->y_axis, &chart->y, false, false);
}

/* The number format of the values on bars. Zeros are not printed, since they are the bars of the other column. Short
 * money is in the unit of the greatest bar, or in the next smaller unit if a bar is too small for it. The bars of the
 * set have the digits that tell them apart. */
static const char *bar_code(struct sheet_book *book, const struct chart *chart) {
    double one = 1;
    struct number_format format = number_format_sized(chart->y.format, chart->y.most);
    const struct number_format *formats = chart_bar_formats(book->arena, chart, 0);
    for (int i = 0; i < chart->series_count; i++) {
        int decimals = formats[i].decimals + number_shift(formats[i].style) - number_shift(format.style);
        if (chart->series[i].shown && formats[i].decimals > chart->y.format.decimals && decimals > format.decimals)
            format.decimals = decimals;
    }
    const char *code = sheet_chart_code(book, sheet_number_format(book, format, NULL, &one, 1, false));
    if (!number_is_short_money(format.style) || format.style == NUMBER_THOUSANDS)
        return arena_printf(book->arena, "%s;;", code);
    double least = pow(10, -number_shift(format.style));
    format.style--; /* whose decimals are three places further behind */
    format.decimals = format.decimals - 3 > chart->y.format.decimals ? format.decimals - 3 : chart->y.format.decimals;
    const char *below = sheet_chart_code(book, sheet_number_format(book, format, NULL, &one, 1, false));
    return arena_printf(book->arena, "[>=%.0f]%s;[>0]%s;", least, code, below);
}

static lxw_chart_series *add_bars(struct sheet_book *book, lxw_chart *native, const struct block_figures *figures,
                                  int column, const char *label, const double *values, lxw_color_t colour) {
    const struct block_range *range = &figures->range;
    lxw_chart_series *series = add_xy(native, figures, range->first, range->last, range->column, column, label);
    sheet_series_numbers(series->values, values, figures->chart->series_count);
    lxw_chart_fill fill = {.color = colour};
    lxw_chart_line edge = {.color = chart_palette[colour == COLOUR_BAR ? CHART_BLUE : CHART_GREEN], .width = 0.75};
    chart_series_set_fill(series, &fill);
    chart_series_set_line(series, &edge);
    chart_set_series_overlap(native, 100);
    lxw_chart_font figures_font = {.name = BOOK_FONT, .size = 10};
    chart_series_set_labels(series);
    chart_series_set_labels_font(series, &figures_font);
    chart_series_set_labels_num_format(series, bar_code(book, figures->chart));
    return series;
}

/* Bars of several parts, beside each other or stacked: a series for each part. */
static void draw_parts(struct sheet_book *book, lxw_chart *native, const struct block_figures *figures) {
    const struct chart *chart = figures->chart;
    const struct block_range *range = &figures->range;
    int count = chart_bar_count(chart);
    double *values = arena_array(book->arena, (size_t)count + 1, sizeof *values);
    for (int i = 0; i < chart->part_count; i++) {
        for (int j = 0; j < count; j++)
            values[j] = chart->series[j * chart->part_count + i].y[0];
        lxw_chart_series *series =
            add_xy(native, figures, range->first, range->last, range->column, 1 + i, chart->parts[i].label);
        sheet_series_numbers(series->values, values, count);
        lxw_chart_fill fill = {.color = chart_palette[chart->parts[i].colour]};
        chart_series_set_fill(series, &fill);
    }
}

static void draw_bars(const struct sheet *sheet, lxw_chart *native, const struct block_figures *figures) {
    struct sheet_book *book = sheet->book;
    const struct chart *chart = figures->chart;
    const struct block_range *range = &figures->range;
    int count = chart_bar_count(chart);
    double *values = arena_array(book->arena, (size_t)chart->series_count, sizeof *values);
    for (int i = 0; i < chart->series_count; i++)
        values[i] = chart->series[i].y[0];
    if (chart->part_count) {
        draw_parts(book, native, figures);
    } else if (chart->highlight == HIGHLIGHT_NONE) {
        add_bars(book, native, figures, 1, chart->y.label, values, COLOUR_BAR);
    } else {
        add_bars(book, native, figures, 2,
                 *chart->highlight_label ? chart->highlight_label : sheet_says(book, "highlighted"),
                 figures->highlighted, chart_palette[CHART_GREEN]);
        add_bars(book, native, figures, 3, sheet_says(book, "others"), figures->others, COLOUR_BAR);
    }
    for (int i = 0; i < figures->line_count; i++) {
        const struct block_drawn_line *drawn = &figures->lines[i];
        lxw_chart_series *series =
            add_xy(native, figures, range->first, range->last, range->column, drawn->y_column, drawn->label);
        double *level = arena_array(book->arena, (size_t)count, sizeof *level);
        for (int j = 0; j < count; j++)
            level[j] = drawn->y[0];
        sheet_series_numbers(series->values, level, count);
        lxw_chart_line line = sheet_chart_line(drawn->colour, drawn->dash, 1.75F);
        chart_series_set_line(series, &line);
        sheet_draw_as_line(native, series);
    }
    chart_set_series_gap(native, 80); /* between bars, as a share of their width */
    set_axis(sheet, native->y_axis, &chart->y, false, false);
    if (chart->y.scale == AXIS_LOG) { /* bars stand on its lower end, and not on 1 */
        struct chart_ticks ticks;
        chart_axis_ticks(&chart->y, 5, &ticks);
        double lowest = pow(10, floor(log10(ticks.from)));
        chart_axis_set_min(native->y_axis, lowest);
        chart_axis_set_crossing(native->y_axis, lowest);
    }
    lxw_chart_font plain = {.name = BOOK_FONT, .size = sheet->summary ? 8 : 10};
    chart_axis_set_num_font(native->x_axis, &plain);
    if (sheet->summary) { /* the figures stand on the bars */
        chart_axis_off(native->y_axis);
        chart_axis_major_gridlines_set_visible(native->y_axis, LXW_FALSE);
    }
}

static void insert_chart(struct sheet_book *book, const struct block_waiting *waiting) {
    const struct chart *chart = waiting->node->placed.chart;
    const struct block_figures *figures = block_find_figures(book, chart);
    if (!figures)
        return;
    bool bars = chart->kind == CHART_BARS;
    lxw_chart *native = workbook_add_chart(book->workbook, chart->stacked ? LXW_CHART_COLUMN_STACKED
                                                           : bars         ? LXW_CHART_COLUMN
                                                                          : LXW_CHART_SCATTER_STRAIGHT);
    if (!native)
        alloc_failed(1);
    if (bars)
        draw_bars(waiting->sheet, native, figures);
    else
        draw_curves(waiting->sheet, native, figures);
    sheet_chart_words(waiting->sheet, native, chart->title);
    if (bars && !chart->part_count && waiting->sheet->summary)
        chart_legend_set_position(native, LXW_CHART_LEGEND_NONE);
    const char *description =
        chart_describe(book->arena, chart, words_language_lookup(book->document->language), book->document->locale);
    sheet_add_chart_beside(waiting->sheet, native, waiting->row, sheet_chart_rows(waiting->sheet),
                           (struct sheet_part){waiting->place, 1, waiting->count}, description, waiting->node->pos);
}

void block_insert_charts(struct sheet_book *book) {
    /* In the order of the document, in which the library numbers the files of the package. */
    struct block_waiting *first = NULL;
    for (struct block_waiting *waiting = book->blocks->waiting, *next; waiting; waiting = next) {
        next = waiting->next;
        waiting->next = first;
        first = waiting;
    }
    for (; first && !book->calc.failed; first = first->next)
        insert_chart(book, first);
    sheet_insert_charts(book);
}
