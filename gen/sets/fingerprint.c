/* The fingerprint of a set. */
#include "sets/check.h"

#include <nettle/sha2.h>

void sets_put_fingerprint(struct parameter_set *set, struct text *line, const char *lab_name,
                          const struct quantity *const *parameters, int count) {
    text_clear(line);
    const char *const heads[] = {lab_name, set->id, set->scenario};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        text_puts(line, heads[i]);
        text_putc(line, '\n');
    }
    for (int i = 0; i < count; i++) {
        text_puts(line, parameters[i]->name);
        text_putc(line, '=');
        quantity_put_data(line, parameters[i], set->parameters[parameters[i]->ordinal].value);
        text_putc(line, '\n');
    }
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, line->length, (const uint8_t *)line->bytes);
    sha256_digest(&context, sizeof digest, digest);
    for (size_t i = 0; i + 1 < sizeof set->fingerprint; i++)
        set->fingerprint[i] = "0123456789abcdef"[digest[i / 2] >> (i % 2 ? 0 : 4) & 0xF];
    set->fingerprint[sizeof set->fingerprint - 1] = '\0';
}
