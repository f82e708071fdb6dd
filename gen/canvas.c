/* libharu keeps the document, its pages, streams, outline and cross-references. */
#include "canvas_file.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
    LARGEST_PAGE = 14400,
    SMALLEST_PAGE = 3,
    FARTHEST = 32000 /* points */,
    PAGES_PER_NODE = 256,
    DEFLATE_LEVEL = 3
};

void canvas_fail(struct canvas *canvas, const char *format, ...) {
    if (canvas->fault)
        return;
    va_list arguments;
    va_start(arguments, format);
    canvas->fault = arena_vprintf(canvas->arena, format, arguments);
    va_end(arguments);
}

bool canvas_failed(const struct canvas *canvas) {
    return canvas->fault || canvas->error;
}

static void remember_error(HPDF_STATUS error, HPDF_STATUS detail, void *data) {
    struct canvas *canvas = data;
    if (canvas->error)
        return;
    canvas->error = error;
    canvas->error_detail = detail;
}

static void *allocate(HPDF_UINT size) {
    return alloc_bytes(size);
}

HPDF_Binary canvas_text_string(struct canvas *canvas, const char *text) {
    enum { MOST_BYTES = 65000 }; /* libharu's limit is 65,535 */
    size_t length = strlen(text), size = 0;
    HPDF_BYTE *bytes = arena_alloc(canvas->arena, 2 * length + 6);
    bytes[size++] = 0xFE;
    bytes[size++] = 0xFF;
    for (size_t i = 0; i < length && size < MOST_BYTES;) {
        unsigned code_point;
        int taken = utf8_decode(text + i, length - i, &code_point);
        if (!taken)
            code_point = 0xFFFD;
        i += taken ? (size_t)taken : 1;
        if (code_point >= 0x10000) {
            unsigned high = 0xD800 + ((code_point - 0x10000) >> 10);
            bytes[size++] = (HPDF_BYTE)(high >> 8);
            bytes[size++] = (HPDF_BYTE)high;
            code_point = 0xDC00 + ((code_point - 0x10000) & 0x3FF);
        }
        bytes[size++] = (HPDF_BYTE)(code_point >> 8);
        bytes[size++] = (HPDF_BYTE)code_point;
    }
    return HPDF_Binary_New(canvas->document->mmgr, bytes, (HPDF_UINT)size);
}

/* Tells readers that the stream's bytes are deflated already; libharu deflates none that have no filter. */
static HPDF_STATUS write_filter(HPDF_Dict stream, HPDF_Stream out) {
    (void)stream;
    return HPDF_Stream_WriteStr(out, "/Filter /FlateDecode\n");
}

/* Once in the file, a stream's bytes are given up: the file as a whole is held but once. */
static HPDF_STATUS drop_written(HPDF_Dict stream) {
    HPDF_MemStream_FreeData(stream->stream);
    return HPDF_OK;
}

void canvas_put_deflated(HPDF_Dict stream, const unsigned char *bytes, size_t length) {
    HPDF_Stream_Write(stream->stream, bytes, (HPDF_UINT)length);
    stream->filter = HPDF_STREAM_FILTER_NONE;
    stream->write_fn = write_filter;
    stream->after_write_fn = drop_written;
}

void canvas_fill_stream(struct canvas *canvas, HPDF_Dict stream, const char *bytes, size_t length) {
    deflateReset(&canvas->deflater);
    uLong bound = deflateBound(&canvas->deflater, length);
    Bytef *deflated = alloc_bytes(bound);
    canvas->deflater.next_in = (Bytef *)(uintptr_t)bytes;
    canvas->deflater.avail_in = (uInt)length;
    canvas->deflater.next_out = deflated;
    canvas->deflater.avail_out = (uInt)bound;
    if (deflate(&canvas->deflater, Z_FINISH) != Z_STREAM_END)
        canvas_fail(canvas, "zlib could not deflate %zu bytes", length);
    canvas_put_deflated(stream, deflated, bound - canvas->deflater.avail_out);
    free(deflated);
}

/* A library whose structs are laid out in another way than in the header would be written to blindly. */
static void check_library(struct canvas *canvas) {
    int major = 0, minor = 0;
    if (sscanf(HPDF_GetVersion(), "%d.%d", &major, &minor) != 2 || major != HPDF_MAJOR_VERSION ||
        minor != HPDF_MINOR_VERSION)
        canvas_fail(canvas, "this program was built for libharu %d.%d, but finds %s: build it again",
                    HPDF_MAJOR_VERSION, HPDF_MINOR_VERSION, HPDF_GetVersion());
}

