/* Private to pdf: the inside of a canvas, which its parts (pages, content, objects, fonts, tags, metadata) share. */
#ifndef PDF_CANVAS_H
#define PDF_CANVAS_H

#include "pdf/fonts.h"
#include "pdf/strings.h"

#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_objects.h>

struct pdf_variant {
    uint16_t cid, glyph, text_length;
    const char *text;
};
/* A face that the file uses. */
struct pdf_font {
    struct pdf_font_file *file;
    int face;
    int next; /* another font of the same face, for variants that need the same identifiers for other text; -1: none */
    HPDF_Dict type0;
    unsigned char *shown; /* one bit for each glyph that represents its own character */
    struct pdf_variant *variants;
    size_t variant_count, variant_capacity;
    uint16_t *places; /* VARIANT_PLACES numbers of variants, counted from 1; NULL before the first variant */
};

/* An element of the document's structure, or content outside the structure (an artifact). */
enum pdf_kind { KIND_ELEMENT, KIND_ARTIFACT, KIND_PAGINATION };
struct pdf_kid {
    struct pdf_kid *next;
    struct pdf_element *element; /* NULL: marked content, or an object */
    size_t page;
    int mcid;
    unsigned object; /* the number of an annotation; 0: marked content */
};
struct pdf_element {
    enum pdf_kind kind;
    const char *role, *kind_of; /* "L" and "Decimal" for L:Decimal; kind_of may be NULL */
    const char *alternative;
    struct pdf_element *parent;
    struct pdf_kid *first_kid, *last_kid;
    const struct pdf_kid *own; /* its entry among its parent's kids */
    struct pdf_element *next;  /* the next in reading order */
    unsigned number;           /* of its object */
    size_t page;               /* of its first content */
    bool has_page;
    struct pdf_element *figure; /* the figure that it is or belongs to */
    double *box; /* of figures: left, bottom, right and top of what is drawn, y counted upward; NULL before anything is
                    drawn */
};

enum { CONTENT_STREAMS = 2 /* at most, for a page */ };
/* Lengths are in hundredths of a point from the lower left corner, colours in thousandths. */
struct pdf_page {
    double width, height;
    struct text content;
    size_t split; /* where the second content stream begins; 0: there is only one */
    bool sealed;
    unsigned number; /* of its object, once it is sealed */
    struct {
        size_t at, length; /* in canvas->written, deflated; the second may be empty */
    } streams[CONTENT_STREAMS];
    struct {
        unsigned number;   /* of its object; 0: there is none */
        size_t at, length; /* in canvas->written */
    } picture;             /* that fills the page */

    bool marked; /* within a marked-content sequence of this owner */
    struct pdf_element *owner;
    struct pdf_element **owners; /* by MCID */
    size_t mcid_count, mcid_capacity;
    struct text annotations; /* references to them */

    bool in_text;        /* between BT and ET */
    bool in_array;       /* of TJ */
    bool in_string;      /* in the array */
    long line_x, line_y; /* the position of the last Td */
    long pen;            /* thousandths of the font size from there */

    int font; /* -1: none yet */
    long size;
    int fill[3], stroke[3];
    struct pdf_colour last_fill, last_stroke; /* the colours that `fill` and `stroke` were made from */
    long line_width;
    bool dashed;
};

/* The place of a field of a form, and the field. Boxes to tick with one name are one field, as are texts. */
struct pdf_widget {
    unsigned number; /* of its object */
    size_t page;
    double left, bottom, right, top; /* from the lower left corner of the page */
    const char *tip, *state;         /* state: of a box that is ticked; NULL: a text */
    bool hidden;
    struct pdf_element *element; /* in the structure; NULL if it is hidden */
    size_t key;                  /* in the parent tree, behind those of the pages */
    struct pdf_widget *next;     /* of the same field */
};
struct pdf_form_field {
    unsigned number; /* of its object, if it has more than one place or boxes */
    const char *name, *tip, *value;
    bool lines, several;
    double size;
    struct pdf_widget *first, *last;
};

struct pdf_bookmark {
    const char *title;
    int level;
    size_t page; /* its index in canvas->pages */
    long y;      /* points from the foot of the page */
};

/* The outline of a print file. Each entry names the next one, so it is written when that is known. */
struct pdf_print_outline {
    unsigned first, last; /* object numbers of the first and last entry */
    size_t count;
    struct text held; /* the last entry, up to the place that names the next */
};

