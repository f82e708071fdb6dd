/* What fields ask for, in words, and what they are called. */
#include "chart/chart.h"
#include "document/document.h"
#include "language/language.h"
#include "words/words.h"

#include <stdint.h>
#include <string.h>

/* Longer words are cut: the page has them. */
enum { MOST_BYTES = 240 };

/* Ends a text behind a whole word, if it is too long, and makes each run of blanks in it one space. */
static const char *tidy(const struct document *document, struct text *words) {
    struct text out = {0};
    for (size_t i = 0; i < words->length;) {
        const size_t blank = text_blank(words->bytes + i, words->length - i);
        if (!blank)
            text_putc(&out, words->bytes[i++]);
        else if (out.length && out.bytes[out.length - 1] != ' ')
            text_putc(&out, ' ');
        i += blank;
    }
    while (out.length && out.bytes[out.length - 1] == ' ')
        out.length--;
    if (out.length > MOST_BYTES) {
        out.length = MOST_BYTES;
        while (out.length && out.bytes[out.length] != ' ')
            out.length--;
        text_puts(&out, " …");
    }
    const char *tidied = text_keep(&out, document->arena);
    text_free(words);
    return tidied;
}

static const char *words_of(const struct document *document, const struct doc_node *node) {
    struct text words = {0};
    if (node)
        doc_put_words(&words, document, node, ' ');
    return tidy(document, &words);
}

/* The words of the question that a node stands in: its heading with its number or, without one, its first words. */
static const char *question_words(const struct document *document, const struct doc_node *node) {
    while (node && node->kind != NODE_QUESTION)
        node = node->parent;
    return node ? words_of(document, node->first_child) : "";
}

static bool is_blank(const struct doc_node *node) {
    return node->kind == NODE_TEXT && text_trimmed(node->text, strlen(node->text)) == 0;
}

const struct doc_node *doc_box_words(const struct doc_node *box) {
    const struct doc_node *words = box->next;
    while (words && is_blank(words))
        words = words->next;
    return words && words->kind == NODE_TEXT ? words : NULL;
}

/* The words that stand before a node in its line, from the last field on. */
static const char *words_before(const struct document *document, const struct doc_node *node) {
    struct text words = {0};
    const struct doc_node *behind = NULL;
    if (!node->parent)
        return "";
    for (const struct doc_node *before = node->parent->first_child; before && before != node; before = before->next) {
        if (doc_node_is_placed(before, PLACED_TICKS))
            behind = doc_box_words(before);
        if (before->kind == NODE_PLACED && before->placed.kind != PLACED_EQUATION)
            text_clear(&words);
        else if (before != behind)
            doc_put_words(&words, document, before, ' ');
    }
    return tidy(document, &words);
}

/* The first box of a row of boxes. */
static const struct doc_node *first_of_row(const struct doc_node *node) {
    for (const struct doc_node *box = node->parent ? node->parent->first_child : NULL; box; box = box->next)
        if (doc_node_is_placed(box, PLACED_TICKS) && strcmp(box->placed.name, node->placed.name) == 0)
            return box;
    return node;
}

static bool is_to_fill(const struct doc_node *node) {
    if (doc_node_is_placed(node, PLACED_RULE) || doc_node_is_placed(node, PLACED_BLANK) ||
        doc_node_is_placed(node, PLACED_TICKS))
        return true;
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        if (is_to_fill(child))
            return true;
    return false;
}

bool doc_is_form(const struct doc_node *table) {
    bool fills = false;
    int number = 0;
    for (const struct doc_node *row = table->first_child; row; row = row->next, number++) {
        for (const struct doc_node *cell = row->first_child; cell; cell = cell->next)
            if (number < table->head_rows && cell->first_child)
                return false;
        fills = fills || (row->write && row->first_child) || is_to_fill(row);
    }
    return fills;
}

static const char *join(const struct document *document, const char *first, const char *last) {
    if (!*first || !*last)
        return *first ? first : last;
    const char end = first[strlen(first) - 1];
    return arena_printf(document->arena, strchr(".:?!", end) ? "%s %s" : "%s: %s", first, last);
}

/* The nth cell of a row; NULL if it has none. */
static const struct doc_node *nth_cell(const struct doc_node *row, int n) {
    const struct doc_node *cell = row->first_child;
    while (cell && n-- > 0)
        cell = cell->next;
    return cell;
}

/* What a cell is about: in a form the words before it, else what the first cell of its row and the head of its column
 * say. */
static const char *cell_words(const struct document *document, const struct doc_node *cell) {
    const struct doc_node *row = cell->parent, *table = row ? row->parent : NULL, *head = NULL;
    const char *words = "", *column = "";
    int n = 0;
    if (!table)
        return "";
    for (const struct doc_node *before = row->first_child; before != cell; before = before->next, n++) {
        const char *said = n == 0 || doc_is_form(table) ? words_of(document, before) : "";
        words = *said ? said : words;
    }
    if (table->head_rows && table->first_child != row && n)
        head = nth_cell(table->first_child, n);
    if (head)
        column = words_of(document, head);
    return join(document, words, column);
}

