/* Private to pdf: deflated streams, by libdeflate. */
#ifndef PDF_DEFLATE_H
#define PDF_DEFLATE_H

#include "base/base.h"

/* For the streams of pages, which are many and small. Set up once in a process. */
struct pdf_deflater;
struct pdf_deflater *pdf_deflater_new(void);
void pdf_deflater_free(struct pdf_deflater *deflater);
/* Appends the bytes, deflated, with zlib's header and checksum. The same bytes give the same result, and are looked up
 * when they come again and again. */
void pdf_deflater_run(struct pdf_deflater *deflater, const char *bytes, size_t length, struct text *out);
/* The same for a font program, which is large and rare. */
void pdf_deflate_font(const char *bytes, size_t length, struct text *out);

#endif
