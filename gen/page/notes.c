/* Notes in the margin, beside the passage that follows them. */
#include "page/layout.h"

#include <math.h>

/* The narrowest passage beside a note, in ems. */
#define PASSAGE_LEAST 22.0

/* Whether a block is a part of the passage beside a note: words and lists, nothing that needs the whole width. */
static bool is_passage(const struct doc_node *node) {
    if (node->kind == NODE_LIST)
        return !node->task;
    if (node->kind != NODE_PARAGRAPH || node->scored)
        return false;
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        if (child->placed.displayed || doc_node_is_placed(child, PLACED_TICKS) ||
            doc_node_is_placed(child, PLACED_SCORE))
            return false;
    return true;
}

/* Sets the note in its own size and takes it out of the layout. */
static struct page_box *note_box(struct page_layout *layout, const struct doc_node *note, double width,
                                 double *height) {
    const struct page_style *style = layout->style;
    struct page_style *small = arena_alloc(layout->arena, sizeof *small);
    *small = *style;
    small->body_size = style->note_size;
    small->line_height = style->note_leading / style->note_size;
    small->paragraph_space = 0.5 * style->note_size;
    small->list_indent = 1.3 * style->note_size;
    size_t first = layout->strip_count;
    double gap = layout->gap;
    bool page_before = layout->page_before;
    layout->style = small;
    layout->page_before = false;
    page_strip_begin(layout, "Div", NULL);
    page_blocks(layout, note, 0, width);
    page_strip_end(layout);
    layout->style = style;
    layout->gap = gap;
    layout->page_before = page_before;
    return page_take_strips(layout, first, height);
}

const struct doc_node *page_note(struct page_layout *layout, const struct doc_node *note, double x, double width) {
    const struct page_style *style = layout->style;
    double passage = width - style->note_width - style->note_gap;
    const struct doc_node *end = note->next, *last = NULL;
    for (; end && is_passage(end); end = end->next)
        last = end;
    if (style->note_width <= 0 || passage < PASSAGE_LEAST * style->body_size || !last)
        return NULL;
    double height;
    struct page_box *box = note_box(layout, note, style->note_width, &height);
    struct page_mark *pending_first = layout->pending_first, *pending_last = layout->pending_last;
    layout->pending_first = layout->pending_last = NULL;
    size_t first = layout->strip_count;
    page_stack(layout, note->next, end, x, passage);
    if (layout->strip_count == first) {
        layout->pending_first = pending_first;
        layout->pending_last = pending_last;
        return NULL;
    }
    /* The note goes to the first strip and is read before it; the strips beside it stay together. What gaps can lose on
     * a full page is kept free below it. */
    struct page_strip *strip = layout->strips[first];
    struct page_box all = {0};
    page_marks_append(&all.first, &all.last, pending_first, pending_last, 0, 0);
    page_marks_append(&all.first, &all.last, box->first, box->last, x + passage + style->note_gap, 0);
    page_marks_append(&all.first, &all.last, strip->first, strip->last, 0, 0);
    strip->first = all.first;
    strip->last = all.last;
    double beside = 0;
    size_t i = first;
    for (; i < layout->strip_count; i++) {
        beside += layout->strips[i]->height + (i > first ? (1 - TIGHT_MOST) * layout->strips[i]->gap : 0);
        if (beside >= height)
            break;
    }
    if (i == layout->strip_count)
        layout->strips[--i]->height += height - beside;
    page_keep(layout, first, i, BREAK_AVOID);
    return last;
}
