/* Private to page: the QR codes of the pages of a copy: they differ in the page's number alone, so that one is encoded
 * and the others follow from it. Once a process. */
#ifndef PAGE_CODES_H
#define PAGE_CODES_H

#include "base/base.h"

struct page_codes;
struct page_code {
    int size;                     /* modules a side */
    const unsigned char *modules; /* row by row; 1 is dark, 0 light */
    const double *cells;          /* rectangles of dark modules: column, row, width, height of each */
    int cell_count;
};

/* How many modules a side has that holds so many bytes. */
int page_codes_size(size_t length);
struct page_codes *page_codes_new(void);
void page_codes_free(struct page_codes *codes);
/* The code that reads `PREFIX NUMBER` (number > 0): in the least version from 3 on that holds it, with as much
 * correction as that version has room for. The same content gives the same code, whatever was asked before. Valid until
 * the next call; ends the program where it is longer than a code can be. */
struct page_code page_codes_of(struct page_codes *codes, const char *prefix, int number);

#endif
