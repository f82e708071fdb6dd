/* Curves, steps, columns, points and what is shaded, all cut at the edges of the plot. */
#include "page/charts.h"

#include <math.h>
#include <string.h>

#define CURVE_WIDTH 1.7
#define DASHED_WIDTH 1.4
#define COLUMN_EDGE 0.8
#define SHADE 0.18      /* of a colour, for the area below a curve */
#define BAND_SHADE 0.12 /* the same of a range */
enum { POINTS_IN_A_CURVE = 1024 };

/* The place of a point of a series. */
static double series_x(const struct page_drawing *drawing, int i) {
    return page_drawing_x(drawing, drawing->chart->x_values[i]);
}

static double series_y(const struct page_drawing *drawing, const struct chart_series *series, int i) {
    return series->right ? page_drawing_right_y(drawing, series->y[i]) : page_drawing_y(drawing, series->y[i]);
}

/* Narrows the part of a segment, from *from to *to of its length, to what is between two limits along one axis. */
static void narrow(double start, double way, double low, double high, double *from, double *to) {
    if (way == 0) {
        if (start < low || start > high)
            *from = 2;
        return;
    }
    double a = (low - start) / way, b = (high - start) / way;
    *from = fmax(*from, fmin(a, b));
    *to = fmin(*to, fmax(a, b));
}

/* Cuts a segment at the edges of the plot; false if none of it is within. */
static bool clip(const struct page_drawing *drawing, double *x1, double *y1, double *x2, double *y2) {
    double from = 0, to = 1, dx = *x2 - *x1, dy = *y2 - *y1, x = *x1, y = *y1;
    narrow(x, dx, drawing->left - 0.01, drawing->right + 0.01, &from, &to);
    narrow(y, dy, drawing->top - 0.01, drawing->bottom + 0.01, &from, &to);
    if (!(from <= to))
        return false;
    *x1 = x + from * dx;
    *y1 = y + from * dy;
    *x2 = x + to * dx;
    *y2 = y + to * dy;
    return true;
}

/* A line that is drawn piece by piece. */
struct pen {
    struct page_drawing *drawing;
    const struct chart_series *series;
    double points[2 * POINTS_IN_A_CURVE];
    int count;
};

static void lift(struct pen *pen) {
    if (pen->count > 1) {
        struct page_mark *mark =
            page_box_add_polygon(pen->drawing->layout, pen->drawing->box, 0, 0, pen->points, pen->count, false, false,
                                 pen->series->dash == DASH_SOLID ? CURVE_WIDTH : DASHED_WIDTH,
                                 page_drawing_colour(pen->drawing, pen->series->colour));
        mark->kind = MARK_CURVE;
        page_drawing_set_dashes(mark, pen->series->dash);
    }
    pen->count = 0;
}

/* Draws what of a segment is within the plot. */
static void draw_to(struct pen *pen, double x1, double y1, double x2, double y2) {
    if (!isfinite(x1) || !isfinite(y1) || !isfinite(x2) || !isfinite(y2) || !clip(pen->drawing, &x1, &y1, &x2, &y2))
        return;
    double *points = pen->points;
    int count = pen->count;
    if (count == 0 || points[2 * count - 2] != x1 || points[2 * count - 1] != y1 || count == POINTS_IN_A_CURVE) {
        lift(pen);
        points[0] = x1;
        points[1] = y1;
        pen->count = 1;
    }
    points[2 * pen->count] = x2;
    points[2 * pen->count + 1] = y2;
    pen->count++;
}

/* The vertices of a series as it is drawn, in `points`; steps and columns have two for each point within, and so has a
 * line that is to have the x of such. Returns their number.
 */
static int vertices(const struct page_drawing *drawing, const struct chart_series *series, bool doubled,
                    double *points) {
    const struct chart *chart = drawing->chart;
    const bool line = series->form == FORM_LINE;
    int count = 0;
    for (int i = 0; i < chart->point_count; i++) {
        double x = series_x(drawing, i), y = series_y(drawing, series, i);
        if (i && (doubled || !line)) { /* the value before, up to here */
            points[2 * count] = x;
            points[2 * count + 1] = line ? y : points[2 * count - 1];
            count++;
            if (i + 1 == chart->point_count)
                break;
        }
        points[2 * count] = x;
        points[2 * count + 1] = y;
        count++;
    }
    return count;
}

static double *new_vertices(const struct page_drawing *drawing) {
    return arena_array(drawing->layout->arena, 8 * ((size_t)drawing->chart->point_count + 2), sizeof(double));
}

