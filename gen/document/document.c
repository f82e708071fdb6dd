/* The document tree: building it, and printing it for authors of templates. */
#include "document/document.h"

#include "language/language.h"
#include "sets/sets.h"

#include <string.h>

struct doc_node *doc_node_new(struct arena *arena, enum doc_node_kind kind, struct pos pos) {
    struct doc_node *node = arena_alloc(arena, sizeof *node);
    node->kind = kind;
    node->pos = pos;
    return node;
}

void doc_node_append(struct doc_node *parent, struct doc_node *child) {
    child->parent = parent;
    child->next = NULL;
    if (parent->last_child)
        parent->last_child->next = child;
    else
        parent->first_child = child;
    parent->last_child = child;
}

void doc_node_append_all(struct doc_node *parent, struct doc_node *first, const struct doc_node *end) {
    for (struct doc_node *next; first != end; first = next) {
        next = first->next;
        doc_node_append(parent, first);
    }
}

struct doc_node *doc_node_take_children(struct doc_node *node) {
    struct doc_node *first = node->first_child;
    node->first_child = node->last_child = NULL;
    return first;
}

bool doc_node_is_placed(const struct doc_node *node, enum doc_placed_kind kind) {
    return node && node->kind == NODE_PLACED && node->placed.kind == kind;
}

bool doc_node_holds(const struct doc_node *node, enum doc_placed_kind kind) {
    if (doc_node_is_placed(node, kind))
        return true;
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        if (doc_node_holds(child, kind))
            return true;
    return false;
}

void doc_value_print(struct text *out, const struct document *document, const struct doc_value *value) {
    double number;
    switch (value->kind) {
    case VALUE_TEXT:
        text_puts(out, value->text);
        break;
    case VALUE_QUANTITY:
        number = document->set->values[value->quantity->index];
        quantity_print(out, value->quantity, number, value->format, document->locale);
        break;
    case VALUE_NUMBER:
        number_print(out, value->number, value->format, value->unit_word, document->locale);
        break;
    }
}

const struct maths *doc_node_maths(struct arena *arena, const struct document *document, const struct doc_node *node) {
    const struct quantity *quantity = node->placed.quantity;
    if (node->kind == NODE_VALUE)
        return maths_symbol(arena, node->value->quantity);
    if (!quantity)
        return NULL;
    if (node->placed.worked)
        return maths_solution(arena, document->model, quantity, document->set->values, document->locale);
    if (node->placed.kind == PLACED_EQUATION)
        return maths_equation(arena, quantity);
    if (node->placed.kind == PLACED_WORKED)
        return maths_worked(arena, document->model, quantity, document->set->values, document->locale);
    return NULL;
}

void doc_put_words(struct text *out, const struct document *document, const struct doc_node *node, char line_end) {
    if (node->kind == NODE_TEXT)
        text_puts(out, node->text);
    else if (node->kind == NODE_VALUE)
        doc_value_print(out, document, node->value);
    else if (node->kind == NODE_BREAK)
        text_putc(out, line_end);
    else if (node->kind == NODE_PLACED &&
             node->placed.kind == PLACED_FIGURE) /* stands beside the words, and is none of them */
        return;
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        doc_put_words(out, document, child, line_end);
}

/* Appends a text in quotes on one line, with line ends and control characters escaped. */
static void put_quoted(struct text *out, const char *text) {
    text_putc(out, '"');
    for (; *text; text++) {
        if (*text == '\n')
            text_puts(out, "\\n");
        else if (*text == '"' || *text == '\\')
            text_printf(out, "\\%c", *text);
        else if ((unsigned char)*text < 0x20 || *text == 0x7F)
            text_printf(out, "\\x%02X", (unsigned char)*text);
        else
            text_putc(out, *text);
    }
    text_putc(out, '"');
}

static void put_style(struct text *out, const struct doc_node *node) {
    if (node->style & STYLE_STRONG)
        text_puts(out, " strong");
    if (node->style & STYLE_EMPHASIS)
        text_puts(out, " emphasis");
    if (node->style & STYLE_CODE)
        text_puts(out, " code");
    if (node->link) {
        text_puts(out, " link ");
        put_quoted(out, node->link);
    }
}

static void put_value(struct text *out, const struct document *document, const struct doc_value *value) {
    if (value->kind == VALUE_QUANTITY)
        text_printf(out, " %s = ", value->quantity->name);
    else
        text_puts(out, value->kind == VALUE_NUMBER ? " number = " : " ");
    struct text printed = {0};
    doc_value_print(&printed, document, value);
    if (value->kind == VALUE_TEXT)
        put_quoted(out, printed.bytes ? printed.bytes : "");
    else
        text_append(out, printed.bytes, printed.length);
    text_free(&printed);
}

