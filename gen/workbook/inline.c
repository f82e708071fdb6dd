#include "workbook/book.h"

#include <string.h>

static const char *const placed_names[] = {
    [PLACED_EQUATION] = "equation", [PLACED_WORKED] = "worked", [PLACED_BLANK] = "blank", [PLACED_SCORE] = "score",
    [PLACED_LINES] = "lines",       [PLACED_PAGE] = "page",     [PLACED_CHART] = "chart"};

static void put_placed(struct sheet_book *book, struct text *out, const struct doc_node *node) {
    if (node->placed.kind == PLACED_EQUATION && node->placed.quantity) {
        maths_print(out, maths_equation(book->arena, node->placed.quantity));
        return;
    }
    if (node->placed.kind == PLACED_CHART) {
        if (node->placed.chart)
            sheet_error(book, node->pos, "in a workbook a chart needs a paragraph of its own");
        else
            sheet_error(book, node->pos, "`chart:%s` was not computed for this document", node->placed.name);
        return;
    }
    sheet_error(book, node->pos,
                "`%s:` is for printed pages; in a workbook, `equation:` places an equation as text and fenced blocks "
                "place live cells",
                placed_names[node->placed.kind]);
}

unsigned book_put_inline(struct sheet_book *book, struct text *out, const struct doc_node *node,
                         const struct doc_node *end) {
    unsigned style = ~0u;
    size_t link_start = 0;
    const char *link = NULL;
    for (; node && node != end; node = node->next) {
        if (node->link && !link)
            link_start = out->length;
        link = node->link;
        switch (node->kind) {
        case NODE_TEXT:
        case NODE_VALUE:
            doc_put_words(out, book->document, node, '\n');
            break;
        case NODE_BREAK:
            text_putc(out, '\n');
            continue;
        case NODE_PLACED:
            put_placed(book, out, node);
            break;
        default:
            style &= book_put_inline(book, out, node->first_child, NULL);
            continue;
        }
        style &= node->style;
        bool link_ends =
            link && (!node->next || node->next == end || !node->next->link || strcmp(node->next->link, link) != 0);
        if (link_ends) {
            if (out->length > 0 && strcmp(out->bytes + link_start, link) != 0)
                text_printf(out, " (%s)", link);
            link = NULL;
        }
    }
    if (!out->bytes)
        text_puts(out, "");
    return style == ~0u ? 0 : style;
}
