/* An expression as a spreadsheet formula. */
#ifndef LANGUAGE_FORMULA_H
#define LANGUAGE_FORMULA_H

#include "language/model.h"

/* Returns how a formula refers to a quantity: a defined name or a cell. NULL means "print its expression instead" (only
 * equations), for sweeps that substitute a cell for the swept parameter. */
typedef const char *formula_reference(const struct quantity *quantity, void *context);

/* Prints the formula without the leading `=`. If `reference` is NULL, every quantity is its own defined name. Excel and
 * LibreOffice must read the formula as we do: `(-a)^b` keeps its brackets, ceil and floor become INT, log2 becomes
 * LOG(x,2). Numbers are printed by number_print_exact. */
void formula_print(struct text *out, const struct expr *expr, formula_reference *reference, void *context);

#endif
