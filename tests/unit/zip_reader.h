/* Reads members of a ZIP file such as a workbook. */
#ifndef TESTS_UNIT_ZIP_READER_H
#define TESTS_UNIT_ZIP_READER_H

#include "base/arena.h"

#include <string.h>
#include <zlib.h>

static inline unsigned long zip_number(const unsigned char *bytes, int count) {
    unsigned long number = 0;
    while (count-- > 0)
        number = number << 8 | bytes[count];
    return number;
}

/* The text of a member, NUL-terminated, in the arena; NULL if there is no such member. */
static inline char *zip_member(struct arena *arena, const struct text *zip, const char *name) {
    const unsigned char *bytes = (const unsigned char *)zip->bytes;
    if (zip->length < 22)
        return NULL;
    size_t end = zip->length - 22;
    while (end > 0 && memcmp(bytes + end, "PK\5\6", 4) != 0)
        end--;
    unsigned long count = zip_number(bytes + end + 10, 2), at = zip_number(bytes + end + 16, 4);
    for (; count-- > 0;
         at += 46 + zip_number(bytes + at + 28, 2) + zip_number(bytes + at + 30, 2) + zip_number(bytes + at + 32, 2)) {
        if (zip_number(bytes + at + 28, 2) != strlen(name) || memcmp(bytes + at + 46, name, strlen(name)) != 0)
            continue;
        unsigned long packed = zip_number(bytes + at + 20, 4), size = zip_number(bytes + at + 24, 4);
        unsigned long local = zip_number(bytes + at + 42, 4);
        unsigned long data = local + 30 + zip_number(bytes + local + 26, 2) + zip_number(bytes + local + 28, 2);
        char *out = arena_alloc(arena, size + 1);
        if (zip_number(bytes + at + 10, 2) == 0) {
            memcpy(out, bytes + data, size);
            return out;
        }
        z_stream stream = {.next_in = (unsigned char *)zip->bytes + data,
                           .avail_in = (unsigned)packed,
                           .next_out = (unsigned char *)out,
                           .avail_out = (unsigned)size};
        if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
            return NULL;
        int result = inflate(&stream, Z_FINISH);
        inflateEnd(&stream);
        return result == Z_STREAM_END && stream.total_out == size ? out : NULL;
    }
    return NULL;
}

#endif
