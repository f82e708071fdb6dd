/* Expressions: one syntax tree, from which values, formulas, mathematics and worked lines are made. */
#ifndef LANGUAGE_EXPR_H
#define LANGUAGE_EXPR_H

#include "base/base.h"
#include "language/units.h"

struct quantity;
struct model;

enum expr_op {
    EXPR_NUMBER, /* 0, 1 or 2 in an equation; any number if the caller allows it. With a quantity: one of its choices,
                  * by its value, whose name is `name` */
    EXPR_NAME,   /* a quantity, resolved by model_resolve */
    EXPR_NEGATE,
    EXPR_ADD,
    EXPR_SUBTRACT,
    EXPR_MULTIPLY,
    EXPR_DIVIDE,
    EXPR_POWER,
    EXPR_LESS,
    EXPR_LESS_EQUAL,
    EXPR_GREATER,
    EXPR_GREATER_EQUAL,
    EXPR_EQUAL,     /* written = */
    EXPR_NOT_EQUAL, /* written <> */
    EXPR_AND,
    EXPR_OR,
    EXPR_NOT,
    EXPR_IF,  /* if(condition, value, otherwise) */
    EXPR_MIN, /* two arguments or more, like EXPR_MAX */
    EXPR_MAX,
    EXPR_ABS,
    EXPR_SQRT,
    EXPR_EXP,
    EXPR_LN,
    EXPR_LOG10,
    EXPR_LOG2,
    EXPR_ROUND, /* to an integer, half away from zero */
    EXPR_CEIL,
    EXPR_FLOOR,
    EXPR_OPS
};

struct expr {
    enum expr_op op;
    bool bracketed; /* in brackets in the text */
    int argument_count;
    struct expr **arguments;
    double number;                   /* EXPR_NUMBER */
    const char *name;                /* EXPR_NAME, as written; of a choice its name */
    const struct quantity *table;    /* the whole expression of a table, whose quantity this is */
    const struct quantity *quantity; /* EXPR_NAME, once resolved; of a choice what it is a choice of */
    struct pos pos;
};

/* Parses `length` bytes; `pos` is their position in the file, for errors. The grammar is that of a spreadsheet without
 * its surprises: `or` < `and` < `not` < comparisons (not chained) < `+ -` < `* /` < unary minus < `^`; `-a^b` and
 * `a^b^c` need brackets; functions `if min max abs sqrt exp ln log10 log2 round ceil floor`. `==`, `!=`, `&&`, `**` and
 * the like are errors that say what to write instead. Returns NULL after reporting an error. */
struct expr *expr_parse(struct arena *arena, const char *text, size_t length, struct pos pos, struct diag *diag);

/* New trees. They are only read, so they may share branches. */
struct expr *expr_new_unary(struct arena *arena, enum expr_op op, const struct expr *a);
struct expr *expr_new_binary(struct arena *arena, enum expr_op op, const struct expr *a, const struct expr *b);
struct expr *expr_new_if(struct arena *arena, const struct expr *condition, const struct expr *then,
                         const struct expr *otherwise);
struct expr *expr_new_number(struct arena *arena, double number);
struct expr *expr_new_name(struct arena *arena, const struct quantity *quantity);
/* The expression with some parts replaced: `replace` returns what takes the place of a part, or NULL to look into the
 * part. What has no replacement in it is shared, not copied. */
typedef const struct expr *expr_replacement(const struct expr *expr, void *context);
const struct expr *expr_map(struct arena *arena, const struct expr *expr, expr_replacement *replace, void *context);

/* An operation as it is written: `+`, `sqrt`, `if`. */
const char *expr_op_text(enum expr_op op);
/* Binding strength, for printers: larger binds tighter. Functions, names and numbers bind tightest. */
int expr_precedence(enum expr_op op);
/* Whether it compares two values. */
bool expr_is_comparison(const struct expr *expr);
/* The parameter whose choices an expression has as its values: it names the parameter, or a choice of it; else NULL. */
const struct quantity *expr_choices(const struct expr *expr);
/* Whether the value is true or false: a comparison, logic, an `if` or the name of an equation that gives one. Names are
 * told by quantity->condition, which is known when model_finish has put the equations in order. */
bool expr_is_condition(const struct expr *expr);
/* The two values that a comparison compares. For a difference compared with 0 (`a - b > 0`, also if `a - b` is an
 * equation) these are a and b: if a and b tie, their difference is only a rounding error. */
void expr_comparison_sides(const struct expr *comparison, const struct expr *sides[2]);
/* Reports every number other than 0, 1 and 2, and what is calculated from numbers alone (`1 + 2`); the error asks for a
 * named constant. False if there is one. */
bool expr_check_numbers(const struct expr *expr, struct diag *diag);
/* Calls `visit` for every node, arguments before their operation. */
void expr_walk(const struct expr *expr, void (*visit)(const struct expr *expr, void *context), void *context);
/* Structural equality, names by quantity. */
bool expr_equal(const struct expr *a, const struct expr *b);
/* The expression as it would be written in a model file, with the fewest brackets. */
void expr_print(struct text *out, const struct expr *expr);
/* The syntax tree, indented, one operation per line: for authors of models. */
void expr_print_tree(struct text *out, const struct expr *expr);

#endif
