#include "workbook/sheet/sheet.h"

#include <string.h>

/* Whether a character is as wide as two: East Asian scripts, full-width forms, pictures. */
static bool is_wide(unsigned c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

/* Advance widths of Arial in thousandths of its size, from the space on. They are those of Helvetica, from Adobe's
 * metrics. */
static const short arial_widths[] = {278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
                                     556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
                                     1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
                                     667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
                                     333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
                                     556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};
enum { ARIAL_LETTER = 580, ARIAL_WIDE = 1000 };
/* The unit of columns in thousandths of the type size: a spreadsheet takes 7 pixels for a digit, which has 7.4. */
static const double column_unit = 525;

/* In thousandths of the size of the type. */
static long letters_width(const char *text, size_t length) {
    long width = 0;
    for (size_t i = 0; i < length;) {
        if ((unsigned char)text[i] < 0x80) {
            width += text[i] >= ' ' && text[i] <= '~' ? arial_widths[text[i] - ' '] : 0;
            i++;
            continue;
        }
        unsigned c;
        int n = utf8_decode(text + i, length - i, &c);
        i += n ? (size_t)n : 1;
        bool mark = n && ((c >= 0x300 && c <= 0x36F) || character_is(c, CHARACTER_INVISIBLE));
        width += mark ? 0 : n && is_wide(c) ? ARIAL_WIDE : ARIAL_LETTER;
    }
    return width;
}

double sheet_text_width(const char *text, size_t length) {
    return (double)letters_width(text, length) / column_unit;
}

unsigned char sheet_fitting_size(double width, double room, int size, int least) {
    while (size > least && width * size > room * BOOK_FONT_SIZE)
        size--;
    return (unsigned char)size;
}

size_t sheet_line_length(const char *text, double width, size_t *next) {
    size_t length = 0, end = 0;
    long filled = 0; /* up to `end` */
    for (;;) {
        size_t word = strcspn(text + end, " \n");
        filled += letters_width(text + end, word);
        if (length > 0 && (double)filled / column_unit > width)
            break;
        end += word;
        length = end;
        if (text[end] != ' ')
            break;
        size_t spaces = strspn(text + end, " ");
        filled += letters_width(text + end, spaces);
        end += spaces;
    }
    *next = length + strspn(text + length, " ");
    if (text[*next] == '\n')
        ++*next;
    return length;
}
