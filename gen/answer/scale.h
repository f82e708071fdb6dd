/* Private to answer: the words for thousands, millions and billions, which mean other numbers in other languages. */
#ifndef ANSWER_SCALE_H
#define ANSWER_SCALE_H

#include "answer/answer.h"

/* A word means one power of ten, or two: first the one of the paper's language. */
struct answer_scale {
    int exponents[2];
    int count;
    int doubt;     /* a power of ten that it means in another language, where it is no reading; 0: none */
    bool letter_t; /* T: a thousand in German, a trillion in English */
    bool spelled;  /* a word, such as million, Mio., Tsd.: it means the same before every unit, unlike letters */
};
/* The word that a text begins with, and in `*length` its bytes, with the full stop of an abbreviation. `language` is
 * the tag of the paper's language. False if it begins with no such word. */
bool answer_scale_read(const char *language, struct answer_span text, struct answer_scale *scale, size_t *length);

#endif
