#include "workbook/sheet/sheet.h"

#include <string.h>

/* In UTF-16 units, as Excel counts. */
enum { SHEET_NAME_LENGTH = 31 };

/* Folds the case of the scripts that have one, if their blocks are regular: enough to know whether Excel would take two
 * names as the same. */
static unsigned fold_case(unsigned c) {
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3AB) ||
        (c >= 0x410 && c <= 0x42F))
        return c + 32;
    if (c >= 0x400 && c <= 0x40F)
        return c + 80;
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) || (c >= 0x460 && c <= 0x4FF) ||
        (c >= 0x1E00 && c <= 0x1EFF))
        return c | 1;
    return c;
}

bool sheet_names_alike(const char *a, const char *b) {
    while (*a && *b) {
        unsigned c = (unsigned char)*a, d = (unsigned char)*b;
        int p = c < 0x80 ? 1 : utf8_decode(a, strlen(a), &c), q = d < 0x80 ? 1 : utf8_decode(b, strlen(b), &d);
        if (!p || !q || fold_case(c) != fold_case(d))
            return false;
        a += p;
        b += q;
    }
    return *a == *b;
}

void sheet_check_name(struct sheet_book *book, const struct sheet *sheet) {
    const char *name = sheet->name;
    size_t length = strlen(name), units = 0;
    struct pos pos = sheet->heading->pos;
    for (size_t i = 0; i < length;) {
        unsigned c;
        int n = utf8_decode(name + i, length - i, &c);
        if (n == 0 || c < ' ' || !sheet_can_hold(c)) {
            sheet_error(book, pos, "sheet name `%s` contains a character that sheet names cannot have", name);
            return;
        }
        units += c > 0xFFFF ? 2 : 1;
        i += (size_t)n;
    }
    const char *bad = strpbrk(name, "[]:*?/\\");
    if (length == 0)
        sheet_error(book, pos, "a sheet has no name; write it after the `#`");
    else if (units > SHEET_NAME_LENGTH)
        sheet_error(book, pos, "sheet name `%s` has %zu characters; Excel takes %d: shorten the heading", name, units,
                    SHEET_NAME_LENGTH);
    else if (bad)
        sheet_error(book, pos, "sheet name `%s` contains `%c`; sheet names cannot contain [ ] : * ? / \\", name, *bad);
    else if (name[0] == '\'' || name[length - 1] == '\'')
        sheet_error(book, pos, "sheet name `%s` begins or ends with an apostrophe; Excel does not allow that", name);
    else if (sheet_names_alike(name, "history"))
        sheet_error(book, pos, "Excel reserves the sheet name `History`; choose another");
    for (const struct sheet *other = book->sheets; other < sheet; other++)
        if (length > 0 && sheet_names_alike(other->name, name))
            sheet_error(book, pos,
                        "a second sheet `%s` (the first: line %d; case makes no difference); give it another name",
                        name, other->heading->pos.line);
}

bool sheet_name_refers(const char *name) {
    static const char *const words[] = {"true", "false", "r", "c", "rc"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (sheet_names_alike(name, words[i]))
            return false;
    size_t plain = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.0123456789");
    return name[plain] || !name[strcspn(name, "0123456789")];
}

/* Writes the digits of a number, the last of them just before `end`; returns where they begin. */
static char *digits_before(char *end, unsigned long number, unsigned base, char first) {
    for (; number > 0; number = (number - (first != '0')) / base)
        *--end = (char)(first + (number - (first != '0')) % base);
    return end;
}

const char *sheet_address(const struct sheet *from, const struct sheet *sheet, lxw_row_t row, int column, int fixed) {
    size_t length = from == sheet ? 0 : 2 * strlen(sheet->name) + 3;
    char *address = arena_array(sheet->book->arena, length + LXW_MAX_CELL_NAME_LENGTH + 1, 1), *end = address;
    char cell[LXW_MAX_CELL_NAME_LENGTH + 1], *at = cell + sizeof cell;
    if (from != sheet) {
        *end++ = '\'';
        for (const char *letter = sheet->name; *letter; letter++) {
            *end++ = *letter;
            if (*letter == '\'')
                *end++ = '\'';
        }
        *end++ = '\'';
        *end++ = '!';
    }
    /* Columns count from A to Z, then AA: base 26 without a zero. */
    at = digits_before(at, row + 1UL, 10, '0');
    if (fixed & 1)
        *--at = '$';
    at = digits_before(at, (unsigned long)column + 1, 'Z' - 'A' + 1, 'A');
    if (fixed >> 1)
        *--at = '$';
    memcpy(end, at, (size_t)(cell + sizeof cell - at));
    return address;
}
