/* Blocks: headings, passages, lists, tables, questions. */
#include "chart/chart.h"
#include "html/put.h"

#include <string.h>

enum { WIDE_COLUMNS = 4 }; /* a table with so many columns may need to be moved sideways on a small screen */

static void put_heading(struct html_page *page, const struct doc_node *node) {
    const int level = node->depth + page->titled < 6 ? node->depth + page->titled : 6;
    text_printf(page->out, "<h%d>", level);
    html_put_inlines(page, node->first_child, NULL);
    text_printf(page->out, "</h%d>\n", level);
}

/* Whether there is anything to see between two nodes of a passage. */
static bool has_words(const struct doc_node *first, const struct doc_node *end) {
    for (const struct doc_node *node = first; node != end; node = node->next) {
        if (node->kind == NODE_TEXT && text_trimmed(node->text, strlen(node->text)) == 0)
            continue;
        if (node->kind == NODE_BREAK || doc_node_is_placed(node, PLACED_PAGE) ||
            doc_node_is_placed(node, PLACED_COLUMNS) ||
            (doc_node_is_placed(node, PLACED_SCORE) && node->placed.score == SCORE_NONE))
            continue;
        return true;
    }
    return false;
}

static void put_words(struct html_page *page, const struct doc_node *first, const struct doc_node *end,
                      const char *name) {
    if (!has_words(first, end))
        return;
    text_printf(page->out, *name ? "<%s>" : "%s", name);
    html_put_inlines(page, first, end);
    text_printf(page->out, *name ? "</%s>\n" : "%s\n", name);
}

/* Charts that stand side by side if there is room. Returns the last of them. */
static const struct doc_node *put_charts(struct html_page *page, const struct doc_node *node) {
    const bool several = node->placed.beside;
    if (several)
        text_puts(page->out, "<div class=\"charts\">\n");
    for (; node->placed.chart; node = node->next) {
        html_put_chart(page, node);
        if (!node->placed.beside)
            break;
    }
    if (several)
        text_puts(page->out, "</div>\n");
    return node;
}

/* What stands on lines of its own. Returns the last node that was used. */
static const struct doc_node *put_displayed(struct html_page *page, const struct doc_node *node) {
    switch (node->placed.kind) {
    case PLACED_EQUATION:
    case PLACED_WORKED:
        html_put_formula(page, node, true);
        put_words(page, node->first_child, NULL, "p");
        return node;
    case PLACED_LINES:
        put_words(page, node->first_child, NULL, "p");
        html_put_lines(page, node);
        return node;
    case PLACED_CHART:
        return node->placed.chart ? put_charts(page, node) : node;
    case PLACED_PAGE:
    case PLACED_COLUMNS:
        return node;
    default:
        put_words(page, node, node->next, "p");
        return node;
    }
}

/* The words that lead over to lines: those behind the last field before them; `end` if there are none. */
static const struct doc_node *lead_of(const struct doc_node *first, const struct doc_node *end) {
    const struct doc_node *lead = end;
    for (const struct doc_node *node = first; node && node != end; node = node->next)
        if (doc_node_is_placed(node, PLACED_TICKS) && doc_box_words(node))
            lead = doc_box_words(node)->next;
        else if (doc_node_is_placed(node, PLACED_TICKS) || doc_node_is_placed(node, PLACED_BLANK) ||
                 doc_node_is_placed(node, PLACED_RULE))
            lead = node->next;
    while (lead && lead != end && lead->kind == NODE_TEXT && text_trimmed(lead->text, strlen(lead->text)) == 0)
        lead = lead->next;
    return lead;
}

/* A passage; `name` of the element of its words, "" for none. */
static void put_passage(struct html_page *page, const struct doc_node *passage, const char *name) {
    for (const struct doc_node *node = passage->first_child, *end; node; node = end) {
        if (node->kind == NODE_PLACED && node->placed.displayed) {
            end = put_displayed(page, node)->next;
            continue;
        }
        for (end = node; end && !(end->kind == NODE_PLACED && end->placed.displayed);)
            end = end->next;
        const struct doc_node *lead = doc_node_is_placed(end, PLACED_LINES) ? lead_of(node, end) : end;
        put_words(page, node, lead, name);
        put_words(page, lead, end, *name ? name : "p");
    }
}

