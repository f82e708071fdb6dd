/* PDF files: fonts and shaping, pages, structure. Font files are found by name in HOME/fonts, then under
 * /usr/share/fonts and where else fonts are installed. */
#ifndef PDF_PDF_H
#define PDF_PDF_H

#include "base/base.h"

#include <stdint.h>

enum pdf_font_family { FAMILY_BODY, FAMILY_HEADING, FAMILY_CODE, FAMILY_MATHS, FAMILIES };
enum pdf_font_face { FACE_REGULAR, FACE_BOLD, FACE_ITALIC, FACE_BOLD_ITALIC, FACES };

struct pdf_colour {
    double red, green, blue; /* 0..1 */
};

/* Begun with its arena and home; the other members hold what was found so far. */
struct pdf_font_search {
    struct arena *arena;
    const char *home;
    const char *lab; /* the folder of the lab whose style names the fonts; NULL: the program's own style does */
    /* Names and paths of all font files, listed when a font was not in its usual folder. */
    bool listed;
    const char **names, **paths;
    size_t font_count;
};

/* The path of a font file, in the arena. A name with a slash is already a path; if relative, it starts from the lab or
 * from `home`. The path that a lab gives must lead into its folder, or to where fonts are found by their names, too.
 * NULL if there is no such file; `*why` then says where it was searched, which similar name exists, and which Debian
 * package has it. */
const char *pdf_font_search(struct pdf_font_search *search, const char *name, const char **why);

/* Fonts: faces with their fallbacks, and shaping by HarfBuzz, which remembers words. Opened once in a process. */

struct pdf_fonts;

struct pdf_glyph {
    uint16_t id;
    int16_t advance, kerned_advance; /* thousandths of an em: by the font alone, and with kerning */
    int16_t x_offset, y_offset;
    uint32_t text_offset, text_length; /* the bytes of the shaped text that the glyph represents; length 0: they belong
                                          to a neighbour (a mark to its base) */
    bool inner;                        /* its text continues that of another glyph: the text cannot be cut before it */
    bool plain;                        /* that text is the one character that the font maps to this glyph */
};
/* Glyphs of one face, from left to right. In a right-to-left script, the text of a glyph comes after that of its right
 * neighbour. */
struct pdf_glyph_run {
    int face; /* its number among the faces of the fonts */
    int glyph_count;
    struct pdf_glyph *glyphs;
    const char *string; /* that shows them all; NULL: they are shown one by one */
    int string_length;
    int string_offset; /* from where the run begins to the first glyph, in thousandths of an em */
    long string_width; /* by how much it moves the pen */
    uint16_t *shown;   /* the glyphs in the string, each once, ascending */
    int shown_count;
};
enum pdf_direction { DIRECTION_NONE, DIRECTION_LEFT_TO_RIGHT, DIRECTION_RIGHT_TO_LEFT };
struct pdf_shaped {
    enum pdf_font_family family; /* that it was shaped in, with its face */
    enum pdf_font_face face;
    const char *text; /* the text that was shaped; see `missing` */
    size_t length;
    int width; /* thousandths of an em, with kerning */
    int run_count;
    struct pdf_glyph_run *runs;
    enum pdf_direction direction; /* of its first letter; none if it has no letters */
    unsigned missing;             /* the first code point that no font has; 0: none. `text` has a code for each of them,
                                     such as [U+1F984] */
    size_t missing_offset;        /* its offset in the text that was to be shaped */
};

/* The files to open, as absolute paths. */
struct pdf_font_paths {
    const char *faces[FAMILIES][FACES]; /* NULL: the family's regular face */
    const char **fallbacks;             /* tried in order for characters that the family lacks; one that cannot be used
                                           is left out */
    int fallback_count;
    const char *home;    /* its fonts, and all others that are installed, are tried after the fallbacks; may be NULL */
    const char *lacking; /* why a fallback that the style names is not among them; NULL: all are */
};

