/* The PDF writer: draws the marks of laid-out pages on a canvas. */
#include "document/document.h"
#include "page/form.h"
#include "page/page.h"
#include "pdf/pdf.h"
#include "sets/sets.h"

#include <stdlib.h>
#include <string.h>

/* A style for single people, opened when the first document asks for it. */
struct writer_print {
    char *name;
    struct page_resources *resources;
    struct writer_print *next;
};

struct page_writer {
    struct doc_writer writer;
    struct page_resources *resources;
    struct writer_print *prints;
    char *home, *folder; /* folder: NULL for none */
};

/* What a page is drawn with. */
struct form_pen {
    struct pdf_canvas *canvas;
    struct page_form *form; /* NULL: paper */
};

static struct pdf_canvas *canvas_of(const void *pen) {
    return ((const struct form_pen *)pen)->canvas;
}

static void draw_text(void *pen, const struct page_mark *mark, double x, double y) {
    pdf_text(canvas_of(pen), x, y, mark->size, mark->colour, mark->shaped);
}

static void draw_line(void *pen, const struct page_mark *mark, double x, double y) {
    pdf_line(canvas_of(pen), x, y, x + mark->width, y + mark->height, mark->size, mark->colour, mark->dashes,
             mark->dash_count);
}

static void draw_rectangle(void *pen, const struct page_mark *mark, double x, double y) {
    pdf_rectangle(canvas_of(pen), x, y, mark->width, mark->height, mark->size, mark->filled ? NULL : &mark->colour,
                  mark->filled ? &mark->colour : NULL);
}

static void draw_points(void *pen, const struct page_mark *mark, double x, double y) {
    struct pdf_canvas *canvas = canvas_of(pen);
    double *points = alloc_bytes(2 * sizeof *points * (size_t)mark->point_count + 1);
    for (int i = 0; i < mark->point_count; i++) {
        points[2 * i] = x + mark->points[2 * i];
        points[2 * i + 1] = y + mark->points[2 * i + 1];
    }
    if (mark->kind == MARK_CURVE)
        pdf_curve(canvas, points, mark->point_count, mark->size, mark->colour, mark->dashes, mark->dash_count);
    else
        pdf_polygon(canvas, points, mark->point_count, mark->closed, mark->size, mark->filled ? NULL : &mark->colour,
                    mark->filled ? &mark->colour : NULL);
    free(points);
}

static void draw_cells(void *pen, const struct page_mark *mark, double x, double y) {
    pdf_cells(canvas_of(pen), x, y, mark->size, mark->points, mark->point_count / 2, mark->colour);
}

/* Dots are dashes as long as they are wide. */
static void draw_paper(void *pen, const struct page_mark *mark, double x, double y) {
    struct pdf_canvas *canvas = canvas_of(pen);
    static const double dot = 0.6, hair = 0.35;
    const double pitch = mark->size, dashes[] = {dot, pitch - dot};
    bool dots = mark->paper == WORK_DOTS;
    double across = dots ? pitch - dot / 2 : 0;
    for (double down = pitch; down < mark->height - pitch / 3; down += pitch)
        pdf_line(canvas, x + across, y + down, x + mark->width - (dots ? pitch / 3 : 0), y + down, dots ? dot : hair,
                 mark->colour, dashes, dots ? 2 : 0);
    if (mark->paper == WORK_GRID)
        for (double right = pitch; right < mark->width - pitch / 3; right += pitch)
            pdf_line(canvas, x + right, y, x + right, y + mark->height, hair, mark->colour, NULL, 0);
}

static void draw_begin(void *pen, const struct page_mark *mark, double x, double y) {
    (void)x, (void)y;
    if (((struct form_pen *)pen)->form)
        page_form_begin(canvas_of(pen), mark);
    else
        pdf_begin(canvas_of(pen), mark->role, mark->alternative);
}

static void draw_end(void *pen, const struct page_mark *mark, double x, double y) {
    (void)mark, (void)x, (void)y;
    pdf_end(canvas_of(pen));
}

static void draw_field(void *pen, const struct page_mark *mark, double x, double y) {
    (void)x, (void)y;
    if (((struct form_pen *)pen)->form)
        page_form_add(((struct form_pen *)pen)->form, canvas_of(pen), mark);
}

