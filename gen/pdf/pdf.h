/* Font files by name: in HOME/fonts, then under /usr/share/fonts. */
#ifndef PDF_PDF_H
#define PDF_PDF_H

#include "base/base.h"
#include "page/codes.h"
#include "page/line_breaks.h"
#include "page/style.h"
#include "pdf/deflate.h"
#include "pdf/font_file.h"

/* Begun with its arena and home; the rest is what was found so far. */
struct pdf_font_search {
    struct arena *arena;
    const char *home;
    /* Names and paths of all font files, listed when one was not found at its usual place. */
    bool listed;
    const char **names, **paths;
    size_t font_count;
};

/* The path of a font file, in the arena; a name with a slash is a path already, from `home` on where it is not
 * absolute. NULL where there is none; `*why` then says where it was looked for, which name is near and which Debian
 * package brings it. */
const char *pdf_font_search(struct pdf_font_search *search, const char *name, const char **why);

/* Fonts: faces with their fallbacks, shaping by HarfBuzz, words remembered. Once a process. */

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

/* The canvas: pages of one PDF file through libharu, with our own subset fonts. Knows nothing of documents.
 * Coordinates are points from the top left corner of the page, y down; text stands on its baseline. */

struct pdf_canvas;

/* A new file. `title` and `language` go into the document's catalogue. */
struct pdf_canvas *pdf_new(struct pdf_fonts *fonts, const char *title, const char *language);
void pdf_free(struct pdf_canvas *canvas); /* also after pdf_finish */
/* Before anything is drawn: what is finished of the file goes to `put` at once instead of being held, so that a print
 * file needs little memory however many it is for. */
typedef void pdf_put_bytes(void *context, const char *bytes, size_t length);
void pdf_write_to(struct pdf_canvas *canvas, pdf_put_bytes *put, void *context);
void pdf_add_page(struct pdf_canvas *canvas, double width, double height);
int pdf_page_count(const struct pdf_canvas *canvas);
/* Goes back to an earlier page (0 is the first) to draw more on it (page x of y). */
void pdf_select_page(struct pdf_canvas *canvas, int page);
/* What is drawn on the page from here on gets a content stream of its own. Pages whose text is the same in many files,
 * but for the running head, take less time where it stands apart, and in a print file less room. */
void pdf_split_page(struct pdf_canvas *canvas);
/* Nothing more will be drawn on the pages so far: they are deflated and written. */
void pdf_seal_pages(struct pdf_canvas *canvas);
/* Appends the pages so far, sealed by this, as another file takes them; the file itself must be held. */
void pdf_pack(struct pdf_canvas *canvas, struct text *out);
/* Adds packed pages to a print file, which has no structure: an empty one behind them where their number is odd, a
 * bookmark that leads to the first of them, and labels from 1 with the prefix. In another process than the one that
 * packed them too, where it has the same style. */
void pdf_add_packed(struct pdf_canvas *canvas, const char *packed, size_t length, const char *title,
                    const char *prefix);

void pdf_text(struct pdf_canvas *canvas, double x, double y, double size, struct pdf_colour colour,
              const struct pdf_shaped *shaped);
void pdf_line(struct pdf_canvas *canvas, double x1, double y1, double x2, double y2, double width,
              struct pdf_colour colour, const double *dashes, int dash_count);
void pdf_rectangle(struct pdf_canvas *canvas, double x, double y, double width, double height, double line_width,
                   const struct pdf_colour *stroke, const struct pdf_colour *fill);
/* A path of straight lines: points as x, y pairs. */
void pdf_polygon(struct pdf_canvas *canvas, const double *points, int point_count, bool closed, double line_width,
                 const struct pdf_colour *stroke, const struct pdf_colour *fill);
/* An open path of straight lines with round joins: a curve, dashed where dash_count > 0. */
void pdf_curve(struct pdf_canvas *canvas, const double *points, int point_count, double width, struct pdf_colour colour,
               const double *dashes, int dash_count);

/* Cells of a grid painted as one shape, without seams: column, row, width and height of each, whole numbers of
 * cells of `side` points, counted down from x, y. */
void pdf_cells(struct pdf_canvas *canvas, double x, double y, double side, const double *cells, int count,
               struct pdf_colour colour);

/* From the page that is drawn on, pages are labelled with the prefix and numbers from 1: `s01-1`. */
void pdf_label(struct pdf_canvas *canvas, const char *prefix);

/* What is drawn between begin and end belongs to one element of the document's structure: the file is tagged by it.
 * They nest, and may reach over pages. role: one of PDF's standard types ("H1" "P" "L" "LI" "Lbl" "LBody" "Table" "TR"
 * "TH:Row" "TH:Column" "TD" "Figure" "Formula" "Part" ...), with the kind of a list's numbering ("L:Decimal" "L:Disc"
 * "L:None") or of a head's scope behind a colon; "Artifact" for what is decoration or repeated, "Pagination" for
 * running heads: nothing within those is tagged, and what is drawn outside of all elements is an artifact too.
 * `alternative` is the text that stands for a figure or formula, or NULL. */
void pdf_begin(struct pdf_canvas *canvas, const char *role, const char *alternative);
void pdf_end(struct pdf_canvas *canvas);
/* An entry of the outline (bookmarks) that leads to this height of the current page, sealed or not. level counts
 * from 1. */
void pdf_bookmark(struct pdf_canvas *canvas, int level, const char *title, double y);

/* Ends the file and appends its bytes, unless they go elsewhere. False and an error where libharu failed. Same calls,
 * same bytes. */
bool pdf_finish(struct pdf_canvas *canvas, struct text *out, struct diag *diag);

/* Adds a line about each library that this room uses to the output of --version. */
void pdf_libraries(struct text *out);

#endif
