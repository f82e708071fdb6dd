/* Units: our own system, built through udunits2's API in one table. */
#ifndef LANGUAGE_UNITS_H
#define LANGUAGE_UNITS_H

#include "base/base.h"

#include <stdbool.h>

struct units; /* the system; one a process is enough */
struct unit;  /* owned by the system, equal units are equal pointers only by chance */

struct units *units_new(void);
void units_free(struct units *units);

/* The unit that `text` spells, e.g. `USD/(GPU.hour)`, `TFLOP/s`, `1`, `%`, `kWh`, `W/GPU`; NULL where it is no unit,
 * with the first word that is not known in `*unknown` (arena of the system) where that is the reason. */
const struct unit *unit_parse(struct units *units, const char *text, const char **unknown);
/* The known word nearest to one that is not, or NULL. */
const char *unit_nearest(const struct units *units, const char *word);
const struct unit *unit_one(struct units *units);
/* Products, quotients and powers give NULL where an operand is NULL or where exponents grow beyond all sense. */
const struct unit *unit_multiply(struct units *units, const struct unit *a, const struct unit *b);
const struct unit *unit_divide(struct units *units, const struct unit *a, const struct unit *b);
const struct unit *unit_power(struct units *units, const struct unit *a, int power);
/* NULL where a is not the square of a unit. */
const struct unit *unit_root(struct units *units, const struct unit *a);

bool unit_same_dimension(const struct unit *a, const struct unit *b);
/* How many `to` one `from` is: 1 hour in seconds 3600. NaN where dimensions differ. Equal units give exactly 1: a
 * factor within 1e-12 of 1 is 1. */
double unit_factor(const struct unit *from, const struct unit *to);
bool unit_is_dimensionless(const struct unit *unit);
/* How a unit is written for people: `USD/(GPU·h)`, `TFLOP/s`; "1" for none. Lives as long as the system. */
const char *unit_text(const struct unit *unit);

#endif
