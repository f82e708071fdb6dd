/* The labels around the plot of a chart: beside it and above it. */
#include "page/charts.h"

#include <math.h>
#include <stdlib.h>

#define SIDE_SHARE 0.21  /* of the chart's width, at most, for labels to the right of the plot */
#define SIDE_GAP 7.0     /* between the end of a curve and its label */
#define SIDES_APART 2.5  /* below each of these labels */
#define TOP_GAP 4.0      /* between a vertical line and a label beside it */
#define LABELS_APART 8.0 /* between two labels in a row */
#define SAMPLE 18.0      /* the sample of a line before its label */

/* Adds a label to those beside the plot, on the axis of what it names; NULL if it has no text. */
static struct page_side_label *add_side(struct page_drawing *drawing, struct page_labels *labels, const char *text,
                                        double x, double y, bool right, struct pdf_colour colour) {
    struct page_side_label *side = &labels->sides[labels->side_count];
    *side = (struct page_side_label){
        .block = page_drawing_block(drawing, text, SIDE_SHARE * drawing->width, drawing->size, false, colour),
        .colour = colour,
        .x = x,
        .y = y,
        .right = right};
    if (!side->block.count)
        return NULL;
    side->block.height += SIDES_APART;
    labels->side_count++;
    labels->side_width = fmax(labels->side_width, side->block.width);
    return side;
}

/* Whether a value is beyond the ends of an axis, as its ticks have them. */
static bool is_beyond(const struct chart_axis *axis, const struct chart_ticks *ticks, double value) {
    double place = chart_axis_place(axis, ticks, value);
    return !(place >= -1e-6 && place <= 1 + 1e-6);
}

/* The last point of a curve as x and y values of its axes; NaN if it has none. `leaves` tells whether it is followed by
 * points beyond the upper or lower end of its axis: there the curve is cut. */
static void last_point(const struct page_drawing *drawing, const struct chart_series *series, double *x, double *y,
                       bool *leaves) {
    const struct chart *chart = drawing->chart;
    const struct chart_axis *axis = chart_series_axis(chart, series);
    const struct chart_ticks *ticks = series->right ? &drawing->right_ticks : &drawing->y_ticks;
    *x = *y = NAN;
    *leaves = false;
    for (int i = chart->point_count - 1; i >= 0 && isnan(*y); i--) {
        if (!isfinite(series->y[i]) || (axis->scale == AXIS_LOG && !(series->y[i] > 0)) ||
            is_beyond(&chart->x, &drawing->x_ticks, chart->x_values[i]))
            continue;
        if (is_beyond(axis, ticks, series->y[i])) {
            *leaves = true;
            continue;
        }
        *x = chart->x_values[i];
        *y = series->y[i];
        if (*leaves) { /* as far as it goes before the next point */
            double end = series->y[i + 1] > series->y[i] ? ticks->to : ticks->from;
            double here = chart_axis_place(axis, ticks, series->y[i]), edge = chart_axis_place(axis, ticks, end),
                   next = chart_axis_place(axis, ticks, series->y[i + 1]), share = (edge - here) / (next - here);
            double x1 = chart->x_values[i + 1];
            if (share >= 0 && share <= 1)
                *x = chart->x.scale == AXIS_LOG ? *x * pow(x1 / *x, share) : *x + (x1 - *x) * share;
            *y = end;
        }
    }
    if (series->form != FORM_LINE && !*leaves) /* up to the last point, which has no value of its own */
        *x = chart->x_values[chart->point_count - 1];
}

/* Whether all of a curve is above (1) or below (-1) the plot; 0 if not, or if it has no points. */
static int beyond_plot(const struct page_drawing *drawing, const struct chart_series *series) {
    const struct chart *chart = drawing->chart;
    const struct chart_axis *axis = chart_series_axis(chart, series);
    const struct chart_ticks *ticks = series->right ? &drawing->right_ticks : &drawing->y_ticks;
    int above = 0, below = 0, within = 0;
    for (int i = 0; i < chart->point_count; i++) {
        double y = series->y[i];
        if (!isfinite(y) || is_beyond(&chart->x, &drawing->x_ticks, chart->x_values[i]))
            continue;
        bool none = axis->scale == AXIS_LOG && !(y > 0); /* as far down as one likes */
        above += !none && y > ticks->to;
        below += none || y < ticks->from;
        within += !none && !is_beyond(axis, ticks, y);
    }
    return within || (above && below) ? 0 : (above > 0) - (below > 0);
}