/* Opens all these fonts. NULL and errors if one that is no fallback cannot be used (TrueType outlines only). */
struct pdf_fonts *pdf_fonts_new(const struct pdf_font_paths *paths, struct diag *diag);
void pdf_fonts_free(struct pdf_fonts *fonts);
/* Shapes a piece of text in one face (a word, a number) and remembers it in a cache that pdf_fonts_trim bounds. The
 * result is valid until pdf_fonts_trim. A character that the face lacks is taken from the family's regular face, from
 * the first fallback that has it, or else from the first installed font; combining marks stay with their base. If no
 * font has it, the text gets its code in its place. Bytes that are not UTF-8 count as U+FFFD. Spaces are text like any
 * other: shape and draw them if they should be part of text copied from the file. */
const struct pdf_shaped *pdf_fonts_shape(struct pdf_fonts *fonts, enum pdf_font_family family, enum pdf_font_face face,
                                         const char *text, size_t length);
/* How far what is drawn of a shaped text goes above its baseline and below (both may be negative), in thousandths of an
 * em, by the outlines of its glyphs; 0 if nothing is drawn. */
void pdf_fonts_extents(const struct pdf_fonts *fonts, const struct pdf_shaped *shaped, int *above, int *below);
/* How far what is drawn of a shaped text reaches to the right of its width, in thousandths of an em; or 0. */
int pdf_fonts_overhang(const struct pdf_fonts *fonts, const struct pdf_shaped *shaped);
/* Why a fallback font that the style names cannot be used; NULL if all can. */
const char *pdf_fonts_lacking(const struct pdf_fonts *fonts);
/* To be called between files: drops the shaped words if the cache has grown too large. */
void pdf_fonts_trim(struct pdf_fonts *fonts);
/* How often they were dropped: what was shaped before this number changed is gone. */
unsigned pdf_fonts_forgotten(const struct pdf_fonts *fonts);
/* Whether the pen ends exactly behind a shaped text, so that another one of the same face can be shown with it; and
 * such texts as one, in the arena. One text is returned as it is. */
bool pdf_shaped_joins(const struct pdf_shaped *shaped);
const struct pdf_shaped *pdf_shaped_join(struct arena *arena, const struct pdf_shaped *const *parts, size_t count);
/* Ascent, descent (positive), cap height and x-height of a family's face, in thousandths of an em. */
struct pdf_font_metrics {
    int ascent, descent, cap_height, x_height;
};
struct pdf_font_metrics pdf_fonts_metrics(const struct pdf_fonts *fonts, enum pdf_font_family family,
                                          enum pdf_font_face face);

/* The canvas: the pages of one PDF file, written through libharu with our own subset fonts. It knows nothing of
 * documents. Coordinates are in points from the top left corner of the page, y counts downward; text is placed by its
 * baseline. */

struct pdf_canvas;

/* Begins a file. `title` and `language` go into its catalogue. */
struct pdf_canvas *pdf_new(struct pdf_fonts *fonts, const char *title, const char *language);
void pdf_free(struct pdf_canvas *canvas); /* needed after pdf_finish too */
/* To be called before anything is drawn: finished parts of the file go to `put` at once instead of being held, so that
 * a print file needs little memory however many people it is for. */
typedef void pdf_put_bytes(void *context, const char *bytes, size_t length);
void pdf_write_to(struct pdf_canvas *canvas, pdf_put_bytes *put, void *context);
void pdf_add_page(struct pdf_canvas *canvas, double width, double height);
int pdf_page_count(const struct pdf_canvas *canvas);
/* Selects an earlier page (0 is the first) to draw more on it, such as `page x of y`. */
void pdf_select_page(struct pdf_canvas *canvas, int page);
/* From here on, what is drawn on the page gets a content stream of its own. This saves time, and room in a print file,
 * if pages have the same text in many files but differ in the running head. */
void pdf_split_page(struct pdf_canvas *canvas);
/* Finishes the pages so far: they are deflated and written, and nothing more may be drawn on them. */
void pdf_seal_pages(struct pdf_canvas *canvas);
/* Seals the pages so far and appends them to a record, for another file. The file itself must be held, not put. */
void pdf_pack(struct pdf_canvas *canvas, struct text *out);
/* Adds packed pages to a print file, which has no structure: with an empty page after them if their number is odd, a
 * bookmark to the first of them, and labels from 1 with the prefix. They may have been packed by another process with
 * the same style. If they are not the rest of the record, or it is damaged, the file cannot be written. */
