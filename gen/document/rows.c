#include "document/rows.h"

#include <string.h>

/* What stands between the words of a row of boxes, and after a box and its words: the words stay with the box. */
#define SEPARATOR " / "
static const char behind_box[] = "\xC2\xA0", behind_words[] = "\xE2\x80\x83 ";

static void add_text(const struct document *document, struct doc_node *parent, struct doc_node *like, const char *text,
                     size_t length) {
    struct doc_node *node = doc_node_new(document->arena, NODE_TEXT, like->pos);
    node->text = arena_strndup(document->arena, text, length);
    node->style = like->style;
    node->link = like->link;
    doc_node_append(parent, node);
}

static void add_box(const struct document *document, struct doc_node *parent, const struct doc_node *row, int number) {
    struct doc_node *box = doc_node_new(document->arena, NODE_PLACED, row->pos);
    box->placed = row->placed;
    box->placed.count = number;
    doc_node_append(parent, box);
    add_text(document, parent, box, behind_box, strlen(behind_box));
}

/* Puts a box before each part of the caption, which slashes divide. */
static void open_row(const struct document *document, struct doc_node *parent, struct doc_node *row) {
    int number = 1;
    add_box(document, parent, row, number);
    for (struct doc_node *node = doc_node_take_children(row), *next; node; node = next) {
        next = node->next;
        const char *text = node->kind == NODE_TEXT ? node->text : NULL, *slash = text ? strstr(text, SEPARATOR) : NULL;
        if (!slash) {
            doc_node_append(parent, node);
            continue;
        }
        for (; slash; text = slash + strlen(SEPARATOR), slash = strstr(text, SEPARATOR)) {
            add_text(document, parent, node, text, (size_t)(slash - text));
            add_text(document, parent, row, behind_words, strlen(behind_words));
            add_box(document, parent, row, ++number);
        }
        add_text(document, parent, node, text, strlen(text));
    }
    add_text(document, parent, row, behind_words, strlen(behind_words));
}

void doc_rows_tick(const struct document *document, struct doc_node *words) {
    bool any = false;
    for (const struct doc_node *node = words->first_child; node; node = node->next)
        any = any || (doc_node_is_placed(node, PLACED_TICKS) && !node->placed.count);
    if (!any)
        return;
    for (struct doc_node *node = doc_node_take_children(words), *next; node; node = next) {
        next = node->next;
        if (doc_node_is_placed(node, PLACED_TICKS) && !node->placed.count)
            open_row(document, words, node);
        else
            doc_node_append(words, node);
    }
}

/* Cuts a text node in two. Returns the second part, which may be empty. */
static struct doc_node *cut(const struct document *document, struct doc_node *node, size_t length) {
    struct doc_node *rest = doc_node_new(document->arena, NODE_TEXT, node->pos), *next = node->next;
    *rest = *node;
    rest->text = arena_strdup(document->arena, node->text + length);
    node->text = arena_strndup(document->arena, node->text, length);
    rest->next = next;
    node->next = rest;
    if (!next)
        node->parent->last_child = rest;
    return rest;
}

void doc_rows_number(const struct document *document, struct doc_node *block) {
    struct doc_node *node = block->first_child;
    while (node && (doc_node_is_placed(node, PLACED_SCORE) ||
                    (node->kind == NODE_TEXT && node->text[strspn(node->text, " \t\r\n")] == '\0')))
        node = node->next;
    if (node && node->kind == NODE_TEXT) { /* a space after the score box belongs to neither */
        size_t space = strspn(node->text, " ");
        node->text += space;
    }
    if (!node || (node->kind != NODE_TEXT && node->kind != NODE_VALUE))
        return;
    struct text printed = {0};
    doc_put_words(&printed, document, node, ' ');
    const char *words = printed.bytes ? printed.bytes : "";
    size_t length = strspn(words, "0123456789");
    struct doc_node *rest = node;
    if (length && node->kind == NODE_TEXT && words[length])
        rest = cut(document, node, length);
    else if (length && words[length] == '\0')
        rest = node->next;
    bool found = length && rest && rest != node && rest->kind == NODE_TEXT && strncmp(rest->text, ". ", 2) == 0;
    if (found) {
        block->number = arena_strndup(document->arena, words, length);
        block->title = cut(document, rest, 2);
    }
    text_free(&printed);
}

