/* What a question asks for, and why an answer cannot be read. */
#ifndef ANSWER_ASKED_H
#define ANSWER_ASKED_H

#include "language/units.h"

enum answer_reason {
    ANSWER_READ,     /* there is a reading */
    ANSWER_BLANK,    /* nothing is written */
    ANSWER_NUMBER,   /* not a number, or not one number */
    ANSWER_GROUPING, /* digits grouped as no language groups them */
    ANSWER_RANGE,    /* two bounds, or one */
    ANSWER_UNIT,     /* an unknown unit, or a suffix that does not fit the question */
    ANSWER_DIMENSION /* a unit of something else */
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

#endif
