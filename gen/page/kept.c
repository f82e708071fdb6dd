/* Texts that were set before. */
#include "page/kept.h"

#include <stdlib.h>
#include <string.h>

/* When more is remembered than this, everything is forgotten. */
enum { MOST_BYTES = 2 * 1024 * 1024 };

/* Below this size, in points, the pen's rounding is more than the canvas takes for none. */
#define LEAST_JOINED 6.0

struct page_kept {
    const struct pdf_fonts *fonts;
    unsigned forgotten; /* how often the fonts had forgotten their words: pieces refer to these */
    struct arena *arena;
    struct table *texts;
    struct page_kept_text **entries; /* by the number of the text */
    size_t capacity;
    struct text key;
};

static void forget(struct page_kept *kept) {
    if (kept->arena)
        arena_free(kept->arena);
    kept->arena = arena_new();
    kept->texts = table_new(kept->arena);
    kept->entries = NULL;
    kept->capacity = 0;
    kept->forgotten = pdf_fonts_forgotten(kept->fonts);
}

struct page_kept *page_kept_new(const struct pdf_fonts *fonts) {
    struct page_kept *kept = alloc_bytes(sizeof *kept);
    *kept = (struct page_kept){.fonts = fonts};
    forget(kept);
    return kept;
}

void page_kept_free(struct page_kept *kept) {
    arena_free(kept->arena);
    text_free(&kept->key);
    free(kept);
}

void page_kept_trim(struct page_kept *kept) {
    if (kept->forgotten != pdf_fonts_forgotten(kept->fonts) || arena_footprint(kept->arena) > MOST_BYTES)
        forget(kept);
}

struct page_kept_text *page_kept_find(struct page_kept *kept, const struct page_inline_text *text, const char *language,
                                      const char *bytes, size_t length) {
    struct text *key = &kept->key;
    text_clear(key);
    text_append(key, language, strlen(language) + 1);
    text_append(key, bytes, length + 1);
    for (size_t i = 0; i < text->span_count; i++) {
        const struct page_span *span = &text->spans[i];
        const double look[] = {(double)span->start, span->size, (double)span->family, (double)span->face,
                               span->placed != NULL};
        text_append(key, (const char *)look, sizeof look);
    }
    const size_t count = table_count(kept->texts), number = table_add(kept->texts, 0, key->bytes, key->length);
    if (number == count) {
        kept->entries = arena_grow(kept->arena, kept->entries, count, &kept->capacity, sizeof *kept->entries);
        kept->entries[number] = arena_alloc(kept->arena, sizeof *kept->entries[number]);
    }
    return kept->entries[number];
}

void page_kept_fill(struct page_kept *kept, struct page_kept_text *entry, const struct page_inline_text *text) {
    bool plain = true;
    for (size_t i = 0; i < text->count; i++) {
        const struct pdf_shaped *shaped = text->pieces[i].shaped;
        if (shaped && shaped->missing)
            return;
        plain = plain && !text->pieces[i].span->placed && (!shaped || shaped->direction != DIRECTION_RIGHT_TO_LEFT);
    }
    entry->spans = arena_array(kept->arena, text->span_count, sizeof *entry->spans);
    memcpy(entry->spans, text->spans, text->span_count * sizeof *entry->spans);
    entry->pieces = arena_array(kept->arena, text->count, sizeof *entry->pieces);
    entry->count = text->count;
    entry->plain = plain;
    for (size_t i = 0; i < text->count; i++) {
        const struct page_piece *piece = &text->pieces[i];
        entry->pieces[i] = (struct page_piece){.span = entry->spans + (piece->span - text->spans),
                                               .shaped = piece->shaped,
                                               .width = piece->width,
                                               .visible = piece->visible,
                                               .after = piece->after};
    }
}

/* Whether the piece after `i` can be shown with it: the pen stands where the first one ends, but for rounding. */
static bool joins_next(const struct page_kept_text *entry, size_t i) {
    const struct page_piece *one = &entry->pieces[i], *next = one + 1;
    return next->shaped && one->span->size >= LEAST_JOINED && pdf_shaped_joins(one->shaped) &&
           pdf_shaped_joins(next->shaped) && one->shaped->runs->face == next->shaped->runs->face;
}

/* Joins the pieces of a line to parts. */
static void join(struct page_kept *kept, const struct page_kept_text *entry, struct page_kept_line *line) {
    const struct pdf_shaped **shaped = arena_array(kept->arena, line->end - line->first, sizeof *shaped);
    size_t capacity = 0;
    for (size_t i = line->first; i < line->end; i++) {
        size_t count = 0;
        if (!entry->pieces[i].shaped)
            continue;
        for (shaped[count++] = entry->pieces[i].shaped; i + 1 < line->end && joins_next(entry, i); i++)
            shaped[count++] = entry->pieces[i + 1].shaped;
        line->parts = arena_grow(kept->arena, line->parts, line->part_count, &capacity, sizeof *line->parts);
        line->parts[line->part_count++] =
            (struct page_kept_part){pdf_shaped_join(kept->arena, shaped, count), entry->pieces[i].span->size, i + 1};
    }
}

void page_kept_add_line(struct page_kept *kept, struct page_kept_text *entry, size_t first, size_t end) {
    entry->lines =
        arena_grow(kept->arena, entry->lines, entry->line_count, &entry->line_capacity, sizeof *entry->lines);
    struct page_kept_line *line = &entry->lines[entry->line_count++];
    *line = (struct page_kept_line){.first = first, .end = end};
    double natural = 0;
    for (size_t i = first; i < end; i++) {
        line->visible = natural + entry->pieces[i].visible;
        natural += entry->pieces[i].width;
    }
    join(kept, entry, line);
}
