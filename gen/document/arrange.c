/* What the parts of a document mean, found once for all writers: which blocks make up a question, where somebody
 * calculates, what stays with what, which formulas are one, and which way quotes turn. */
#include "chart/chart.h"
#include "document/document.h"
#include "document/outline.h"
#include "document/rows.h"
#include "words/words.h"

#include <ctype.h>
#include <string.h>

/* Running text up to a place in it, for the quotes that follow. */
struct run {
    const char *const *quotes; /* of the language */
    unsigned before;           /* the last character; 0: none */
    bool single_open;
};

const struct doc_node *doc_node_holder(const struct doc_node *node) {
    const struct doc_node *holder = node->parent;
    while (holder && holder->kind == NODE_QUESTION)
        holder = holder->parent;
    return holder;
}

static bool is_formula(const struct doc_node *node) {
    return doc_node_is_placed(node, PLACED_EQUATION) || doc_node_is_placed(node, PLACED_WORKED);
}

/* A space or the end of a line. */
static bool is_space(const struct doc_node *node) {
    return node->kind == NODE_BREAK || (node->kind == NODE_TEXT && node->text[strspn(node->text, " \t\r\n")] == '\0');
}

/* Whether a question begins with the block: it has a box for the question's marks, or says that there are none. */
static bool begins_question(const struct doc_node *node) {
    if (doc_node_is_placed(node, PLACED_SCORE))
        return node->placed.score == SCORE_QUESTION || node->placed.score == SCORE_NONE;
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        if (begins_question(child))
            return true;
    return false;
}

/* Straight quotes become those of the language. One opens at the start and after a space, a dash or an opening bracket
 * or quote; otherwise it closes. A single one is an apostrophe if none is open or a letter follows. */
static const char *turned(struct run *run, char quote, unsigned next) {
    static const unsigned openers[] = {0,      ' ',    '(',    '[',  '{',    0x2013, /* – */
                                       0x2014, 0x00A0, 0x202F, 0xAB, 0x201C, 0x201E};
    bool opens = false, letter_follows = next < 0x80 ? isalpha((int)next) : next >= 0xC0;
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++)
        opens = opens || run->before == openers[i];
    bool closes_single = !opens && run->single_open && !letter_follows;
    if (quote == '"')
        return run->quotes[opens ? 0 : 1];
    run->single_open = opens || (run->single_open && !closes_single);
    return opens ? run->quotes[2] : closes_single ? run->quotes[3] : "’";
}

/* The last character of a text that has one. */
static const char *last_character(const char *text, const char *end) {
    while (end > text && (*--end & 0xC0) == 0x80)
        continue;
    return end;
}

/* Adds text to the run, and to `out` with its quotes turned, if that is not NULL. */
static void run_on(struct run *run, const char *text, struct text *out) {
    while (*text) {
        const size_t plain = out ? strcspn(text, "'\"") : strlen(text);
        unsigned c = 0;
        if (plain) { /* of this only the end counts for the next quote */
            const char *last = last_character(text, text + plain);
            utf8_decode(last, (size_t)(text + plain - last), &c);
            run->before = c == '\t' || character_is(c, CHARACTER_LINE_END) ? ' ' : c;
            if (out)
                text_append(out, text, plain);
        } else {
            utf8_decode(text + 1, strlen(text + 1), &c);
            const char *mark = turned(run, *text, c);
            text_puts(out, mark);
            run_on(run, mark, NULL);
        }
        text += plain ? plain : 1;
    }
}