struct canvas *canvas_new(struct fonts *fonts, const char *title, const char *language) {
    struct canvas *canvas = alloc_bytes(sizeof *canvas);
    *canvas = (struct canvas){.fonts = fonts, .arena = arena_new()};
    int faces = fonts_face_count(fonts);
    canvas->font_of_face = arena_array(canvas->arena, (size_t)faces, sizeof *canvas->font_of_face);
    for (int i = 0; i < faces; i++)
        canvas->font_of_face[i] = -1;
    if (deflateInit(&canvas->deflater, DEFLATE_LEVEL) != Z_OK)
        alloc_failed(sizeof canvas->deflater);
    canvas->document = HPDF_NewEx(remember_error, allocate, free, 0, canvas);
    if (!canvas->document)
        alloc_failed(sizeof *canvas->document);
    check_library(canvas);
    if (canvas_failed(canvas))
        return canvas;

    HPDF_Doc document = canvas->document;
    document->pdf_version = HPDF_VER_17;
    HPDF_SetPagesConfiguration(document, PAGES_PER_NODE);
    canvas->title = arena_strdup(canvas->arena, title);
    canvas->language = arena_strdup(canvas->arena, language);
    HPDF_Dict_Add(document->info, "Title", canvas_text_string(canvas, title));
    HPDF_Dict_Add(document->catalog, "Lang", HPDF_String_New(document->mmgr, language, NULL));
    HPDF_Dict preferences = HPDF_Dict_New(document->mmgr);
    HPDF_Dict_AddBoolean(preferences, "DisplayDocTitle", HPDF_TRUE);
    HPDF_Dict_Add(document->catalog, "ViewerPreferences", preferences);
    /* All pages share one dictionary of resources: the fonts. */
    canvas->resources = HPDF_Dict_New(document->mmgr);
    HPDF_Xref_Add(document->xref, canvas->resources);
    canvas->font_resources = HPDF_Dict_New(document->mmgr);
    HPDF_Dict_Add(canvas->resources, "Font", canvas->font_resources);
    canvas_begin_tags(canvas);
    return canvas;
}

void canvas_free(struct canvas *canvas) {
    if (!canvas)
        return;
    for (size_t i = 0; i < canvas->page_count; i++)
        text_free(&canvas->pages[i].content);
    text_free(&canvas->scratch);
    deflateEnd(&canvas->deflater);
    HPDF_Free(canvas->document);
    arena_free(canvas->arena);
    free(canvas);
}

bool canvas_check_numbers(struct canvas *canvas, const char *what, const double *numbers, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(fabs(numbers[i]) <= FARTHEST)) {
            canvas_fail(canvas, "%s stands or measures %g points, which no page can hold", what, numbers[i]);
            return false;
        }
    return true;
}

void canvas_add_page(struct canvas *canvas, double width, double height) {
    if (canvas_failed(canvas))
        return;
    if (!(width >= SMALLEST_PAGE && width <= LARGEST_PAGE && height >= SMALLEST_PAGE && height <= LARGEST_PAGE)) {
        canvas_fail(canvas, "a page of %g x %g points cannot be: a side measures %d to %d points", width, height,
                    SMALLEST_PAGE, LARGEST_PAGE);
        return;
    }
    canvas->pages =
        arena_grow(canvas->arena, canvas->pages, canvas->page_count, &canvas->page_capacity, sizeof *canvas->pages);
    struct canvas_page *page = &canvas->pages[canvas->page_count];
    *page = (struct canvas_page){
        .page = HPDF_AddPage(canvas->document), .height = height, .font = -1, .fill = {-1}, .stroke = {-1}};
    if (!page->page) {
        canvas_fail(canvas, "libharu cannot add page %zu", canvas->page_count + 1);
        return;
    }
    HPDF_Page_SetWidth(page->page, (HPDF_REAL)width);
    HPDF_Page_SetHeight(page->page, (HPDF_REAL)height);
    HPDF_Dict_Add(page->page, "Resources", canvas->resources);
    text_puts(&page->content, "1 j\n"); /* round joins: no spikes where a curve turns */
    canvas->page = canvas->page_count++;
}

int canvas_page_count(const struct canvas *canvas) {
    return (int)canvas->page_count;
}

struct canvas_page *canvas_current_page(struct canvas *canvas) {
    if (canvas_failed(canvas))
        return NULL;
    if (canvas->page >= canvas->page_count) {
        canvas_fail(canvas, "something was drawn before the first page");
        return NULL;
    }
    if (canvas->pages[canvas->page].sealed) {
        canvas_fail(canvas, "something was drawn on page %zu after it was sealed", canvas->page + 1);
        return NULL;
    }
    return &canvas->pages[canvas->page];
}

