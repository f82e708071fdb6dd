/* The bars of a chart, with their names below them and their values on top. */
#include "page/charts.h"

#include <math.h>

#define BAR_SHARE 0.5 /* of its slot */
#define BAR_WIDEST 84.0
#define GROUP_SHARE 0.8 /* of the slot, for a group of bars */
#define SAMPLE 8.0      /* the square before a part's name */
#define NAMES_APART 3.0 /* between the names of two bars, and between their values */
#define PARTS_APART 1.0 /* between the values of two bars of a group */

/* The width of what a bar, or a group of bars, has. */
static double slot_of(const struct page_drawing *drawing) {
    int count = chart_bar_count(drawing->chart);
    return (drawing->right - drawing->left) / (count ? count : 1);
}

double page_bars_above(const struct page_drawing *drawing) {
    return 1.4 * drawing->size;
}

double page_bars_edge(const struct page_drawing *drawing, double number) {
    double slot = slot_of(drawing);
    return drawing->left + (number + 0.5) * slot + fmin(slot * BAR_SHARE, BAR_WIDEST) / 2;
}

static struct page_block bar_value(struct page_drawing *drawing, const struct chart_series *bar,
                                   struct number_format format, double width) {
    struct text printed = {0};
    number_print(&printed, bar->y[0], format, drawing->chart->y.unit_word, drawing->layout->document->locale);
    const char *text = text_keep(&printed, drawing->layout->arena);
    return page_drawing_block(drawing, text, width, drawing->size, bar->highlighted, drawing->layout->style->ink);
}

/* The formats of the values on the bars, with as many digits as fit into `width`, but never so few that bars which
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
        if (fit || (fewer >= chart->y.format.decimals && fewer >= chart->y.format.significant))
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

/* The place of a bar or of a part of it: its middle and width, the heights of its end and of its base, which is nearer
 * to zero. */
struct bar_place {
    double room, middle, width, end, base; /* room: for its value */
    double apart;                          /* from the value beside it */
    struct pdf_colour edge, fill;
};

static double height_of(const struct page_drawing *drawing, double value) {
    return page_drawing_within(page_drawing_y(drawing, value), drawing->top, drawing->bottom);
}

static struct bar_place place_of(const struct page_drawing *drawing, int number) {
    const struct chart *chart = drawing->chart;
    const struct chart_series *bar = &chart->series[number];
    const int parts = chart->part_count ? chart->part_count : 1, group = number / parts, part = number % parts;
    double slot = slot_of(drawing);
    struct bar_place place = {.room = slot - NAMES_APART,
                              .apart = NAMES_APART,
                              .middle = drawing->left + (group + 0.5) * slot,
                              .width = chart->edges ? slot : fmin(slot * BAR_SHARE, BAR_WIDEST),
                              .base =
                                  chart->y.scale == AXIS_LOG
                                      ? drawing->bottom
                                      : height_of(drawing, fmax(drawing->y_ticks.from, fmin(0, drawing->y_ticks.to))),
                              .edge = page_drawing_colour(drawing, bar->highlighted ? CHART_GREEN : bar->colour)};
    /* Parts differ in lightness, so that they can be told apart in grey. */
    place.fill = bar->highlighted ? place.edge
                                  : page_drawing_tint(place.edge, parts > 1 ? 0.2 + 0.6 * part / (parts - 1) : 0.32);
    place.end = bar->shown ? height_of(drawing, bar->y[0]) : place.base;
    if (parts > 1 && !chart->stacked) {
        place.width = fmin(slot * GROUP_SHARE / parts, BAR_WIDEST);
        place.middle += (part - (parts - 1) / 2.0) * place.width;
        place.apart = PARTS_APART;
        place.room = place.width - PARTS_APART;
    } else if (parts > 1 && bar->shown) {
        double before = chart_stack(chart, group, part, bar->y[0] < 0);
        place.base = height_of(drawing, before);
        place.end = height_of(drawing, before + bar->y[0]);
    }
    return place;
}

void page_bars_draw(struct page_drawing *drawing) {
    for (int i = 0; i < drawing->chart->series_count; i++) {
        struct bar_place place = place_of(drawing, i);
        double left = place.middle - place.width / 2, upper = fmin(place.end, place.base);
        if (!drawing->chart->series[i].shown)
            continue;
        page_box_add_rectangle(drawing->layout, drawing->box, left, upper, place.width, fabs(place.base - place.end), 0,
                               place.fill, true);
        page_box_add_rectangle(drawing->layout, drawing->box, left, upper, place.width, fabs(place.base - place.end),
                               0.8, place.edge, false);
    }
}

