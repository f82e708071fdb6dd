/* The markers of a chart and their labels: diamonds with labels beside them or in a column; of bars, ticks across their
 * edge with labels above the plot. */
#include "page/charts.h"

#include <math.h>
#include <string.h>

#define TOP_GAP 4.0      /* between a diamond and its meaning in the legend */
#define LABELS_APART 8.0 /* between two labels in a row */
#define DIAMOND 4.2
#define TICK 7.0 /* half the width of a mark across the edge of a bar */
#define TICK_WIDTH 2.0
#define OUTLINE 6.0      /* half the width of a hollow diamond */
#define LABEL_AWAY 14.0  /* a label farther from its marker than this gets a line to it */
#define COLUMN_AWAY 22.0 /* between markers that are close together and the column of their labels */
#define ASTRAY_COST                                                                                                    \
    40.0 /* of a label that might be taken for another marker's; as much as covering a third of this length of a curve \
          */

static void draw_diamond(struct page_drawing *drawing, double x, double y, struct pdf_colour colour, bool hollow) {
    static const double diamond[] = {0, -DIAMOND, DIAMOND, 0, 0, DIAMOND, -DIAMOND, 0};
    static const double outline[] = {0, -OUTLINE, OUTLINE, 0, 0, OUTLINE, -OUTLINE, 0};
    const struct pdf_colour white = {1, 1, 1};
    if (hollow) {
        page_box_add_polygon(drawing->layout, drawing->box, x, y, outline, 4, true, false, 2.6, white);
        page_box_add_polygon(drawing->layout, drawing->box, x, y, outline, 4, true, false, 1.3, colour);
        return;
    }
    page_box_add_polygon(drawing->layout, drawing->box, x, y, diamond, 4, true, true, 0, colour);
    page_box_add_polygon(drawing->layout, drawing->box, x, y, diamond, 4, true, false, 0.8, white);
}

/* Whether a marker is shown, and none shown before it has the same label. */
static bool is_first_of_label(const struct chart *chart, int number) {
    for (int i = 0; i < number; i++)
        if (chart->markers[i].shown && strcmp(chart->markers[i].label, chart->markers[number].label) == 0)
            return false;
    return chart->markers[number].shown;
}

/* What the legend says of a marker: its value too, if it is the only one of its label. */
static const char *legend_label(struct page_drawing *drawing, int number) {
    const struct chart *chart = drawing->chart;
    const struct chart_marker *marker = &chart->markers[number];
    bool only = true;
    for (int i = 0; i < chart->marker_count; i++)
        only &= i == number || !chart->markers[i].shown || strcmp(chart->markers[i].label, marker->label) != 0;
    return only ? page_drawing_label(drawing, marker->label, marker->detail) : marker->label;
}

void page_markers_arrange_legend(struct page_drawing *drawing, struct page_labels *labels) {
    for (int i = 0; i < drawing->chart->marker_count; i++)
        if (is_first_of_label(drawing->chart, i)) {
            labels->row_count = 1;
            labels->row_height = 1.5 * drawing->size;
        }
}

void page_markers_draw_legend(struct page_drawing *drawing, const struct page_labels *labels) {
    const struct chart *chart = drawing->chart;
    double left = drawing->left + OUTLINE;
    for (int i = 0; i < chart->marker_count; i++) {
        if (!is_first_of_label(chart, i))
            continue;
        struct pdf_colour colour = page_drawing_colour(drawing, chart->markers[i].colour);
        struct page_block block =
            page_drawing_block(drawing, legend_label(drawing, i), drawing->right - left, drawing->size, false, colour);
        /* Below it is room for the value of a bar that reaches the top. */
        double middle = drawing->top - 1.4 * drawing->size - labels->row_height / 2;
        page_drawing_line(drawing, left - OUTLINE, middle, left + OUTLINE, middle, TICK_WIDTH, colour, DASH_SOLID);
        page_drawing_put_block(drawing, &block, left + OUTLINE + TOP_GAP, middle - block.height / 2, BLOCK_LEFT);
        left += OUTLINE + TOP_GAP + block.width + 2 * LABELS_APART;
    }
}

struct rectangle {
    double left, top, right, bottom;
};

