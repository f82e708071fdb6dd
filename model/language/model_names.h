/* Private to language: which names a quantity can have, in expressions, files and workbooks. */
#ifndef LANGUAGE_MODEL_NAMES_H
#define LANGUAGE_MODEL_NAMES_H

#include "language/model.h"

/* The most characters of a name. */
enum { NAME_LIMIT = 64 };

/* Whether a quantity of the model can have this name. If not, reports why. */
bool model_check_name(const struct model *model, const char *name, struct pos pos, struct diag *diag);

#endif
