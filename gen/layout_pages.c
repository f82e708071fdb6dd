#include "layout.h"

#include <math.h>
#include <string.h>

/* The cost of a page, and of one left empty (a half costs much more than half of it): what breaks that divide related
 * things are weighed against. An early page's emptiness costs more, by this share for each page behind it. What grows
 * into the rest of a page saves most of that. The last page may end early; it counts by its share of that. */
#define PAGE_COST 100.0
#define EMPTY_COST 30.0
#define EARLY_SHARE 0.2
#define GROWN_COST 6.0
#define LAST_SHARE 0.15
/* Rather than leave a line or two over, a page takes up to this share off each of its gaps; what all of it costs. */
#define TIGHT_MOST 0.2
#define TIGHT_COST 8.0

/* Paper, in points. */
static const double paper_sizes[][2] = {[PAPER_A4] = {595.276, 841.89}, [PAPER_LETTER] = {612, 792}};

/* How many times strip i of a page that ends before `end` is filled up with lines: its share of the room that is left,
 * where others behind it ask too. */
static int fill_count(const struct layout *layout, size_t i, size_t end, double room) {
    const struct strip *strip = layout->strips[i];
    int asking = 0;
    for (size_t j = i; j < end; j++)
        asking += layout->strips[j]->fill != NULL;
    int count = (int)floor(fmax(room, 0) / asking / strip->fill->height);
    return count < strip->fill_most ? count : strip->fill_most;
}

/* How much a strip can take of the rest of its page. */
static double growth(const struct strip *strip) {
    return strip->grow_most + (strip->fill ? strip->fill_most * strip->fill->height : 0);
}

/* Frames to calculate and to draw in come first: each gets the same of the room, and those that want less leave theirs
 * to the others. Returns what is left. */
static double grow_frames(struct layout *layout, size_t first, size_t end, double room) {
    double share = 0, low = 0, high = fmax(room, 0);
    for (int round = 0; round < 40; round++) {
        double taken = 0;
        share = round ? (low + high) / 2 : high;
        for (size_t i = first; i < end; i++)
            taken += fmin(layout->strips[i]->grow_most, share);
        if (taken <= room)
            low = share;
        else
            high = share;
    }
    for (size_t i = first; i < end; i++) {
        struct strip *strip = layout->strips[i];
        double more = fmin(strip->grow_most, low);
        if (more <= 0)
            continue;
        marks_grow(strip->first, strip->grow_from, strip->grow_to, more);
        strip->height += more;
        room -= more;
    }
    return room;
}

static void add_page(struct layout *layout, size_t *capacity, size_t first, size_t end) {
    size_t count = (size_t)layout->page_count;
    layout->pages = arena_grow(layout->arena, layout->pages, count, capacity, sizeof *layout->pages);
    struct page *page = &layout->pages[layout->page_count++];
    *page = (struct page){0};
    if (first == end)
        return;
    const struct strip *head = layout->strips[first]->head;
    double y = layout->style->margin_top + layout_head_growth(layout), used = head ? head->height : 0, gaps = 0;
    int fills = 0;
    for (size_t i = first; i < end; i++) {
        used += layout->strips[i]->height;
        gaps += i > first ? layout->strips[i]->gap : 0;
        fills += layout->strips[i]->fill ? layout->strips[i]->fill_most : 0;
    }
    page->strips = arena_array(layout->arena, end - first + 1 + (size_t)fills, sizeof *page->strips);
    if (head) {
        page->strips[page->count++] = (struct placed_strip){.strip = head, .y = y, .repeated = true};
        y += head->height;
    }
    double room = layout->text_height - used - gaps;
    double gap_scale = room < 0 && gaps > 0 ? 1 - fmin(-room / gaps, TIGHT_MOST) : 1;
    room = grow_frames(layout, first, end, room);
    for (size_t i = first; i < end; i++) {
        const struct strip *strip = layout->strips[i];
        double gap = i > first ? gap_scale * strip->gap : 0;
        page->strips[page->count++] = (struct placed_strip){.strip = strip, .y = y + gap, .joined = gap};
        y += gap + strip->height;
        if (!strip->fill)
            continue;
        int more = fill_count(layout, i, end, room);
        room -= more * strip->fill->height;
        for (; more > 0; more--, y += strip->fill->height)
            page->strips[page->count++] = (struct placed_strip){.strip = strip->fill, .y = y, .repeated = true};
    }
}

static double emptiness_cost(double share) {
    return EMPTY_COST * share * (1 + 2 * share);
}

