/* Charts: axes, grids, curves and areas, and how the parts of a chart are put together. */
#include "page/charts.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

/* Heights as shares of the width. */
#define ASPECT 0.46
#define BARS_ASPECT 0.42
#define FRAME_ASPECT 0.35  /* of a frame to draw in, before it grows into the rest of its page */
#define LEAST_HEIGHT 172.0 /* in points; of charts side by side */
#define WIDEST_SIDE 0.32   /* of the width, for labels to the right */
/* Line widths in points. */
#define AXIS_WIDTH 0.7
#define GRID_WIDTH 0.5
#define FRAME_GRID_WIDTH 0.7
#define FINE_WIDTH 0.35
#define BLANK_WIDTH 40.0 /* to write the numbers of an axis by hand */
#define BLANK_TICK 4.0   /* how far the lines of such an axis stick out to the left */
enum { Y_TICKS_WANTED = 5, X_TICKS_WANTED = 6 };

static struct page_block tick_block(struct page_drawing *drawing, const struct chart_axis *axis,
                                    const struct chart_ticks *ticks, int i) {
    struct text printed = {0};
    chart_tick_print(&printed, axis, ticks, i, drawing->layout->document->locale);
    const char *text = text_keep(&printed, drawing->layout->arena);
    return page_drawing_block(drawing, text, drawing->width, drawing->size, false, drawing->layout->style->ink);
}

/* The beginning of an axis whose other numbers the reader writes. */
static struct page_block zero_block(struct page_drawing *drawing) {
    return page_drawing_block(drawing, "0", drawing->width, drawing->size, false, drawing->layout->style->ink);
}

static double widest_tick(struct page_drawing *drawing) {
    double widest = drawing->chart->y.blank ? BLANK_WIDTH : 0;
    for (int i = 0; i < drawing->y_ticks.count; i++)
        widest = fmax(widest, tick_block(drawing, &drawing->chart->y, &drawing->y_ticks, i).width);
    return widest;
}

/* The grid that readers draw on, which is finer than a grid to read values by. */
static void draw_fine_grid(struct page_drawing *drawing) {
    struct pdf_colour colour = drawing->layout->style->chart_grid;
    const struct chart *chart = drawing->chart;
    double values[FINE_MOST];
    int count = chart_axis_fine_ticks(&chart->y, &drawing->y_ticks, values);
    for (int i = 0; i < count; i++) {
        double y = page_drawing_y(drawing, values[i]);
        page_drawing_line(drawing, drawing->left, y, drawing->right, y, FINE_WIDTH, colour, DASH_SOLID);
    }
    count = chart->kind == CHART_BARS ? 0 : chart_axis_fine_ticks(&chart->x, &drawing->x_ticks, values);
    for (int i = 0; i < count; i++) {
        double x = page_drawing_x(drawing, values[i]);
        page_drawing_line(drawing, x, drawing->top, x, drawing->bottom, FINE_WIDTH, colour, DASH_SOLID);
    }
}

/* The grid lines at the ticks; in a frame they are stronger than the finer ones. */
static void draw_grid_line(struct page_drawing *drawing, double x1, double y1, double x2, double y2) {
    const struct page_style *style = drawing->layout->style;
    bool frame = drawing->chart->frame;
    page_drawing_line(drawing, x1, y1, x2, y2, frame ? FRAME_GRID_WIDTH : GRID_WIDTH,
                      frame ? page_drawing_tint(style->faint, 0.6) : style->chart_grid, DASH_SOLID);
}

static void draw_y_axis(struct page_drawing *drawing) {
    for (int i = 0; i < drawing->y_ticks.count; i++) {
        double y = page_drawing_y(drawing, drawing->y_ticks.values[i]);
        if (y < drawing->bottom - 0.5)
            draw_grid_line(drawing, drawing->left, y, drawing->right, y);
        if (drawing->chart->y.blank) { /* the reader chooses the scale and writes the numbers */
            draw_grid_line(drawing, drawing->left - BLANK_TICK, y, drawing->left, y);
            if (y < drawing->bottom - 0.5 || !drawing->chart->y.from_zero)
                continue;
        }
        struct page_block block = drawing->chart->y.blank
                                      ? zero_block(drawing)
                                      : tick_block(drawing, &drawing->chart->y, &drawing->y_ticks, i);
        page_drawing_put_block(drawing, &block, drawing->left - 5, y - block.height / 2, BLOCK_RIGHT);
    }
}