static void add_top(struct page_drawing *drawing, struct page_labels *labels, struct page_top_label top,
                    const char *text, enum chart_colour colour) {
    top.block = page_drawing_block(drawing, text, 0.42 * drawing->width, drawing->size, false,
                                   page_drawing_colour(drawing, colour));
    if (!top.block.count && !top.line)
        return;
    labels->tops[labels->top_count++] = top;
    labels->row_height = fmax(labels->row_height, top.block.height + 1);
}

/* A curve that leaves the plot at its top, well before its right end, has its label there. One that is all above or
 * below the plot has it beside that edge, with an arrowhead that says where the curve is. */
static void add_curve_label(struct page_drawing *drawing, struct page_labels *labels,
                            const struct chart_series *series) {
    const struct chart *chart = drawing->chart;
    const char *text = page_drawing_label(drawing, series->label, series->detail);
    double x, y;
    bool leaves;
    last_point(drawing, series, &x, &y, &leaves);
    double place = chart_axis_place(&chart->x, &drawing->x_ticks, x);
    const struct chart_ticks *ticks = series->right ? &drawing->right_ticks : &drawing->y_ticks;
    if (leaves && place < 0.9 && y >= ticks->to) {
        add_top(drawing, labels, (struct page_top_label){.series = series, .value = x}, text, series->colour);
        return;
    }
    int beyond = isnan(y) ? beyond_plot(drawing, series) : 0;
    if (beyond)
        y = beyond > 0 ? ticks->to : ticks->from;
    struct page_side_label *side =
        add_side(drawing, labels, text, x, y, series->right, page_drawing_colour(drawing, series->colour));
    if (side)
        side->beyond = beyond;
}

/* The label of a shaded range: above it, or beside it. */
static void add_band_label(struct page_drawing *drawing, struct page_labels *labels, const struct chart_band *band) {
    const struct chart_axis *axis = band->vertical ? &drawing->chart->x : &drawing->chart->y;
    const struct chart_ticks *ticks = band->vertical ? &drawing->x_ticks : &drawing->y_ticks;
    double from = isnan(band->from) ? ticks->from : page_drawing_within(band->from, ticks->from, ticks->to);
    double to = isnan(band->to) ? ticks->to : page_drawing_within(band->to, ticks->from, ticks->to);
    double middle = axis->scale == AXIS_LOG ? sqrt(from) * sqrt(to) : (from + to) / 2;
    const char *text = page_drawing_label(drawing, band->label, band->detail);
    if (!(from < to) || !*text)
        return;
    if (band->vertical)
        add_top(drawing, labels, (struct page_top_label){.value = middle}, text, band->colour);
    else
        add_side(drawing, labels, text, NAN, middle, false, page_drawing_colour(drawing, band->colour));
}

void page_labels_prepare(struct page_drawing *drawing, struct page_labels *labels) {
    const struct chart *chart = drawing->chart;
    struct page_layout *layout = drawing->layout;
    size_t most = (size_t)(chart->series_count + chart->line_count + chart->area_count + chart->band_count) + 1;
    labels->sides = arena_array(layout->arena, most, sizeof *labels->sides);
    labels->tops = arena_array(layout->arena, most, sizeof *labels->tops);
    for (int i = 0; i < chart->series_count && chart->kind != CHART_BARS; i++) {
        if (chart->series[i].shown)
            add_curve_label(drawing, labels, &chart->series[i]);
    }
    for (int i = 0; i < chart->area_count; i++) {
        const struct chart_area *area = &chart->areas[i];
        double x, first, second;
        bool leaves;
        last_point(drawing, &chart->series[area->first], &x, &first, &leaves);
        last_point(drawing, &chart->series[area->second], &x, &second, &leaves);
        double middle = chart->y.scale == AXIS_LOG ? sqrt(first) * sqrt(second) : (first + second) / 2;
        if (area->shown)
            add_side(drawing, labels, page_drawing_label(drawing, area->label, area->detail), x, middle, false,
                     page_drawing_colour(drawing, CHART_GREY));
    }
    for (int i = 0; i < chart->line_count; i++) {
        const struct chart_line *line = &chart->lines[i];
        if (line->joined)
            continue; /* another label says it, and its line is at the same place */
        const char *text = line->shown ? page_drawing_label(drawing, line->label, line->detail) : "";
        if (line->shown && !line->vertical)
            add_side(drawing, labels, text, NAN, line->value, line->right, page_drawing_colour(drawing, line->colour));
        else if (line->shown)
            add_top(drawing, labels, (struct page_top_label){.line = line, .value = line->value}, text, line->colour);
    }
    for (int i = 0; i < chart->band_count; i++)
        if (chart->bands[i].shown)
            add_band_label(drawing, labels, &chart->bands[i]);
}

