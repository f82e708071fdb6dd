/* Quantities, and their values as text. Only quantity.c turns a text into a value of a quantity, and a value into text,
 * so only it knows that some values are not written as plain numbers: percentages, and whatever is added. */
#ifndef LANGUAGE_QUANTITY_H
#define LANGUAGE_QUANTITY_H

#include "base/base.h"
#include "language/expr.h"
#include "yaml/yaml.h"

enum quantity_kind { QUANTITY_PARAMETER, QUANTITY_CONSTANT, QUANTITY_EQUATION };
enum { QUANTITY_KINDS = QUANTITY_EQUATION + 1 };
/* What people call a kind: "parameter". */
extern const char *const quantity_kind_names[QUANTITY_KINDS];

struct quantity_apart;

/* A row of a table: the value for one choice. `name` is NULL if the file has no value for it. */
struct quantity_row {
    const char *name;
    double value;
    struct pos pos;
};

/* The values of a constant that differ from choice to choice of a parameter. */
struct quantity_table {
    const char *along_name;
    struct pos along_pos;
    const struct quantity *along; /* once the model is complete; NULL if it is no choice */
    struct quantity_row *rows;    /* as the file has them; once the model is complete, by choice */
    int row_count;
};

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
    bool formatted;              /* its model or lab gives it a format */
    bool asked;                  /* a question asks for it */
    const char *apart_words;     /* what its format has behind `apart`; NULL if nothing */
    struct pos apart_pos;
    const struct quantity_apart *apart; /* the same, once the model is complete */
    bool fraction;                      /* dimensionless and shown as a percentage: input may be `40%` or `0.4` */
    double minimum, maximum, step; /* parameters and constants; a constant's bounds are infinite if the file gives none.
                                    * The grid starts at the minimum. step 0: no grid */
    const double *listed;          /* a parameter with a list of values: these, ascending, in place of a step */
    const char *const *choices;    /* a parameter with names for values: value k is the name k, in steps of 1 from 0 */
    int listed_count, choice_count;
    bool unproven;                     /* no key depends on it, so a value off its grid is as good as any */
    double initial;                    /* parameters: the default */
    double value;                      /* constants */
    const char *source, *date;         /* the origin of a constant or a default, and its date; may be NULL */
    const char *line_path, *line_paid; /* of a parameter that is the sum of labelled lines: whose costs they are, and
                                        * how they are paid; NULL for any other */
    const struct expr *expr;           /* equations */
    struct quantity_table *table; /* a constant with a value for each choice of a parameter: to everything but printers
                                   * and files it is an equation, which takes the row of the set's choice */
    bool condition;               /* equations: whether the value is true or false */
    const char *file_group;       /* the model's name (scaling, tco), which groups quantities for people */
    bool doubtful;                /* a list of choices with errors: what is not on it may be meant to be */
    bool flawed;                  /* an error was reported about it; further errors in its use would follow from that */
    bool hidden;                  /* a lab's own quantity, not a model's: `evaluate` does not print it */
    struct pos pos;
};

/* Whether a text is a value of a quantity, and why not: no number; a percentage, but the quantity is no fraction; a
 * number above 1 without the sign, which a fraction hardly means; none of the names that are its values. */
enum quantity_text { QUANTITY_VALUE, QUANTITY_NO_NUMBER, QUANTITY_NO_FRACTION, QUANTITY_NO_SHARE, QUANTITY_NO_CHOICE };
/* Reads a value: a plain number; of a fraction, a percentage too; of a choice, exactly one of its names. Gives the
 * value of a QUANTITY_NO_SHARE too, and whether there was a sign (`percent` may be NULL). Whether it is in its range is
 * not asked. */
enum quantity_text quantity_read(const struct quantity *quantity, const char *text, size_t length, double *value,
                                 bool *percent);
/* The same for a value in a file; `initial` if it is absent, or wrong, which is reported. */
double quantity_read_value(const struct quantity *quantity, struct yaml_value value, double initial);

/* Append a value as people write it in a cell of a table, without what arithmetic in doubles leaves: `40%`, `2.1`; as
 * programs read it, exactly: `0.4`; `2.1`. A choice is its name in all of these. */
void quantity_put_cell(struct text *out, const struct quantity *quantity, double value);
void quantity_put_data(struct text *out, const struct quantity *quantity, double value);
/* Appends a value as it is printed for people, in a format (the quantity's own or another one), with the unit word if
 * the format asks for it. */
void quantity_print(struct text *out, const struct quantity *quantity, double value, struct number_format format,
                    const struct number_locale *locale);
/* The same without the unit and in English, as messages quote it. */
void quantity_quote(struct text *out, const struct quantity *quantity, double value, struct number_format format);
/* The unit word after a number of a quantity: singular or plural, as the printed number needs it. */
const char *quantity_word(const struct quantity *quantity, double value, struct number_format format,
                          const struct number_locale *locale);

/* A workbook calls the cells with the values of a parameter, and those with the values of a table, by the name and
 * this.
 */
#define QUANTITY_CHOICES_ENDING "_values"
#define QUANTITY_TABLE_ENDING "_table"
/* The name of a choice, by its value; of one that is out of range too, which no check lets through. */
const char *quantity_choice(const struct quantity *quantity, double value);
/* The value that a name of a choice stands for; -1 if there is none. The name may be part of a text. */
int quantity_choice_find(const struct quantity *quantity, const char *name, size_t length);
/* Whether two quantities are choices of the same names in the same order. */
bool quantity_same_choices(const struct quantity *a, const struct quantity *b);
/* All names or values in a list, "7B, 13B or 70B", "25, 50 or 900", as messages give it. */
void quantity_put_list(struct text *out, const struct quantity *quantity);
/* Reports a name that is not a choice of the quantity, with the nearest one or all of them. */
void quantity_report_choice(const struct quantity *quantity, const char *name, struct pos pos, struct diag *diag);

/* Whether the values of a parameter can be counted: it has a step, a list or names, or one value only. */
bool quantity_has_grid(const struct quantity *quantity);
/* The number of steps from the minimum of a parameter that has a step to the last value of its grid. */
double quantity_steps(const struct quantity *quantity);
#define QUANTITY_MOST_STEPS 9e15 /* whole numbers in doubles are exact up to here */
/* What is wrong with the step of a quantity beside its bounds, and what would be right, behind `the step 5 `; NULL if
 * nothing is. */
const char *quantity_step_flaw(const struct quantity *quantity);
/* The values of a parameter on both sides of one that is not among them, itself if it is; NaN beyond the ends. */
void quantity_neighbors(const struct quantity *quantity, double value, double *below, double *above);
/* What its file calls it: a table is a constant, though its value follows from a choice as that of an equation does. */
enum quantity_kind quantity_kind_said(const struct quantity *quantity);
/* Whether a quantity is an input with a minimum, a maximum or both. */
bool quantity_has_bounds(const struct quantity *quantity);
/* Whether a parameter or constant has only whole numbers as values. */
bool quantity_is_whole(const struct quantity *quantity);
/* Whether a parameter or constant is a switch: 0 or 1. */
bool quantity_is_switch(const struct quantity *quantity);
/* Whether a value is on the grid minimum + k * step, within 1e-9 of a step, or in the list. */
bool quantity_on_grid(const struct quantity *quantity, double value);
#endif
