/* Strips to pages, and the layout of a whole document. */
#include "page/breaks.h"
#include "page/kept.h"

#include <math.h>
#include <string.h>

/* Paper sizes in points. */
static const double paper_sizes[][2] = {[PAPER_A4] = {595.276, 841.89}, [PAPER_LETTER] = {612, 792}};

/* How many times strip i, on a page that ends before `end`, is repeated to fill the page: its share of the free room,
 * if later strips ask for some too. */
static int fill_count(const struct page_layout *layout, size_t i, size_t end, double room) {
    const struct page_strip *strip = layout->strips[i];
    int asking = 0;
    for (size_t j = i; j < end; j++)
        asking += layout->strips[j]->fill != NULL;
    int count = (int)floor(fmax(room, 0) / asking / strip->fill->height);
    return count < strip->fill_most ? count : strip->fill_most;
}

/* How much a strip may grow on a page that ends before `end`. Charts keep their height on the last page, which may end
 * early. */
static double most_growth(const struct page_layout *layout, const struct page_strip *strip, size_t end) {
    return strip->charts && end == layout->strip_count ? 0 : strip->grow_most;
}

/* Makes a strip taller, or lower. */
static void change_height(struct page_layout *layout, struct page_strip *strip, double more) {
    if (strip->charts) {
        page_charts_again(layout, strip, more);
        return;
    }
    page_marks_grow(strip->grow_first ? strip->grow_first : strip->first, strip->grow_from, strip->grow_to, more);
    strip->height += more;
}

/* Frames and charts grow first: each gets the same share of the free room, and those that need less leave the rest to
 * the others. Returns the room that is left. */
static double grow_strips(struct page_layout *layout, size_t first, size_t end, double room) {
    double share = 0, low = 0, high = fmax(room, 0);
    for (int round = 0; round < 40; round++) {
        double taken = 0;
        share = round ? (low + high) / 2 : high;
        for (size_t i = first; i < end; i++)
            taken += fmin(most_growth(layout, layout->strips[i], end), share);
        if (taken <= room)
            low = share;
        else
            high = share;
    }
    for (size_t i = first; i < end; i++) {
        struct page_strip *strip = layout->strips[i];
        double more = fmin(most_growth(layout, strip, end), low);
        if (more <= 0)
            continue;
        change_height(layout, strip, more);
        room -= more;
    }
    return room;
}

/* Tightens a page that is too full: takes the same share of what they can give off its gaps, charts and frames. Returns
 * the share of the gaps that remains. */
static double tighten(struct page_layout *layout, const struct page_fit *fit, size_t end) {
    double over = fit->height - layout->text_height, give = page_fit_give(fit);
    if (over <= 0 || give <= 0)
        return 1;
    double share = fmin(over / give, 1);
    for (size_t i = fit->first; i < end; i++)
        if (layout->strips[i]->shrink_most > 0)
            change_height(layout, layout->strips[i], -share * layout->strips[i]->shrink_most);
    return 1 - share * TIGHT_MOST;
}

/* A page being filled with strips. */
struct filling {
    struct page_layout *layout;
    struct page *page;
    size_t capacity;
};

static void put(struct filling *filling, struct page_placed_strip placed) {
    struct page *page = filling->page;
    page->strips =
        arena_grow(filling->layout->arena, page->strips, (size_t)page->count, &filling->capacity, sizeof *page->strips);
    page->strips[page->count++] = placed;
}

/* Puts rows of a halved table on the page, starting at `y`. Returns their height. */
static double put_halves(struct filling *filling, size_t first, size_t end, double y) {
    struct page_layout *layout = filling->layout;
    const struct page_halves *halves = layout->strips[first]->halves;
    size_t left;
    double height = page_halves_height(layout, first, end, &left), x = 0, down = y;
    for (size_t i = first; i < end; i++) {
        if (i == first + left) {
            x = halves->apart;
            down = y;
            put(filling,
                (struct page_placed_strip){halves->head, .x = x, .y = y - halves->head->height, .repeated = true});
        }
        put(filling, (struct page_placed_strip){layout->strips[i], .x = x, .y = down});
        down += layout->strips[i]->height;
        if (i + 1 == first + left || i + 1 == end)
            put(filling, (struct page_placed_strip){halves->end, .x = x, .y = down, .repeated = true});
    }
    return height;
}