static int compare_tops(const void *a, const void *b) {
    double x = ((const struct page_top_label *)a)->x, y = ((const struct page_top_label *)b)->x;
    return x < y ? -1 : x > y;
}

/* Keeps a label off the tick labels of the y axis, the topmost of which it would touch, and within the chart. */
static double kept_left(const struct page_drawing *drawing, double left, double width) {
    return fmax(drawing->left, fmin(left, drawing->width - width));
}

/* All labels in one row, each centred over its line as far as the chart's edges allow. */
static bool arrange_centred(const struct page_drawing *drawing, struct page_labels *labels) {
    double end = -INFINITY;
    bool apart = true;
    for (int i = 0; i < labels->top_count; i++) {
        struct page_top_label *top = &labels->tops[i];
        top->left = kept_left(drawing, top->x - top->block.width / 2, top->block.width);
        top->row = 0;
        apart = apart && top->left >= end;
        end = top->left + top->block.width + LABELS_APART;
    }
    labels->row_count = labels->top_count > 0;
    return apart;
}

/* Two labels whose lines are close: the left label ends at its line and the right one begins at its own. If that takes
 * one of them out of the chart, it goes up a row, to the other side of its line, where nothing else crosses. */
static bool arrange_pair(const struct page_drawing *drawing, struct page_labels *labels) {
    if (labels->top_count != 2)
        return false;
    struct page_top_label *a = &labels->tops[0], *b = &labels->tops[1];
    double a_left = a->x - TOP_GAP - a->block.width, b_left = b->x + TOP_GAP;
    bool a_fits = a_left >= drawing->left, b_fits = b_left + b->block.width <= drawing->width;
    if (!a_fits && !b_fits)
        return false;
    a->left = a_fits ? a_left : a->x + TOP_GAP;
    b->left = b_fits ? b_left : b->x - TOP_GAP - b->block.width;
    a->row = !a_fits;
    b->row = !b_fits;
    labels->row_count = a_fits && b_fits ? 1 : 2;
    return a->left >= drawing->left && a->left + a->block.width <= drawing->width && b->left >= 0;
}

void page_labels_arrange_top(struct page_drawing *drawing, struct page_labels *labels) {
    for (int i = 0; i < labels->top_count; i++)
        labels->tops[i].x = page_drawing_x(drawing, labels->tops[i].value);
    if (drawing->chart->kind == CHART_BARS && !drawing->chart->edges) {
        page_markers_arrange_legend(drawing, labels);
        if (drawing->chart->part_count) {
            labels->row_count = page_bars_legend_rows(drawing);
            labels->row_height = 1.5 * drawing->size;
        }
        return;
    }
    if (labels->top_count)
        qsort(labels->tops, (size_t)labels->top_count, sizeof *labels->tops, compare_tops);
    if (arrange_centred(drawing, labels) || arrange_pair(drawing, labels))
        return;
    labels->as_legend = true;
    labels->row_count = labels->top_count;
    for (int i = 0; i < labels->top_count; i++) {
        labels->tops[i].left = drawing->left + SAMPLE + TOP_GAP;
        labels->tops[i].row = labels->top_count - 1 - i;
    }
}

