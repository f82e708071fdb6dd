/* The program's version, and the date that its files bear. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#include <stdbool.h>
#include <time.h>

/* This is the only place that states it. */
#define FLEETSHEET_VERSION "0.2"

/* The time that SOURCE_DATE_EPOCH sets, in decimal digits: results never depend on the clock. False if it is not set,
 * or is no time. `date`: in UTC. */
bool version_date(time_t *seconds, struct tm *date);

#endif
