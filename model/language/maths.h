/* An expression as mathematics: a tree of boxes that a page typesets, and that prints as one line where it must. */
#ifndef LANGUAGE_MATHS_H
#define LANGUAGE_MATHS_H

#include "language/model.h"

enum maths_kind {
    MATHS_ROW,      /* children one after the other */
    MATHS_FRACTION, /* numerator, denominator */
    MATHS_SCRIPT,   /* base, subscript or NULL, superscript or NULL */
    MATHS_ROOT,     /* radicand */
    MATHS_BRACKETS, /* one child; brackets as tall as it; `text` holds the two brackets, "()" or "||" */
    MATHS_CASES,    /* value, condition, value, condition ... ; a last condition NULL is "otherwise" */
    MATHS_VARIABLE, /* text: one symbol, set in italics where it is a single letter */
    MATHS_FUNCTION, /* text: min, max, ln: upright */
    MATHS_NUMBER,   /* text, ready printed, with its unit word where it has one */
    MATHS_OPERATOR, /* text: + − · = ≤ and; with space on both sides, but a − that begins its row is a sign: no space */
    MATHS_PUNCTUATION /* text: a comma */
};

struct maths {
    enum maths_kind kind;
    const char *text;
    int count;
    struct maths **children;
    const struct quantity *quantity; /* a variable or number that stands for one, else NULL */
};

/* The symbol of a quantity: `P_gpu` is P with the subscript gpu, braces group. */
struct maths *maths_symbol(struct arena *arena, const struct quantity *quantity);
/* symbol = expression, of an equation. A product of names is set with thin dots, one of numbers with
 * crosses, division as a fraction. What holds or not (a comparison) is bracketed. */
struct maths *maths_equation(struct arena *arena, const struct quantity *equation);
/* The expression alone. */
struct maths *maths_expression(struct arena *arena, const struct expr *expr);
/* The worked line: the same tree with this set's numbers in place of the symbols, bare so that a reader can follow the
 * arithmetic (fractions as decimals; parameters and constants exactly, equations to six digits), and `= result` with
 * its unit: symbol = numbers = result, the last sign being `≈` where a number shown is rounded. An `if` or a clamp
 * shows the branch that this set takes; a clamp that acts shows both: symbol = min(1, numbers) = min(1, 1.25) = 1.
 * `values` has model->count members. */
struct maths *maths_worked(struct arena *arena, const struct model *model, const struct quantity *equation,
                           const double *values, const struct number_locale *locale);
/* Both in one: symbol = expression = numbers = result. */
struct maths *maths_solution(struct arena *arena, const struct model *model, const struct quantity *equation,
                             const double *values, const struct number_locale *locale);
/* The words of an equation with cases, in the language of its readers. */
struct maths_words {
    const char *when, *otherwise;
};
/* One line of Unicode text: alternative text, terminals. */
void maths_print_in(struct text *out, const struct maths_words *words, const struct maths *maths);
void maths_print(struct text *out, const struct maths *maths); /* in English */

#endif
