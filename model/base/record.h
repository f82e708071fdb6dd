/* Records: what one process tells another, or a file keeps for a later run. Numbers, texts and bytes stand one after
 * the other, each with its kind before it, and are taken in the order in which they were put. A record has no struct of
 * the program in it and no address, and is the same on every machine. Any bytes can be read as one: what is not there
 * is 0 or empty, and the record is known to be damaged. */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H

#include "base/text.h"

#include <stdint.h>

/* Append a value to a record. A text ends with its NUL, and may be used where it is when it is taken. */
void record_put_number(struct text *out, uint64_t number);
void record_put_real(struct text *out, double number);
void record_put_text(struct text *out, const char *text);
void record_put_bytes(struct text *out, const void *bytes, size_t length);

/* A record that is being read; a copy of it reads the same values again. */
struct record {
    const char *at, *end;
    bool damaged; /* something was not what it was taken for, or out of its range; then nothing more is taken */
};
struct record record_open(const char *bytes, size_t length);
/* The next value. `most`: the largest number that has a meaning. Bytes and texts are those of the record. */
uint64_t record_take_number(struct record *record, uint64_t most);
double record_take_real(struct record *record);
const char *record_take_text(struct record *record);
const char *record_take_bytes(struct record *record, size_t *length);
/* Whether all was taken, and was what it was taken for. */
bool record_end(const struct record *record);

#endif
