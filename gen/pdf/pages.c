/* A file from its first page to its last byte, and the pages that are drawn in it. libharu keeps the document, its
 * fonts and cross-references. */
#include "pdf/canvas.h"
#include "pdf/deflate.h"
#include "pdf/repeats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_PAGE = 14400, SMALLEST_PAGE = 3 };
enum { USUAL_BYTES = 16 * 1024 /* of a page's content */ };

static void remember_error(HPDF_STATUS error, HPDF_STATUS detail, void *data) {
    struct pdf_canvas *canvas = data;
    if (canvas->error)
        return;
    canvas->error = error;
    canvas->error_detail = detail;
}

static void *allocate(HPDF_UINT size) {
    return alloc_bytes(size);
}

/* We write to libharu's structs, so a version that lays them out differently from its header must be refused. */
static void check_library(struct pdf_canvas *canvas) {
    int major = 0, minor = 0;
    if (sscanf(HPDF_GetVersion(), "%d.%d", &major, &minor) != 2 || major != HPDF_MAJOR_VERSION ||
        minor != HPDF_MINOR_VERSION)
        pdf_fail(canvas, "this program was built for libharu %d.%d but found %s; build it again", HPDF_MAJOR_VERSION,
                 HPDF_MINOR_VERSION, HPDF_GetVersion());
}

struct pdf_canvas *pdf_new(struct pdf_fonts *fonts, const char *title, const char *language) {
    struct pdf_canvas *canvas = alloc_bytes(sizeof *canvas);
    *canvas = (struct pdf_canvas){.fonts = fonts, .arena = arena_new(), .near_bytes = FAR - 1};
    canvas->document = HPDF_NewEx(remember_error, allocate, free, 0, canvas);
    if (!canvas->document)
        alloc_failed(sizeof *canvas->document);
    check_library(canvas);
    if (pdf_failed(canvas))
        return canvas;

    HPDF_Doc document = canvas->document;
    document->pdf_version = HPDF_VER_17;
    canvas->title = arena_strdup(canvas->arena, title);
    canvas->language = arena_strdup(canvas->arena, language);
    HPDF_Dict_Add(document->info, "Title", pdf_text_string(canvas, title));
    HPDF_Dict_Add(document->catalog, "Lang", HPDF_String_New(document->mmgr, language, NULL));
    HPDF_Dict preferences = HPDF_Dict_New(document->mmgr);
    HPDF_Dict_AddBoolean(preferences, "DisplayDocTitle", HPDF_TRUE);
    HPDF_Dict_Add(document->catalog, "ViewerPreferences", preferences);
    /* All pages share one resource dictionary: the fonts. */
    canvas->resources = HPDF_Dict_New(document->mmgr);
    HPDF_Xref_Add(document->xref, canvas->resources);
    canvas->font_resources = HPDF_Dict_New(document->mmgr);
    HPDF_Dict_Add(canvas->resources, "Font", canvas->font_resources);
    pdf_begin_tags(canvas);
    text_puts(&canvas->written, "%PDF-1.7\n%\xB7\xBE\xAD\xAA\n"); /* the second line marks the file as binary */
    return canvas;
}

void pdf_write_to(struct pdf_canvas *canvas, pdf_put_bytes *put, void *context) {
    canvas->put = put;
    canvas->put_context = context;
}

void pdf_free(struct pdf_canvas *canvas) {
    if (!canvas)
        return;
    for (size_t i = 0; i < canvas->page_count; i++)
        text_free(&canvas->pages[i].content), text_free(&canvas->pages[i].annotations);
    text_free(&canvas->written);
    text_free(&canvas->print_outline.held);
    text_free(&canvas->labels);
    if (canvas->shared)
        pdf_repeats_free(canvas->shared);
    HPDF_Free(canvas->document);
    arena_free(canvas->arena);
    free(canvas);
}

void pdf_add_page(struct pdf_canvas *canvas, double width, double height) {
    if (pdf_failed(canvas))
        return;
    if (!(width >= SMALLEST_PAGE && width <= LARGEST_PAGE && height >= SMALLEST_PAGE && height <= LARGEST_PAGE)) {
        pdf_fail(canvas, "a page of %g x %g points is not possible: each side must be %d to %d points", width, height,
                 SMALLEST_PAGE, LARGEST_PAGE);
        return;
    }
    canvas->pages =
        arena_grow(canvas->arena, canvas->pages, canvas->page_count, &canvas->page_capacity, sizeof *canvas->pages);
    struct pdf_page *page = &canvas->pages[canvas->page_count];
    *page = (struct pdf_page){.width = width, .height = height, .font = -1, .fill = {-1}, .stroke = {-1}};
    text_reserve(&page->content, USUAL_BYTES);
    text_puts(&page->content, "1 j\n"); /* round joins: no spikes at the turns of a curve */
    canvas->page = canvas->page_count++;
}

