/* Private to page: where lines may break, by Unicode's rules. Results are remembered, for texts that differ only in
 * their numbers too. */
#ifndef PAGE_LINE_BREAKS_H
#define PAGE_LINE_BREAKS_H

#include <stddef.h>

struct page_line_breaks;

struct page_line_breaks *page_line_breaks_new(void);
void page_line_breaks_free(struct page_line_breaks *breaks);
/* Puts into `places`, for each byte of the text, libunibreak's verdict on a break after it (LINEBREAK_...), in a
 * language. */
void page_line_breaks_find(struct page_line_breaks *breaks, const char *language, const char *text, size_t length,
                           char *places);

#endif
