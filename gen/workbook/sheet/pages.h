/* Private to workbook/sheet: pages.c sets up the pages of a sheet, breaks.c says where they begin. Lengths are in
 * points. */
#ifndef WORKBOOK_SHEET_PAGES_H
#define WORKBOOK_SHEET_PAGES_H

#include "workbook/sheet/sheet.h"

struct sheet_page {
    double height;     /* of the rows that it holds, the repeated ones among them */
    double repeated;   /* of the rows that each page begins with */
    double blank;      /* of a blank row */
    bool heads_repeat; /* the heads of tables are among them: a table may go on over the edge of a page */
};

/* Finds the rows that begin pages (the list ends with 0), so that blocks stay together and few pages are left half
 * empty; what that costs: about the number of pages. */
double sheet_find_breaks(struct sheet *sheet, const double *heights, const struct sheet_page *page, lxw_row_t **breaks);

#endif
