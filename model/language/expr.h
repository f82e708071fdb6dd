/* Expressions: one syntax tree, from which come the value, the formula, the mathematics and the worked line. */
#ifndef LANGUAGE_EXPR_H
#define LANGUAGE_EXPR_H

#include "base/base.h"
#include "language/units.h"

struct quantity;
struct model;

enum expr_op {
    EXPR_NUMBER, /* 0, 1 or 2 in an equation; any number where the caller allows it */
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
    EXPR_MIN, /* two arguments or more, as EXPR_MAX */
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
    bool bracketed; /* stood in brackets in the text */
    int argument_count;
    struct expr **arguments;
    double number;                   /* EXPR_NUMBER */
    const char *name;                /* EXPR_NAME, as written */
    const struct quantity *quantity; /* EXPR_NAME, once resolved */
    struct pos pos;
};

/* Parses `length` bytes that stand at `pos` of their file (so that errors point into the file). The grammar is that of
 * a spreadsheet without its surprises: `or` < `and` < `not` < comparisons (not chained) < `+ -` < `* /` < unary minus <
 * `^`; `-a^b` and `a^b^c` need brackets; functions `if min max abs sqrt exp ln log10 log2 round ceil floor`.
 * `==`, `!=`, `&&`, `**` and the like are errors that say what to write. Returns NULL after an error was reported. */
struct expr *expr_parse(struct arena *arena, const char *text, size_t length, struct pos pos, struct diag *diag);

/* The name of an operation as people know it: `+`, `sqrt`, `if`. */
const char *expr_op_text(enum expr_op op);
/* Binding strength, for printers: larger binds tighter; functions, names and numbers are largest. */
int expr_precedence(enum expr_op op);
bool expr_is_boolean(const struct expr *expr);
/* Calls `visit` for every node, arguments before their operation. */
void expr_walk(const struct expr *expr, void (*visit)(const struct expr *expr, void *context), void *context);
/* Structural equality, names by quantity. */
bool expr_equal(const struct expr *a, const struct expr *b);
/* The expression as it would be written in a model file, with the fewest brackets. */
void expr_print(struct text *out, const struct expr *expr);
/* The syntax tree, an operation a line, indented: for those who write models. */
void expr_print_tree(struct text *out, const struct expr *expr);

#endif
