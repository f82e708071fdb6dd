/* The PDF writer: draws the marks of laid-out pages on a canvas. */
#include "document/document.h"
#include "page/layout.h"
#include "page/page.h"
#include "pdf/pdf.h"
#include "sets/sets.h"

#include <stdlib.h>

struct page_writer {
    struct doc_writer writer;
    struct page_resources *resources;
};

static void draw_text(void *canvas, const struct page_mark *mark, double x, double y) {
    pdf_text(canvas, x, y, mark->size, mark->colour, mark->shaped);
}

static void draw_line(void *canvas, const struct page_mark *mark, double x, double y) {
    pdf_line(canvas, x, y, x + mark->width, y + mark->height, mark->size, mark->colour, mark->dashes, mark->dash_count);
}

static void draw_rectangle(void *canvas, const struct page_mark *mark, double x, double y) {
    pdf_rectangle(canvas, x, y, mark->width, mark->height, mark->size, mark->filled ? NULL : &mark->colour,
                  mark->filled ? &mark->colour : NULL);
}

static void draw_points(void *canvas, const struct page_mark *mark, double x, double y) {
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

static void draw_cells(void *canvas, const struct page_mark *mark, double x, double y) {
    pdf_cells(canvas, x, y, mark->size, mark->points, mark->point_count / 2, mark->colour);
}

/* Dots are dashes as long as they are wide. */
static void draw_paper(void *canvas, const struct page_mark *mark, double x, double y) {
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

static void draw_begin(void *canvas, const struct page_mark *mark, double x, double y) {
    (void)x, (void)y;
    pdf_begin(canvas, mark->role, mark->alternative);
}

static void draw_end(void *canvas, const struct page_mark *mark, double x, double y) {
    (void)mark, (void)x, (void)y;
    pdf_end(canvas);
}

static const struct page_surface surface = {{[MARK_TEXT] = draw_text,
                                             [MARK_LINE] = draw_line,
                                             [MARK_RECTANGLE] = draw_rectangle,
                                             [MARK_POLYGON] = draw_points,
                                             [MARK_CURVE] = draw_points,
                                             [MARK_CELLS] = draw_cells,
                                             [MARK_PAPER] = draw_paper,
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
static void draw_strip(struct pdf_canvas *canvas, const struct page_placed_strip *placed,
                       const struct page_strip *above, double x) {
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
        draw_strip(canvas, &inner, follows ? before->strip : NULL, x + placed->x + strip->inside[i].x);
    }
    if (placed->repeated)
        pdf_begin(canvas, "Artifact", NULL);
    page_marks_draw(strip->first, &surface, canvas, x + placed->x, placed->y);
    if (placed->repeated)
        pdf_end(canvas);
    if (strip->bookmark && strip->node)
        pdf_bookmark(canvas, strip->node->level, strip->bookmark, placed->y);
}

static void draw_page(struct pdf_canvas *canvas, const struct page_layout *layout, const struct page *page) {
    double left = layout->style->margin_left;
    const struct page_strip *above = NULL;
    for (int i = 0; i < page->count; i++) {
        draw_strip(canvas, &page->strips[i], above, left);
        above = page->strips[i].strip;
    }
}

static void draw_document(struct pdf_canvas *canvas, const struct page_layout *layout) {
    for (int p = 0; p < layout->page_count; p++) {
        pdf_add_page(canvas, layout->page_width, layout->page_height);
        if (p == 0)
            pdf_label(canvas, "");
        draw_page(canvas, layout, &layout->pages[p]);
    }
    /* Running heads are drawn when all elements are closed. */
    for (int p = 0; p < layout->page_count; p++) {
        pdf_select_page(canvas, p);
        pdf_split_page(canvas);
        pdf_begin(canvas, "Pagination", NULL);
        page_marks_draw(layout->pages[p].furniture, &surface, canvas, 0, 0);
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
    struct page_resources *resources = ((struct page_writer *)writer)->resources;
    struct page_layout *layout = page_layout_document(resources, document, diag);
    bool fine = false;
    if (layout) {
        struct pdf_canvas *canvas =
            pdf_new(resources->fonts, document->title ? document->title : "", document->language);
        draw_document(canvas, layout);
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

static bool write_file(struct doc_writer *writer, const struct document *document, struct text *out,
                       struct diag *diag) {
    int pages;
    return page_write(writer, document, out, NULL, NULL, &pages, diag);
}

struct pdf_fonts *page_writer_fonts(struct doc_writer *writer) {
    return ((struct page_writer *)writer)->resources->fonts;
}

static void free_writer(struct doc_writer *writer) {
    page_resources_free(((struct page_writer *)writer)->resources);
    free(writer);
}

static struct doc_writer *new_writer(const char *home, const char *folder, struct diag *diag) {
    struct page_resources *resources = page_resources_new(home, folder, diag);
    if (!resources)
        return NULL;
    struct page_writer *pdf = alloc_bytes(sizeof *pdf);
    *pdf = (struct page_writer){{&page_backend}, resources};
    return &pdf->writer;
}

const struct doc_backend page_backend = {&doc_formats[FORMAT_PDF], new_writer, write_file, free_writer};
