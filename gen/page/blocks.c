/* Blocks to strips: headings, rules, code, quotations, and which blocks stay together. */
#include "chart/chart.h"
#include "page/layout.h"

#include <math.h>
#include <string.h>

/* Blocks are nested at most this deep. */
enum { DEPTH_LIMIT = 24 };

/* The words of a heading, for the outline. */
static const char *heading_title(struct page_layout *layout, const struct doc_node *heading) {
    struct text title = {0};
    for (const struct doc_node *node = heading->first_child; node; node = node->next)
        if (node->kind == NODE_TEXT)
            text_puts(&title, node->text);
        else if (node->kind == NODE_VALUE)
            doc_value_print(&title, layout->document, node->value);
        else if (node->kind == NODE_BREAK)
            text_putc(&title, ' ');
    size_t blank =
        title.length ? strspn(title.bytes, " \n") : 0; /* what comes before the words, a score box, is not a word */
    const char *copy = arena_strndup(layout->arena, title.length ? title.bytes + blank : "", title.length - blank);
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
    page_paragraph(layout, roles[level - 1], text, x, width);
    layout->strips[first]->bookmark = heading_title(layout, heading);
    page_keep(layout, first, layout->strip_count, BREAK_NEVER);
    page_space(layout, style->heading_space_after);
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
    const struct page_bar ground = {x, width, style->table_head_fill, layout->bars};
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

/* How a block relates to the one before it. */
enum relation { RELATION_NONE, RELATION_PROMPT, RELATION_FORMULA, RELATION_ANSWER, RELATION_DETAIL };

static enum relation relation_of_placed(const struct doc_placed *placed) {
    switch (placed->kind) {
    case PLACED_BLANK:
    case PLACED_LINES:
        return RELATION_ANSWER;
    case PLACED_EQUATION:
    case PLACED_WORKED:
    case PLACED_CHART:
        return RELATION_FORMULA;
    case PLACED_SCORE:
        return RELATION_PROMPT;
    case PLACED_PAGE:
        break;
    }
    return RELATION_NONE;
}

/* A list with a tick in it has been answered: in a key, its options hold their reasons, and a page may end between
 * them. */
static bool has_tick(const struct doc_node *list) {
    for (const struct doc_node *item = list->first_child; item; item = item->next)
        if (item->checked)
            return true;
    return false;
}

static enum relation relation_of(const struct doc_node *node, bool keyed) {
    switch (node->kind) {
    case NODE_LIST:
        return page_node_is_tasks(node) && !(keyed && has_tick(node)) ? RELATION_ANSWER : RELATION_DETAIL;
    case NODE_TABLE:
        return page_node_holds(node, PLACED_BLANK) ? RELATION_ANSWER : RELATION_DETAIL;
    case NODE_FENCE:
        return RELATION_DETAIL;
    case NODE_PLACED:
        return relation_of_placed(&node->placed);
    case NODE_PARAGRAPH: {
        enum relation relation = RELATION_NONE;
        for (const struct doc_node *child = node->first_child; child; child = child->next)
            if (child->kind == NODE_PLACED)
                relation = relation_of(child, keyed);
            else if (!page_node_is_white(child) && child->kind != NODE_BREAK)
                return RELATION_PROMPT;
        return relation;
    }
    default:
        return page_node_is_inline(node) ? RELATION_PROMPT : RELATION_NONE;
    }
}

/* A list, a table, or charts that are not to be drawn in. These can be understood away from the passage that refers to
 * them. */
static bool is_shown(const struct doc_node *block) {
    if (block->kind == NODE_TABLE || block->kind == NODE_LIST)
        return true;
    bool any = false;
    for (const struct doc_node *node = block->first_child; node; node = node->next) {
        if (node->kind != NODE_PLACED || node->placed.kind != PLACED_CHART)
            continue;
        if (!node->placed.chart || node->placed.chart->frame)
            return false;
        any = true;
    }
    return any;
}

/* Whether a paragraph ends with a colon and so announces what follows. */
static bool announces(const struct doc_node *block) {
    const char *text = NULL;
    for (const struct doc_node *node = block ? block->first_child : NULL; node; node = node->next)
        if (node->kind != NODE_BREAK && !page_node_is_white(node))
            text = node->kind == NODE_TEXT ? node->text : NULL;
    size_t length = text ? strlen(text) : 0;
    while (length && strchr(" \t\r\n", text[length - 1]))
        length--;
    return length && text[length - 1] == ':';
}

static void emit_block(struct page_layout *layout, const struct doc_node *node, double x, double width) {
    const struct page_style *style = layout->style;
    layout->node = node;
    switch (node->kind) {
    case NODE_HEADING:
        emit_heading(layout, node, x, width);
        break;
    case NODE_PARAGRAPH: {
        bool tight =
            node->parent && node->parent->kind == NODE_ITEM && node->parent->parent && node->parent->parent->tight;
        double space = tight ? style->item_gap : style->paragraph_space;
        page_space(layout, page_node_holds(node, PLACED_SCORE) ? style->question_before : space);
        page_inlines(layout, node->first_child, NULL, x, width);
        page_space(layout, space);
        break;
    }
    case NODE_QUOTE:
        emit_quote(layout, node, x, width);
        break;
    case NODE_LIST:
        if (page_node_is_tasks(node))
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

void page_blocks(struct page_layout *layout, const struct doc_node *parent, double x, double width) {
    if (++layout->depth > DEPTH_LIMIT || width < COLUMN_LEAST) {
        page_error(layout, parent->pos,
                   "lists and quotations are nested too deep for the page: at most %d levels are allowed, "
                   "and they must leave a column of at least %.0f points",
                   DEPTH_LIMIT, COLUMN_LEAST);
        layout->depth--;
        return;
    }
    /* A question is a prompt with the formulas and answers after it. It is kept together if a page can hold it. A
     * question with a score box extends from that box to the last answer before the next heading or score box. */
    size_t question = layout->strip_count, before = question;
    bool marked = false, headed = false,
         under_heading = false; /* the previous block is a heading; the one before that is */
    enum relation last = RELATION_NONE;
    const struct doc_node *previous = NULL;
    for (const struct doc_node *node = parent->first_child, *next; node; node = next) {
        next = node->next;
        size_t first = layout->strip_count;
        enum relation relation = relation_of(node, layout->document->audience == AUDIENCE_INSTRUCTOR);
        bool table = node->kind == NODE_TABLE, scored = page_node_holds(node, PLACED_SCORE);
        const struct doc_node *blank = page_node_is_formulas(node) ? page_node_lone_blank(layout, next) : NULL;
        if (blank) { /* formulas go into the frame of the blank below them */
            layout->node = node;
            page_work_frame(layout, node->first_child, blank, x, width);
            relation = RELATION_ANSWER;
            next = next->next;
        } else if (page_node_is_inline(node) || node->kind == NODE_PLACED) {
            while (next && (page_node_is_inline(next) || next->kind == NODE_PLACED))
                next = next->next;
            page_inlines(layout, node, next, x, width);
        } else {
            emit_block(layout, node, x, width);
        }
        /* "Your result:" with its blank on one line belongs to the formula above it. */
        if (relation == RELATION_PROMPT && last == RELATION_FORMULA && page_node_holds(node, PLACED_BLANK))
            relation = RELATION_ANSWER;
        if (relation == RELATION_NONE || scored)
            marked = scored;
        bool follows =
            last == RELATION_PROMPT || last == RELATION_FORMULA || last == RELATION_ANSWER || (marked && !scored);
        if (relation == RELATION_ANSWER && follows && table) /* its rows may part as those of any table */
            page_keep(layout, question, first + 1, BREAK_AVOID);
        else if (relation == RELATION_ANSWER && follows)
            page_keep(layout, question, layout->strip_count - 1, BREAK_AVOID);
        else if (!(relation == RELATION_FORMULA && follows) && !(marked && !scored))
            question = first;
        if (relation == RELATION_DETAIL && last == RELATION_PROMPT && under_heading && node->kind == NODE_LIST &&
            page_node_is_tasks(node))
            page_keep(layout, before, first, BREAK_AVOID); /* the prompt stays with the first option */
        else if ((relation == RELATION_DETAIL || relation == RELATION_FORMULA) && last == RELATION_PROMPT &&
                 first > before)
            page_keep(layout, first - 1, first,
                      is_shown(node) && !announces(previous) ? BREAK_BEFORE_SHOWN : BREAK_BEFORE_RELATED);
        if (relation == RELATION_PROMPT && headed && layout->strip_count == first + 1)
            page_keep(layout, first, first + 1, BREAK_AVOID); /* no heading with a single line below it */
        before = first;
        previous = node;
        under_heading = headed;
        headed = node->kind == NODE_HEADING;
        last = relation;
    }
    layout->depth--;
}
