/* Blocks to strips: headings, rules, code, quotations, and which blocks stay together. */
#include "page/layout.h"

#include <math.h>
#include <string.h>

/* Blocks are nested at most this deep. */
enum { DEPTH_LIMIT = 24 };

/* The words of a heading, for the outline. */
static const char *heading_title(struct page_layout *layout, const struct doc_node *heading) {
    struct text title = {0};
    doc_put_words(&title, layout->document, heading, ' ');
    const char *words = title.length ? title.bytes : "";
    words += strspn(words, " \n"); /* what comes before the words, a score box, is not a word */
    const char *copy = arena_strdup(layout->arena, words);
    text_free(&title);
    return copy;
}

static void emit_heading(struct page_layout *layout, const struct doc_node *heading, double x, double width) {
    static const char *const roles[] = {"H1", "H2", "H3", "H4", "H5", "H6"};
    const struct page_style *style = layout->style;
    int level = heading->level < 1 ? 1 : heading->level > 6 ? 6 : heading->level;
    struct page_setting setting = page_body_setting(layout);
    setting.family = FAMILY_HEADING;
    setting.bold = true;
    setting.size = style->heading_sizes[level - 1];
    setting.line_height = fmin(style->line_height, 1.22);
    if (level < 3)
        setting.colour = style->accent;
    struct page_inline_text *text = page_inline_prepare(layout, heading->first_child, NULL, setting);
    if (page_inline_is_empty(text))
        return;
    page_space(layout, style->heading_space_before * (level < 3 ? 1 : 0.8));
    size_t first = layout->strip_count;
    page_paragraph(layout, roles[(heading->depth ? heading->depth : level) - 1], text, x, width);
    layout->strips[first]->bookmark = heading_title(layout, heading);
    page_keep(layout, first, layout->strip_count, BREAK_NEVER);
    page_space(layout, style->heading_space_after * (level < 4 ? 1 : 0.4));
}

static void emit_rule(struct page_layout *layout, double x, double width) {
    const struct page_style *style = layout->style;
    struct page_box *box = page_box_new(layout);
    page_box_begin(layout, box, "Artifact", NULL);
    page_box_add_line(layout, box, 0, 0, width, 0, style->rule_width, style->faint);
    page_box_end(layout, box);
    page_space(layout, 1.5 * style->paragraph_space);
    page_emit(layout, box, x, style->rule_width, style->rule_width / 2);
    page_space(layout, 1.5 * style->paragraph_space);
}

static void emit_code(struct page_layout *layout, const struct doc_node *fence, double x, double width) {
    const struct page_style *style = layout->style;
    struct page_setting setting = page_body_setting(layout);
    setting.family = FAMILY_CODE;
    setting.preserve = true;
    setting.size = style->code_size;
    setting.line_height = fmin(style->line_height, 1.3);
    size_t length = strlen(fence->text);
    while (length && fence->text[length - 1] == '\n')
        length--;
    struct page_inline_text *text =
        page_inline_prepare_text(layout, arena_strndup(layout->arena, fence->text, length), fence->pos, setting);
    if (page_inline_is_empty(text))
        return;
    double pad = 0.6 * style->code_size;
    int count;
    struct page_line *lines = page_inline_break(layout, text, width - 2 * pad, width - 2 * pad, &count);
    const struct page_bar ground = {x, width, style->code_fill, layout->bars};
    struct page_bar *bar = arena_alloc(layout->arena, sizeof *bar);
    *bar = ground;
    layout->bars = bar;
    lines[0].baseline += pad;
    lines[0].height += pad;
    lines[count - 1].height += pad;
    page_space(layout, style->paragraph_space);
    page_strip_begin(layout, "P", NULL);
    page_strip_begin(layout, "Code", NULL);
    page_lines(layout, lines, count, x + pad);
    page_strip_end(layout);
    page_strip_end(layout);
    layout->bars = bar->outer;
    page_space(layout, style->paragraph_space);
}

static void emit_quote(struct page_layout *layout, const struct doc_node *quote, double x, double width) {
    const struct page_style *style = layout->style;
    struct page_bar *bar = arena_alloc(layout->arena, sizeof *bar);
    *bar = (struct page_bar){x, style->quote_rule_width, style->accent, layout->bars};
    double indent = style->list_indent * 0.75;
    page_space(layout, style->paragraph_space);
    double gap = layout->gap;
    size_t first = layout->strip_count;
    layout->bars = bar;
    page_strip_begin(layout, "BlockQuote", NULL);
    page_blocks(layout, quote, x + indent, width - indent);
    page_strip_end(layout);
    layout->bars = bar->outer;
    if (layout->strip_count > first)
        layout->strips[first]->gap = gap;
    page_space(layout, style->paragraph_space);
}

