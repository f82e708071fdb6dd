#include "page/tips.h"
#include "words/words.h"

#include <string.h>

/* Longer words are cut: the page has them. */
enum { MOST_BYTES = 240 };

/* Ends a text behind a whole word, if it is too long, and makes each run of blanks in it one space. */
static const char *tidy(struct page_layout *layout, struct text *words) {
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
    const char *tidied = arena_strndup(layout->arena, out.bytes ? out.bytes : "", out.length);
    text_free(&out);
    text_free(words);
    return tidied;
}

static const char *words_of(struct page_layout *layout, const struct doc_node *node) {
    struct text words = {0};
    if (node)
        doc_put_words(&words, layout->document, node, ' ');
    return tidy(layout, &words);
}

/* The words of the question that a node stands in: its heading with its number or, without one, its first words. */
static const char *question_words(struct page_layout *layout, const struct doc_node *node) {
    while (node && node->kind != NODE_QUESTION)
        node = node->parent;
    return node ? words_of(layout, node->first_child) : "";
}

static bool is_blank(const struct doc_node *node) {
    return node->kind == NODE_TEXT && text_trimmed(node->text, strlen(node->text)) == 0;
}

/* The words behind a box of a row; NULL if there are none. */
static const struct doc_node *words_behind(const struct doc_node *box) {
    const struct doc_node *words = box->next;
    while (words && is_blank(words))
        words = words->next;
    return words && words->kind == NODE_TEXT ? words : NULL;
}

/* The words that stand before a node in its line, from the last field on. */
static const char *words_before(struct page_layout *layout, const struct doc_node *node) {
    struct text words = {0};
    const struct doc_node *behind = NULL;
    if (!node->parent)
        return "";
    for (const struct doc_node *before = node->parent->first_child; before && before != node; before = before->next) {
        if (doc_node_is_placed(before, PLACED_TICKS))
            behind = words_behind(before);
        if (before->kind == NODE_PLACED && before->placed.kind != PLACED_EQUATION)
            text_clear(&words);
        else if (before != behind)
            doc_put_words(&words, layout->document, before, ' ');
    }
    return tidy(layout, &words);
}

/* The first box of a row of boxes. */
static const struct doc_node *first_of_row(const struct doc_node *node) {
    for (const struct doc_node *box = node->parent ? node->parent->first_child : NULL; box; box = box->next)
        if (doc_node_is_placed(box, PLACED_TICKS) && strcmp(box->placed.name, node->placed.name) == 0)
            return box;
    return node;
}

/* What the first cell of a row says, for its other cells. */
static const char *row_words(struct page_layout *layout, const struct doc_node *cell) {
    const struct doc_node *first = cell->parent ? cell->parent->first_child : NULL;
    return first && first != cell ? words_of(layout, first) : "";
}

static const char *join(struct page_layout *layout, const char *first, const char *last) {
    if (!*first || !*last)
        return *first ? first : last;
    const char end = first[strlen(first) - 1];
    return arena_printf(layout->arena, strchr(".:?!", end) ? "%s %s" : "%s: %s", first, last);
}

const char *page_tip(struct page_layout *layout, const struct doc_node *node) {
    const struct words_language *language = words_language_lookup(layout->document->language);
    const char *question = question_words(layout, node), *what = language->blank, *own = "";
    if (node->kind == NODE_ITEM)
        return *question ? question : words_of(layout, node);
    if (node->kind == NODE_CELL) {
        own = row_words(layout, node);
    } else if (node->placed.kind == PLACED_TICKS) {
        own = words_before(layout, first_of_row(node));
        what = own && *own ? "" : language->to_tick;
    } else if (node->placed.kind == PLACED_BLANK) {
        own = node->placed.quantity && node->placed.quantity->label ? node->placed.quantity->label : "";
        if (node->placed.unit_word && *node->placed.unit_word)
            what = page_phrase(layout, language->blank_in, node->placed.unit_word);
        if (!node->placed.step)
            own = *question ? "" : own;
    } else {
        own = node->placed.kind == PLACED_RULE ? words_of(layout, node) : words_before(layout, node);
    }
    return join(layout, join(layout, question, own), what);
}

const char *page_option_tip(struct page_layout *layout, const struct doc_node *node) {
    if (node->kind == NODE_ITEM)
        return words_of(layout, node);
    const struct doc_node *words = words_behind(node);
    return words ? words_of(layout, words) : arena_printf(layout->arena, "%d", node->placed.count);
}