/* The first strip after i that does not belong to the same halved table. */
static size_t halves_end(const struct page_layout *layout, size_t i, size_t end) {
    const struct page_halves *halves = layout->strips[i]->halves;
    while (i < end && layout->strips[i]->halves == halves)
        i++;
    return i;
}

static void add_page(struct page_layout *layout, size_t *capacity, size_t first, size_t end) {
    layout->pages =
        arena_grow(layout->arena, layout->pages, (size_t)layout->page_count, capacity, sizeof *layout->pages);
    struct filling filling = {layout, &layout->pages[layout->page_count++], 0};
    *filling.page = (struct page){0};
    if (first == end)
        return;
    double y = layout->style->margin_top + layout->strips[first]->clear;
    struct page_fit fit = page_fit_begin(layout, first);
    for (size_t i = first; i < end; i++)
        page_fit_add(layout, &fit, i);
    double gaps = tighten(layout, &fit, end);
    double room = grow_strips(layout, first, end, layout->text_height - fit.height);
    const struct page_strip *head = layout->strips[first]->head;
    if (head) {
        put(&filling, (struct page_placed_strip){head, .y = y, .repeated = true});
        y += head->height;
    }
    for (size_t i = first; i < end; i++) {
        const struct page_strip *strip = layout->strips[i];
        double gap = i > first ? gaps * strip->gap : 0;
        y += gap;
        if (strip->halves) {
            size_t behind = halves_end(layout, i, end);
            y += put_halves(&filling, i, behind, y);
            i = behind - 1;
            continue;
        }
        put(&filling, (struct page_placed_strip){strip, .y = y, .joined = gap});
        y += strip->height;
        if (!strip->fill)
            continue;
        int more = fill_count(layout, i, end, room);
        room -= more * strip->fill->height;
        for (; more > 0; more--, y += strip->fill->height)
            put(&filling, (struct page_placed_strip){strip->fill, .y = y, .repeated = true});
    }
}

/* Puts strips first..end-1 on pages of their own. */
static void make_pages(struct page_layout *layout, size_t *capacity, size_t first, size_t end) {
    size_t *page_end = arena_array(layout->arena, end - first + 1, sizeof *page_end);
    page_divide(layout, first, end, page_end);
    for (size_t i = first; i < end; i = page_end[i - first])
        add_page(layout, capacity, i, page_end[i - first]);
}

static void make_all_pages(struct page_layout *layout) {
    size_t capacity = 0, first = 0;
    for (size_t i = 1; i <= layout->strip_count; i++)
        if (i == layout->strip_count || layout->strips[i]->page_before) {
            make_pages(layout, &capacity, first, i);
            first = i;
        }
    if (layout->page_count == 0)
        add_page(layout, &capacity, 0, 0);
    for (int p = 0; p < layout->page_count; p++)
        page_furniture(layout, p);
}

/* The highest place of what a strip has to the right of `left`, from its top; `most` if that is higher. `x` and `y` are
 * where the strip is. */
static double top_beyond(const struct page_strip *strip, double x, double y, double left, double most) {
    for (int i = 0; i < strip->inside_count; i++) {
        const struct page_placed_strip *inside = &strip->inside[i];
        most = top_beyond(inside->strip, x + inside->x, y + inside->y, left, most);
    }
    for (const struct page_mark *mark = strip->first; mark; mark = mark->next) {
        double right = x + mark->x, top = y + mark->y;
        switch (mark->kind) {
        case MARK_BEGIN:
        case MARK_END:
        case MARK_FIELD:
            continue;
        case MARK_TEXT:
            right += mark->shaped->width * mark->size / 1000;
            top -= mark->size;
            break;
        case MARK_POLYGON:
        case MARK_CURVE:
        case MARK_CELLS: /* taken to reach far */
            right = left + 1;
            break;
        default:
            right += fmax(mark->width, 0);
            top += fmin(mark->height, 0);
        }
        if (right > left)
            most = fmin(most, top);
    }
    return most;
}