int pdf_page_count(const struct pdf_canvas *canvas) {
    return (int)canvas->page_count;
}

void pdf_select_page(struct pdf_canvas *canvas, int page) {
    if (pdf_failed(canvas))
        return;
    if (page < 0 || (size_t)page >= canvas->page_count) {
        pdf_fail(canvas, "there is no page %d; the file has %zu", page + 1, canvas->page_count);
        return;
    }
    canvas->page = (size_t)page;
}

void pdf_split_page(struct pdf_canvas *canvas) {
    struct pdf_page *page = pdf_current_page(canvas);
    if (!page)
        return;
    pdf_end_content(page);
    page->split = page->content.length;
}

/* Deflates and writes a page, with its key in the parent tree if anything on it is tagged. */
static void seal(struct pdf_canvas *canvas, struct pdf_page *page) {
    pdf_end_content(page);
    struct text more = {0};
    text_puts(&more, "");
    if (page->mcid_count > 0)
        text_printf(&more, "\n/StructParents %zu /Tabs /S", (size_t)(page - canvas->pages));
    if (page->annotations.length)
        text_printf(&more, "\n/Annots [%s]", page->annotations.bytes);
    size_t split = page->split ? page->split : page->content.length;
    const size_t borders[] = {0, split, page->content.length};
    unsigned contents[CONTENT_STREAMS] = {0};
    struct text deflated = {0};
    for (int i = 0; i < CONTENT_STREAMS && borders[i] < borders[i + 1]; i++) {
        text_clear(&deflated);
        pdf_deflater_run(pdf_fonts_deflater(canvas->fonts), page->content.bytes + borders[i],
                         borders[i + 1] - borders[i], &deflated);
        page->streams[i].length = deflated.length;
        contents[i] = pdf_put_stream(canvas, deflated.bytes, deflated.length, "", &page->streams[i].at);
    }
    if (page->picture.number)
        pdf_put_picture_resources(canvas, 0, page->picture.number, &more);
    page->number = pdf_put_page(canvas, page->width, page->height, page->picture.number ? NULL : canvas->resources,
                                contents, more.bytes);
    page->sealed = true;
    text_free(&deflated);
    text_free(&more);
    text_free(&page->content);
    text_free(&page->annotations);
}

void pdf_seal_pages(struct pdf_canvas *canvas) {
    size_t first = canvas->page_count;
    while (first > 0 && !canvas->pages[first - 1].sealed)
        first--;
    for (size_t i = first; i < canvas->page_count && !pdf_failed(canvas); i++)
        seal(canvas, &canvas->pages[i]);
}

void pdf_pack(struct pdf_canvas *canvas, struct text *out) {
    pdf_seal_pages(canvas);
    size_t count = pdf_failed(canvas) ? 0 : canvas->page_count;
    pdf_pack_fonts(canvas, out);
    record_put_number(out, count);
    for (size_t i = 0; i < count; i++) {
        const struct pdf_page *page = &canvas->pages[i];
        record_put_real(out, page->width);
        record_put_real(out, page->height);
        for (int j = 0; j < CONTENT_STREAMS; j++)
            record_put_bytes(out, canvas->written.bytes + page->streams[j].at, page->streams[j].length);
        record_put_bytes(out, canvas->written.bytes + page->picture.at, page->picture.length);
    }
}

void pdf_label(struct pdf_canvas *canvas, const char *prefix) {
    if (!pdf_failed(canvas))
        pdf_put_label(canvas, canvas->page, prefix);
}

