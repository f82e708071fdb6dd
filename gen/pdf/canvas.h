/* Private to pdf: the inside of a canvas, which its parts (pages, content, objects, fonts, tags, metadata) share. */
#ifndef PDF_CANVAS_H
#define PDF_CANVAS_H

#include "pdf/fonts.h"

#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_objects.h>

/* Character identifiers do not depend on what else a file shows, so that a page's bytes fit every file: a glyph that
 * stands for the character that the font gives it has its own number, and every other pair of glyph and text (a
 * ligature, a letter with its mark) one of the places behind those, by its hash. */
enum { VARIANT_PLACES = 2048, MOST_PLAIN_GLYPHS = 65535 - VARIANT_PLACES };
struct pdf_variant {
    uint16_t cid, glyph, text_length;
    const char *text;
};
/* A face that the file uses. */
struct pdf_font {
    struct pdf_font_file *file;
    int face;
    int next; /* another of the same face, for variants that want the same identifiers for other text; -1 */
    HPDF_Dict type0;
    unsigned char *shown; /* a bit a glyph: those that stand for their own characters */
    struct pdf_variant *variants;
    size_t variant_count, variant_capacity;
    uint16_t *places; /* VARIANT_PLACES numbers of variants, from 1; NULL before the first */
};

/* An element of the document's structure, or what belongs to none (an artifact). */
enum pdf_kind { KIND_ELEMENT, KIND_ARTIFACT, KIND_PAGINATION };
struct pdf_kid {
    struct pdf_kid *next;
    struct pdf_element *element; /* NULL: marked content */
    size_t page;
    int mcid;
};
struct pdf_element {
    enum pdf_kind kind;
    const char *role, *kind_of; /* "L" and "Decimal", of L:Decimal; kind_of may be NULL */
    const char *alternative;
    struct pdf_element *parent;
    struct pdf_kid *first_kid, *last_kid;
    const struct pdf_kid *own;  /* among its parent's */
    struct pdf_element *behind; /* the next in reading order */
    unsigned number;            /* of its object */
    size_t page;                /* of its first content */
    bool has_page;
    struct pdf_element *figure; /* the figure that it is or stands in */
    double *box; /* of figures: left, bottom, right, top of what is drawn, y up; NULL before anything is */
};

enum { CONTENT_STREAMS = 2 /* of a page, at most */ };
/* Lengths are hundredths of a point from the lower left corner, colours thousandths. */
struct pdf_page {
    double width, height;
    struct text content;
    size_t split; /* where the content's second stream begins; 0: there is one stream */
    bool sealed;
    unsigned number; /* of its object, once it is sealed */
    struct {
        size_t at, length; /* in canvas->written, deflated; the second may be empty */
    } streams[CONTENT_STREAMS];

    bool marked; /* within a marked-content sequence, of this owner */
    struct pdf_element *owner;
    struct pdf_element **owners; /* by MCID */
    size_t mcid_count, mcid_capacity;

    bool in_text;        /* between BT and ET */
    bool in_array;       /* of TJ */
    bool in_string;      /* in the array */
    long line_x, line_y; /* where the last Td stands */
    long pen;            /* thousandths of the size from there */

    int font; /* -1: none yet */
    long size;
    int fill[3], stroke[3];
    struct pdf_colour last_fill, last_stroke; /* what those were made from */
    long line_width;
    bool dashed;
};

struct pdf_bookmark {
    const char *title;
    int level;
    size_t page; /* among those that are drawn here */
    long y;      /* from its foot, points */
};

/* The outline of a print file: its entries follow each other, and each is written when the next is known. */
struct pdf_print_outline {
    unsigned first, last; /* numbers of entries */
    size_t count;
    struct text held; /* the last, up to where the next is named */
};

/* Trees of pages and of labels have two floors, of nodes that are written when they are full: no array is longer than
 * readers must take. */
enum { PAGES_PER_NODE = 256, LABELS_PER_NODE = 250 };
struct pdf_node {
    unsigned number, count;
};