/* The approximate length of a straight line within a rectangle. */
static double line_within(const struct rectangle *r, double x1, double y1, double x2, double y2) {
    enum { SAMPLES = 24 };
    int inside = 0;
    if (fmax(x1, x2) < r->left || fmin(x1, x2) > r->right || fmax(y1, y2) < r->top || fmin(y1, y2) > r->bottom)
        return 0;
    for (int i = 0; i <= SAMPLES; i++) {
        double x = x1 + (x2 - x1) * i / SAMPLES, y = y1 + (y2 - y1) * i / SAMPLES;
        inside += x > r->left && x < r->right && y > r->top && y < r->bottom;
    }
    return inside * hypot(x2 - x1, y2 - y1) / SAMPLES;
}

static double overlap(const struct rectangle *a, const struct rectangle *b) {
    double width = fmin(a->right, b->right) - fmax(a->left, b->left);
    double height = fmin(a->bottom, b->bottom) - fmax(a->top, b->top);
    return width > 0 && height > 0 ? width * height : 0;
}

/* How much of a series, from point `j` to the next, is within a rectangle; steps go along and then up or down. */
static double curve_within(const struct page_drawing *drawing, const struct chart_series *series, int j,
                           const struct rectangle *r) {
    const double *at = drawing->chart->x_values;
    double x1 = page_drawing_x(drawing, at[j]), x2 = page_drawing_x(drawing, at[j + 1]);
    double y1 = series->right ? page_drawing_right_y(drawing, series->y[j]) : page_drawing_y(drawing, series->y[j]);
    double y2 =
        series->right ? page_drawing_right_y(drawing, series->y[j + 1]) : page_drawing_y(drawing, series->y[j + 1]);
    double length = series->form == FORM_LINE ? line_within(r, x1, y1, x2, y2)
                                              : line_within(r, x1, y1, x2, y1) + line_within(r, x2, y1, x2, y2);
    return isfinite(length) ? length : 0;
}

/* How much a label would cover there: curves and lines count by their length, markers and labels much more. */
static double covered(const struct page_drawing *drawing, const struct rectangle *r, const struct rectangle *taken,
                      int taken_count) {
    const struct chart *chart = drawing->chart;
    double sum = 0;
    for (int i = 0; i < chart->series_count; i++)
        for (int j = 0; j + 1 < chart->point_count && chart->series[i].shown; j++) {
            sum += curve_within(drawing, &chart->series[i], j, r);
        }
    for (int i = 0; i < chart->line_count; i++) {
        const struct chart_line *line = &chart->lines[i];
        double x = line->vertical ? page_drawing_x(drawing, line->value) : NAN;
        double y = line->vertical ? NAN : page_drawing_y(drawing, line->value);
        if (line->shown)
            sum += line->vertical ? line_within(r, x, drawing->top, x, drawing->bottom)
                                  : line_within(r, drawing->left, y, drawing->right, y);
    }
    for (int i = 0; i < taken_count; i++)
        sum += 100 * overlap(r, &taken[i]);
    return sum;
}

static double marker_x(const struct page_drawing *drawing, const struct chart_marker *marker) {
    return drawing->chart->kind == CHART_BARS ? page_bars_edge(drawing, marker->x) : page_drawing_x(drawing, marker->x);
}

static double distance(const struct rectangle *r, double x, double y) {
    return hypot(fmax(fmax(r->left - x, x - r->right), 0), fmax(fmax(r->top - y, y - r->bottom), 0));
}

/* Whether another marker is as near to a marker's label as its own marker is, or nearly so. */
static bool is_astray(const struct page_drawing *drawing, int number, const struct rectangle *r) {
    const struct chart *chart = drawing->chart;
    const struct chart_marker *own = &chart->markers[number];
    double near = distance(r, marker_x(drawing, own), page_drawing_y(drawing, own->y));
    bool astray = false;
    for (int i = 0; i < chart->marker_count; i++)
        astray |=
            i != number && chart->markers[i].shown && !chart->markers[i].joined &&
            distance(r, marker_x(drawing, &chart->markers[i]), page_drawing_y(drawing, chart->markers[i].y)) < near + 2;
    return astray;
}