static void turn_quotes(const struct document *document, struct run *run, struct doc_node *node) {
    struct text text = {0};
    for (struct doc_node *child = node->first_child; child; child = child->next)
        turn_quotes(document, run, child);
    const struct doc_value *value = node->kind == NODE_VALUE ? node->value : NULL;
    const bool prose = value && value->kind == VALUE_TEXT && value->prose;
    if (node->kind == NODE_TEXT || prose) {
        const char *words = prose ? value->text : node->text;
        const bool turns = !(node->style & STYLE_CODE) && strpbrk(words, "'\"");
        run_on(run, words, turns ? &text : NULL);
        if (turns && strlen(words) != text.length) {
            words = arena_strndup(document->arena, text.bytes, text.length);
            if (prose) {
                struct doc_value *turned_value = arena_alloc(document->arena, sizeof *turned_value);
                *turned_value = *value;
                turned_value->text = words;
                node->value = turned_value;
            } else {
                node->text = words;
            }
        }
    } else if (value && !(value->kind == VALUE_TEXT && value->quantity)) {
        doc_value_print(&text, document, value);
        if (text.length)
            run_on(run, text.bytes, NULL);
    } else {
        run->before = node->kind == NODE_BREAK ? ' ' : 0xFFFC;
    }
    text_free(&text);
}

/* Joins each equation without a caption with the worked line of its quantity that comes next. */
static void join_worked(struct doc_node *words) {
    for (struct doc_node *node = doc_node_take_children(words), *next; node; node = next) {
        struct doc_node *worked = next = node->next;
        doc_node_append(words, node);
        while (worked && is_space(worked))
            worked = worked->next;
        if (!doc_node_is_placed(node, PLACED_EQUATION) || node->first_child ||
            !doc_node_is_placed(worked, PLACED_WORKED) || worked->placed.quantity != node->placed.quantity)
            continue;
        node->placed.worked = true;
        doc_node_append_all(node, doc_node_take_children(worked), NULL);
        next = worked->next;
    }
}

/* Finds what a paragraph shows on lines of its own: everything, if it has no words; else what has no place in a line.
 * Drops the spaces around it, and notes which charts may stand side by side. */
static void find_displays(struct doc_node *paragraph) {
    bool all = true;
    for (const struct doc_node *node = paragraph->first_child; node; node = node->next)
        all = all && (node->kind == NODE_PLACED || is_space(node));
    struct doc_node *node = doc_node_take_children(paragraph), *before = NULL;
    while (node) {
        struct doc_node *first = node;
        bool spaces = true;
        while (node && !(node->kind == NODE_PLACED && (all || node->placed.kind > PLACED_FIGURE))) {
            spaces = spaces && is_space(node);
            node = node->next;
        }
        if (!spaces)
            doc_node_append_all(paragraph, first, node);
        if (!node)
            break;
        struct doc_node *next = node->next;
        node->placed.displayed = true;
        if (doc_node_is_placed(node, PLACED_CHART) && doc_node_is_placed(before, PLACED_CHART) && spaces)
            before->placed.beside = true;
        doc_node_append(paragraph, node);
        before = node;
        node = next;
    }
}

/* Arranges the inline nodes of a paragraph, a heading, a cell or a caption. */
static void arrange_words(const struct document *document, struct doc_node *words) {
    const struct run start = {.quotes = words_language_lookup(document->language)->quotes};
    struct run run = start;
    int count = 0;
    if (!document->format->live) {
        doc_rows_tick(document, words);
        join_worked(words);
        if (words->kind == NODE_PARAGRAPH)
            find_displays(words);
        for (struct doc_node *node = words->first_child; node; node = node->next) {
            bool apart = node->kind == NODE_PLACED && (node->placed.displayed || node->placed.kind != PLACED_BLANK);
            if (apart)
                arrange_words(document, node);
            if (apart && node->placed.displayed)
                run = start;
            else
                turn_quotes(document, &run, node);
        }
    }
    for (struct doc_node *node = words->first_child; node; node = node->next) {
        if (is_space(node) && node->kind == NODE_TEXT)
            continue;
        words->only = count++ ? NULL : node;
    }
}

