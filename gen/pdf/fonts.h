/* Private to pdf: what the canvas needs of the fonts that a process has open. */
#ifndef PDF_FONTS_H
#define PDF_FONTS_H

#include "pdf/font_file.h"
#include "pdf/pdf.h"

/* A face by its number in struct pdf_glyph_run, which is the same in all processes that have opened the same fonts. */
struct pdf_font_file *pdf_fonts_face(const struct pdf_fonts *fonts, int face);
/* The deflater for page streams; it lives as long as the fonts. */
struct pdf_deflater *pdf_fonts_deflater(const struct pdf_fonts *fonts);
/* Lists all font files of the home and the system, unless they are listed already. */
void pdf_font_search_list(struct pdf_font_search *search);

#endif
