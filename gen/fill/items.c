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

struct fill_item *fill_data(struct fill *fill, const char *text, struct pos pos) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_DATA, .text = text, .data_pos = pos});
}

struct fill_item *fill_prose(struct fill *fill, const char *text) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_DATA, .text = text, .prose = true});
}

struct fill_item *fill_lab_text(struct fill *fill, const char *name) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_DATA, .text = name, .fixed = true});
}

struct fill_item *fill_flag(struct fill *fill, bool truth) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_FLAG, .flag = truth});
}

struct fill_item *fill_number(struct fill *fill, double number, struct number_format format) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_NUMBER, .number = number, .format = format});
}

struct fill_item *fill_option(struct fill *fill, int question, int option) {
    if (option >= 0)
        return fill_item(fill, (struct fill_item){.kind = ITEM_OPTION, .question = question, .option = option});
    if (fill->template->lab->questions[question].option_count)
        return fill_flag(fill, false);
    return fill_item(
        fill, (struct fill_item){.kind = ITEM_NUMBER, .lacks = "a question that asks for a number has no options"});
}

struct fill_item *fill_user_text(struct fill *fill, const char *typed) {
    struct text text = {0};
    size_t length = strlen(typed), count = 0;
    text_puts(&text, "");
    for (size_t at = 0; at < length && count < USER_TEXT_LIMIT; count++) {
        unsigned c = 0;
        int size = utf8_decode(typed + at, length - at, &c);
        if (size == 0 || c < 0x20)
            text_putc(&text, ' ');
        else if (character_is_unsafe(c) || character_is(c, CHARACTER_NONCHARACTER))
            text_printf(&text, "[U+%04X]", c);
        else
            text_append(&text, typed + at, (size_t)size);
        at += size ? (size_t)size : 1;
        if (count + 1 == USER_TEXT_LIMIT && at < length)
            text_puts(&text, "\u2026");
    }
    const char *copy = arena_strdup(fill->arena, text.bytes);
    text_free(&text);
    return fill_item(fill, (struct fill_item){.kind = ITEM_DATA, .text = copy, .typed = true});
}