/* Draws a value with its top there, on paper that covers the grid. */
static void put_value(struct page_drawing *drawing, struct page_block *value, double middle, double top, bool covers) {
    const struct pdf_colour paper = {1, 1, 1};
    if (covers)
        page_box_add_rectangle(drawing->layout, drawing->box, middle - value->width / 2 - 1, top + 0.12 * value->height,
                               value->width + 2, 0.8 * value->height, 0, paper, true);
    page_drawing_put_block(drawing, value, middle, top, BLOCK_CENTER);
}

/* Where a value stands. */
struct value_place {
    double right, top, bottom;
};

/* `before`: where the value before it stands, which becomes this one's place. */
static void draw_value(struct page_drawing *drawing, int number, struct number_format format,
                       const struct bar_place *place, struct value_place *before) {
    const struct chart *chart = drawing->chart;
    struct page_block value = bar_value(drawing, &chart->series[number], format, place->room);
    if (chart->stacked) { /* in the part itself, if it has room */
        double height = fabs(place->end - place->base);
        if (height > value.height && value.count == 1)
            put_value(drawing, &value, place->middle, (place->end + place->base - value.height) / 2, true);
        return;
    }
    drawing->narrow |= value.width > place->room + place->apart;
    const double middle = fmin(place->middle, drawing->width - value.width / 2);
    double top = value_top(drawing, number, fmin(place->end, place->base), value.height);
    const bool touches = middle - value.width / 2 < before->right + PARTS_APART && top < before->bottom &&
                         before->top < top + value.height;
    /* Above it, if the drawing has room: values that are told apart can be wider than their bars have room. */
    if (touches && before->top - value.height > drawing->top - page_bars_above(drawing))
        top = before->top - value.height;
    put_value(drawing, &value, middle, top, true);
    *before = (struct value_place){middle + value.width / 2, top, top + value.height};
}

/* What a stack comes to, above it. */
static void draw_total(struct page_drawing *drawing, int bar) {
    const struct chart *chart = drawing->chart;
    double above = chart_stack(chart, bar, chart->part_count, false),
           total = above + chart_stack(chart, bar, chart->part_count, true);
    struct chart_series sum = {.y = &total, .highlighted = true};
    struct bar_place place = place_of(drawing, bar * chart->part_count);
    struct page_block value = bar_value(drawing, &sum, number_format_sized(chart->y.format, total), place.room);
    put_value(drawing, &value, place.middle, height_of(drawing, above) - value.height - 1, true);
}

/* What stands at the edge before bar `number`, or behind the last one. */
static struct page_block edge_word(struct page_drawing *drawing, int number) {
    return page_drawing_block(drawing, drawing->chart->edges[number], slot_of(drawing) - NAMES_APART, drawing->size,
                              false, drawing->layout->style->ink);
}

static void draw_edges(struct page_drawing *drawing) {
    const int count = drawing->chart->series_count;
    for (int i = 0; i <= count; i++) {
        struct page_block word = edge_word(drawing, i);
        const double edge = drawing->left + i * slot_of(drawing);
        page_drawing_put_block(drawing, &word, fmin(edge, drawing->width - word.width / 2), drawing->bottom + 4,
                               BLOCK_CENTER);
    }
}

static struct page_block name_of(struct page_drawing *drawing, int bar) {
    return page_drawing_block(drawing, drawing->chart->series[bar].label, slot_of(drawing) - 2 * NAMES_APART,
                              drawing->size, false, drawing->layout->style->ink);
}

/* The word below the name of the bar that is pointed out. */
static struct page_block word_of(struct page_drawing *drawing, struct pdf_colour colour) {
    return page_drawing_block(drawing, drawing->chart->highlight_label, slot_of(drawing) - 2 * NAMES_APART,
                              drawing->size, true, colour);
}