/* A line reaches up beside a label that is next to it, and ends below a label that is over it. */
void page_labels_draw_top(struct page_drawing *drawing, struct page_labels *labels) {
    /* Above bars are their values. */
    const double over = drawing->chart->edges ? drawing->top - page_bars_above(drawing) : drawing->top;
    if (drawing->chart->kind == CHART_BARS && !drawing->chart->edges)
        page_markers_draw_legend(drawing, labels);
    if (drawing->chart->part_count)
        page_bars_draw_legend(drawing, labels->row_height);
    for (int i = 0; i < labels->top_count; i++) {
        struct page_top_label *top = &labels->tops[i];
        double label_top = over - 2 - (top->row + 1) * labels->row_height;
        bool beside = top->x <= top->left || top->x >= top->left + top->block.width;
        double end = labels->as_legend ? drawing->top : beside ? label_top + 1 : label_top + top->block.height + 0.5;
        double x = top->x;
        if (top->line && top->line->shown && x >= drawing->left - 0.01 && x <= drawing->right + 0.01)
            page_drawing_chart_line(drawing, top->line, x, end, x, drawing->bottom);
        if (labels->as_legend && top->series)
            page_drawing_line(drawing, top->left - TOP_GAP - SAMPLE, label_top + top->block.height / 2,
                              top->left - TOP_GAP, label_top + top->block.height / 2, 1.4,
                              page_drawing_colour(drawing, top->series->colour), top->series->dash);
        if (labels->as_legend && top->line)
            page_drawing_chart_line(drawing, top->line, top->left - TOP_GAP - SAMPLE, label_top + top->block.height / 2,
                                    top->left - TOP_GAP, label_top + top->block.height / 2);
        page_drawing_put_block(drawing, &top->block, top->left, label_top, BLOCK_LEFT);
    }
}

static int compare_sides(const void *a, const void *b) {
    double x = ((const struct page_side_label *)a)->y, y = ((const struct page_side_label *)b)->y;
    return x < y ? -1 : x > y;
}

/* Pushes labels apart, in order, each as close to what it names as its neighbours allow. Labels that touch form a
 * group, which is centred on the average of the places they want. */
static void spread_sides(struct page_side_label *sides, int count, double least, double most) {
    int *group = alloc_bytes(sizeof *group * (size_t)(count + 1)); /* of each label: the first label of its group */
    for (int i = 0; i < count; i++) {
        sides[i].top = fmin(fmax(sides[i].y - sides[i].block.height / 2, least), most - sides[i].block.height);
        group[i] = i;
        for (bool moved = true; moved;) {
            moved = false;
            int first = group[i];
            double height = 0, wanted = 0;
            for (int j = first; j <= i; j++) {
                wanted += sides[j].y - sides[j].block.height / 2 - height;
                height += sides[j].block.height;
            }
            double top = fmin(fmax(wanted / (i - first + 1), least), fmax(most - height, least));
            for (int j = first; j <= i; j++) {
                sides[j].top = top;
                top += sides[j].block.height;
            }
            if (first > 0 && sides[first].top < sides[first - 1].top + sides[first - 1].block.height - 0.001) {
                int merged = group[first - 1];
                for (int j = first; j <= i; j++)
                    group[j] = merged;
                moved = true;
            }
        }
    }
    free(group);
}

static void draw_arrowhead(struct page_drawing *drawing, double x, double y, int up, struct pdf_colour colour) {
    const double points[] = {-2.4, 1.8 * up, 2.4, 1.8 * up, 0, -2.4 * up};
    page_box_add_polygon(drawing->layout, drawing->box, x, y, points, 3, true, true, 0, colour);
}

void page_labels_draw_sides(struct page_drawing *drawing, struct page_labels *labels) {
    for (int i = 0; i < labels->side_count; i++) {
        struct page_side_label *side = &labels->sides[i];
        side->x = isnan(side->x) ? drawing->right : page_drawing_x(drawing, side->x);
        double y = side->right ? page_drawing_right_y(drawing, side->y) : page_drawing_y(drawing, side->y);
        side->y = fmin(fmax(y, drawing->top), drawing->bottom);
    }
    if (!labels->side_count)
        return;
    qsort(labels->sides, (size_t)labels->side_count, sizeof *labels->sides, compare_sides);
    /* If there are labels above the plot, none beside it reaches up to them. */
    spread_sides(labels->sides, labels->side_count, drawing->top - (labels->row_count ? 1 : drawing->size),
                 drawing->bottom + 0.4 * drawing->size);
    for (int i = 0; i < labels->side_count; i++) {
        struct page_side_label *side = &labels->sides[i];
        double middle = side->top + (side->block.height - SIDES_APART) / 2,
               edge = drawing->right + drawing->right_width;
        if (side->beyond)
            draw_arrowhead(drawing, edge + SIDE_GAP / 2, middle, side->beyond, side->colour);
        else if (fabs(middle - side->y) > 0.5 * drawing->size)
            page_drawing_line(drawing, edge + 1, side->y, edge + SIDE_GAP - 1, middle, 0.6, side->colour, DASH_SOLID);
        page_drawing_put_block(drawing, &side->block, edge + SIDE_GAP + 2, side->top, BLOCK_LEFT);
    }
}
