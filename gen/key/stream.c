#include "key/key.h"

#include <string.h>

static void hash_number(struct sha256_ctx *context, uint64_t number) {
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(number >> (56 - 8 * i));
    sha256_update(context, sizeof bytes, bytes);
}

void key_stream_start(struct key_stream *stream, const char *seed, const char *lab, const char *id,
                      const char *purpose) {
    const char *const texts[] = {seed, lab, id, purpose};
    *stream = (struct key_stream){.left = 0};
    sha256_init(&stream->prefix);
    for (int i = 0; i < 4; i++) {
        size_t length = strlen(texts[i]);
        hash_number(&stream->prefix, length);
        sha256_update(&stream->prefix, length, (const uint8_t *)texts[i]);
    }
}

uint64_t key_stream_word(struct key_stream *stream) {
    if (stream->left == 0) {
        struct sha256_ctx context = stream->prefix;
        uint8_t digest[SHA256_DIGEST_SIZE];
        hash_number(&context, stream->block++);
        sha256_digest(&context, sizeof digest, digest);
        memset(stream->words, 0, sizeof stream->words);
        for (int i = 0; i < SHA256_DIGEST_SIZE; i++)
            stream->words[i / 8] = stream->words[i / 8] << 8 | digest[i];
        stream->left = 4;
    }
    return stream->words[4 - stream->left--];
}

uint64_t key_stream_below(struct key_stream *stream, uint64_t n) {
    uint64_t surplus = (UINT64_MAX % n + 1) %
                       n; /* 2^64 mod n: with these words at the end, some integers would come more often than others */
    uint64_t word;
    do
        word = key_stream_word(stream);
    while (word > UINT64_MAX - surplus);
    return word % n;
}
