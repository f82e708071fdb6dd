/* Whether a document explains the symbols that its equations use. */
#include "document/document.h"
#include "fill/fill.h"
#include "language/language.h"

#include <ctype.h>
#include <string.h>

struct symbols {
    const struct document *document;
    bool *explained;  /* by quantity: its equation is placed, or its symbol is printed in words or in a table */
    struct pos *used; /* by quantity: the first equation that uses it; no place if none does */
    struct pos pos;   /* of the current equation */
};

static void note_use(const struct expr *expr, void *context) {
    struct symbols *symbols = context;
    if (expr->op == EXPR_NAME && expr->quantity && !symbols->used[expr->quantity->index].line)
        symbols->used[expr->quantity->index] = symbols->pos;
}

static void note(struct symbols *symbols, const struct doc_node *node) {
    const struct quantity *quantity = node->placed.quantity;
    if (node->kind == NODE_VALUE && node->value->kind == VALUE_TEXT && node->value->quantity)
        symbols->explained[node->value->quantity->index] = true;
    if (node->kind == NODE_PLACED && quantity &&
        (node->placed.kind == PLACED_EQUATION || node->placed.kind == PLACED_WORKED)) {
        symbols->explained[quantity->index] = true;
        symbols->pos = node->pos;
        if (quantity->expr && node->placed.kind == PLACED_EQUATION) /* a worked line has numbers in place of symbols */
            expr_walk(quantity->expr, note_use, symbols);
    }
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        note(symbols, child);
}

/* Appends text without the braces of symbols such as `T_{actual}`. */
static void put_plain(struct text *out, const struct text *text) {
    for (size_t i = 0; i < text->length; i++)
        if (text->bytes[i] != '{' && text->bytes[i] != '}')
            text_putc(out, text->bytes[i]);
}

/* Whether a byte continues a word: letters, digits, `_`, and letters of UTF-8 below the punctuation of U+2000. */
static bool in_word(unsigned char byte) {
    return isalnum(byte) || byte == '_' || (byte >= 0xC3 && byte < 0xE2);
}

/* The first place of a word in a text; NULL if it has none. */
static const char *find_word(const char *text, const char *word) {
    const size_t length = strlen(word);
    for (const char *at = length ? strstr(text, word) : NULL; at; at = strstr(at + 1, word)) {
        unsigned char before = at == text ? ' ' : (unsigned char)at[-1];
        if (!in_word(before) && !in_word((unsigned char)at[length]))
            return at;
    }
    return NULL;
}

/* Whether a text has a word that begins like a word of the label, in any case. */
static bool has_label(const char *text, const char *label) {
    enum { LEAST = 3 };
    for (const char *word = label; *word;) {
        size_t length = 0;
        while (in_word((unsigned char)word[length]) || (unsigned char)word[length] >= 0x80)
            length++;
        for (const char *at = text; length >= LEAST && *at; at++) {
            size_t same = 0;
            while (same < length && tolower((unsigned char)at[same]) == tolower((unsigned char)word[same]))
                same++;
            if (same == length && (at == text || !in_word((unsigned char)at[-1])))
                return true;
        }
        word += length + (word[length] != '\0');
    }
    return false;
}

/* Whether a symbol is also a word of some language: then the words around it must be about the quantity. */
static bool is_word(const char *symbol) {
    return symbol[0] && !symbol[1] && strchr("aAIeEioOuUyY", symbol[0]);
}

/* Whether what follows a symbol says that it is explained: `A = `, `A: `, `A)`. */
static bool is_defined(const char *behind) {
    behind += strspn(behind, " ");
    return *behind && strchr("=:)", *behind);
}

/* Notes the symbols that a paragraph, heading or cell has among its words. */
static void read_prose(struct symbols *symbols, const struct doc_node *node) {
    const struct model *model = symbols->document->model;
    struct text words = {0}, prose = {0};
    doc_put_words(&words, symbols->document, node, ' ');
    put_plain(&prose, &words);
    text_free(&words);
    for (int i = 0; i < model->count && prose.length; i++) {
        const struct quantity *quantity = model->quantities[i];
        if (!symbols->used[quantity->index].line || symbols->explained[quantity->index])
            continue;
        struct text symbol = {0}, plain = {0};
        maths_print(&symbol, maths_symbol(symbols->document->arena, quantity));
        put_plain(&plain, &symbol);
        const char *at = plain.length ? find_word(prose.bytes, plain.bytes) : NULL;
        if (at && (!is_word(plain.bytes) || is_defined(at + plain.length) || has_label(prose.bytes, quantity->label)))
            symbols->explained[quantity->index] = true;
        text_free(&symbol);
        text_free(&plain);
    }
    text_free(&prose);
}

static void find_prose(struct symbols *symbols, const struct doc_node *node) {
    if (node->kind == NODE_PARAGRAPH || node->kind == NODE_HEADING || node->kind == NODE_CELL)
        read_prose(symbols, node);
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        find_prose(symbols, child);
}

void fill_check_symbols(const struct document *document, struct diag *diag) {
    const struct model *model = document->model;
    struct symbols symbols = {.document = document};
    if (document->format->live || !document->root)
        return;
    symbols.explained = arena_array(document->arena, (size_t)model->count + 1, sizeof *symbols.explained);
    symbols.used = arena_array(document->arena, (size_t)model->count + 1, sizeof *symbols.used);
    note(&symbols, document->root);
    find_prose(&symbols, document->root);
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        /* A symbol that is the quantity's name explains itself. */
        if (symbols.used[quantity->index].line && !symbols.explained[quantity->index] &&
            strcmp(quantity->symbol, quantity->name) != 0)
            diag_report(diag, SEVERITY_WARNING, symbols.used[quantity->index],
                        "'%s' prints the symbol of '%s' in an equation, and neither defines nor lists it; place its "
                        "equation, or say what {{%s.symbol}} is",
                        document->name, quantity->name, quantity->name);
    }
}
