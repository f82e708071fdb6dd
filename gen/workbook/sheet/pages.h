/* Private to workbook/sheet: pages.c sets up the pages of a sheet, breaks.c says where they begin. Lengths are in
 * points. */
#ifndef WORKBOOK_SHEET_PAGES_H
#define WORKBOOK_SHEET_PAGES_H

#include "workbook/sheet/sheet.h"

struct sheet_page {
    double height;     /* of the rows on a page, repeated ones included */
    double repeated;   /* of the rows that each page repeats */
    double blank;      /* of a blank row */
    bool heads_repeat; /* each page repeats the header of the tables, so a table may continue on the next page */
};

/* Finds the rows at which pages begin (the list ends with 0), so that blocks stay together and few pages are left half
 * empty. Returns the cost of these breaks, which is about the number of pages. */
double sheet_find_breaks(struct sheet *sheet, const double *heights, const struct sheet_page *page, lxw_row_t **breaks);

#endif