/* The trees of pages and of labels have two levels. Their nodes are written when they are full. No array is longer than
 * readers must support. */
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
    HPDF_STATUS error, error_detail; /* the first error that libharu reported */
    const char *fault;               /* the first fault, as a sentence */
    HPDF_Dict resources, font_resources;
    HPDF_Dict picture_fonts; /* the same fonts, for pages with a picture; NULL: there is none */

    const char *title, *language;

    /* The file so far. */
    struct text written; /* the part that was not put yet */
    size_t put_length;   /* the length of the part that was put */
    pdf_put_bytes *put;  /* NULL: the whole file is held */
    void *put_context;
    struct pdf_places **places; /* of objects, by number, in blocks */
    size_t places_count, places_capacity;
    unsigned number_count; /* one more than the highest object number */
    struct pdf_far *far;
    size_t far_count, far_capacity;
    uint32_t near_bytes; /* distances from `base` below this are near; smaller in a test */

    struct pdf_page *pages;                 /* the pages that are drawn here */
    size_t page_count, page_capacity, page; /* `page`: the one being drawn on */
    size_t pages_in_tree;
    struct pdf_repeats
        *shared; /* the content streams that pages of a print file have in common; NULL before the first */
    struct pdf_node *nodes;
    size_t node_count, node_capacity;
    unsigned node_kids[PAGES_PER_NODE]; /* of the last node */

    struct pdf_font *used_fonts;
    size_t font_count, font_capacity;
    int *font_of_face; /* -1: not used */
    int face_room;     /* of font_of_face */

    struct pdf_form_field *form_fields;
    size_t form_field_count, form_field_capacity;
    struct pdf_widget **widgets; /* those in the structure, in the order of their keys in the parent tree */
    size_t widget_count, widget_capacity;

    struct pdf_bookmark *bookmarks;
    size_t bookmark_count, bookmark_capacity;
    struct pdf_print_outline print_outline;
    struct text labels;                          /* of the node that is not full yet */
    size_t first_label, last_label, label_count; /* the pages that the first and the last of them begin at */
    struct pdf_node *label_nodes;
    size_t label_node_count, label_node_capacity;
    unsigned outline, label_tree, structure, form; /* the object numbers of their roots; 0: there is none */

    struct pdf_element *root, *artifact; /* what is drawn outside all elements belongs to `artifact` */
    struct pdf_element *element;         /* the innermost open element; NULL outside all elements */
    int depth;                           /* of nested pdf_begin calls */
};

/* Ends the array of glyphs that is being shown, and the text object of the page, if there is one. */
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
/* The page being drawn on; NULL (and a fault) if there is none. */
struct pdf_page *pdf_current_page(struct pdf_canvas *canvas);
/* Whether a page can hold all these numbers; if not, it is a fault of `what`. */
bool pdf_check_numbers(struct pdf_canvas *canvas, const char *what, const double *numbers, size_t count);

/* objects.c: objects are written as soon as they are known, so that a file of any length needs little memory. libharu's
 * own objects are written at the end. */
