/* Character references. */
#include "document/entity.h"

#include "base/base.h"

#include <string.h>

/* The references that a worksheet may need, grouped by meaning. */
static const struct {
    const char *name;
    unsigned code_point;
} entities[] = {
    {"amp", '&'},       {"lt", '<'},       {"gt", '>'},        {"quot", '"'},      {"apos", '\''},
    {"nbsp", 0xA0},     {"ensp", 0x2002},  {"emsp", 0x2003},   {"thinsp", 0x2009}, {"shy", 0xAD},
    {"ndash", 0x2013},  {"mdash", 0x2014}, {"hellip", 0x2026}, {"bull", 0x2022},   {"middot", 0xB7},
    {"lsquo", 0x2018},  {"rsquo", 0x2019}, {"sbquo", 0x201A},  {"ldquo", 0x201C},  {"rdquo", 0x201D},
    {"bdquo", 0x201E},  {"laquo", 0xAB},   {"raquo", 0xBB},    {"lsaquo", 0x2039}, {"rsaquo", 0x203A},
    {"iexcl", 0xA1},    {"iquest", 0xBF},  {"sect", 0xA7},     {"para", 0xB6},     {"dagger", 0x2020},
    {"Dagger", 0x2021}, {"copy", 0xA9},    {"reg", 0xAE},      {"trade", 0x2122},  {"ordf", 0xAA},
    {"ordm", 0xBA},     {"cent", 0xA2},    {"pound", 0xA3},    {"yen", 0xA5},      {"euro", 0x20AC},
    {"deg", 0xB0},      {"prime", 0x2032}, {"Prime", 0x2033},  {"permil", 0x2030}, {"micro", 0xB5},
    {"sup1", 0xB9},     {"sup2", 0xB2},    {"sup3", 0xB3},     {"frac14", 0xBC},   {"frac12", 0xBD},
    {"frac34", 0xBE},   {"plus", '+'},     {"minus", 0x2212},  {"plusmn", 0xB1},   {"times", 0xD7},
    {"divide", 0xF7},   {"sdot", 0x22C5},  {"equals", '='},    {"ne", 0x2260},     {"le", 0x2264},
    {"ge", 0x2265},     {"asymp", 0x2248}, {"approx", 0x2248}, {"equiv", 0x2261},  {"prop", 0x221D},
    {"infin", 0x221E},  {"radic", 0x221A}, {"sum", 0x2211},    {"prod", 0x220F},   {"part", 0x2202},
    {"int", 0x222B},    {"larr", 0x2190},  {"uarr", 0x2191},   {"rarr", 0x2192},   {"darr", 0x2193},
    {"harr", 0x2194},   {"rArr", 0x21D2},  {"hArr", 0x21D4},   {"check", 0x2713},  {"cross", 0x2717},
    {"alpha", 0x3B1},   {"beta", 0x3B2},   {"gamma", 0x3B3},   {"delta", 0x3B4},   {"epsilon", 0x3B5},
    {"eta", 0x3B7},     {"theta", 0x3B8},  {"kappa", 0x3BA},   {"lambda", 0x3BB},  {"mu", 0x3BC},
    {"nu", 0x3BD},      {"pi", 0x3C0},     {"rho", 0x3C1},     {"sigma", 0x3C3},   {"tau", 0x3C4},
    {"phi", 0x3C6},     {"chi", 0x3C7},    {"psi", 0x3C8},     {"omega", 0x3C9},   {"Gamma", 0x393},
    {"Delta", 0x394},   {"Theta", 0x398},  {"Lambda", 0x39B},  {"Pi", 0x3A0},      {"Sigma", 0x3A3},
    {"Phi", 0x3A6},     {"Psi", 0x3A8},    {"Omega", 0x3A9},   {"num", '#'},       {"dollar", '$'},
    {"percnt", '%'},    {"ast", '*'},      {"lowbar", '_'},    {"grave", '`'},     {"vert", '|'},
    {"bsol", '\\'},     {"lbrack", '['},   {"rbrack", ']'},    {"lbrace", '{'},    {"rbrace", '}'},
};
enum { ENTITY_COUNT = sizeof entities / sizeof *entities };

static unsigned decode_number(const char *digits, size_t length, unsigned base) {
    unsigned value = 0;
    for (size_t i = 0; i < length && value <= 0x10FFFF; i++) {
        char c = digits[i];
        unsigned digit = c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a') + 10;
        value = value * base + digit;
    }
    return value > 0x10FFFF ? 0x110000 : value;
}

bool doc_entity_decode(const char *text, size_t length, unsigned *code_point, const char **near) {
    *near = NULL;
    if (length < 3)
        return false;
    if (text[1] == '#') {
        bool hexadecimal = text[2] == 'x' || text[2] == 'X';
        size_t skip = hexadecimal ? 3 : 2;
        *code_point = decode_number(text + skip, length - skip - 1, hexadecimal ? 16 : 10);
        return true;
    }
    char name[64];
    size_t n = length - 2 < sizeof name - 1 ? length - 2 : sizeof name - 1;
    memcpy(name, text + 1, n);
    name[n] = '\0';
    const char *names[ENTITY_COUNT];
    for (size_t i = 0; i < ENTITY_COUNT; i++) {
        if (strcmp(entities[i].name, name) == 0) {
            *code_point = entities[i].code_point;
            return true;
        }
        names[i] = entities[i].name;
    }
    *near = name_nearest(name, names, ENTITY_COUNT);
    return false;
}
