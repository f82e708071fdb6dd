/* Lists: the labels of items, and items to strips. */
#include "page/layout.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

static struct page_box *label_text(struct page_layout *layout, const char *text, struct pos pos) {
    const struct page_style *style = layout->style;
    struct page_box *box = page_box_new(layout);
    const struct pdf_shaped *shaped = page_shape(layout, FAMILY_BODY, FACE_REGULAR, text, strlen(text), pos);
    box->width = shaped->width * style->body_size / 1000;
    page_box_add_text(layout, box, 0, 0, style->body_size, style->ink, shaped);
    return box;
}

static struct page_box *item_label(struct page_layout *layout, const struct doc_node *list, const struct doc_node *item,
                                   int number, int nesting) {
    if (item->task)
        return page_tick_box(layout, item);
    if (!list->ordered)
        return label_text(layout, nesting % 2 ? "–" : "•", item->pos);
    return label_text(layout, arena_printf(layout->arena, "%d.", number), item->pos);
}

static int list_nesting(const struct doc_node *list) {
    int nesting = 0;
    for (const struct doc_node *node = list->parent; node; node = node->parent)
        nesting += node->kind == NODE_LIST && !node->ordered;
    return nesting;
}

/* The passage that begins with the item's letter, which is part of its label; NULL if none does. */
static const struct doc_node *lettered(const struct doc_node *item) {
    const struct doc_node *passage = item->task ? item->first_child : NULL;
    return passage && passage->title ? passage : NULL;
}

/* NULL if it has none. */
static struct page_box *letter_box(struct page_layout *layout, const struct doc_node *item) {
    const struct doc_node *passage = lettered(item);
    if (!passage)
        return NULL;
    const struct page_style *style = layout->style;
    const enum pdf_font_face face = passage->first_child->style & STYLE_STRONG ? FACE_BOLD : FACE_REGULAR;
    const char *letter = arena_printf(layout->arena, "%s ", passage->number); /* words read aloud need the space */
    const struct pdf_shaped *shaped =
        page_shape(layout, FAMILY_BODY, face, letter, strlen(letter), passage->first_child->pos);
    struct page_box *box = page_box_new(layout);
    box->width = shaped->width * style->body_size / 1000;
    page_box_add_text(layout, box, 0, 0, style->body_size, style->ink, shaped);
    return box;
}

/* An item at x: its label and, `letter_x` to the right of x, its letter, if it has one; its words at `indent`. */
static void emit_item(struct page_layout *layout, const struct doc_node *item, struct page_box *label,
                      struct page_box *letter, double x, double label_x, double letter_x, double indent, double width) {
    const struct words_language *words = words_language_lookup(layout->document->language);
    struct page_box labelled = {0};
    page_box_begin(layout, &labelled, "LI", NULL);
    const bool asked = layout->document->audience == AUDIENCE_STUDENT;
    const char *state = item->checked ? words->ticked : asked ? words->to_tick : words->not_ticked;
    const char *alternative = item->option ? arena_printf(layout->arena, "%s, %s", item->option, state) : state;
    page_box_begin(layout, &labelled, "Lbl", item->task ? alternative : NULL);
    page_box_place(&labelled, label, label_x, 0);
    struct doc_node content = *item;
    if (letter) {
        page_box_place(&labelled, letter, x + letter_x, 0);
        content.first_child = page_block_after_number(layout, lettered(item));
    }
    page_box_end(layout, &labelled);
    page_box_begin(layout, &labelled, "LBody", NULL);
    page_marks_append(&layout->pending_first, &layout->pending_last, labelled.first, labelled.last, 0, 0);
    size_t first = layout->strip_count;
    double gap = layout->gap;
    page_blocks(layout, &content, x + indent, width - indent);
    if (layout->strip_count == first) { /* a label with nothing after it */
        const struct page_style *style = layout->style;
        double height = style->body_size * style->line_height;
        page_emit(layout, &(struct page_box){0}, x, height, 0.7 * height);
    }
    /* The list decides the space above an item, not the item's first block. */
    layout->strips[first]->gap = gap;
    page_strip_end(layout);
    page_strip_end(layout);
}

void page_list(struct page_layout *layout, const struct doc_node *list, double x, double width) {
    const struct page_style *style = layout->style;
    int number = list->start, nesting = list_nesting(list), count = 0;
    for (const struct doc_node *item = list->first_child; item; item = item->next)
        count++;
    if (count == 0)
        return;
    struct page_box **labels = arena_array(layout->arena, (size_t)count, sizeof *labels),
                    **letters = arena_array(layout->arena, (size_t)count, sizeof *letters);
    double widest = 0, widest_letter = 0, space = 0.5 * style->body_size;
    int i = 0;
    for (const struct doc_node *item = list->first_child; item; item = item->next, i++) {
        labels[i] = item_label(layout, list, item, number < 1000000000 ? number++ : number, nesting);
        widest = fmax(widest, labels[i]->width);
        letters[i] = letter_box(layout, item);
        widest_letter = fmax(widest_letter, letters[i] ? letters[i]->width : 0);
    }
    double indent = fmax(style->list_indent, widest + space);
    double tight_gap = style->item_gap, task_gap = style->option_gap;
    const char *option = list->first_child->option; /* a letter, or a number where it prints none */
    const bool capitals = option && *option >= 'A' && *option <= 'Z';
    page_strip_begin(layout,
                     list->ordered ? "L:Decimal"
                     : !list->task ? "L:Disc"
                     : capitals    ? "L:UpperAlpha"
                                   : "L:None",
                     NULL);
    i = 0;
    for (const struct doc_node *item = list->first_child; item; item = item->next, i++) {
        if (i)
            page_space(layout, !list->tight ? style->paragraph_space : item->task ? task_gap : tight_gap);
        else if (doc_node_holder(list) && doc_node_holder(list)->kind == NODE_ITEM && list->tight)
            layout->gap = tight_gap;
        layout->node = item;
        double label_x = item->task ? x + fmax(indent - space - labels[i]->width, 0) * 0.5
                                    : x + fmax(indent - space - labels[i]->width, 0);
        size_t first = layout->strip_count;
        emit_item(layout, item, labels[i], letters[i], x, label_x, indent, indent + widest_letter, width);
        if (i && !item->task)
            page_keep(layout, first - 1, first, BREAK_IN_LIST);
        if (list->tight)
            layout->gap = 0;
    }
    page_strip_end(layout);
}
