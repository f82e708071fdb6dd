#include "layout.h"

#include <math.h>
#include <string.h>

/* The cost of a page, and of one left wholly empty: what breaks that divide related things are weighed against. An
 * early page's emptiness costs more, by this share for each page behind it. */
#define PAGE_COST 100.0
#define EMPTY_COST 30.0
#define EARLY_SHARE 0.1

/* Paper, in points. */
static const double paper_sizes[][2] = {[PAPER_A4] = {595.276, 841.89}, [PAPER_LETTER] = {612, 792}};

static void add_page(struct layout *layout, size_t *capacity, size_t first, size_t end) {
    size_t count = (size_t)layout->page_count;
    layout->pages = arena_grow(layout->arena, layout->pages, count, capacity, sizeof *layout->pages);
    struct page *page = &layout->pages[layout->page_count++];
    *page = (struct page){0};
    if (first == end)
        return;
    page->strips = arena_array(layout->arena, end - first + 1, sizeof *page->strips);
    double y = layout->style->margin_top;
    const struct strip *head = layout->strips[first]->head;
    if (head) {
        page->strips[page->count++] = (struct placed_strip){.strip = head, .y = y, .repeated = true};
        y += head->height;
    }
    for (size_t i = first; i < end; i++) {
        const struct strip *strip = layout->strips[i];
        double gap = i > first ? strip->gap : 0;
        page->strips[page->count++] = (struct placed_strip){.strip = strip, .y = y + gap, .joined = gap};
        y += gap + strip->height;
    }
}