static const struct page_surface surface = {{[MARK_TEXT] = draw_text,
                                             [MARK_LINE] = draw_line,
                                             [MARK_RECTANGLE] = draw_rectangle,
                                             [MARK_POLYGON] = draw_points,
                                             [MARK_CURVE] = draw_points,
                                             [MARK_CELLS] = draw_cells,
                                             [MARK_PAPER] = draw_paper,
                                             [MARK_FIELD] = draw_field,
                                             [MARK_BEGIN] = draw_begin,
                                             [MARK_END] = draw_end}};

static bool has_bar(const struct page_strip *strip, const struct page_bar *bar) {
    for (const struct page_bar *own = strip->bars; own; own = own->outer)
        if (own == bar)
            return true;
    return false;
}

/* Draws the bars of a strip, outer ones first. A bar extends up to the strip above if that has it too. */
static void draw_bars(struct pdf_canvas *canvas, const struct page_placed_strip *placed, const struct page_strip *above,
                      const struct page_bar *bar, double x) {
    if (!bar)
        return;
    draw_bars(canvas, placed, above, bar->outer, x);
    double bridge = above && has_bar(above, bar) ? placed->joined : 0;
    pdf_rectangle(canvas, x + bar->x, placed->y - bridge, bar->width, placed->strip->height + bridge, 0, NULL,
                  &bar->colour);
}

/* Draws a strip whose place is from x and the top of the page; `above` is the one above it, or NULL. */
static void draw_strip(struct form_pen *pen, const struct page_placed_strip *placed, const struct page_strip *above,
                       double x) {
    struct pdf_canvas *canvas = pen->canvas;
    const struct page_strip *strip = placed->strip;
    if (strip->bars) {
        pdf_begin(canvas, "Artifact", NULL);
        draw_bars(canvas, placed, above, strip->bars, x);
        pdf_end(canvas);
    }
    for (int i = 0; i < strip->inside_count; i++) {
        const struct page_placed_strip *before = i ? &strip->inside[i - 1] : NULL;
        struct page_placed_strip inner = strip->inside[i];
        const bool follows = before && before->x == inner.x;
        inner.x = 0;
        inner.y += placed->y;
        draw_strip(pen, &inner, follows ? before->strip : NULL, x + placed->x + strip->inside[i].x);
    }
    if (placed->repeated)
        pdf_begin(canvas, "Artifact", NULL);
    page_marks_draw(strip->first, &surface, pen, x + placed->x, placed->y);
    if (placed->repeated)
        pdf_end(canvas);
    if (strip->bookmark && strip->node)
        pdf_bookmark(canvas, strip->node->level, strip->bookmark, placed->y);
}

static void draw_page(struct form_pen *pen, const struct page_layout *layout, const struct page *page) {
    double left = layout->style->margin_left;
    const struct page_strip *above = NULL;
    for (int i = 0; i < page->count; i++) {
        draw_strip(pen, &page->strips[i], above, left);
        above = page->strips[i].strip;
    }
}

static void draw_document(struct form_pen *pen, const struct page_layout *layout) {
    struct pdf_canvas *canvas = pen->canvas;
    for (int p = 0; p < layout->page_count; p++) {
        pdf_add_page(canvas, layout->page_width, layout->page_height);
        if (p == 0)
            pdf_label(canvas, "");
        if (pen->form)
            page_form_turn(pen->form, canvas, p);
        if (layout->style->page_filled) {
            pdf_begin(canvas, "Artifact", NULL);
            pdf_rectangle(canvas, 0, 0, layout->page_width, layout->page_height, 0, NULL, &layout->style->page_fill);
            pdf_end(canvas);
        }
        draw_page(pen, layout, &layout->pages[p]);
    }
    /* Running heads are drawn when all elements are closed. */
    for (int p = 0; p < layout->page_count; p++) {
        pdf_select_page(canvas, p);
        pdf_split_page(canvas);
        pdf_begin(canvas, "Pagination", NULL);
        page_marks_draw(layout->pages[p].furniture, &surface, pen, 0, 0);
        pdf_end(canvas);
    }
    pdf_seal_pages(canvas);
}

