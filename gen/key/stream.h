/* Streams: numbers that look drawn and that anybody can draw again, from four texts and a counter. */
#ifndef KEY_STREAM_H
#define KEY_STREAM_H

#include <nettle/sha2.h>
#include <stdint.h>

/* A stream is known by four texts: a seed, a lab's name, a person's id and what the stream is for. Its words are those
 * of its blocks 0, 1, 2 ... one after the other. Block b is the SHA-256 digest of these bytes: for each of the four
 * texts in that order its length in bytes, as eight bytes, and the text in UTF-8; then b, as eight bytes. The digest's
 * 32 bytes are four words of eight bytes. All these numbers have their highest byte first.
 *
 * An integer below n is w mod n of the next word w that is below the largest multiple of n that is not above 2^64;
 * words above it are passed over, so that no integer comes more often than another.
 *
 * Nothing else enters: neither the other persons, nor their order, nor what was drawn before from another stream. */
struct key_stream {
    struct sha256_ctx prefix; /* the four texts */
    uint64_t block, words[4];
    int left; /* words of the block that were not taken yet */
};

void key_stream_open(struct key_stream *stream, const char *seed, const char *lab, const char *id, const char *purpose);
uint64_t key_stream_word(struct key_stream *stream);
/* An integer from 0 to n - 1; n is above 0. */
uint64_t key_stream_below(struct key_stream *stream, uint64_t n);

#endif