static void draw_curve(struct page_drawing *drawing, const struct chart_series *series) {
    struct pen *pen = arena_alloc(drawing->layout->arena, sizeof *pen);
    double *points = new_vertices(drawing);
    int count = vertices(drawing, series, false, points);
    pen->drawing = drawing;
    pen->series = series;
    pen->count = 0;
    for (int i = 1; i < count; i++)
        draw_to(pen, points[2 * i - 2], points[2 * i - 1], points[2 * i], points[2 * i + 1]);
    lift(pen);
}

/* Where a series stands on: zero, or the nearest end of its axis. */
static double base_of(const struct page_drawing *drawing, const struct chart_series *series) {
    double zero = series->right ? page_drawing_right_y(drawing, 0) : page_drawing_y(drawing, 0);
    return isfinite(zero) ? page_drawing_within(zero, drawing->top, drawing->bottom) : drawing->bottom;
}

/* Columns are filled, or have their edges drawn: those of one series can then be seen on those of another. */
static void draw_columns(struct page_drawing *drawing, const struct chart_series *series, bool edges) {
    const struct chart *chart = drawing->chart;
    struct pdf_colour colour = page_drawing_colour(drawing, series->colour);
    double base = base_of(drawing, series);
    for (int i = 0, next; i + 1 < chart->point_count; i = next) {
        for (next = i + 1; next + 1 < chart->point_count && chart->between[next]; next++)
            ;
        double left = fmax(series_x(drawing, i), drawing->left), right = fmin(series_x(drawing, next), drawing->right);
        double y = page_drawing_within(series_y(drawing, series, i), drawing->top, drawing->bottom);
        if (!isfinite(y) || !(left < right))
            continue;
        page_box_add_rectangle(drawing->layout, drawing->box, left, fmin(y, base), right - left, fabs(base - y),
                               edges ? COLUMN_EDGE : 0, edges ? colour : page_drawing_tint(colour, 0.32), !edges);
    }
}

void page_curves_draw_columns(struct page_drawing *drawing) {
    const struct chart *chart = drawing->chart;
    for (int edges = 0; edges < 2; edges++)
        for (int i = 0; i < chart->series_count && chart->kind == CHART_LINE; i++)
            if (chart->series[i].shown && chart->series[i].form == FORM_COLUMNS)
                draw_columns(drawing, &chart->series[i], edges);
}

static void draw_points(struct page_drawing *drawing, const struct chart_series *series, int number) {
    const struct chart *chart = drawing->chart;
    static const double squares[] = {-2, -2, 2, -2, 2, 2, -2, 2}, triangles[] = {0, -2.6, 2.4, 1.8, -2.4, 1.8},
                        octagons[] = {-1, -2.4, 1, -2.4, 2.4, -1, 2.4, 1, 1, 2.4, -1, 2.4, -2.4, 1, -2.4, -1};
    static const struct {
        const double *points;
        int count;
    } shapes[] = {{octagons, 8}, {squares, 4}, {triangles, 3}};
    for (int i = 0; i < chart->point_count; i++) {
        double x = series_x(drawing, i), y = series_y(drawing, series, i);
        if (x >= drawing->left - 0.01 && x <= drawing->right + 0.01 && y >= drawing->top - 0.01 &&
            y <= drawing->bottom + 0.01)
            page_box_add_polygon(drawing->layout, drawing->box, x, y, shapes[number % 3].points,
                                 shapes[number % 3].count, true, true, 0, page_drawing_colour(drawing, series->colour));
    }
}

/* Solid curves first, so that a dashed one that coincides with one of them can be seen on it. */
void page_curves_draw(struct page_drawing *drawing) {
    const struct chart *chart = drawing->chart;
    for (int dashed = 0; dashed < 2 && chart->kind != CHART_BARS; dashed++)
        for (int i = 0; i < chart->series_count; i++) {
            const struct chart_series *series = &chart->series[i];
            if (!series->shown || series->form == FORM_COLUMNS || (series->dash != DASH_SOLID) != dashed)
                continue;
            if (chart->kind == CHART_SCATTER)
                draw_points(drawing, series, i);
            else
                draw_curve(drawing, series);
        }
}

/* Keeps of a polygon what is on one side of a horizontal line: below it (y grows downward) or above it. Returns the
 * number of points; at most twice as many as before. */