void pdf_bookmark(struct pdf_canvas *canvas, int level, const char *title, double y) {
    if (pdf_failed(canvas) || !pdf_check_numbers(canvas, "a bookmark", &y, 1))
        return;
    if (canvas->page >= canvas->page_count) {
        pdf_fail(canvas, "a bookmark was set before the first page");
        return;
    }
    canvas->bookmarks = arena_grow(canvas->arena, canvas->bookmarks, canvas->bookmark_count, &canvas->bookmark_capacity,
                                   sizeof *canvas->bookmarks);
    canvas->bookmarks[canvas->bookmark_count++] =
        (struct pdf_bookmark){.title = arena_strdup(canvas->arena, title),
                              .level = level,
                              .page = canvas->page,
                              .y = lround(canvas->pages[canvas->page].height - y)};
}

/* The object number of a content stream with these bytes: that of an earlier page, if it is remembered. */
static unsigned share_content(struct pdf_canvas *canvas, const char *deflated, size_t length) {
    if (length == 0)
        return 0;
    if (!canvas->shared)
        canvas->shared = pdf_repeats_new();
    struct pdf_repeat *repeat = pdf_repeats_find(canvas->shared, deflated, length);
    if (repeat && repeat->number)
        return repeat->number;
    unsigned number = pdf_put_stream(canvas, deflated, length, "", NULL);
    if (repeat)
        repeat->number = number;
    return number;
}

/* The side of a packed page, in points. */
static double take_side(struct record *packed) {
    double side = record_take_real(packed);
    packed->damaged = packed->damaged || !(side >= SMALLEST_PAGE && side <= LARGEST_PAGE);
    return packed->damaged ? 0 : side;
}

void pdf_add_packed(struct pdf_canvas *canvas, struct record *packed, const char *title, const char *prefix) {
    if (pdf_failed(canvas))
        return;
    unsigned fonts;
    HPDF_Dict resources = pdf_add_fonts(canvas, packed, &fonts);
    struct text more = {0};
    size_t count = record_take_number(packed, INT32_MAX);
    double width = 0, height = 0;
    if (resources && count)
        pdf_put_label(canvas, canvas->pages_in_tree, prefix);
    for (size_t i = 0; i < count && !packed->damaged; i++) {
        unsigned contents[CONTENT_STREAMS] = {0};
        width = take_side(packed);
        height = take_side(packed);
        for (int j = 0; j < CONTENT_STREAMS; j++) {
            size_t length;
            const char *deflated = record_take_bytes(packed, &length);
            contents[j] = share_content(canvas, deflated, length);
        }
        size_t picture_length;
        const char *picture = record_take_bytes(packed, &picture_length);
        text_clear(&more);
        text_puts(&more, "");
        if (picture_length)
            pdf_put_picture_resources(canvas, fonts, pdf_put_picture(canvas, picture, picture_length, NULL), &more);
        unsigned number = pdf_put_page(canvas, width, height, picture_length ? NULL : resources, contents, more.bytes);
        if (i == 0)
            pdf_put_print_entry(canvas, title, number, height);
    }
    if (count % 2)
        pdf_put_page(canvas, width, height, resources, (const unsigned[CONTENT_STREAMS]){0}, "");
    text_free(&more);
    if (!record_end(packed))
        pdf_fail(canvas, "pages that were made for it are damaged");
}

/* Why the file cannot be written; NULL if it can. */
static const char *find_fault(struct pdf_canvas *canvas) {
    if (!canvas->error)
        canvas->error = HPDF_GetError(canvas->document);
    if (!canvas->fault && canvas->error)
        pdf_fail(canvas, "libharu reports error 0x%04lX (detail %lu)", canvas->error, canvas->error_detail);
    return canvas->fault;
}

bool pdf_finish(struct pdf_canvas *canvas, struct text *out, struct diag *diag) {
    if (canvas->depth > 0)
        pdf_fail(canvas, "%d elements of the document were begun but not ended", canvas->depth);
    pdf_seal_pages(canvas);
    if (canvas->pages_in_tree == 0)
        pdf_fail(canvas, "the file has no page");
    pdf_finish_fonts(canvas);
    pdf_finish_form(canvas);
    pdf_finish_tags(canvas);
    pdf_finish_metadata(canvas);
    if (!find_fault(canvas))
        pdf_finish_objects(canvas);
    const char *fault = find_fault(canvas);
    if (!fault) {
        if (out->length) {
            text_append(out, canvas->written.bytes, canvas->written.length);
        } else { /* a whole file is not copied */
            text_free(out);
            *out = canvas->written;
            canvas->written = (struct text){0};
        }
        return true;
    }
    diag_report(diag, SEVERITY_ERROR, NOWHERE, "this PDF file cannot be written: %s", fault);
    return false;
}
