#include "workbook/sheet/sheet.h"

#include <ctype.h>
#include <string.h>

void sheet_watch(struct sheet *sheet, lxw_row_t row, int column, const char *formula) {
    struct sheet_book *book = sheet->book;
    if (!book->watching || !book->checks)
        return;
    book->watched =
        arena_grow(book->arena, book->watched, book->watched_count, &book->watched_capacity, sizeof *book->watched);
    book->watched[book->watched_count++] = (struct sheet_watched){sheet, row, column, formula};
}

static bool in_word(char c) {
    unsigned char byte = (unsigned char)c, small = byte | 0x20;
    return (small >= 'a' && small <= 'z') || (byte >= '0' && byte <= '9') || c == '_' || c == '.' || c == '$' ||
           byte >= 0x80;
}

/* Whether a word of a formula is the address of a cell, such as C5 or $C$5. No name of a workbook looks like one. */
static bool is_cell(const char *word, size_t length) {
    const char *at = word + (*word == '$'), *end = word + length;
    size_t letters = 0, digits = 0;
    for (; at < end && isupper((unsigned char)*at); at++)
        letters++;
    at += at < end && *at == '$';
    for (; at < end && isdigit((unsigned char)*at); at++)
        digits++;
    return at == end && letters >= 1 && letters <= 3 && digits > 0;
}

/* The length of what is in quotes at the beginning of a text, the quotes included. */
static size_t quoted_length(const char *text) {
    size_t length = 1;
    while (text[length] && text[length] != *text)
        length++;
    return length + (text[length] == *text);
}

void sheet_put_formula_from(struct text *out, const char *name, const char *formula) {
    const char *mark = strrchr(name, '!');
    size_t prefix = mark ? (size_t)(mark - name) + 1 : 0;
    /* What follows a sheet's name, or the colon of a range, has its sheet already. */
    bool placed = false;
    const char *rest = formula; /* what is not in the text yet */
    while (*formula) {
        size_t length = 1;
        bool word = in_word(*formula);
        if (*formula == '"' || *formula == '\'')
            length = quoted_length(formula);
        while (word && in_word(formula[length]))
            length++;
        if (word && !placed && formula[length] != '!' && is_cell(formula, length)) {
            text_append(out, rest, (size_t)(formula - rest));
            text_append(out, name, prefix);
            rest = formula;
        }
        placed = *formula == '!' || *formula == ':';
        formula += length;
    }
    text_puts(out, rest);
}
