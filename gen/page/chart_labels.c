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

static void add_side(struct page_drawing *drawing, struct page_labels *labels, const char *text, double x, double y,
                     struct pdf_colour colour) {
    struct page_side_label *side = &labels->sides[labels->side_count];
    *side = (struct page_side_label){
        .block = page_drawing_block(drawing, text, SIDE_SHARE * drawing->width, drawing->size, false, colour),
        .colour = colour,
        .x = x,
        .y = y};
    if (!side->block.count)
        return;
    side->block.height += SIDES_APART;
    labels->side_count++;
    labels->side_width = fmax(labels->side_width, side->block.width);
}

/* The last point of a curve as x and y values of the axes; NaN if it has none. */
static void last_point(const struct chart *chart, const struct chart_series *series, double *x, double *y) {
    *x = *y = NAN;
    for (int i = chart->point_count - 1; i >= 0 && isnan(*y); i--)
        if (isfinite(series->y[i]) && (chart->y.scale == AXIS_LINEAR || series->y[i] > 0)) {
            *x = chart->x_values[i];
            *y = series->y[i];
        }
}

void page_labels_prepare(struct page_drawing *drawing, struct page_labels *labels) {
    const struct chart *chart = drawing->chart;
    struct page_layout *layout = drawing->layout;
    size_t most = (size_t)(chart->series_count + chart->line_count + chart->area_count) + 1;
    labels->sides = arena_array(layout->arena, most, sizeof *labels->sides);
    labels->tops = arena_array(layout->arena, (size_t)chart->line_count + 1, sizeof *labels->tops);
    for (int i = 0; i < chart->series_count && chart->kind != CHART_BARS; i++) {
        const struct chart_series *series = &chart->series[i];
        double x, y;
        last_point(chart, series, &x, &y);
        if (series->shown)
            add_side(drawing, labels, page_drawing_label(drawing, series->label, series->detail), x, y,
                     page_drawing_colour(drawing, series->colour));
    }
    for (int i = 0; i < chart->area_count; i++) {
        const struct chart_area *area = &chart->areas[i];
        double x, first, second;
        last_point(chart, &chart->series[area->first], &x, &first);
        last_point(chart, &chart->series[area->second], &x, &second);
        double middle = chart->y.scale == AXIS_LOG ? sqrt(first) * sqrt(second) : (first + second) / 2;
        if (area->shown)
            add_side(drawing, labels, page_drawing_label(drawing, area->label, area->detail), x, middle,
                     page_drawing_colour(drawing, CHART_GREY));
    }
    for (int i = 0; i < chart->line_count; i++) {
        const struct chart_line *line = &chart->lines[i];
        if (line->joined)
            continue; /* another label says it, and its line is at the same place */
        const char *text = line->shown ? page_drawing_label(drawing, line->label, line->detail) : "";
        if (line->shown && !line->vertical) {
            add_side(drawing, labels, text, NAN, line->value, page_drawing_colour(drawing, line->colour));
        } else if (line->shown) {
            struct page_top_label *top = &labels->tops[labels->top_count++];
            *top =
                (struct page_top_label){.block = page_drawing_block(drawing, text, 0.42 * drawing->width, drawing->size,
                                                                    false, page_drawing_colour(drawing, line->colour)),
                                        .line = line};
            labels->row_height = fmax(labels->row_height, top->block.height + 1);
        }
    }
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
        labels->tops[i].x = page_drawing_x(drawing, labels->tops[i].line->value);
    if (drawing->chart->kind == CHART_BARS) {
        page_markers_arrange_legend(drawing, labels);
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
    if (drawing->chart->kind == CHART_BARS)
        page_markers_draw_legend(drawing, labels);
    for (int i = 0; i < labels->top_count; i++) {
        struct page_top_label *top = &labels->tops[i];
        double label_top = drawing->top - 2 - (top->row + 1) * labels->row_height;
        bool beside = top->x <= top->left || top->x >= top->left + top->block.width;
        double end = labels->as_legend ? drawing->top : beside ? label_top + 1 : label_top + top->block.height + 0.5;
        double x = top->x;
        if (top->line->shown && x >= drawing->left - 0.01 && x <= drawing->right + 0.01)
            page_drawing_chart_line(drawing, top->line, x, end, x, drawing->bottom);
        if (labels->as_legend)
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

void page_labels_draw_sides(struct page_drawing *drawing, struct page_labels *labels) {
    for (int i = 0; i < labels->side_count; i++) {
        struct page_side_label *side = &labels->sides[i];
        side->x = isnan(side->x) ? drawing->right : page_drawing_x(drawing, side->x);
        side->y = fmin(fmax(page_drawing_y(drawing, side->y), drawing->top), drawing->bottom);
    }
    if (!labels->side_count)
        return;
    qsort(labels->sides, (size_t)labels->side_count, sizeof *labels->sides, compare_sides);
    /* If there are labels above the plot, none beside it reaches up to them. */
    spread_sides(labels->sides, labels->side_count, drawing->top - (labels->row_count ? 1 : drawing->size),
                 drawing->bottom + 0.4 * drawing->size);
    for (int i = 0; i < labels->side_count; i++) {
        struct page_side_label *side = &labels->sides[i];
        double middle = side->top + (side->block.height - SIDES_APART) / 2;
        if (fabs(middle - side->y) > 0.5 * drawing->size)
            page_drawing_line(drawing, drawing->right + 1, side->y, drawing->right + SIDE_GAP - 1, middle, 0.6,
                              side->colour, DASH_SOLID);
        page_drawing_put_block(drawing, &side->block, drawing->right + SIDE_GAP + 2, side->top, BLOCK_LEFT);
    }
}
