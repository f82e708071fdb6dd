#include "workbook/sheet/charts.h"
#include "words/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHART_MARGIN = 8 };

static const lxw_color_t palette[CHART_COLOURS] = {
    [CHART_BLUE] = 0x1B4F9C,   [CHART_GREEN] = 0x0E8A63, [CHART_ORANGE] = 0xCC6A0B, [CHART_RED] = 0xA3231C,
    [CHART_PURPLE] = 0x7D4A96, [CHART_GREY] = 0x707680,  [CHART_INK] = 0x1A1A1A};
enum { COLOUR_BAR = 0xB4C3DD, COLOUR_GRID = 0xE2E4E8 };

/* A chart that waits for its figures. */
struct waiting {
    const struct doc_node *node;
    struct sheet *sheet;
    lxw_row_t row;
    struct waiting *next;
};

/* Whether a block of the workbook holds the figures of a chart. */
static bool has_block(const struct book *book, const char *name) {
    for (int i = 0; i < book->fence_count; i++) {
        const struct chart *chart = book->fences[i].node->placed.chart;
        if (chart && strcmp(chart->name, name) == 0)
            return true;
    }
    return false;
}

void sheet_place_chart(struct sheet *sheet, const struct doc_node *node, const char *caption) {
    struct book *book = sheet->book;
    struct waiting *waiting = arena_alloc(book->arena, sizeof *waiting);
    *waiting = (struct waiting){node, sheet, sheet->row, book->waiting};
    book->waiting = waiting;
    sheet->row += CHART_ROWS;
    sheet->with_charts = true;
    sheet_overflow(sheet, text_width(caption, strlen(caption)));
    if (*caption)
        cell_text(sheet, sheet->row++, 0, caption, (struct look){.italic = true}, node->pos);
    if (!has_block(book, node->placed.chart->name) && !book_find_figures(book, node->placed.chart)) {
        sheet->row++;
        sheet_write_figures(sheet, node);
    }
}

static struct lxw_series_data_point *add_point(lxw_series_range *range) {
    struct lxw_series_data_point *point = calloc(1, sizeof *point);
    if (!point)
        alloc_failed(sizeof *point);
    STAILQ_INSERT_TAIL(range->data_cache, point, list_pointers);
    range->ignore_cache = 1;
    range->num_data_points++;
    return point;
}

void series_set_cache(lxw_series_range *range, const double *values, int count) {
    for (int i = 0; i < count; i++)
        add_point(range)->number = values[i];
}

void series_set_words(lxw_series_range *range, const char *const *words, int count) {
    range->has_string_cache = 1;
    for (int i = 0; i < count; i++) {
        struct lxw_series_data_point *point = add_point(range);
        point->is_string = 1;
        size_t size = strlen(words[i]) + 1;
        point->string = malloc(size);
        if (!point->string)
            alloc_failed(size);
        memcpy(point->string, words[i], size);
    }
}

lxw_chart_line chart_line_look(enum chart_colour colour, enum chart_dash dash, float width) {
    return (lxw_chart_line){.color = palette[colour],
                            .width = width,
                            .dash_type = dash == DASH_DASHED   ? LXW_CHART_LINE_DASH_DASH
                                         : dash == DASH_DOTTED ? LXW_CHART_LINE_DASH_ROUND_DOT
                                                               : LXW_CHART_LINE_DASH_SOLID};
}

void chart_set_words(lxw_chart *chart, const char *title) {
    lxw_chart_font font = {.name = BOOK_FONT, .size = 13, .bold = LXW_TRUE}, plain = {.name = BOOK_FONT, .size = 10};
    chart_title_set_name(chart, title);
    chart_title_set_name_font(chart, &font);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    chart_legend_set_font(chart, &plain);
}

