/* The QR codes of the pages of a copy. They differ only in the page number, so that one is encoded and
 * the others are derived from it. Made once in a process. */
#ifndef PAGE_CODES_H
#define PAGE_CODES_H

#include "base/base.h"

struct page_codes;
struct page_code {
    int size;                     /* modules on a side */
    const unsigned char *modules; /* row by row: 1 dark, 0 light */
    const double *cells;          /* the dark modules as rectangles: column, row, width and height of each */
    int cell_count;
};

/* The number of modules on a side of a code for that many bytes. */
int page_codes_size(size_t length);
struct page_codes *page_codes_new(void);
void page_codes_free(struct page_codes *codes);
/* The code for the text `PREFIX NUMBER` (number > 0): in the smallest version from 3 on that holds it, with as much
 * error correction as that version has room for. The same text always gives the same code. Valid until the next call.
 * Ends the program if the text is too long for a code. */
struct page_code page_codes_of(struct page_codes *codes, const char *prefix, int number);

#endif