/* The blank of a paragraph that begins with nothing but formulas before it; NULL for other paragraphs. */
static struct doc_node *blank_of(struct doc_node *paragraph) {
    struct doc_node *node = paragraph->first_child;
    while (node && is_formula(node) && node->placed.displayed && !node->first_child)
        node = node->next;
    return doc_node_is_placed(node, PLACED_BLANK) && node->placed.displayed && !node->first_child ? node : NULL;
}

static bool is_formulas(const struct doc_node *paragraph) {
    for (const struct doc_node *node = paragraph->first_child; node; node = node->next)
        if (!is_formula(node) || !node->placed.displayed || node->first_child)
            return false;
    return paragraph->first_child != NULL;
}

/* Makes NODE_WORK of formulas and the blank for their result, which may be the paragraph after them, and of a blank on
 * its own. */
static void find_work(const struct document *document, struct doc_node *parent) {
    for (struct doc_node *node = doc_node_take_children(parent), *next; node; node = next) {
        next = node->next;
        doc_node_append(parent, node);
        if (node->kind != NODE_PARAGRAPH)
            continue;
        struct doc_node *blank = blank_of(node);
        if (!blank && next && next->kind == NODE_PARAGRAPH && is_formulas(node) && blank_of(next) &&
            next->only == blank_of(next)) {
            blank = blank_of(next);
            next = next->next;
            doc_node_append(node, blank);
        }
        if (!blank)
            continue;
        node->kind = NODE_WORK;
        if (blank->next) { /* what follows the blank is not part of the work */
            struct doc_node *rest = doc_node_new(document->arena, NODE_PARAGRAPH, blank->next->pos);
            doc_node_append_all(rest, blank->next, NULL);
            blank->next = NULL;
            node->last_child = blank;
            rest->next = next;
            next = rest;
        }
    }
}

/* What a block is for. */
enum purpose { PURPOSE_NONE, PURPOSE_PROMPT, PURPOSE_FORMULA, PURPOSE_ANSWER, PURPOSE_DETAIL };

static enum purpose purpose_of_placed(enum doc_placed_kind kind) {
    static const enum purpose purposes[] = {
        [PLACED_BLANK] = PURPOSE_ANSWER,   [PLACED_LINES] = PURPOSE_ANSWER,  [PLACED_TICKS] = PURPOSE_ANSWER,
        [PLACED_RULE] = PURPOSE_ANSWER,    [PLACED_SCORE] = PURPOSE_PROMPT,  [PLACED_EQUATION] = PURPOSE_FORMULA,
        [PLACED_WORKED] = PURPOSE_FORMULA, [PLACED_CHART] = PURPOSE_FORMULA, [PLACED_PAGE] = PURPOSE_NONE,
        [PLACED_FIGURE] = PURPOSE_PROMPT,  [PLACED_COLUMNS] = PURPOSE_NONE};
    return purposes[kind];
}

/* A list with a tick in it has been answered: in a key, its options hold their reasons, and a page may end between
 * them. */
static bool is_answered(const struct document *document, const struct doc_node *list) {
    for (const struct doc_node *item = list->first_child; item; item = item->next)
        if (item->checked)
            return document->audience != AUDIENCE_STUDENT;
    return false;
}

static enum purpose purpose_of(const struct document *document, const struct doc_node *node) {
    enum purpose purpose = PURPOSE_NONE;
    switch (node->kind) {
    case NODE_LIST:
        return node->task && !is_answered(document, node) ? PURPOSE_ANSWER : PURPOSE_DETAIL;
    case NODE_TABLE:
        return doc_node_holds(node, PLACED_BLANK) ? PURPOSE_ANSWER : PURPOSE_DETAIL;
    case NODE_FENCE:
        return PURPOSE_DETAIL;
    case NODE_WORK:
        return PURPOSE_ANSWER;
    case NODE_PARAGRAPH:
        if (node->first_child && (doc_node_holds(node, PLACED_LINES) || doc_node_holds(node, PLACED_TICKS)))
            return PURPOSE_ANSWER;
        for (const struct doc_node *child = node->first_child; child; child = child->next)
            if (child->kind == NODE_PLACED)
                purpose = purpose_of_placed(child->placed.kind);
            else if (!is_space(child))
                return PURPOSE_PROMPT;
        return purpose;
    default:
        return PURPOSE_NONE;
    }
}