/* Divides strips first..end-1 into pages at the least cost, from the last page back. */
static void divide(struct layout *layout, size_t *capacity, size_t first, size_t end) {
    size_t count = end - first;
    double *cost = arena_array(layout->arena, count + 1, sizeof *cost);
    size_t *page_end = arena_array(layout->arena, count + 1, sizeof *page_end);
    int *pages = arena_array(layout->arena, count + 1, sizeof *pages); /* that strips i and on take */
    for (size_t i = count; i-- > 0;) {
        const struct strip *strip = layout->strips[first + i];
        double height = strip->head ? strip->head->height : 0, gaps = 0, more = 0;
        cost[i] = INFINITY;
        for (size_t j = i; j < count; j++) {
            strip = layout->strips[first + j];
            height += strip->height + (j > i ? strip->gap : 0);
            gaps += j > i ? strip->gap : 0;
            more += growth(strip);
            double over = height - layout->text_height;
            if (over > TIGHT_MOST * gaps + 0.01 && j > i)
                break;
            double here = PAGE_COST + cost[j + 1], rest = fmax(-over / layout->text_height, 0);
            if (over > 0 && gaps > 0)
                here += TIGHT_COST * over / (TIGHT_MOST * gaps);
            if (j + 1 == count) {
                here += LAST_SHARE * emptiness_cost(rest);
            } else {
                double filled = fmin(rest, more / layout->text_height), empty = rest - filled;
                here +=
                    strip->break_cost + GROWN_COST * filled + emptiness_cost(empty) * (1 + EARLY_SHARE * pages[j + 1]);
            }
            /* Of equal divisions the one with the fuller page. */
            if (here <= cost[i]) {
                cost[i] = here;
                page_end[i] = j + 1;
                pages[i] = 1 + pages[j + 1];
            }
        }
    }
    for (size_t i = 0; i < count; i = page_end[i])
        add_page(layout, capacity, first + i, first + page_end[i]);
}

void layout_pages(struct layout *layout) {
    size_t capacity = 0, first = 0;
    for (size_t i = 1; i <= layout->strip_count; i++)
        if (i == layout->strip_count || layout->strips[i]->page_before) {
            divide(layout, &capacity, first, i);
            first = i;
        }
    if (layout->page_count == 0)
        add_page(layout, &capacity, 0, 0);
    for (int p = 0; p < layout->page_count; p++)
        layout_furniture(layout, p);
}

/* Strips taller than a page would run out of it. */
static void check_heights(struct layout *layout) {
    for (size_t i = 0; i < layout->strip_count; i++) {
        const struct strip *strip = layout->strips[i];
        if (strip->height > layout->text_height + 0.01) {
            layout_error(
                layout, strip->node ? strip->node->pos : (struct pos){0},
                "this is %.0f points tall, and a page has room for %.0f; smaller sizes in templates/style.yaml "
                "would make it fit",
                strip->height, layout->text_height);
            return;
        }
    }
}

struct layout *layout_document(struct fonts *fonts, const struct style *style, const struct document *document,
                               struct diag *diag) {
    struct layout *layout = arena_alloc(document->arena, sizeof *layout);
    const double *paper = paper_sizes[document->paper == PAPER_LETTER ? PAPER_LETTER : PAPER_A4];
    double page_width = paper[document->landscape], page_height = paper[!document->landscape];
    *layout = (struct layout){.arena = document->arena,
                              .fonts = fonts,
                              .style = style,
                              .document = document,
                              .diag = diag,
                              .page_width = page_width,
                              .page_height = page_height,
                              .text_width = page_width - style->margin_left - style->margin_right,
                              .text_height = page_height - style->margin_top - style->margin_bottom};
    layout->text_height -= layout_head_growth(layout);
    if (layout->text_width < 144 || layout->text_height < 144)
        layout_error(layout, document->root->pos,
                     "the margins leave %.0f by %.0f points of the page; at least 144 by 144 is needed",
                     layout->text_width, layout->text_height);
    else
        layout_blocks(layout, document->root, 0, layout->text_width);
    if (layout->pending_first && layout->strip_count) {
        struct strip *strip = layout->strips[layout->strip_count - 1];
        marks_append(&strip->first, &strip->last, layout->pending_first, layout->pending_last, 0, 0);
    }
    if (!layout->failed)
        check_heights(layout);
    if (!layout->failed)
        layout_pages(layout);
    text_free(&layout->scratch);
    text_free(&layout->printed);
    return layout->failed ? NULL : layout;
}
