/* Charts computed for sets: values, ranges, highlights, additions. */
#include "chart/chart.h"

#include <math.h>
#include <string.h>

const char *const chart_dash_words[] = {"solid", "dashed", "dotted", NULL};
const char *const chart_colour_words[] = {"blue", "green", "orange", "red", "purple", "grey", "ink", NULL};
const unsigned chart_palette[CHART_COLOURS] = {0x1B4F9C, 0x0E8A63, 0xCC6A0B, 0xA3231C, 0x7D4A96, 0x707680, 0x1A1A1A};

/* The number of steps of an axis without numbers. */
enum { BLANK_TICKS = 10 };

/* The values along the sweep, the single values and the conditions are one program each, with room for its results. */
struct chart_program {
    const struct model *model;
    const struct chart *chart; /* as given */
    struct program_column *inputs;
    struct machine *curves, *points, *conditions;
    double **curve_results;
    double *x;
};

/* The expressions of one program. */
struct list {
    const struct expr **exprs;
    int count;
};

static void add(struct list *list, const struct expr *expr) {
    list->exprs[list->count++] = expr;
}

static struct machine *compile(struct arena *arena, const struct model *model, const struct list *list, size_t block) {
    return machine_new(arena, program_new(arena, model, list->exprs, list->count, CLAIM_TOLERANCE), block);
}

static struct list list_new(struct arena *arena, const struct chart *chart) {
    size_t most = (size_t)(chart->series_count + chart->line_count + 2 * chart->marker_count) + 1;
    return (struct list){arena_array(arena, most, sizeof(struct expr *)), 0};
}

struct chart_program *chart_program_new(struct arena *arena, const struct model *model, const struct chart *chart) {
    struct chart_program *program = arena_alloc(arena, sizeof *program);
    struct list curves = list_new(arena, chart), points = list_new(arena, chart), conditions = list_new(arena, chart);
    for (int i = 0; i < chart->series_count; i++)
        add(&curves, chart->series[i].value);
    for (int i = 0; i < chart->line_count; i++)
        add(&points, chart->lines[i].at);
    for (int i = 0; i < chart->marker_count; i++) {
        add(&points, chart->markers[i].at_x);
        add(&points, chart->markers[i].at_y);
    }
    for (int i = 0; i < chart->series_count; i++)
        if (chart->series[i].where)
            add(&conditions, chart->series[i].where);
    for (int i = 0; i < chart->line_count; i++)
        if (chart->lines[i].where)
            add(&conditions, chart->lines[i].where);
    for (int i = 0; i < chart->marker_count; i++)
        if (chart->markers[i].where)
            add(&conditions, chart->markers[i].where);
    program->model = model;
    program->chart = chart;
    program->inputs = arena_array(arena, (size_t)model->count + 1, sizeof *program->inputs);
    program->curves = compile(arena, model, &curves, EVAL_BLOCK);
    program->points = compile(arena, model, &points, 1);
    program->conditions = compile(arena, model, &conditions, 1);
    program->curve_results = arena_array(arena, (size_t)curves.count + 1, sizeof *program->curve_results);
    for (int i = 0; i < curves.count; i++)
        program->curve_results[i] = arena_array(arena, (size_t)chart->point_count, sizeof **program->curve_results);
    program->x = arena_array(arena, (size_t)chart->point_count, sizeof *program->x);
    for (int i = 0; i < chart->point_count && chart->kind != CHART_BARS; i++)
        program->x[i] = sweep_value(&chart->sweep, i);
    return program;
}

static void *copy_of(struct arena *arena, const void *members, int count, size_t size) {
    void *copy = arena_array(arena, (size_t)count + 1, size);
    if (count)
        memcpy(copy, members, (size_t)count * size);
    return copy;
}

/* Whether an axis can show a value at all. */
static bool has_place(const struct chart_axis *axis, double value) {
    return fabs(value) <= CHART_GREATEST && (axis->scale == AXIS_LINEAR || value >= 1 / CHART_GREATEST);
}

static void widen(struct chart_axis *axis, double value) {
    if (!has_place(axis, value))
        return;
    axis->least = isnan(axis->least) ? value : fmin(axis->least, value);
    axis->most = isnan(axis->most) ? value : fmax(axis->most, value);
}

