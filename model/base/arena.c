#include "base/arena.h"

#include "base/text.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK_BYTES = 64 * 1024 };

/* The sanitizer knows whole blocks only: it is told which of their bytes are in use, and a gap follows each piece, so
 * that it notices what is written behind one. */
#if defined __has_feature
#define HAS(feature) __has_feature(feature)
#else
#define HAS(feature) 0
#endif
#if defined __SANITIZE_ADDRESS__ || HAS(address_sanitizer)
#include <sanitizer/asan_interface.h>
enum { GAP = alignof(max_align_t) };
#else
#define ASAN_POISON_MEMORY_REGION(memory, size) ((void)(memory), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(memory, size) ((void)(memory), (void)(size))
enum { GAP = 0 };
#endif

struct arena_block {
    struct arena_block *previous;
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct arena_block *newest;
    size_t footprint;
};

static int report_descriptor = STDERR_FILENO;

void alloc_report_on(int descriptor) {
    report_descriptor = descriptor;
}

static void (*before_end)(void);

void alloc_before_end(void (*act)(void)) {
    before_end = act;
}

_Noreturn void alloc_failed(size_t size) {
    dprintf(report_descriptor, "fleetsheet: error: out of memory (%zu bytes requested)\n", size);
    if (before_end)
        before_end();
    _exit(ALLOC_EXIT);
}

void *alloc_bytes(size_t size) {
    void *memory = malloc(size ? size : 1);
    if (!memory)
        alloc_failed(size);
    return memory;
}

void *alloc_resize(void *memory, size_t size) {
    void *resized = realloc(memory, size ? size : 1);
    if (!resized)
        alloc_failed(size);
    return resized;
}

struct arena *arena_new(void) {
    struct arena *arena = alloc_bytes(sizeof *arena);
    *arena = (struct arena){0};
    return arena;
}

/* Takes back what a block has used from some byte on. */
static void take_back(struct arena_block *block, size_t used) {
    block->used = used;
    ASAN_POISON_MEMORY_REGION(block->bytes + used, block->size - used);
}

static void free_blocks(struct arena_block *block) {
    while (block) {
        struct arena_block *previous = block->previous;
        free(block);
        block = previous;
    }
}

void arena_free(struct arena *arena) {
    if (!arena)
        return;
    free_blocks(arena->newest);
    free(arena);
}

void arena_reset(struct arena *arena) {
    struct arena_block *largest = arena->newest;
    for (struct arena_block *block = arena->newest; block; block = block->previous)
        if (block->size > largest->size)
            largest = block;
    for (struct arena_block *block = arena->newest, *previous; block; block = previous) {
        previous = block->previous;
        if (block != largest)
            free(block);
    }
    arena->newest = largest;
    arena->footprint = 0;
    if (largest) {
        largest->previous = NULL;
        take_back(largest, 0);
        arena->footprint = sizeof *largest + largest->size;
    }
}

struct arena_mark arena_mark(const struct arena *arena) {
    return (struct arena_mark){arena->newest, arena->newest ? arena->newest->used : 0};
}

void arena_rewind(struct arena *arena, struct arena_mark mark) {
    while (arena->newest && arena->newest != mark.block) {
        struct arena_block *block = arena->newest;
        arena->newest = block->previous;
        arena->footprint -= sizeof *block + block->size;
        free(block);
    }
    if (arena->newest)
        take_back(arena->newest, mark.used);
}

size_t arena_footprint(const struct arena *arena) {
    return arena->footprint;
}

static void add_block(struct arena *arena, size_t size) {
    /* Blocks grow with the arena, so that a large document needs few of them. */
    size_t wanted = arena->newest ? arena->newest->size * 2 : BLOCK_BYTES;
    if (wanted > 64 * (size_t)BLOCK_BYTES)
        wanted = 64 * (size_t)BLOCK_BYTES;
    if (wanted < size)
        wanted = size;
    if (wanted > SIZE_MAX - sizeof(struct arena_block))
        alloc_failed(size);
    struct arena_block *block = alloc_bytes(sizeof *block + wanted);
    *block = (struct arena_block){.previous = arena->newest, .size = wanted};
    take_back(block, 0);
    arena->newest = block;
    arena->footprint += sizeof *block + wanted;
}

/* A size with what keeps the next memory aligned, and apart. */
static size_t rounded(size_t size) {
    if (size > SIZE_MAX - alignof(max_align_t) - GAP)
        alloc_failed(size);
    return (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t) + GAP;
}

void *arena_alloc(struct arena *arena, size_t size) {
    const size_t taken = rounded(size);
    if (!arena->newest || arena->newest->size - arena->newest->used < taken)
        add_block(arena, taken);
    void *memory = arena->newest->bytes + arena->newest->used;
    arena->newest->used += taken;
    ASAN_UNPOISON_MEMORY_REGION(memory, size);
    return memset(memory, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size) {
    if (size && count > SIZE_MAX / size)
        alloc_failed(SIZE_MAX);
    return arena_alloc(arena, count * size);
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity)
        return array;
    size_t wanted = *capacity ? *capacity * 2 : 8;
    void *larger = arena_array(arena, wanted, size);
    if (count)
        memcpy(larger, array, count * size);
    *capacity = wanted;
    return larger;
}

char *arena_strndup(struct arena *arena, const char *text, size_t length) {
    char *copy = arena_alloc(arena, length + 1);
    if (length)
        memcpy(copy, text, length);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text) {
    return arena_strndup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    /* Mostly there is room for the text where it will stay. */
    struct arena_block *block = arena->newest;
    char *out = block ? (char *)block->bytes + block->used : NULL;
    size_t room = block && !GAP ? block->size - block->used : 0;
    int length = text_vformat(out, room, format, arguments);
    if (length < 0)
        alloc_failed(0);
    const size_t size = (size_t)length + 1;
    if (rounded(size) <= room) {
        block->used += rounded(size);
    } else {
        out = arena_alloc(arena, size);
        text_vformat(out, size, format, again);
    }
    va_end(again);
    return out;
}

char *arena_printf(struct arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *out = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return out;
}
