/* The one allocation policy: everything lives in an arena and is freed with it. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* A new, empty arena; the caller owns it and ends it with arena_free.
 * No call of this header returns NULL: where memory runs out, the program says so and ends (see alloc_failed). */
struct arena *arena_new(void);
void arena_free(struct arena *arena);
/* Forgets all that was allocated, keeps the largest block for the next round (a document a round). */
void arena_reset(struct arena *arena);
/* What an arena holds at a moment; arena_rewind forgets all that was allocated since (a try that did not fit). */
struct arena_mark {
    void *block;
    size_t used;
};
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);
/* Bytes held from the system. */
size_t arena_footprint(const struct arena *arena);

/* Zeroed memory, aligned for any type; lives as long as the arena. */
void *arena_alloc(struct arena *arena, size_t size);
/* The same for an array; a product that overflows ends the program. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* A larger copy of an array that holds `count` members, for `*capacity` members doubled; old memory stays in the
 * arena. Returns `array` itself where it still has room for one more. */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments);

/* malloc and realloc for the few buffers that must not live in an arena; they end the program when memory runs out. */
void *alloc_bytes(size_t size);
void *alloc_resize(void *memory, size_t size);
_Noreturn void alloc_failed(size_t size);

/* Growing text, owned by whoever declared it: `struct text t = {0}` ... text_free(&t). Always NUL-terminated once
 * something was appended. */
struct text {
    char *bytes;
    size_t length, capacity;
};
/* Makes room for so many bytes and a NUL behind what is there. */
void text_reserve(struct text *text, size_t more);
void text_append(struct text *text, const char *bytes, size_t length);
void text_puts(struct text *text, const char *string);
static inline void text_putc(struct text *text, char byte) {
    if (text->length + 1 >= text->capacity)
        text_reserve(text, 1);
    text->bytes[text->length++] = byte;
    text->bytes[text->length] = '\0';
}
/* One Unicode scalar value as UTF-8. */
void text_put_code_point(struct text *text, unsigned code_point);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_clear(struct text *text);
void text_free(struct text *text);

#endif
