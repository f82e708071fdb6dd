/* Deflated streams of a PDF, by libdeflate. */
#ifndef GEN_DEFLATE_H
#define GEN_DEFLATE_H

#include "../model/arena.h"

/* For the streams of pages, many and small: set up once a process. */
struct deflater;
struct deflater *deflater_new(void);
void deflater_free(struct deflater *deflater);
/* Appends the bytes deflated, with zlib's head and sum. The same bytes give the same, and take no time when they come
 * again and again. */
void deflater_run(struct deflater *deflater, const char *bytes, size_t length, struct text *out);
/* The same for a font's program, which is large and comes rarely. */
void deflate_font(const char *bytes, size_t length, struct text *out);

#endif
