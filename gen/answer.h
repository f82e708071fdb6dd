/* Answers on paper: a free text read as a number in the unit asked for, or a reason why it is none. */
#ifndef GEN_ANSWER_H
#define GEN_ANSWER_H

#include "../model/units.h"

enum answer_reason {
    ANSWER_READ,     /* there is a reading */
    ANSWER_BLANK,    /* nothing is written */
    ANSWER_NUMBER,   /* not a number, or not one number */
    ANSWER_GROUPING, /* digits grouped as no language groups them */
    ANSWER_RANGE,    /* two bounds, or one */
    ANSWER_UNIT,     /* an unknown unit, or a suffix that does not fit the question */
    ANSWER_DIMENSION /* a unit of something else */
};

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

/* What a question asks for. */
struct answer_asked {
    const struct unit *unit; /* readings are in it: one for a percentage */
    const struct unit *bare; /* what a number without a unit is in: % for a percentage, else `unit` */
    const char *shown;       /* the word printed behind the blank, taken as the unit too; NULL for none */
    bool percent, ratio, time, flop_rate;
    bool scales;      /* k, M, million fit: money and counts */
    bool scales_bare; /* they fit without a unit behind them too */
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
