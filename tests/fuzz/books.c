/* Workbooks that were filled in. An input is a workbook's parts, or its bytes: what begins with `part NAME` and a line
 * feed is packed first, since hardly a change of packed bytes gets past the checks of a ZIP file. */
#include "engine/returned.h"
#include "zip/zip.h"

static const char HEAD[] = "\npart ";

/* Packs what stands behind each head as a part of that name. */
static void pack(const char *at, size_t length, struct text *packed) {
    struct zip_output zip = zip_begin(zip_put_text, packed);
    const char *end = at + length;
    while (at && at < end) {
        const char *line = memchr(at, '\n', (size_t)(end - at));
        char name[200];
        if (!line || line - at >= (long)sizeof name)
            break;
        snprintf(name, sizeof name, "%.*s", (int)(line - at), at);
        const char *from = line + 1, *next = memmem(from, (size_t)(end - from), HEAD, strlen(HEAD));
        zip_add(&zip, name, from, (size_t)((next ? next : end) - from));
        at = next ? next + strlen(HEAD) : NULL;
    }
    zip_end(&zip);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const size_t head = strlen(HEAD) - 1;
    struct text packed = {0};
    const bool parts = size > head && memcmp(data, HEAD + 1, head) == 0;
    if (parts)
        pack((const char *)data + head, size - head, &packed);
    fuzz_returned(parts ? (const uint8_t *)packed.bytes : data, parts ? packed.length : size, returned_parse_book);
    text_free(&packed);
    return 0;
}
