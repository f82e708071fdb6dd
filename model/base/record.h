/* Records: what one process tells another, or a file keeps for a later run. A record is a sequence of numbers, texts
 * and bytes, each preceded by its kind, which are taken in the order in which they were put. It holds no struct of the
 * program and no address, and is the same on every machine. Any bytes can be read as a record: a value that is missing
 * or of another kind is read as 0 or empty, and marks the record as damaged. */
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
struct record record_begin(const char *bytes, size_t length);
/* The next value. `most`: the largest number that has a meaning. Bytes and texts are those of the record. */
uint64_t record_take_number(struct record *record, uint64_t most);
double record_take_real(struct record *record);
const char *record_take_text(struct record *record);
const char *record_take_bytes(struct record *record, size_t *length);
/* Whether all was taken, and was what it was taken for. */
bool record_end(const struct record *record);

#endif
