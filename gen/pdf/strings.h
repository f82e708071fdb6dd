/* Private to pdf: the glyphs of a run as the array of TJ shows them. */
#ifndef PDF_STRINGS_H
#define PDF_STRINGS_H

#include "pdf/pdf.h"

/* Character identifiers do not depend on what else a file shows, so that the bytes of a page fit every file. A glyph
 * that represents the character that the font maps to it has its own number as identifier. Every other pair of glyph
 * and text (a ligature, a letter with its mark) gets one of the places after those, chosen by its hash. */
enum { VARIANT_PLACES = 2048, MOST_PLAIN_GLYPHS = 65535 - VARIANT_PLACES };

enum { PDF_NUMBER_BYTES = 24 /* at most, for a whole number or a length */ };

/* These write at `p` and return the place behind. */
static inline char *pdf_write_whole(char *p, unsigned long value) {
    char digits[PDF_NUMBER_BYTES];
    int count = 0;
    do
        digits[count++] = (char)('0' + value % 10);
    while (value /= 10);
    while (count > 0)
        *p++ = digits[--count];
    return p;
}

static inline char *pdf_write_signed(char *p, long value) {
    if (value < 0)
        *p++ = '-';
    return pdf_write_whole(p, value < 0 ? 0UL - (unsigned long)value : (unsigned long)value);
}

/* The identifier of a glyph in a literal string. Line ends are escaped, because readers would normalize them. */
static inline char *pdf_write_identifier(char *p, unsigned cid) {
    for (int shift = 8; shift >= 0; shift -= 8) {
        unsigned char byte = (unsigned char)(cid >> shift);
        if (byte == '\r' || byte == '\n') {
            *p++ = '\\';
            byte = byte == '\r' ? 'r' : 'n';
        } else if (byte == '(' || byte == ')' || byte == '\\') {
            *p++ = '\\';
        }
        *p++ = (char)byte;
    }
    return p;
}

/* Gives a run its string in the arena, which is the same wherever it is shown: from the first glyph on, without the
 * brackets at its ends. It gets none if a glyph is raised or has no identifier of its own. */
void pdf_string_make(struct arena *arena, struct pdf_glyph_run *run);

#endif
