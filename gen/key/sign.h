/* Private to key: which quantities cannot be below zero. */
#ifndef KEY_SIGN_H
#define KEY_SIGN_H

#include "language/language.h"

/* By quantity index: whether its equation alone, whatever the parameters within their bounds, shows that it is never
 * below zero. False also if that takes more than the signs of its parts. */
const bool *key_never_negative(struct arena *arena, const struct model *model);

#endif
