/* An expression as mathematics: a tree that pages typeset, and that can be printed as one line of text. */
#ifndef LANGUAGE_MATHS_H
#define LANGUAGE_MATHS_H

#include "language/model.h"

enum maths_kind {
    MATHS_ROW,      /* children one after the other */
    MATHS_FRACTION, /* numerator, denominator */
    MATHS_SCRIPT,   /* base, subscript or NULL, superscript or NULL */
    MATHS_ROOT,     /* radicand */
    MATHS_BRACKETS, /* one child; brackets as tall as it; `text` holds the two brackets, "()" or "||" */
    MATHS_CASES,    /* value, condition, value, condition ...; the last condition may be NULL: "otherwise" */
    MATHS_VARIABLE, /* text: one symbol, in italics if it is a single letter */
    MATHS_FUNCTION, /* text: min, max, ln: upright */
    MATHS_NUMBER,   /* text: the printed number, with its unit word if it has one */
    MATHS_OPERATOR, /* text: + − · = ≤ and; with space on both sides, but a − that begins its row is a sign: no space */
    MATHS_PUNCTUATION /* text: a comma */
};

struct maths {
    enum maths_kind kind;
    const char *text;
    int count;
    struct maths **children;
    const struct quantity *quantity; /* of a symbol or number that represents a quantity, else NULL */
};

/* The symbol of a quantity: `P_gpu` is P with the subscript gpu, braces group. */
struct maths *maths_symbol(struct arena *arena, const struct quantity *quantity);
/* The line `symbol = expression` of an equation. Products of symbols have dots, products of numbers have crosses,
 * divisions become fractions. A comparison is bracketed. */
struct maths *maths_equation(struct arena *arena, const struct quantity *equation);

/* The worked line: symbol = numbers = result. The numbers of the set replace the symbols. They have no units, so that a
 * reader can follow the arithmetic: fractions as decimals, parameters and constants exactly, results of other equations
 * with as many digits as it takes to calculate the printed result. The result has its unit. The last sign is `≈` if a
 * number shown is rounded. An `if` or a clamp shows the branch that this set takes; a clamp that acts shows both:
 * symbol = min(1, numbers) = min(1, 1.25) = 1. `values` has model->count members. */
struct maths *maths_worked(struct arena *arena, const struct model *model, const struct quantity *equation,
                           const double *values, const struct number_locale *locale);
/* Both in one line: symbol = expression = numbers = result. */
struct maths *maths_solution(struct arena *arena, const struct model *model, const struct quantity *equation,
                             const double *values, const struct number_locale *locale);
/* The words in an equation with cases, in the language of its readers. */
struct maths_words {
    const char *when, *otherwise;
};
/* What mathematics is called in a language: what stands before, between and after the parts of a tree, and its signs
 * and functions, as trees have them, in words. */
enum { MATHS_SIGNS = 23 };
struct maths_speech {
    const char *sub, *divided, *quantity, *quantity_end; /* F divided by the quantity a plus b end quantity */
    const char *fraction, *over, *fraction_end;          /* one whose numerator is more than a symbol or a number */
    const char *squared, *cubed, *power, *power_end, *root, *root_end;
    const char *open, *close, *absolute, *absolute_end; /* brackets */
    const char *cases, *cases_end;
    const char *sum, *product, *to, *of, *sum_end, *product_end; /* the sum from i equals 1 to n of ... end sum */
    const char *per;                                             /* the stroke of a unit */
    struct {
        const char *sign, *word;
    } signs[MATHS_SIGNS];
};
/* Appends a formula in words, to be read aloud. */
void maths_speak(struct text *out, const struct maths_speech *speech, const struct maths_words *words,
                 const struct maths *maths);
/* Prints one line of Unicode text, in English, for terminals. */
void maths_print(struct text *out, const struct maths *maths);

#endif
