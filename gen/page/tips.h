/* Private to page: what a screen reader says for the fields of a form, and a reader shows beside the pointer. */
#ifndef PAGE_TIPS_H
#define PAGE_TIPS_H

#include "page/layout.h"

/* What a field asks for: the words of its question, and what to write. In the layout's arena. */
const char *page_tip(struct page_layout *layout, const struct doc_node *node);
/* What ticking a box says: the words of its option. */
const char *page_option_tip(struct page_layout *layout, const struct doc_node *node);

#endif
