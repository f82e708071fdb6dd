/* The PDF writer: draws the marks of laid-out pages on a canvas. */
#include "document/document.h"
#include "page/layout.h"
#include "page/page.h"
#include "pdf/pdf.h"
#include "sets/sets.h"

#include <stdlib.h>

/* An entry of the outline. The outline is written at the end, when it is known whether there are several documents. */
struct outline_entry {
    const char *title;
    double y;
    int page, level; /* level 0: a document */
};

/* A file being made. */
struct file {
    struct arena *arena; /* title and outline */
    struct pdf_canvas *canvas;
    const char *title;
    struct outline_entry *entries;
    size_t entry_count, entry_capacity;
    int document_count;
    bool begun;
};

struct page_writer {
    struct doc_writer writer;
    struct page_resources *resources;
    struct file file;
};

static void end_file(struct file *file) {
    pdf_free(file->canvas);
    arena_reset(file->arena);
    *file = (struct file){.arena = file->arena};
}

static bool begin_file(struct doc_writer *writer, const char *title, struct diag *diag) {
    struct file *file = &((struct page_writer *)writer)->file;
    (void)diag;
    end_file(file);
    file->title = arena_strdup(file->arena, title ? title : "");
    file->begun = true;
    return true;
}

static void draw_marks(struct pdf_canvas *canvas, const struct page_mark *mark, double x, double y) {
    for (; mark; mark = mark->next) {
        double left = x + mark->x, top = y + mark->y;
        switch (mark->kind) {
        case MARK_TEXT:
            pdf_text(canvas, left, top, mark->size, mark->colour, mark->shaped);
            break;
        case MARK_LINE:
            pdf_line(canvas, left, top, left + mark->width, top + mark->height, mark->size, mark->colour, mark->dashes,
                     mark->dash_count);
            break;
        case MARK_RECTANGLE:
            pdf_rectangle(canvas, left, top, mark->width, mark->height, mark->size, mark->filled ? NULL : &mark->colour,
                          mark->filled ? &mark->colour : NULL);
            break;
        case MARK_CELLS:
            pdf_cells(canvas, left, top, mark->size, mark->points, mark->point_count / 2, mark->colour);
            break;
        case MARK_POLYGON: {
            double *points = alloc_bytes(2 * sizeof *points * (size_t)mark->point_count + 1);
            for (int i = 0; i < mark->point_count; i++) {
                points[2 * i] = left + mark->points[2 * i];
                points[2 * i + 1] = top + mark->points[2 * i + 1];
            }
            if (!mark->curve)
                pdf_polygon(canvas, points, mark->point_count, mark->closed, mark->size,
                            mark->filled ? NULL : &mark->colour, mark->filled ? &mark->colour : NULL);
            else
                pdf_curve(canvas, points, mark->point_count, mark->size, mark->colour, mark->dashes, mark->dash_count);
            free(points);
            break;
        }
        case MARK_BEGIN:
            pdf_begin(canvas, mark->role, mark->alternative);
            break;
        case MARK_END:
            pdf_end(canvas);
            break;
        }
    }
}

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

static void add_entry(struct file *file, int level, const char *title, int page, double y) {
    file->entries =
        arena_grow(file->arena, file->entries, file->entry_count, &file->entry_capacity, sizeof *file->entries);
    file->entries[file->entry_count++] = (struct outline_entry){arena_strdup(file->arena, title), y, page, level};
}

static void draw_page(struct file *file, const struct page_layout *layout, const struct page *page, int number) {
    double left = layout->style->margin_left;
    const struct page_strip *above = NULL;
    for (int i = 0; i < page->count; i++) {
        const struct page_placed_strip *placed = &page->strips[i];
        const struct page_strip *strip = placed->strip;
        if (strip->bars) {
            pdf_begin(file->canvas, "Artifact", NULL);
            draw_bars(file->canvas, placed, above, strip->bars, left);
            pdf_end(file->canvas);
        }
        if (placed->repeated)
            pdf_begin(file->canvas, "Artifact", NULL);
        draw_marks(file->canvas, strip->first, left + placed->x, placed->y);
        if (placed->repeated)
            pdf_end(file->canvas);
        if (strip->bookmark && strip->node)
            add_entry(file, strip->node->level, strip->bookmark, number, placed->y);
        above = strip;
    }
}

