#include "base/text.h"

#include "base/arena.h"
#include "base/characters.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_reserve(struct text *text, size_t more) {
    if (more > SIZE_MAX / 2 - text->length)
        alloc_failed(SIZE_MAX);
    size_t needed = text->length + more + 1;
    if (needed <= text->capacity)
        return;
    size_t capacity = text->capacity ? text->capacity : 64;
    while (capacity < needed)
        capacity *= 2;
    text->bytes = alloc_resize(text->bytes, capacity);
    text->capacity = capacity;
}

void text_put_code_point(struct text *text, unsigned c) {
    char b[4];
    size_t n;
    if (c < 0x80) {
        b[0] = (char)c;
        n = 1;
    } else if (c < 0x800) {
        b[0] = (char)(0xC0 | c >> 6);
        b[1] = (char)(0x80 | (c & 0x3F));
        n = 2;
    } else if (c < 0x10000) {
        b[0] = (char)(0xE0 | c >> 12);
        b[1] = (char)(0x80 | (c >> 6 & 0x3F));
        b[2] = (char)(0x80 | (c & 0x3F));
        n = 3;
    } else {
        b[0] = (char)(0xF0 | c >> 18);
        b[1] = (char)(0x80 | (c >> 12 & 0x3F));
        b[2] = (char)(0x80 | (c >> 6 & 0x3F));
        b[3] = (char)(0x80 | (c & 0x3F));
        n = 4;
    }
    text_append(text, b, n);
}

void text_vprintf(struct text *text, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    text_reserve(text, 64); /* mostly enough for one pass */
    size_t room = text->capacity - text->length;
    int length = text_vformat(text->bytes + text->length, room, format, arguments);
    if (length < 0)
        alloc_failed(0);
    if ((size_t)length >= room) {
        text_reserve(text, (size_t)length);
        text_vformat(text->bytes + text->length, (size_t)length + 1, format, again);
    }
    text->length += (size_t)length;
    va_end(again);
}

void text_printf(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(text, format, arguments);
    va_end(arguments);
}

void text_clear(struct text *text) {
    text->length = 0;
    if (text->bytes)
        text->bytes[0] = '\0';
}

void text_free(struct text *text) {
    free(text->bytes);
    *text = (struct text){0};
}

char *text_keep(struct text *text, struct arena *arena) {
    char *kept = arena_strndup(arena, text->bytes ? text->bytes : "", text->length);
    text_free(text);
    return kept;
}

int utf8_decode(const char *bytes, size_t length, unsigned *code_point) {
    const unsigned char *b = (const unsigned char *)bytes;
    unsigned c = b[0];
    int n = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
    if (n == 0 || (size_t)n > length)
        return 0;
    if (n > 1)
        c &= 0x7Fu >> n;
    for (int i = 1; i < n; i++) {
        if ((b[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (b[i] & 0x3Fu);
    }
    if ((n == 3 && (c < 0x800 || (c >= 0xD800 && c < 0xE000))) || (n == 4 && (c < 0x10000 || c > 0x10FFFF)))
        return 0;
    *code_point = c;
    return n;
}

size_t utf8_check(const char *bytes, size_t length) {
    size_t i = 0;
    while (i < length) {
        if ((signed char)bytes[i] >= 0) { /* ASCII, as most text is */
            i++;
            continue;
        }
        unsigned c;
        int n = utf8_decode(bytes + i, length - i, &c);
        if (n == 0)
            return i;
        i += (size_t)n;
    }
    return length;
}

/* The end of what can be copied as it is. Most text is ASCII. */
static size_t plain_end(const char *bytes, size_t length, size_t start) {
    while (start < length && bytes[start] >= 0x20 && bytes[start] < 0x7F)
        start++;
    return start;
}

static void escape(struct text *out, const char *bytes, size_t length, bool line) {
    for (size_t i = 0; i < length;) {
        size_t end = plain_end(bytes, length, i);
        text_append(out, bytes + i, end - i);
        if ((i = end) == length)
            return;
        unsigned c = 0;
        int n = utf8_decode(bytes + i, length - i, &c);
        bool kept = !line && (c == '\n' || c == '\t' || (c == '\r' && i + 1 < length && bytes[i + 1] == '\n'));
        if (n == 0)
            text_printf(out, "\\x%02X", (unsigned char)bytes[i]), n = 1;
        else if (line && c == '\t')
            text_putc(out, ' ');
        else if (!kept && (c == '\n' || character_is_unsafe(c)))
            text_printf(out, line && c < 0x100 ? "\\x%02X" : "\\u%04X", c);
        else
            text_append(out, bytes + i, (size_t)n);
        i += (size_t)n;
    }
}

void text_escape_line(struct text *out, const char *bytes, size_t length) {
    escape(out, bytes, length, true);
}

void text_escape_lines(struct text *out, const char *bytes, size_t length) {
    escape(out, bytes, length, false);
}

bool text_ends_with(const char *name, const char *end) {
    const size_t length = strlen(name), tail = strlen(end);
    return length > tail && strcmp(name + length - tail, end) == 0;
}

void text_append_xml(struct text *out, const char *bytes, size_t length) {
    text_reserve(out, length);
    text_puts(out, "");
    for (size_t i = 0; i < length;) {
        unsigned c = 0;
        const int n = utf8_decode(bytes + i, length - i, &c);
        const char *entity = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : NULL;
        if (entity)
            text_puts(out, entity);
        else if (n && (c == '\t' || c == '\n' || !character_is(c, CHARACTER_CONTROL | CHARACTER_NONCHARACTER)))
            text_append(out, bytes + i, (size_t)n);
        i += n ? (size_t)n : 1;
    }
}

void text_puts_xml(struct text *out, const char *string) {
    text_append_xml(out, string ? string : "", string ? strlen(string) : 0);
}

size_t text_blank(const char *bytes, size_t length) {
    unsigned c;
    int n = length ? utf8_decode(bytes, length, &c) : 0;
    return n && character_is(c, CHARACTER_BLANK) ? (size_t)n : 0;
}

size_t text_trimmed(const char *bytes, size_t length) {
    for (;;) {
        size_t start = length; /* of the last character */
        while (start && ((unsigned char)bytes[--start] & 0xC0) == 0x80) {
        }
        size_t blank = text_blank(bytes + start, length - start);
        if (!blank || start + blank != length)
            return length;
        length = start;
    }
}
