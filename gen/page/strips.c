/* Boxes and lines to strips. */
#include "page/layout.h"

#include <math.h>

#define SCORE_HANGS 4.0

struct page_strip *page_emit(struct page_layout *layout, struct page_box *box, double x, double height,
                             double baseline) {
    struct page_strip *strip = arena_alloc(layout->arena, sizeof *strip);
    strip->gap = layout->gap;
    strip->height = height;
    strip->baseline = baseline;
    strip->page_before = layout->page_before && layout->strip_count;
    strip->bars = layout->bars;
    strip->node = layout->node;
    page_marks_append(&strip->first, &strip->last, layout->pending_first, layout->pending_last, 0, baseline);
    page_marks_append(&strip->first, &strip->last, box->first, box->last, x, baseline);
    layout->pending_first = layout->pending_last = NULL;
    layout->gap = 0;
    layout->page_before = false;
    layout->strips =
        arena_grow(layout->arena, layout->strips, layout->strip_count, &layout->strip_capacity, sizeof *layout->strips);
    layout->strips[layout->strip_count++] = strip;
    return strip;
}

void page_strip_begin(struct page_layout *layout, const char *role, const char *alternative) {
    struct page_box begin = {0};
    page_box_begin(layout, &begin, role, alternative);
    page_marks_append(&layout->pending_first, &layout->pending_last, begin.first, begin.last, 0, 0);
}

/* If no strip was added since the begin, both wait for the next one: an element may be empty. */
void page_strip_end(struct page_layout *layout) {
    struct page_box end = {0};
    page_box_end(layout, &end);
    if (layout->pending_last || layout->strip_count == 0) {
        page_marks_append(&layout->pending_first, &layout->pending_last, end.first, end.last, 0, 0);
    } else {
        struct page_strip *strip = layout->strips[layout->strip_count - 1];
        page_marks_append(&strip->first, &strip->last, end.first, end.last, 0, 0);
    }
}

/* The grounds and rules of a strip, outermost first, as those that its box takes along. */
static void add_bars(struct page_layout *layout, struct page_box *box, const struct page_bar *bar, double top,
                     double height) {
    if (!bar || bar == layout->bars)
        return;
    add_bars(layout, box, bar->outer, top, height);
    page_box_begin(layout, box, "Artifact", NULL);
    page_box_add_rectangle(layout, box, bar->x, top, bar->width, height, 0, bar->colour, true);
    page_box_end(layout, box);
}

/* The marks of a strip, with those of strips in columns within it. */
static void take_marks(struct page_box *all, const struct page_strip *strip, double x, double y) {
    for (int i = 0; i < strip->inside_count; i++)
        take_marks(all, strip->inside[i].strip, x + strip->inside[i].x, y + strip->inside[i].y);
    page_marks_append(&all->first, &all->last, strip->first, strip->last, x, y);
}

struct page_box *page_take_strips(struct page_layout *layout, size_t first, double *height) {
    struct page_box *all = page_box_new(layout);
    double y = 0;
    for (size_t i = first; i < layout->strip_count; i++) {
        const struct page_strip *strip = layout->strips[i];
        double gap = i > first ? strip->gap : 0;
        y += gap;
        add_bars(layout, all, strip->bars, y, strip->height);
        take_marks(all, strip, 0, y);
        y += strip->height;
    }
    layout->strip_count = first < layout->strip_count ? first : layout->strip_count;
    *height = y;
    return all;
}

void page_space(struct page_layout *layout, double gap) {
    layout->gap = fmax(layout->gap, gap);
}

void page_keep(struct page_layout *layout, size_t first, size_t last, double cost) {
    for (size_t i = first; i < last && i < layout->strip_count; i++)
        layout->strips[i]->break_cost = fmax(layout->strips[i]->break_cost, cost);
}

void page_lines(struct page_layout *layout, struct page_line *lines, int count, double x) {
    size_t first = layout->strip_count;
    for (int i = 0; i < count; i++)
        page_emit(layout, page_line_whole(&lines[i]), x, lines[i].height, lines[i].baseline)->break_cost =
            i + 1 < count ? BREAK_IN_TEXT : 0;
    if (count > 1) {
        page_keep(layout, first, first + 1, BREAK_NEVER);
        page_keep(layout, first + (size_t)count - 2, first + (size_t)count - 1, BREAK_NEVER);
    }
}

/* Takes the content at the right ends of the lines out of them, moved to the baseline of the last line. */
static struct page_box take_asides(struct page_line *lines, int count) {
    struct page_box all = {0};
    double below = 0;
    for (int i = count - 1; i >= 0; i--) {
        below += i + 1 < count ? lines[i].height - lines[i].baseline + lines[i + 1].baseline : 0;
        if (lines[i].aside)
            page_box_place(&all, lines[i].aside, 0, -below);
        lines[i].aside = NULL;
    }
    return all;
}

void page_paragraph(struct page_layout *layout, const char *role, struct page_inline_text *text, double x,
                    double width) {
    enum {
        LINES_TOGETHER = 20
    }; /* of a longer paragraph, lines may part, and content at their right ends stays within the text */
    int count;
    const struct doc_node *holder = layout->node ? layout->node->parent : NULL;
    bool option = holder && holder->kind == NODE_ITEM && holder->task; /* the measure is for prose */
    double measure = option ? 0 : layout->style->measure;
    if (!option && layout->limit > 0)
        measure = measure > 0 ? fmin(measure, layout->limit) : layout->limit;
    struct page_line *lines = page_inline_break(
        layout, text, width, measure > 0 ? fmax(fmin(width, measure - x), COLUMN_LEAST) : width, &count);
    struct page_box asides = count <= LINES_TOGETHER ? take_asides(lines, count) : (struct page_box){0}, behind = {0};
    size_t first = layout->strip_count;
    if (layout->number && count) {
        page_box_place(layout->number, lines[0].box, 0, 0);
        *lines[0].box = *layout->number;
        layout->number = NULL;
    }
    if (asides.first) /* a box for marks hangs into the space below the words */
        lines[count - 1].height -= fmin(SCORE_HANGS, lines[count - 1].height - lines[count - 1].baseline);
    page_strip_begin(layout, role, NULL);
    page_lines(layout, lines, count, x);
    page_strip_end(layout);
    if (!asides.first)
        return;
    page_keep(layout, first, layout->strip_count - 1, BREAK_NEVER);
    struct page_strip *last = layout->strips[layout->strip_count - 1];
    page_box_begin(layout, &behind, "P", NULL);
    page_box_place(&behind, &asides, 0, 0);
    page_box_end(layout, &behind);
    page_marks_append(&last->first, &last->last, behind.first, behind.last, x, last->baseline);
}

void page_caption(struct page_layout *layout, const struct doc_node *placed, double x, double width, bool above) {
    if (!placed->first_child)
        return;
    struct page_setting setting = page_body_setting(layout);
    setting.size = layout->style->small_size;
    struct page_inline_text *text = page_inline_prepare(layout, placed->first_child, NULL, setting);
    if (page_inline_is_empty(text))
        return;
    if (!above) {
        page_keep(layout, layout->strip_count - 1, layout->strip_count, BREAK_NEVER);
        page_space(layout, 0.2 * setting.size);
    }
    page_paragraph(layout, "P", text, x, width);
    if (above)
        page_keep(layout, layout->strip_count - 1, layout->strip_count, BREAK_AVOID);
}