/* The title of a document in the outline of a file with several documents: the person. */
static const char *entry_title(const struct document *document) {
    const struct parameter_set *set = document->set;
    if (!set || !set->id)
        return document->title ? document->title : "";
    const char *name = set->name ? set->name : set->id;
    bool scenario = set->scenario && *set->scenario;
    return arena_printf(document->arena, "%s (%s%s%s)", name, set->id, scenario ? ", " : "",
                        scenario ? set->scenario : "");
}

static void draw_document(const struct page_writer *pdf, struct file *file, const struct page_layout *layout,
                          const struct document *document) {
    if (!file->canvas)
        file->canvas = pdf_new(pdf->resources->fonts, file->title, document->language);
    int first = pdf_page_count(file->canvas);
    add_entry(file, 0, entry_title(document), first, 0);
    for (int p = 0; p < layout->page_count; p++) {
        pdf_add_page(file->canvas, layout->page_width, layout->page_height);
        if (p == 0)
            pdf_label(file->canvas, "");
        draw_page(file, layout, &layout->pages[p], first + p);
    }
    /* Running heads are drawn when all elements are closed. */
    for (int p = 0; p < layout->page_count; p++) {
        pdf_select_page(file->canvas, first + p);
        pdf_split_page(file->canvas);
        pdf_begin(file->canvas, "Pagination", NULL);
        draw_marks(file->canvas, layout->pages[p].furniture, 0, 0);
        pdf_end(file->canvas);
    }
    file->document_count++;
    pdf_seal_pages(file->canvas);
}

static bool add_file(struct doc_writer *writer, const struct document *document, struct diag *diag) {
    struct page_writer *pdf = (struct page_writer *)writer;
    if (!pdf->file.begun)
        return false;
    struct page_layout *layout = page_layout_document(pdf->resources, document, diag);
    if (layout) /* otherwise the document is left out; those added before it stay */
        draw_document(pdf, &pdf->file, layout, document);
    pdf_fonts_trim(pdf->resources->fonts);
    return layout != NULL;
}

/* If there are several documents, they are level 1 and headings are below them; no level is skipped on the way down. */
static void make_outline(struct file *file) {
    bool several = file->document_count > 1;
    int previous = 0;
    for (size_t i = 0; i < file->entry_count; i++) {
        const struct outline_entry *entry = &file->entries[i];
        if (entry->level == 0)
            previous = 0;
        if (entry->level == 0 && !several)
            continue;
        int level = entry->level + several;
        if (level > previous + 1)
            level = previous + 1;
        pdf_select_page(file->canvas, entry->page);
        pdf_bookmark(file->canvas, level, entry->title, entry->y);
        previous = level;
    }
}

static bool finish_file(struct doc_writer *writer, struct text *out, struct diag *diag) {
    struct file *file = &((struct page_writer *)writer)->file;
    if (!file->begun)
        return false;
    bool fine = file->canvas != NULL;
    if (fine) {
        make_outline(file);
        fine = pdf_finish(file->canvas, out, diag);
    } else {
        diag_report(diag, SEVERITY_ERROR, (struct pos){0}, "no document was added to the file \"%s\"", file->title);
    }
    end_file(file);
    return fine;
}

bool page_writer_pack(struct doc_writer *writer, const struct document *document, struct text *packed) {
    struct page_writer *pdf = (struct page_writer *)writer;
    if (!pdf->file.canvas)
        return false;
    page_print_file_pack_head(packed, document->language, entry_title(document),
                              document->set ? document->set->stem : "");
    pdf_pack(pdf->file.canvas, packed);
    return true;
}

int page_writer_pages(struct doc_writer *writer) {
    const struct page_writer *pdf = (const struct page_writer *)writer;
    return pdf->file.canvas ? pdf_page_count(pdf->file.canvas) : 0;
}

struct pdf_fonts *page_writer_fonts(struct doc_writer *writer) {
    return ((struct page_writer *)writer)->resources->fonts;
}

static void free_file(struct doc_writer *writer) {
    struct page_writer *pdf = (struct page_writer *)writer;
    pdf_free(pdf->file.canvas);
    arena_free(pdf->file.arena);
    page_resources_free(pdf->resources);
    free(pdf);
}

struct doc_writer *page_writer_new(const char *home, const char *folder, struct diag *diag) {
    static const struct doc_writer_functions functions = {begin_file, add_file, finish_file, free_file};
    struct page_resources *resources = page_resources_new(home, folder, diag);
    if (!resources)
        return NULL;
    struct page_writer *pdf = alloc_bytes(sizeof *pdf);
    *pdf = (struct page_writer){.writer = {&functions}, .resources = resources, .file = {.arena = arena_new()}};
    return &pdf->writer;
}