static lxw_chart_series *add_xy(lxw_chart *native, const struct figures *figures, lxw_row_t first, lxw_row_t last,
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

/* A number format as the workbook spells it. */
static const char *axis_format(struct book *book, const struct chart_axis *axis) {
    struct chart_ticks ticks;
    chart_axis_ticks(axis, 5, &ticks);
    struct number_format format = ticks.format;
    if (axis->scale == AXIS_LOG)
        format.decimals = axis->format.decimals;
    if (axis->scale == AXIS_LOG && format.decimals == DECIMALS_AUTO && format.style == NUMBER_PLAIN)
        return "General";
    double one = 1;
    unsigned short number = book_number_format(book, format, NULL, &one, 1, false);
    return book_chart_code(book, number);
}

void chart_set_axis_look(lxw_chart_axis *axis, const char *name, const char *format) {
    lxw_chart_font plain = {.name = BOOK_FONT, .bold = LXW_EXPLICIT_FALSE, .size = 10};
    if (*name) {
        chart_axis_set_name(axis, name);
        chart_axis_set_name_font(axis, &plain);
    }
    chart_axis_set_num_font(axis, &plain);
    chart_axis_set_num_format(axis, format);
    chart_axis_set_label_position(axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    lxw_chart_line grid = {.color = COLOUR_GRID, .width = 0.75};
    chart_axis_major_gridlines_set_visible(axis, LXW_TRUE);
    chart_axis_major_gridlines_set_line(axis, &grid);
}

static void set_axis(struct book *book, lxw_chart_axis *native, const struct chart_axis *axis, bool across) {
    chart_set_axis_look(native, *axis->label ? chart_axis_head(book, axis) : "", axis_format(book, axis));
    if (axis->scale == AXIS_LOG)
        chart_axis_set_log_base(native, axis->powers_of_two ? 2 : 10);
    struct chart_ticks ticks;
    chart_axis_ticks(axis, 5, &ticks);
    if (across) { /* a sweep is the same whatever the inputs; what grows with them keeps an open end */
        chart_axis_set_min(native, ticks.from);
        chart_axis_set_max(native, ticks.to);
        if (axis->scale == AXIS_LINEAR)
            chart_axis_set_major_unit(native, ticks.step);
    } else if (axis->from_zero) {
        chart_axis_set_min(native, 0);
    }
    if (!isnan(axis->minimum))
        chart_axis_set_min(native, axis->minimum);
    if (!isnan(axis->maximum))
        chart_axis_set_max(native, axis->maximum);
}

static void draw_curves(struct book *book, lxw_chart *native, const struct figures *figures) {
    const struct chart *chart = figures->chart;
    const struct cell_range *range = &figures->range;
    for (int i = 0; i < chart->series_count; i++) {
        const struct chart_series *curve = &chart->series[i];
        lxw_chart_series *series =
            add_xy(native, figures, range->first, range->last, range->column, range->column + 1 + i, curve->label);
        series_set_cache(series->categories, chart->x_values, chart->point_count);
        series_set_cache(series->values, curve->y, chart->point_count);
        lxw_chart_line line = chart_line_look(curve->colour, curve->dash, 2.25F);
        line.none = chart->kind == CHART_SCATTER;
        chart_series_set_line(series, &line);
        chart_series_set_marker_type(series,
                                     chart->kind == CHART_SCATTER ? LXW_CHART_MARKER_CIRCLE : LXW_CHART_MARKER_NONE);
    }
    for (int i = 0; i < figures->line_count; i++) {
        const struct drawn_line *drawn = &figures->lines[i];
        lxw_chart_series *series =
            add_xy(native, figures, drawn->first, drawn->last, drawn->x_column, drawn->y_column, drawn->label);
        series_set_cache(series->categories, drawn->x, drawn->count);
        series_set_cache(series->values, drawn->y, drawn->count);
        lxw_chart_line line = chart_line_look(drawn->colour, drawn->dash, 1.5F);
        line.none = drawn->marker;
        chart_series_set_line(series, &line);
        chart_series_set_marker_type(series, drawn->marker ? LXW_CHART_MARKER_DIAMOND : LXW_CHART_MARKER_NONE);
        if (!drawn->marker)
            continue;
        lxw_chart_fill fill = {.color = palette[drawn->colour]};
        chart_series_set_marker_size(series, 9);
        chart_series_set_marker_fill(series, &fill);
    }
    set_axis(book, native->x_axis, &chart->x, true);
    set_axis(book, native->y_axis, &chart->y, false);
}

/* How the values on bars are printed: zeros, which stand for the bars of the other column, print nothing. Short money
 * is in the unit of the greatest bar or, where a bar is too small for that, in the one below. */
static const char *bar_code(struct book *book, const struct chart *chart) {
    double one = 1;
    struct number_format format = number_format_sized(chart->y.format, chart->y.most);
    const char *code = book_chart_code(book, book_number_format(book, format, NULL, &one, 1, false));
    if (!number_is_short_money(format.style) || format.style == NUMBER_THOUSANDS)
        return arena_printf(book->arena, "%s;;", code);
    double least = pow(10, -number_shift(format.style));
    format.style--;
    const char *below = book_chart_code(book, book_number_format(book, format, NULL, &one, 1, false));
    return arena_printf(book->arena, "[>=%.0f]%s;[>0]%s;", least, code, below);
}

static lxw_chart_series *add_bars(struct book *book, lxw_chart *native, const struct figures *figures, int column,
                                  const char *label, const double *values, lxw_color_t colour) {
    const struct cell_range *range = &figures->range;
    lxw_chart_series *series = add_xy(native, figures, range->first, range->last, range->column, column, label);
    series_set_cache(series->values, values, figures->chart->series_count);
    lxw_chart_fill fill = {.color = colour};
    lxw_chart_line edge = {.color = palette[colour == COLOUR_BAR ? CHART_BLUE : CHART_GREEN], .width = 0.75};
    chart_series_set_fill(series, &fill);
    chart_series_set_line(series, &edge);
    chart_set_series_overlap(native, 100);
    chart_set_series_gap(native, 80);
    lxw_chart_font figures_font = {.name = BOOK_FONT, .size = 10};
    chart_series_set_labels(series);
    chart_series_set_labels_font(series, &figures_font);
    chart_series_set_labels_num_format(series, bar_code(book, figures->chart));
    return series;
}

static void draw_bars(struct book *book, lxw_chart *native, const struct figures *figures) {
    const struct chart *chart = figures->chart;
    const struct cell_range *range = &figures->range;
    int count = chart->series_count;
    double *values = arena_array(book->arena, (size_t)count, sizeof *values);
    for (int i = 0; i < count; i++)
        values[i] = chart->series[i].y[0];
    if (chart->highlight == HIGHLIGHT_NONE) {
        add_bars(book, native, figures, 1, chart->y.label, values, COLOUR_BAR);
    } else {
        add_bars(book, native, figures, 2, *chart->highlight_label ? chart->highlight_label : "highlighted",
                 figures->highlighted, palette[CHART_GREEN]);
        add_bars(book, native, figures, 3, "others", figures->others, COLOUR_BAR);
    }
    for (int i = 0; i < figures->line_count; i++) {
        const struct drawn_line *drawn = &figures->lines[i];
        lxw_chart_series *series =
            add_xy(native, figures, range->first, range->last, range->column, drawn->y_column, " ");
        double *level = arena_array(book->arena, (size_t)count, sizeof *level);
        for (int j = 0; j < count; j++)
            level[j] = drawn->y[0];
        series_set_cache(series->values, level, count);
        lxw_chart_fill none = {.none = LXW_TRUE};
        lxw_chart_line invisible = {.none = LXW_TRUE}, line = chart_line_look(drawn->colour, drawn->dash, 1.75F);
        chart_series_set_fill(series, &none);
        chart_series_set_line(series, &invisible);
        /* A line over all columns is the trend of an unseen column, half a column longer at both ends. Some programs
         * leave out the legend's entry of a trend where that of its column is left out: the column's is blank. */
        chart_series_set_trendline(series, LXW_CHART_TRENDLINE_TYPE_LINEAR, 0);
        chart_series_set_trendline_forecast(series, 0.5, 0.5);
        chart_series_set_trendline_line(series, &line);
        chart_series_set_trendline_name(series, drawn->label);
    }
    set_axis(book, native->y_axis, &chart->y, false);
    lxw_chart_font plain = {.name = BOOK_FONT, .size = 10};
    chart_axis_set_num_font(native->x_axis, &plain);
}

/* A chart that has its place. */
struct left_chart {
    lxw_chart *chart;
    struct sheet *sheet;
    lxw_row_t row;
    int rows;
    const char *description;
    struct pos pos;
    struct left_chart *next;
};

static void leave_chart(struct sheet *sheet, lxw_chart *chart, lxw_row_t row, int rows, const char *description,
                        struct pos pos) {
    struct book *book = sheet->book;
    struct left_chart *left = arena_alloc(book->arena, sizeof *left);
    *left = (struct left_chart){chart, sheet, row, rows, description, pos, NULL};
    *(book->last_left ? book->last_left : &book->left_charts) = left;
    book->last_left = &left->next;
}

void sheet_leave_chart(struct sheet *sheet, lxw_chart *chart, int rows, const char *description, struct pos pos) {
    leave_chart(sheet, chart, sheet->row, rows, description, pos);
    sheet->with_charts = true;
    sheet->row += (lxw_row_t)rows;
}

static void insert_left(struct book *book, const struct left_chart *left) {
    lxw_chart_options options = {.x_scale = left->sheet->chart_width / 480,
                                 .y_scale = (left->rows * ROW_PIXELS - CHART_MARGIN) / 288.0,
                                 .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                                 .description = arena_strdup(book->arena, left->description)};
    lxw_error error = worksheet_insert_chart_opt(left->sheet->worksheet, left->row, 0, left->chart, &options);
    if (error != LXW_NO_ERROR)
        book_error(book, left->pos, "cannot place a chart: %s", lxw_strerror(error));
}

static void insert_chart(struct book *book, const struct waiting *waiting) {
    const struct chart *chart = waiting->node->placed.chart;
    const struct figures *figures = book_find_figures(book, chart);
    if (!figures)
        return;
    bool bars = chart->kind == CHART_BARS;
    lxw_chart *native = workbook_add_chart(book->workbook, bars ? LXW_CHART_COLUMN : LXW_CHART_SCATTER_STRAIGHT);
    if (!native)
        alloc_failed(1);
    if (bars)
        draw_bars(book, native, figures);
    else
        draw_curves(book, native, figures);
    chart_set_words(native, chart->title);
    const char *description =
        chart_describe(book->arena, chart, words_language_lookup(book->document->language), book->document->locale);
    leave_chart(waiting->sheet, native, waiting->row, CHART_ROWS, description, waiting->node->pos);
}

void book_insert_charts(struct book *book) {
    /* In the order of the document, which is that of the files in the package. */
    struct waiting *first = NULL;
    for (struct waiting *waiting = book->waiting, *next; waiting; waiting = next) {
        next = waiting->next;
        waiting->next = first;
        first = waiting;
    }
    for (; first && !book->failed; first = first->next)
        insert_chart(book, first);
    for (const struct left_chart *left = book->left_charts; left && !book->failed; left = left->next)
        insert_left(book, left);
}
