/* Text that grows, UTF-8, and blanks. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Growing text, owned by whoever declared it: `struct text t = {0}` ... text_free(&t). NUL-terminated as soon as
 * something has been appended. */
struct text {
    char *bytes;
    size_t length, capacity;
};
/* Makes room for `more` bytes and a NUL after the text. */
void text_reserve(struct text *text, size_t more);
/* These are inline so that short constants are stored, not copied by a call. */
static inline void text_append(struct text *text, const char *bytes, size_t length) {
    if (length >= text->capacity - text->length)
        text_reserve(text, length);
    if (length)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}
static inline void text_puts(struct text *text, const char *string) {
    text_append(text, string, strlen(string));
}
static inline void text_putc(struct text *text, char byte) {
    if (text->length + 1 >= text->capacity)
        text_reserve(text, 1);
    text->bytes[text->length++] = byte;
    text->bytes[text->length] = '\0';
}
/* One Unicode scalar value as UTF-8. */
void text_put_code_point(struct text *text, unsigned code_point);
/* vsnprintf, but quick where a format has nothing but text, `%s`, `%.*s`, `%d`, `%zu` and `%%`. If there
 * is no room for all of it, the text is not to be read, and its length says how much it needs. */
int text_vformat(char *bytes, size_t room, const char *format, va_list arguments) __attribute__((format(printf, 3, 0)));
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *text, const char *format, va_list arguments);
void text_clear(struct text *text);
void text_free(struct text *text);
struct arena;
/* Copies a text to an arena and frees it; "" if it has nothing. */
char *text_keep(struct text *text, struct arena *arena);

/* Append text for a terminal: unsafe characters (`character_is_unsafe`) and bytes that are not UTF-8 as escapes. In a
 * line, `\x1B` and `\u202E`, and a blank in place of a tab; in lines, tabs and ends of lines stay (LF or CRLF), and
 * escapes are as in JSON,
 * `\u001B`. */
void text_escape_line(struct text *out, const char *bytes, size_t length);
void text_escape_lines(struct text *out, const char *bytes, size_t length);
/* Whether a name has that end, and more before it. */
bool text_ends_with(const char *name, const char *end);
/* Appends text for XML and HTML, between tags or within double quotes: &, <, > and " as entities. What such a file must
 * not have is left out: control characters but for tab and newline, noncharacters, and bytes that are not UTF-8. */
void text_append_xml(struct text *out, const char *bytes, size_t length);
void text_puts_xml(struct text *out, const char *string); /* NULL: no text */

/* Decodes the code point at `bytes` (at least one byte). Returns its length, 1 to 4, or 0 if the bytes are not UTF-8
 * (overlong forms and surrogates included). */
int utf8_decode(const char *bytes, size_t length, unsigned *code_point);
/* The offset of the first byte that is not UTF-8, or `length` if there is none. */
size_t utf8_check(const char *bytes, size_t length);

/* The length in bytes of the blank (CHARACTER_BLANK) at the beginning of `length` bytes; 0 if there is none. */
size_t text_blank(const char *bytes, size_t length);
/* `length` less the blanks at the end. */
size_t text_trimmed(const char *bytes, size_t length);

#endif