static bool is_plain(const struct doc_node *block) {
    if (!block || block->kind != NODE_PARAGRAPH)
        return false;
    for (const struct doc_node *node = block->first_child; node; node = node->next)
        if (node->kind == NODE_PLACED && (node->placed.displayed || node->placed.kind != PLACED_EQUATION))
            return false;
    return true;
}

static void put_block(struct html_page *page, const struct doc_node *node, bool tight);

/* An item with a box: the words of its first passage are the label of the box. */
static void put_task(struct html_page *page, const struct doc_node *item, bool tight) {
    const struct doc_node *first = item->first_child;
    const char *id;
    text_puts(page->out, "<li>");
    html_put_box(page, item, &id);
    const bool labels = *id && is_plain(first);
    if (labels) {
        text_puts(page->out, "<label");
        html_put_attribute(page->out, "for", id);
        text_putc(page->out, '>');
        html_put_inlines(page, first->first_child, NULL);
        text_puts(page->out, "</label>");
        first = first->next;
    } else if (*id) {
        text_puts(page->out, "<label class=\"heard\"");
        html_put_attribute(page->out, "for", id);
        text_putc(page->out, '>');
        text_puts_xml(page->out, doc_option_tip(page->document, item));
        text_puts(page->out, "</label>");
    }
    if (first)
        text_puts(page->out, "<div>");
    for (const struct doc_node *node = first; node; node = node->next)
        put_block(page, node, tight);
    text_puts(page->out, first ? "</div></li>\n" : "</li>\n");
}

static void put_list(struct html_page *page, const struct doc_node *list) {
    const bool choice = list->task && page->fields && list->first_child;
    if (choice) {
        text_puts(page->out, "<fieldset><legend class=\"heard\">");
        text_puts_xml(page->out, doc_tip(page->document, list->first_child));
        text_puts(page->out, "</legend>\n");
    }
    const char *name = list->ordered ? "ol" : "ul";
    text_printf(page->out, "<%s", name);
    if (list->ordered && list->start != 1)
        text_printf(page->out, " start=\"%d\"", list->start);
    text_puts(page->out, list->task ? " class=\"tasks\">\n" : ">\n");
    for (const struct doc_node *item = list->first_child; item; item = item->next) {
        if (item->task) {
            put_task(page, item, list->tight);
            continue;
        }
        text_puts(page->out, "<li>");
        for (const struct doc_node *node = item->first_child; node; node = node->next)
            put_block(page, node, list->tight);
        text_puts(page->out, "</li>\n");
    }
    text_printf(page->out, "</%s>\n%s", name, choice ? "</fieldset>\n" : "");
}

/* A cell that heads its column or its row is a header; an empty one heads nothing. */
static void put_cell(struct html_page *page, const struct doc_node *cell, bool head, bool heads_row) {
    static const char *const classes[] = {
        [ALIGN_CENTER] = " class=\"center\"", [ALIGN_RIGHT] = " class=\"right\"", [ALIGN_DECIMAL] = " class=\"right\""};
    const bool empty = !has_words(cell->first_child, NULL);
    const char *name = !empty && (head || heads_row) ? "th" : "td";
    text_printf(page->out, "<%s%s%s>", name,
                *name == 't' && name[1] == 'd' ? ""
                : head                         ? " scope=\"col\""
                                               : " scope=\"row\"",
                (size_t)cell->align < sizeof classes / sizeof *classes && classes[cell->align] ? classes[cell->align]
                                                                                               : "");
    html_put_inlines(page, cell->first_child, NULL);
    if (empty && cell->parent->write)
        html_put_cell_field(page, cell);
    text_printf(page->out, "</%s>", name);
}

static void put_form(struct html_page *page, const struct doc_node *table) {
    int number = 0;
    text_puts(page->out, "<ul class=\"form\">\n");
    for (const struct doc_node *row = table->first_child; row; row = row->next) {
        if (number++ < table->head_rows)
            continue;
        text_puts(page->out, "<li>");
        for (const struct doc_node *cell = row->first_child; cell; cell = cell->next) {
            if (!cell->first_child && !row->write)
                continue;
            text_puts(page->out, "<span>");
            html_put_inlines(page, cell->first_child, NULL);
            if (!cell->first_child)
                html_put_cell_field(page, cell);
            text_puts(page->out, "</span>");
        }
        text_puts(page->out, "</li>\n");
    }
    text_puts(page->out, "</ul>\n");
}

