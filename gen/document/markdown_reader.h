/* Private to document: a Markdown document being read: what markdown.c (blocks) and markdown_inlines.c (what stands in
 * them) share. */
#ifndef DOCUMENT_MARKDOWN_READER_H
#define DOCUMENT_MARKDOWN_READER_H

#include "document/document.h"
#include "document/placement.h"

#include <md4c.h>

struct doc_reader {
    struct document *document;
    struct mustache_text *filled;
    const struct doc_value *const *values;
    size_t value_count;
    struct doc_placement_reader placements;
    struct diag *diag;
    bool good;
    struct doc_node *current; /* what takes the next child */
    int depth;
    int strong, emphasis, code; /* open spans */
    const char *link;
    int captions;        /* open images */
    struct text pending; /* text of one style and link, before it is a node */
    unsigned pending_style;
    const char *pending_link;
    struct pos pending_pos;
    struct text fence;
    bool in_head, in_html, html_reported;
    size_t known; /* the offset in the filled text of what was read last */
    size_t next;  /* behind all text that was read */
};

/* The place of a byte that md4c hands over, where it is one of the input's; else of the one before. */
struct pos doc_reader_pos(struct doc_reader *r, const char *bytes);
/* An error, after which the document is not good. */
void doc_reader_report(struct doc_reader *r, struct pos pos, const char *message);
/* Gives their place to all that was opened without one. */
void doc_reader_set_places(struct doc_reader *r, struct pos pos);
/* Makes a node of the text that was gathered; at the end of a paragraph, also goes back to what holds it. */
void doc_reader_flush(struct doc_reader *r);
void doc_reader_end_inline(struct doc_reader *r);
/* The text of an address or an info string, in the document's arena; NULL and an error where it holds a value. */
const char *doc_reader_attribute(struct doc_reader *r, const MD_ATTRIBUTE *attribute, struct pos pos, const char *what);

/* What md4c calls for text, and for emphasis, code, links and images around it; `userdata` is the reader. */
int doc_reader_text(MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE size, void *userdata);
int doc_reader_enter_span(MD_SPANTYPE type, void *detail, void *userdata);
int doc_reader_leave_span(MD_SPANTYPE type, void *detail, void *userdata);

#endif
