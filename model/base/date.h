/* Dates of sources, as people write them: a year, a month or a day. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>

/* A date of the Gregorian calendar, from 1901 on. */
struct date {
    int year, month, day; /* the first month or day where none is given */
    int serial;           /* of its last day, as spreadsheets number days: 1 is 1899-12-31 */
    size_t length;        /* how many characters of a whole date it has: 4, 7 or 10 */
};

/* Reads `2026`, `2026-11` or `2026-11-09`. False if the text is no such date. */
bool date_read(const char *text, struct date *date);

#endif
