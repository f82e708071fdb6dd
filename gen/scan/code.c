#include "scan/place.h"

#include <stdlib.h>
#include <string.h>

static struct scan_layout *find_layout(struct scan_book *book, const struct scan_page *page, size_t *capacity,
                                       struct arena *arena) {
    for (size_t i = book->layout_count; i-- > 0;) {
        struct scan_layout *layout = &book->layouts[i];
        if (layout->on == page->on && layout->modules == page->modules && layout->code_at[0] == page->code_at[0] &&
            layout->code_at[1] == page->code_at[1])
            return layout;
    }
    book->layouts = arena_grow(arena, book->layouts, book->layout_count, capacity, sizeof *book->layouts);
    struct scan_layout *layout = &book->layouts[book->layout_count++];
    *layout = (struct scan_layout){page->on, {page->code_at[0], page->code_at[1]}, page->modules, NULL, 0, 0};
    return layout;
}

struct scan_book *scan_book_new(struct arena *arena, const struct scan_page *pages, size_t count) {
    struct scan_book *book = arena_alloc(arena, sizeof *book);
    size_t capacity = 0;
    *book = (struct scan_book){.pages = pages, .count = count, .contents = table_new(arena)};
    book->first = arena_array(arena, count + 1, sizeof *book->first);
    for (size_t i = 0; i < count; i++) {
        struct scan_layout *layout = find_layout(book, &pages[i], &capacity, arena);
        const size_t known = table_count(book->contents);
        const size_t number = table_add(book->contents, 0, pages[i].content, strlen(pages[i].content));
        if (number == known)
            book->first[number] = i;
        layout->pages = arena_grow(arena, layout->pages, layout->count, &layout->capacity, sizeof *layout->pages);
        layout->pages[layout->count++] = i;
    }
    return book;
}

const struct scan_layout *scan_layout_of(const struct scan_book *book, size_t page) {
    for (size_t i = 0; i < book->layout_count; i++) {
        const struct scan_layout *layout = &book->layouts[i];
        const struct scan_page *of = &book->pages[page];
        if (layout->on == of->on && layout->modules == of->modules && layout->code_at[0] == of->code_at[0] &&
            layout->code_at[1] == of->code_at[1])
            return layout;
    }
    return NULL;
}

size_t scan_page_of(const struct scan_book *book, const char *content) {
    const size_t number = table_find(book->contents, 0, content, strlen(content));
    return number < table_count(book->contents) ? book->first[number] : SIZE_MAX;
}

/* The marks in three corners are the same in every code: 8 by 8 modules with the white around them. */
static bool is_mark(int modules, int row, int column) {
    return (row < 8 && column < 8) || (row < 8 && column >= modules - 8) || (row >= modules - 8 && column < 8);
}

/* Modules, darker than those around them or not, and those that count: a block of 4 by 4 that are alike is no part of a
 * code but something that covers it. */
static int read_modules(const struct scan_layout *layout, const struct scan_picture *picture, const double h[9],
                        uint8_t *bits, uint8_t *counts) {
    enum { AROUND = 4, LEAST = 12 };
    const int n = layout->modules;
    const double module = layout->on->module;
    float *values = alloc_bytes((size_t)(n * n) * sizeof *values);
    uint8_t *dark = alloc_bytes((size_t)(n * n)), *covered = alloc_bytes((size_t)(n * n));
    memset(covered, 0, (size_t)(n * n));
    for (int i = 0; i < n * n; i++) {
        double sum = 0;
        for (int k = 0; k < 9; k++) {
            double x, y;
            scan_map(h, layout->code_at[0] + module * (i % n + 0.5 + 0.25 * (k % 3 - 1)),
                     layout->code_at[1] + module * (i / n + 0.5 + 0.25 * (k / 3 - 1)), &x, &y);
            sum += scan_grey_at(picture, x, y);
        }
        values[i] = (float)(sum / 9);
    }
    for (int i = 0; i < n * n; i++) {
        double sum = 0;
        int count = 0;
        float least = 255, most = 0;
        for (int row = i / n - AROUND; row <= i / n + AROUND; row++)
            for (int column = i % n - AROUND; column <= i % n + AROUND; column++) {
                if (row < 0 || column < 0 || row >= n || column >= n)
                    continue;
                const float value = values[row * n + column];
                least = value < least ? value : least;
                most = value > most ? value : most;
                sum += value;
                count++;
            }
        dark[i] = values[i] < 0.5 * (sum / count) + 0.25 * (least + most);
        covered[i] = most - least < LEAST;
    }
    for (int row = 0; row + 4 <= n; row++)
        for (int column = 0; column + 4 <= n; column++) {
            int sum = 0;
            for (int i = 0; i < 16; i++)
                sum += dark[(row + i / 4) * n + column + i % 4];
            for (int i = 0; (sum == 0 || sum == 16) && i < 16; i++)
                covered[(row + i / 4) * n + column + i % 4] = 1;
        }
    int counted = 0;
    memset(bits, 0, scan_code_bytes(n));
    memset(counts, 0, scan_code_bytes(n));
    for (int i = 0; i < n * n; i++) {
        const bool used = !covered[i] && !is_mark(n, i / n, i % n);
        bits[i / 8] |= (uint8_t)(dark[i] << i % 8);
        counts[i / 8] |= (uint8_t)(used << i % 8);
        counted += used;
    }
    free(values);
    free(dark);
    free(covered);
    return counted;
}

struct scan_match scan_match_code(const struct scan_book *book, const struct scan_layout *layout,
                                  const struct scan_picture *picture, const double h[9]) {
    struct scan_match match = {SIZE_MAX, 1, 1};
    const int n = layout->modules;
    const size_t bytes = scan_code_bytes(n);
    const char *best = NULL;
    uint8_t *bits = alloc_bytes(bytes), *counts = alloc_bytes(bytes);
    const int counted = read_modules(layout, picture, h, bits, counts);
    for (size_t i = 0; i < layout->count && counted * 5 > 2 * (n * n - 192); i++) {
        const struct scan_page *page = &book->pages[layout->pages[i]];
        int wrong = 0;
        for (size_t k = 0; k < bytes; k++)
            wrong += __builtin_popcount((unsigned)(bits[k] ^ page->code[k]) & counts[k]);
        const double share = (double)wrong / counted;
        if (best && strcmp(best, page->content) == 0)
            continue; /* another document's page with the same code */
        if (share < match.wrong) {
            match = (struct scan_match){layout->pages[i], share, match.wrong};
            best = page->content;
        } else if (share < match.second) {
            match.second = share;
        }
    }
    free(bits);
    free(counts);
    return match;
}
