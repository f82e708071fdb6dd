/* Private to page: styles for single people, which the style files have under `prints`. */
#ifndef PAGE_PRINTS_H
#define PAGE_PRINTS_H

#include "page/style.h"

/* Makes a style, with those of documents, the one for single people of this name: first everything that is set by the
 * size of the text grows with it, then the rest is said over that. `folder`: of a lab, or NULL. False after an error.
 */
bool page_style_print(struct page_style *style, struct arena *arena, const char *home, const char *folder,
                      const char *print, struct diag *diag);
/* Reports what is wrong with these styles, but for fonts that are not there. */
void page_style_check_prints(const struct page_style *style, struct arena *arena, const char *home, const char *folder,
                             struct diag *diag);

#endif
