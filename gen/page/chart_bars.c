/* The bars of a chart, with their names below them and their values on top. */
#include "page/charts.h"

#include <math.h>

#define BAR_SHARE 0.5 /* of its slot */
#define BAR_WIDEST 84.0
#define NAMES_APART 3.0 /* between the names of two bars */

double page_bars_edge(const struct page_drawing *drawing, double number) {
    double slot = (drawing->right - drawing->left) / drawing->chart->series_count;
    return drawing->left + (number + 0.5) * slot + fmin(slot * BAR_SHARE, BAR_WIDEST) / 2;
}

static struct page_block bar_value(struct page_drawing *drawing, const struct chart_series *bar,
                                   struct number_format format, double width) {
    struct text printed = {0};
    number_print(&printed, bar->y[0], format, drawing->chart->y.unit_word, drawing->layout->document->locale);
    const char *text = arena_strndup(drawing->layout->arena, printed.bytes, printed.length);
    text_free(&printed);
    return page_drawing_block(drawing, text, width, drawing->size, bar->highlighted, drawing->layout->style->ink);
}

/* The formats of the values on the bars, with as many decimals as fit into `width`, but never so few that bars which
 * differ look equal. */
static const struct number_format *bar_formats(struct page_drawing *drawing, double width) {
    const struct chart *chart = drawing->chart;
    for (int fewer = 0;; fewer++) {
        const struct number_format *formats = chart_bar_formats(drawing->layout->arena, chart, fewer);
        bool fit = true;
        for (int i = 0; i < chart->series_count && fit; i++) {
            struct page_block value = {0};
            if (chart->series[i].shown)
                value = bar_value(drawing, &chart->series[i], formats[i], width);
            fit = value.count < 1 || (value.count == 1 && value.width <= width);
        }
        if (fit || fewer >= chart->y.format.decimals)
            return formats;
    }
}

/* The top of a bar's value. The value is on top of its bar or, if a horizontal line or a mark would cross it there,
 * above that. */
static double value_top(const struct page_drawing *drawing, int number, double bar_top, double height) {
    double top = bar_top - height - 1;
    for (int i = 0; i < drawing->chart->marker_count; i++) {
        const struct chart_marker *marker = &drawing->chart->markers[i];
        double y = marker->shown && (int)marker->x == number ? page_drawing_y(drawing, marker->y) : NAN;
        if (y > top - 2 && y < top + height + 2)
            top = y - height - 2;
    }
    for (int round = 0; round < drawing->chart->line_count; round++)
        for (int i = 0; i < drawing->chart->line_count; i++) {
            const struct chart_line *line = &drawing->chart->lines[i];
            double y = line->shown && !line->vertical ? page_drawing_y(drawing, line->value) : NAN;
            if (y > top - 1 && y < top + height + 1)
                top = y - height - 1;
        }
    return top;
}

/* The place of a bar: its middle, the heights of its end and of its base, which is nearer to zero. */
struct bar_place {
    double slot, middle, end, base;
    struct pdf_colour colour;
};

static struct bar_place place_of(const struct page_drawing *drawing, int number) {
    const struct chart_series *bar = &drawing->chart->series[number];
    double slot = (drawing->right - drawing->left) / drawing->chart->series_count;
    double base = page_drawing_y(drawing, fmax(drawing->y_ticks.from, fmin(0, drawing->y_ticks.to)));
    double end =
        bar->shown ? page_drawing_within(page_drawing_y(drawing, bar->y[0]), drawing->top, drawing->bottom) : base;
    return (struct bar_place){slot, drawing->left + (number + 0.5) * slot, end, base,
                              page_drawing_colour(drawing, bar->highlighted ? CHART_GREEN : bar->colour)};
}

void page_bars_draw(struct page_drawing *drawing) {
    for (int i = 0; i < drawing->chart->series_count; i++) {
        const struct chart_series *bar = &drawing->chart->series[i];
        struct bar_place place = place_of(drawing, i);
        double width = fmin(place.slot * BAR_SHARE, BAR_WIDEST), left = place.middle - width / 2;
        double upper = fmin(place.end, place.base), height = fabs(place.base - place.end);
        struct pdf_colour fill = bar->highlighted ? place.colour : page_drawing_tint(place.colour, 0.32);
        if (!bar->shown)
            continue;
        page_box_add_rectangle(drawing->layout, drawing->box, left, upper, width, height, 0, fill, true);
        page_box_add_rectangle(drawing->layout, drawing->box, left, upper, width, height, 0.8, place.colour, false);
    }
}

static void draw_value(struct page_drawing *drawing, int number, struct number_format format,
                       const struct bar_place *place) {
    const struct chart_series *bar = &drawing->chart->series[number];
    struct page_block value = bar_value(drawing, bar, format, place->slot - NAMES_APART);
    drawing->narrow |= value.width > place->slot;
    double y = value_top(drawing, number, fmin(place->end, place->base), value.height);
    const struct pdf_colour paper = {1, 1, 1}; /* covers the grid */
    page_box_add_rectangle(drawing->layout, drawing->box, place->middle - value.width / 2 - 1, y + 0.12 * value.height,
                           value.width + 2, 0.8 * value.height, 0, paper, true);
    page_drawing_put_block(drawing, &value, place->middle, y, BLOCK_CENTER);
}

void page_bars_draw_labels(struct page_drawing *drawing) {
    const struct chart *chart = drawing->chart;
    double before = 0; /* the width of the name to the left */
    const struct number_format *formats = bar_formats(drawing, place_of(drawing, 0).slot - NAMES_APART);
    for (int i = 0; i < chart->series_count; i++) {
        const struct chart_series *bar = &chart->series[i];
        struct bar_place place = place_of(drawing, i);
        struct page_block name =
            page_drawing_block(drawing, bar->label, place.slot - 6, drawing->size, false, drawing->layout->style->ink);
        drawing->narrow |= i && (before + name.width) / 2 + NAMES_APART > place.slot;
        before = name.width;
        page_drawing_put_block(drawing, &name, place.middle, drawing->bottom + 4, BLOCK_CENTER);
        if (!bar->shown)
            continue;
        draw_value(drawing, i, formats[i], &place);
        if (bar->highlighted && *chart->highlight_label) {
            struct page_block word =
                page_drawing_block(drawing, chart->highlight_label, place.slot - 6, drawing->size, true, place.colour);
            page_drawing_put_block(drawing, &word, place.middle, drawing->bottom + 4 + name.height, BLOCK_CENTER);
        }
    }
}

double page_bars_names_height(struct page_drawing *drawing) {
    const struct chart *chart = drawing->chart;
    double slot = (drawing->right - drawing->left) / (chart->series_count ? chart->series_count : 1), height = 0;
    for (int i = 0; i < chart->series_count; i++) {
        double own = page_drawing_block(drawing, chart->series[i].label, slot - 6, drawing->size, false,
                                        drawing->layout->style->ink)
                         .height;
        if (*chart->highlight_label && !chart->frame)
            own += page_drawing_block(drawing, chart->highlight_label, slot - 6, drawing->size, true,
                                      drawing->layout->style->ink)
                       .height;
        height = fmax(height, own);
    }
    return height;
}
