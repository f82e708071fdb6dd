#include "language.h"
#include "layout.h"

#include <math.h>
#include <string.h>

static struct box *label_text(struct layout *layout, const char *text, struct pos pos) {
    const struct style *style = layout->style;
    struct box *box = box_new(layout);
    const struct shaped *shaped = layout_shape(layout, FAMILY_BODY, FACE_REGULAR, text, strlen(text), pos);
    box->width = shaped->width * style->body_size / 1000;
    box_add_text(layout, box, 0, 0, style->body_size, style->ink, shaped);
    return box;
}

static struct box *item_label(struct layout *layout, const struct node *list, const struct node *item, int number,
                              int nesting) {
    if (item->task)
        return layout_tick_box(layout, item->checked);
    if (!list->ordered)
        return label_text(layout, nesting % 2 ? "–" : "•", item->pos);
    return label_text(layout, arena_printf(layout->arena, "%d.", number), item->pos);
}

static int list_nesting(const struct node *list) {
    int nesting = 0;
    for (const struct node *node = list->parent; node; node = node->parent)
        nesting += node->kind == NODE_LIST && !node->ordered;
    return nesting;
}

static void emit_item(struct layout *layout, const struct node *item, struct box *label, double x, double label_x,
                      double indent, double width) {
    const struct language *words = language_lookup(layout->document->language);
    struct box labelled = {0};
    box_begin(layout, &labelled, "LI", NULL);
    box_begin(layout, &labelled, "Lbl", item->task ? item->checked ? words->ticked : words->to_tick : NULL);
    box_place(&labelled, label, label_x, 0);
    box_end(layout, &labelled);
    box_begin(layout, &labelled, "LBody", NULL);
    marks_append(&layout->pending_first, &layout->pending_last, labelled.first, labelled.last, 0, 0);
    size_t first = layout->strip_count;
    double gap = layout->gap;
    layout_blocks(layout, item, x + indent, width - indent);
    if (layout->strip_count == first) { /* a label with nothing behind it */
        const struct style *style = layout->style;
        double height = style->body_size * style->line_height;
        layout_emit(layout, &(struct box){0}, x, height, 0.7 * height);
    }
    /* What the first block of an item asks for above itself is the list's to say. */
    layout->strips[first]->gap = gap;
    layout_end(layout);
    layout_end(layout);
}

bool list_is_tasks(const struct node *list) {
    for (const struct node *item = list->first_child; item; item = item->next)
        if (!item->task)
            return false;
    return list->first_child != NULL;
}

void layout_list(struct layout *layout, const struct node *list, double x, double width) {
    const struct style *style = layout->style;
    int number = list->start, nesting = list_nesting(list), count = 0;
    for (const struct node *item = list->first_child; item; item = item->next)
        count++;
    if (count == 0)
        return;
    struct box **labels = arena_array(layout->arena, (size_t)count, sizeof *labels);
    double widest = 0, space = 0.5 * style->body_size;
    int i = 0;
    for (const struct node *item = list->first_child; item; item = item->next, i++) {
        labels[i] = item_label(layout, list, item, number < 1000000000 ? number++ : number, nesting);
        widest = fmax(widest, labels[i]->width);
    }
    double indent = fmax(style->list_indent, widest + space);
    double tight_gap = style->item_gap, task_gap = style->option_gap;
    layout_begin(layout, list->ordered ? "L:Decimal" : list_is_tasks(list) ? "L:None" : "L:Disc", NULL);
    i = 0;
    for (const struct node *item = list->first_child; item; item = item->next, i++) {
        if (i)
            layout_space(layout, !list->tight ? style->paragraph_space : item->task ? task_gap : tight_gap);
        else if (list->parent && list->parent->kind == NODE_ITEM && list->tight)
            layout->gap = tight_gap;
        layout->node = item;
        double label_x = item->task ? x + fmax(indent - space - labels[i]->width, 0) * 0.5
                                    : x + fmax(indent - space - labels[i]->width, 0);
        size_t first = layout->strip_count;
        emit_item(layout, item, labels[i], x, label_x, indent, width);
        if (i && !item->task)
            layout_keep(layout, first - 1, first, BREAK_IN_LIST);
        if (list->tight)
            layout->gap = 0;
    }
    layout_end(layout);
}
