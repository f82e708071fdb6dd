/* What kind a character is: Unicode's properties, in one table. */
#ifndef BASE_CHARACTERS_H
#define BASE_CHARACTERS_H

#include <stdbool.h>
#include <stddef.h>

/* A character may be of several classes. The name in brackets is that of Unicode's property or category. */
enum character_class {
    CHARACTER_CONTROL = 1,    /* a control character (Cc), tab and newline included */
    CHARACTER_LINE_END = 2,   /* ends a line or a paragraph (mandatory breaks of UAX #14) */
    CHARACTER_BLANK = 4,      /* White_Space, line ends included */
    CHARACTER_DIRECTION = 8,  /* opens or closes a passage of another direction, so that text around it reads as
                                 what it is not (UAX #9: embeddings, overrides, isolates) */
    CHARACTER_INVISIBLE = 16, /* Default_Ignorable_Code_Point: nothing is drawn for it, and no font needs to have it */
    CHARACTER_PRIVATE = 32,   /* private use (Co) */
    CHARACTER_NONCHARACTER = 64, /* Noncharacter_Code_Point */
};
/* Whether a character is of one of these classes. */
bool character_is(unsigned code_point, unsigned classes);
/* Whether a terminal that gets the character as it is shows something else: a control character, but for tab and
 * newline, a line end or a mark of direction. */
bool character_is_unsafe(unsigned code_point);

/* The minus sign among raised digits, as exponents have them. */
enum { RAISED_MINUS = 10 };
/* A digit from 0 to 9, or RAISED_MINUS, raised. */
const char *character_raised(int digit);
/* "7" or "−" of a text that begins with that raised, with the bytes of the raised one; NULL of any other. */
const char *character_lowered(const char *text, size_t *length);

#endif
