/* Private to key: options that print alike. */
#ifndef KEY_ALIKE_H
#define KEY_ALIKE_H

#include "key/key.h"

/* When two options of a question print the same; NULL for never. */
const struct expr *key_claim_alike_pair(struct arena *arena, const struct lab_question *question, int first,
                                        int second);
/* When any two of them do. */
const struct expr *key_claim_alike(struct arena *arena, const struct lab_question *question);

#endif
