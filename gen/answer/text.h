/* Answers as bytes: every way of writing a character becomes one. */
#ifndef ANSWER_TEXT_H
#define ANSWER_TEXT_H

#include "base/arena.h"

#include <stdbool.h>

/* The text in one spelling: ASCII digits, one kind of space, hyphen, quote and approximation sign, `^` for
 * superscripts, fractions spelled out, invisible characters gone. False where it is not UTF-8, holds control
 * characters or turns the direction of its digits around. */
bool answer_normalise(struct text *out, const char *bytes, size_t length);

#endif