static void put_table(struct html_page *page, const struct doc_node *table) {
    int number = 0, columns = 0;
    for (const struct doc_node *row = table->first_child; row; row = row->next) {
        int count = 0;
        for (const struct doc_node *cell = row->first_child; cell; cell = cell->next)
            count++;
        columns = count > columns ? count : columns;
    }
    if (!columns)
        return;
    text_puts(page->out, columns >= WIDE_COLUMNS ? "<div class=\"wide\" tabindex=\"0\"><table class=\"large\">\n"
                                                 : "<div class=\"wide\"><table>\n");
    for (const struct doc_node *row = table->first_child; row; row = row->next, number++) {
        const bool head = number < table->head_rows;
        if (number == 0 && head)
            text_puts(page->out, "<thead>\n");
        if (number == table->head_rows)
            text_puts(page->out, "<tbody>\n");
        text_puts(page->out, row->marked ? "<tr class=\"marked\">" : "<tr>");
        for (const struct doc_node *cell = row->first_child; cell; cell = cell->next)
            put_cell(page, cell, head, cell == row->first_child && columns > 1 && table->head_rows);
        text_puts(page->out, "</tr>\n");
        if (head && (number + 1 == table->head_rows || !row->next))
            text_puts(page->out, "</thead>\n");
    }
    text_puts(page->out, number > table->head_rows ? "</tbody></table></div>\n" : "</table></div>\n");
}

/* `T_1 =` before the blank of a quantity that has a symbol. */
static void put_symbol(struct html_page *page, const struct doc_node *blank) {
    const struct quantity *quantity = blank->placed.quantity;
    if (!quantity || !quantity->symbol || strcmp(quantity->symbol, quantity->name) == 0)
        return;
    html_put_maths(page->out, maths_symbol(page->document->arena, quantity), page->language, false);
    text_puts(page->out, " = ");
}

static void put_work(struct html_page *page, const struct doc_node *work) {
    text_puts(page->out, "<div class=\"work\">\n");
    for (const struct doc_node *node = work->first_child; node && node != work->last_child; node = node->next)
        put_displayed(page, node);
    text_puts(page->out, "<p><span class=\"field\">");
    put_symbol(page, work->last_child);
    html_put_inlines(page, work->last_child, NULL);
    text_puts(page->out, "</span></p>\n</div>\n");
}

static void put_within(struct html_page *page, const struct doc_node *node, const char *begin, const char *end) {
    text_puts(page->out, begin);
    html_put_blocks(page, node);
    text_puts(page->out, end);
}

static void put_block(struct html_page *page, const struct doc_node *node, bool tight) {
    switch (node->kind) {
    case NODE_HEADING:
        put_heading(page, node);
        break;
    case NODE_PARAGRAPH:
        put_passage(page, node, tight ? "" : "p");
        break;
    case NODE_QUOTE:
        if (node->note)
            put_within(page, node, "<div class=\"note\" role=\"note\">\n", "</div>\n");
        else
            put_within(page, node, "<blockquote>\n", "</blockquote>\n");
        break;
    case NODE_LIST:
        put_list(page, node);
        break;
    case NODE_RULE:
        text_puts(page->out, "<hr>\n");
        break;
    case NODE_TABLE:
        doc_is_form(node) ? put_form(page, node) : put_table(page, node);
        break;
    case NODE_FENCE:
        text_puts(page->out, "<pre><code>");
        text_puts_xml(page->out, node->text);
        text_puts(page->out, "</code></pre>\n");
        break;
    case NODE_QUESTION:
        put_within(page, node, "<div class=\"question\">\n", "</div>\n");
        break;
    case NODE_WORK:
        put_work(page, node);
        break;
    default:
        break;
    }
}

void html_put_blocks(struct html_page *page, const struct doc_node *parent) {
    for (const struct doc_node *node = parent->first_child; node; node = node->next)
        put_block(page, node, false);
}
