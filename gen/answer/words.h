/* Private to answer: words before and behind a number, as parts of larger patterns. They are those of all languages. */
#ifndef ANSWER_WORDS_H
#define ANSWER_WORDS_H

#include "answer/tail.h"

/* Letters of suffixes before or after a currency; T is refused, not overlooked. */
#define BESIDE_MONEY "(?:" ANSWER_LETTERS "|T)"
#define MINUS "(?i:minus|negative?|moins|menos|meno)(?=[ ])"
/* By a factor of: what is behind it is a ratio. */
#define FACTOR                                                                                                         \
    "(?i:(?:(?:(?:by[ ])?an?|um[ ]den|d'un|por[ ]une?|per[ ]un|por[ ]um|met[ ]een)[ ])?"                               \
    "(?:factor(?:[ ](?:of|de|van))?|faktor|facteur(?:[ ]de)?|fattore(?:[ ]di)?|fator(?:[ ]de)?)(?=[ ]))"
#define AND "(?:and|und|et|en|y|e)(?!\\p{L})"
/* Marks that a number is approximate, in each language. */
#define ABOUT_WORDS                                                                                                    \
    "about|approx(?:imately|\\.)?|around|roughly|circa|nearly|almost|"                                                 \
    "ca\\.|etwa|ungef\u00E4hr|rund|zirka|"                                                                             \
    "environ|env\\.|presque|\u00E0[ ]peu[ ]pr\u00E8s|"                                                                 \
    "unos|unas|aproximadamente|aprox\\.?|casi|alrededor[ ]de|m\u00E1s[ ]o[ ]menos|"                                    \
    "quasi|all'incirca|"                                                                                               \
    "quase|cerca[ ]de|uns|umas|mais[ ]ou[ ]menos|por[ ]volta[ ]de|"                                                    \
    "ongeveer|ong\\.|bijna|zo'n"
/* And behind it only. */
#define ROUNDED_WORDS "rounded|gerundet|arrondie?|redondeado|arrotondato|arredondado|afgerond"
#define ABOUT "(?:~|(?i:fast|" ABOUT_WORDS ")(?!\\p{L})|(?i:ca)(?![\\p{L}\\p{Sc}.])|c\\.)" /* fast: German */
#define AFTER "(?:~|(?i:" ABOUT_WORDS "|" ROUNDED_WORDS ")(?!\\p{L})|(?i:ca)(?![\\p{L}\\p{Sc}.])|c\\.)"

#endif
