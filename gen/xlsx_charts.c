#include "xlsx_charts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHART_MARGIN = 8 };

static const lxw_color_t palette[CHART_COLOURS] = {
    [CHART_BLUE] = 0x1B4F9C,   [CHART_GREEN] = 0x0E8A63, [CHART_ORANGE] = 0xCC6A0B, [CHART_RED] = 0xA3231C,
    [CHART_PURPLE] = 0x7D4A96, [CHART_GREY] = 0x707680,  [CHART_INK] = 0x1A1A1A};
enum { COLOUR_BAR = 0xB4C3DD, COLOUR_GRID = 0xE2E4E8 };

/* A line or marker in cells: one row for each of its points, or (bars) its column. */
struct drawn_line {
    const char *label;
    enum chart_colour colour;
    enum chart_dash dash;
    bool marker;
    lxw_row_t first, last;
    int x_column, y_column;
    const char *sheet;
    double x[2], y[2];
    int count;
};

/* The cells of a chart's figures. */
struct figures {
    const struct chart *chart;
    struct cell_range range;
    struct drawn_line *lines;
    int line_count;
    double *highlighted, *others, **line_values; /* bars: cached values of the columns */
    struct figures *next;
};

/* A chart that waits for its figures. */
struct waiting {
    const struct node *node;
    struct sheet *sheet;
    lxw_row_t row;
    struct waiting *next;
};

static const struct figures *find_figures(const struct book *book, const struct chart *chart) {
    for (const struct figures *figures = book->figures; figures; figures = figures->next)
        if (strcmp(figures->chart->name, chart->name) == 0)
            return figures;
    return NULL;
}

static const char *axis_head(struct book *book, const struct chart_axis *axis) {
    return *axis->unit_word ? arena_printf(book->arena, "%s (%s)", axis->label, axis->unit_word) : axis->label;
}

/* `IF(condition, formula, otherwise)`, or the formula alone where there is no condition. */
static const char *guarded(struct book *book, const struct expr *where, const char *formula, const char *otherwise,
                           struct pos pos) {
    const char *condition = where ? book_formula(book, where, NULL, NULL, pos) : NULL;
    return condition ? arena_printf(book->arena, "IF(%s,%s,%s)", condition, formula, otherwise) : formula;
}

