/* Where lines may break, by libunibreak, with exceptions for units, compounds and short formulas. */
#include "page/line_breaks.h"

#include "base/base.h"

#include <linebreak.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* When more is remembered than this, everything is dropped. */
enum { MOST_TEXTS = 2000, MOST_BYTES = 512 * 1024 };

struct page_line_breaks {
    struct arena *arena;
    struct table *languages, *texts; /* without what numbers say; a text's tag is the number of its language */
    const char **places;             /* libunibreak's, by the number of the text */
    size_t capacity;
    struct text stem;
};

/* The longest word with a slash, and the longest formula in brackets, that are kept whole; the shortest part of a word,
 * in characters, that a hyphen at the end of a line may separate. */
enum { UNIT_BYTES = 20, FORMULA_BYTES = 40, LEAST_PART = 4 };

/* Units and the like (TFLOP/s, $/GPU-hour) are not broken; longer words with slashes, such as addresses, are. */
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

/* The number of characters from `from` to the next space or hyphen, in steps of `step`. */
static int part_length(const char *bytes, size_t length, size_t from, int step) {
    int characters = 0;
    for (size_t i = from; i < length && !strchr(" \n-", bytes[i]); i += (size_t)step)
        characters += ((unsigned char)bytes[i] & 0xC0) != 0x80;
    return characters;
}

/* A hyphen ends a line only if both parts are long enough to be read by themselves: on-premises and GPU-hour are not
 * broken. */
static void keep_short_parts(const char *bytes, size_t length, char *breaks) {
    for (size_t i = 0; i + 1 < length; i++)
        if (bytes[i] == '-' && breaks[i] == LINEBREAK_ALLOWBREAK &&
            (part_length(bytes, length, i - 1, -1) < LEAST_PART || part_length(bytes, length, i + 1, 1) < LEAST_PART))
            breaks[i] = LINEBREAK_NOBREAK;
}

static bool has_operator(const char *bytes, size_t length) {
    static const char *const operators[] = {"−", "×", "÷", "·", "+", "="};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (memmem(bytes, length, operators[i], strlen(operators[i])))
            return true;
    return false;
}

/* Short formulas in brackets, such as 2(N − 1)/N, are not broken. */
static void keep_formulas(const char *bytes, size_t length, char *breaks) {
    for (size_t start = 0; start < length; start++) {
        if (bytes[start] != '(')
            continue;
        size_t most = length - start < FORMULA_BYTES ? length - start : FORMULA_BYTES;
        const char *close = memchr(bytes + start, ')', most);
        size_t inner = close ? (size_t)(close - bytes) - start : 0;
        for (size_t i = start; i < start + inner && has_operator(bytes + start, inner); i++)
            if (breaks[i] == LINEBREAK_ALLOWBREAK)
                breaks[i] = LINEBREAK_NOBREAK;
    }
}

/* What is placed in a line (U+FFFC), such as a box to tick, stays with the space behind it that no break may divide;
 * libunibreak would part them. */
static void keep_placed(const char *bytes, size_t length, char *breaks) {
    static const char *const spaces[] = {"\uFFFC\u00A0", "\uFFFC\u202F"};
    for (size_t s = 0; s < sizeof spaces / sizeof *spaces; s++)
        for (const char *at = bytes, *end = bytes + length;
             (at = memmem(at, (size_t)(end - at), spaces[s], strlen(spaces[s]))); at++)
            breaks[at - bytes + (long)strlen("\uFFFC") - 1] = LINEBREAK_NOBREAK;
}

/* Asks libunibreak, which takes U+FFFF for the end of the text and then ends the program. It is no character, and
 * U+FFFE, which is none either, breaks like it. */
static void find_breaks(const char *text, size_t length, const char *language, char *places) {
    static const char end[] = "\uFFFF", other[] = "\uFFFE";
    struct text copy = {0};
    const char *found = memmem(text, length, end, sizeof end - 1);
    if (found)
        text_append(&copy, text, length);
    for (char *at = copy.bytes; found && (at = memmem(at, strlen(at), end, sizeof end - 1));)
        memcpy(at, other, sizeof other - 1);
    set_linebreaks_utf8((const utf8_t *)(found ? copy.bytes : text), length, language, places);
    text_free(&copy);
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* The length of the number that begins with a digit, such as 1,234.5. No line ends within it, and what may follow it
 * does not depend on its digits. */
static size_t number_length(const char *text, size_t length) {
    size_t i = 1;
    while (i < length && (is_digit(text[i]) || (strchr(",.", text[i]) && i + 1 < length && is_digit(text[i + 1]))))
        i++;
    return i;
}

static void forget(struct page_line_breaks *breaks) {
    if (breaks->arena)
        arena_free(breaks->arena);
    breaks->arena = arena_new();
    breaks->languages = table_new(breaks->arena);
    breaks->texts = table_new(breaks->arena);
    breaks->places = NULL;
    breaks->capacity = 0;
}

struct page_line_breaks *page_line_breaks_new(void) {
    init_linebreak();
    struct page_line_breaks *breaks = alloc_bytes(sizeof *breaks);
    *breaks = (struct page_line_breaks){0};
    forget(breaks);
    return breaks;
}

void page_line_breaks_free(struct page_line_breaks *breaks) {
    arena_free(breaks->arena);
    text_free(&breaks->stem);
    free(breaks);
}

/* The breaks of a text with other numbers, each a 0. */
static const char *breaks_of_stem(struct page_line_breaks *breaks, const char *language, const struct text *stem) {
    size_t count = table_count(breaks->texts);
    if (count >= MOST_TEXTS || arena_footprint(breaks->arena) > MOST_BYTES) {
        forget(breaks);
        count = 0;
    }
    unsigned tag = (unsigned)table_add(breaks->languages, 0, language, strlen(language));
    size_t number = table_add(breaks->texts, tag, stem->bytes, stem->length);
    if (number < count)
        return breaks->places[number];
    char *places = arena_alloc(breaks->arena, stem->length);
    breaks->places = arena_grow(breaks->arena, breaks->places, count, &breaks->capacity, sizeof *breaks->places);
    breaks->places[number] = places;
    find_breaks(stem->bytes, stem->length, language, places);
    return places;
}

void page_line_breaks_find(struct page_line_breaks *breaks, const char *language, const char *text, size_t length,
                           char *places) {
    struct text *stem = &breaks->stem;
    text_clear(stem);
    for (size_t i = 0; i < length; i += is_digit(text[i]) ? number_length(text + i, length - i) : 1)
        text_putc(stem, is_digit(text[i]) ? '0' : text[i]);
    const char *known = breaks_of_stem(breaks, language, stem);
    for (size_t i = 0; i < length; known++) {
        const size_t more = is_digit(text[i]) ? number_length(text + i, length - i) - 1 : 0;
        memset(places + i, LINEBREAK_NOBREAK, more);
        i += more;
        places[i++] = *known;
    }
    keep_units(text, length, places);
    keep_short_parts(text, length, places);
    keep_formulas(text, length, places);
    keep_placed(text, length, places);
}
