/* Private to document: character references of Markdown: `&nbsp;`, `&#8364;`, `&#x20AC;`. */
#ifndef DOCUMENT_ENTITY_H
#define DOCUMENT_ENTITY_H

#include <stdbool.h>
#include <stddef.h>

/* The character that a reference, `&` and `;` included, stands for. False where it is none that we know; then `*near`
 * is the nearest name that we know, or NULL. Any number is read: whether the character may be printed is the caller's
 * to say (code points above U+10FFFF come out as U+110000). */
bool doc_entity_decode(const char *text, size_t length, unsigned *code_point, const char **near);

#endif
