#include "deflate.h"

#include "repeats.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

/* Half the time of zlib's default, for 5 % more bytes of a file. */
enum { DEFLATE_LEVEL = 1 };

struct deflater {
    z_stream stream;
    struct repeats *repeats; /* with their deflated bytes */
};

struct deflater *deflater_new(void) {
    struct deflater *deflater = alloc_bytes(sizeof *deflater);
    *deflater = (struct deflater){.repeats = repeats_new()};
    if (deflateInit(&deflater->stream, DEFLATE_LEVEL) != Z_OK)
        alloc_failed(sizeof *deflater);
    return deflater;
}

void deflater_free(struct deflater *deflater) {
    deflateEnd(&deflater->stream);
    repeats_free(deflater->repeats);
    free(deflater);
}

static void run(z_stream *stream, const char *bytes, size_t length, struct text *out) {
    deflateReset(stream);
    size_t bound = deflateBound(stream, length);
    text_reserve(out, bound);
    stream->next_in = (Bytef *)(uintptr_t)bytes;
    stream->avail_in = (uInt)length;
    stream->next_out = (Bytef *)out->bytes + out->length;
    stream->avail_out = (uInt)bound;
    if (deflate(stream, Z_FINISH) != Z_STREAM_END)
        abort(); /* there is room for the most that can come */
    out->length += bound - stream->avail_out;
    out->bytes[out->length] = '\0';
}

void deflater_run(struct deflater *deflater, const char *bytes, size_t length, struct text *out) {
    struct repeat *repeat = repeats_find(deflater->repeats, bytes, length);
    if (!repeat) {
        run(&deflater->stream, bytes, length, out);
        return;
    }
    if (repeat->made.length == 0)
        run(&deflater->stream, bytes, length, &repeat->made);
    text_append(out, repeat->made.bytes, repeat->made.length);
}