void doc_rows_run_in(const struct document *document, struct doc_node *parent) {
    for (struct doc_node *node = doc_node_take_children(parent), *next; node; node = next) {
        next = node->next;
        if (node->kind != NODE_HEADING || node->level < 5 || !next || next->kind != NODE_PARAGRAPH ||
            doc_node_holds(node, PLACED_SCORE)) {
            doc_node_append(parent, node);
            continue;
        }
        struct doc_node *words = doc_node_take_children(next);
        for (struct doc_node *word = node->first_child; word; word = word->next)
            word->style |= STYLE_STRONG;
        doc_node_append_all(next, doc_node_take_children(node), NULL);
        struct doc_node *space = doc_node_new(document->arena, NODE_TEXT, node->pos);
        space->text = " ";
        doc_node_append(next, space);
        doc_node_append_all(next, words, NULL);
        next->only = NULL;
        next->runs_in = true;
    }
}

void doc_rows_letter(const struct document *document, struct doc_node *item, const struct doc_value *letter) {
    struct doc_node *passage = item->first_child;
    const struct doc_node *first = passage && passage->kind == NODE_PARAGRAPH ? passage->first_child : NULL;
    if (!first || first->kind != NODE_VALUE || first->value != letter)
        return;
    struct doc_node *rest = first->next;
    if (!rest || rest->kind != NODE_TEXT)
        return;
    const size_t mark = rest->text[0] && strchr(".):", rest->text[0]) ? 1 : 0;
    const char *printed = arena_printf(document->arena, "%s%.*s", letter->text, (int)mark, rest->text);
    size_t before = mark;
    if (mark && !rest->text[mark]) { /* **A.** is a letter, a mark, and words of another style */
        rest = rest->next;
        before = 0;
    }
    const size_t space = rest && rest->kind == NODE_TEXT ? strspn(rest->text + before, " \n") : 0;
    if (!space || (!rest->text[before + space] && !rest->next))
        return;
    passage->number = printed;
    passage->title = cut(document, rest, before + space);
}

/* Keeps the words before the sum of a page's marks, or the place where they are said again. */
static void take_page_sum(struct document *document, const struct doc_node *node) {
    if (document->page_sum) {
        document->page_sum_again = node->pos;
        return;
    }
    struct text words = {0};
    doc_put_words(&words, document, node, ' ');
    document->page_sum = arena_strndup(document->arena, words.bytes ? words.bytes : "", words.length);
    document->page_sum_pos = node->pos;
    text_free(&words);
}

/* Adds up the marks, and takes out the boxes for the sums of pages. */
static void sum_up(struct document *document, struct doc_node *parent, double *sum) {
    struct doc_node *before = NULL;
    for (struct doc_node *node = parent->first_child; node; node = node->next) {
        const bool score = doc_node_is_placed(node, PLACED_SCORE);
        if (score && node->placed.score == SCORE_PAGE) {
            take_page_sum(document, node);
            *(before ? &before->next : &parent->first_child) = node->next;
            parent->last_child = node->next ? parent->last_child : before;
            continue;
        }
        *sum += score && node->placed.score == SCORE_QUESTION ? node->placed.marks : 0;
        sum_up(document, node, sum);
        before = node;
    }
}

static void put_sum(struct doc_node *parent, double sum) {
    for (struct doc_node *node = parent->first_child; node; node = node->next) {
        if (doc_node_is_placed(node, PLACED_SCORE) && node->placed.score == SCORE_ALL)
            node->placed.marks = sum;
        put_sum(node, sum);
    }
}

void doc_rows_sum(struct document *document) {
    double sum = 0;
    sum_up(document, document->root, &sum);
    put_sum(document->root, sum);
}
