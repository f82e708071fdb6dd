/* An expression as a spreadsheet formula. */
#ifndef LANGUAGE_FORMULA_H
#define LANGUAGE_FORMULA_H

#include "language/model.h"

/* What stands for a quantity in a formula: a defined name or a cell. Returns NULL for "print its expression in brackets
 * instead" (equations), used by sweeps that substitute a cell for the swept parameter. */
typedef const char *formula_reference(const struct quantity *quantity, void *context);

/* Prints without the leading `=`. With `reference` NULL every quantity is its own defined name. Excel and LibreOffice
 * must read it as we do: `(-a)^b` keeps its brackets, ceil and floor go through INT, log2 through LOG(x,2). Numbers
 * come out as 0, 1, 2 or as number_print_exact gives them. */
void formula_print(struct text *out, const struct expr *expr, formula_reference *reference, void *context);

#endif
