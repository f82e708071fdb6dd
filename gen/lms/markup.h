/* Private to lms: XML, and the markup of texts. */
#ifndef LMS_MARKUP_H
#define LMS_MARKUP_H

#include "base/base.h"

/* Appends text as XML: & < > and quotes as entities, without the characters that XML does not have. */
void lms_put_xml(struct text *out, const char *text);
/* Appends a text of Markdown as XHTML: paragraphs (`blocks`), or spans alone. */
void lms_put_markup(struct text *out, const char *markdown, bool blocks);
/* The same as characters of XML, for systems that take markup in a text. */
void lms_put_markup_as_text(struct text *out, const char *markdown);
/* Appends a number as data; never with more digits than it takes to read it back. */
void lms_put_number(struct text *out, double number);

#endif
