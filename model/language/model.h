/* Models: parameters, constants and equations from YAML files, checked completely when they are loaded. */
#ifndef LANGUAGE_MODEL_H
#define LANGUAGE_MODEL_H

#include "base/base.h"
#include "language/expr.h"
#include "yaml/yaml.h"

enum quantity_kind { QUANTITY_PARAMETER, QUANTITY_CONSTANT, QUANTITY_EQUATION };

struct quantity_apart;

/* One named quantity. Values are in `unit`; a percentage is stored as a fraction. */
struct quantity {
    enum quantity_kind kind;
    int index;                         /* in its model: the column of its values */
    int ordinal;                       /* among the quantities of its kind */
    const char *name, *label, *symbol; /* symbol: `N`, `P_gpu`, `T_{actual}`; the name if none is given */
    const char *description;           /* may be NULL */
    const struct unit *unit;
    const char *unit_name;       /* as the file writes it */
    const char *shown;           /* the unit word after a number: "GPUs", "%", "$/GPU-hour"; "" for none */
    const char *shown_one;       /* its singular, "GPU"; the same word if it has none */
    struct number_format format; /* how numbers are printed unless a document says otherwise */
    const char *apart_words;     /* what its format has behind `apart`; NULL if nothing */
    struct pos apart_pos;
    const struct quantity_apart *apart; /* the same, once the model is complete */
    bool fraction;                      /* dimensionless and shown as a percentage: input may be `40%` or `0.4` */
    double minimum, maximum, step; /* parameters and constants; a constant's bounds are infinite if the file gives none.
                                    * The grid starts at the minimum. step 0: no grid */
    double initial;                /* parameters: the default */
    double value;                  /* constants */
    const char *source, *date;     /* the origin of a constant or a default, and its date; may be NULL */
    const struct expr *expr;       /* equations */
    bool condition;                /* equations: whether the value is true or false */
    const char *file_group;        /* the model's name (scaling, tco), which groups quantities for people */
    bool flawed; /* an error was reported about it; further errors in its use would follow from that */
    bool hidden; /* a lab's own quantity, not a model's: `evaluate` does not print it */
    struct pos pos;
};

/* A namespace of quantities from one or several files. */
struct model {
    struct arena *arena;
    struct units *units;
    struct quantity **quantities; /* in the order of the files */
    int count;
    const struct quantity **order; /* equations, each after those that it needs */
    int order_count;
    bool incomplete; /* a file could not be read: unknown names may be defined there */
};

/* An empty namespace. Arena and units must outlive it. */
struct model *model_new(struct arena *arena, struct units *units);
/* Adds the quantities under `parameters`, `constants` and `equations` of a YAML file. Reports every mistake and returns
 * false if there was an error, or if `source` is NULL because the file could not be read. Names must be snake_case,
 * unique in the namespace, and legal as spreadsheet names. */
bool model_load_source(struct model *model, const struct source *source, const char *group, struct diag *diag);
/* For tests: the same from a path. */
bool model_load(struct model *model, const char *path, const char *group, struct diag *diag);
/* The same for the `constants` and `equations` of an open mapping (a lab's own): they become hidden. */
void model_load_hidden(struct model *model, struct yaml_mapping *mapping, const char *group);
/* Completes the model once all files are loaded, with errors or without: resolves names, finds cycles, orders equations
 * and checks their units. Consequences of an error that was reported before are not reported. */
bool model_finish(struct model *model, struct diag *diag);

/* The unit word after a number of a quantity: singular or plural, as the printed number needs it. */
const char *quantity_word(const struct quantity *quantity, double value, struct number_format format,
                          const struct number_locale *locale);
/* Finds a quantity by name; NULL if there is none. */
const struct quantity *model_lookup(const struct model *model, const char *name);
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
/* Whether a quantity is an input with a minimum, a maximum or both. */
bool quantity_has_bounds(const struct quantity *quantity);
/* Whether a parameter or constant has only whole numbers as values. */
bool quantity_is_whole(const struct quantity *quantity);
/* Whether a parameter or constant is a switch: 0 or 1. */
bool quantity_is_switch(const struct quantity *quantity);
/* Whether a value is on the grid minimum + k * step, within 1e-9 of a step. */
bool quantity_on_grid(const struct quantity *quantity, double value);
/* Marks in `needed` (model->count flags) the quantities that the expression depends on, directly or through equations.
 */
void model_dependencies(const struct model *model, const struct expr *expr, bool *needed);

#endif
