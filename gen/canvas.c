/* libharu keeps the document, its pages, streams and cross-references. The operators of a page are written here: text
 * needs it, and libharu's own text and path calls would not know what state they find. */
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

void canvas_put_deflated(HPDF_Dict stream, const unsigned char *bytes, size_t length) {
    HPDF_Stream_Write(stream->stream, bytes, (HPDF_UINT)length);
    stream->filter = HPDF_STREAM_FILTER_NONE;
    stream->write_fn = write_filter;
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
    return canvas;
}

void canvas_free(struct canvas *canvas) {
    if (!canvas)
        return;
    for (size_t i = 0; i < canvas->page_count; i++)
        text_free(&canvas->pages[i].content);
    deflateEnd(&canvas->deflater);
    HPDF_Free(canvas->document);
    arena_free(canvas->arena);
    free(canvas);
}

/* Numbers are written from integers: no locale, no rounding that differs. */
static void put_decimal(struct text *out, long value, int digits) {
    char buffer[24], *p = buffer + sizeof buffer;
    unsigned long rest = value < 0 ? 0UL - (unsigned long)value : (unsigned long)value;
    bool fraction = false;
    for (int i = 0; i < digits; i++, rest /= 10)
        if (fraction || rest % 10) {
            *--p = (char)('0' + rest % 10);
            fraction = true;
        }
    if (fraction)
        *--p = '.';
    do
        *--p = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--p = '-';
    text_append(out, p, (size_t)(buffer + sizeof buffer - p));
}

static void put_length(struct text *out, long hundredths) {
    put_decimal(out, hundredths, 2);
    text_putc(out, ' ');
}

static long to_hundredths(double points) {
    return lround(points * 100);
}