/* How much lower every second name stands: 0, or below the others where they would touch. */
static double find_drop(struct page_drawing *drawing) {
    const struct chart *chart = drawing->chart;
    const int parts = chart->part_count ? chart->part_count : 1;
    double before = 0, height = 0; /* before: the width of the name to the left */
    bool touch = false;
    for (int i = 0; i < chart->series_count && !chart->edges; i += parts) {
        const struct page_block name = name_of(drawing, i);
        touch |= i && (before + name.width) / 2 + NAMES_APART > slot_of(drawing);
        before = name.width;
        const bool word = chart->series[i].highlighted && *chart->highlight_label && !chart->frame;
        if (i / parts % 2 == 0)
            height = fmax(height, name.height + (word ? word_of(drawing, drawing->layout->style->ink).height : 0));
    }
    return touch ? height : 0;
}

void page_bars_draw_labels(struct page_drawing *drawing) {
    const struct chart *chart = drawing->chart;
    const int parts = chart->part_count ? chart->part_count : 1;
    if (chart->edges)
        draw_edges(drawing);
    const struct number_format *formats = bar_formats(drawing, place_of(drawing, 0).room);
    struct value_place before = {-INFINITY, 0, 0};
    for (int i = 0; i < chart->series_count; i++) {
        const struct chart_series *bar = &chart->series[i];
        struct bar_place place = place_of(drawing, i);
        const double middle = drawing->left + (i / parts + 0.5) * slot_of(drawing);
        double below = drawing->bottom + 4 + (i / parts % 2 ? drawing->names_drop : 0);
        if (i % parts == 0 && !chart->edges) {
            struct page_block name = name_of(drawing, i);
            page_drawing_put_block(drawing, &name, fmin(middle, drawing->width - name.width / 2), below, BLOCK_CENTER);
            below += name.height;
            if (chart->stacked && !chart->frame)
                draw_total(drawing, i / parts);
        }
        if (!bar->shown || (chart->edges && bar->y[0] == 0))
            continue;
        draw_value(drawing, i, formats[i], &place, &before);
        if (bar->highlighted && *chart->highlight_label) {
            struct page_block word = word_of(drawing, place.edge);
            page_drawing_put_block(drawing, &word, middle, below, BLOCK_CENTER);
        }
    }
}

double page_bars_names_height(struct page_drawing *drawing) {
    const struct chart *chart = drawing->chart;
    const int parts = chart->part_count ? chart->part_count : 1;
    const double drop = drawing->names_drop = find_drop(drawing);
    drawing->narrow |= drop > 0;
    double height = chart->edges ? edge_word(drawing, 0).height : 0;
    for (int i = 0; i < chart->series_count && !chart->edges; i++) {
        double own = name_of(drawing, i).height + (i / parts % 2 ? drop : 0);
        if (*chart->highlight_label && !chart->frame)
            own += word_of(drawing, drawing->layout->style->ink).height;
        height = fmax(height, own);
    }
    return height;
}

/* The legend of parts: where each begins, and in which row. Draws it, or only counts its rows. */
static int lay_legend(struct page_drawing *drawing, double row_height, bool draw) {
    const struct chart *chart = drawing->chart;
    double left = drawing->left;
    int row = 0;
    for (int i = 0; i < chart->part_count; i++) {
        struct page_block label = page_drawing_block(drawing, chart->parts[i].label, drawing->right - drawing->left,
                                                     drawing->size, false, drawing->layout->style->ink);
        double width = SAMPLE + 4 + label.width;
        if (left > drawing->left && left + width > drawing->width) {
            left = drawing->left;
            row++;
        }
        if (draw) {
            struct bar_place place = place_of(drawing, i);
            double top = drawing->top - page_bars_above(drawing) - drawing->legend_rows * row_height + row * row_height;
            page_box_add_rectangle(drawing->layout, drawing->box, left, top + 0.25 * drawing->size, SAMPLE, SAMPLE, 0,
                                   place.fill, true);
            page_box_add_rectangle(drawing->layout, drawing->box, left, top + 0.25 * drawing->size, SAMPLE, SAMPLE, 0.8,
                                   place.edge, false);
            page_drawing_put_block(drawing, &label, left + SAMPLE + 4, top, BLOCK_LEFT);
        }
        left += width + 14;
    }
    return chart->part_count ? row + 1 : 0;
}

int page_bars_legend_rows(struct page_drawing *drawing) {
    return drawing->legend_rows = lay_legend(drawing, 0, false);
}

void page_bars_draw_legend(struct page_drawing *drawing, double row_height) {
    lay_legend(drawing, row_height, true);
}
