/* Font files by name: in HOME/fonts, then under /usr/share/fonts. */
#ifndef PDF_FONT_SEARCH_H
#define PDF_FONT_SEARCH_H

#include "base/diag.h"

/* Begun with its arena and home; the rest is what was found so far. */
struct pdf_font_search {
    struct arena *arena;
    const char *home;
    /* Names and paths of all font files, listed when one was not found at its usual place. */
    bool listed;
    const char **names, **paths;
    size_t font_count;
};

/* The path of a font file, in the arena; a name with a slash is a path already, from `home` on where it is not
 * absolute. NULL where there is none; `*why` then says where it was looked for, which name is near and which Debian
 * package brings it. */
const char *pdf_font_search(struct pdf_font_search *search, const char *name, const char **why);

#endif