static int cut(const double *points, int count, double at, bool below, double *kept) {
    int kept_count = 0;
    for (int i = 0; i < count; i++) {
        const double *a = &points[2 * i], *b = &points[2 * ((i + 1) % count)];
        bool a_in = below ? a[1] >= at : a[1] <= at, b_in = below ? b[1] >= at : b[1] <= at;
        if (a_in) {
            kept[2 * kept_count] = a[0];
            kept[2 * kept_count++ + 1] = a[1];
        }
        if (a_in != b_in) {
            kept[2 * kept_count] = a[0] + (b[0] - a[0]) * (at - a[1]) / (b[1] - a[1]);
            kept[2 * kept_count++ + 1] = at;
        }
    }
    return kept_count;
}

/* Fills what of a polygon is within the plot's height. */
static void fill(struct page_drawing *drawing, const double *points, int count, struct pdf_colour colour) {
    double *upper = arena_array(drawing->layout->arena, 4 * ((size_t)count + 1), sizeof *upper);
    double *kept = arena_array(drawing->layout->arena, 8 * ((size_t)count + 1), sizeof *kept);
    int upper_count = cut(points, count, drawing->top, true, upper);
    int kept_count = cut(upper, upper_count, drawing->bottom, false, kept);
    if (kept_count > 2)
        page_box_add_polygon(drawing->layout, drawing->box, 0, 0, kept, kept_count, true, true, 0, colour);
}

/* Fills what is between the vertices of two lines that have the same x, or between those of one and a height. */
static void fill_between(struct page_drawing *drawing, const double *a, const double *b, double base, int count,
                         struct pdf_colour colour) {
    double *points = arena_array(drawing->layout->arena, 4 * ((size_t)count + 1), sizeof *points);
    for (int begin = 0; begin < count;) {
        int end = begin, filled = 0;
        while (end < count && isfinite(a[2 * end]) && isfinite(a[2 * end + 1]) && (!b || isfinite(b[2 * end + 1])))
            end++;
        for (int i = begin; i < end; i++, filled++)
            memcpy(&points[2 * filled], &a[2 * i], 2 * sizeof *points);
        for (int i = end - 1; i >= begin; i--, filled++) {
            points[2 * filled] = a[2 * i];
            points[2 * filled + 1] = b ? b[2 * i + 1] : base;
        }
        if (filled > 3)
            fill(drawing, points, filled, colour);
        begin = end + (end == begin);
    }
}

static void shade_band(struct page_drawing *drawing, const struct chart_band *band) {
    double from = NAN, to = NAN;
    if (!isnan(band->from))
        from = band->vertical ? page_drawing_x(drawing, band->from) : page_drawing_y(drawing, band->from);
    if (!isnan(band->to))
        to = band->vertical ? page_drawing_x(drawing, band->to) : page_drawing_y(drawing, band->to);
    double left = drawing->left, right = drawing->right, top = drawing->top, bottom = drawing->bottom;
    if (band->vertical) {
        left = isnan(from) ? left : page_drawing_within(from, left, right);
        right = isnan(to) ? right : page_drawing_within(to, left, right);
    } else {
        bottom = isnan(from) ? bottom : page_drawing_within(from, top, bottom);
        top = isnan(to) ? top : page_drawing_within(to, top, bottom);
    }
    if (right > left && bottom > top)
        page_box_add_rectangle(drawing->layout, drawing->box, left, top, right - left, bottom - top, 0,
                               page_drawing_tint(page_drawing_colour(drawing, band->colour), BAND_SHADE), true);
}

void page_curves_draw_shades(struct page_drawing *drawing) {
    const struct chart *chart = drawing->chart;
    for (int i = 0; i < chart->band_count; i++)
        if (chart->bands[i].shown)
            shade_band(drawing, &chart->bands[i]);
    for (int i = 0; i < chart->area_count; i++) {
        const struct chart_area *area = &chart->areas[i];
        const struct chart_series *first = &chart->series[area->first], *second = &chart->series[area->second];
        const bool doubled = first->form != FORM_LINE || second->form != FORM_LINE;
        double *a = new_vertices(drawing), *b = new_vertices(drawing);
        vertices(drawing, second, doubled, b);
        if (area->shown)
            fill_between(drawing, a, b, 0, vertices(drawing, first, doubled, a), drawing->layout->style->chart_shade);
    }
    for (int i = 0; i < chart->series_count && chart->kind == CHART_LINE; i++) {
        const struct chart_series *series = &chart->series[i];
        double *points = new_vertices(drawing);
        if (series->shown && series->filled && series->form != FORM_COLUMNS)
            fill_between(drawing, points, NULL, base_of(drawing, series), vertices(drawing, series, false, points),
                         page_drawing_tint(page_drawing_colour(drawing, series->colour), SHADE));
    }
}
