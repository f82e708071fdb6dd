/* QR codes of pages, by libqrencode. */
#include "page/codes.h"

#include <limits.h>
#include <qrencode.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The data and the error correction of a code are linear: if two contents of one length differ in some bits, their
 * codes differ in modules that depend only on those bits, the length and the version. So the code of a copy's page is
 * that of the first page number with as many digits (1, 10, 100) with some modules inverted. Which modules these are is
 * found once, by encoding both. The derived code keeps the mask of the first one. It might not be the mask with the
 * least penalty for this code, but readers accept any. */
struct difference {
    int count;
    uint16_t *places;
};

enum { MOST_BYTES = 256 * 1024, MOST_DIGITS = 10 };

struct page_codes {
    struct arena *arena; /* of the differences; all are dropped when it grows beyond MOST_BYTES */
    struct table *pairs; /* a length as the tag, and the bytes of a page number */
    struct difference *differences;
    size_t capacity;
    struct {
        char *content;
        struct page_code code;
    } first[MOST_DIGITS + 1]; /* what was encoded last, by the number of digits; owned here */
    /* Buffers of the code that was asked for last. */
    unsigned char *turned, *covered;
    double *cells;
};

struct page_codes *page_codes_new(void) {
    struct page_codes *codes = alloc_bytes(sizeof *codes);
    *codes = (struct page_codes){.arena = arena_new()};
    return codes;
}

void page_codes_free(struct page_codes *codes) {
    for (int i = 0; i <= MOST_DIGITS; i++) {
        free(codes->first[i].content);
        free((void *)codes->first[i].code.modules);
    }
    free(codes->turned);
    free(codes->covered);
    free(codes->cells);
    arena_free(codes->arena);
    free(codes);
}

enum { LEAST_VERSION = 3, VERSIONS = 8 };

/* The bytes that a version holds, by level of error correction (ISO/IEC 18004, table 7). */
static const int CODE_HOLDS[VERSIONS][4] = {{53, 42, 32, 24},    {78, 62, 46, 34},    {106, 84, 60, 44},
                                            {134, 106, 74, 58},  {154, 122, 86, 64},  {192, 152, 108, 84},
                                            {230, 180, 130, 98}, {271, 213, 151, 119}};

/* The smallest version that holds that many bytes, counted from LEAST_VERSION. */
static int version_of(int length) {
    int version = 0;
    while (version < VERSIONS - 1 && CODE_HOLDS[version][0] < length)
        version++;
    return version;
}

int page_codes_size(size_t length) {
    return 17 + 4 * (LEAST_VERSION + version_of(length < INT_MAX ? (int)length : INT_MAX));
}

/* Encodes with libqrencode. Its bytes say more about a module than whether it is dark. */
static QRcode *encode(const char *content) {
    static const QRecLevel levels[] = {QR_ECLEVEL_L, QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H};
    int length = (int)strlen(content), version = version_of(length), level = 0;
    while (level < 3 && CODE_HOLDS[version][level + 1] >= length)
        level++;
    QRcode *code = QRcode_encodeData(length, (const unsigned char *)content, LEAST_VERSION + version, levels[level]);
    if (!code)
        alloc_failed((size_t)length);
    return code;
}

/* The mask of a code: three modules of its format information (ISO/IEC 18004, 7.9.1). */
static int mask_of(const QRcode *code) {
    const unsigned char *row = &code->data[8 * code->width];
    return ((row[2] & 1) << 2 | (row[3] & 1) << 1 | (row[4] & 1)) ^ 5;
}

/* Whether a mask inverts a module (ISO/IEC 18004, table 10). */
static bool is_masked(int mask, int row, int column) {
    int product = row * column;
    switch (mask) {
    case 0:
        return (row + column) % 2 == 0;
    case 1:
        return row % 2 == 0;
    case 2:
        return column % 3 == 0;
    case 3:
        return (row + column) % 3 == 0;
    case 4:
        return (row / 2 + column / 3) % 2 == 0;
    case 5:
        return product % 2 + product % 3 == 0;
    case 6:
        return (product % 2 + product % 3) % 2 == 0;
    default:
        return ((row + column) % 2 + product % 3) % 2 == 0;
    }
}

/* Whether a data module is dark beneath the mask. */
static bool is_dark(const QRcode *code, int mask, int place) {
    return (code->data[place] & 1) != is_masked(mask, place / code->width, place % code->width);
}

