#include "workbook/blocks/blocks.h"

#include "base/base.h"

#include <string.h>

/* The input with the day, and the cells with all dates of inputs. */
#define CUTOFF "sources_cutoff"
#define DATES "source_dates"

static int date_column(const struct sheet *sheet) {
    return sheet_input_column(sheet) + TO_SOURCE + 1;
}

void block_write_ages(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    const char *latest = sheet_latest_date(book);
    const char *cutoff = sheet_months_before(book->arena, latest, fence->block->months);
    if (!book->first_inputs || sheet != book->first_inputs->sheet || !cutoff) {
        sheet_error(book, pos,
                    cutoff ? "a block ```ages``` belongs on the sheet of the first inputs"
                           : "no input has a date of the form 2026, 2026-11 or 2026-11-09");
        return;
    }
    sheet_source_heads(sheet, pos);
    sheet_line(sheet, sheet_says(book, "Sources from before this day are old"), sheet_says(book, "date"), pos);
    struct sheet_look look = {.frame = FRAME_BODY, .ink = INK_INPUT, .unlocked = true, .align = ALIGN_RIGHT};
    int column = sheet_input_column(sheet);
    sheet_put_date(sheet, sheet->row, column, cutoff, look, pos);
    sheet_name_cell(sheet, sheet->row, column, CUTOFF, pos);
    lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_INTEGER,
                                      .criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN,
                                      .value_number = 0,
                                      .ignore_blank = LXW_VALIDATION_OFF,
                                      .error_title = (char *)sheet_says(book, "Date"),
                                      .error_message = (char *)sheet_says(book, "Enter a date.")};
    sheet_check(book, worksheet_data_validation_cell(sheet->worksheet, sheet->row, (lxw_col_t)column, &validation), pos,
                "validate the date");
    sheet_line_source(sheet,
                      fence->block->months == 1 ? sheet_says(book, "1 month before the latest source")
                                                : sheet_says_of(book, "{} months before the latest source",
                                                                arena_printf(book->arena, "%d", fence->block->months)),
                      latest, pos);
    sheet->row++;
}

void block_name_dates(struct sheet_book *book) {
    struct sheet *sheet = book->first_inputs ? book->first_inputs->sheet : NULL;
    if (!sheet || !calc_find_name(&book->calc, CUTOFF, strlen(CUTOFF)))
        return;
    int column = date_column(sheet);
    lxw_row_t first = 0;
    while (first + 1 < sheet->row && calc_at(&sheet->cells, first, column).kind == CALC_BLANK)
        first++;
    sheet_name_area(sheet, (struct calc_area){&sheet->cells, first, sheet->row - 1, column, column}, DATES,
                    sheet->heading->pos);
}