/* The best place around a marker, near ones first; one that is nearer to another marker is the last choice. */
static struct rectangle place_label(const struct page_drawing *drawing, int number, double x, double y,
                                    const struct page_block *block, const struct rectangle *taken, int taken_count) {
    static const double sides[][2] = {{1, 1}, {-1, -1}, {1, -1}, {-1, 1}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    struct rectangle best = {0};
    double best_cost = INFINITY;
    for (int ring = 0; ring < 6; ring++)
        for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
            double away = DIAMOND + 2 + 7 * ring, diagonal = sides[i][0] != 0 && sides[i][1] != 0 ? 0.5 : 1;
            double cx = x + sides[i][0] * (away * diagonal + block->width / 2);
            double cy = y + sides[i][1] * (away * diagonal + block->height / 2);
            cx = fmax(drawing->left + 1 + block->width / 2, fmin(cx, drawing->right - block->width / 2));
            struct rectangle r = {cx - block->width / 2, cy - block->height / 2, cx + block->width / 2,
                                  cy + block->height / 2};
            if (r.top < drawing->top || r.bottom > drawing->bottom - 1)
                continue;
            double cost = 3 * covered(drawing, &r, taken, taken_count) + 2 * ring + 0.1 * (double)i +
                          (is_astray(drawing, number, &r) ? ASTRAY_COST : 0);
            if (cost < best_cost) {
                best_cost = cost;
                best = r;
            }
        }
    if (best_cost == INFINITY) { /* no room around it: it is moved into the plot */
        best.left = fmax(drawing->left + 1, fmin(x, drawing->right - block->width));
        best.top = fmax(drawing->top, fmin(y + DIAMOND + 2, drawing->bottom - block->height - 1));
        best.right = best.left + block->width;
        best.bottom = best.top + block->height;
    }
    return best;
}

/* Draws a line from a marker to a place at its label. */
static void draw_leader(struct page_drawing *drawing, const struct chart_marker *marker, double x, double y) {
    double from_x = marker_x(drawing, marker), from_y = page_drawing_y(drawing, marker->y);
    double away = hypot(x - from_x, y - from_y), edge = marker->hollow ? OUTLINE : DIAMOND;
    if (away > edge + 1)
        page_drawing_line(drawing, from_x + (x - from_x) * edge / away, from_y + (y - from_y) * edge / away, x, y, 0.6,
                          page_drawing_colour(drawing, marker->colour), DASH_SOLID);
}

/* The place where a column of labels, `height` tall, covers least, beside markers that reach from `first` to `last` and
 * have their middle at `middle`: near them, on either side, higher or lower. */
static struct rectangle place_column(const struct page_drawing *drawing, double first, double last, double middle,
                                     double width, double height) {
    enum { STEPS_ASIDE = 4, STEPS_DOWN = 8 };
    double least = drawing->top, most = fmax(drawing->bottom - 1 - height, least);
    struct rectangle best = {0};
    double best_cost = INFINITY;
    for (int aside = 0; aside < STEPS_ASIDE; aside++)
        for (int down = -STEPS_DOWN; down <= STEPS_DOWN; down++)
            for (int side = 0; side < 2; side++) {
                double away = COLUMN_AWAY * (1 + 0.5 * aside), shift = down * drawing->size;
                double left = side ? first - away - width : last + away;
                double top = fmin(fmax(middle - height / 2 + shift, least), most);
                if (left < drawing->left + 1 || left + width > drawing->right)
                    continue;
                struct rectangle r = {left, top, left + width, top + height};
                double cost = 3 * covered(drawing, &r, NULL, 0) + 0.5 * away + 0.4 * fabs(shift) + side;
                if (cost < best_cost) {
                    best_cost = cost;
                    best = r;
                }
            }
    if (best_cost == INFINITY) /* wider than the room on either side */
        best = (struct rectangle){fmax(drawing->left + 1, fmin(last + COLUMN_AWAY, drawing->right - width)), least,
                                  drawing->right, least + height};
    return best;
}

/* Labels of markers that are close together: in a column beside them, in the order of the markers, each with a line to
 * its marker. */
