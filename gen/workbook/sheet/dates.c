#include "workbook/sheet/sheet.h"

const char *sheet_months_before(struct arena *arena, const char *text, int months) {
    struct date date;
    if (!date_read(text, &date))
        return NULL;
    int month = 12 * date.year + date.month - 1 - months;
    int day = date.day > 28 ? 28 : date.day; /* which every month has */
    return arena_printf(arena, "%04d-%02d-%02d", month / 12, month % 12 + 1, day);
}

bool sheet_put_date(struct sheet *sheet, lxw_row_t row, int column, const char *text, struct sheet_look look,
                    struct pos pos) {
    struct date date;
    if (!date_read(text, &date))
        return false;
    look.number = sheet_number_code(sheet->book, arena_strndup(sheet->book->arena, "yyyy-mm-dd", date.length));
    sheet_put_number(sheet, row, column, date.serial, look, pos);
    sheet_fit(sheet, column, sheet_text_width(text, date.length) + 1);
    return true;
}