/* Records the first fault. After it, nothing is drawn, and pdf_finish reports it. */
void pdf_fail(struct pdf_canvas *canvas, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool pdf_failed(const struct pdf_canvas *canvas);
/* A new object number for one of our own objects. */
unsigned pdf_new_number(struct pdf_canvas *canvas);
/* Begins an object. Its value is what is appended to the returned text before pdf_end_object. */
struct text *pdf_begin_object(struct pdf_canvas *canvas, unsigned number);
void pdf_end_object(struct pdf_canvas *canvas);
/* A whole number; four hexadecimal digits; a code point as hexadecimal digits of UTF-16BE; a number and ` 0 R `; UTF-8
 * as a PDF text string (UTF-16BE with a byte order mark). */
void pdf_put_number(struct text *out, size_t number);
void pdf_put_hexadecimal(struct text *out, unsigned unit);
void pdf_put_utf16(struct text *out, unsigned code_point);
void pdf_put_reference(struct text *out, const char *before, unsigned number);
void pdf_put_string(struct text *out, const char *text);
/* A name, with a slash before it. */
void pdf_put_name(struct text *out, const char *name);
/* Appends a stream of deflated bytes to the file and returns its object number. `more`: further entries of its
 * dictionary. `*at` receives the offset of the bytes in canvas->written, unless `at` is NULL. */
unsigned pdf_put_stream(struct pdf_canvas *canvas, const char *deflated, size_t length, const char *more, size_t *at);
/* Appends a page to the file and to the tree of pages, and returns its object number. `contents`: the object numbers of
 * its streams, 0 for none. `more`: further entries of its dictionary; its resources too, if `resources` is NULL. */
unsigned pdf_put_page(struct pdf_canvas *canvas, double width, double height, HPDF_Dict resources,
                      const unsigned contents[CONTENT_STREAMS], const char *more);
/* A text string for libharu. */
HPDF_Binary pdf_text_string(struct pdf_canvas *canvas, const char *text);
/* Writes everything that is left, and the cross-reference table. */
void pdf_finish_objects(struct pdf_canvas *canvas);

/* tags.c */
void pdf_begin_tags(struct pdf_canvas *canvas);
/* To be called before anything is drawn: makes sure that it belongs to the innermost element. */
void pdf_mark_content(struct pdf_canvas *canvas, struct pdf_page *page);
/* Ends the text object and the marked-content sequence of the page. */
void pdf_end_content(struct pdf_page *page);
/* Extends the box of the figure that is being drawn to a point, y counted downward. */
void pdf_cover(struct pdf_canvas *canvas, const struct pdf_page *page, double x, double y);
/* A new element for an annotation, within the innermost one that is in the structure. */
struct pdf_element *pdf_tag_object(struct pdf_canvas *canvas, const char *role, unsigned object);
/* Writes the structure tree, if anything was tagged. */
void pdf_finish_tags(struct pdf_canvas *canvas);

/* forms.c: writes the fields of the form, if there are any. */
void pdf_finish_form(struct pdf_canvas *canvas);

/* metadata.c */
/* Labels the pages from this one (by its index in the file) on with the prefix and numbers from 1. */
void pdf_put_label(struct pdf_canvas *canvas, size_t page, const char *prefix);
/* Adds an entry to the outline of a print file, which leads to the top of a page (by its object number and height). */
void pdf_put_print_entry(struct pdf_canvas *canvas, const char *title, unsigned page, double height);
/* Writes the metadata: XMP with the PDF/UA mark if the file is tagged, the outline, and the page labels. */
void pdf_finish_metadata(struct pdf_canvas *canvas);

/* picture.c */
/* Writes a picture, and returns its object number; 0 after a fault. `*at`: as of pdf_put_content. */
unsigned pdf_put_picture(struct pdf_canvas *canvas, const char *jpeg, size_t length, size_t *at);
/* Appends the resources of a page with a picture: fonts by the number of their dictionary (0: the common ones). */
void pdf_put_picture_resources(struct pdf_canvas *canvas, unsigned fonts, unsigned picture, struct text *more);

/* embedding.c */
/* The index of a face among the fonts of this file, which is made at first use. */
int pdf_use_font(struct pdf_canvas *canvas, int face);
/* The identifier for a glyph and its text; 0 if the font has none left. */
unsigned pdf_use_variant(struct pdf_canvas *canvas, struct pdf_font *font, const struct pdf_glyph *glyph,
                         const char *text);
/* Notes that a glyph is shown that needs no variant. */
static inline void pdf_show_glyph(struct pdf_font *font, unsigned glyph) {
    font->shown[glyph / 8] |= (unsigned char)(1 << glyph % 8);
}
/* The identifier of a glyph, with or without a variant. */
static inline unsigned pdf_use_glyph(struct pdf_canvas *canvas, struct pdf_font *font, const struct pdf_glyph *glyph,
                                     const char *text) {
    if (!glyph->plain || glyph->id >= MOST_PLAIN_GLYPHS)
        return pdf_use_variant(canvas, font, glyph, text);
    pdf_show_glyph(font, glyph->id);
    return glyph->id;
}
/* Appends to a record which glyphs of each font the pages show. pdf_add_fonts adds these to another file and returns
 * the resources that the pages need in it; NULL if the record is damaged. `*fonts`: the number of their dictionary of
 * fonts; 0: the common one. */
void pdf_pack_fonts(const struct pdf_canvas *canvas, struct text *out);
HPDF_Dict pdf_add_fonts(struct pdf_canvas *canvas, struct record *packed, unsigned *fonts);
/* Writes the fonts: descriptors, widths, maps and programs. */
void pdf_finish_fonts(struct pdf_canvas *canvas);

#endif
