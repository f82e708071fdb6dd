#include "language/operations.h"

#include <string.h>

#define COMPARISON(text, symbol)                                                                                       \
    {                                                                                                                  \
        text, KIND_COMPARISON, 4, UNIT_TRUTH, 3, symbol, NULL, STRENGTH_COMPARISON, text, NULL, BINDS_COMPARISON, 2,   \
            NULL                                                                                                       \
    }
#define INFIX(text, precedence, unit, cost, symbol, strength, binding)                                                 \
    { text, KIND_INFIX, precedence, unit, cost, symbol, NULL, strength, text, NULL, binding, 2, NULL }
#define LOGIC(text, precedence, formula)                                                                               \
    { text, KIND_LOGIC, precedence, UNIT_TRUTH, 1, text, NULL, STRENGTH_ANY, formula, "", BINDS_ALL, 2, NULL }
#define FUNCTION(text, arguments, usage, unit, cost, symbol, subscript, strength, formula, tail, binding)              \
    { text, KIND_FUNCTION, 9, unit, cost, symbol, subscript, strength, formula, tail, binding, arguments, usage }

const struct operation operation_table[EXPR_OPS] = {
    [EXPR_NUMBER] = {.text = "number", .precedence = 9, .cost = 1},
    [EXPR_NAME] = {.text = "name", .precedence = 9, .cost = 1},
    [EXPR_INDEX] = {.text = "index", .precedence = 9, .cost = 1, .strength = STRENGTH_BASE, .binding = BINDS_ALL},
    [EXPR_NEGATE] = {"-", KIND_SIGN, 7, UNIT_SAME, 1, "\xE2\x88\x92", NULL, STRENGTH_SUM, "-", NULL, BINDS_SIGN, 1,
                     NULL},
    [EXPR_ADD] = INFIX("+", 5, UNIT_SAME, 1, "+", STRENGTH_SUM, BINDS_SUM),
    [EXPR_SUBTRACT] = INFIX("-", 5, UNIT_SAME, 1, "\xE2\x88\x92", STRENGTH_SUM, BINDS_SUM),
    [EXPR_MULTIPLY] = INFIX("*", 6, UNIT_SPECIAL, 1, NULL, STRENGTH_PRODUCT, BINDS_PRODUCT),
    [EXPR_DIVIDE] = INFIX("/", 6, UNIT_SPECIAL, 3, NULL, STRENGTH_FACTOR, BINDS_PRODUCT),
    [EXPR_POWER] = INFIX("^", 8, UNIT_SPECIAL, 40, NULL, STRENGTH_FACTOR, BINDS_POWER),
    [EXPR_LESS] = COMPARISON("<", "<"),
    [EXPR_LESS_EQUAL] = COMPARISON("<=", "\xE2\x89\xA4"),
    [EXPR_GREATER] = COMPARISON(">", ">"),
    [EXPR_GREATER_EQUAL] = COMPARISON(">=", "\xE2\x89\xA5"),
    [EXPR_EQUAL] = COMPARISON("=", "="),
    [EXPR_NOT_EQUAL] = COMPARISON("<>", "\xE2\x89\xA0"),
    [EXPR_AND] = LOGIC("and", 2, "AND"),
    [EXPR_OR] = LOGIC("or", 1, "OR"),
    [EXPR_NOT] = {"not", KIND_NOT, 3, UNIT_TRUTH, 1, NULL, NULL, STRENGTH_FACTOR, "NOT", "", BINDS_ALL, 1, NULL},
    [EXPR_IF] = FUNCTION("if", 3, "if(condition, value, otherwise)", UNIT_SPECIAL, 1, NULL, NULL, STRENGTH_ANY, "IF",
                         "", BINDS_ALL),
    [EXPR_MIN] = FUNCTION("min", -2, "min(a, b)", UNIT_SAME, 1, NULL, NULL, STRENGTH_FACTOR, "MIN", "", BINDS_ALL),
    [EXPR_MAX] = FUNCTION("max", -2, "max(a, b)", UNIT_SAME, 1, NULL, NULL, STRENGTH_FACTOR, "MAX", "", BINDS_ALL),
    [EXPR_ABS] = FUNCTION("abs", 1, "abs(value)", UNIT_SAME, 1, NULL, NULL, STRENGTH_BASE, "ABS", "", BINDS_ALL),
    [EXPR_SQRT] =
        FUNCTION("sqrt", 1, "sqrt(value)", UNIT_SPECIAL, 1, NULL, NULL, STRENGTH_FACTOR, "SQRT", "", BINDS_ALL),
    [EXPR_EXP] = FUNCTION("exp", 1, "exp(value)", UNIT_PLAIN, 40, NULL, NULL, STRENGTH_FACTOR, "EXP", "", BINDS_ALL),
    [EXPR_LN] = FUNCTION("ln", 1, "ln(value)", UNIT_PLAIN, 40, NULL, NULL, STRENGTH_FACTOR, "LN", "", BINDS_ALL),
    [EXPR_LOG10] =
        FUNCTION("log10", 1, "log10(value)", UNIT_PLAIN, 40, "log", "10", STRENGTH_FACTOR, "LOG10", "", BINDS_ALL),
    [EXPR_LOG2] =
        FUNCTION("log2", 1, "log2(value)", UNIT_PLAIN, 40, "log", "2", STRENGTH_FACTOR, "LOG", ",2", BINDS_ALL),
    [EXPR_ROUND] = FUNCTION("round", 1, "round(value), to an integer", UNIT_SAME, 1, NULL, NULL, STRENGTH_FACTOR,
                            "ROUND", ",0", BINDS_ALL),
    /* Its formula is the sum that print_ceil (formula.c) prints. */
    [EXPR_CEIL] = FUNCTION("ceil", 1, "ceil(value)", UNIT_SAME, 1, NULL, NULL, STRENGTH_FACTOR, "INT", "", BINDS_SUM),
    [EXPR_FLOOR] =
        FUNCTION("floor", 1, "floor(value)", UNIT_SAME, 1, NULL, NULL, STRENGTH_FACTOR, "INT", "", BINDS_ALL),
    [EXPR_SUM] = FUNCTION("sum", 4, "sum(i, first, last, term)", UNIT_SPECIAL, 1, "\xE2\x88\x91", NULL, STRENGTH_SUM,
                          "SUM", "", BINDS_ALL),
    [EXPR_PRODUCT] = FUNCTION("product", 4, "product(i, first, last, term)", UNIT_SPECIAL, 1, "\xE2\x88\x8F", NULL,
                              STRENGTH_PRODUCT, "PRODUCT", "", BINDS_ALL),
};

enum expr_op operation_find(const char *text, size_t length, unsigned kinds) {
    for (enum expr_op op = 0; op < EXPR_OPS; op++)
        if (kinds >> operation_table[op].kind & 1 && strlen(operation_table[op].text) == length &&
            memcmp(operation_table[op].text, text, length) == 0)
            return op;
    return EXPR_OPS;
}

const char *expr_op_text(enum expr_op op) {
    return operation_table[op].text;
}

int expr_precedence(enum expr_op op) {
    return operation_table[op].precedence;
}
