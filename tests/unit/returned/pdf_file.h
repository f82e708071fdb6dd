/* A PDF file that a test writes object by object, as programs save it: whole, or with updates behind it. */
#ifndef TESTS_PDF_FILE_H
#define TESTS_PDF_FILE_H

#include "base/base.h"

#include <stdio.h>
#include <string.h>

enum { PDF_FILE_OBJECTS = 64 };
struct pdf_file {
    struct text bytes;
    size_t offsets[PDF_FILE_OBJECTS]; /* of the present revision; 0: not in it */
    size_t before;                    /* where the table of the revision before begins; 0: there is none */
};

static inline void pdf_file_begin(struct pdf_file *file) {
    *file = (struct pdf_file){0};
    text_puts(&file->bytes, "%PDF-1.7\n");
}

static inline void pdf_file_object(struct pdf_file *file, int number, const char *value) {
    file->offsets[number] = file->bytes.length;
    text_printf(&file->bytes, "%d 0 obj\n%s\nendobj\n", number, value);
}

/* Ends a revision: the table of its objects, and a trailer with the catalog as object 1. */
static inline void pdf_file_end(struct pdf_file *file) {
    const size_t table = file->bytes.length;
    text_puts(&file->bytes, "xref\n0 1\n0000000000 65535 f \n");
    for (int i = 1; i < PDF_FILE_OBJECTS; i++)
        if (file->offsets[i])
            text_printf(&file->bytes, "%d 1\n%010zu 00000 n \n", i, file->offsets[i]);
    text_printf(&file->bytes, "trailer\n<</Size %d /Root 1 0 R", PDF_FILE_OBJECTS);
    if (file->before)
        text_printf(&file->bytes, " /Prev %zu", file->before);
    text_printf(&file->bytes, ">>\nstartxref\n%zu\n%%%%EOF\n", table);
    file->before = table;
    memset(file->offsets, 0, sizeof file->offsets);
}

static inline void pdf_file_write(struct pdf_file *file, const char *path) {
    FILE *out = fopen(path, "wb");
    fwrite(file->bytes.bytes, 1, file->bytes.length, out);
    fclose(out);
    text_free(&file->bytes);
}

#endif
