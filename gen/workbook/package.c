#include "workbook/package.h"

#include <errno.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    bool on, parts;
    int cause;    /* the errno of the first error, or 0 */
    off_t *sizes; /* of the parts, in the order in which they were written */
    size_t count, capacity;
} watch;

void book_begin_watch(void) {
    free(watch.sizes);
    memset(&watch, 0, sizeof watch);
    watch.on = true;
}

void book_watch_parts(void) {
    watch.parts = true;
}

int book_end_watch(void) {
    watch.on = false;
    return watch.cause;
}

static void note_file(FILE *stream) {
    off_t size = ferror(stream) || fflush(stream) != 0 ? -1 : ftello(stream);
    if (size < 0 && !watch.cause)
        watch.cause = errno ? errno : EIO; /* the errno of a write, unless another call replaced it since */
    if (!watch.parts)
        return;
    if (watch.count == watch.capacity) {
        watch.capacity = watch.capacity ? 2 * watch.capacity : 32;
        watch.sizes = alloc_resize(watch.sizes, watch.capacity * sizeof *watch.sizes);
    }
    watch.sizes[watch.count++] = size;
}

/* Takes the place of the C library's function. libxlsxwriter calls it between writing a temporary file and reading it:
 * the only moment at which the stream still knows of errors. */
void rewind(FILE *stream) {
    if (watch.on)
        note_file(stream);
    if (fseeko(stream, 0, SEEK_SET) != 0 && watch.on && !watch.cause)
        watch.cause = errno;
    clearerr(stream);
}

/* The records of a ZIP file, in the bytes that they have. All numbers have their lowest byte first. */
enum { LOCAL_BYTES = 30, CENTRAL_BYTES = 46, END_BYTES = 22, DEFLATED = 8 };

static bool is_record(const struct text *package, size_t at, size_t bytes, const char *signature) {
    return at <= package->length && package->length - at >= bytes && memcmp(package->bytes + at, signature, 4) == 0;
}

static size_t number_at(const struct text *package, size_t at, int bytes) {
    size_t number = 0;
    for (int i = bytes - 1; i >= 0; i--)
        number = number << 8 | (unsigned char)package->bytes[at + (size_t)i];
    return number;
}

/* Whether a part is XML up to the end tag of its root. */
static bool is_ended(const char *xml, size_t length) {
    static const char SPACE[] = " \t\r\n";
    while (length && strchr(SPACE, xml[length - 1]))
        length--;
    const char *root = xml;
    while ((root = memchr(root, '<', length - (size_t)(root - xml))) && root[1] == '?')
        root++;
    if (!root)
        return false;
    size_t name = strcspn(++root, " \t\r\n/>");
    if (!memchr(root, '<', length - (size_t)(root - xml))) /* an empty element */
        return name && length >= 2 && memcmp(xml + length - 2, "/>", 2) == 0;
    const char *end = xml + length - name - 3; /* </name> */
    return name && end > root && memcmp(end, "</", 2) == 0 && memcmp(end + 2, root, name) == 0 && end[name + 2] == '>';
}

/* Inflates a part that begins at `at`, between its header and `end`, and compares it with its entry in the directory,
 * which is at `entry`, and with what was written. Stores where it ends in `*at`. */
static bool read_part(const struct text *package, size_t entry, size_t *at, off_t written,
                      struct libdeflate_decompressor *decompressor, struct text *part) {
    size_t sum = number_at(package, entry + 16, 4), packed = number_at(package, entry + 20, 4);
    size_t size = number_at(package, entry + 24, 4), name = number_at(package, entry + 28, 2);
    if (number_at(package, entry + 42, 4) != *at || !is_record(package, *at, LOCAL_BYTES, "PK\3\4"))
        return false;
    size_t data = *at + LOCAL_BYTES + name + number_at(package, *at + 28, 2);
    /* From the way of packing to the length of the name, both headers have the same fields. */
    if (number_at(package, entry + 10, 2) != DEFLATED || data > entry || packed > entry - data ||
        memcmp(package->bytes + *at + 8, package->bytes + entry + 10, 20) != 0 ||
        memcmp(package->bytes + *at + LOCAL_BYTES, package->bytes + entry + CENTRAL_BYTES, name) != 0)
        return false;
    *at = data + packed;
    if ((written >= 0 && (size_t)written != size) || size / 1100 > packed) /* deflate packs 1032 to 1 at most */
        return false;
    text_clear(part);
    text_reserve(part, size);
    size_t used;
    if (libdeflate_deflate_decompress_ex(decompressor, package->bytes + data, packed, part->bytes, size, &used, NULL) !=
            LIBDEFLATE_SUCCESS ||
        used != packed || libdeflate_crc32(0, part->bytes, size) != sum)
        return false;
    part->bytes[size] = '\0';
    return is_ended(part->bytes, size);
}

bool book_package_is_whole(const struct text *package) {
    size_t end = package->length - END_BYTES;
    if (package->length < END_BYTES || !is_record(package, end, END_BYTES, "PK\5\6"))
        return false;
    size_t count = number_at(package, end + 10, 2), directory = number_at(package, end + 16, 4);
    if (!count || number_at(package, end + 8, 2) != count || number_at(package, end + 20, 2) != 0 || directory > end ||
        number_at(package, end + 12, 4) != end - directory || (watch.count && watch.count != count))
        return false;
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    if (!decompressor)
        alloc_failed(0);
    struct text part = {0};
    size_t entry = directory, at = 0;
    bool whole = true;
    for (size_t i = 0; whole && i < count; i++) {
        whole = is_record(package, entry, CENTRAL_BYTES, "PK\1\2");
        size_t next = whole ? entry + CENTRAL_BYTES + number_at(package, entry + 28, 2) +
                                  number_at(package, entry + 30, 2) + number_at(package, entry + 32, 2)
                            : entry;
        whole = whole && next <= end &&
                read_part(package, entry, &at, watch.count ? watch.sizes[i] : -1, decompressor, &part);
        entry = next;
    }
    libdeflate_free_decompressor(decompressor);
    text_free(&part);
    return whole && entry == end && at == directory;
}
