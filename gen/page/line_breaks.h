/* Private to page: where lines may break, by Unicode's rules. Results are remembered, since the documents of a class
 * share most of their text. */
#ifndef PAGE_LINE_BREAKS_H
#define PAGE_LINE_BREAKS_H

#include <stddef.h>

struct page_line_breaks;

struct page_line_breaks *page_line_breaks_new(void);
void page_line_breaks_free(struct page_line_breaks *breaks);
/* For each byte of the text, libunibreak's verdict on a break after it (LINEBREAK_...), in a language. Valid until the
 * next call. */
const char *page_line_breaks_of(struct page_line_breaks *breaks, const char *language, const char *text, size_t length);

#endif
