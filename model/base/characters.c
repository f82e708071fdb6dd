#include "base/characters.h"

#include <stdlib.h>
#include <string.h>

enum {
    CONTROL = CHARACTER_CONTROL,
    LINE_END = CHARACTER_LINE_END,
    BLANK = CHARACTER_BLANK,
    DIRECTION = CHARACTER_DIRECTION,
    INVISIBLE = CHARACTER_INVISIBLE,
    PRIVATE = CHARACTER_PRIVATE,
    NONCHARACTER = CHARACTER_NONCHARACTER,
};

struct range {
    unsigned first, last, classes;
};

/* From Unicode 15's UnicodeData, PropList and DerivedCoreProperties, in order. The last two characters of each plane
 * are noncharacters too. */
static const struct range ranges[] = {
    {0x00, 0x08, CONTROL},
    {0x09, 0x09, CONTROL | BLANK},
    {0x0A, 0x0D, CONTROL | BLANK | LINE_END},
    {0x0E, 0x1F, CONTROL},
    {0x20, 0x20, BLANK},
    {0x7F, 0x84, CONTROL},
    {0x85, 0x85, CONTROL | BLANK | LINE_END},
    {0x86, 0x9F, CONTROL},
    {0xA0, 0xA0, BLANK},
    {0xAD, 0xAD, INVISIBLE},
    {0x34F, 0x34F, INVISIBLE},
    {0x61C, 0x61C, INVISIBLE},
    {0x115F, 0x1160, INVISIBLE},
    {0x1680, 0x1680, BLANK},
    {0x17B4, 0x17B5, INVISIBLE},
    {0x180B, 0x180F, INVISIBLE},
    {0x2000, 0x200A, BLANK},
    {0x200B, 0x200F, INVISIBLE},
    {0x2028, 0x2029, BLANK | LINE_END},
    {0x202A, 0x202E, INVISIBLE | DIRECTION},
    {0x202F, 0x202F, BLANK},
    {0x205F, 0x205F, BLANK},
    {0x2060, 0x2065, INVISIBLE},
    {0x2066, 0x2069, INVISIBLE | DIRECTION},
    {0x206A, 0x206F, INVISIBLE},
    {0x3000, 0x3000, BLANK},
    {0x3164, 0x3164, INVISIBLE},
    {0xE000, 0xF8FF, PRIVATE},
    {0xFDD0, 0xFDEF, NONCHARACTER},
    {0xFE00, 0xFE0F, INVISIBLE},
    {0xFEFF, 0xFEFF, INVISIBLE},
    {0xFFA0, 0xFFA0, INVISIBLE},
    {0xFFF0, 0xFFF8, INVISIBLE},
    {0x1BCA0, 0x1BCA3, INVISIBLE},
    {0x1D173, 0x1D17A, INVISIBLE},
    {0xE0000, 0xE0FFF, INVISIBLE},
    {0xF0000, 0xFFFFD, PRIVATE},
    {0x100000, 0x10FFFD, PRIVATE},
};

static int compare_range(const void *code_point, const void *range) {
    unsigned c = *(const unsigned *)code_point;
    const struct range *of = range;
    return c < of->first ? -1 : c > of->last;
}

bool character_is(unsigned c, unsigned classes) {
    if (c > 0x20 && c < 0x7F) /* as most are */
        return false;
    if ((c & 0xFFFE) == 0xFFFE)
        return classes & NONCHARACTER;
    const struct range *found = bsearch(&c, ranges, sizeof ranges / sizeof *ranges, sizeof *ranges, compare_range);
    return found && found->classes & classes;
}

bool character_is_unsafe(unsigned c) {
    return c != '\t' && c != '\n' && character_is(c, CONTROL | LINE_END | DIRECTION);
}

/* Digits and the minus sign: raised, and as they are. */
static const char *const digits[][2] = {{"⁰", "0"},
                                        {"¹", "1"},
                                        {"²", "2"},
                                        {"³", "3"},
                                        {"⁴", "4"},
                                        {"⁵", "5"},
                                        {"⁶", "6"},
                                        {"⁷", "7"},
                                        {"⁸", "8"},
                                        {"⁹", "9"},
                                        [RAISED_MINUS] = {"⁻", "−"}};

const char *character_raised(int digit) {
    return digits[digit][0];
}

const char *character_lowered(const char *text, size_t *length) {
    for (int i = 0; i <= RAISED_MINUS && (unsigned char)*text >= 0x80; i++) {
        *length = strlen(digits[i][0]);
        if (strncmp(text, digits[i][0], *length) == 0)
            return digits[i][1];
    }
    *length = 0;
    return NULL;
}