void canvas_select_page(struct canvas *canvas, int page) {
    if (canvas_failed(canvas))
        return;
    if (page < 0 || (size_t)page >= canvas->page_count) {
        canvas_fail(canvas, "page %d was asked for, of %zu", page + 1, canvas->page_count);
        return;
    }
    canvas->page = (size_t)page;
}

static void seal(struct canvas *canvas, struct canvas_page *page) {
    if (page->sealed)
        return;
    canvas_end_content(page);
    HPDF_Dict contents = HPDF_Dict_GetItem(page->page, "Contents", HPDF_OCLASS_DICT);
    canvas_fill_stream(canvas, contents, page->content.bytes, page->content.length);
    text_free(&page->content);
    page->sealed = true;
}

void canvas_seal_pages(struct canvas *canvas) {
    for (size_t i = canvas->page_count; i-- > 0 && !canvas->pages[i].sealed && !canvas_failed(canvas);)
        seal(canvas, &canvas->pages[i]);
}

void canvas_bookmark(struct canvas *canvas, int level, const char *title, double y) {
    if (canvas_failed(canvas) || !canvas_check_numbers(canvas, "a bookmark", &y, 1))
        return;
    if (canvas->page >= canvas->page_count) {
        canvas_fail(canvas, "a bookmark was set before the first page");
        return;
    }
    const struct canvas_page *page = &canvas->pages[canvas->page];
    while (canvas->bookmark_count > 0 && canvas->bookmarks[canvas->bookmark_count - 1].level >= level)
        canvas->bookmark_count--;
    HPDF_Outline parent = canvas->bookmark_count ? canvas->bookmarks[canvas->bookmark_count - 1].outline : NULL;
    HPDF_Outline outline = HPDF_CreateOutline(canvas->document, parent, "", NULL);
    if (!outline) {
        canvas_fail(canvas, "libharu cannot add a bookmark");
        return;
    }
    HPDF_MMgr memory = canvas->document->mmgr;
    HPDF_Dict_Add(outline, "Title", canvas_text_string(canvas, title));
    HPDF_Array destination = HPDF_Array_New(memory);
    HPDF_Array_Add(destination, page->page);
    HPDF_Array_AddName(destination, "XYZ");
    HPDF_Array_AddNumber(destination, 0);
    HPDF_Array_AddNumber(destination, (HPDF_INT32)lround(page->height - y));
    HPDF_Array_AddNumber(destination, 0); /* the reader's own zoom */
    HPDF_Dict_Add(outline, "Dest", destination);
    canvas->bookmarks = arena_grow(canvas->arena, canvas->bookmarks, canvas->bookmark_count, &canvas->bookmark_capacity,
                                   sizeof *canvas->bookmarks);
    canvas->bookmarks[canvas->bookmark_count++] = (struct canvas_bookmark){level, outline};
    HPDF_SetPageMode(canvas->document, HPDF_PAGE_MODE_USE_OUTLINE);
}

/* Why the file cannot be, or NULL. */
static const char *find_fault(struct canvas *canvas) {
    if (!canvas->error)
        canvas->error = HPDF_GetError(canvas->document);
    if (!canvas->fault && canvas->error)
        canvas_fail(canvas, "libharu reports error 0x%04lX (detail %lu)", canvas->error, canvas->error_detail);
    return canvas->fault;
}

static HPDF_STATUS append_written(HPDF_Stream stream, const HPDF_BYTE *bytes, HPDF_UINT length) {
    text_append(stream->attr, (const char *)bytes, length);
    return HPDF_OK;
}

/* libharu writes to a stream of ours, which it takes for its own. */
static void save(struct canvas *canvas, struct text *out) {
    HPDF_Doc document = canvas->document;
    document->stream = HPDF_CallbackWriter_New(document->mmgr, append_written, out);
    HPDF_SaveToStream(document);
    if (document->stream)
        HPDF_Stream_Free(document->stream);
    document->stream = NULL;
}

bool canvas_finish(struct canvas *canvas, struct text *out, struct diag *diag) {
    size_t before = out->length;
    if (canvas->depth > 0)
        canvas_fail(canvas, "%d elements of the document were begun and not ended", canvas->depth);
    if (canvas->page_count == 0)
        canvas_fail(canvas, "the file has no page");
    canvas_seal_pages(canvas);
    canvas_finish_fonts(canvas);
    canvas_finish_tags(canvas);
    canvas_finish_metadata(canvas);
    if (!find_fault(canvas))
        save(canvas, out);
    const char *fault = find_fault(canvas);
    if (!fault)
        return true;
    out->length = before;
    diag_report(diag, SEVERITY_ERROR, (struct pos){0}, "this PDF file cannot be written: %s", fault);
    return false;
}
