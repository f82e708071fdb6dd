/* The fields of a page: where somebody writes. */
#include "page/layout.h"

/* A field, with its place from the page's top left. */
struct page_field {
    const struct page_mark *mark;
    double x, y;
};

static void add_fields(struct page_layout *layout, struct page *page, const struct page_mark *first, double x, double y,
                       bool repeated) {
    for (const struct page_mark *mark = first; mark; mark = mark->next) {
        /* The header of a table, repeated, is written in once. */
        if (mark->kind != MARK_FIELD || (repeated && !doc_node_is_placed(mark->field, PLACED_LINES)))
            continue;
        page->fields =
            arena_grow(layout->arena, page->fields, page->field_count, &page->field_capacity, sizeof *page->fields);
        page->fields[page->field_count++] = (struct page_field){mark, x + mark->x, y + mark->y};
    }
}

static void add_strip(struct page_layout *layout, struct page *page, const struct page_placed_strip *placed, double x,
                      double y) {
    const struct page_strip *strip = placed->strip;
    x += placed->x;
    y += placed->y;
    for (int i = 0; i < strip->inside_count; i++)
        add_strip(layout, page, &strip->inside[i], x, y);
    add_fields(layout, page, strip->first, x, y, placed->repeated);
}

void page_fields_find(struct page_layout *layout, struct page *page) {
    for (int i = 0; i < page->count; i++)
        add_strip(layout, page, &page->strips[i], layout->style->margin_left, 0);
}

void page_fields_add_furniture(struct page_layout *layout, struct page *page) {
    add_fields(layout, page, page->furniture, 0, 0, false);
}

void page_fields(const struct page *page, page_take_field *take, void *context) {
    for (size_t i = 0; i < page->field_count; i++)
        take(context, page->fields[i].mark, page->fields[i].x, page->fields[i].y);
}
