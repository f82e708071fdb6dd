/* Private to document: the levels of headings as they are heard. */
#ifndef DOCUMENT_OUTLINE_H
#define DOCUMENT_OUTLINE_H

#include "document/document.h"

/* Finds how deep each heading of an arranged tree is (`depth` of its node): no level is left out, and all questions are
 * on one, the least that any of them has by the levels of the template. */
void doc_outline(struct doc_node *root);

#endif
