/* Charts computed for sets: values, ranges, highlights, additions. */
#include "chart/chart.h"

#include <math.h>
#include <string.h>

const char *const chart_dash_words[] = {"solid", "dashed", "dotted", NULL};
const char *const chart_colour_words[] = {"blue", "green", "orange", "red", "purple", "grey", "ink", NULL};
const char *const chart_form_words[] = {"line", "steps", "columns", NULL};
const unsigned chart_palette[CHART_COLOURS] = {0x1B4F9C, 0x0E8A63, 0xCC6A0B, 0xA3231C, 0x7D4A96, 0x707680, 0x1A1A1A};

/* The end of an axis without numbers: its steps, or five decades of a logarithmic one. */
enum { BLANK_TICKS = 10, BLANK_DECADES = 100000 };

/* The values along the sweep, the single values and the conditions are one program each, with room for its results. */
struct chart_program {
    const struct model *model;
    const struct chart *chart; /* as given */
    struct program_column *inputs;
    struct machine *curves, *points, *conditions, *ends;
    struct chart_kinks *kinks; /* NULL for none */
    double **curve_results;
    double *x; /* room for the points of the sweep and all kinks */
    bool *between;
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
    size_t most =
        (size_t)(chart->series_count + chart->line_count + 2 * chart->marker_count + 2 * chart->band_count) + 1;
    return (struct list){arena_array(arena, most, sizeof(struct expr *)), 0};
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

/* The expressions of the ends of axes and of the sweep, each with the place of its value in a chart; the members that
 * are NULL are left out. */
struct end {
    const struct expr *expr;
    double *value;
};
enum { ENDS = 3 * CHART_ENDS + 2 };

static int ends_of(const struct chart *chart, struct chart *computed, struct end ends[ENDS]) {
    const struct chart_axis *axes[] = {&chart->x, &chart->y, &chart->right};
    struct chart_axis *own[] = {&computed->x, &computed->y, &computed->right};
    int count = 0;
    for (int i = 0; i < 3; i++) {
        double *const values[CHART_ENDS] = {&own[i]->minimum, &own[i]->maximum, &own[i]->frame_from, &own[i]->frame_to};
        for (int j = 0; j < CHART_ENDS; j++)
            if (axes[i]->ends[j])
                ends[count++] = (struct end){axes[i]->ends[j], values[j]};
    }
    if (chart->first)
        ends[count++] = (struct end){chart->first, &computed->sweep.first};
    if (chart->last)
        ends[count++] = (struct end){chart->last, &computed->sweep.last};
    return count;
}

/* What a series of a family is computed from: its expression, and those of the equations in it, with the value of the
 * family's parameter in its place. */
struct fixing {
    struct arena *arena;
    const struct model *model;
    const struct quantity *each;
    double value;
};

static bool depends(const struct fixing *fixing, const struct quantity *equation) {
    bool *needed = arena_array(fixing->arena, (size_t)fixing->model->count + 1, sizeof *needed);
    model_dependencies(fixing->model, equation->expr, needed);
    return needed[fixing->each->index];
}

static const struct expr *fix(const struct expr *expr, void *context) {
    const struct fixing *fixing = context;
    if (expr->op != EXPR_NAME)
        return NULL;
    if (expr->quantity == fixing->each)
        return expr_new_number(fixing->arena, fixing->value);
    return expr->quantity->expr && depends(fixing, expr->quantity)
               ? expr_map(fixing->arena, expr->quantity->expr, fix, context)
               : NULL;
}

static void add_if(struct list *list, const struct expr *expr) {
    if (expr)
        add(list, expr);
}

struct chart_program *chart_program_new(struct arena *arena, const struct model *model, const struct chart *described) {
    struct chart_program *program = arena_alloc(arena, sizeof *program);
    struct chart *chart = arena_alloc(arena, sizeof *chart);
    *chart = *described;
    chart->series = copy_of(arena, chart->series, chart->series_count, sizeof *chart->series);
    struct list curves = list_new(arena, chart), points = list_new(arena, chart), conditions = list_new(arena, chart);
    for (int i = 0; i < chart->series_count; i++) {
        struct chart_series *series = &chart->series[i];
        struct fixing fixing = {arena, model, series->each, series->each_value};
        if (series->each)
            series->value = expr_map(arena, series->value, fix, &fixing);
        add(&curves, series->value);
        add_if(&conditions, series->where);
    }
    for (int i = 0; i < chart->line_count; i++) {
        add_if(&points, chart->lines[i].at);
        add_if(&conditions, chart->lines[i].where);
    }
    for (int i = 0; i < chart->marker_count; i++) {
        add(&points, chart->markers[i].at_x);
        add(&points, chart->markers[i].at_y);
        add_if(&conditions, chart->markers[i].where);
    }
    for (int i = 0; i < chart->band_count; i++) {
        add_if(&points, chart->bands[i].at_from);
        add_if(&points, chart->bands[i].at_to);
        add_if(&conditions, chart->bands[i].where);
    }
    struct chart unused;
    struct end ends[ENDS];
    struct list found = {arena_array(arena, ENDS, sizeof(struct expr *)), 0};
    for (int i = 0, count = ends_of(chart, &unused, ends); i < count; i++)
        add(&found, ends[i].expr);
    program->model = model;
    program->chart = described;
    program->inputs = arena_array(arena, (size_t)model->count + 2, sizeof *program->inputs);
    program->curves = compile(arena, model, &curves, EVAL_BLOCK);
    program->points = compile(arena, model, &points, 1);
    program->conditions = compile(arena, model, &conditions, 1);
    program->ends = compile(arena, model, &found, 1);
    program->kinks = chart->kind == CHART_LINE ? chart_kinks_new(arena, model, chart) : NULL;
    size_t most = (size_t)chart->point_count + (program->kinks ? KINKS_MOST : 0);
    program->curve_results = arena_array(arena, (size_t)curves.count + 1, sizeof *program->curve_results);
    for (int i = 0; i < curves.count; i++)
        program->curve_results[i] = arena_array(arena, most, sizeof **program->curve_results);
    program->x = arena_array(arena, most, sizeof *program->x);
    program->between = arena_array(arena, most, sizeof *program->between);
    return program;
}

static void widen(struct chart_axis *axis, double value) {
    if (!has_place(axis, value))
        return;
    axis->least = isnan(axis->least) ? value : fmin(axis->least, value);
    axis->most = isnan(axis->most) ? value : fmax(axis->most, value);
}

const struct chart_axis *chart_series_axis(const struct chart *chart, const struct chart_series *series) {
    return series->right ? &chart->right : &chart->y;
}

const struct chart_axis *chart_line_axis(const struct chart *chart, const struct chart_line *line) {
    return line->vertical ? &chart->x : line->right ? &chart->right : &chart->y;
}

int chart_bar_count(const struct chart *chart) {
    return chart->part_count ? chart->series_count / chart->part_count : chart->series_count;
}

double chart_stack(const struct chart *chart, int bar, int parts, bool below) {
    double sum = 0;
    for (int i = 0; i < parts; i++) {
        const struct chart_series *part = &chart->series[bar * chart->part_count + i];
        sum += part->shown && (part->y[0] < 0) == below ? part->y[0] : 0;
    }
    return sum;
}

/* Finds the ranges of what is shown. Vertical lines do not widen a sweep; those outside it are not shown. */
static void find_ranges(struct chart *chart) {
    struct chart_axis *axes[] = {&chart->x, &chart->y, &chart->right};
    for (int i = 0; i < 3; i++)
        axes[i]->least = axes[i]->most = NAN;
    for (int i = 0; i < chart->point_count && chart->kind != CHART_BARS; i++)
        widen(&chart->x, chart->x_values[i]);
    for (int i = 0; i < chart->series_count; i++) {
        const struct chart_series *series = &chart->series[i];
        struct chart_axis *axis = series->right ? &chart->right : &chart->y;
        for (int j = 0; j < chart->point_count && series->shown; j++)
            widen(axis, series->y[j]);
        if (series->shown && (series->form == FORM_COLUMNS || series->filled) && axis->scale == AXIS_LINEAR)
            widen(axis, 0);
    }
    for (int i = 0; i < chart_bar_count(chart) && chart->stacked; i++)
        for (int below = 0; below < 2; below++)
            widen(&chart->y, chart_stack(chart, i, chart->part_count, below));
    for (int i = 0; i < chart->band_count; i++) /* a range across the x axis may lie beyond the curves */
        if (chart->bands[i].shown && !chart->bands[i].vertical) {
            widen(&chart->y, chart->bands[i].from);
            widen(&chart->y, chart->bands[i].to);
        }
    for (int i = 0; i < chart->line_count; i++) {
        struct chart_line *line = &chart->lines[i];
        if (!line->vertical && line->shown)
            widen(line->right ? &chart->right : &chart->y, line->value);
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

static bool is_power_of_two(double value) {
    int exponent;
    return value > 0 && frexp(value, &exponent) == 0.5;
}

/* A pair of ends of which the first is not below the second, or that a logarithmic axis does not have, is none. */
static void settle_ends(const struct chart_axis *axis, double *from, double *to) {
    bool none = *from >= *to;
    if (none || !has_place(axis, *from))
        *from = NAN;
    if (none || !has_place(axis, *to))
        *to = NAN;
}

/* Computes the ends of axes and of the sweep, and the values of x. A sweep without ends has no points. */
static void find_ends(struct chart_program *program, struct chart *chart, const double *values) {
    struct end ends[ENDS];
    int count = ends_of(program->chart, chart, ends);
    const double *results = machine_run_set(program->ends, values);
    for (int i = 0; i < count; i++)
        *ends[i].value = results[i];
    settle_ends(&chart->x, &chart->x.minimum, &chart->x.maximum);
    settle_ends(&chart->y, &chart->y.minimum, &chart->y.maximum);
    settle_ends(&chart->y, &chart->y.frame_from, &chart->y.frame_to);
    if (chart->kind == CHART_BARS)
        return;
    struct sweep *sweep = &chart->sweep;
    chart->swept = has_place(&chart->x, sweep->first) && has_place(&chart->x, sweep->last) &&
                   sweep->first < sweep->last && (sweep->scale == SWEEP_LINEAR || sweep->first > 0);
    for (int i = 0; i < chart->point_count; i++)
        program->x[i] = chart->swept ? sweep_value(sweep, i) : NAN;
    chart->x.powers_of_two = is_power_of_two(sweep->first) && is_power_of_two(sweep->last);
}

/* Adds the places where the series turn over to the values of x. */
static void add_kinks(struct chart_program *program, struct chart *chart) {
    double found[KINKS_MOST];
    int count = chart->point_count, more = chart_kinks_find(program->kinks, program->inputs, program->x, count, found);
    memset(program->between, 0, (size_t)(count + more) * sizeof *program->between);
    for (int to = count + more - 1, from = count - 1, kink = more - 1; kink >= 0; to--) {
        bool between = found[kink] > program->x[from];
        program->between[to] = between;
        program->x[to] = between ? found[kink--] : program->x[from--];
    }
    chart->point_count += more;
}

/* What is drawn of steps and columns: each point's value up to the next point. */
static void hold(const struct chart *chart, struct chart_series *series) {
    int last = chart->point_count - 1;
    for (int i = 0, from = 0; i < last; i++) {
        if (chart->between[i]) {
            series->y[i] = series->y[from];
            continue;
        }
        int next = i + 1;
        while (next < last && chart->between[next])
            next++;
        from = i;
        if (series->cumulative)
            series->y[i] = series->y[next] - series->y[i];
    }
    series->y[last] = NAN;
}

static void compute_series(struct chart_program *program, struct chart *chart, struct arena *arena,
                           const double *conditions, int *condition) {
    machine_run(program->curves, program->inputs, (size_t)chart->point_count, program->curve_results);
    for (int i = 0; i < chart->series_count; i++) {
        struct chart_series *series = &chart->series[i];
        series->y = copy_of(arena, program->curve_results[i], chart->point_count, sizeof *series->y);
        series->shown = !series->where || conditions[(*condition)++] == 1;
        if (series->form != FORM_LINE)
            hold(chart, series);
        bool any = false;
        for (int j = 0; j < chart->point_count; j++)
            any = any || has_place(chart_series_axis(chart, series), series->y[j]);
        series->shown = series->shown && any;
    }
}

static double series_at(struct chart_program *program, const struct quantity *along, int series, double x) {
    program->inputs[along->index] = (struct program_column){&x, 0};
    machine_run(program->curves, program->inputs, 1, program->curve_results);
    return program->curve_results[series][0];
}

/* Where a cumulative series reaches a share; NaN if it is beyond the sweep. */
static double quantile_of(struct chart_program *program, const struct chart *chart, const struct chart_line *line) {
    const struct quantity *along = chart->sweep.along;
    double low = chart->sweep.first, high = chart->sweep.last;
    if (!chart->swept || !(series_at(program, along, line->of, low) <= line->share) ||
        !(series_at(program, along, line->of, high) >= line->share))
        return NAN;
    for (double middle = low + (high - low) / 2; middle > low && middle < high; middle = low + (high - low) / 2)
        *(series_at(program, along, line->of, middle) < line->share ? &low : &high) = middle;
    return high;
}

/* A range is shown if its ends have values, in order, where they are not those of the axis. */
static void compute_band(struct chart_band *band, const struct chart_axis *axis, const double *points, int *point) {
    band->from = band->at_from ? points[(*point)++] : NAN;
    band->to = band->at_to ? points[(*point)++] : NAN;
    band->shown = (!band->at_from || has_place(axis, band->from)) && (!band->at_to || has_place(axis, band->to)) &&
                  !(band->from >= band->to);
}

struct chart *chart_compute(struct arena *arena, struct chart_program *program, const double *values, bool exact) {
    struct chart *chart = arena_alloc(arena, sizeof *chart);
    *chart = *program->chart;
    chart->frame = false;
    find_ends(program, chart, values);
    int known = program->model->count - (chart->variable != NULL);
    for (int i = 0; i < known; i++)
        program->inputs[i] = (struct program_column){&values[i], 0};
    memset(program->between, 0, (size_t)chart->point_count * sizeof *program->between);
    if (exact && program->kinks && chart->swept)
        add_kinks(program, chart);
    if (chart->kind != CHART_BARS)
        program->inputs[chart->sweep.along->index] = (struct program_column){program->x, 1};
    chart->series = copy_of(arena, chart->series, chart->series_count, sizeof *chart->series);
    chart->lines = copy_of(arena, chart->lines, chart->line_count, sizeof *chart->lines);
    chart->markers = copy_of(arena, chart->markers, chart->marker_count, sizeof *chart->markers);
    chart->areas = copy_of(arena, chart->areas, chart->area_count, sizeof *chart->areas);
    chart->bands = copy_of(arena, chart->bands, chart->band_count, sizeof *chart->bands);
    chart->x_values = copy_of(arena, program->x, chart->point_count, sizeof *program->x);
    chart->between = copy_of(arena, program->between, chart->point_count, sizeof *program->between);
    const double *points = machine_run_set(program->points, values);
    const double *conditions = machine_run_set(program->conditions, values);
    int point = 0, condition = 0;
    compute_series(program, chart, arena, conditions, &condition);
    for (int i = 0; i < chart->line_count; i++) {
        struct chart_line *line = &chart->lines[i];
        line->value = line->at ? points[point++] : quantile_of(program, chart, line);
        line->shown =
            (!line->where || conditions[condition++] == 1) && has_place(chart_line_axis(chart, line), line->value);
    }
    for (int i = 0; i < chart->marker_count; i++) {
        struct chart_marker *marker = &chart->markers[i];
        marker->x = points[point++];
        marker->y = points[point++];
        marker->shown = (!marker->where || conditions[condition++] == 1) && has_place(&chart->x, marker->x) &&
                        has_place(&chart->y, marker->y);
    }
    for (int i = 0; i < chart->band_count; i++) {
        struct chart_band *band = &chart->bands[i];
        compute_band(band, band->vertical ? &chart->x : &chart->y, points, &point);
        if (band->where && conditions[condition++] != 1)
            band->shown = false;
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
    bool log = y->scale == AXIS_LOG;
    y->least = y->minimum = !y->blank ? y->frame_from : log ? 1 : 0;
    y->most = y->maximum = !y->blank ? y->frame_to : log ? BLANK_DECADES : BLANK_TICKS;
    if (!y->blank && y->ends[CHART_FRAME_TO]) /* computed ends go outward to a grid line */
        y->maximum = NAN;
    chart->x.tight = chart->x.tight && !chart->last;
    for (int i = 0; i < chart->series_count; i++)
        chart->series[i].shown = chart->series[i].highlighted = false;
    chart->marker_count = chart->area_count = 0;
    if (chart->has_right) { /* what is along it is not shown, so the frame has one axis */
        chart->has_right = false;
        for (int i = 0; i < chart->line_count; i++)
            chart->lines[i].shown = chart->lines[i].shown && !chart->lines[i].right;
    }
    for (int i = 0; i < chart->band_count; i++)
        chart->bands[i].shown = chart->bands[i].shown && (chart->bands[i].vertical || !y->blank);
    for (int i = 0; i < chart->line_count; i++)
        if (!chart->lines[i].vertical)
            chart->lines[i].shown = chart->lines[i].shown && has_place(y, chart->lines[i].value) && !y->blank &&
                                    chart->lines[i].value >= y->least && chart->lines[i].value <= y->most;
}

struct number_format *chart_bar_formats(struct arena *arena, const struct chart *chart, int fewer) {
    enum { LEAST_DIGITS = 2 };
    const size_t count = (size_t)chart->series_count;
    struct quantity_figure *figures = arena_array(arena, count + 1, sizeof *figures);
    struct number_format *formats = arena_array(arena, count + 1, sizeof *formats), format = chart->y.format;
    if (format.decimals > 0)
        format.decimals = format.decimals > fewer ? format.decimals - fewer : 0;
    if (format.significant > LEAST_DIGITS)
        format.significant = format.significant - fewer > LEAST_DIGITS ? format.significant - fewer : LEAST_DIGITS;
    for (size_t i = 0; i < count; i++) {
        double value = chart->series[i].shown ? chart->series[i].y[0] : NAN;
        figures[i] = (struct quantity_figure){value, number_format_sized(format, value), NULL, 0};
    }
    quantity_settle_figures(figures, count);
    for (size_t i = 0; i < count; i++)
        formats[i] = figures[i].format;
    return formats;
}
