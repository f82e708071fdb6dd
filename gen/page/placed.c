/* Placed nodes (formulas, blanks, lines, charts), in paragraphs of their own and within text. */
#include "page/layout.h"

#include <math.h>
#include <string.h>

/* Formulas of a paragraph stand below each other at `=` if what is before it takes no more than this share of the
 * width. */
#define LEFT_MOST 0.25

static bool is_formula(const struct doc_node *node) {
    return doc_node_is_placed(node, PLACED_EQUATION) || doc_node_is_placed(node, PLACED_WORKED);
}

static void emit_display(struct page_layout *layout, const struct doc_node *node, double x, double width) {
    const struct page_style *style = layout->style;
    const struct maths *maths = doc_node_maths(layout->arena, layout->document, node);
    if (!maths)
        return;
    double indent = fmin(style->list_indent, width / 8);
    if (layout->equals > 0)
        indent += fmax(layout->equals - page_maths_left_width(layout, maths, style->body_size, node->pos), 0);
    struct page_box *box =
        page_formula(layout, maths, page_maths_display(layout, maths, style->body_size, width - indent, node->pos));
    if (!layout->close)
        page_space(layout, style->paragraph_space);
    double pad = 0.12 * style->body_size;
    page_emit(layout, box, x + indent, box->ascent + box->descent + 2 * pad, box->ascent + pad);
    page_caption(layout, node, x + indent, width - indent, false);
    page_space(layout, style->paragraph_space);
}

/* Sets a placed node on its own, `behind` words of its paragraph. Returns the last node that it used. */
static const struct doc_node *emit_placed(struct page_layout *layout, const struct doc_node *node, bool behind,
                                          double x, double width) {
    layout->node = node;
    switch (node->placed.kind) {
    case PLACED_EQUATION:
    case PLACED_WORKED:
        emit_display(layout, node, x, width);
        break;
    case PLACED_BLANK:
    case PLACED_SCORE:
    case PLACED_TICKS:
    case PLACED_RULE:
    case PLACED_FIGURE: {
        page_space(layout, layout->style->paragraph_space);
        struct page_inline_text *text = page_inline_prepare(layout, node, node->next, page_body_setting(layout));
        page_paragraph(layout, "P", text, x, width);
        page_space(layout, layout->style->paragraph_space);
        break;
    }
    case PLACED_LINES:
        page_answer_lines(layout, node, behind, x, width);
        break;
    case PLACED_PAGE:
        if (layout->in_columns)
            page_error(layout, node->pos, "columns cannot hold a page break; end them with ![](columns:1) first");
        layout->page_before = true;
        break;
    case PLACED_COLUMNS:
        page_error(layout, node->pos, "columns begin and end in paragraphs of their own");
        break;
    case PLACED_CHART:
        return page_charts(layout, node, x, width);
    }
    return node;
}

/* Where the formulas of a paragraph have their `=`: as far right as the longest left side needs, among those that leave
 * most of the width to what follows. 0 if there is none. */
static double common_equals(struct page_layout *layout, const struct doc_node *paragraph, double width) {
    double most = 0;
    for (const struct doc_node *node = paragraph->first_child; node; node = node->next) {
        if (!is_formula(node) || !node->placed.displayed)
            continue;
        const struct maths *maths = doc_node_maths(layout->arena, layout->document, node);
        if (!maths)
            continue;
        const double left = page_maths_left_width(layout, maths, layout->style->body_size, node->pos);
        most = left <= LEFT_MOST * width ? fmax(most, left) : most;
    }
    return most;
}

void page_inlines(struct page_layout *layout, const struct doc_node *paragraph, double x, double width) {
    size_t begin = layout->strip_count;
    const struct doc_node *previous = NULL; /* what was displayed before */
    bool words = false;                     /* the last strip holds words of the paragraph */
    layout->equals = common_equals(layout, paragraph, width);
    for (const struct doc_node *node = paragraph->first_child, *next; node; node = next) {
        if (node->placed.displayed) {
            const bool formula = is_formula(node);
            size_t before = layout->strip_count;
            layout->close = formula && before > begin; /* formulas of one paragraph are set close together */
            if (layout->close)
                layout->gap = 0.6 * layout->style->paragraph_space;
            bool after_worked =
                before > begin && previous && (previous->placed.kind == PLACED_WORKED || previous->placed.worked);
            previous = emit_placed(layout, node, before > begin && words, x, width);
            words = false;
            if (before > begin && layout->strip_count > before) /* for example a formula and a chart of it */
                page_keep(layout, before - 1, before, after_worked ? BREAK_IN_TEXT : BREAK_BEFORE_RELATED);
            next = previous->next;
            continue;
        }
        for (next = node; next && !next->placed.displayed;)
            next = next->next;
        struct page_inline_text *text = page_inline_prepare(layout, node, next, page_body_setting(layout));
        layout->node = paragraph;
        if (!page_inline_is_empty(text))
            page_paragraph(layout, "P", text, x, width);
        words = true;
    }
    layout->equals = 0;
}
