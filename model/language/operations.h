/* Private to language: what each operation is, a row each. Its text, its spreadsheet formula, its mathematics, its type
 * and its cost follow from that row, except for the few that are special everywhere: names, numbers, `if`, signs,
 * powers, fractions. program_operate computes its values. */
#ifndef LANGUAGE_OPERATIONS_H
#define LANGUAGE_OPERATIONS_H

#include "language/expr.h"

enum operation_kind {
    KIND_LEAF,
    KIND_SIGN,       /* before its operand: - */
    KIND_NOT,        /* before its operand: not */
    KIND_INFIX,      /* between two numbers */
    KIND_COMPARISON, /* between two numbers; true or false */
    KIND_LOGIC,      /* between two conditions */
    KIND_FUNCTION
};

/* The unit of a result. */
enum operation_unit {
    UNIT_SPECIAL,
    UNIT_SAME,  /* that of its operands, which have the same */
    UNIT_PLAIN, /* 1, and so are its operands' */
    UNIT_TRUTH  /* 1; conditions */
};

/* How tightly operations bind in a spreadsheet. Unlike in our language, the sign binds tighter than `^`. Chains of `^`
 * are read from the left, but they are bracketed for people who do not know that. */
enum operation_binding { BINDS_COMPARISON = 1, BINDS_SUM, BINDS_PRODUCT, BINDS_POWER, BINDS_SIGN, BINDS_ALL };

/* How tightly a tree of mathematics holds together; decides on brackets. */
enum maths_strength {
    STRENGTH_ANY, /* inside brackets, fractions, arguments */
    STRENGTH_COMPARISON,
    STRENGTH_SUM,
    STRENGTH_PRODUCT,
    STRENGTH_FACTOR, /* an operand of a product: fractions, powers, roots and functions */
    STRENGTH_BASE    /* the base of a power */
};

struct operation {
    const char *text; /* as it is written */
    enum operation_kind kind;
    int precedence; /* see expr_precedence */
    enum operation_unit unit;
    int cost;                       /* per row, in additions */
    const char *symbol, *subscript; /* in mathematics; NULL: its text, none */
    enum maths_strength strength;
    const char *formula, *tail; /* a spreadsheet's operator or function; what follows the arguments of the function */
    enum operation_binding binding;
    int arguments;     /* of a function: their number; -2: two or more */
    const char *usage; /* of a function */
};

extern const struct operation operation_table[EXPR_OPS];

/* The operation with this text, if its kind is among the bits 1 << kind of `kinds`; EXPR_OPS if there is none. */
enum expr_op operation_find(const char *text, size_t length, unsigned kinds);

#endif