/* The words about the cell that a node stands in; "" if it stands in none. */
static const char *words_around(const struct document *document, const struct doc_node *node) {
    while (node && node->kind != NODE_CELL)
        node = node->parent;
    return node ? cell_words(document, node) : "";
}

/* A phrase with its one word filled in. */
static const char *phrase(const struct document *document, const char *said, const char *word) {
    struct text text = {0};
    words_put(&text, said, word);
    return text_keep(&text, document->arena);
}

const char *doc_tip(const struct document *document, const struct doc_node *node) {
    const struct words_language *language = words_language_lookup(document->language);
    const char *question = question_words(document, node), *what = language->blank, *own = "";
    if (node->kind == NODE_ITEM)
        return *question ? question : words_of(document, node);
    if (node->kind == NODE_CELL) {
        own = cell_words(document, node);
    } else if (node->placed.kind == PLACED_TICKS) {
        own = words_before(document, first_of_row(node));
        what = own && *own ? "" : language->to_tick;
    } else if (node->placed.kind == PLACED_BLANK) {
        own = node->placed.quantity && node->placed.quantity->label ? node->placed.quantity->label : "";
        if (node->placed.unit_word && *node->placed.unit_word)
            what = phrase(document, language->blank_in, node->placed.unit_word);
        if (!node->placed.step)
            own = *question ? "" : own;
    } else {
        own = node->placed.kind == PLACED_RULE ? words_of(document, node) : words_before(document, node);
    }
    if (!*own && (!*question || node->placed.step))
        own = node->kind == NODE_CELL ? own : words_around(document, node);
    return join(document, join(document, question, own), what);
}

const char *doc_option_tip(const struct document *document, const struct doc_node *node) {
    if (node->kind == NODE_ITEM)
        return words_of(document, node);
    const struct doc_node *words = doc_box_words(node);
    return words ? words_of(document, words) : arena_printf(document->arena, "%d", node->placed.count);
}

struct doc_fields {
    const struct document *document;
    struct table *answered; /* by question: it has boxes or a blank of its own, so lines are not the answer */
    struct table *lines;    /* names of fields of lines */
    int others;             /* fields that no question asks for */
};

bool doc_is_box(const struct doc_node *node) {
    return node->kind == NODE_ITEM || doc_node_is_placed(node, PLACED_TICKS);
}

bool doc_is_line(const struct doc_node *node) {
    return node->kind == NODE_CELL || doc_node_is_placed(node, PLACED_LINES) || doc_node_is_placed(node, PLACED_RULE);
}

/* The question that a blank or a box answers; NULL if it is none. */
static const char *answers(const struct doc_node *node) {
    if (node->kind == NODE_ITEM)
        return node->question;
    if (doc_node_is_placed(node, PLACED_BLANK))
        return node->placed.step ? NULL : node->placed.name;
    const bool frame = doc_node_is_placed(node, PLACED_CHART) && node->placed.chart && node->placed.chart->frame;
    return frame ? node->question : NULL;
}

static void note_answered(struct doc_fields *fields, const struct doc_node *node) {
    const char *question = answers(node);
    if (question)
        table_add(fields->answered, 0, question, strlen(question));
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        note_answered(fields, child);
}

struct doc_fields *doc_field_names(const struct document *document) {
    struct doc_fields *fields = arena_alloc(document->arena, sizeof *fields);
    *fields = (struct doc_fields){document, table_new(document->arena), table_new(document->arena), 0};
    note_answered(fields, document->root);
    return fields;
}

/* A name that no question has. */
static const char *other_name(struct doc_fields *fields) {
    return arena_printf(fields->document->arena, "other/%d", ++fields->others);
}

/* Lines and cells of a question that has no other answer are the answer: the first field is called after it, further
 * ones continue it. */
static const char *name_of_lines(struct doc_fields *fields, const struct doc_node *node) {
    const char *question = node->question;
    if (!question || doc_node_is_placed(node, PLACED_RULE) ||
        table_find(fields->answered, 0, question, strlen(question)) != SIZE_MAX)
        return other_name(fields);
    const char *name = question;
    for (int number = 2; table_find(fields->lines, 0, name, strlen(name)) != SIZE_MAX; number++)
        name = arena_printf(fields->document->arena, "%s:%d", question, number);
    table_add(fields->lines, 0, name, strlen(name));
    return name;
}

const char *doc_field_name(struct doc_fields *fields, const struct doc_node *node) {
    if (doc_node_is_placed(node, PLACED_TICKS))
        return arena_printf(fields->document->arena, "ticks/%s", node->placed.name);
    if (doc_is_line(node))
        return name_of_lines(fields, node);
    const char *question = doc_node_is_placed(node, PLACED_CHART) ? NULL : answers(node);
    return question ? question : other_name(fields);
}
