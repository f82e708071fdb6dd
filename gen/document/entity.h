/* Private to document: character references of Markdown: `&nbsp;`, `&#8364;`, `&#x20AC;`. */
#ifndef DOCUMENT_ENTITY_H
#define DOCUMENT_ENTITY_H

#include <stdbool.h>
#include <stddef.h>

/* The character of a reference (with its `&` and `;`). False if the reference is unknown; then `*near` is the nearest
 * known name, or NULL. All numbers are accepted: whether the character may be printed is decided by the caller (code
 * points above U+10FFFF are returned as U+110000). */
bool doc_entity_decode(const char *text, size_t length, unsigned *code_point, const char **near);

#endif
