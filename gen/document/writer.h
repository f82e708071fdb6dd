/* Writers: a document tree becomes a file's bytes. Both writers offer these functions and know no more than the tree.
 */
#ifndef DOCUMENT_WRITER_H
#define DOCUMENT_WRITER_H

#include "document/document.h"

struct pdf_fonts;
struct doc_writer; /* what a process needs once: fonts, style; makes any number of files, one after the other */

/* `home` is the program's home (style file); `folder` a lab's, whose style is said over the program's, or NULL. NULL
 * and an error where fonts are missing or the style is wrong. */
struct doc_writer *page_writer_new(const char *home, const char *folder, struct diag *diag);
/* The fonts that a PDF writer has open; they live as long as it. */
struct pdf_fonts *page_writer_fonts(struct doc_writer *writer);
struct doc_writer *book_writer_new(const char *home, struct diag *diag);

/* One file: begin, add one document or several, and finish, which appends the file's bytes to `out`. False after an
 * error (reported, with the data's place where a character has no glyph). After a failed add the file is without that
 * document; after a finish, failed or not, the writer is ready for the next begin. */
bool doc_writer_begin(struct doc_writer *writer, const char *title, struct diag *diag);
bool doc_writer_add(struct doc_writer *writer, const struct document *document, struct diag *diag);
bool doc_writer_finish(struct doc_writer *writer, struct text *out, struct diag *diag);
void doc_writer_free(struct doc_writer *writer);

/* A PDF writer's: appends the pages of the file so far, `document` alone, as page_print_file_add takes them. Between
 * add and finish. False where there are none. */
bool page_writer_pack(struct doc_writer *writer, const struct document *document, struct text *packed);

/* For the writers themselves. */
struct doc_writer_functions {
    bool (*begin)(struct doc_writer *writer, const char *title, struct diag *diag);
    bool (*add)(struct doc_writer *writer, const struct document *document, struct diag *diag);
    bool (*finish)(struct doc_writer *writer, struct text *out, struct diag *diag);
    void (*free)(struct doc_writer *writer);
};
struct doc_writer {
    const struct doc_writer_functions *functions;
};

#endif
