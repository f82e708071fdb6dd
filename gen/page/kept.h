/* Private to page: texts that were set before. The documents of a class share most of their text, so its pieces are
 * remembered, and from the second time on its lines. What is drawn does not depend on what is remembered. */
#ifndef PAGE_KEPT_H
#define PAGE_KEPT_H

#include "page/inline.h"

struct page_kept;

/* A line of plain text: its pieces, and the same joined to parts that are drawn as one. */
struct page_kept_line {
    size_t first, end;
    double visible; /* its width without the spaces at its end */
    struct page_kept_part *parts;
    size_t part_count;
};
struct page_kept_part {
    const struct pdf_shaped *shaped;
    double size;
    size_t end; /* one past its last piece */
};
struct page_kept_text {
    struct page_span *spans;   /* as they were */
    struct page_piece *pieces; /* NULL: not yet. What is placed is made anew each time. */
    size_t count;
    bool plain;                   /* words alone, which run from left to right */
    double measure;               /* that the lines are for */
    struct page_kept_line *lines; /* NULL: not yet */
    size_t line_count, line_capacity;
};

/* The fonts must outlive it. */
struct page_kept *page_kept_new(const struct pdf_fonts *fonts);
void page_kept_free(struct page_kept *kept);
/* To be called before a document is laid out: forgets everything if it is too much, or if the fonts have forgotten
 * their words. */
void page_kept_trim(struct page_kept *kept);
/* The entry for a text of these bytes in a language, with the looks and objects of its spans. Valid until
 * page_kept_trim. */
struct page_kept_text *page_kept_find(struct page_kept *kept, const struct page_inline_text *text, const char *language,
                                      const char *bytes, size_t length);
/* Remembers the pieces of a text in its entry, unless a character was missing, which is reported each time. */
void page_kept_fill(struct page_kept *kept, struct page_kept_text *entry, const struct page_inline_text *text);
/* Adds a line of a plain text, which has the pieces from `first` up to, but not including, `end`. */
void page_kept_add_line(struct page_kept *kept, struct page_kept_text *entry, size_t first, size_t end);

#endif
