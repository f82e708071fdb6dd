#include "workbook/sheet/sheet.h"

#include <stdio.h>
#include <string.h>

/* Whether a text is a date of the Gregorian calendar: `2026`, `2026-11` or `2026-11-09`. Gives its number in
 * spreadsheets, the days since 1899-12-30, of its first day, and how many characters of a whole date it has. */
static bool read_date(const char *text, double *serial, size_t *length) {
    static const char pattern[] = "0000-00-00";
    static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int numbers[] = {0, 0, 0}, part = 0;
    size_t at = 0;
    for (; text[at] && at < sizeof pattern; at++) {
        if (pattern[at] == '0' ? text[at] < '0' || text[at] > '9' : text[at] != pattern[at])
            return false;
        if (pattern[at] == '0')
            numbers[part] = numbers[part] * 10 + text[at] - '0';
        else
            part++;
    }
    int year = numbers[0], month = part > 0 ? numbers[1] : 1, day = part > 1 ? numbers[2] : 1;
    if ((at != 4 && at != 7 && at != 10) || year < 1901 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (day > month_days[month - 1] + (leap && month == 2))
        return false;
    for (int i = 0; i < month - 1; i++)
        day += month_days[i] + (leap && i == 1);
    int before = year - 1; /* the leap years before 1900 are 460 */
    *serial = 365.0 * (year - 1900) + before / 4 - before / 100 + before / 400 - 460 + 1 + day;
    *length = at;
    return true;
}

bool sheet_is_date(const char *text) {
    double serial;
    size_t length;
    return read_date(text, &serial, &length);
}

const char *sheet_months_before(struct arena *arena, const char *date, int months) {
    double serial;
    size_t length;
    int year, month = 1, day = 1;
    if (!read_date(date, &serial, &length))
        return NULL;
    sscanf(date, "%d-%d-%d", &year, &month, &day);
    month += 12 * year - 1 - months;
    day = day > 28 ? 28 : day; /* which every month has */
    return arena_printf(arena, "%04d-%02d-%02d", month / 12, month % 12 + 1, day);
}

bool sheet_put_date(struct sheet *sheet, lxw_row_t row, int column, const char *date, struct sheet_look look,
                    struct pos pos) {
    double serial;
    size_t length;
    if (!read_date(date, &serial, &length))
        return false;
    look.number = sheet_number_code(sheet->book, arena_strndup(sheet->book->arena, "yyyy-mm-dd", length));
    sheet_put_number(sheet, row, column, serial, look, pos);
    sheet_fit(sheet, column, sheet_text_width(date, strlen(date)) + 1);
    return true;
}