/* How far a strip must begin below the top of the text to keep out of the corner of the code. */
static double clear_of(const struct page_layout *layout, const struct page_strip *strip) {
    double bottom = layout->corner.bottom - layout->style->margin_top;
    double top = bottom > 0 ? top_beyond(strip, 0, 0, layout->corner.left - layout->style->margin_left, bottom) : 0;
    return fmax(bottom - top, 0);
}

/* Finds this for all strips; what stands at the top of a page is the header of a table, if the strip is a row of one.
 */
static void find_clear(struct page_layout *layout) {
    for (size_t i = 0; i < layout->strip_count; i++) {
        struct page_strip *strip = layout->strips[i];
        strip->clear = clear_of(layout, strip->head ? strip->head : strip);
    }
}

/* Reports a strip that is taller than a page. */
static void check_heights(struct page_layout *layout) {
    for (size_t i = 0; i < layout->strip_count; i++) {
        const struct page_strip *strip = layout->strips[i];
        if (strip->height + strip->clear > layout->text_height + 0.01) {
            page_error(layout, strip->node ? strip->node->pos : NOWHERE,
                       "this is %.0f points tall, but a page has room for %.0f; smaller sizes in templates/style.yaml "
                       "would make it fit",
                       strip->height, layout->text_height);
            return;
        }
    }
}

struct page_layout *page_layout_empty(const struct page_resources *resources, const struct document *document,
                                      struct diag *diag) {
    const struct page_style *style = page_style_of(resources->style, document->name);
    struct page_layout *layout = arena_alloc(document->arena, sizeof *layout);
    page_kept_trim(resources->kept);
    const double *paper = paper_sizes[document->paper == PAPER_LETTER ? PAPER_LETTER : PAPER_A4];
    double page_width = paper[document->landscape], page_height = paper[!document->landscape];
    *layout = (struct page_layout){.arena = document->arena,
                                   .resources = resources,
                                   .fonts = resources->fonts,
                                   .style = style,
                                   .document = document,
                                   .diag = diag,
                                   .compact = document->compact == COMPACT_OF_STYLE ? style->compact
                                                                                    : document->compact == COMPACT_YES,
                                   .page_width = page_width,
                                   .page_height = page_height,
                                   .text_width = page_width - style->margin_left - style->margin_right,
                                   .text_height = page_height - style->margin_top - style->margin_bottom};
    return layout;
}

struct page_layout *page_layout_document(const struct page_resources *resources, const struct document *document,
                                         struct diag *diag) {
    struct page_layout *layout = page_layout_empty(resources, document, diag);
    layout->corner = page_code_corner(layout);
    if (layout->text_width < 144 || layout->text_height < 144)
        page_error(layout, document->root->pos,
                   "the margins leave %.0f by %.0f points of the page; at least 144 by 144 is needed",
                   layout->text_width, layout->text_height);
    else
        page_blocks(layout, document->root, 0, layout->text_width);
    if (layout->pending_first && layout->strip_count) {
        struct page_strip *strip = layout->strips[layout->strip_count - 1];
        page_marks_append(&strip->first, &strip->last, layout->pending_first, layout->pending_last, 0, 0);
    }
    find_clear(layout);
    if (!layout->failed)
        check_heights(layout);
    if (!layout->failed)
        make_all_pages(layout);
    text_free(&layout->scratch);
    text_free(&layout->printed);
    return layout->failed ? NULL : layout;
}
