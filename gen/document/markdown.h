/* Markdown to the document tree, through md4c: CommonMark, tables, task lists. */
#ifndef DOCUMENT_MARKDOWN_H
#define DOCUMENT_MARKDOWN_H

#include "document/document.h"
#include "mustache/mustache.h"

/* A value travels through Markdown as one code point of plane 15: VALUE_TOKEN_FIRST + its index. */
enum { VALUE_TOKEN_FIRST = 0xF0000, VALUE_TOKEN_LAST = 0xFFFFD };
/* True where text of an author holds a code point that we use for tokens (any private-use one is refused). */
bool doc_has_private_use(const char *text, size_t length, size_t *offset);

/* Makes document->root of the filled text; nodes live in document->arena. `values` are what the tokens stand for.
 * Images must be placements (`chart: equation: worked: blank: score: lines: page:`); raw HTML, unknown placements and
 * unknown names in them are errors at their place in the template. A token inside a placement's address, a fence or a
 * link's address is an error. False after an error. `resolve` fills in a placement by its name; false where it knows
 * none, which is reported here unless it did so itself. `lines` and `page` are not asked for. */
bool doc_read_markdown(struct document *document, struct mustache_text *filled, const struct doc_value *const *values,
                       size_t value_count, bool (*resolve)(void *context, struct doc_placed *placed), void *context,
                       struct diag *diag);

#endif