/* The second axis has numbers and no grid, in the colour of what is along it if that is a single series. */
static void draw_right_axis(struct page_drawing *drawing) {
    const struct chart *chart = drawing->chart;
    for (int i = 0; i < drawing->right_ticks.count; i++) {
        double y = page_drawing_right_y(drawing, drawing->right_ticks.values[i]);
        struct page_block block = tick_block(drawing, &chart->right, &drawing->right_ticks, i);
        page_drawing_line(drawing, drawing->right, y, drawing->right + 3, y, AXIS_WIDTH, drawing->layout->style->ink,
                          DASH_SOLID);
        page_drawing_put_block(drawing, &block, drawing->right + 5, y - block.height / 2, BLOCK_LEFT);
    }
    page_drawing_line(drawing, drawing->right, drawing->top, drawing->right, drawing->bottom, AXIS_WIDTH,
                      drawing->layout->style->ink, DASH_SOLID);
}

/* If tick labels would touch, only every second one is drawn, or fewer. */
static void draw_x_axis(struct page_drawing *drawing) {
    const struct page_style *style = drawing->layout->style;
    const struct chart_ticks *ticks = &drawing->x_ticks;
    int stride = 1;
    for (bool fits = false; !fits && stride < ticks->count; stride += !fits) {
        double end = -INFINITY;
        fits = true;
        for (int i = 0; i < ticks->count; i += stride) {
            double x = page_drawing_x(drawing, ticks->values[i]);
            double width = tick_block(drawing, &drawing->chart->x, ticks, i).width;
            fits = fits && x - width / 2 > end;
            end = x + width / 2 + drawing->size;
        }
    }
    for (int i = 0; i < ticks->count; i++) {
        double x = page_drawing_x(drawing, ticks->values[i]);
        if (x > drawing->left + 0.5)
            draw_grid_line(drawing, x, drawing->top, x, drawing->bottom);
        if (i % stride)
            continue;
        page_drawing_line(drawing, x, drawing->bottom, x, drawing->bottom + 3, AXIS_WIDTH, style->ink, DASH_SOLID);
        struct page_block block = tick_block(drawing, &drawing->chart->x, ticks, i);
        page_drawing_put_block(drawing, &block, x, drawing->bottom + 4, BLOCK_CENTER);
    }
}

/* `Cluster size (GPUs)` */
static const char *axis_title(struct page_drawing *drawing, const struct chart_axis *axis) {
    const char *unit = chart_axis_unit(drawing->layout->arena, axis, drawing->layout->document->locale);
    return *unit && *axis->label ? arena_printf(drawing->layout->arena, "%s (%s)", axis->label, unit) : axis->label;
}

static void draw_horizontal_lines(struct page_drawing *drawing) {
    for (int i = 0; i < drawing->chart->line_count; i++) {
        const struct chart_line *line = &drawing->chart->lines[i];
        double y = !line->shown || line->vertical ? NAN
                   : line->right                  ? page_drawing_right_y(drawing, line->value)
                                                  : page_drawing_y(drawing, line->value);
        if (y >= drawing->top - 0.01 && y <= drawing->bottom + 0.01)
            page_drawing_chart_line(drawing, line, drawing->left, y, drawing->right, y);
    }
}

/* The alternative text. */
static const char *description(struct page_drawing *drawing) {
    const struct document *document = drawing->layout->document;
    return chart_describe(drawing->layout->arena, drawing->chart, words_language_lookup(document->language),
                          document->locale);
}

