/* 64-bit hashes of bytes, for tables in memory and to find equal contents. Not for untrusted input: nothing here
 * resists deliberate collisions. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HASH_START 0x9E3779B97F4A7C15u

/* Continues a hash with `length` more bytes; HASH_START begins one. Takes eight bytes a step, multiplies and folds. */
static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length) {
    const unsigned char *at = bytes;
    hash ^= length;
    for (; length >= 8; at += 8, length -= 8) {
        uint64_t chunk;
        memcpy(&chunk, at, sizeof chunk);
        hash = (hash ^ chunk) * 0xFF51AFD7ED558CCDu;
        hash ^= hash >> 32;
    }
    uint64_t rest = 0;
    for (; length > 0; length--)
        rest = rest << 8 | at[length - 1];
    hash = (hash ^ rest) * 0xFF51AFD7ED558CCDu;
    return hash ^ hash >> 32;
}

static inline uint64_t hash_string(const char *string) {
    return hash_bytes(HASH_START, string, strlen(string));
}

#endif
