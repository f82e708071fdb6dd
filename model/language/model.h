/* Models: parameters, constants and equations from YAML files, checked completely when they are loaded. */
#ifndef LANGUAGE_MODEL_H
#define LANGUAGE_MODEL_H

#include "base/base.h"
#include "language/expr.h"
#include "language/quantity.h"

/* A condition between parameters: a set that breaks it is none. */
struct model_condition {
    const struct expr *expr;
    const char *text; /* as the file has it */
    bool *needed;     /* once the model is complete: by quantity index, what it depends on */
    struct pos pos;
};

/* A namespace of quantities from one or several files. */
struct model {
    struct arena *arena;
    struct units *units;
    struct quantity **quantities;    /* in the order of the files */
    const struct quantity **by_name; /* sorted */
    int count;
    int counts[QUANTITY_KINDS];    /* by kind */
    const struct quantity **order; /* equations, each after those that it needs */
    int order_count;
    struct model_condition *conditions;
    size_t condition_count, condition_capacity;
    bool incomplete; /* a file or a list could not be read: unknown names may be defined there */
};

/* An empty namespace. Arena and units must outlive it. */
struct model *model_new(struct arena *arena, struct units *units);
/* Adds the quantities under `parameters`, `constants` and `equations` of a YAML file. Reports every mistake and returns
 * false if there was an error, or if `source` is NULL because the file could not be read. Names must be snake_case,
 * unique in the namespace, and legal as spreadsheet names. */
bool model_load_source(struct model *model, const struct source *source, const char *group, struct diag *diag);
/* The same with the texts of a translation (NULL: none) laid over it, as yaml_translate does. */
bool model_load_translated(struct model *model, const struct source *source, const struct source *translation,
                           const struct yaml_text_keys *keys, struct yaml_phrases *phrases, const char *group,
                           struct diag *diag);
/* For tests: the same from a path. */
bool model_load(struct model *model, const char *path, const char *group, struct diag *diag);
/* The same for the `constants`, `equations` and `conditions` of an open mapping (a lab's own): they become hidden. */
void model_load_hidden(struct model *model, struct yaml_mapping *mapping, const char *group);
/* Adds a quantity whose name is new; gives it its index and ordinal. */
void model_add(struct model *model, struct quantity *quantity);
/* Gives an input, before the model is completed, the minimum, maximum and step that it has in one lab. A constant
 * becomes a parameter, which each set may give; its value is the default. */
void model_open_input(struct model *model, const struct quantity *input, const double bounds[3]);
/* Gives a parameter, at the same time, what one lab says in an open mapping: `minimum`, `maximum` and `step`, or
 * `values`, and `default`, as in a model. What is left out stays as the model has it; its default must be among the
 * values. */
void model_change_input(struct model *model, struct yaml_mapping *entry, const struct quantity *input);
/* Completes the model once all files are loaded, with errors or without: resolves names, finds cycles, orders equations
 * and checks their units. Consequences of an error that was reported before are not reported. */
bool model_finish(struct model *model, struct diag *diag);

/* A copy of a complete model that has one more parameter, with a name that is new: its index is model->count. The rest
 * is shared. */
struct model *model_with(struct arena *arena, const struct model *model, struct quantity *variable);

/* Finds a quantity by name, in model->by_name; NULL if there is none. The name may be part of a text. */
const struct quantity *model_lookup(const struct model *model, const char *name);
const struct quantity *model_lookup_part(const struct model *model, const char *name, size_t length);
/* The nearest name to a wrong one, or NULL if none is near. */
const char *model_nearest(const struct model *model, const char *name);
/* Finds the quantity whose name a value has. If there is none, returns NULL and reports an error that suggests the
 * nearest name; but nothing if the model is incomplete. */
const struct quantity *model_find(const struct model *model, struct yaml_value name);
/* Resolves the names in an expression that is not an equation of the model (a claim). Reports unknown names. */
bool model_resolve(const struct model *model, struct expr *expr, struct diag *diag);
/* The unit of an expression, after checking all its parts: terms of a sum in one unit, arguments of exp without
 * dimension, and so on. NULL after reporting an error. Comparisons and logic have unit 1. */
const struct unit *model_unit_of(const struct model *model, const struct expr *expr, struct diag *diag);
/* Checks that the unit of an expression is `unit`. If not, reports both and the factor between them. */
bool model_check_unit(const struct model *model, const struct expr *expr, const struct unit *unit, const char *what,
                      struct diag *diag);
/* Marks what the conditions bring in: all parameters of a condition of which one is marked, until there is no more. */
void model_join_conditions(const struct model *model, bool *needed);
/* The conditions of which all that is needed is marked, as one; NULL if there is none. Only true is true: a condition
 * without a value is broken. */
const struct expr *model_conditions_within(struct arena *arena, const struct model *model, const bool *needed);
/* The first condition that a set breaks, of which `values` has the parameters by quantity index; NULL if it breaks
 * none.
 */
const struct model_condition *model_broken_condition(const struct model *model, const double *values);
/* Marks in `needed` (model->count flags) the quantities that the expression depends on, directly or through equations.
 */
void model_dependencies(const struct model *model, const struct expr *expr, bool *needed);

#endif