/* Whether all are numbers that a page can hold; anything else ends the file. */
static bool check_numbers(struct canvas *canvas, const char *what, const double *numbers, size_t count) {
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

/* The page that is drawn on, or NULL (and a fault) where there is none. */
static struct canvas_page *current_page(struct canvas *canvas) {
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

static void end_array(struct canvas_page *page) {
    if (page->in_string)
        text_putc(&page->content, '>');
    if (page->in_array)
        text_puts(&page->content, "]TJ\n");
    page->in_string = page->in_array = false;
}

static void end_text(struct canvas_page *page) {
    end_array(page);
    if (page->in_text)
        text_puts(&page->content, "ET\n");
    page->in_text = false;
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
    end_text(page);
    HPDF_Dict contents = HPDF_Dict_GetItem(page->page, "Contents", HPDF_OCLASS_DICT);
    canvas_fill_stream(canvas, contents, page->content.bytes, page->content.length);
    text_free(&page->content);
    page->sealed = true;
}

void canvas_seal_pages(struct canvas *canvas) {
    for (size_t i = canvas->page_count; i-- > 0 && !canvas->pages[i].sealed && !canvas_failed(canvas);)
        seal(canvas, &canvas->pages[i]);
}

/* Makes a colour the current one, where it is not: `state` is the page's fill or stroke. */
static bool set_colour(struct canvas *canvas, struct canvas_page *page, int state[3], struct colour colour) {
    const double parts[3] = {colour.red, colour.green, colour.blue};
    int wanted[3];
    for (int i = 0; i < 3; i++) {
        if (!(parts[i] >= 0 && parts[i] <= 1)) {
            canvas_fail(canvas, "a colour's part is %g; it must be from 0 to 1", parts[i]);
            return false;
        }
        wanted[i] = (int)lround(parts[i] * 1000);
    }
    if (memcmp(state, wanted, sizeof wanted) == 0)
        return true;
    bool fill = state == page->fill, grey = wanted[0] == wanted[1] && wanted[1] == wanted[2];
    end_array(page);
    for (int i = 0; i < (grey ? 1 : 3); i++) {
        put_decimal(&page->content, wanted[i], 3);
        text_putc(&page->content, ' ');
    }
    text_puts(&page->content, grey ? fill ? "g\n" : "G\n" : fill ? "rg\n" : "RG\n");
    memcpy(state, wanted, sizeof wanted);
    return true;
}

/* Moves the pen within an array of TJ: the numbers there count backwards. */
static void move_pen(struct canvas_page *page, long wanted) {
    if (wanted == page->pen)
        return;
    if (page->in_string)
        text_putc(&page->content, '>');
    page->in_string = false;
    put_decimal(&page->content, page->pen - wanted, 0);
    page->pen = wanted;
}

static void put_cid(struct canvas_page *page, unsigned cid) {
    static const char DIGITS[] = "0123456789ABCDEF";
    const char digits[5] = {'<', DIGITS[cid >> 12], DIGITS[cid >> 8 & 15], DIGITS[cid >> 4 & 15], DIGITS[cid & 15]};
    if (page->in_string)
        text_append(&page->content, digits + 1, 4);
    else
        text_append(&page->content, digits, 5);
    page->in_string = true;
}

/* Writes the glyphs of a run from where the pen stands; `start` is where the run should stand. */
static void show_run(struct canvas *canvas, struct canvas_page *page, const struct shaped *shaped,
                     const struct glyph_run *run, long start) {
    struct canvas_font *font = &canvas->used_fonts[page->font];
    long rise = 0;
    for (int i = 0; i < run->glyph_count; i++) {
        const struct glyph *glyph = &run->glyphs[i];
        unsigned cid = canvas_use_glyph(canvas, font, glyph, shaped->text);
        if (glyph->y_offset != rise) {
            end_array(page);
            rise = glyph->y_offset;
            put_length(&page->content, rise * page->size / 1000);
            text_puts(&page->content, "Ts\n");
        }
        if (!page->in_array)
            text_putc(&page->content, '[');
        page->in_array = true;
        move_pen(page, start + glyph->x_offset);
        put_cid(page, cid);
        page->pen += glyph->advance > 0 ? glyph->advance : 0;
        start += glyph->kerned_advance;
    }
    if (rise) {
        end_array(page);
        text_puts(&page->content, "0 Ts\n");
    }
}

/* Puts the pen of the page's text object where a run begins: within the same array where font and baseline are those of
 * what was shown last. Gives the place in thousandths of the size. */
static long place_run(struct canvas_page *page, int font, long size, double x, double y) {
    long line_y = to_hundredths(page->height - y);
    if (!page->in_text) {
        text_puts(&page->content, "BT\n");
        page->in_text = true;
        page->line_x = page->line_y = page->pen = 0;
    } else if (font == page->font && size == page->size && line_y == page->line_y) {
        long wanted = lround((x * 100 - (double)page->line_x) * 1000 / (double)size);
        if (labs(wanted - page->pen) <= 1) /* rounding */
            return page->pen;
        if (labs(wanted - page->pen) < 30000)
            return wanted;
    }
    end_array(page);
    if (font != page->font || size != page->size) {
        text_printf(&page->content, "/F%d ", font);
        put_length(&page->content, size);
        text_puts(&page->content, "Tf\n");
        page->font = font;
        page->size = size;
    }
    long line_x = to_hundredths(x);
    put_length(&page->content, line_x - page->line_x);
    put_length(&page->content, line_y - page->line_y);
    text_puts(&page->content, "Td\n");
    page->line_x = line_x;
    page->line_y = line_y;
    page->pen = 0;
    return 0;
}

void canvas_text(struct canvas *canvas, double x, double y, double size, struct colour colour,
                 const struct shaped *shaped) {
    struct canvas_page *page = current_page(canvas);
    if (!page || !check_numbers(canvas, "text", (double[]){x, y, size}, 3))
        return;
    if (size < 0.01) {
        canvas_fail(canvas, "text has the size %g points; it must be at least 0.01", size);
        return;
    }
    if (!set_colour(canvas, page, page->fill, colour))
        return;
    for (int i = 0; i < shaped->run_count && !canvas_failed(canvas); i++) {
        const struct glyph_run *run = &shaped->runs[i];
        int font = canvas_use_font(canvas, run->face);
        long start = place_run(page, font, to_hundredths(size), x, y);
        show_run(canvas, page, shaped, run, start);
        for (int j = 0; j < run->glyph_count; j++)
            x += run->glyphs[j].kerned_advance * size / 1000;
    }
}

/* The state for a path: colours, width and dashes. */
static bool begin_path(struct canvas *canvas, struct canvas_page *page, double line_width, const struct colour *stroke,
                       const struct colour *fill, const double *dashes, int dash_count) {
    end_text(page);
    if (fill && !set_colour(canvas, page, page->fill, *fill))
        return false;
    if (!stroke)
        return true;
    if (!check_numbers(canvas, "a line", &line_width, 1) || !set_colour(canvas, page, page->stroke, *stroke))
        return false;
    long width = to_hundredths(fabs(line_width));
    if (width != page->line_width || width == 0) {
        put_length(&page->content, width);
        text_puts(&page->content, "w\n");
        page->line_width = width;
    }
    double sum = 0;
    for (int i = 0; i < dash_count; i++)
        sum += fabs(dashes[i]);
    if (dash_count > 0 && (!check_numbers(canvas, "a dash", dashes, (size_t)dash_count) || !(sum > 0.01))) {
        canvas_fail(canvas, "a dashed line needs dashes that are longer than nothing");
        return false;
    }
    if (dash_count > 0 || page->dashed) {
        text_putc(&page->content, '[');
        for (int i = 0; i < dash_count; i++)
            put_length(&page->content, to_hundredths(fabs(dashes[i])));
        text_puts(&page->content, "]0 d\n");
        page->dashed = dash_count > 0;
    }
    return true;
}

static void put_point(struct canvas_page *page, double x, double y, const char *operator) {
    put_length(&page->content, to_hundredths(x));
    put_length(&page->content, to_hundredths(page->height - y));
    text_puts(&page->content, operator);
}

void canvas_line(struct canvas *canvas, double x1, double y1, double x2, double y2, double width, struct colour colour,
                 const double *dashes, int dash_count) {
    struct canvas_page *page = current_page(canvas);
    if (!page || !check_numbers(canvas, "a line", (double[]){x1, y1, x2, y2}, 4) ||
        !begin_path(canvas, page, width, &colour, NULL, dashes, dash_count))
        return;
    put_point(page, x1, y1, "m ");
    put_point(page, x2, y2, "l S\n");
}

void canvas_rectangle(struct canvas *canvas, double x, double y, double width, double height, double line_width,
                      const struct colour *stroke, const struct colour *fill) {
    struct canvas_page *page = current_page(canvas);
    if (!page || !check_numbers(canvas, "a rectangle", (double[]){x, y, width, height}, 4) || !(stroke || fill) ||
        !begin_path(canvas, page, line_width, stroke, fill, NULL, 0))
        return;
    put_point(page, x, y + height, "");
    put_length(&page->content, to_hundredths(width));
    put_length(&page->content, to_hundredths(height));
    text_puts(&page->content, stroke && fill ? "re B\n" : fill ? "re f\n" : "re S\n");
}

void canvas_polygon(struct canvas *canvas, const double *points, int point_count, bool closed, double line_width,
                    const struct colour *stroke, const struct colour *fill) {
    struct canvas_page *page = current_page(canvas);
    if (!page || point_count < 2 || !check_numbers(canvas, "a line", points, 2 * (size_t)point_count) ||
        !(stroke || fill) || !begin_path(canvas, page, line_width, stroke, fill, NULL, 0))
        return;
    for (int i = 0; i < point_count; i++)
        put_point(page, points[2 * i], points[2 * i + 1], i == 0 ? "m\n" : "l\n");
    if (closed)
        text_puts(&page->content, "h ");
    text_puts(&page->content, stroke && fill ? "B\n" : fill ? "f\n" : "S\n");
}

void canvas_curve(struct canvas *canvas, const double *points, int point_count, double width, struct colour colour,
                  const double *dashes, int dash_count) {
    struct canvas_page *page = current_page(canvas);
    if (!page || point_count < 2 || !check_numbers(canvas, "a curve", points, 2 * (size_t)point_count) ||
        !begin_path(canvas, page, width, &colour, NULL, dashes, dash_count))
        return;
    text_puts(&page->content, "1 j\n");
    for (int i = 0; i < point_count; i++)
        put_point(page, points[2 * i], points[2 * i + 1], i == 0 ? "m\n" : "l\n");
    text_puts(&page->content, "S 0 j\n");
}

void canvas_begin(struct canvas *canvas, const char *role, const char *alternative) {
    (void)role;
    (void)alternative;
    canvas->depth++;
}

void canvas_end(struct canvas *canvas) {
    if (canvas->depth == 0)
        canvas_fail(canvas, "an element of the document was ended that was not begun");
    else
        canvas->depth--;
}

void canvas_bookmark(struct canvas *canvas, int level, const char *title, double y) {
    if (canvas_failed(canvas) || !check_numbers(canvas, "a bookmark", &y, 1))
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

bool canvas_finish(struct canvas *canvas, struct text *out, struct diag *diag) {
    if (canvas->depth > 0)
        canvas_fail(canvas, "%d elements of the document were begun and not ended", canvas->depth);
    if (canvas->page_count == 0)
        canvas_fail(canvas, "the file has no page");
    canvas_seal_pages(canvas);
    canvas_finish_fonts(canvas);
    if (!find_fault(canvas))
        HPDF_SaveToStream(canvas->document);
    const char *fault = find_fault(canvas);
    if (fault) {
        diag_report(diag, SEVERITY_ERROR, (struct pos){0}, "this PDF file cannot be written: %s", fault);
        return false;
    }
    HPDF_Stream stream = canvas->document->stream;
    for (HPDF_UINT i = 0; i < HPDF_MemStream_GetBufCount(stream); i++) {
        HPDF_UINT length;
        const HPDF_BYTE *bytes = HPDF_MemStream_GetBufPtr(stream, i, &length);
        text_append(out, (const char *)bytes, length);
    }
    return true;
}
