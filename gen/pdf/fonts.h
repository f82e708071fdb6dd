/* Fonts: faces with their fallbacks, shaping by HarfBuzz, words remembered. Once a process. */
#ifndef PDF_FONTS_H
#define PDF_FONTS_H

#include "page/codes.h"
#include "page/line_breaks.h"
#include "page/style.h"
#include "pdf/deflate.h"
#include "pdf/font_file.h"

struct pdf_fonts;

struct pdf_glyph {
    uint16_t id;
    int16_t advance, kerned_advance; /* thousandths of an em: the font's own, and as shaped */
    int16_t x_offset, y_offset;
    uint32_t text_offset, text_length; /* the bytes of the shaped text that it stands for; 0 length: belongs to a
                                          neighbour (a mark to its base) */
    bool plain;                        /* that text is the character that the font gives this glyph */
};
/* Glyphs of one face, left to right (the text of a glyph of a right-to-left script stands behind its right
 * neighbour's). */
struct pdf_glyph_run {
    int face; /* a number that fonts_* and the canvas understand */
    int glyph_count;
    struct pdf_glyph *glyphs;
};
enum pdf_direction { DIRECTION_NONE, DIRECTION_LEFT_TO_RIGHT, DIRECTION_RIGHT_TO_LEFT };
struct pdf_shaped {
    const char *text; /* what was shaped */
    size_t length;
    int width; /* thousandths of an em, kerning in */
    int run_count;
    struct pdf_glyph_run *runs;
    enum pdf_direction direction; /* of its first letter; none where it has no letters */
    unsigned missing;             /* the first code point that no font of the chain has; 0: none */
    size_t missing_offset;        /* where it stands in `text` */
};

/* Opens all fonts of a style. NULL and errors where one cannot be used (TrueType outlines only). */
struct pdf_fonts *pdf_fonts_new(const struct page_style *style, struct diag *diag);
void pdf_fonts_free(struct pdf_fonts *fonts);
/* Shapes a piece of text of one style (a word, a number) and remembers it in a cache that pdf_fonts_trim bounds. The
 * result is valid until pdf_fonts_trim. A character that the face lacks comes from the family's regular face or from
 * the first fallback that has it; combining marks stay with their base. Bytes that are no UTF-8 count as U+FFFD. Spaces
 * are text like any other: what is to be copied out of the file with spaces in it is shaped and drawn with them. */
const struct pdf_shaped *pdf_fonts_shape(struct pdf_fonts *fonts, enum pdf_font_family family, enum pdf_font_face face,
                                         const char *text, size_t length);
/* Between files: forgets shaped words where the cache has grown too large. */
void pdf_fonts_trim(struct pdf_fonts *fonts);
/* Ascent, descent (positive), cap height and x-height of a family's face, thousandths of an em. */
struct pdf_font_metrics {
    int ascent, descent, cap_height, x_height;
};
struct pdf_font_metrics pdf_fonts_metrics(const struct pdf_fonts *fonts, enum pdf_font_family family,
                                          enum pdf_font_face face);

/* For whoever sets text in these fonts and writes a file with it: they too last as long as the process. */
struct page_line_breaks *pdf_fonts_line_breaks(const struct pdf_fonts *fonts);
struct page_codes *pdf_fonts_page_codes(const struct pdf_fonts *fonts);
struct pdf_deflater *pdf_fonts_deflater(const struct pdf_fonts *fonts);

/* Faces by the numbers that glyph_run holds. */
int pdf_fonts_face_count(const struct pdf_fonts *fonts);
struct pdf_font_file *pdf_fonts_face(const struct pdf_fonts *fonts, int face);

#endif