static void emit_block(struct page_layout *layout, const struct doc_node *node, double x, double width) {
    const struct page_style *style = layout->style;
    const size_t first = layout->strip_count;
    layout->node = node;
    switch (node->kind) {
    case NODE_QUESTION: /* kept together if a page can hold it; but rows of a table at its end may part as any */
        page_question(layout, node, x, width);
        if (node->first_child != node->last_child)
            page_keep(layout, first,
                      node->last_child->kind == NODE_TABLE ? layout->block_before + 1 : layout->strip_count - 1,
                      BREAK_AVOID);
        break;
    case NODE_HEADING:
        emit_heading(layout, node, x, width);
        break;
    case NODE_PARAGRAPH:
    case NODE_WORK: {
        const struct doc_node *holder = doc_node_holder(node);
        bool tight = holder && holder->kind == NODE_ITEM && holder->tight;
        double space = tight ? style->item_gap : style->paragraph_space;
        page_space(layout, node->scored ? style->question_before : space);
        if (node->kind == NODE_WORK && style->work_height > 0)
            page_work_frame(layout, node, x, width);
        else
            page_inlines(layout, node, x, width);
        if (node->kind == NODE_WORK)
            page_keep(layout, first, layout->strip_count - 1, BREAK_AVOID);
        page_space(layout, space);
        break;
    }
    case NODE_QUOTE:
        emit_quote(layout, node, x, width);
        break;
    case NODE_LIST:
        if (node->task)
            layout->gap = fmin(layout->gap, style->paragraph_space * 0.8);
        page_list(layout, node, x, width);
        page_space(layout, style->paragraph_space);
        break;
    case NODE_RULE:
        emit_rule(layout, x, width);
        break;
    case NODE_TABLE:
        page_space(layout, 1.3 * style->paragraph_space);
        page_table(layout, node, x, width);
        page_space(layout, 1.3 * style->paragraph_space);
        break;
    case NODE_FENCE:
        emit_code(layout, node, x, width);
        break;
    default:
        page_error(layout, node->pos, "a block of this kind cannot be used here");
    }
}

/* Sets the costs of page breaks between a block, whose strips begin with `first`, and its neighbours. */
static void keep_block(struct page_layout *layout, const struct doc_node *node, size_t first) {
    size_t before = layout->block_before;
    if (node->bond == BOND_OPTIONS)
        page_keep(layout, before, first, BREAK_AVOID);
    else if (node->bond && first > before)
        page_keep(layout, first - 1, first, node->bond == BOND_SHOWN ? BREAK_BEFORE_SHOWN : BREAK_BEFORE_RELATED);
    if (node->kind == NODE_PARAGRAPH && first > 0 && layout->strips[first - 1]->node &&
        layout->strips[first - 1]->node->kind == NODE_ROW) /* it says something about the table */
        page_keep(layout, first - 1, first, BREAK_IN_TABLE);
    if (node->under_heading && layout->strip_count == first + 1) /* no heading with a single line below it */
        page_keep(layout, first, first + 1, BREAK_AVOID);
}

/* Begins, goes on with or ends columns, if a block says so. */
static bool turn_columns(struct page_layout *layout, struct page_columns *columns, const struct doc_node *node,
                         double width) {
    const struct doc_node *placed = node->kind == NODE_PARAGRAPH ? node->only : NULL;
    if (!doc_node_is_placed(placed, PLACED_COLUMNS))
        return false;
    layout->node = node;
    const int count = placed->placed.count;
    if (count == 0 && columns->node) {
        page_columns_next(layout, columns, placed);
    } else if (count > 1 && !columns->node && !layout->in_columns) {
        page_columns_begin(layout, columns, placed, width);
    } else if (count == 1 && columns->node) {
        page_columns_end(layout, columns);
    } else {
        page_error(layout, placed->pos,
                   count > 1 ? "columns cannot hold columns; end these with ![](columns:1) first"
                             : "no columns begin above, in the same passage; ![](columns:2) begins two");
    }
    return true;
}

void page_stack(struct page_layout *layout, const struct doc_node *first, const struct doc_node *end, double x,
                double width) {
    struct page_columns columns = {0};
    for (const struct doc_node *node = first; node && node != end; node = node->next) {
        size_t begin = layout->strip_count;
        if (turn_columns(layout, &columns, node, width)) {
            layout->block_before = layout->strip_count ? layout->strip_count - 1 : 0;
            continue;
        }
        double room = columns.node ? columns.widths[columns.current] : width;
        const struct doc_node *last = node->kind == NODE_QUOTE && node->note ? page_note(layout, node, x, room) : NULL;
        if (last) {
            node = last;
        } else {
            emit_block(layout, node, x, room);
            keep_block(layout, node, begin);
        }
        layout->block_before = begin;
    }
    if (columns.node) {
        diag_report_once(layout->diag, SEVERITY_WARNING, columns.node->pos,
                         "these columns never end, so that all that follows in the passage is in them; ![](columns:1) "
                         "ends them");
        page_columns_end(layout, &columns);
    }
}

void page_blocks(struct page_layout *layout, const struct doc_node *parent, double x, double width) {
    if (++layout->depth > DEPTH_LIMIT || width < COLUMN_LEAST) {
        page_error(layout, parent->pos,
                   "lists and quotations are nested too deep for the page: at most %d levels are allowed, "
                   "and they must leave a column of at least %.0f points",
                   DEPTH_LIMIT, COLUMN_LEAST);
        layout->depth--;
        return;
    }
    size_t outer = layout->block_before;
    layout->block_before = layout->strip_count;
    page_stack(layout, parent->first_child, NULL, x, width);
    layout->block_before = outer;
    layout->depth--;
}
