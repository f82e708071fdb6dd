/* Pictures that fill a page: JPEG, as it is. A page has one at most, with resources of its own, so that whoever takes
 * pages out of a file takes no other page's picture along. */
#include "pdf/canvas.h"

#include <string.h>

/* The first marker of a frame that JPEG has, and those among the next that are none. */
enum { FRAME = 0xC0, TABLES = 0xC4, RESERVED = 0xC8, ARITHMETIC = 0xCC, LAST_FRAME = 0xCF, SCAN = 0xDA };

/* Finds the size of a grey picture; false if it is none, or something else than JPEG. */
static bool find_size(const unsigned char *bytes, size_t length, int *width, int *height) {
    if (length < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8)
        return false;
    for (size_t at = 2; at + 10 < length && bytes[at] == 0xFF && bytes[at + 1] != SCAN;) {
        const int marker = bytes[at + 1];
        if (marker >= FRAME && marker <= LAST_FRAME && marker != TABLES && marker != RESERVED && marker != ARITHMETIC) {
            *height = bytes[at + 5] << 8 | bytes[at + 6];
            *width = bytes[at + 7] << 8 | bytes[at + 8];
            return bytes[at + 4] == 8 && bytes[at + 9] == 1 && *width && *height;
        }
        at += 2 + (size_t)(bytes[at + 2] << 8 | bytes[at + 3]);
    }
    return false;
}

bool pdf_is_picture(const char *jpeg, size_t length) {
    int width, height;
    return find_size((const unsigned char *)jpeg, length, &width, &height);
}

unsigned pdf_put_picture(struct pdf_canvas *canvas, const char *jpeg, size_t length, size_t *at) {
    int width, height;
    if (!find_size((const unsigned char *)jpeg, length, &width, &height)) {
        pdf_fail(canvas, "a picture is no grey JPEG");
        return 0;
    }
    const unsigned number = pdf_new_number(canvas);
    struct text *out = pdf_begin_object(canvas, number);
    text_printf(out,
                "<</Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
                "/Filter /DCTDecode /Length %zu>>\nstream\n",
                width, height, length);
    if (at)
        *at = out->length;
    text_append(out, jpeg, length);
    text_puts(out, "\nendstream");
    pdf_end_object(canvas);
    return number;
}

void pdf_fill_page(struct pdf_canvas *canvas, const char *jpeg, size_t length) {
    struct pdf_page *page = pdf_current_page(canvas);
    if (!page)
        return;
    if (page->picture.number) {
        pdf_fail(canvas, "a page has two pictures");
        return;
    }
    page->picture.number = pdf_put_picture(canvas, jpeg, length, &page->picture.at);
    page->picture.length = length;
    pdf_end_text(page);
    pdf_mark_content(canvas, page);
    text_printf(&page->content, "q %.3f 0 0 %.3f 0 0 cm /I Do Q\n", page->width, page->height);
    pdf_cover(canvas, page, 0, 0);
    pdf_cover(canvas, page, page->width, page->height);
}

void pdf_put_picture_resources(struct pdf_canvas *canvas, unsigned fonts, unsigned picture, struct text *more) {
    if (!fonts) {
        if (!canvas->picture_fonts) {
            canvas->picture_fonts = HPDF_Dict_New(canvas->document->mmgr);
            HPDF_Xref_Add(canvas->document->xref, canvas->picture_fonts);
        }
        fonts = canvas->picture_fonts->header.obj_id & 0x00FFFFFF;
    }
    pdf_put_reference(more, "\n/Resources <</Font ", fonts);
    pdf_put_reference(more, "/XObject <</I ", picture);
    text_puts(more, ">>>>");
}