static const char *address(struct book *book, lxw_row_t row, int column) {
    char cell[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell_abs(cell, row, (lxw_col_t)column, 1, 1);
    return arena_strdup(book->arena, cell);
}

/* A point of a line in its row: name, x, y. */
static void write_point(struct sheet *sheet, const struct chart *chart, struct drawn_line *line, const char *x_formula,
                        const char *y_formula, double x, double y, struct pos pos) {
    struct book *book = sheet->book;
    struct look words = {.frame = FRAME_BODY};
    struct look x_look = words, y_look = words;
    x_look.number = book_number_format(book, chart->x.format, NULL, &x, 1, true);
    y_look.number = book_number_format(book, chart->y.format, NULL, &y, 1, true);
    cell_words(sheet, sheet->row, 0, line->label, 40, words, pos);
    cell_formula(sheet, sheet->row, 1, x_formula, x, x_look, pos);
    cell_formula(sheet, sheet->row, 2, y_formula, y, y_look, pos);
    line->x[line->count] = x;
    line->y[line->count++] = y;
    line->last = sheet->row++;
}

/* Least and most of what the curves show now, as MIN and MAX over their cells give it. */
static void value_range(const struct chart *chart, double *least, double *most) {
    *least = INFINITY;
    *most = -INFINITY;
    for (int i = 0; i < chart->series_count; i++)
        for (int j = 0; j < chart->point_count; j++) {
            *least = fmin(*least, chart->series[i].y[j]);
            *most = fmax(*most, chart->series[i].y[j]);
        }
}

/* A reference line is a line of two points. Where its condition does not hold, both fall upon the first point of the
 * sweep and nothing is seen: an error value would not be a figure. */
static void write_line(struct sheet *sheet, struct figures *figures, const struct chart_line *line, struct pos pos) {
    struct book *book = sheet->book;
    const struct chart *chart = figures->chart;
    const struct cell_range *range = &figures->range;
    struct drawn_line *drawn = &figures->lines[figures->line_count++];
    *drawn = (struct drawn_line){.label = line->label,
                                 .colour = line->colour,
                                 .dash = line->dash,
                                 .first = sheet->row,
                                 .x_column = 1,
                                 .y_column = 2};
    const char *at = book_formula(book, line->at, NULL, NULL, pos);
    if (!at)
        return;
    char last_cell[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell_abs(last_cell, range->last, (lxw_col_t)(range->column + chart->series_count), 1, 1);
    const char *block = arena_printf(book->arena, "%s:%s", address(book, range->first, range->column + 1), last_cell);
    const char *first_x = address(book, range->first, range->column),
               *last_x = address(book, range->last, range->column);
    double least, most;
    value_range(chart, &least, &most);
    bool zero = chart->y.from_zero && least > 0;
    const char *bottom = zero ? "0" : arena_printf(book->arena, "MIN(%s)", block);
    const char *top = arena_printf(book->arena, "MAX(%s)", block);
    double low = zero ? 0 : least, x0 = chart->x_values[0];
    bool on = line->shown;
    if (line->vertical) {
        const char *x = guarded(book, line->where, at, first_x, pos);
        /* A line outside of the sweep is not shown on paper, but its condition holds: in cells it stands there. */
        double here = isfinite(line->value) && (on || !line->where) ? line->value : x0;
        write_point(sheet, chart, drawn, x, bottom, here, low, pos);
        write_point(sheet, chart, drawn, address(book, drawn->first, 1), guarded(book, line->where, top, bottom, pos),
                    here, on || !line->where ? most : low, pos);
    } else {
        const char *y = guarded(book, line->where, at, bottom, pos);
        double here = on || !line->where ? line->value : low;
        write_point(sheet, chart, drawn, first_x, y, x0, here, pos);
        write_point(sheet, chart, drawn, guarded(book, line->where, last_x, first_x, pos),
                    address(book, drawn->first, 2), on || !line->where ? chart->x_values[chart->point_count - 1] : x0,
                    here, pos);
    }
}

static void write_marker(struct sheet *sheet, struct figures *figures, const struct chart_marker *marker,
                         struct pos pos) {
    struct book *book = sheet->book;
    const struct chart *chart = figures->chart;
    const struct cell_range *range = &figures->range;
    struct drawn_line *drawn = &figures->lines[figures->line_count++];
    *drawn = (struct drawn_line){.label = marker->label,
                                 .colour = marker->colour,
                                 .marker = true,
                                 .first = sheet->row,
                                 .x_column = 1,
                                 .y_column = 2};
    const char *x = book_formula(book, marker->at_x, NULL, NULL, pos);
    const char *y = book_formula(book, marker->at_y, NULL, NULL, pos);
    bool on = marker->shown || !marker->where;
    if (x && y)
        write_point(sheet, chart, drawn,
                    guarded(book, marker->where, x, address(book, range->first, range->column), pos),
                    guarded(book, marker->where, y, address(book, range->first, range->column + 1), pos),
                    on ? marker->x : chart->x_values[0], on ? marker->y : chart->series[0].y[0], pos);
}

static void write_curves(struct sheet *sheet, struct figures *figures, struct pos pos) {
    struct book *book = sheet->book;
    const struct chart *chart = figures->chart;
    struct sweep_column *columns = arena_array(book->arena, (size_t)chart->series_count + 1, sizeof *columns);
    for (int i = 0; i < chart->series_count; i++)
        columns[i] =
            (struct sweep_column){chart->series[i].label, chart->series[i].value, chart->series[i].y, chart->y.format};
    const struct swept swept = {chart->sweep.along, chart->x_values, chart->point_count};
    figures->range = sheet_write_sweep(sheet, &swept, axis_head(book, &chart->x), chart->x.format, columns,
                                       chart->series_count, pos);
    if (chart->line_count + chart->marker_count == 0)
        return;
    sheet_gap(sheet);
    struct look head = {.frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT};
    const char *const heads[] = {"Lines and marks of the chart", chart->x.label, chart->y.label};
    for (int i = 0; i < 3; i++) {
        head.align = i ? ALIGN_RIGHT : ALIGN_LEFT;
        cell_words(sheet, sheet->row, i, heads[i], i ? 24 : 40, head, pos);
    }
    sheet->row++;
    for (int i = 0; i < chart->line_count; i++)
        write_line(sheet, figures, &chart->lines[i], pos);
    for (int i = 0; i < chart->marker_count; i++)
        write_marker(sheet, figures, &chart->markers[i], pos);
}

/* Bars: name, value; then, with a highlight, the value once more in the column of those that are highlighted or of the
 * others, so that the colour follows the numbers; then a column for each line. */
static void write_bars(struct sheet *sheet, struct figures *figures, struct pos pos) {
    struct book *book = sheet->book;
    const struct chart *chart = figures->chart;
    int count = chart->series_count, column = 0;
    bool highlight = chart->highlight != HIGHLIGHT_NONE;
    struct look head = {.frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT}, words = {.frame = FRAME_BODY};
    figures->range = (struct cell_range){sheet, sheet->row, sheet->row + 1, sheet->row + (lxw_row_t)count, 0};
    const char *label = *chart->highlight_label ? chart->highlight_label : "highlighted";
    const char *fixed[] = {"", chart->y.label, label, "others"};
    sheet_head(sheet, sheet->row, chart);
    for (column = 0; column < (highlight ? 4 : 2); column++)
        cell_words(sheet, sheet->row, column, fixed[column], 24, head, pos);
    for (int i = 0; i < chart->line_count; i++)
        cell_words(sheet, sheet->row, column + i, chart->lines[i].label, 24, head, pos);
    sheet->row++;
    const char *all = range_address(book, &figures->range, 1);
    const char *pick = chart->highlight == HIGHLIGHT_HIGHEST ? "MAX" : "MIN";
    double best = chart->series[0].y[0];
    for (int i = 1; i < count; i++)
        best = chart->highlight == HIGHLIGHT_HIGHEST ? fmax(best, chart->series[i].y[0])
                                                     : fmin(best, chart->series[i].y[0]);
    figures->highlighted = arena_array(book->arena, (size_t)count, sizeof *figures->highlighted);
    figures->others = arena_array(book->arena, (size_t)count, sizeof *figures->others);
    for (int i = 0; i < count; i++, sheet->row++) {
        const struct chart_series *bar = &chart->series[i];
        double value = bar->y[0];
        struct look look = {.frame = FRAME_BODY,
                            .number = book_number_format(book, chart->y.format, NULL, &value, 1, true)};
        cell_words(sheet, sheet->row, 0, bar->label, 40, words, pos);
        const char *formula = book_formula(book, bar->value, NULL, NULL, pos), *cell = address(book, sheet->row, 1);
        if (!formula)
            return;
        cell_formula(sheet, sheet->row, 1, formula, value, look, pos);
        sheet_fit(sheet, 1, 14);
        bool best_one = value == best;
        figures->highlighted[i] = best_one ? value : 0;
        figures->others[i] = best_one ? 0 : value;
        if (highlight) {
            const char *test = arena_printf(book->arena, "%s=%s(%s)", cell, pick, all);
            cell_formula(sheet, sheet->row, 2, arena_printf(book->arena, "IF(%s,%s,0)", test, cell),
                         figures->highlighted[i], look, pos);
            cell_formula(sheet, sheet->row, 3, arena_printf(book->arena, "IF(%s,0,%s)", test, cell), figures->others[i],
                         look, pos);
        }
        for (int j = 0; j < chart->line_count; j++) {
            const struct chart_line *line = &chart->lines[j];
            const char *at = book_formula(book, line->at, NULL, NULL, pos);
            if (at)
                cell_formula(sheet, sheet->row, column + j, guarded(book, line->where, at, "0", pos),
                             line->shown || !line->where ? line->value : 0, look, pos);
        }
    }
    for (int j = 0; j < chart->line_count; j++) {
        const struct chart_line *line = &chart->lines[j];
        figures->lines[figures->line_count++] = (struct drawn_line){.label = line->label,
                                                                    .colour = line->colour,
                                                                    .dash = line->dash,
                                                                    .first = figures->range.first,
                                                                    .last = figures->range.last,
                                                                    .y_column = column + j,
                                                                    .y = {line->shown ? line->value : 0}};
    }
}

void sheet_write_figures(struct sheet *sheet, const struct node *node) {
    struct book *book = sheet->book;
    const struct chart *chart = node->placed.chart;
    if (find_figures(book, chart)) {
        book_error(book, node->pos, "the figures of chart `%s` stand in the workbook already", chart->name);
        return;
    }
    struct figures *figures = arena_alloc(book->arena, sizeof *figures);
    figures->chart = chart;
    figures->lines =
        arena_array(book->arena, (size_t)(chart->line_count + chart->marker_count) + 1, sizeof *figures->lines);
    figures->next = book->figures;
    book->figures = figures;
    if (chart->kind == CHART_BARS)
        write_bars(sheet, figures, node->pos);
    else
        write_curves(sheet, figures, node->pos);
}

/* Whether a block of the workbook holds the figures of a chart. */
static bool has_block(const struct book *book, const char *name) {
    for (int i = 0; i < book->fence_count; i++) {
        const struct chart *chart = book->fences[i].node->placed.chart;
        if (chart && strcmp(chart->name, name) == 0)
            return true;
    }
    return false;
}

void sheet_place_chart(struct sheet *sheet, const struct node *node, const char *caption) {
    struct book *book = sheet->book;
    struct waiting *waiting = arena_alloc(book->arena, sizeof *waiting);
    *waiting = (struct waiting){node, sheet, sheet->row, book->waiting};
    book->waiting = waiting;
    sheet->row += CHART_ROWS;
    if (*caption)
        cell_text(sheet, sheet->row++, 0, caption, (struct look){.italic = true}, node->pos);
    if (!has_block(book, node->placed.chart->name) && !find_figures(book, node->placed.chart)) {
        sheet->row++;
        sheet_write_figures(sheet, node);
    }
}

void series_set_cache(lxw_series_range *range, const double *values, int count) {
    range->ignore_cache = 1;
    for (int i = 0; i < count; i++) {
        struct lxw_series_data_point *point = calloc(1, sizeof *point);
        if (!point)
            alloc_failed(sizeof *point);
        point->number = values[i];
        STAILQ_INSERT_TAIL(range->data_cache, point, list_pointers);
    }
    range->num_data_points = (uint16_t)count;
}

static lxw_chart_line line_look(enum chart_colour colour, enum chart_dash dash, float width) {
    return (lxw_chart_line){.color = palette[colour],
                            .width = width,
                            .dash_type = dash == DASH_DASHED   ? LXW_CHART_LINE_DASH_DASH
                                         : dash == DASH_DOTTED ? LXW_CHART_LINE_DASH_ROUND_DOT
                                                               : LXW_CHART_LINE_DASH_SOLID};
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
    struct ticks ticks;
    axis_ticks(axis, 5, &ticks);
    struct number_format format = axis->scale == AXIS_LOG ? axis->format : ticks.format;
    if (axis->scale == AXIS_LOG && format.decimals == DECIMALS_AUTO && format.style == NUMBER_PLAIN)
        return "General";
    double one = 1;
    unsigned short number = book_number_format(book, format, NULL, &one, 1, false);
    return book_chart_code(book, number);
}

static void set_axis(struct book *book, lxw_chart_axis *native, const struct chart_axis *axis, bool across) {
    lxw_chart_font plain = {.name = BOOK_FONT, .bold = LXW_EXPLICIT_FALSE, .size = 10};
    if (*axis->label) {
        chart_axis_set_name(native, axis_head(book, axis));
        chart_axis_set_name_font(native, &plain);
    }
    chart_axis_set_num_font(native, &plain);
    chart_axis_set_num_format(native, axis_format(book, axis));
    chart_axis_set_label_position(native, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    lxw_chart_line grid = {.color = COLOUR_GRID, .width = 0.75};
    chart_axis_major_gridlines_set_visible(native, LXW_TRUE);
    chart_axis_major_gridlines_set_line(native, &grid);
    if (axis->scale == AXIS_LOG)
        chart_axis_set_log_base(native, axis->powers_of_two ? 2 : 10);
    struct ticks ticks;
    axis_ticks(axis, 5, &ticks);
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
        lxw_chart_line line = line_look(curve->colour, curve->dash, 2.25F);
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
        lxw_chart_line line = line_look(drawn->colour, drawn->dash, 1.5F);
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
    struct number_format format = figures->chart->y.format;
    double one = 1;
    unsigned short number = book_number_format(book, format, NULL, &one, 1, false);
    lxw_chart_font figures_font = {.name = BOOK_FONT, .size = 10};
    chart_series_set_labels(series);
    chart_series_set_labels_font(series, &figures_font);
    /* Zeros, which stand for the bars of the other column, print nothing. */
    chart_series_set_labels_num_format(series, arena_printf(book->arena, "%s;;", book_chart_code(book, number)));
    return series;
}

static void draw_bars(struct book *book, lxw_chart *native, const struct figures *figures) {
    const struct chart *chart = figures->chart;
    const struct cell_range *range = &figures->range;
    int count = chart->series_count, series_count = 0;
    double *values = arena_array(book->arena, (size_t)count, sizeof *values);
    for (int i = 0; i < count; i++)
        values[i] = chart->series[i].y[0];
    if (chart->highlight == HIGHLIGHT_NONE) {
        add_bars(book, native, figures, 1, chart->y.label, values, COLOUR_BAR);
        series_count = 1;
    } else {
        add_bars(book, native, figures, 2, *chart->highlight_label ? chart->highlight_label : "highlighted",
                 figures->highlighted, palette[CHART_GREEN]);
        add_bars(book, native, figures, 3, "others", figures->others, COLOUR_BAR);
        series_count = 2;
    }
    int16_t *unfilled = arena_array(book->arena, (size_t)figures->line_count + 2, sizeof *unfilled);
    int hidden = 0;
    for (int i = 0; i < figures->line_count; i++) {
        const struct drawn_line *drawn = &figures->lines[i];
        lxw_chart_series *series =
            add_xy(native, figures, range->first, range->last, range->column, drawn->y_column, drawn->label);
        double *level = arena_array(book->arena, (size_t)count, sizeof *level);
        for (int j = 0; j < count; j++)
            level[j] = drawn->y[0];
        series_set_cache(series->values, level, count);
        lxw_chart_fill none = {.none = LXW_TRUE};
        lxw_chart_line invisible = {.none = LXW_TRUE}, line = line_look(drawn->colour, drawn->dash, 1.75F);
        chart_series_set_fill(series, &none);
        chart_series_set_line(series, &invisible);
        /* A line over all columns is the trend of an unseen column, half a column longer at both ends. */
        chart_series_set_trendline(series, LXW_CHART_TRENDLINE_TYPE_LINEAR, 0);
        chart_series_set_trendline_forecast(series, 0.5, 0.5);
        chart_series_set_trendline_line(series, &line);
        chart_series_set_trendline_name(series, drawn->label);
        unfilled[hidden++] = (int16_t)(series_count + i);
    }
    unfilled[hidden] = -1;
    if (hidden)
        chart_legend_delete_series(native, unfilled);
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
    const struct figures *figures = find_figures(book, chart);
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
    lxw_chart_font title = {.name = BOOK_FONT, .size = 13, .bold = LXW_TRUE}, plain = {.name = BOOK_FONT, .size = 10};
    chart_title_set_name(native, chart->title);
    chart_title_set_name_font(native, &title);
    chart_legend_set_position(native, LXW_CHART_LEGEND_BOTTOM);
    chart_legend_set_font(native, &plain);
    struct text description = {0};
    chart_describe(&description, chart, book->document->locale);
    leave_chart(waiting->sheet, native, waiting->row, CHART_ROWS,
                arena_strndup(book->arena, description.bytes, description.length), waiting->node->pos);
    text_free(&description);
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
