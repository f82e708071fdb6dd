/* Private to answer: parts of a text. */
#ifndef ANSWER_SPAN_H
#define ANSWER_SPAN_H

#include "answer/answer.h"

/* Without the spaces around it. */
struct answer_span answer_span_trim(struct answer_span text);
bool answer_span_has_digit(struct answer_span text);

#endif
