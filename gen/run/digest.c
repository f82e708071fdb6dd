#include "run/run.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct run_digest_stream {
    struct sha256_ctx context;
};

struct run_digest_stream *run_digest_begin(void) {
    struct run_digest_stream *stream = alloc_bytes(sizeof *stream);
    sha256_init(&stream->context);
    return stream;
}

void run_digest_add(struct run_digest_stream *stream, const char *bytes, size_t length) {
    sha256_update(&stream->context, length, (const uint8_t *)bytes);
}

struct run_digest run_digest_end(struct run_digest_stream *stream) {
    struct run_digest digest;
    sha256_digest(&stream->context, sizeof digest.bytes, digest.bytes);
    free(stream);
    return digest;
}

struct run_digest run_digest_so_far(const struct run_digest_stream *stream) {
    struct sha256_ctx context = stream->context;
    struct run_digest digest;
    sha256_digest(&context, sizeof digest.bytes, digest.bytes);
    return digest;
}

struct run_digest run_digest_of(const char *bytes, size_t length) {
    struct run_digest_stream *stream = run_digest_begin();
    run_digest_add(stream, bytes, length);
    return run_digest_end(stream);
}

bool run_digest_of_file(FILE *file, struct run_digest *digest) {
    enum { PIECE = 65536 };
    struct run_digest_stream *stream = run_digest_begin();
    char *bytes = alloc_bytes(PIECE);
    for (size_t n; (n = fread(bytes, 1, PIECE, file)) > 0;)
        run_digest_add(stream, bytes, n);
    const int cause = errno;
    free(bytes);
    *digest = run_digest_end(stream);
    errno = cause;
    return !ferror(file);
}

void run_digest_print(struct text *out, struct run_digest digest) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < sizeof digest.bytes; i++) {
        text_putc(out, digits[digest.bytes[i] >> 4]);
        text_putc(out, digits[digest.bytes[i] & 15]);
    }
}

bool run_digest_read(const char *text, struct run_digest *digest) {
    if (strlen(text) != 2 * sizeof digest->bytes || strspn(text, "0123456789abcdef") != 2 * sizeof digest->bytes)
        return false;
    for (size_t i = 0; i < sizeof digest->bytes; i++) {
        unsigned byte;
        sscanf(text + 2 * i, "%2x", &byte);
        digest->bytes[i] = (unsigned char)byte;
    }
    return true;
}

const char *run_program_sum(struct arena *arena, struct diag *diag) {
    FILE *file = system_program_file();
    if (!file) {
        file_fail(diag, "read", "the program's own file", errno);
        return NULL;
    }
    struct run_digest digest;
    const bool good = run_digest_of_file(file, &digest);
    if (!good)
        file_fail(diag, "read", "the program's own file", errno);
    fclose(file);
    struct text sum = {0};
    run_digest_print(&sum, digest);
    const char *kept = good ? arena_strdup(arena, sum.bytes) : NULL;
    text_free(&sum);
    return kept;
}
