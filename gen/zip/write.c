#include "zip/zip.h"

#include <libdeflate.h>
#include <string.h>

/* Flags: the name is UTF-8. The date is the first that the format has, 1980-01-01. */
enum { VERSION = 20, MADE_ON_UNIX = 3 << 8 | VERSION, UTF8_NAME = 1 << 11, FIRST_DAY = 1 << 5 | 1 };
static const uint64_t MOST_BYTES = 0xFFFFFFFF;
enum { MOST_FILES = 0xFFFF };

static void put_number(struct text *out, uint64_t number, int bytes) {
    for (int i = 0; i < bytes; i++)
        text_putc(out, (char)(number >> 8 * i & 0xFF));
}

void zip_put_text(void *text, const char *bytes, size_t length) {
    text_append(text, bytes, length);
}

struct zip_output zip_begin(void (*put)(void *context, const char *bytes, size_t length), void *context) {
    return (struct zip_output){.put = put, .context = context};
}

static void put(struct zip_output *zip, const char *bytes, size_t length) {
    zip->put(zip->context, bytes, length);
    zip->at += length;
}

/* What both headers of a file have, from the version to the length of its name. */
static void put_common(struct text *out, const char *name, const char *bytes, size_t length) {
    put_number(out, VERSION, 2);
    put_number(out, UTF8_NAME, 2);
    put_number(out, 0, 2); /* stored */
    put_number(out, 0, 2);
    put_number(out, FIRST_DAY, 2);
    put_number(out, libdeflate_crc32(0, bytes, length), 4);
    put_number(out, length, 4);
    put_number(out, length, 4);
    put_number(out, strlen(name), 2);
    put_number(out, 0, 2);
}

void zip_add(struct zip_output *zip, const char *name, const char *bytes, size_t length) {
    struct text head = {0};
    text_append(&head, "PK\3\4", 4);
    put_common(&head, name, bytes, length);
    text_puts(&head, name);
    text_append(&zip->directory, "PK\1\2", 4);
    put_number(&zip->directory, MADE_ON_UNIX, 2);
    put_common(&zip->directory, name, bytes, length);
    put_number(&zip->directory, 0, 2 + 2 + 2);      /* no comment, disk 0, bytes */
    put_number(&zip->directory, 0100644u << 16, 4); /* a file that all may read */
    put_number(&zip->directory, zip->at, 4);
    text_puts(&zip->directory, name);
    put(zip, head.bytes, head.length);
    put(zip, bytes, length);
    zip->count++;
    text_free(&head);
}

bool zip_end(struct zip_output *zip) {
    const uint64_t begin = zip->at, size = zip->directory.length;
    struct text end = {0};
    text_append(&end, "PK\5\6", 4);
    put_number(&end, 0, 4);
    put_number(&end, zip->count, 2);
    put_number(&end, zip->count, 2);
    put_number(&end, size, 4);
    put_number(&end, begin, 4);
    put_number(&end, 0, 2);
    if (size)
        put(zip, zip->directory.bytes, zip->directory.length);
    put(zip, end.bytes, end.length);
    text_free(&end);
    const bool fits = zip->count <= MOST_FILES && zip->at <= MOST_BYTES;
    zip_abandon(zip);
    return fits;
}

void zip_abandon(struct zip_output *zip) {
    text_free(&zip->directory);
}
