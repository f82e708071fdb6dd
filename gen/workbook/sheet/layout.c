#include "workbook/sheet/sheet.h"

#include <errno.h>

void sheet_error(struct sheet_book *book, struct pos pos, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    calc_vreport(&book->calc, pos, format, arguments);
    va_end(arguments);
}

void sheet_check(struct sheet_book *book, lxw_error answer, struct pos pos, const char *what) {
    if (answer == LXW_ERROR_MEMORY_MALLOC_FAILED)
        alloc_failed(0);
    if (answer == LXW_ERROR_CREATING_TMPFILE || answer == LXW_ERROR_READING_TMPFILE)
        book->unwritten = errno ? errno : EIO;
    else if (answer != LXW_NO_ERROR)
        sheet_error(book, pos, "cannot %s: %s", what, lxw_strerror(answer));
}

const char *sheet_says(const struct sheet_book *book, const char *english) {
    return words_of_book(words_language_lookup(book->document->language), english);
}

const char *sheet_check_holds(const struct sheet_book *book) {
    return sheet_says(book, "holds");
}

const char *sheet_check_fails(const struct sheet_book *book) {
    return sheet_says(book, "FAILS");
}

const char *sheet_verdict(const struct sheet_book *book, const char *condition) {
    return arena_printf(book->arena, "IF(%s,\"%s\",\"%s\")", condition, sheet_check_holds(book),
                        sheet_check_fails(book));
}

const char *sheet_says_of(const struct sheet_book *book, const char *english, const char *word) {
    return sheet_says_both(book, english, word, NULL);
}

const char *sheet_says_both(const struct sheet_book *book, const char *english, const char *first, const char *second) {
    return words_phrase(book->arena, sheet_says(book, english), first, second);
}

void sheet_fit(struct sheet *sheet, int column, double width) {
    if (sheet->summary) {
        column = SUMMARY_COLUMNS - 1;
        width = 0;
    }
    for (; sheet->column_count <= column; sheet->column_count++) {
        sheet->widths = arena_grow(sheet->book->arena, sheet->widths, (size_t)sheet->column_count,
                                   &sheet->column_capacity, sizeof *sheet->widths);
        sheet->widths[sheet->column_count] = 0;
    }
    if (width > sheet->widths[column])
        sheet->widths[column] = width;
}

void sheet_wrap(struct sheet *sheet, lxw_row_t row, int column, const char *text, int size) {
    sheet->wrapped = arena_grow(sheet->book->arena, sheet->wrapped, sheet->wrapped_count, &sheet->wrapped_capacity,
                                sizeof *sheet->wrapped);
    sheet->wrapped[sheet->wrapped_count++] = (struct sheet_wrapped_cell){row, column, size, text};
}

void sheet_overflow(struct sheet *sheet, double width) {
    if (sheet->summary)
        return;
    sheet->overflow = width > sheet->overflow ? width : sheet->overflow;
}

void sheet_gap(struct sheet *sheet) {
    if (!sheet->fresh)
        sheet->row++;
    sheet->fresh = false;
}

void sheet_head(struct sheet *sheet, lxw_row_t row, const void *kind) {
    if (!sheet->head_kind) {
        sheet->head_row = row;
        sheet->head_kind = kind;
    }
    sheet->heads_differ = sheet->heads_differ || sheet->head_kind != kind;
}

void sheet_break(struct sheet *sheet, enum sheet_break_kind kind) {
    struct sheet_break_row *last = sheet->break_count ? &sheet->breaks[sheet->break_count - 1] : NULL;
    if (last && last->row == sheet->row) {
        last->kind = kind > last->kind ? kind : last->kind;
        return;
    }
    sheet->breaks = arena_grow(sheet->book->arena, sheet->breaks, sheet->break_count, &sheet->break_capacity,
                               sizeof *sheet->breaks);
    sheet->breaks[sheet->break_count++] = (struct sheet_break_row){sheet->row, kind};
}