/* The title of a document in the outline of a print file: the person. */
static const char *print_title(const struct document *document) {
    const struct parameter_set *set = document->set;
    if (!set || !set->id)
        return document->title ? document->title : "";
    const char *name = set->name ? set->name : set->id;
    bool scenario = set->scenario && *set->scenario;
    return arena_printf(document->arena, "%s (%s%s%s)", name, set->id, scenario ? ", " : "",
                        scenario ? set->scenario : "");
}

bool page_write(struct doc_writer *writer, const struct document *document, struct text *out, struct text *packed,
                struct page_geometry *geometry, int *pages, struct diag *diag) {
    struct page_resources *resources = page_writer_resources(writer, document->print, diag);
    struct page_layout *layout = resources ? page_layout_document(resources, document, diag) : NULL;
    bool fine = false;
    if (!resources)
        return false;
    if (layout) {
        struct pdf_canvas *canvas =
            pdf_new(resources->fonts, document->title ? document->title : "", document->language);
        draw_document(&(struct form_pen){canvas, NULL}, layout);
        if (packed) {
            page_print_file_pack_head(packed, document->language, print_title(document),
                                      document->set ? document->set->stem : "");
            pdf_pack(canvas, packed);
        }
        *pages = pdf_page_count(canvas);
        fine = pdf_finish(canvas, out, diag);
        pdf_free(canvas);
        if (geometry)
            page_geometry_put(layout, geometry);
    }
    pdf_fonts_trim(resources->fonts);
    return fine;
}

bool page_write_form(struct doc_writer *writer, const struct document *document, struct text *out, struct diag *diag) {
    struct page_resources *resources = page_writer_resources(writer, document->print, diag);
    if (!resources)
        return false;
    struct page_layout *layout = page_layout_document(resources, document, diag);
    struct page_form *form = layout ? page_form_new(layout) : NULL;
    bool fine = layout;
    if (form) {
        struct pdf_canvas *canvas =
            pdf_new(resources->fonts, document->title ? document->title : "", document->language);
        draw_document(&(struct form_pen){canvas, form}, layout);
        fine = pdf_finish(canvas, out, diag);
        pdf_free(canvas);
    }
    pdf_fonts_trim(resources->fonts);
    return fine;
}

static bool write_file(struct doc_writer *writer, const struct document *document, struct text *out,
                       struct diag *diag) {
    int pages;
    return page_write(writer, document, out, NULL, NULL, &pages, diag);
}

static char *copy_of(const char *text) {
    return text ? strcpy(alloc_bytes(strlen(text) + 1), text) : NULL;
}

struct page_resources *page_writer_resources(struct doc_writer *writer, const char *print, struct diag *diag) {
    struct page_writer *pdf = (struct page_writer *)writer;
    if (!print)
        return pdf->resources;
    for (const struct writer_print *own = pdf->prints; own; own = own->next)
        if (strcmp(own->name, print) == 0)
            return own->resources;
    struct page_resources *resources = page_resources_new(pdf->home, pdf->folder, print, diag);
    if (!resources)
        return NULL;
    struct writer_print *own = alloc_bytes(sizeof *own);
    *own = (struct writer_print){copy_of(print), resources, pdf->prints};
    pdf->prints = own;
    return resources;
}

struct pdf_fonts *page_writer_fonts(struct doc_writer *writer, const char *print, struct diag *diag) {
    const struct page_resources *resources = page_writer_resources(writer, print, diag);
    return resources ? resources->fonts : NULL;
}

static void free_writer(struct doc_writer *writer) {
    struct page_writer *pdf = (struct page_writer *)writer;
    for (struct writer_print *own = pdf->prints, *next; own; own = next) {
        next = own->next;
        page_resources_free(own->resources);
        free(own->name);
        free(own);
    }
    page_resources_free(pdf->resources);
    free(pdf->home);
    free(pdf->folder);
    free(pdf);
}

static struct doc_writer *new_writer(const char *home, const char *folder, struct diag *diag) {
    struct page_resources *resources = page_resources_new(home, folder, NULL, diag);
    if (!resources)
        return NULL;
    struct page_writer *pdf = alloc_bytes(sizeof *pdf);
    *pdf = (struct page_writer){{&page_backend}, resources, NULL, copy_of(home), copy_of(folder)};
    return &pdf->writer;
}

const struct doc_backend page_backend = {&doc_formats[FORMAT_PDF], new_writer, write_file, free_writer};
