/* Private to pdf: all fonts that are installed, for characters that the style's fonts lack. */
#ifndef PDF_INSTALLED_H
#define PDF_INSTALLED_H

#include "pdf/font_file.h"

struct pdf_installed;
/* Nothing is listed or opened before it is needed. Lives in the arena; pdf_installed_close releases the fonts. */
struct pdf_installed *pdf_installed_open(struct arena *arena, const char *home);
void pdf_installed_close(struct pdf_installed *installed);
/* The number of font files. They are in the order in which they are tried, the same in every process: those of the
 * home, then Noto's upright fonts, sans before serif, then others by name. */
size_t pdf_installed_count(struct pdf_installed *installed);
/* The font of that number, opened at its first use; NULL if it cannot be embedded. */
struct pdf_font_file *pdf_installed_face(struct pdf_installed *installed, size_t number);

#endif
