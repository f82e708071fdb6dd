/* Units: a system of our own, built in one table through the API of udunits2. */
#ifndef LANGUAGE_UNITS_H
#define LANGUAGE_UNITS_H

#include "base/base.h"

#include <stdbool.h>

struct units; /* the system; one per process is enough */
struct unit;  /* owned by the system; equal units may be different pointers */

struct units *units_new(void);
void units_free(struct units *units);

/* Parses a unit such as `USD/(GPU.hour)`, `TFLOP/s`, `1`, `%`, `kWh` or `W/GPU`. NULL if the text is not a unit; if the
 * reason is an unknown word, `*unknown` is the first one (in the system's arena), else NULL. */
const struct unit *unit_parse(struct units *units, const char *text, const char **unknown);
/* Adds a unit of its own kind that a model counts in, by its singular; its plural has an s. False if a unit has one of
 * the two already, unless a model has counted in it before. */
bool unit_count_in(struct units *units, const char *word);
/* The known word nearest to an unknown one, or NULL. */
const char *unit_nearest(struct units *units, const char *word);
const struct unit *unit_one(struct units *units);
/* What a message about an unknown one goes on with. */
#define UNIT_ADVICE                                                                                                    \
    "; write one such as 1, GPU, TFLOP/s or USD/(GPU.hour), or list what a model counts under its key `units`"
/* What is wrong with a word that contradicts a unit: takes both. */
#define UNIT_CONTRADICTION                                                                                             \
    "values would be called '%s', but they are in %s; write a word for that unit, or convert them by a constant"
/* Products, quotients and powers are NULL if an operand is NULL or if exponents grow beyond any sensible unit. */
const struct unit *unit_multiply(struct units *units, const struct unit *a, const struct unit *b);
const struct unit *unit_divide(struct units *units, const struct unit *a, const struct unit *b);
const struct unit *unit_power(struct units *units, const struct unit *a, int power);
/* NULL if `a` is not the square of a unit. */
const struct unit *unit_root(struct units *units, const struct unit *a);

bool unit_same_dimension(const struct unit *a, const struct unit *b);
/* How many `to` make one `from`: from hours to seconds 3600. NaN if the dimensions differ. Equal units give exactly 1:
 * a factor within 1e-12 of 1 counts as 1. */
double unit_factor(const struct unit *from, const struct unit *to);
/* Whether a word that stands after values in a unit says that they are in another, as `hours` does of minutes. A word
 * that is no unit says nothing, nor does one after plain numbers; what is counted may be left out of it or stand in it,
 * as in `$` of USD/GPU. */
bool unit_contradicts(const char *word, const struct unit *unit);
bool unit_is_dimensionless(const struct unit *unit);
/* Whether single things are counted in it, or it is 1. */
bool unit_is_count(const struct unit *unit);
/* Whether dollars are in it, as in USD/(GPU.hour): formats of money print their sign. */
bool unit_has_dollars(const struct unit *unit);
/* A unit as it is printed for people: `USD/(GPU·h)`, `TFLOP/s`; "1" if it has no dimension. Valid as long as the
 * system. */
const char *unit_text(const struct unit *unit);

#endif