/* Finds the ranges of what is shown. Vertical lines do not widen a sweep; those outside it are not shown. */
static void find_ranges(struct chart *chart) {
    chart->x.least = chart->x.most = chart->y.least = chart->y.most = NAN;
    for (int i = 0; i < chart->point_count && chart->kind != CHART_BARS; i++)
        widen(&chart->x, chart->x_values[i]);
    for (int i = 0; i < chart->series_count; i++)
        for (int j = 0; j < chart->point_count && chart->series[i].shown; j++)
            widen(&chart->y, chart->series[i].y[j]);
    for (int i = 0; i < chart->line_count; i++) {
        struct chart_line *line = &chart->lines[i];
        if (!line->vertical && line->shown)
            widen(&chart->y, line->value);
        double least = isnan(chart->x.minimum) ? chart->x.least : fmin(chart->x.least, chart->x.minimum);
        double most = isnan(chart->x.maximum) ? chart->x.most : fmax(chart->x.most, chart->x.maximum);
        if (line->vertical && (line->value < (chart->x.from_zero ? fmin(0, least) : least) || line->value > most))
            line->shown = false;
    }
    for (int i = 0; i < chart->marker_count; i++)
        if (chart->markers[i].shown) {
            widen(&chart->x, chart->markers[i].x);
            widen(&chart->y, chart->markers[i].y);
        }
}

static void find_highlight(struct chart *chart) {
    double best = NAN;
    double sign = chart->highlight == HIGHLIGHT_HIGHEST ? -1 : 1;
    for (int i = 0; i < chart->series_count; i++)
        if (chart->series[i].shown)
            best = isnan(best) ? sign * chart->series[i].y[0] : fmin(best, sign * chart->series[i].y[0]);
    for (int i = 0; i < chart->series_count && chart->highlight != HIGHLIGHT_NONE; i++)
        chart->series[i].highlighted =
            chart->series[i].shown && program_values_tie(sign * chart->series[i].y[0], best, CLAIM_TOLERANCE);
}

/* Whether two shown series differ anywhere, so that there is an area between them. */
static bool has_area(const struct chart *chart, const struct chart_area *area) {
    const struct chart_series *a = &chart->series[area->first], *b = &chart->series[area->second];
    bool apart = false;
    for (int i = 0; i < chart->point_count; i++)
        apart = apart || !program_values_tie(a->y[i], b->y[i], CLAIM_TOLERANCE);
    return apart && a->shown && b->shown;
}

struct chart *chart_compute(struct arena *arena, struct chart_program *program, const double *values) {
    struct chart *chart = arena_alloc(arena, sizeof *chart);
    *chart = *program->chart;
    chart->frame = false;
    chart->series = copy_of(arena, chart->series, chart->series_count, sizeof *chart->series);
    chart->lines = copy_of(arena, chart->lines, chart->line_count, sizeof *chart->lines);
    chart->markers = copy_of(arena, chart->markers, chart->marker_count, sizeof *chart->markers);
    chart->areas = copy_of(arena, chart->areas, chart->area_count, sizeof *chart->areas);
    chart->x_values = copy_of(arena, program->x, chart->point_count, sizeof *program->x);
    for (int i = 0; i < program->model->count; i++)
        program->inputs[i] = (struct program_column){&values[i], 0};
    if (chart->kind != CHART_BARS)
        program->inputs[chart->sweep.along->index] = (struct program_column){program->x, 1};
    machine_run(program->curves, program->inputs, (size_t)chart->point_count, program->curve_results);
    const double *points = machine_run_set(program->points, values);
    const double *conditions = machine_run_set(program->conditions, values);
    int point = 0, condition = 0;
    for (int i = 0; i < chart->series_count; i++) {
        struct chart_series *series = &chart->series[i];
        series->y = copy_of(arena, program->curve_results[i], chart->point_count, sizeof *series->y);
        series->shown = !series->where || conditions[condition++] == 1;
        bool any = false;
        for (int j = 0; j < chart->point_count; j++)
            any = any || has_place(&chart->y, series->y[j]);
        series->shown = series->shown && any;
    }
    for (int i = 0; i < chart->line_count; i++) {
        struct chart_line *line = &chart->lines[i];
        line->value = points[point++];
        line->shown = (!line->where || conditions[condition++] == 1) &&
                      has_place(line->vertical ? &chart->x : &chart->y, line->value);
    }
    for (int i = 0; i < chart->marker_count; i++) {
        struct chart_marker *marker = &chart->markers[i];
        marker->x = points[point++];
        marker->y = points[point++];
        marker->shown = (!marker->where || conditions[condition++] == 1) && has_place(&chart->x, marker->x) &&
                        has_place(&chart->y, marker->y);
    }
    for (int i = 0; i < chart->area_count; i++)
        chart->areas[i].shown = has_area(chart, &chart->areas[i]);
    find_ranges(chart);
    find_highlight(chart);
    return chart;
}

