/* Answers on paper: a free text read as a number in the unit asked for, or a reason why it is none. */
#ifndef ANSWER_ANSWER_H
#define ANSWER_ANSWER_H

#include "answer/asked.h"
#include "base/arena.h"

struct answer_reading {
    double value;  /* in the unit asked for, finite; a percentage as its fraction */
    char text[48]; /* the same, to 17 significant digits of what is written, exact arithmetic behind it */
};

struct answer {
    enum answer_reason reason;
    struct answer_reading readings[2]; /* preferred first */
    int count;                         /* 0 where there is a reason */
    bool approximate;                  /* marked as "about" */
    int digits;                        /* significant digits as written; 0 for fractions and powers of ten */
    const char *unit;                  /* as written, "" for none; in the arena */
};

struct answer_reader;

/* Patterns are compiled here, once. End it with answer_reader_free; it does not own the units. */
struct answer_reader *answer_reader_new(struct units *units);
void answer_reader_free(struct answer_reader *reader);
/* `name` is the unit as written (`%` asks for a percentage), `unit` what it spells; `shown` may be NULL. */
struct answer_asked answer_ask(struct answer_reader *reader, const struct unit *unit, const char *name,
                               const char *shown);
/* Reads any bytes. A number with one separator, one to three digits before it, the first not 0, exactly three after it
 * and no exponent has two readings; so has a bare number below 1 for a percentage. Never coerces. */
struct answer answer_read(struct answer_reader *reader, struct arena *arena, const struct answer_asked *asked,
                          const char *text, size_t length);
/* `blank`, `number`, ...; "" for ANSWER_READ. */
const char *answer_reason_name(enum answer_reason reason);

#endif
