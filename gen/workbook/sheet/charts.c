#include "workbook/sheet/sheet.h"

#include <stdlib.h>
#include <string.h>

enum { CHART_MARGIN = 8, COLOUR_GRID = 0xE2E4E8 };

static struct lxw_series_data_point *add_point(lxw_series_range *range) {
    struct lxw_series_data_point *point = calloc(1, sizeof *point);
    if (!point)
        alloc_failed(sizeof *point);
    STAILQ_INSERT_TAIL(range->data_cache, point, list_pointers);
    range->ignore_cache = 1;
    range->num_data_points++;
    return point;
}

void sheet_series_numbers(lxw_series_range *range, const double *values, int count) {
    for (int i = 0; i < count; i++)
        add_point(range)->number = values[i];
}

void sheet_series_words(lxw_series_range *range, const char *const *words, int count) {
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

lxw_chart_line sheet_chart_line(enum chart_colour colour, enum chart_dash dash, float width) {
    return (lxw_chart_line){.color = chart_palette[colour],
                            .width = width,
                            .dash_type = dash == DASH_DASHED   ? LXW_CHART_LINE_DASH_DASH
                                         : dash == DASH_DOTTED ? LXW_CHART_LINE_DASH_ROUND_DOT
                                                               : LXW_CHART_LINE_DASH_SOLID};
}

/* libxlsxwriter does not combine charts. But it writes the series of each kind by a function of its own, to which a
 * chart points: a chart of columns with lines among them points to one that writes the columns by the library's
 * function, and then the lines by that of a chart of lines. */
static void (*write_columns)(lxw_chart *);

static void write_columns_and_lines(lxw_chart *chart) {
    struct lxw_chart_series_list columns = STAILQ_HEAD_INITIALIZER(columns), *all = chart->series_list;
    lxw_chart *lines = lxw_chart_new(LXW_CHART_LINE);
    if (!lines)
        alloc_failed(sizeof *lines);
    lxw_chart_series *series;
    while ((series = STAILQ_FIRST(all))) {
        STAILQ_REMOVE_HEAD(all, list_pointers);
        if (series->smooth)
            STAILQ_INSERT_TAIL(lines->series_list, series, list_pointers);
        else
            STAILQ_INSERT_TAIL(&columns, series, list_pointers);
        series->smooth = LXW_FALSE;
    }
    STAILQ_CONCAT(all, &columns);
    write_columns(chart);
    lines->file = chart->file;
    lines->id = chart->id;
    lines->axis_id_1 = chart->axis_id_1;
    lines->axis_id_2 = chart->axis_id_2;
    lines->series_index = chart->series_index;
    lines->write_chart_type(lines);
    STAILQ_CONCAT(all, lines->series_list);
    lxw_chart_free(lines);
}

void sheet_draw_as_line(lxw_chart *chart, lxw_chart_series *series) {
    if (chart->write_chart_type != write_columns_and_lines)
        write_columns = chart->write_chart_type;
    chart->write_chart_type = write_columns_and_lines;
    series->smooth = LXW_TRUE; /* means nothing in columns: here it marks the lines */
    chart_series_set_marker_type(series, LXW_CHART_MARKER_NONE);
}

int sheet_chart_rows(const struct sheet *sheet) {
    return sheet->summary ? SUMMARY_CHART_ROWS : CHART_ROWS;
}

void sheet_chart_words(const struct sheet *sheet, lxw_chart *chart, const char *title) {
    lxw_chart_font font = {.name = BOOK_FONT, .size = sheet->summary ? 10 : 13, .bold = LXW_TRUE},
                   plain = {.name = BOOK_FONT, .size = sheet->summary ? 8 : 10};
    chart_title_set_name(chart, title);
    chart_title_set_name_font(chart, &font);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    chart_legend_set_font(chart, &plain);
}

void sheet_chart_axis(const struct sheet *sheet, lxw_chart_axis *axis, const char *name, const char *format) {
    lxw_chart_font plain = {.name = BOOK_FONT, .bold = LXW_EXPLICIT_FALSE, .size = sheet->summary ? 8 : 10};
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

/* A chart that is ready to be inserted. */
struct sheet_chart {
    lxw_chart *chart;
    struct sheet *sheet;
    lxw_row_t row;
    int rows;
    struct sheet_part part;
    const char *description;
    struct pos pos;
    struct sheet_chart *next;
};

void sheet_add_chart_beside(struct sheet *sheet, lxw_chart *chart, lxw_row_t row, int rows, struct sheet_part part,
                            const char *description, struct pos pos) {
    struct sheet_book *book = sheet->book;
    struct sheet_chart *added = arena_alloc(book->arena, sizeof *added);
    *added = (struct sheet_chart){chart, sheet, row, rows, part, description, pos, NULL};
    *(book->last_chart ? book->last_chart : &book->charts) = added;
    book->last_chart = &added->next;
}

void sheet_add_chart(struct sheet *sheet, lxw_chart *chart, int rows, const char *description, struct pos pos) {
    sheet_add_chart_beside(sheet, chart, sheet->row, rows, (struct sheet_part){0, 1, 1}, description, pos);
    sheet->with_charts = true;
    sheet->row += (lxw_row_t)rows;
}

static void insert_chart(struct sheet_book *book, const struct sheet_chart *added) {
    double part = added->sheet->chart_width / added->part.count, width = added->part.span * part;
    lxw_chart_options options = {.x_offset = (int32_t)(added->part.first * part),
                                 .x_scale = (added->part.count > 1 ? width - CHART_MARGIN : width) / 480,
                                 .y_scale = (added->rows * ROW_PIXELS - CHART_MARGIN) / 288.0,
                                 .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                                 .description = arena_strdup(book->arena, added->description)};
    sheet_check(book, worksheet_insert_chart_opt(added->sheet->worksheet, added->row, 0, added->chart, &options),
                added->pos, "place a chart");
}

void sheet_insert_charts(struct sheet_book *book) {
    for (const struct sheet_chart *added = book->charts; added && !book->calc.failed; added = added->next)
        insert_chart(book, added);
}
