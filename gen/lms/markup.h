/* Private to lms: the markup of texts. */
#ifndef LMS_MARKUP_H
#define LMS_MARKUP_H

#include "base/base.h"

/* Appends a text of Markdown as XHTML: paragraphs (`blocks`), or spans alone. */
void lms_put_markup(struct text *out, const char *markdown, bool blocks);
/* The same as characters of XML, for systems that take markup in a text. */
void lms_put_markup_as_text(struct text *out, const char *markdown);

#endif
