#include "workbook/blocks/blocks.h"

void block_write_equations(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    int column = sheet_value_column(sheet);
    sheet_head(sheet, sheet->row, fence->block->word);
    sheet_quantity_heads(sheet, "Value", pos);
    sheet->row++;
    struct text formula = {0};
    for (int i = 0; i < fence->count; i++, sheet->row++) {
        const struct quantity *quantity = fence->quantities[i];
        double value = book->document->set->values[quantity->index];
        struct sheet_look look = {.frame = FRAME_BODY};
        if (sheet_begins_part(sheet, i, fence->count, TABLE_LINES)) {
            sheet_quantity_heads(sheet, "Value", pos);
            sheet->row++;
        }
        if (expr_is_boolean(quantity->expr)) {
            look.number = sheet_number_code(book, TRUTH_CODE);
            look.align = ALIGN_RIGHT;
        } else
            look.number = sheet_number_format(book, quantity->format, NULL, &value, 1, true);
        sheet_quantity(sheet, quantity, pos);
        text_clear(&formula);
        formula_print(&formula, quantity->expr, NULL, NULL);
        sheet_put_formula(sheet, sheet->row, column, formula.bytes, value, look, quantity->pos);
        sheet_name_cell(sheet, sheet->row, column, quantity->name, quantity->pos);
        sheet_fit_number(sheet, column, value, look.number);
    }
    text_free(&formula);
}
