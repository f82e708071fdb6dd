#include "line_breaks.h"

#include "../model/arena.h"

#include <linebreak.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* All is forgotten when it grows beyond this. */
enum { MOST_TEXTS = 2000, SLOTS = 4096, MOST_BYTES = 512 * 1024 };

/* The longest word with a slash that is not broken. */
enum { UNIT_BYTES = 20 };

struct remembered {
    uint64_t hash;
    const char *language, *text; /* NULL: free */
    size_t length;
    const char *places;
};

struct line_breaks {
    struct arena *arena;
    struct remembered slots[SLOTS];
    size_t count;
};

struct line_breaks *line_breaks_new(void) {
    init_linebreak();
    struct line_breaks *breaks = alloc_bytes(sizeof *breaks);
    memset(breaks, 0, sizeof *breaks);
    breaks->arena = arena_new();
    return breaks;
}

void line_breaks_free(struct line_breaks *breaks) {
    arena_free(breaks->arena);
    free(breaks);
}

static uint64_t hash_text(const char *text, size_t length) {
    uint64_t hash = 0x9E3779B97F4A7C15u ^ length;
    for (size_t i = 0; i < length; i += 8) {
        uint64_t chunk = 0;
        memcpy(&chunk, text + i, length - i < 8 ? length - i : 8);
        hash = (hash ^ chunk) * 0xFF51AFD7ED558CCDu;
        hash ^= hash >> 32;
    }
    return hash;
}

/* Units and the like (TFLOP/s, $/GPU-hour) are not broken: only what is longer is, such as addresses. */
static void keep_units(const char *bytes, size_t length, char *breaks) {
    for (size_t start = 0; start < length;) {
        size_t end = start;
        while (end < length && bytes[end] != ' ' && bytes[end] != '\n')
            end++;
        bool unit = end - start <= UNIT_BYTES && memchr(bytes + start, '/', end - start);
        for (size_t i = start; unit && i + 1 < end; i++)
            if (breaks[i] == LINEBREAK_ALLOWBREAK)
                breaks[i] = LINEBREAK_NOBREAK;
        start = end + 1;
    }
}

const char *line_breaks_of(struct line_breaks *breaks, const char *language, const char *text, size_t length) {
    if (breaks->count >= MOST_TEXTS || arena_footprint(breaks->arena) > MOST_BYTES) {
        arena_reset(breaks->arena);
        memset(breaks->slots, 0, sizeof breaks->slots);
        breaks->count = 0;
    }
    uint64_t hash = hash_text(text, length);
    struct remembered *slot = &breaks->slots[hash % SLOTS];
    while (slot->text) {
        if (slot->hash == hash && slot->length == length && strcmp(slot->language, language) == 0 &&
            memcmp(slot->text, text, length) == 0)
            return slot->places;
        slot = slot + 1 < breaks->slots + SLOTS ? slot + 1 : breaks->slots;
    }
    char *places = arena_alloc(breaks->arena, length);
    *slot = (struct remembered){hash, arena_strdup(breaks->arena, language), arena_strndup(breaks->arena, text, length),
                                length, places};
    breaks->count++;
    set_linebreaks_utf8((const utf8_t *)text, length, language, places);
    keep_units(text, length, places);
    return places;
}
