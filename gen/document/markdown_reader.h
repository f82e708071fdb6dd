/* Private to document: a Markdown document being read, as markdown.c (blocks) and markdown_inlines.c (their content)
 * share it. */
#ifndef DOCUMENT_MARKDOWN_READER_H
#define DOCUMENT_MARKDOWN_READER_H

#include "document/document.h"
#include "document/placement.h"
#include "mustache/mustache.h"

#include <md4c.h>

struct doc_reader {
    struct document *document;
    struct mustache_text *filled;
    const struct doc_value *const *values;
    size_t value_count;
    struct doc_placement_reader placements;
    struct diag *diag;
    bool good;
    struct doc_node *current; /* the parent of the next node */
    int depth;
    int strong, emphasis, code; /* open spans */
    const char *link;
    int captions;        /* open images */
    struct text pending; /* text of one style and link that is not a node yet */
    unsigned pending_style;
    const char *pending_link;
    struct pos pending_pos;
    struct text fence;
    bool in_head, in_html, html_reported;
    struct doc_rule_line *rules; /* of tables, in order; the first `rules_used` belong to tables that were read */
    size_t rule_count, rules_used;
    size_t table_from; /* `known` when the table began */
    size_t known;      /* the offset in the filled text of what was read last */
    size_t next;       /* the offset after all text that was read */
};

/* The position of a byte that md4c passes, if it belongs to the input; else that of the byte before. */
struct pos doc_reader_pos(struct doc_reader *r, const char *bytes);
/* Reports an error; the document is not good then. */
void doc_reader_report(struct doc_reader *r, struct pos pos, const char *message);
/* Gives a position to all open nodes that have none. */
void doc_reader_set_places(struct doc_reader *r, struct pos pos);
/* doc_reader_flush makes a node of the text that was gathered. doc_reader_end_inline does so at the end of a paragraph
 * and then returns to its parent. */
void doc_reader_flush(struct doc_reader *r);
void doc_reader_end_inline(struct doc_reader *r);
/* The text of an address or an info string, in the document's arena; NULL and an error if it contains a value. `what`
 * names it in the error. */
const char *doc_reader_attribute(struct doc_reader *r, const MD_ATTRIBUTE *attribute, struct pos pos, const char *what);

/* rule_lines.c. Reads the rule lines of tables before md4c does, and leaves it plain ones. */
void doc_reader_find_rules(struct doc_reader *r);
/* Makes them what they were, when everything is read. */
void doc_reader_restore_rules(struct doc_reader *r);
/* Gives the cells of a table what its rule line says. */
void doc_reader_apply_rules(struct doc_reader *r, struct doc_node *table);
/* Finds the marks of a row, {.mark} and {.write}, and takes them off its first cell. */
void doc_reader_mark_row(struct doc_reader *r, struct doc_node *row);

/* Called by md4c for text, and for emphasis, code, links and images around it; `userdata` is the reader. */
int doc_reader_text(MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE size, void *userdata);
int doc_reader_enter_span(MD_SPANTYPE type, void *detail, void *userdata);
int doc_reader_leave_span(MD_SPANTYPE type, void *detail, void *userdata);

#endif
