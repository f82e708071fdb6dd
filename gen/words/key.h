/* Why a set has no key, in the languages that documents are in. */
#ifndef WORDS_KEY_H
#define WORDS_KEY_H

#include "key/key.h"
#include "words/language.h"

/* The reason of an unfit entry as a sentence without its stop, in the arena; NULL where the entry is not unfit. */
const char *key_reason_text(struct arena *arena, const struct key_entry *entry, const struct words_language *language,
                            const struct number_locale *locale);

#endif