/* The modules in which two codes of one version and level differ beneath their masks. */
static void find_difference(struct arena *arena, const QRcode *a, const QRcode *b, struct difference *difference) {
    enum { NOT_DATA = 0x80 };
    int count = a->width * a->width, mask_a = mask_of(a), mask_b = mask_of(b), found = 0;
    unsigned char *differs = alloc_bytes((size_t)count);
    for (int place = 0; place < count; place++) {
        differs[place] = !(a->data[place] & NOT_DATA) && is_dark(a, mask_a, place) != is_dark(b, mask_b, place);
        found += differs[place];
    }
    difference->places = arena_array(arena, (size_t)found, sizeof *difference->places);
    for (int place = 0; place < count; place++)
        if (differs[place])
            difference->places[difference->count++] = (uint16_t)place;
    free(differs);
}

static void forget_differences(struct page_codes *codes) {
    arena_free(codes->arena);
    codes->arena = arena_new();
    codes->pairs = table_new(codes->arena);
    codes->differences = NULL;
    codes->capacity = 0;
}

static const struct difference *difference_of(struct page_codes *codes, const char *first, const char *content,
                                              int number) {
    if (!codes->pairs || arena_footprint(codes->arena) > MOST_BYTES)
        forget_differences(codes);
    size_t count = table_count(codes->pairs);
    size_t pair = table_add(codes->pairs, (unsigned)strlen(content), &number, sizeof number);
    if (pair < count)
        return &codes->differences[pair];
    codes->differences =
        arena_grow(codes->arena, codes->differences, count, &codes->capacity, sizeof *codes->differences);
    codes->differences[pair] = (struct difference){0};
    QRcode *a = encode(first), *b = encode(content);
    find_difference(codes->arena, a, b, &codes->differences[pair]);
    QRcode_free(a);
    QRcode_free(b);
    return &codes->differences[pair];
}

/* The code of a content, which is kept as the last one with so many digits. Takes over `content`. */
static struct page_code keep_first(struct page_codes *codes, char *content, int digits) {
    struct page_code *code = &codes->first[digits].code;
    if (codes->first[digits].content && strcmp(codes->first[digits].content, content) == 0) {
        free(content);
        return *code;
    }
    QRcode *encoded = encode(content);
    size_t count = (size_t)encoded->width * (size_t)encoded->width;
    unsigned char *modules = alloc_resize((void *)code->modules, count);
    for (size_t i = 0; i < count; i++)
        modules[i] = encoded->data[i] & 1;
    *code = (struct page_code){.size = encoded->width, .modules = modules};
    QRcode_free(encoded);
    free(codes->first[digits].content);
    codes->first[digits].content = content;
    return *code;
}

/* Covers the dark modules with rectangles, each extended as far as it goes, the longer way first: few rectangles make a
 * short file. */
static void cover(struct page_codes *codes, struct page_code *code) {
    int size = code->size;
    codes->covered = alloc_resize(codes->covered, (size_t)(size * size));
    codes->cells = alloc_resize(codes->cells, 4 * (size_t)(size * size) * sizeof *codes->cells);
    memset(codes->covered, 0, (size_t)(size * size));
    code->cells = codes->cells;
    for (int place = 0; place < size * size; place++) {
        if (!code->modules[place] || codes->covered[place])
            continue;
        int most[2] = {size - place % size, size - place / size}, steps[2] = {1, size}, run[2] = {1, 1};
        for (int way = 0; way < 2; way++)
            while (run[way] < most[way] && code->modules[place + run[way] * steps[way]])
                run[way]++;
        int along = run[0] < run[1], across = !along, breadth = 1;
        for (bool dark = true; dark; breadth += dark) {
            dark = breadth < most[across];
            for (int i = 0; i < run[along] && dark; i++)
                dark = code->modules[place + breadth * steps[across] + i * steps[along]];
        }
        run[across] = breadth;
        for (int y = 0; y < run[1]; y++)
            memset(&codes->covered[place + y * size], 1, (size_t)run[0]);
        const double cell[] = {place % size, place / size, run[0], run[1]};
        memcpy(&codes->cells[4 * code->cell_count++], cell, sizeof cell);
    }
}

struct page_code page_codes_of(struct page_codes *codes, const char *prefix, int number) {
    int digits = 0, least = 1;
    for (int rest = number; rest > 0; rest /= 10)
        digits++;
    for (int i = 1; i < digits; i++)
        least *= 10;
    struct text first = {0}, content = {0};
    text_printf(&first, "%s %d", prefix, least);
    text_printf(&content, "%s %d", prefix, number);
    struct page_code code = keep_first(codes, first.bytes, digits);
    if (number != least) {
        const struct difference *difference = difference_of(codes, codes->first[digits].content, content.bytes, number);
        size_t count = (size_t)code.size * (size_t)code.size;
        codes->turned = alloc_resize(codes->turned, count);
        memcpy(codes->turned, code.modules, count);
        for (int i = 0; i < difference->count; i++)
            codes->turned[difference->places[i]] ^= 1;
        code.modules = codes->turned;
    }
    text_free(&content);
    cover(codes, &code);
    return code;
}
