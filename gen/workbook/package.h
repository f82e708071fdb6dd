/* Private to workbook: whether the library wrote a workbook whole. It writes each part of the package (each sheet, each
 * chart) to a temporary file, ignores errors there, and copies into the package whatever it then reads. */
#ifndef WORKBOOK_PACKAGE_H
#define WORKBOOK_PACKAGE_H

#include "base/base.h"

/* From now on, notes errors of the library's temporary files: some are for strings of the cells. */
void book_begin_watch(void);
/* From now on, the files are for parts: notes their sizes, too. */
void book_watch_parts(void);
/* Ends that. Returns the errno of the first file that could not be written, or 0. */
int book_end_watch(void);
/* Whether the package has every part as it was written since book_watch_parts: each has the size that was noted, can be
 * inflated, has the sum that the directory gives, and ends with the end tag of its root; and there is nothing else. */
bool book_package_is_whole(const struct text *package);

#endif
