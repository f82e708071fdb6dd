/* The inside of a canvas: what its parts (pages, fonts, tags) share. Nobody else includes this. */
#ifndef GEN_CANVAS_FILE_H
#define GEN_CANVAS_FILE_H

#include "canvas.h"

#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_objects.h>
#include <zlib.h>

/* A character identifier of one font of the file: a glyph that stands for one piece of text. */
struct canvas_cid {
    uint16_t glyph, width;
    uint16_t next; /* another of the same glyph, for other text; 0: none */
    uint16_t text_length;
    const char *text;
};
/* A face that the file uses. */
struct canvas_font {
    struct font_file *file;
    HPDF_Dict type0;
    struct canvas_cid *cids; /* from 1 on */
    size_t cid_count, cid_capacity;
    uint16_t *cid_of_glyph; /* the newest of a glyph; 0: none */
};

/* An element of the document's structure, or what belongs to none (an artifact). */
enum canvas_kind { KIND_ELEMENT, KIND_ARTIFACT, KIND_PAGINATION };
struct canvas_kid {
    struct canvas_kid *next;
    struct canvas_element *element; /* NULL: marked content */
    size_t page;
    int mcid;
};
struct canvas_element {
    enum canvas_kind kind;
    const char *role, *kind_of; /* "L" and "Decimal", of L:Decimal; kind_of may be NULL */
    const char *alternative;
    struct canvas *canvas;
    struct canvas_element *parent;
    struct canvas_kid *first_kid, *last_kid;
    const struct canvas_kid *own; /* among its parent's */
    HPDF_Dict dict;
    size_t page; /* of its first content */
    bool has_page;
    struct canvas_element *figure; /* the figure that it is or stands in */
    double *box; /* of figures: left, bottom, right, top of what is drawn, y up; NULL before anything is */
};

/* Lengths are hundredths of a point from the lower left corner, colours thousandths. */
struct canvas_page {
    HPDF_Page page;
    double height;
    struct text content;
    bool sealed;

    bool marked; /* within a marked-content sequence, of this owner */
    struct canvas_element *owner;
    struct canvas_element **owners; /* by MCID */
    size_t mcid_count, mcid_capacity;

    bool in_text;        /* between BT and ET */
    bool in_array;       /* of TJ */
    bool in_string;      /* in the array */
    long line_x, line_y; /* where the last Td stands */
    long pen;            /* thousandths of the size from there */

    int font; /* -1: none yet */
    long size;
    int fill[3], stroke[3];
    long line_width;
    bool dashed;
};

/* From this page on, pages are labelled with the prefix and numbers from 1. */
struct canvas_label {
    size_t page;
    const char *prefix;
};

struct canvas_bookmark {
    int level;
    HPDF_Outline outline;
};

struct canvas {
    struct fonts *fonts;
    struct arena *arena; /* lives as long as the file */
    HPDF_Doc document;
    HPDF_STATUS error, error_detail; /* libharu's first */
    const char *fault;               /* the caller's first, as a sentence */
    HPDF_Dict resources, font_resources;
    z_stream deflater;

    const char *title, *language;

    struct canvas_page *pages;
    size_t page_count, page_capacity, page; /* the one drawn on */

    struct canvas_font *used_fonts;
    size_t font_count, font_capacity;
    int *font_of_face; /* -1: not used */

    struct canvas_bookmark *bookmarks; /* the open ones, outermost first */
    size_t bookmark_count, bookmark_capacity;

    struct canvas_label *labels;
    size_t label_count, label_capacity;

    struct text scratch;
    HPDF_Dict structure;                    /* the root of the tree, once it is made */
    struct canvas_element *root, *artifact; /* what is drawn outside of all elements is an artifact */
    struct canvas_element *element;         /* the innermost that is open, NULL outside of all */
    int depth;                              /* of canvas_begin */
    bool untagged;                          /* then there are no elements */
};

/* Remembers the first thing that went wrong: nothing is drawn after it and canvas_finish reports it. */
void canvas_fail(struct canvas *canvas, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool canvas_failed(const struct canvas *canvas);
/* Fills a stream object with bytes, deflated. */
void canvas_fill_stream(struct canvas *canvas, HPDF_Dict stream, const char *bytes, size_t length);
void canvas_put_deflated(HPDF_Dict stream, const unsigned char *bytes, size_t length);
/* UTF-8 as a PDF text string: UTF-16BE with its mark. */
HPDF_Binary canvas_text_string(struct canvas *canvas, const char *text);

/* The page that is drawn on, or NULL (and a fault) where there is none. */
struct canvas_page *canvas_current_page(struct canvas *canvas);
/* Whether all are numbers that a page can hold; anything else is a fault of `what`. */
bool canvas_check_numbers(struct canvas *canvas, const char *what, const double *numbers, size_t count);

/* canvas_content.c */
/* Ends the page's text object, where one is open. */
void canvas_end_text(struct canvas_page *page);

/* canvas_tags.c */
void canvas_begin_tags(struct canvas *canvas);
/* Before anything is drawn: makes sure that it belongs to the innermost element. */
void canvas_mark_content(struct canvas *canvas, struct canvas_page *page);
/* Ends the page's text object and marked-content sequence. */
void canvas_end_content(struct canvas_page *page);
/* Tells the figure that is being drawn how far it reaches: a point, y down. */
void canvas_cover(struct canvas *canvas, const struct canvas_page *page, double x, double y);
/* Writes the structure tree, where anything was tagged. */
void canvas_finish_tags(struct canvas *canvas);

/* canvas_metadata.c */
/* What the file says of itself: that it is tagged, in XMP, and how its pages are called. */
void canvas_finish_metadata(struct canvas *canvas);

/* canvas_fonts.c */
/* The number that a face has in this file, made at first use. */
int canvas_use_font(struct canvas *canvas, int face);
/* The identifier for a glyph and its text, allotted at first use. 0 where a font has no more. */
unsigned canvas_use_glyph(struct canvas *canvas, struct canvas_font *font, const struct glyph *glyph, const char *text);
/* Writes the fonts: descriptors, widths, maps, programs. */
void canvas_finish_fonts(struct canvas *canvas);

#endif