/* The offsets in the file of a block of objects with consecutive numbers. Most objects of a block lie close together,
 * so that 32 bits each are enough. */
enum { OBJECTS_PER_BLOCK = 256 };
#define FAR UINT32_MAX
struct pdf_places {
    uint64_t base; /* the offset of the block's object that was written first */
    /* By object: its distance from `base`, plus 1; 0 if it is not written yet; FAR if it is farther away than 32 bits
     * can say: then canvas->far has its offset. */
    uint32_t offset_plus_one[OBJECTS_PER_BLOCK];
};
struct pdf_far {
    unsigned number;
    uint64_t offset;
};

struct pdf_canvas {
    struct pdf_fonts *fonts;
    struct arena *arena; /* lives as long as the file */
    HPDF_Doc document;
    HPDF_STATUS error, error_detail; /* libharu's first */
    const char *fault;               /* the caller's first, as a sentence */
    HPDF_Dict resources, font_resources;

    const char *title, *language;

    /* The file so far. */
    struct text written; /* what was not put yet */
    size_t put_length;   /* what was */
    pdf_put_bytes *put;  /* NULL: all is held */
    void *put_context;
    struct pdf_places **places; /* of objects, by number */
    size_t places_count, places_capacity;
    unsigned number_count; /* one more than the highest */
    struct pdf_far *far;
    size_t far_count, far_capacity;
    uint32_t near_bytes; /* distances from `base` below this are near; smaller in a test */

    struct pdf_page *pages;                 /* those that are drawn here */
    size_t page_count, page_capacity, page; /* the one drawn on */
    size_t pages_in_tree;
    struct pdf_repeats *shared; /* content streams that pages of a print file have in common; NULL before the first */
    struct pdf_node *nodes;
    size_t node_count, node_capacity;
    unsigned node_kids[PAGES_PER_NODE]; /* of the last node */

    struct pdf_font *used_fonts;
    size_t font_count, font_capacity;
    int *font_of_face; /* -1: not used */

    struct pdf_bookmark *bookmarks;
    size_t bookmark_count, bookmark_capacity;
    struct pdf_print_outline print_outline;
    struct text labels;                          /* of the node that is not full */
    size_t first_label, last_label, label_count; /* the pages that they begin at */
    struct pdf_node *label_nodes;
    size_t label_node_count, label_node_capacity;
    unsigned outline, label_tree, structure; /* the numbers of their roots; 0: there is none */

    struct pdf_element *root, *artifact; /* what is drawn outside of all elements is an artifact */
    struct pdf_element *element;         /* the innermost that is open, NULL outside of all */
    int depth;                           /* of pdf_begin */
};

/* Ends the array of glyphs that is being shown, and the page's text object, if there is one. */
static inline void pdf_end_array(struct pdf_page *page) {
    if (page->in_string)
        text_putc(&page->content, ')');
    if (page->in_array)
        text_puts(&page->content, "]TJ\n");
    page->in_string = page->in_array = false;
}
static inline void pdf_end_text(struct pdf_page *page) {
    pdf_end_array(page);
    if (page->in_text)
        text_puts(&page->content, "ET\n");
    page->in_text = false;
}

/* content.c */
/* The page that is drawn on, or NULL (and a fault) where there is none. */
struct pdf_page *pdf_current_page(struct pdf_canvas *canvas);
/* Whether all are numbers that a page can hold; anything else is a fault of `what`. */
bool pdf_check_numbers(struct pdf_canvas *canvas, const char *what, const double *numbers, size_t count);

/* objects.c: objects that are written as soon as they are known, so that a file of any length needs little
 * memory; libharu writes those that it holds at the end. */
