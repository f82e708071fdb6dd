/* PDF files for the tests of the canvas: drawn in a folder of their own, read back by other programs. */
#ifndef TESTS_UNIT_PDF_FIXTURE_H
#define TESTS_UNIT_PDF_FIXTURE_H

#include "page/style.h"
#include "pdf/pdf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct pdf_colour INK = {0.1, 0.1, 0.1};

struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct page_style *style;
    struct pdf_fonts *fonts;
    char folder[64];
};
static struct fixture fixture;

static inline int set_up(void **state) {
    (void)state;
    fixture = (struct fixture){.arena = arena_new(), .diag = diag_new(), .folder = "/tmp/test_canvas_XXXXXX"};
    fixture.style = page_style_read(fixture.arena, ".", fixture.diag);
    fixture.fonts = fixture.style ? pdf_fonts_new(&fixture.style->fonts, fixture.diag) : NULL;
    diag_flush(fixture.diag, stderr);
    return fixture.fonts && mkdtemp(fixture.folder) ? 0 : -1;
}

static inline int tear_down(void **state) {
    (void)state;
    static const char *const FILES[] = {"file.pdf", "plain.pdf", "stdout", "stderr"};
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        unlink(arena_printf(fixture.arena, "%s/%s", fixture.folder, FILES[i]));
    rmdir(fixture.folder);
    pdf_fonts_free(fixture.fonts);
    diag_free(fixture.diag);
    arena_free(fixture.arena);
    return 0;
}

static inline const char *in_folder(const char *name) {
    return arena_printf(fixture.arena, "%s/%s", fixture.folder, name);
}

/* Runs a command in the folder, where the file is file.pdf. Returns its standard output. It must write nothing to
 * standard error. */
static inline const char *judge(const char *format) {
    char *command = arena_printf(fixture.arena, "cd %s && ", fixture.folder);
    char *rest = arena_printf(fixture.arena, "{ %s ; } >stdout 2>stderr", format);
    int status = system(arena_printf(fixture.arena, "%s%s", command, rest));
    const struct source *errors = source_read(fixture.arena, in_folder("stderr"), NULL, fixture.diag);
    const struct source *output = source_read(fixture.arena, in_folder("stdout"), NULL, fixture.diag);
    assert_non_null(errors);
    assert_non_null(output);
    if (status != 0 || errors->length > 0)
        fail_msg("%s: status %d, %s", format, status, errors->bytes);
    return output->bytes;
}

static inline void save(const struct text *pdf) {
    FILE *file = fopen(in_folder("file.pdf"), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(pdf->bytes, 1, pdf->length, file), pdf->length);
    assert_int_equal(fclose(file), 0);
    judge("qpdf --check file.pdf | grep -q 'No syntax or stream encoding errors found'");
    judge("pdftoppm -r 20 -png file.pdf >/dev/null");
}

/* Content streams and objects as readable text. */
static inline const char *plain(void) {
    judge("qpdf --qdf --object-streams=disable file.pdf plain.pdf");
    const struct source *source = source_read(fixture.arena, in_folder("plain.pdf"), NULL, fixture.diag);
    assert_non_null(source);
    char *text = arena_strndup(fixture.arena, source->bytes, source->length);
    for (size_t i = 0; i < source->length; i++)
        if (text[i] == '\0')
            text[i] = ' ';
    return text;
}

static inline double put(struct pdf_canvas *canvas, enum pdf_font_family family, enum pdf_font_face face, double x,
                         double y, double size, const char *text) {
    const struct pdf_shaped *shaped = pdf_fonts_shape(fixture.fonts, family, face, text, strlen(text));
    if (shaped->missing)
        fail_msg("%s: no font has U+%04X", text, shaped->missing);
    pdf_text(canvas, x, y, size, INK, shaped);
    return x + shaped->width * size / 1000;
}

static inline struct pdf_canvas *new_page(void) {
    struct pdf_canvas *canvas = pdf_new(fixture.fonts, "Title", "en");
    pdf_add_page(canvas, 595.28, 841.89);
    return canvas;
}

/* The file's bytes, which the caller frees. */
static inline struct text finish(struct pdf_canvas *canvas) {
    struct text pdf = {0};
    bool good = pdf_finish(canvas, &pdf, fixture.diag);
    pdf_free(canvas);
    if (!good)
        fail_msg("%s", diag_text(fixture.diag));
    return pdf;
}

#endif
