/* Runs of glyphs to strings. */
#include "pdf/strings.h"

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
        run->string_width = pen;
    }
    text_free(&string);
}
