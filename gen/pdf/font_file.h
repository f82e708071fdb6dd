/* Private to pdf: one font file, opened for shaping, described and subset for embedding. TrueType outlines only. */
#ifndef PDF_FONT_FILE_H
#define PDF_FONT_FILE_H

#include "base/base.h"

#include <hb.h>
#include <stdint.h>

enum { REMEMBERED_SUBSETS = 8 };

/* A font program with only some of the glyphs, and .notdef. */
struct pdf_font_subset {
    int count;         /* of the glyphs that were asked for */
    uint16_t *glyphs;  /* their numbers in the whole font, ascending */
    uint16_t *new_ids; /* their numbers in this program */
    size_t length;     /* of the program */
    struct text deflated;
    /* Deflated maps, which the canvas keeps here for files whose characters have the numbers of their glyphs. */
    struct text glyph_map, text_map;
};

/* What is drawn of a glyph, in thousandths of an em from its origin, upward and to the right. */
struct pdf_glyph_box {
    int16_t top, bottom, right;
    bool tall, wide; /* it has a height, a width */
    bool known;
};

/* Metrics are in thousandths of an em. */
struct pdf_font_file {
    const char *path;
    const char *name; /* PostScript name, reduced to letters, digits and hyphens */
    hb_face_t *face;
    hb_font_t *font; /* scaled to the font's own units */
    int units_per_em, glyph_count;
    int ascent, descent; /* descent is positive */
    int cap_height, x_height;
    int box[4]; /* of all glyphs: left, bottom, right, top */
    int italic_angle, stem_width;
    bool italic, serif, fixed_pitch;

    uint32_t *code_points; /* by glyph: the first character that the font maps to it, 0 for none; made at first use */
    struct pdf_glyph_box *boxes; /* by glyph, those that were asked for; made at first use */
    /* Made when the face is first subset. */
    int cuts; /* subsets made so far */
    hb_face_t *prepared;
    hb_set_t *dropped_tables;
    struct pdf_font_subset subsets[REMEMBERED_SUBSETS];
    unsigned next_subset; /* the oldest one, whose place is taken next */
};

/* Opens a font file (mapped into memory, not read). NULL and an error that names it if it is not a font, has no
 * TrueType outlines, is variable, or forbids embedding. The struct lives in the arena; pdf_font_file_close releases the
 * rest. */
struct pdf_font_file *pdf_font_file_open(struct arena *arena, const char *path, struct diag *diag);
void pdf_font_file_close(struct pdf_font_file *face);

/* Converts font units to thousandths of an em, rounded down as widths in a PDF are. */
int pdf_font_file_scale(const struct pdf_font_file *face, int units);
/* The same to the nearest. */
int pdf_font_file_nearest(const struct pdf_font_file *face, int units);
/* The glyph's own advance in thousandths of an em. */
int pdf_font_file_advance(const struct pdf_font_file *face, unsigned glyph);

/* The first character that the font maps to a glyph; 0 for none. */
uint32_t pdf_font_file_character(struct pdf_font_file *face, unsigned glyph);

/* What is drawn of a glyph; the face keeps it. */
const struct pdf_glyph_box *pdf_font_file_box(struct pdf_font_file *face, unsigned glyph);

/* The program with exactly these glyphs (ascending, each once): without hinting, layout tables and character map. The
 * same glyphs give the same bytes. The last few programs are remembered, since the sheets of a class share their words.
 * Owned by the face, valid until its next call. NULL if HarfBuzz failed. */
struct pdf_font_subset *pdf_font_file_subset(struct pdf_font_file *face, const uint16_t *glyphs, int count);

/* Frees what a subset holds. */
void pdf_font_subset_clear(struct pdf_font_subset *subset);

#endif
