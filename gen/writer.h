/* Writers: a document tree becomes a file's bytes. Both writers offer these functions and know no more than the tree.
 */
#ifndef GEN_WRITER_H
#define GEN_WRITER_H

#include "doc.h"

struct fonts;
struct writer; /* what a process needs once: fonts, style; makes any number of files, one after the other */

/* `home` is the program's home (style file); `folder` a lab's, whose style is said over the program's, or NULL. NULL
 * and an error where fonts are missing or the style is wrong. */
struct writer *pdf_writer_new(const char *home, const char *folder, struct diag *diag);
/* The fonts that a PDF writer has open; they live as long as it. */
struct fonts *pdf_writer_fonts(struct writer *writer);
struct writer *xlsx_writer_new(const char *home, struct diag *diag);

/* One file: begin, add one document or several, and finish, which appends the file's bytes to `out`. False after an
 * error (reported, with the data's place where a character has no glyph). After a failed add the file is without that
 * document; after a finish, failed or not, the writer is ready for the next begin. */
bool writer_begin(struct writer *writer, const char *title, struct diag *diag);
bool writer_add(struct writer *writer, const struct document *document, struct diag *diag);
bool writer_finish(struct writer *writer, struct text *out, struct diag *diag);
void writer_free(struct writer *writer);

/* A PDF writer's: appends the pages of the file so far, `document` alone, as print_file_add takes them. Between add and
 * finish. False where there are none. */
bool pdf_writer_pack(struct writer *writer, const struct document *document, struct text *packed);

/* For the writers themselves. */
struct writer_functions {
    bool (*begin)(struct writer *writer, const char *title, struct diag *diag);
    bool (*add)(struct writer *writer, const struct document *document, struct diag *diag);
    bool (*finish)(struct writer *writer, struct text *out, struct diag *diag);
    void (*free)(struct writer *writer);
};
struct writer {
    const struct writer_functions *functions;
};

#endif
