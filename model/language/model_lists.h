/* Private to language: what a model file has in lists: the names or numbers that a parameter can be. */
#ifndef LANGUAGE_MODEL_LISTS_H
#define LANGUAGE_MODEL_LISTS_H

#include "language/model.h"

/* The keys of what is a number: the first MODEL_PRINTED_KEYS say how it is printed, the others which values it has. */
enum { MODEL_PRINTED_KEYS = 4, MODEL_NUMBER_KEYS = 8 };
extern const char *const model_number_keys[MODEL_NUMBER_KEYS];
/* Reads `choices`, names that are a parameter's values, and the default among them. */
void model_read_choices(struct model *model, struct yaml_mapping *entry, struct quantity *quantity);
/* Reads `values`, a list of numbers or the powers of one within the bounds, in place of a step. */
void model_read_values(struct model *model, struct yaml_mapping *entry, struct quantity *quantity);
/* Checks that the default is among the values. */
void model_check_listed(struct yaml_mapping *entry, const struct quantity *quantity);
/* Reads a constant with `along` and `values`, a table, after its unit and format. */
void model_read_table(struct model *model, struct yaml_mapping *entry, struct quantity *quantity);
/* Finds the parameters of all tables and makes their expressions. False after an error. */
bool model_finish_tables(struct model *model, struct diag *diag);
/* Reads `conditions`, and checks them once the equations are in order; false after an error. */
void model_read_conditions(struct model *model, struct yaml_value value);
bool model_finish_conditions(struct model *model, struct diag *diag);
/* Checks that the defaults break no condition. */
bool model_check_defaults(const struct model *model, struct diag *diag);

#endif
