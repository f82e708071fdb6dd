/* The functions that formulas of a workbook may call. */
#ifndef WORKBOOK_CALC_FUNCTIONS_H
#define WORKBOOK_CALC_FUNCTIONS_H

#include "workbook/calc/values.h"

enum function {
    F_ABS,
    F_AND,
    F_COUNT,
    F_COUNTIF,
    F_EXACT,
    F_EXP,
    F_IF,
    F_IFERROR,
    F_INDEX,
    F_INT,
    F_IRR,
    F_ISNUMBER,
    F_LARGE,
    F_LN,
    F_LOG,
    F_LOG10,
    F_MATCH,
    F_MAX,
    F_MIN,
    F_N,
    F_NOT,
    F_OR,
    F_ROUND,
    F_ROWS,
    F_SQRT,
    F_SUM,
    F_SUMPRODUCT,
    FUNCTION_COUNT
};
struct function_name {
    const char *name;
    int least, most; /* arguments */
};
extern const struct function_name function_names[FUNCTION_COUNT];

/* What a function gives for arguments that are known, ranges among them. Scratch space comes from the arena. */
struct cell_value function_value(struct arena *arena, enum function function, const struct cell_value *arguments,
                                 int count);

/* Whether an argument (the first is 0) may be words as they stand; others want a number or cells. */
bool function_takes_words(enum function function, int argument);
/* Why a function is not for these arguments, of which spreadsheets think differently or which is not computed here;
 * NULL where it is. */
const char *function_refusal(enum function function, const struct cell_value *arguments, int count);

/* Values as spreadsheets take them: a range of one cell as that cell; as a number (text is an error, blank is 0). */
struct cell_value value_single(struct cell_value value);
struct cell_value value_numeric(struct cell_value value);
struct cell_value value_number(double number); /* an error where it is not finite */
struct cell_value value_truth(bool holds);
struct cell_value value_text(const char *text);
struct cell_value value_error(const char *text);
/* -1, 0, 1; numbers stand before text, text before truth. */
int value_compare(struct cell_value a, struct cell_value b);
/* Numbers that differ in the last bits only are equal to a spreadsheet, and their difference is 0. */
bool nearly_equal(double a, double b);

#endif