void pdf_add_packed(struct pdf_canvas *canvas, struct record *packed, const char *title, const char *prefix);

void pdf_text(struct pdf_canvas *canvas, double x, double y, double size, struct pdf_colour colour,
              const struct pdf_shaped *shaped);
void pdf_line(struct pdf_canvas *canvas, double x1, double y1, double x2, double y2, double width,
              struct pdf_colour colour, const double *dashes, int dash_count);
void pdf_rectangle(struct pdf_canvas *canvas, double x, double y, double width, double height, double line_width,
                   const struct pdf_colour *stroke, const struct pdf_colour *fill);
/* A path of straight lines; the points are x, y pairs. */
void pdf_polygon(struct pdf_canvas *canvas, const double *points, int point_count, bool closed, double line_width,
                 const struct pdf_colour *stroke, const struct pdf_colour *fill);
/* A curve: an open path of straight lines with round joins, dashed if dash_count > 0. */
void pdf_curve(struct pdf_canvas *canvas, const double *points, int point_count, double width, struct pdf_colour colour,
               const double *dashes, int dash_count);

/* Cells of a grid painted as one shape, without seams: column, row, width and height of each, in whole cells of `side`
 * points, counted right and down from x, y. */
void pdf_cells(struct pdf_canvas *canvas, double x, double y, double side, const double *cells, int count,
               struct pdf_colour colour);

/* A grey picture, as JPEG, that fills the current page. pdf_is_picture: whether the bytes begin like one. */
void pdf_fill_page(struct pdf_canvas *canvas, const char *jpeg, size_t length);
bool pdf_is_picture(const char *jpeg, size_t length);

/* Labels the pages from the current one on with the prefix and numbers from 1: `s01-1`. */
void pdf_label(struct pdf_canvas *canvas, const char *prefix);

/* What is drawn between pdf_begin and pdf_end belongs to one element of the document's structure, by which the file is
 * tagged. Elements nest and may extend over pages. role: one of PDF's standard types ("H1" "P" "L" "LI" "Lbl" "LBody"
 * "Table" "TR" "TH:Row" "TH:Column" "TD" "Figure" "Formula" "Part" ...); after a colon, the numbering of a list
 * ("L:Decimal" "L:Disc" "L:None") or the scope of a header cell. "Artifact" is for decoration and repeated content,
 * "Pagination" for running heads: nothing within those is tagged. What is drawn outside all elements is an artifact
 * too. `alternative` is the text that replaces a figure or formula, or NULL. */
void pdf_begin(struct pdf_canvas *canvas, const char *role, const char *alternative);
void pdf_end(struct pdf_canvas *canvas);
/* The fields of a form, which somebody fills in on a screen. They are empty, and nothing is drawn for them until they
 * are filled in. */
struct pdf_field {
    const char *name; /* boxes to tick with one name are a choice, texts with one name the same text; no periods */
    const char *tip;  /* what is asked for, for readers and screen readers */
    const char *state, *state_tip; /* a box to tick: what it says, and what it is about; NULL: a text */
    bool several;                  /* a box: others of its name may be ticked too */
    bool lines;                    /* a text of several lines */
    double x, y, width, height;    /* from the top left of the current page */
    double size;                   /* of the text that somebody types, in points */
};
/* Adds a field in the innermost open element. The page must not be sealed. */
void pdf_add_field(struct pdf_canvas *canvas, const struct pdf_field *field);
/* Adds a field that nobody sees or changes. */
void pdf_add_hidden_field(struct pdf_canvas *canvas, const char *name, const char *value);

/* Adds an entry to the outline (bookmarks) that leads to this height of the current page, whether that is sealed or
 * not. level counts from 1. */
void pdf_bookmark(struct pdf_canvas *canvas, int level, const char *title, double y);

/* Ends the file and appends its bytes, unless they go to `put`. False and an error if anything went wrong since the
 * file was begun. The same calls give the same bytes. */
bool pdf_finish(struct pdf_canvas *canvas, struct text *out, struct diag *diag);

#endif