static void draw_column(struct page_drawing *drawing, const struct chart_marker **markers,
                        struct page_side_label *sides, int count) {
    double first = INFINITY, last = -INFINITY, widest = 0, height = 0, middle = 0;
    for (int i = 0; i < count; i++) {
        first = fmin(first, sides[i].x);
        last = fmax(last, sides[i].x);
        widest = fmax(widest, sides[i].block.width);
        height += sides[i].block.height;
        middle += sides[i].y / count;
    }
    for (int i = 1; i < count; i++) /* sorted by height; equal ones keep the chart's order */
        for (int j = i; j > 0 && sides[j].y < sides[j - 1].y; j--) {
            struct page_side_label side = sides[j];
            const struct chart_marker *marker = markers[j];
            sides[j] = sides[j - 1];
            markers[j] = markers[j - 1];
            sides[j - 1] = side;
            markers[j - 1] = marker;
        }
    struct rectangle column = place_column(drawing, first, last, middle, widest, height);
    bool right = column.left > last;
    for (int i = 0; i < count; column.top += sides[i++].block.height) {
        struct page_side_label *side = &sides[i];
        double left = right ? column.left : column.left + widest - side->block.width;
        draw_leader(drawing, markers[i], right ? left - 3 : left + side->block.width + 3,
                    column.top + side->block.height / 2);
        page_drawing_put_block(drawing, &side->block, left, column.top, BLOCK_LEFT);
    }
}

static bool is_inside(const struct page_drawing *drawing, const struct chart_marker *marker) {
    double x = marker_x(drawing, marker), y = page_drawing_y(drawing, marker->y);
    return marker->shown && x >= drawing->left - 0.01 && x <= drawing->right + 0.01 && y >= drawing->top - 0.01 &&
           y <= drawing->bottom + 0.01;
}

void page_markers_draw(struct page_drawing *drawing) {
    const struct chart *chart = drawing->chart;
    size_t most = (size_t)chart->marker_count + 1;
    struct rectangle *taken = arena_array(drawing->layout->arena, 2 * most, sizeof *taken);
    struct page_side_label *sides = arena_array(drawing->layout->arena, most, sizeof *sides);
    struct rectangle *places = arena_array(drawing->layout->arena, most, sizeof *places);
    const struct chart_marker **markers = arena_array(drawing->layout->arena, most, sizeof *markers);
    int taken_count = 0, count = 0;
    bool astray = false;
    for (int i = 0; i < chart->marker_count; i++) {
        const struct chart_marker *marker = &chart->markers[i];
        double x = marker_x(drawing, marker), y = page_drawing_y(drawing, marker->y);
        if (marker->shown)
            taken[taken_count++] = (struct rectangle){x - DIAMOND, y - DIAMOND, x + DIAMOND, y + DIAMOND};
    }
    for (int i = 0; i < chart->marker_count; i++) {
        const struct chart_marker *marker = &chart->markers[i];
        if (!is_inside(drawing, marker))
            continue;
        struct pdf_colour colour = page_drawing_colour(drawing, marker->colour);
        double x = marker_x(drawing, marker), y = page_drawing_y(drawing, marker->y);
        if (chart->kind == CHART_BARS)
            page_drawing_line(drawing, x - TICK, y, x + TICK, y, TICK_WIDTH, colour, DASH_SOLID);
        else
            draw_diamond(drawing, x, y, colour, marker->hollow);
        if (chart->kind == CHART_BARS || marker->joined)
            continue; /* its label is in the legend above the plot, or that of another marker */
        struct page_block block =
            page_drawing_block(drawing, page_drawing_label(drawing, marker->label, marker->detail),
                               0.3 * drawing->width, drawing->size, false, colour);
        places[count] = place_label(drawing, i, x, y, &block, taken, taken_count);
        taken[taken_count++] = places[count];
        astray |= is_astray(drawing, i, &places[count]);
        markers[count] = marker;
        sides[count++] = (struct page_side_label){.block = block, .colour = colour, .x = x, .y = y};
    }
    if (astray) {
        draw_column(drawing, markers, sides, count);
        return;
    }
    for (int i = 0; i < count; i++) {
        const struct rectangle *r = &places[i];
        if (distance(r, sides[i].x, sides[i].y) > LABEL_AWAY)
            draw_leader(drawing, markers[i], fmax(r->left, fmin(sides[i].x, r->right)),
                        fmax(r->top, fmin(sides[i].y, r->bottom)));
        page_drawing_put_block(drawing, &sides[i].block, r->left, r->top, BLOCK_LEFT);
    }
}
