/* The door to the language of models: units, expressions, models, their evaluation, formulas, mathematics, grids and
 * sweeps. Knows nothing of labs or documents. */
#ifndef LANGUAGE_LANGUAGE_H
#define LANGUAGE_LANGUAGE_H

#include "language/apart.h"
#include "language/bounds.h"
#include "language/expr.h"
#include "language/formula.h"
#include "language/grid.h"
#include "language/machine.h"
#include "language/maths.h"
#include "language/model.h"
#include "language/program.h"
#include "language/quantity.h"
#include "language/sweep.h"
#include "language/units.h"

#endif
