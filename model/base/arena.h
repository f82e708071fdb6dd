/* The one allocation policy: everything lives in an arena and is freed with it. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* A new, empty arena, which the caller owns and ends with arena_free.
 * No function of this header returns NULL: if memory runs out, the program says so and ends (see alloc_failed). */
struct arena *arena_new(void);
void arena_free(struct arena *arena);
/* Forgets everything that was allocated but keeps the largest block for reuse (one document after another). */
void arena_reset(struct arena *arena);
/* The state of an arena at one moment. arena_rewind forgets everything allocated since (for an attempt that did not
 * fit). */
struct arena_mark {
    void *block;
    size_t used;
};
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);
/* Bytes held from the system. */
size_t arena_footprint(const struct arena *arena);

/* Zeroed memory, aligned for any type, valid as long as the arena. */
void *arena_alloc(struct arena *arena, size_t size);
/* The same for an array; a product that overflows ends the program. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* Makes room for one more member in an array of `count`. If it is full, returns a copy with twice the `*capacity` (the
 * old memory stays in the arena), else `array` itself. */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments);

/* malloc and realloc for the few buffers that must not live in an arena. If memory runs out, they end the program; so
 * do the allocations of all libraries (malloc.c). */
void *alloc_bytes(size_t size);
void *alloc_resize(void *memory, size_t size);
/* Reports that memory ran out, and ends the program with this status, which nothing else has but failures. */
enum { ALLOC_EXIT = 3 };
_Noreturn void alloc_failed(size_t size);
/* What is done before that end: no function of exit's is called, of the program's or its libraries', since memory may
 * have run out inside the C library, whose locks such a function would wait for. One at most; NULL for none. */
void alloc_before_end(void (*act)(void));
/* From now on, that is reported on this descriptor: needed while a library's messages on standard error are hidden. */
void alloc_report_on(int descriptor);

#endif
