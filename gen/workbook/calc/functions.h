/* Private to workbook/calc: the functions that formulas may call, values as spreadsheets take them, and names by
 * their numbers. */
#ifndef WORKBOOK_CALC_FUNCTIONS_H
#define WORKBOOK_CALC_FUNCTIONS_H

#include "workbook/calc/calc.h"

enum calc_function {
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
    F_SUBSTITUTE,
    F_SUM,
    F_SUMIFS,
    F_SUMPRODUCT,
    FUNCTION_COUNT
};
struct calc_function_name {
    const char *name;
    int least, most; /* number of arguments */
};
extern const struct calc_function_name calc_functions[FUNCTION_COUNT];

/* The result of a function for known arguments, which may be ranges. Scratch space comes from the arena. */
struct calc_value calc_apply(struct arena *arena, enum calc_function function, const struct calc_value *arguments,
                             int count);

/* Whether an argument (the first is 0) may be literal text; others need a number or cells. */
bool calc_takes_words(enum calc_function function, int argument);
/* Why a function cannot take these arguments (spreadsheets disagree about them, or they are not computed here), or
 * NULL. */
const char *calc_refusal(struct arena *arena, enum calc_function function, const struct calc_value *arguments,
                         int count);

/* Values as spreadsheets take them: a range of one cell as that cell; as a number (text is an error, blank is 0). */
struct calc_value calc_single(struct calc_value value);
struct calc_value calc_numeric(struct calc_value value);
struct calc_value calc_number(double number); /* an error value if it is not finite */
struct calc_value calc_truth(bool holds);
struct calc_value calc_text(const char *text);
struct calc_value calc_error(const char *text);
/* A value as `&` joins it, which may be in the arena. Spreadsheets print numbers alike that are not great and have two
 * decimals at most, as ROUND makes them; NULL of others. */
const char *calc_words(struct arena *arena, struct calc_value value);
/* -1, 0 or 1. Numbers come before text, text before truth values. */
int calc_compare(struct calc_value a, struct calc_value b);

/* Goes through the cells of an area that are there, row by row: others are blank. */
struct calc_walk {
    const struct calc_area *area;
    uint32_t row; /* of the current cell */
    int column;
    struct calc_value value;
};
/* Before the first cell. The area must outlive the walk. */
struct calc_walk calc_walk_begin(const struct calc_area *area);
/* Steps to the next cell; false if there is none. */
bool calc_walk_next(struct calc_walk *walk);

/* The number of a name among those of the run, ignoring case; the area with that number, NULL if the workbook has none.
 */
int calc_name_number(struct calc_run *run, const char *name, size_t length);
const struct calc_area *calc_named(const struct calc_book *book, int number);

#endif
