#include "run/run.h"

#include <string.h>

/* A record's head: a mark, then number, length and sum, eight bytes each with the lowest first. */
enum { MARK_BYTES = 4, HEAD_BYTES = MARK_BYTES + 3 * 8, SUM_BYTES = 8 };
_Static_assert(HEAD_BYTES == (int)RUN_RECORD_HEAD, "others read it too");
static const char mark[MARK_BYTES] = {'f', 'l', 's', '1'};

static void put_fixed(char *bytes, uint64_t number) {
    for (int i = 0; i < 8; i++)
        bytes[i] = (char)(number >> 8 * i & 0xFF);
}

static uint64_t take_fixed(const char *bytes) {
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number |= (uint64_t)(unsigned char)bytes[i] << 8 * i;
    return number;
}

/* Over the head up to the sum, and the bytes after it. On a machine with another order of bytes it is another sum. */
static uint64_t sum_of(const char *head, const char *bytes, size_t length) {
    return hash_bytes(hash_bytes(HASH_START, head, HEAD_BYTES - SUM_BYTES), bytes, length);
}

void run_record_put(struct text *out, uint64_t number, const struct text *record) {
    char head[HEAD_BYTES];
    memcpy(head, mark, MARK_BYTES);
    put_fixed(head + MARK_BYTES, number);
    put_fixed(head + MARK_BYTES + 8, record->length);
    put_fixed(head + HEAD_BYTES - SUM_BYTES, sum_of(head, record->bytes, record->length));
    text_append(out, head, HEAD_BYTES);
    text_append(out, record->bytes, record->length);
}

bool run_record_head(const char *head, uint64_t *number, uint64_t *length) {
    *number = take_fixed(head + MARK_BYTES);
    *length = take_fixed(head + MARK_BYTES + 8);
    return memcmp(head, mark, MARK_BYTES) == 0;
}

enum run_record_state run_record_next(struct run_record *record, const char *bytes, size_t length) {
    if (memcmp(bytes, mark, length < MARK_BYTES ? length : MARK_BYTES) != 0)
        return RUN_RECORD_DAMAGED;
    if (length < HEAD_BYTES)
        return RUN_RECORD_CUT;
    const uint64_t wanted = take_fixed(bytes + MARK_BYTES + 8);
    if (wanted > length - HEAD_BYTES)
        return RUN_RECORD_CUT;
    *record = (struct run_record){take_fixed(bytes + MARK_BYTES), bytes + HEAD_BYTES, wanted, HEAD_BYTES + wanted};
    return sum_of(bytes, record->bytes, record->length) == take_fixed(bytes + HEAD_BYTES - SUM_BYTES)
               ? RUN_RECORD_WHOLE
               : RUN_RECORD_DAMAGED;
}

bool run_written_is_made(const struct run_written *written) {
    return written->place == PLACE_FREE || written->place == PLACE_SAME;
}

void run_written_put(const struct run_written *written, struct text *record) {
    /* Whether it was there before is nothing that a record is for: parts that are made again would differ. */
    record_put_number(record, written->place == PLACE_SAME ? PLACE_FREE : written->place);
    record_put_number(record, written->bytes);
    record_put_bytes(record, written->digest.bytes, sizeof written->digest.bytes);
}

struct run_written run_written_take(struct record *record) {
    struct run_written written = {.place = (enum run_place)record_take_number(record, PLACE_FAILED)};
    size_t length;
    written.bytes = record_take_number(record, SIZE_MAX);
    const char *digest = record_take_bytes(record, &length);
    record->damaged = record->damaged || length != sizeof written.digest.bytes;
    if (record->damaged)
        written.place = PLACE_FAILED;
    else
        memcpy(written.digest.bytes, digest, length);
    return written;
}
