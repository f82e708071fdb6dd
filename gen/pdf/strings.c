/* Runs of glyphs to strings, and shaped texts joined. */
#include "pdf/strings.h"

#include <stdlib.h>
#include <string.h>

static int compare_glyphs(const void *a, const void *b) {
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* Sorts the glyphs that a string shows and drops those that come again. */
static void list_shown(struct pdf_glyph_run *run) {
    int count = 0;
    qsort(run->shown, (size_t)run->shown_count, sizeof *run->shown, compare_glyphs);
    for (int i = 0; i < run->shown_count; i++)
        if (i == 0 || run->shown[i] != run->shown[i - 1])
            run->shown[count++] = run->shown[i];
    run->shown_count = count;
}

void pdf_string_make(struct arena *arena, struct pdf_glyph_run *run) {
    enum { GLYPH_BYTES = PDF_NUMBER_BYTES + 6 /* at most: a move with its brackets, and two escaped bytes */ };
    struct text string = {0};
    text_reserve(&string, (size_t)run->glyph_count * GLYPH_BYTES);
    char *p = string.bytes;
    long pen = 0, start = 0; /* both from the first glyph on */
    bool plain = run->glyph_count > 0;
    for (int i = 0; i < run->glyph_count && plain; i++) {
        const struct pdf_glyph *glyph = &run->glyphs[i];
        plain = glyph->plain && glyph->id < MOST_PLAIN_GLYPHS && glyph->y_offset == 0;
        const long wanted = i ? start + glyph->x_offset : pen;
        if (wanted != pen) { /* the numbers in an array count backwards */
            *p++ = ')';
            p = pdf_write_signed(p, pen - wanted);
            *p++ = '(';
        }
        p = pdf_write_identifier(p, glyph->id);
        pen = wanted + (glyph->advance > 0 ? glyph->advance : 0);
        start += glyph->kerned_advance - (i ? 0 : glyph->x_offset);
    }
    if (plain) {
        run->string_length = (int)(p - string.bytes);
        run->string = arena_strndup(arena, string.bytes, (size_t)run->string_length);
        run->string_offset = run->glyphs->x_offset;
        run->string_width = pen;
        run->shown = arena_array(arena, (size_t)run->glyph_count, sizeof *run->shown);
        for (int i = 0; i < run->glyph_count; i++)
            run->shown[run->shown_count++] = run->glyphs[i].id;
        list_shown(run);
    }
    text_free(&string);
}

bool pdf_shaped_joins(const struct pdf_shaped *shaped) {
    const struct pdf_glyph_run *run = shaped->runs;
    return shaped->run_count == 1 && run->string && run->string_offset == 0 && run->string_width == shaped->width;
}

const struct pdf_shaped *pdf_shaped_join(struct arena *arena, const struct pdf_shaped *const *parts, size_t count) {
    if (count == 1)
        return *parts;
    struct text text = {0}, string = {0};
    struct pdf_shaped *joined = arena_alloc(arena, sizeof *joined);
    struct pdf_glyph_run *run = arena_alloc(arena, sizeof *run);
    int width = 0, most = 0, glyphs = 0;
    for (size_t i = 0; i < count; i++) {
        most += parts[i]->runs->shown_count;
        glyphs += parts[i]->runs->glyph_count;
    }
    *run = (struct pdf_glyph_run){.face = parts[0]->runs->face,
                                  .glyphs = arena_array(arena, (size_t)glyphs, sizeof *run->glyphs),
                                  .shown = arena_array(arena, (size_t)most, sizeof *run->shown)};
    for (size_t i = 0; i < count; i++) {
        const struct pdf_glyph_run *own = parts[i]->runs;
        for (int g = 0; g < own->glyph_count; g++) {
            run->glyphs[run->glyph_count] = own->glyphs[g];
            run->glyphs[run->glyph_count++].text_offset += (uint32_t)text.length;
        }
        text_append(&text, parts[i]->text, parts[i]->length);
        text_append(&string, own->string, (size_t)own->string_length);
        memcpy(run->shown + run->shown_count, own->shown, (size_t)own->shown_count * sizeof *own->shown);
        run->shown_count += own->shown_count;
        width += parts[i]->width;
    }
    list_shown(run);
    *joined = **parts;
    joined->text = arena_strndup(arena, text.bytes, text.length);
    joined->length = text.length;
    joined->width = width;
    joined->runs = run;
    run->string = arena_strndup(arena, string.bytes, string.length);
    run->string_length = (int)string.length;
    run->string_width = width;
    text_free(&text);
    text_free(&string);
    return joined;
}
