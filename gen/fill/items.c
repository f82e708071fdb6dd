#include "fill/items.h"

#include <string.h>

enum { USER_TEXT_LIMIT = 120 }; /* characters */

struct fill_item *fill_item(struct fill *fill, struct fill_item item) {
    struct fill_item *copy = arena_alloc(fill->arena, sizeof *copy);
    *copy = item;
    return copy;
}

struct fill_item *fill_refuse(struct fill *fill, const char *why) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_REFUSED, .text = why});
}

bool fill_same_name(const char *name, size_t length, const char *word) {
    return strncmp(name, word, length) == 0 && word[length] == '\0';
}

int fill_find_word(const char *name, size_t length, const char *const *words) {
    for (int i = 0; words[i]; i++)
        if (fill_same_name(name, length, words[i]))
            return i;
    return -1;
}

struct fill_item *fill_data(struct fill *fill, const char *text, struct pos pos) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_DATA, .text = text, .data_pos = pos});
}

struct fill_item *fill_lab_text(struct fill *fill, const char *name) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_DATA, .text = name, .fixed = true});
}

struct fill_item *fill_flag(struct fill *fill, bool truth, bool hidden, const char *name) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_FLAG, .flag = truth, .hidden = hidden, .name = name});
}

/* Whether a page cannot show a character, or whether it would change how the others are shown. */
static bool is_unprintable(unsigned c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
           (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

struct fill_item *fill_user_text(struct fill *fill, const char *typed, const char *name) {
    struct text text = {0};
    size_t length = strlen(typed), count = 0;
    text_puts(&text, "");
    for (size_t at = 0; at < length && count < USER_TEXT_LIMIT; count++) {
        unsigned c = 0;
        int size = utf8_decode(typed + at, length - at, &c);
        if (size == 0 || c < 0x20)
            text_putc(&text, ' ');
        else if (is_unprintable(c))
            text_printf(&text, "[U+%04X]", c);
        else
            text_append(&text, typed + at, (size_t)size);
        at += size ? (size_t)size : 1;
        if (count + 1 == USER_TEXT_LIMIT && at < length)
            text_puts(&text, "\u2026");
    }
    const char *copy = arena_strdup(fill->arena, text.bytes);
    text_free(&text);
    return fill_item(fill,
                     (struct fill_item){.kind = ITEM_DATA, .hidden = true, .text = copy, .typed = true, .name = name});
}
