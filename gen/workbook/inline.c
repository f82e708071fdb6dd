#include "workbook/book.h"

#include <string.h>

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
                doc_placed_word(node->placed.kind));
}

unsigned book_put_inline(struct sheet_book *book, struct text *out, const struct doc_node *words) {
    unsigned style = ~0u;
    size_t link_start = 0;
    const char *link = NULL;
    for (const struct doc_node *node = words->first_child; node; node = node->next) {
        if (node->link && !link)
            link_start = out->length;
        link = node->link;
        if (node->kind == NODE_PLACED)
            put_placed(book, out, node);
        else
            doc_put_words(out, book->document, node, '\n');
        if (node->kind == NODE_BREAK)
            continue;
        style &= node->style;
        bool link_ends = link && (!node->next || !node->next->link || strcmp(node->next->link, link) != 0);
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