/* Extends the axis to a value. False if the value is too far from what is shown along the axis. */
static bool grow(struct chart_axis *axis, double value) {
    if (!has_place(axis, value) || isnan(axis->least))
        return false;
    double least = isnan(axis->minimum) ? axis->least : axis->minimum;
    double most = isnan(axis->maximum) ? axis->most : axis->maximum;
    if (axis->from_zero)
        least = fmin(least, 0);
    bool low = axis->from_zero || !isnan(axis->minimum), high = !isnan(axis->maximum);
    double below = axis->scale == AXIS_LOG ? least / 10 : 2 * least - most;
    double above = axis->scale == AXIS_LOG ? most * 10 : 2 * most - least;
    if (value < (low ? least : below) || value > (high ? most : above))
        return false;
    widen(axis, value);
    return true;
}

void chart_add_marker(struct arena *arena, struct chart *chart, struct chart_marker marker) {
    bool inside = chart->kind == CHART_BARS || (marker.x >= chart->x.least && marker.x <= chart->x.most);
    struct chart_marker *markers = arena_array(arena, (size_t)chart->marker_count + 1, sizeof *markers);
    if (chart->marker_count)
        memcpy(markers, chart->markers, (size_t)chart->marker_count * sizeof *markers);
    marker.shown = inside && grow(&chart->y, marker.y);
    markers[chart->marker_count++] = marker;
    chart->markers = markers;
}

void chart_add_line(struct arena *arena, struct chart *chart, struct chart_line line) {
    struct chart_line *lines = arena_array(arena, (size_t)chart->line_count + 1, sizeof *lines);
    if (chart->line_count)
        memcpy(lines, chart->lines, (size_t)chart->line_count * sizeof *lines);
    double least = chart->x.from_zero ? fmin(0, chart->x.least) : chart->x.least;
    line.shown = line.vertical ? line.value >= least && line.value <= chart->x.most : grow(&chart->y, line.value);
    lines[chart->line_count++] = line;
    chart->lines = lines;
}

void chart_empty(struct chart *chart) {
    find_ranges(chart);
    chart->frame = true;
    struct chart_axis *y = &chart->y;
    y->blank = isnan(y->frame_from) || isnan(y->frame_to);
    y->scale = y->blank ? AXIS_LINEAR : y->scale;
    y->least = y->minimum = y->blank ? 0 : y->frame_from;
    y->most = y->maximum = y->blank ? BLANK_TICKS : y->frame_to;
    for (int i = 0; i < chart->series_count; i++)
        chart->series[i].shown = chart->series[i].highlighted = false;
    chart->marker_count = chart->area_count = 0;
    for (int i = 0; i < chart->line_count; i++)
        if (!chart->lines[i].vertical)
            chart->lines[i].shown = chart->lines[i].shown && has_place(y, chart->lines[i].value) && !y->blank &&
                                    chart->lines[i].value >= y->least && chart->lines[i].value <= y->most;
}

struct number_format *chart_bar_formats(struct arena *arena, const struct chart *chart, int fewer) {
    const size_t count = (size_t)chart->series_count;
    struct quantity_figure *figures = arena_array(arena, count + 1, sizeof *figures);
    struct number_format *formats = arena_array(arena, count + 1, sizeof *formats), format = chart->y.format;
    if (format.decimals > 0)
        format.decimals = format.decimals > fewer ? format.decimals - fewer : 0;
    for (size_t i = 0; i < count; i++) {
        double value = chart->series[i].shown ? chart->series[i].y[0] : NAN;
        figures[i] = (struct quantity_figure){value, number_format_sized(format, value), NULL, 0};
    }
    quantity_settle_figures(figures, count);
    for (size_t i = 0; i < count; i++)
        formats[i] = figures[i].format;
    return formats;
}
