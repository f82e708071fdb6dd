/* Models: parameters, constants and equations from YAML files, checked whole when they load. */
#ifndef LANGUAGE_MODEL_H
#define LANGUAGE_MODEL_H

#include "base/base.h"
#include "language/expr.h"
#include "yaml/yaml.h"

enum quantity_kind { QUANTITY_PARAMETER, QUANTITY_CONSTANT, QUANTITY_EQUATION };

/* One named quantity. Values are stored in `unit`; a fraction as a fraction. */
struct quantity {
    enum quantity_kind kind;
    int index;                         /* in its model: the column of its values */
    int ordinal;                       /* among the quantities of its kind */
    const char *name, *label, *symbol; /* symbol: `N`, `P_gpu`, `T_{actual}`; the name where none is given */
    const char *description;           /* may be NULL */
    const struct unit *unit;
    const char *unit_name;         /* as the file writes it */
    const char *shown;             /* the word people read after the number: "GPUs", "%", "$/GPU-hour"; "" for none */
    const char *shown_one;         /* that word behind a single one: "GPU"; else the same */
    struct number_format format;   /* how the number is printed where a document does not say */
    bool fraction;                 /* dimensionless and shown as a percentage: `40%` and `0.4` are its input */
    double minimum, maximum, step; /* parameters and constants; a constant's are infinite where the file says none; the
                                    * grid starts at the minimum; step 0: none */
    double initial;                /* parameters */
    double value;                  /* constants */
    const char *source, *date;     /* where a constant or a default comes from, and when; may be NULL */
    const struct expr *expr;       /* equations */
    const char *file_group;        /* the model's name (scaling, tco): groups quantities for people */
    bool flawed;                   /* an error was reported of it: what else is wrong with its use follows from that */
    bool hidden;                   /* a lab's own quantity, not a model's: not among what `evaluate` prints */
    struct pos pos;
};

/* A namespace of quantities, from one file or several. */
struct model {
    struct arena *arena;
    struct units *units;
    struct quantity **quantities; /* in the order of the files: a parameter or constant or equation each */
    int count;
    const struct quantity **order; /* equations in an order in which each stands after what it needs */
    int order_count;
    bool incomplete; /* a file could not be read: a name that is unknown may be one of its */
};

/* An empty namespace; arena and units must outlive it. */
struct model *model_new(struct arena *arena, struct units *units);
/* Adds what a YAML file has under `parameters`, `constants`, `equations`. Every mistake is reported; false where there
 * was an error. Names must be snake_case, unique in the namespace, and legal as spreadsheet names. */
bool model_load(struct model *model, const char *path, const char *group, struct diag *diag);
/* The same for the `constants` and `equations` of a mapping in a YAML document at hand (a lab's own): they become
 * hidden. */
bool model_load_hidden(struct model *model, const struct yaml *yaml, const yaml_node_t *mapping, const char *group,
                       struct diag *diag);
/* Once all files are loaded, with errors or not: resolves names, finds cycles, checks units of every equation, orders
 * equations. What follows from an error that was reported is not reported again. */
bool model_finish(struct model *model, struct diag *diag);

/* The word behind a number of a quantity: in the singular where the printed number goes with it. */
const char *quantity_word(const struct quantity *quantity, double value, struct number_format format,
                          const struct number_locale *locale);
/* By name; NULL where there is none. */
const struct quantity *model_lookup(const struct model *model, const char *name);
/* The nearest name to a wrong one, or NULL. */
const char *model_nearest(const struct model *model, const char *name);
/* By name; where there is none NULL, and an error that begins with `what` ("question 'speedup': " or "") and has the
 * nearest name. In silence where the model is incomplete. */
const struct quantity *model_find(const struct model *model, const char *name, const char *what, struct pos pos,
                                  struct diag *diag);
/* Resolves the names in an expression that is not an equation of the model (a claim); reports what is unknown. */
bool model_resolve(const struct model *model, struct expr *expr, struct diag *diag);
/* The unit of an expression, checked all through (terms of a sum in one unit, arguments of exp without dimension ...);
 * NULL after an error was reported. Comparisons and logic have unit 1. */
const struct unit *model_unit_of(const struct model *model, const struct expr *expr, struct diag *diag);
/* Reports where an expression's unit is not `unit`: names both and the factor. */
bool model_check_unit(const struct model *model, const struct expr *expr, const struct unit *unit, const char *what,
                      struct diag *diag);
/* Refuses numbers other than 0, 1 and 2 in an expression; the error asks for a named constant. */
bool expr_check_numbers(const struct expr *expr, struct diag *diag);
/* Whether a quantity is an input with a minimum, a maximum or both. */
bool quantity_has_bounds(const struct quantity *quantity);
/* Whether a parameter or constant has whole numbers only. */
bool quantity_is_whole(const struct quantity *quantity);
/* Whether a parameter or constant is 0 or 1, off or on. */
bool quantity_is_switch(const struct quantity *quantity);
/* Whether a value is on the grid minimum + k * step, within 1e-9 of a step. */
bool quantity_on_grid(const struct quantity *quantity, double value);
/* Marks in `needed` (model->count flags) what the expression depends on, through equations. */
void model_dependencies(const struct model *model, const struct expr *expr, bool *needed);

#endif
