/* Private to pdf: a bounded cache that is keyed by content. From the second time that it sees the same bytes it
 * remembers a result for them. */
#ifndef PDF_REPEATS_H
#define PDF_REPEATS_H

#include "base/base.h"

struct pdf_repeats;
/* Bytes that are remembered, and the caller's result for them: `made` is empty and `number` is 0 until the caller fills
 * them in. */
struct pdf_repeat {
    char *bytes;
    size_t length;
    struct text made;
    unsigned number;
};

struct pdf_repeats *pdf_repeats_new(void);
void pdf_repeats_free(struct pdf_repeats *repeats);
/* The entry for these bytes; NULL if they are not remembered to have come before. Valid until the next call. */
struct pdf_repeat *pdf_repeats_find(struct pdf_repeats *repeats, const char *bytes, size_t length);

#endif
