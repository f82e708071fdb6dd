/* Fonts: faces with their fallbacks, shaping by HarfBuzz, words remembered. Once a process. */
#ifndef GEN_FONTS_H
#define GEN_FONTS_H

#include "deflate.h"
#include "font_file.h"
#include "line_breaks.h"
#include "page_codes.h"
#include "style.h"

struct fonts;

struct glyph {
    uint16_t id;
    int16_t advance, kerned_advance; /* thousandths of an em: the font's own, and as shaped */
    int16_t x_offset, y_offset;
    uint32_t text_offset, text_length; /* the bytes of the shaped text that it stands for; 0 length: belongs to a
                                          neighbour (a mark to its base) */
    bool plain;                        /* that text is the character that the font gives this glyph */
};
/* Glyphs of one face, left to right (the text of a glyph of a right-to-left script stands behind its right
 * neighbour's). */
struct glyph_run {
    int face; /* a number that fonts_* and the canvas understand */
    int glyph_count;
    struct glyph *glyphs;
};
enum direction { DIRECTION_NONE, DIRECTION_LEFT_TO_RIGHT, DIRECTION_RIGHT_TO_LEFT };
struct shaped {
    const char *text; /* what was shaped */
    size_t length;
    int width; /* thousandths of an em, kerning in */
    int run_count;
    struct glyph_run *runs;
    enum direction direction; /* of its first letter; none where it has no letters */
    unsigned missing;         /* the first code point that no font of the chain has; 0: none */
    size_t missing_offset;    /* where it stands in `text` */
};

/* Opens all fonts of a style. NULL and errors where one cannot be used (TrueType outlines only). */
struct fonts *fonts_new(const struct style *style, struct diag *diag);
void fonts_free(struct fonts *fonts);
/* Shapes a piece of text of one style (a word, a number) and remembers it in a cache that fonts_trim bounds. The result
 * is valid until fonts_trim. A character that the face lacks comes from the family's regular face or from the first
 * fallback that has it; combining marks stay with their base. Bytes that are no UTF-8 count as U+FFFD. Spaces are text
 * like any other: what is to be copied out of the file with spaces in it is shaped and drawn with them. */
const struct shaped *fonts_shape(struct fonts *fonts, enum font_family family, enum font_face face, const char *text,
                                 size_t length);
/* Between files: forgets shaped words where the cache has grown too large. */
void fonts_trim(struct fonts *fonts);
/* Ascent, descent (positive), cap height and x-height of a family's face, thousandths of an em. */
struct font_metrics {
    int ascent, descent, cap_height, x_height;
};
struct font_metrics fonts_metrics(const struct fonts *fonts, enum font_family family, enum font_face face);

/* For whoever sets text in these fonts and writes a file with it: they too last as long as the process. */
struct line_breaks *fonts_line_breaks(const struct fonts *fonts);
struct page_codes *fonts_page_codes(const struct fonts *fonts);
struct deflater *fonts_deflater(const struct fonts *fonts);

/* Faces by the numbers that glyph_run holds. */
int fonts_face_count(const struct fonts *fonts);
struct font_file *fonts_face(const struct fonts *fonts, int face);

#endif