/* Draws titles and finds the edges of the plot, which depend on what surrounds it. */
static void arrange(struct page_drawing *drawing, struct page_labels *labels) {
    const struct chart *chart = drawing->chart;
    const struct page_style *style = drawing->layout->style;
    bool bars = chart->kind == CHART_BARS;
    struct page_block title =
        page_drawing_block(drawing, chart->title, drawing->width, style->body_size, true, style->ink);
    page_drawing_put_block(drawing, &title, 0, 0, BLOCK_LEFT);
    struct page_block y_title =
        page_drawing_block(drawing, axis_title(drawing, &chart->y), drawing->width, drawing->size, false, style->ink);
    double y = title.height + (title.height > 0 ? 3 : 0);
    if (chart->has_right) {
        struct page_block right = page_drawing_block(drawing, axis_title(drawing, &chart->right), 0.45 * drawing->width,
                                                     drawing->size, false, style->ink);
        y_title = page_drawing_block(drawing, axis_title(drawing, &chart->y), 0.45 * drawing->width, drawing->size,
                                     false, style->ink);
        page_drawing_put_block(drawing, &right, drawing->width, y, BLOCK_RIGHT);
        if (right.height > y_title.height)
            y += right.height - y_title.height;
    }
    page_drawing_put_block(drawing, &y_title, 0, y, BLOCK_LEFT);
    y += y_title.height + 5;

    for (int i = 0; i < drawing->right_ticks.count; i++)
        drawing->right_width =
            fmax(drawing->right_width, tick_block(drawing, &chart->right, &drawing->right_ticks, i).width + 6);
    page_labels_prepare(drawing, labels);
    drawing->narrow |= labels->side_width > WIDEST_SIDE * drawing->width;
    drawing->left = widest_tick(drawing) + 5;
    drawing->right = drawing->width - (labels->side_count ? labels->side_width + 9 : 0) - drawing->right_width;
    if (!bars) { /* half of the last tick's label may extend beyond the plot */
        int last = drawing->x_ticks.count - 1;
        double half = last >= 0 ? tick_block(drawing, &chart->x, &drawing->x_ticks, last).width / 2 : 0;
        double place = last >= 0 ? chart_axis_place(&chart->x, &drawing->x_ticks, drawing->x_ticks.values[last]) : 0;
        if (drawing->left + place * (drawing->right - drawing->left) + half > drawing->width)
            drawing->right = drawing->width - half;
    }
    page_labels_arrange_top(drawing, labels);
    drawing->top = y + labels->row_count * labels->row_height + (bars ? page_bars_above(drawing) : 2);
    struct page_block x_title =
        page_drawing_block(drawing, axis_title(drawing, &chart->x), drawing->width, drawing->size, false, style->ink);
    double below =
        4 + (bars ? page_bars_names_height(drawing) : 1.3 * drawing->size) + (x_title.count ? x_title.height + 1 : 0);
    drawing->bottom = drawing->height - below - 1;
    if (drawing->bottom < drawing->top + 60) { /* a narrow column with long labels */
        drawing->bottom = drawing->top + 60;
        drawing->height = drawing->bottom + below + 1;
    }
    if (x_title.count)
        page_drawing_put_block(drawing, &x_title, (drawing->left + drawing->right) / 2,
                               drawing->height - x_title.height, BLOCK_CENTER);
}

double page_chart_height(const struct page_layout *layout, const struct chart *chart, double width) {
    double aspect = chart->frame ? FRAME_ASPECT : chart->kind == CHART_BARS ? BARS_ASPECT : ASPECT;
    return fmax(width * aspect, LEAST_HEIGHT) + layout->style->chart_more;
}

struct page_drawn_chart page_chart(struct page_layout *layout, const struct chart *chart, double width, double more,
                                   struct pos pos) {
    struct page_drawing drawing = {.layout = layout,
                                   .chart = chart,
                                   .box = page_box_new(layout),
                                   .pos = pos,
                                   .width = width,
                                   .height = page_chart_height(layout, chart, width) + more,
                                   .size = layout->style->small_size};
    const struct page_style *style = layout->style;
    chart_axis_ticks(&chart->x, X_TICKS_WANTED, &drawing.x_ticks);
    chart_axis_ticks(&chart->y, Y_TICKS_WANTED, &drawing.y_ticks);
    if (chart->has_right)
        chart_axis_ticks(&chart->right, Y_TICKS_WANTED, &drawing.right_ticks);
    struct page_labels labels = {0};
    page_box_begin(layout, drawing.box, "Figure", description(&drawing));
    arrange(&drawing, &labels);
    page_curves_draw_shades(&drawing);
    if (chart->frame)
        draw_fine_grid(&drawing);
    draw_y_axis(&drawing);
    if (chart->kind == CHART_BARS)
        page_bars_draw(&drawing);
    else
        draw_x_axis(&drawing);
    page_drawing_line(&drawing, drawing.left, drawing.bottom, drawing.right, drawing.bottom, AXIS_WIDTH, style->ink,
                      DASH_SOLID);
    page_curves_draw_columns(&drawing);
    draw_horizontal_lines(&drawing);
    if (chart->has_right)
        draw_right_axis(&drawing);
    page_labels_draw_top(&drawing, &labels);
    page_curves_draw(&drawing);
    if (chart->kind == CHART_BARS)
        page_bars_draw_labels(&drawing);
    page_labels_draw_sides(&drawing, &labels);
    page_markers_draw(&drawing);
    page_box_end(layout, drawing.box);
    return (struct page_drawn_chart){drawing.box,  drawing.height, drawing.top,   drawing.bottom,
                                     drawing.left, drawing.right,  drawing.narrow};
}
