/* The fields of a page: where somebody writes. */
#include "page/layout.h"

static void walk(const struct page_mark *first, double x, double y, bool repeated, page_take_field *take,
                 void *context) {
    for (const struct page_mark *mark = first; mark; mark = mark->next) /* a table's header is written in once */
        if (mark->kind == MARK_FIELD && (!repeated || doc_node_is_placed(mark->field, PLACED_LINES)))
            take(context, mark, x + mark->x, y + mark->y);
}

static void walk_strip(const struct page_placed_strip *placed, double x, double y, page_take_field *take,
                       void *context) {
    const struct page_strip *strip = placed->strip;
    x += placed->x;
    y += placed->y;
    for (int i = 0; i < strip->inside_count; i++)
        walk_strip(&strip->inside[i], x, y, take, context);
    walk(strip->first, x, y, placed->repeated, take, context);
}

void page_fields(const struct page_layout *layout, int page, page_take_field *take, void *context) {
    const struct page *of = &layout->pages[page];
    for (int i = 0; i < of->count; i++)
        walk_strip(&of->strips[i], layout->style->margin_left, 0, take, context);
    walk(of->furniture, 0, 0, false, take, context);
}
