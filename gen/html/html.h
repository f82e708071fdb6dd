/* HTML: the writer of the twin of a document on paper, one file that needs no other, for screens and screen readers. */
#ifndef HTML_HTML_H
#define HTML_HTML_H

#include "document/document.h"

/* Its fonts, which charts are laid out with, and its style are those of paper; a writer cannot be made if fonts are
 * missing or the style is wrong. */
extern const struct doc_backend html_backend;

#endif
