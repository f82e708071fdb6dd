#include "base/record.h"

#include <string.h>

/* Before each value: what it is. Numbers follow with the lowest seven bits first, and a high bit in each byte but the
 * last; reals as the eight bytes of an IEEE 754 double, the lowest first; bytes with their number before them. */
enum { RECORD_NUMBER = 'n', RECORD_REAL = 'r', RECORD_TEXT = 't', RECORD_BYTES = 'b' };

static void put_length(struct text *out, uint64_t number) {
    for (; number >= 0x80; number >>= 7)
        text_putc(out, (char)(0x80 | (number & 0x7F)));
    text_putc(out, (char)number);
}

void record_put_number(struct text *out, uint64_t number) {
    text_putc(out, RECORD_NUMBER);
    put_length(out, number);
}

void record_put_real(struct text *out, double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    text_putc(out, RECORD_REAL);
    for (int i = 0; i < 8; i++)
        text_putc(out, (char)(bits >> 8 * i & 0xFF));
}

void record_put_text(struct text *out, const char *text) {
    size_t length = strlen(text);
    text_putc(out, RECORD_TEXT);
    put_length(out, length);
    text_append(out, text, length + 1);
}

void record_put_bytes(struct text *out, const void *bytes, size_t length) {
    text_putc(out, RECORD_BYTES);
    put_length(out, length);
    text_append(out, bytes, length);
}

struct record record_begin(const char *bytes, size_t length) {
    return (struct record){bytes, length ? bytes + length : bytes, false};
}

/* Nothing more is taken from a damaged record. */
static void damage(struct record *record) {
    record->damaged = true;
    record->at = record->end;
}

static unsigned char take_byte(struct record *record) {
    if (record->at < record->end)
        return (unsigned char)*record->at++;
    damage(record);
    return 0;
}

static uint64_t take_length(struct record *record, uint64_t most) {
    uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        uint64_t byte = take_byte(record), low = byte & 0x7F;
        if (low << shift >> shift != low)
            break;
        number |= low << shift;
        if (byte < 0x80) {
            if (number <= most && !record->damaged)
                return number;
            break;
        }
    }
    damage(record);
    return 0;
}

/* Whether the next value is of this kind. */
static bool take_kind(struct record *record, unsigned char kind) {
    if (take_byte(record) == kind)
        return true;
    damage(record);
    return false;
}

uint64_t record_take_number(struct record *record, uint64_t most) {
    return take_kind(record, RECORD_NUMBER) ? take_length(record, most) : 0;
}

double record_take_real(struct record *record) {
    uint64_t bits = 0;
    double number;
    for (int i = 0; i < 8 && (i || take_kind(record, RECORD_REAL)); i++)
        bits |= (uint64_t)take_byte(record) << 8 * i;
    if (record->damaged)
        bits = 0;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* Bytes, and `more` behind them. */
static const char *take_bytes(struct record *record, unsigned char kind, size_t more, size_t *length) {
    *length = 0;
    if (!take_kind(record, kind))
        return "";
    size_t number = take_length(record, (uint64_t)(record->end - record->at)),
           left = (size_t)(record->end - record->at);
    if (record->damaged || left < more || number > left - more) {
        damage(record);
        return "";
    }
    const char *bytes = record->at;
    record->at += number + more;
    *length = number;
    return bytes;
}

const char *record_take_text(struct record *record) {
    size_t length;
    const char *text = take_bytes(record, RECORD_TEXT, 1, &length);
    if (strnlen(text, length + 1) == length)
        return text;
    damage(record);
    return "";
}

const char *record_take_bytes(struct record *record, size_t *length) {
    return take_bytes(record, RECORD_BYTES, 0, length);
}

bool record_end(const struct record *record) {
    return !record->damaged && record->at == record->end;
}
