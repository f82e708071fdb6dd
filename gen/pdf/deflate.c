/* Deflated streams. */
#include "pdf/deflate.h"

#include "pdf/repeats.h"

#include <libdeflate.h>
#include <stdlib.h>

/* For pages, the fastest level: the next levels take more time to save 0.3 % of a file. Fonts are few and large. */
enum { PAGE_LEVEL = 1, FONT_LEVEL = 5 };

struct pdf_deflater {
    struct libdeflate_compressor *compressor;
    struct pdf_repeats *repeats; /* with the deflated bytes of each */
};

struct pdf_deflater *pdf_deflater_new(void) {
    struct pdf_deflater *deflater = alloc_bytes(sizeof *deflater);
    *deflater = (struct pdf_deflater){libdeflate_alloc_compressor(PAGE_LEVEL), pdf_repeats_new()};
    if (!deflater->compressor)
        alloc_failed(0);
    return deflater;
}

void pdf_deflater_free(struct pdf_deflater *deflater) {
    libdeflate_free_compressor(deflater->compressor);
    pdf_repeats_free(deflater->repeats);
    free(deflater);
}

static void run(struct libdeflate_compressor *compressor, const char *bytes, size_t length, struct text *out) {
    size_t bound = libdeflate_zlib_compress_bound(compressor, length);
    text_reserve(out, bound);
    out->length += libdeflate_zlib_compress(compressor, bytes, length, out->bytes + out->length, bound);
    out->bytes[out->length] = '\0';
}

void pdf_deflater_run(struct pdf_deflater *deflater, const char *bytes, size_t length, struct text *out) {
    struct pdf_repeat *repeat = pdf_repeats_find(deflater->repeats, bytes, length);
    if (repeat && repeat->made.length) {
        text_append(out, repeat->made.bytes, repeat->made.length);
        return;
    }
    size_t start = out->length;
    run(deflater->compressor, bytes, length, out);
    if (repeat)
        text_append(&repeat->made, out->bytes + start, out->length - start);
}

void pdf_deflate_font(const char *bytes, size_t length, struct text *out) {
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(FONT_LEVEL);
    if (!compressor)
        alloc_failed(0);
    run(compressor, bytes, length, out);
    libdeflate_free_compressor(compressor);
}
