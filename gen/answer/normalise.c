#include "answer/answer.h"

#include "base/base.h"

enum { RIGHT_TO_LEFT_OVERRIDE = 0x202E };

/* Characters that are fractions. */
static const struct {
    unsigned code_point;
    const char *text;
} fractions[] = {{0xBC, "1/4"},   {0xBD, "1/2"},   {0xBE, "3/4"},   {0x2150, "1/7"}, {0x2151, "1/9"}, {0x2152, "1/10"},
                 {0x2153, "1/3"}, {0x2154, "2/3"}, {0x2155, "1/5"}, {0x2156, "2/5"}, {0x2157, "3/5"}, {0x2158, "4/5"},
                 {0x2159, "1/6"}, {0x215A, "5/6"}, {0x215B, "1/8"}, {0x215C, "3/8"}, {0x215D, "5/8"}, {0x215E, "7/8"}};

/* Characters that are replaced, beside blanks and invisible ones. */
static const struct {
    unsigned first, last;
    const char *text;
} spellings[] = {
    {0x2010, 0x2015, "-"},      {0x2212, 0x2212, "-"},      {0xFE58, 0xFE58, "-"},      {0xFE63, 0xFE63, "-"},
    {0x2018, 0x201B, "'"},      {0x60, 0x60, "'"},          {0xB4, 0xB4, "'"},          {0x2032, 0x2032, "'"},
    {0x02BC, 0x02BC, "'"},      {0x201C, 0x201F, "\""},     {0xAB, 0xAB, "\""},         {0xBB, 0xBB, "\""},
    {0x2248, 0x224B, "~"},      {0x223C, 0x223D, "~"},      {0x2243, 0x2247, "~"},      {0xFF5E, 0xFF5E, "~"},
    {0x2044, 0x2044, "/"},      {0x2215, 0x2215, "/"},      {0x22C5, 0x22C5, "\u00B7"}, {0x2219, 0x2219, "\u00B7"},
    {0x2022, 0x2022, "\u00B7"}, {0x2715, 0x2716, "\u00D7"}, {0x2A2F, 0x2A2F, "\u00D7"}, {0x2217, 0x2217, "*"},
    {0xFE6A, 0xFE6A, "%"},      {0x066A, 0x066A, "%"},      {0xFE69, 0xFE69, "$"},      {0x066B, 0x066B, "."},
    {0x066C, 0x066C, "'"},      {0x2026, 0x2026, "..."},
};

/* The zeros of other scripts; their other digits follow. */
static const unsigned zeros[] = {0x0660, 0x06F0,  0x0966,  0x09E6,  0x0A66,  0x0AE6, 0x0B66, 0x0BE6,
                                 0x0C66, 0x0CE6,  0x0D66,  0x0E50,  0x0ED0,  0x0F20, 0x1040, 0x17E0,
                                 0x1810, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6};

/* Alphabets of 26 letters that follow each other: in circles, brackets and squares, and bold. */
static const struct {
    unsigned first;
    char letter;
} alphabets[] = {{0x24B6, 'A'},  {0x24D0, 'a'},  {0x249C, 'a'},  {0x1F110, 'A'}, {0x1F130, 'A'}, {0x1F150, 'A'},
                 {0x1F170, 'A'}, {0x1D400, 'A'}, {0x1D41A, 'a'}, {0x1D5D4, 'A'}, {0x1D5EE, 'a'}};
enum { ALPHABET = 26 };

/* Letters of other scripts that look like Latin ones and mean the same to those who write them here. The Cyrillic Ve
 * looks like a B but is the third letter of its alphabet: it stays, and is read as nothing. */
static const struct {
    unsigned code_point;
    char letter;
} alike[] = {{0x410, 'A'}, {0x430, 'a'}, {0x415, 'E'}, {0x435, 'e'}, {0x41A, 'K'}, {0x43A, 'k'}, {0x41C, 'M'},
             {0x41D, 'H'}, {0x41E, 'O'}, {0x43E, 'o'}, {0x420, 'P'}, {0x440, 'p'}, {0x421, 'C'}, {0x441, 'c'},
             {0x422, 'T'}, {0x425, 'X'}, {0x445, 'x'}, {0x391, 'A'}, {0x392, 'B'}, {0x395, 'E'}, {0x39A, 'K'},
             {0x39C, 'M'}, {0x39F, 'O'}, {0x3A1, 'P'}, {0x3A4, 'T'}, {0x3A7, 'X'}, {0x3C7, 'x'}};

/* Full-width forms of ASCII: their code points less this. */
enum { FULL_WIDTH_FIRST = 0xFF01, FULL_WIDTH_LAST = 0xFF5E, FULL_WIDTH_SHIFT = 0xFEE0 };

/* The ASCII character of a superscript, or 0. */
static char superscript(unsigned code_point) {
    switch (code_point) {
    case 0xB9:
        return '1';
    case 0xB2:
        return '2';
    case 0xB3:
        return '3';
    case 0x207A:
        return '+';
    case 0x207B:
        return '-';
    default:
        return code_point == 0x2070 || (code_point >= 0x2074 && code_point <= 0x2079)
                   ? (char)('0' + code_point - 0x2070)
                   : 0;
    }
}

static bool put_spelling(struct text *out, unsigned code_point) {
    if (character_is(code_point, CHARACTER_BLANK | CHARACTER_INVISIBLE)) {
        text_puts(out, character_is(code_point, CHARACTER_BLANK) ? " " : "");
        return true;
    }
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (code_point >= spellings[i].first && code_point <= spellings[i].last) {
            text_puts(out, spellings[i].text);
            return true;
        }
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (code_point >= zeros[i] && code_point < zeros[i] + 10) {
            text_putc(out, (char)('0' + code_point - zeros[i]));
            return true;
        }
    for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++)
        if (code_point >= alphabets[i].first && code_point < alphabets[i].first + ALPHABET) {
            text_putc(out, (char)(alphabets[i].letter + (code_point - alphabets[i].first)));
            return true;
        }
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
        if (code_point == alike[i].code_point) {
            text_putc(out, alike[i].letter);
            return true;
        }
    if (code_point >= FULL_WIDTH_FIRST && code_point <= FULL_WIDTH_LAST) {
        text_putc(out, (char)(code_point - FULL_WIDTH_SHIFT));
        return true;
    }
    for (size_t i = 0; i < sizeof fractions / sizeof *fractions; i++)
        if (code_point == fractions[i].code_point) {
            /* the spaces separate it from digits beside it */
            text_printf(out, " %s ", fractions[i].text);
            return true;
        }
    return false;
}

bool answer_normalise(struct text *out, const char *bytes, size_t length) {
    bool raised = false;
    text_puts(out, "");
    for (size_t at = 0; at < length;) {
        unsigned code_point;
        int size = utf8_decode(bytes + at, length - at, &code_point);
        if (size == 0 || code_point == RIGHT_TO_LEFT_OVERRIDE ||
            (character_is(code_point, CHARACTER_CONTROL) && !character_is(code_point, CHARACTER_BLANK)))
            return false;
        char up = superscript(code_point);
        if (raised && !up && code_point >= '0' && code_point <= '9')
            text_putc(out, ' '); /* 10³5 is not 10 to the power of 35 */
        if (up) {
            if (!raised && !(out->length && out->bytes[out->length - 1] == '^'))
                text_putc(out, '^');
            text_putc(out, up);
        } else if (!put_spelling(out, code_point)) {
            text_append(out, bytes + at, (size_t)size);
        }
        raised = up != 0;
        at += (size_t)size;
    }
    return true;
}
