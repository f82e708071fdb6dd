/* Sheets that came back, with what was marked on them. */
#include "page/page.h"

#include <math.h>
#include <string.h>

/* Pens: colours that differ in brightness too. */
static const struct pdf_colour pens[] = {[PAGE_NOTE_RIGHT] = {0, 0.42, 0.16},
                                         [PAGE_NOTE_WRONG] = {0.78, 0.05, 0.1},
                                         [PAGE_NOTE_PARTLY] = {0.6, 0.32, 0},
                                         [PAGE_NOTE_OPEN] = {0.1, 0.25, 0.65}};

/* A tick or a cross around a point, `size` wide. */
static void draw_sign(struct pdf_canvas *canvas, const struct page_note *note) {
    const double x = note->x, y = note->y, r = note->size / 2, width = fmax(note->size / 7, 0.8);
    if (note->pen == PAGE_NOTE_RIGHT) {
        pdf_curve(canvas, (const double[]){x - r, y, x - r / 3, y + r * 0.8, x + r, y - r}, 3, width, pens[note->pen],
                  NULL, 0);
    } else if (note->pen == PAGE_NOTE_WRONG) {
        pdf_curve(canvas, (const double[]){x - r, y - r, x + r, y + r}, 2, width, pens[note->pen], NULL, 0);
        pdf_curve(canvas, (const double[]){x - r, y + r, x + r, y - r}, 2, width, pens[note->pen], NULL, 0);
    }
}

/* A text that is not wider than its room: smaller if need be, and cut if that would be too small to read. */
static void draw_text(struct pdf_canvas *canvas, struct pdf_fonts *fonts, const struct page_note *note) {
    enum { SMALLEST = 60 }; /* hundredths of the size */
    size_t length = strlen(note->text);
    const enum pdf_font_face face = note->bold ? FACE_BOLD : FACE_REGULAR;
    const struct pdf_shaped *shaped = pdf_fonts_shape(fonts, FAMILY_HEADING, face, note->text, length);
    double size = note->size, width = shaped->width * size / 1000;
    if (note->room > 0 && width > note->room) {
        size *= fmax(note->room / width, SMALLEST / 100.0);
        struct text cut = {0};
        while ((width = shaped->width * size / 1000) > note->room && length > 1) {
            do
                length--;
            while (length > 1 && ((unsigned char)note->text[length] & 0xC0) == 0x80);
            text_clear(&cut);
            text_append(&cut, note->text, length);
            text_puts(&cut, "…");
            shaped = pdf_fonts_shape(fonts, FAMILY_HEADING, face, cut.bytes, cut.length);
        }
        text_free(&cut);
    }
    pdf_text(canvas, note->x - (note->to_left ? width : 0), note->y, size, pens[note->pen], shaped);
}

static void draw_sheet(struct pdf_canvas *canvas, struct pdf_fonts *fonts, const struct page_sheet *sheet) {
    pdf_add_page(canvas, sheet->width, sheet->height);
    pdf_begin(canvas, "Figure", sheet->alternative);
    pdf_fill_page(canvas, sheet->jpeg, sheet->length);
    pdf_end(canvas);
    for (int i = 0; i < sheet->note_count; i++) {
        const struct page_note *note = &sheet->notes[i];
        pdf_begin(canvas, note->text ? "P" : "Artifact", NULL);
        if (note->text)
            draw_text(canvas, fonts, note);
        else
            draw_sign(canvas, note);
        pdf_end(canvas);
    }
}

bool page_write_sheets(struct doc_writer *writer, const struct page_sheets *sheets, struct text *out,
                       struct text *packed, struct diag *diag) {
    struct pdf_fonts *fonts = page_writer_fonts(writer, NULL, diag);
    if (!fonts)
        return false;
    struct pdf_canvas *canvas = pdf_new(fonts, sheets->title, sheets->language);
    pdf_label(canvas, "");
    for (int i = 0; i < sheets->count; i++)
        draw_sheet(canvas, fonts, &sheets->list[i]);
    page_print_file_pack_head(packed, sheets->language, sheets->title, sheets->prefix);
    pdf_pack(canvas, packed);
    const bool good = pdf_finish(canvas, out, diag);
    pdf_free(canvas);
    pdf_fonts_trim(fonts);
    return good;
}
