/* Pages: the PDF writer, which turns document trees into PDF files, and print files. */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "document/document.h"
#include "page/codes.h"
#include "pdf/pdf.h"

/* The PDF writer. A writer cannot be made if fonts are missing or the style is wrong. */
extern const struct doc_backend page_backend;
/* The fonts of a PDF writer, in a style for single people (NULL: that of the class); they live as long as it does. NULL
 * after an error in that style. */
struct pdf_fonts *page_writer_fonts(struct doc_writer *writer, const char *print, struct diag *diag);
/* The names of the styles for single people in the style files of the program (HOME/templates/style.yaml) and of a
 * lab's folder (NULL: none), in the arena. Reports nothing: what is wrong there is reported when a writer is made. */
const char **page_print_names(struct arena *arena, const char *home, const char *folder, size_t *count);
/* Warns of the styles of documents in the style file of a lab's folder that are for none of the lab's documents. */
void page_style_check_documents(struct arena *arena, const char *home, const char *folder, const char *const *names,
                                size_t count, struct diag *diag);
/* Where the pages of a student's copy have their codes, and what is written in: members of JSON objects, with a comma
 * behind each. Lengths are in points, from the top left corner of the page. */
struct page_geometry {
    struct text common; /* what copies mostly share: the sizes of paper and code, the squares */
    struct text copy;   /* whose it is, and its pages */
};
/* As doc_writer_write, and gives the number of pages. Appends the pages to `packed`, if that is not NULL, as
 * page_print_file_add takes them, and where students write to `geometry`, if that is not NULL and it is a copy of
 * theirs. */
bool page_write(struct doc_writer *writer, const struct document *document, struct text *out, struct text *packed,
                struct page_geometry *geometry, int *pages, struct diag *diag);

/* The same page as a form, which is filled in on a screen; whose it is stands in the hidden field `fleetsheet`. Nothing
 * is appended if nobody writes on it, or if it is no student's copy. */
bool page_write_form(struct doc_writer *writer, const struct document *document, struct text *out, struct diag *diag);

/* A chart as on paper, for another kind of page: elements of SVG, within a view box of that width and height. */
struct page_picture {
    struct text marks;
    double width, height;
};
/* Draws the chart of a placed node, of that width in points; the text is the caller's to free. False after reporting an
 * error. */
bool page_chart_picture(struct doc_writer *writer, const struct document *document, const struct doc_node *node,
                        double width, struct page_picture *picture, struct diag *diag);

/* Sheets that came back: the picture of each page, laid straight, and what is drawn over it. */
enum page_note_pen { PAGE_NOTE_RIGHT, PAGE_NOTE_WRONG, PAGE_NOTE_PARTLY, PAGE_NOTE_OPEN };
struct page_note {
    enum page_note_pen pen;
    const char *text; /* NULL: a tick or a cross around the place, `size` wide */
    double x, y;      /* in points from the top left; of a text: where its baseline begins, or ends (`to_left`) */
    double size;
    double room; /* a text that is wider is made smaller, then cut; 0: it has room enough */
    bool bold, to_left;
};
struct page_sheet {
    const char *jpeg; /* of the whole page, grey */
    size_t length;
    const char *alternative; /* what a screen reader says for it */
    double width, height;    /* of the paper */
    struct page_note *notes;
    int note_count;
};
struct page_sheets {
    const char *title, *language, *prefix; /* prefix: of page labels in the print file */
    struct page_sheet *list;
    int count;
};
/* Appends the file with these pages, and to `packed` the pages as page_print_file_add takes them. False after reporting
 * an error. */
bool page_write_sheets(struct doc_writer *writer, const struct page_sheets *sheets, struct text *out,
                       struct text *packed, struct diag *diag);

/* What a page for screens takes from a style for single people. */
struct page_screen_look {
    double text, line_height; /* the size of its text in points, and times that */
    bool has_ground;
    struct pdf_colour ground; /* of the page */
};
/* The look of a document that has such a style; false after reporting an error. */
bool page_look_of(struct doc_writer *writer, const struct document *document, struct page_screen_look *look,
                  struct diag *diag);

/* Print files: all copies of a document in one file, in the order of the roster, each on its own sheets and with a
 * bookmark. They are meant for paper and are not tagged. */

struct page_print_file;

/* A print file whose bytes go to `put` as they are made. `fonts` must stay open as long as the file. */
struct page_print_file *page_print_file_new(struct pdf_fonts *fonts, const char *title, pdf_put_bytes *put,
                                            void *context);
void page_print_file_free(struct page_print_file *file);
/* Appends what precedes a document's packed pages (pdf_pack): its language, its title in the outline, and the prefix of
 * its page labels. */
void page_print_file_pack_head(struct text *out, const char *language, const char *title, const char *prefix);
/* Adds a packed document: its head and its pages. If they are damaged, the file cannot be finished. */
void page_print_file_add(struct page_print_file *file, const char *packed, size_t length);
/* Ends the file: the rest of its bytes goes to `put`. False if no document was added, or after an error (reported). */
bool page_print_file_finish(struct page_print_file *file, struct diag *diag);

#endif
