/* Manual: a page of the manual, in mdoc as man(1) reads it, becomes plain text for a terminal. Knows the macros that
 * the pages of this program use. */
#ifndef MANUAL_MANUAL_H
#define MANUAL_MANUAL_H

#include "base/base.h"

/* Appends a page as text in lines of at most `width` characters, but for displayed lines, which stay as they are. A
 * macro that it does not know is printed as text. */
void manual_print(struct text *out, const char *page, int width);

#endif
