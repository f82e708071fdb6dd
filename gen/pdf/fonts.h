/* Private to pdf: what the canvas needs of the fonts that a process has open. */
#ifndef PDF_FONTS_H
#define PDF_FONTS_H

#include "pdf/font_file.h"
#include "pdf/pdf.h"

/* Faces by their numbers in struct pdf_glyph_run. */
int pdf_fonts_face_count(const struct pdf_fonts *fonts);
struct pdf_font_file *pdf_fonts_face(const struct pdf_fonts *fonts, int face);
/* The deflater for page streams; it lives as long as the fonts. */
struct pdf_deflater *pdf_fonts_deflater(const struct pdf_fonts *fonts);

#endif
