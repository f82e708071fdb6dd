/* The fingerprint of a set. */
#include "sets/check.h"

#include <nettle/sha2.h>

void sets_put_fingerprint(struct parameter_set *set, struct text *line, const char *lab_name,
                          const struct quantity *const *parameters, int count) {
    text_clear(line);
    text_printf(line, "%s\n%s\n%s\n", lab_name, set->id, set->scenario);
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
    snprintf(set->fingerprint, sizeof set->fingerprint, "%02x%02x%02x%02x", digest[0], digest[1], digest[2], digest[3]);
}