/* Remembers the first thing that went wrong: nothing is drawn after it and pdf_finish reports it. */
void pdf_fail(struct pdf_canvas *canvas, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool pdf_failed(const struct pdf_canvas *canvas);
/* A number for an object of our own. */
unsigned pdf_new_number(struct pdf_canvas *canvas);
/* Begins the object of a number: what is appended to the text that it gives, up to pdf_end_object, is its value. */
struct text *pdf_begin_object(struct pdf_canvas *canvas, unsigned number);
void pdf_end_object(struct pdf_canvas *canvas);
/* A whole number; four digits; a number and ` 0 R `; UTF-8 as a PDF text string (UTF-16BE with its mark). */
void pdf_put_number(struct text *out, size_t number);
void pdf_put_hexadecimal(struct text *out, unsigned unit);
void pdf_put_reference(struct text *out, const char *before, unsigned number);
void pdf_put_string(struct text *out, const char *text);
/* Appends a content stream whose bytes are deflated to the file, and returns its number. Where they stand in
 * canvas->written is `at`, unless that is NULL. */
unsigned pdf_put_content(struct pdf_canvas *canvas, const char *deflated, size_t length, size_t *at);
/* Appends a page to file and tree. `contents`: the numbers of its streams, 0 for none. `more`: further members of its
 * dictionary. Returns its number. */
unsigned pdf_put_page(struct pdf_canvas *canvas, double width, double height, HPDF_Dict resources,
                      const unsigned contents[CONTENT_STREAMS], const char *more);
/* Such a string for libharu. */
HPDF_Binary pdf_text_string(struct pdf_canvas *canvas, const char *text);
/* A stream of libharu's, of bytes that are deflated already. */
HPDF_Dict pdf_new_stream(struct pdf_canvas *canvas, const unsigned char *deflated, size_t length);
/* Writes all that is left, and the cross-references. */
void pdf_finish_objects(struct pdf_canvas *canvas);

/* tags.c */
void pdf_begin_tags(struct pdf_canvas *canvas);
/* Before anything is drawn: makes sure that it belongs to the innermost element. */
void pdf_mark_content(struct pdf_canvas *canvas, struct pdf_page *page);
/* Ends the page's text object and marked-content sequence. */
void pdf_end_content(struct pdf_page *page);
/* Tells the figure that is being drawn how far it reaches: a point, y down. */
void pdf_cover(struct pdf_canvas *canvas, const struct pdf_page *page, double x, double y);
/* Writes the structure tree, where anything was tagged. */
void pdf_finish_tags(struct pdf_canvas *canvas);

/* metadata.c */
/* From this page (by its place in the file) on, pages are labelled with the prefix and numbers from 1. */
void pdf_put_label(struct pdf_canvas *canvas, size_t page, const char *prefix);
/* An entry of a print file's outline, to the top of the page of that number and height. */
void pdf_put_print_entry(struct pdf_canvas *canvas, const char *title, unsigned page, double height);
/* What the file says of itself: that it is tagged, in XMP, its outline, and how its pages are called. */
void pdf_finish_metadata(struct pdf_canvas *canvas);

/* embedding.c */
/* The number that a face has in this file, made at first use. */
int pdf_use_font(struct pdf_canvas *canvas, int face);
/* The identifier for a glyph and its text. 0 where a font has no more. */
unsigned pdf_use_variant(struct pdf_canvas *canvas, struct pdf_font *font, const struct pdf_glyph *glyph,
                         const char *text);
/* The same in short for a glyph that needs no variant. */
static inline unsigned pdf_use_glyph(struct pdf_canvas *canvas, struct pdf_font *font, const struct pdf_glyph *glyph,
                                     const char *text) {
    if (!glyph->plain || glyph->id >= MOST_PLAIN_GLYPHS)
        return pdf_use_variant(canvas, font, glyph, text);
    font->shown[glyph->id / 8] |= (unsigned char)(1 << glyph->id % 8);
    return glyph->id;
}
/* What pages show of each font, packed; and the same taken into this file: the resources that these pages want. */
void pdf_pack_fonts(const struct pdf_canvas *canvas, struct text *out);
HPDF_Dict pdf_add_fonts(struct pdf_canvas *canvas, const char *packed, const char *end);
/* Writes the fonts: descriptors, widths, maps, programs. */
void pdf_finish_fonts(struct pdf_canvas *canvas);

#endif