static void put_placed(struct text *out, const struct doc_placed *placed) {
    text_printf(out, " %s", doc_placed_word(placed->kind));
    if (placed->kind == PLACED_LINES || placed->kind == PLACED_RULE)
        text_printf(out, " %d", placed->count);
    else
        text_printf(out, " %s", placed->name);
    if (placed->kind == PLACED_LINES && placed->most > placed->count)
        text_printf(out, " to %d", placed->most);
    if (placed->kind == PLACED_TICKS)
        text_printf(out, ", box %d", placed->count);
    if (placed->unit_word && placed->unit_word[0]) {
        text_puts(out, " unit ");
        put_quoted(out, placed->unit_word);
    }
    text_puts(out, placed->worked ? " with its worked line" : placed->beside ? " beside the next" : "");
}

/* How a block stays with its neighbours. */
static void put_bonds(struct text *out, const struct doc_node *node) {
    static const char *const bonds[] = {"", ", shown by the passage before",
                                        ", announced or asked for by the passage before",
                                        ", options of the passage before"};
    if (node->number)
        text_printf(out, ", number %s", node->number);
    text_printf(out, "%s%s%s", bonds[node->bond], node->under_heading ? ", below a heading" : "",
                node->introduces ? ", introduces the next" : "");
}

static const char *const node_names[] = {
    [NODE_DOCUMENT] = "document", [NODE_HEADING] = "heading", [NODE_PARAGRAPH] = "paragraph",
    [NODE_QUOTE] = "quote",       [NODE_LIST] = "list",       [NODE_ITEM] = "item",
    [NODE_RULE] = "rule",         [NODE_TABLE] = "table",     [NODE_ROW] = "row",
    [NODE_CELL] = "cell",         [NODE_FENCE] = "fence",     [NODE_TEXT] = "text",
    [NODE_VALUE] = "value",       [NODE_BREAK] = "break",     [NODE_PLACED] = "placed",
    [NODE_QUESTION] = "question", [NODE_WORK] = "work"};

/* `row`: the index of the node among its siblings. */
static void put_details(struct text *out, const struct document *document, const struct doc_node *node, int row) {
    static const char *const aligns[] = {"", " left", " center", " right", " decimal"};
    switch (node->kind) {
    case NODE_HEADING:
        text_printf(out, " %d", node->level);
        break;
    case NODE_QUOTE:
        text_puts(out, node->note ? " note" : "");
        break;
    case NODE_LIST:
        if (node->ordered)
            text_printf(out, " from %d", node->start);
        text_puts(out, node->tight ? " tight" : "");
        break;
    case NODE_ITEM:
        text_puts(out, !node->task ? "" : node->checked ? " task checked" : " task");
        break;
    case NODE_ROW:
        text_printf(out, "%s%s%s", row < node->parent->head_rows ? " head" : "", node->marked ? " marked" : "",
                    node->write ? " write" : "");
        break;
    case NODE_CELL:
        text_puts(out, aligns[node->align]);
        if (node->share)
            text_printf(out, " share %d", node->share);
        break;
    case NODE_FENCE:
        text_printf(out, "%s%s ", node->info[0] ? " " : "", node->info);
        put_quoted(out, node->text);
        break;
    case NODE_TEXT:
        text_putc(out, ' ');
        put_quoted(out, node->text);
        put_style(out, node);
        break;
    case NODE_VALUE:
        put_value(out, document, node->value);
        put_style(out, node);
        break;
    case NODE_PLACED:
        put_placed(out, &node->placed);
        break;
    case NODE_DOCUMENT:
    case NODE_PARAGRAPH:
    case NODE_RULE:
    case NODE_TABLE:
    case NODE_BREAK:
    case NODE_QUESTION:
    case NODE_WORK:
        break;
    }
    put_bonds(out, node);
}

static void print_node(struct text *out, const struct document *document, const struct doc_node *node, int depth,
                       int row) {
    text_printf(out, "%*s%s", 2 * depth, "", node_names[node->kind]);
    put_details(out, document, node, row);
    if (node->pos.source)
        text_printf(out, " [%s:%d:%d]", node->pos.source->name, node->pos.line, node->pos.column);
    text_putc(out, '\n');
    int number = 0;
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        print_node(out, document, child, depth + 1, number++);
}

void doc_print_tree(struct text *out, const struct document *document) {
    if (document->root)
        print_node(out, document, document->root, 0, 0);
}
