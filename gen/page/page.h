/* Print files: everybody's copies of a document in one file, in the order of the roster, each on sheets of its own and
 * with a bookmark. They are for paper and have no structure. */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "document/document.h"
#include "pdf/pdf.h"

/* What several documents of a name are called in file names: worksheets, summaries, boxes. In the arena. */
const char *page_print_file_plural(struct arena *arena, const char *name);

struct page_print_file;

/* A print file whose bytes go to `put` as they come. `fonts` are open for as long as it. */
struct page_print_file *page_print_file_new(struct pdf_fonts *fonts, const char *title, pdf_put_bytes *put,
                                            void *context);
void page_print_file_free(struct page_print_file *file);
/* What is said of a document before its packed pages (pdf_pack): its language, whose it is, and what its pages are
 * labelled with. */
void page_print_file_pack_head(struct text *out, const char *language, const char *title, const char *prefix);
/* Adds a document that was packed, head and pages. */
void page_print_file_add(struct page_print_file *file, const char *packed, size_t length);
/* Ends the file: the rest of its bytes goes to `put`. False where nothing was added, or after an error (reported). */
bool page_print_file_finish(struct page_print_file *file, struct diag *diag);

/* The PDF writer. `home` is the program's home (style file); `folder` a lab's, whose style overrides the program's, or
 * NULL. NULL and an error if fonts are missing or the style is wrong. */
struct doc_writer *page_writer_new(const char *home, const char *folder, struct diag *diag);
/* The fonts that a PDF writer has open; they live as long as it. */
struct pdf_fonts *page_writer_fonts(struct doc_writer *writer);
/* Appends the pages of the file so far, `document` alone, as page_print_file_add takes them. Call it between add and
 * finish. False if there are none. */
bool page_writer_pack(struct doc_writer *writer, const struct document *document, struct text *packed);

/* Adds a line about each library that this room uses to the output of --version. */
void page_libraries(struct text *out);

#endif
