/* Workbook formulas, read and evaluated over two sheets; a line each, so that one may use names of what came before. */
#include "engine/fuzz.h"
#include "workbook/calc/calc.h"

#include <math.h>
#include <string.h>

static void keep_number(struct calc_sheet *sheet, uint32_t row, int column, double number) {
    calc_keep(sheet, row, column, (struct calc_value){.kind = CALC_NUMBER, .number = number});
}

static void evaluate(struct calc_sheet *sheet, const char *formula, int line) {
    struct pos pos = {NULL, line, 1};
    struct calc_value value = calc_evaluate(sheet, formula, pos);
    fuzz_expect(value.kind <= CALC_RANGE, "a value has a kind");
    fuzz_expect(value.kind != CALC_NUMBER || isfinite(value.number), "a number is finite");
    fuzz_expect((value.kind != CALC_TEXT && value.kind != CALC_ERROR) || calc_is_unknown(value) || value.text,
                "a text has text");
    if (value.kind == CALC_RANGE)
        fuzz_expect(value.range.first_row <= value.range.last_row &&
                        value.range.first_column <= value.range.last_column,
                    "the corners of a range are in order");
    if (value.kind == CALC_NUMBER)
        fuzz_reach();
    struct calc_value again = calc_evaluate(sheet, formula, pos);
    fuzz_expect(again.kind == value.kind && (value.kind != CALC_NUMBER || again.number == value.number),
                "a formula gives the same value again");
    if (value.kind != CALC_RANGE)
        calc_keep(sheet, (uint32_t)(10 + line % 50), 2, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = fuzz_open(data, size);
    struct calc_run run = {.arena = input.arena};
    struct calc_book book = {.arena = input.arena, .diag = input.diag, .run = &run};
    struct calc_sheet sheets[2] = {{.book = &book, .name = "Inputs", .next = &sheets[1]},
                                   {.book = &book, .name = "It's"}};
    book.sheets = sheets;
    for (uint32_t row = 0; row < 8; row++)
        for (int column = 0; column < 3; column++)
            keep_number(&sheets[row % 2], row, column, row == 5 ? -0.285 : (double)row * 3.5 - column);
    calc_keep(&sheets[0], 2, 0, (struct calc_value){.kind = CALC_TEXT, .text = "x"});
    calc_keep(&sheets[0], 3, 0, (struct calc_value){.kind = CALC_BOOLEAN, .number = 1});
    calc_keep_name(&book, "price", (struct calc_area){&sheets[0], 0, 0, 0, 0});
    calc_keep_name(&book, "flows", (struct calc_area){&sheets[0], 0, 2, 1, 1});
    const char *at = input.source->bytes;
    for (int line = 1; *at && line <= 64; line++) {
        size_t length = strcspn(at, "\n");
        evaluate(&sheets[0], arena_strndup(input.arena, at, length), line);
        at += length + (at[length] == '\n');
    }
    fuzz_close(&input);
    return 0;
}