/* A list, a table, or charts that are not to be drawn in. These can be understood away from the passage that refers to
 * them. */
static bool is_shown(const struct doc_node *block) {
    if (block->kind == NODE_TABLE || block->kind == NODE_LIST)
        return true;
    bool any = false;
    for (const struct doc_node *node = block->first_child; node; node = node->next) {
        if (!doc_node_is_placed(node, PLACED_CHART))
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
    for (const struct doc_node *node = block->first_child; node; node = node->next)
        if (!is_space(node))
            text = node->kind == NODE_TEXT ? node->text : NULL;
    size_t length = text ? strlen(text) : 0;
    while (length && strchr(" \t\r\n", text[length - 1]))
        length--;
    return length && text[length - 1] == ':';
}

static bool introduces(const struct doc_node *node) {
    const struct doc_node *next = node->next;
    if (node->kind == NODE_HEADING)
        return true;
    return node->kind == NODE_PARAGRAPH && next && !doc_node_lone_chart(node) &&
           (next->kind == NODE_FENCE || next->kind == NODE_TABLE || doc_node_lone_chart(next));
}

const struct doc_node *doc_node_lone_chart(const struct doc_node *block) {
    bool lone =
        block->kind == NODE_PARAGRAPH && doc_node_is_placed(block->only, PLACED_CHART) && block->only->placed.chart;
    return lone ? block->only : NULL;
}

/* Wraps the last children of a node, from the one after `before` (NULL: the first) up to `end`, as a question. */
static void wrap_question(const struct document *document, struct doc_node *parent, struct doc_node *before,
                          struct doc_node *end) {
    struct doc_node *first = before ? before->next : parent->first_child, *rest = end->next;
    struct doc_node *question = doc_node_new(document->arena, NODE_QUESTION, first->pos);
    parent->last_child = before;
    if (!before)
        parent->first_child = NULL;
    doc_node_append_all(question, first, rest);
    doc_node_append(parent, question);
    doc_node_append_all(parent, rest, NULL);
}

/* Finds how blocks belong together. A question is a prompt with the formulas and answers after it; one with a score box
 * extends from that box to the last answer before the next heading or score box. */
static void relate(const struct document *document, struct doc_node *parent) {
    enum purpose last = PURPOSE_NONE;
    bool scored = false; /* the question has a score box */
    const struct doc_node *previous = NULL;
    struct doc_node *before = NULL, *answer = NULL; /* the block before the question, and its end so far */
    for (struct doc_node *node = parent->first_child; node; node = node->next)
        node->introduces = introduces(node);
    for (struct doc_node *node = document->format->live ? NULL : doc_node_take_children(parent), *next; node;
         node = next) {
        next = node->next;
        enum purpose purpose = purpose_of(document, node);
        node->scored = begins_question(node);
        if (node->scored && (node->kind == NODE_HEADING || node->kind == NODE_PARAGRAPH))
            doc_rows_number(document, node);
        /* "Your result:" with its blank on one line belongs to the formula above it. */
        if (purpose == PURPOSE_PROMPT && last == PURPOSE_FORMULA && doc_node_holds(node, PLACED_BLANK))
            purpose = PURPOSE_ANSWER;
        if (purpose == PURPOSE_NONE || node->scored || node->runs_in)
            scored = node->scored;
        if (node->runs_in)
            last = PURPOSE_NONE;
        bool continues = scored && !node->scored;
        bool follows = continues || last == PURPOSE_PROMPT || last == PURPOSE_FORMULA || last == PURPOSE_ANSWER;
        if (purpose == PURPOSE_ANSWER && follows) {
            answer = node;
        } else if (!(purpose == PURPOSE_FORMULA && follows) && !continues) {
            if (answer)
                wrap_question(document, parent, before, answer);
            before = parent->last_child;
            answer = node->scored ? node : NULL;
        }
        if (purpose == PURPOSE_DETAIL && last == PURPOSE_PROMPT && previous->under_heading && node->kind == NODE_LIST &&
            node->task)
            node->bond = BOND_OPTIONS;
        else if ((purpose == PURPOSE_DETAIL || purpose == PURPOSE_FORMULA) && last == PURPOSE_PROMPT)
            node->bond = is_shown(node) && !announces(previous) ? BOND_SHOWN : BOND_RELATED;
        node->under_heading = purpose == PURPOSE_PROMPT && previous && previous->kind == NODE_HEADING;
        doc_node_append(parent, node);
        previous = node;
        last = purpose;
    }
    if (answer)
        wrap_question(document, parent, before, answer);
}

/* The question whose box for marks a node has; NULL if it has none. */
static const char *scored_question(const struct doc_node *node) {
    if (doc_node_is_placed(node, PLACED_SCORE) && node->placed.score == SCORE_QUESTION)
        return node->placed.name;
    const char *question = NULL;
    for (const struct doc_node *child = node->first_child; child && !question; child = child->next)
        question = scored_question(child);
    return question;
}

/* The letter of an option among the words of an item; NULL if it has none. */
static const struct doc_value *letter_in(const struct doc_node *node) {
    if (node->kind == NODE_VALUE)
        return node->value->letter_of ? node->value : NULL;
    const struct doc_value *letter = NULL;
    for (const struct doc_node *child = node->kind == NODE_LIST ? NULL : node->first_child; child && !letter;
         child = child->next)
        letter = letter_in(child);
    return letter;
}

/* Notes what the things that somebody writes in are about. `question`: the one that they stand in. */
static void find_fields(const struct document *document, struct doc_node *node, const char *question) {
    int number = 1;
    if (node->kind == NODE_QUESTION)
        question = scored_question(node->first_child);
    if (node->kind == NODE_PLACED || node->kind == NODE_CELL)
        node->question = question;
    for (struct doc_node *child = node->first_child; child; child = child->next, number++) {
        find_fields(document, child, question);
        const struct doc_value *letter = child->kind == NODE_ITEM && child->task ? letter_in(child) : NULL;
        if (letter) {
            child->question = letter->letter_of;
            child->option = letter->text;
            doc_rows_letter(document, child, letter);
        } else if (child->kind == NODE_ITEM && child->task) {
            child->option = arena_printf(document->arena, "%d", number);
        }
    }
}

static void arrange(const struct document *document, struct doc_node *node) {
    switch (node->kind) {
    case NODE_PARAGRAPH:
    case NODE_HEADING:
    case NODE_CELL:
        arrange_words(document, node);
        return;
    case NODE_LIST:
        node->task = true;
        break;
    case NODE_DOCUMENT:
    case NODE_QUOTE:
    case NODE_ITEM:
    case NODE_TABLE:
    case NODE_ROW:
        break;
    default:
        return;
    }
    for (struct doc_node *child = node->first_child; child; child = child->next) {
        arrange(document, child);
        node->task = node->kind == NODE_LIST ? node->task && child->task : node->task;
    }
    if (node->kind == NODE_DOCUMENT || node->kind == NODE_QUOTE || node->kind == NODE_ITEM) {
        if (!document->format->live) {
            doc_rows_run_in(document, node);
            find_work(document, node);
        }
        relate(document, node);
    }
}

void doc_arrange(struct document *document) {
    if (!document->format->live)
        doc_rows_sum(document);
    arrange(document, document->root);
    if (!document->format->live) {
        find_fields(document, document->root, NULL);
        doc_outline(document->root);
    }
}