/* Divides strips first..end-1 into pages at the least cost, from the last page back. */
static void divide(struct layout *layout, size_t *capacity, size_t first, size_t end) {
    size_t count = end - first;
    double *cost = arena_array(layout->arena, count + 1, sizeof *cost);
    size_t *page_end = arena_array(layout->arena, count + 1, sizeof *page_end);
    int *pages = arena_array(layout->arena, count + 1, sizeof *pages); /* that strips i and on take */
    for (size_t i = count; i-- > 0;) {
        const struct strip *strip = layout->strips[first + i];
        double height = strip->head ? strip->head->height : 0;
        cost[i] = INFINITY;
        for (size_t j = i; j < count; j++) {
            strip = layout->strips[first + j];
            height += strip->height + (j > i ? strip->gap : 0);
            if (height > layout->text_height + 0.01 && j > i)
                break;
            double here = PAGE_COST + cost[j + 1];
            if (j + 1 < count) {
                double empty = fmax(1 - height / layout->text_height, 0);
                here += strip->break_cost + EMPTY_COST * empty * (1 + EARLY_SHARE * pages[j + 1]);
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

/* Text on one line with as much of it as fits, an ellipsis for the rest. */
static double add_fitting(struct layout *layout, struct box *box, const char *text, double width, struct pos pos,
                          double *x) {
    const struct style *style = layout->style;
    struct setting setting = layout_body_setting(layout);
    setting.size = style->small_size;
    setting.colour = style->ink;
    struct inline_text *whole = inline_prepare_text(layout, text, pos, setting);
    size_t length = strlen(text);
    if (inline_maximum_width(whole) > width) {
        /* Bisect over the bytes, on the borders of characters. */
        size_t low = 0, high = length;
        while (low < high) {
            size_t middle = (low + high + 1) / 2;
            size_t cut = middle;
            while (cut && ((unsigned char)text[cut] & 0xC0) == 0x80)
                cut--;
            const char *shorter = arena_printf(layout->arena, "%.*s…", (int)cut, text);
            if (inline_maximum_width(inline_prepare_text(layout, shorter, pos, setting)) > width)
                high = middle - 1;
            else
                low = middle;
        }
        while (low && ((unsigned char)text[low] & 0xC0) == 0x80)
            low--;
        while (low && text[low - 1] == ' ')
            low--;
        whole = inline_prepare_text(layout, arena_printf(layout->arena, "%.*s…", (int)low, text), pos, setting);
    }
    if (inline_is_empty(whole))
        return 0;
    double natural = inline_maximum_width(whole);
    int count;
    struct line *lines = inline_break(layout, whole, natural + 1, &count);
    if (!x)
        return natural;
    box_place(box, lines[0].box, *x, 0);
    *x += natural;
    return natural;
}

/* Who this copy is for: the name may be shortened, id and fingerprint not. Returns where it begins. */
static double add_person(struct layout *layout, struct box *box, double right, double most) {
    const struct document *document = layout->document;
    const struct parameter_set *set = document->set;
    if (!set)
        return right;
    bool named = set->name && set->id && strcmp(set->name, set->id) != 0;
    const char *rest =
        arena_printf(layout->arena, "%s%s%s%s%s", set->id ? set->id : "", set->scenario && *set->scenario ? " · " : "",
                     set->scenario ? set->scenario : "", *set->fingerprint ? " · " : "", set->fingerprint);
    double rest_width = add_fitting(layout, box, rest, most, set->pos, NULL), separator = 0, name_width = 0;
    if (named) {
        separator = add_fitting(layout, box, "x · x", most, set->pos, NULL) -
                    add_fitting(layout, box, "xx", most, set->pos, NULL);
        name_width = add_fitting(layout, box, set->name, fmax(most - rest_width - separator, 20), set->name_pos, NULL);
    }
    double begin = right - rest_width - separator - name_width, x = begin;
    if (named) {
        add_fitting(layout, box, set->name, name_width + 0.01, set->name_pos, &x);
        double dot = x + separator / 2 - add_fitting(layout, box, "·", most, set->pos, NULL) / 2;
        add_fitting(layout, box, "·", most, set->pos, &dot);
        x += separator;
    }
    add_fitting(layout, box, rest, most, set->pos, &x);
    return begin;
}

/* Running head and foot of a page, from the page's top left. */
static struct mark *make_furniture(struct layout *layout, int number) {
    const struct style *style = layout->style;
    const struct document *document = layout->document;
    struct box line = {0}, owner = {0}, all = {0};
    double size = style->small_size, rule = fmax(style->margin_top - 14, size + 5), head = rule - 5;
    double person = add_person(layout, &owner, layout->text_width, 0.55 * layout->text_width);
    const char *lab = document->lab_title ? document->lab_title : "", *own = document->title ? document->title : "";
    bool both = *lab && *own && strcmp(lab, own) != 0;
    const char *title = both ? arena_printf(layout->arena, "%s – %s", lab, own) : *own ? own : lab;
    double x = 0, room = person - 1.5 * size;
    struct pos pos = document->root ? document->root->pos : (struct pos){0};
    if (room > 3 * size)
        add_fitting(layout, &line, title, room, pos, &x);
    box_place(&line, &owner, 0, 0);
    marks_append(&all.first, &all.last, line.first, line.last, style->margin_left, head);
    box_add_line(layout, &all, style->margin_left, rule, style->margin_left + layout->text_width, rule,
                 style->rule_width, style->faint);
    struct box foot = {0};
    const char *count = arena_printf(layout->arena, "page %d of %d", number, layout->page_count);
    x = 0;
    x = layout->text_width - add_fitting(layout, &foot, count, layout->text_width, pos, NULL);
    add_fitting(layout, &foot, count, layout->text_width, pos, &x);
    double bottom = layout->page_height - style->margin_bottom;
    marks_append(&all.first, &all.last, foot.first, foot.last, style->margin_left,
                 fmin(bottom + 14 + size, layout->page_height - 0.4 * size));
    return all.first;
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
        layout->pages[p].furniture = make_furniture(layout, p + 1);
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
    *layout = (struct layout){.arena = document->arena,
                              .fonts = fonts,
                              .style = style,
                              .document = document,
                              .diag = diag,
                              .page_width = paper[0],
                              .page_height = paper[1],
                              .text_width = paper[0] - style->margin_left - style->margin_right,
                              .text_height = paper[1] - style->margin_top - style->margin_bottom};
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
    text_free(&layout->breaks);
    return layout->failed ? NULL : layout;
}
