/* What kind of thing a node of the document tree is for layout: inline or a block, a formula, a blank. */
#include "page/layout.h"

#include <string.h>

bool page_node_is_inline(const struct doc_node *node) {
    return node->kind == NODE_TEXT || node->kind == NODE_VALUE || node->kind == NODE_BREAK ||
           (node->kind == NODE_PLACED && node->placed.kind <= PLACED_SCORE);
}

bool page_node_is_white(const struct doc_node *node) {
    return node->kind == NODE_TEXT && node->text[strspn(node->text, " \t\r\n")] == '\0';
}

bool page_node_is_formula(const struct doc_node *node) {
    return node->kind == NODE_PLACED && (node->placed.kind == PLACED_EQUATION || node->placed.kind == PLACED_WORKED);
}

const struct doc_node *page_node_next_placed(const struct doc_node *node) {
    const struct doc_node *next = node->next;
    while (next && (page_node_is_white(next) || next->kind == NODE_BREAK))
        next = next->next;
    return next && next->kind == NODE_PLACED ? next : NULL;
}

const struct doc_node *page_node_worked_after(const struct doc_node *node) {
    const struct doc_node *next = page_node_is_formula(node) ? page_node_next_placed(node) : NULL;
    return next && node->placed.kind == PLACED_EQUATION && !node->first_child && next->placed.kind == PLACED_WORKED &&
                   next->placed.quantity == node->placed.quantity
               ? next
               : NULL;
}

bool page_node_holds(const struct doc_node *node, enum doc_placed_kind kind) {
    if (node->kind == NODE_PLACED && node->placed.kind == kind)
        return true;
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        if (page_node_holds(child, kind))
            return true;
    return false;
}

const struct doc_node *page_node_last_blank(const struct doc_node *first, const struct doc_node *end) {
    for (const struct doc_node *node = first; node != end; node = node->next)
        if (node->kind == NODE_PLACED && node->placed.kind == PLACED_BLANK && !node->first_child)
            return node;
        else if (node->kind == NODE_PLACED && (node->placed.kind > PLACED_BLANK || node->first_child))
            return NULL;
    return NULL;
}

bool page_node_is_formulas(const struct doc_node *block) {
    bool any = false;
    if (block->kind != NODE_PARAGRAPH)
        return false;
    for (const struct doc_node *node = block->first_child; node; node = node->next) {
        if (node->kind == NODE_PLACED && (!page_node_is_formula(node) || node->first_child))
            return false;
        if (node->kind != NODE_PLACED && node->kind != NODE_BREAK && !page_node_is_white(node))
            return false;
        any = any || node->kind == NODE_PLACED;
    }
    return any;
}

const struct doc_node *page_node_lone_blank(const struct page_layout *layout, const struct doc_node *block) {
    if (!block || block->kind != NODE_PARAGRAPH || layout->style->work_height <= 0)
        return NULL;
    const struct doc_node *blank = page_node_last_blank(block->first_child, NULL);
    for (const struct doc_node *node = block->first_child; node && blank; node = node->next)
        if (node != blank && node->kind != NODE_BREAK && !page_node_is_white(node))
            return NULL;
    return blank;
}

bool page_node_is_tasks(const struct doc_node *list) {
    for (const struct doc_node *item = list->first_child; item; item = item->next)
        if (!item->task)
            return false;
    return list->first_child != NULL;
}
