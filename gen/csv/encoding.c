/* The bytes of a file as UTF-8. */
#include "csv/reader.h"

#include <limits.h>
#include <string.h>

static unsigned unit_at(const struct source *source, size_t at, bool big_endian) {
    const unsigned char *b = (const unsigned char *)source->bytes + at;
    return big_endian ? (unsigned)b[0] << 8 | b[1] : (unsigned)b[1] << 8 | b[0];
}

static bool is_high(unsigned unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low(unsigned unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

/* UTF-16 from `from` on, behind its byte-order mark, as UTF-8. */
static const struct source *from_utf16(struct arena *arena, const struct source *source, size_t from, bool big_endian) {
    struct text out = {0};
    text_reserve(&out, source->length / 2);
    for (size_t at = from; at + 1 < source->length; at += 2) {
        unsigned unit = unit_at(source, at, big_endian);
        unsigned next = is_high(unit) && at + 3 < source->length ? unit_at(source, at + 2, big_endian) : 0;
        if (is_low(next)) {
            text_put_code_point(&out, 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00));
            at += 2;
        } else if (is_high(unit) || is_low(unit)) {
            text_putc(&out, '\xFF'); /* reported where it is read */
        } else if (unit) {
            text_put_code_point(&out, unit);
        } else {
            text_putc(&out, '\0');
        }
    }
    if (source->length % 2)
        text_putc(&out, '\xFF');
    const struct source *decoded = source_of_text(arena, source->name, out.bytes ? out.bytes : "", out.length);
    text_free(&out);
    return decoded;
}

const struct source *csv_decode(struct arena *arena, const struct source *source, struct diag *diag) {
    const char *b = source->bytes, *reason = NULL;
    if (source->length >= INT_MAX)
        reason = "the file is too large: 2 GiB or more";
    else if (source->length >= 4 && memcmp(b, "PK\3\4", 4) == 0)
        reason = "this is a workbook or an archive, not CSV; save the sheet as CSV in UTF-8";
    else if (source->length >= 8 && memcmp(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0)
        reason = "this is a workbook in an old format, not CSV; save the sheet as CSV in UTF-8";
    else if (source->length >= 4 && (memcmp(b, "\xFF\xFE\0\0", 4) == 0 || memcmp(b, "\0\0\xFE\xFF", 4) == 0))
        reason = "the file is UTF-32; save it as CSV in UTF-8";
    else if (source->length >= 5 && strncmp(b, "<html", 5) == 0)
        reason = "this is a web page, not CSV; export the table as CSV";
    if (reason) {
        diag_report(diag, SEVERITY_ERROR, (struct pos){source, 0, 0}, "%s", reason);
        return NULL;
    }
    if (source->length >= 2 && (memcmp(b, "\xFF\xFE", 2) == 0 || memcmp(b, "\xFE\xFF", 2) == 0))
        return from_utf16(arena, source, 2, b[0] == '\xFE');
    /* Without the mark its headings tell, which begin with a letter or a sign of ASCII in all systems. */
    if (source->length >= 4 && ((b[0] && !b[1] && b[2] && !b[3]) || (!b[0] && b[1] && !b[2] && b[3])))
        return from_utf16(arena, source, 0, !b[0]);
    return source;
}

unsigned csv_windows_character(unsigned char byte) {
    /* From the code chart of Windows-1252; 0 has no character. */
    static const unsigned short upper[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                             0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                             0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                             0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
    return byte >= 0x80 && byte < 0xA0 ? upper[byte - 0x80] : byte;
}
