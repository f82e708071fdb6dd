/* What comes again: remembers the bytes that it has met twice, and what was made of them. Holds little, however much
 * passes by. */
#ifndef PDF_REPEATS_H
#define PDF_REPEATS_H

#include "base/base.h"

struct pdf_repeats;
/* Bytes that are remembered. What was made of them belongs to whoever asked: `made` is empty and `number` is 0 when
 * they are new here. */
struct pdf_repeat {
    char *bytes;
    size_t length;
    struct text made;
    unsigned number;
};

struct pdf_repeats *pdf_repeats_new(void);
void pdf_repeats_free(struct pdf_repeats *repeats);
/* NULL where the bytes have not come before, as far as is remembered. Valid until the next call. */
struct pdf_repeat *pdf_repeats_find(struct pdf_repeats *repeats, const char *bytes, size_t length);

#endif
