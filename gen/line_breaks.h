/* Where lines may break, by Unicode's rules. What a class's documents share is worked out once. */
#ifndef GEN_LINE_BREAKS_H
#define GEN_LINE_BREAKS_H

#include <stddef.h>

struct line_breaks;

struct line_breaks *line_breaks_new(void);
void line_breaks_free(struct line_breaks *breaks);
/* For each byte of the text what libunibreak says of a break behind it (LINEBREAK_...), in a language. Valid until the
 * next call. */
const char *line_breaks_of(struct line_breaks *breaks, const char *language, const char *text, size_t length);

#endif
