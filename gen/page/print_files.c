/* Print files, which collect the packed pages of many documents. */
#include "page/page.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct page_print_file {
    struct pdf_fonts *fonts;
    struct pdf_canvas *canvas; /* NULL before the first document, whose language becomes the file's */
    char *title;
    pdf_put_bytes *put;
    void *context;
};

struct page_print_file *page_print_file_new(struct pdf_fonts *fonts, const char *title, pdf_put_bytes *put,
                                            void *context) {
    struct page_print_file *file = alloc_bytes(sizeof *file);
    *file = (struct page_print_file){
        .fonts = fonts, .title = alloc_bytes(strlen(title) + 1), .put = put, .context = context};
    strcpy(file->title, title);
    return file;
}

void page_print_file_free(struct page_print_file *file) {
    if (!file)
        return;
    pdf_free(file->canvas);
    free(file->title);
    free(file);
}

void page_print_file_pack_head(struct text *out, const char *language, const char *title, const char *prefix) {
    record_put_text(out, language);
    record_put_text(out, title);
    record_put_text(out, prefix);
}

void page_print_file_add(struct page_print_file *file, const char *packed, size_t length) {
    struct record record = record_begin(packed, length);
    const char *language = record_take_text(&record), *title = record_take_text(&record);
    const char *stem = record_take_text(&record);
    struct text prefix = {0};
    if (*stem)
        text_printf(&prefix, "%s-", stem);
    if (!file->canvas) {
        file->canvas = pdf_new(file->fonts, file->title, language);
        pdf_write_to(file->canvas, file->put, file->context);
    }
    pdf_add_packed(file->canvas, &record, title, *stem ? prefix.bytes : "");
    text_free(&prefix);
}

bool page_print_file_finish(struct page_print_file *file, struct diag *diag) {
    struct text rest = {0};
    bool fine = file->canvas && pdf_finish(file->canvas, &rest, diag);
    text_free(&rest);
    return fine;
}
