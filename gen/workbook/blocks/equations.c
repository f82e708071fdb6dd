#include "workbook/blocks/blocks.h"

#include <math.h>
#include <string.h>

/* Spreadsheets take numbers as equal that differ by less than this share (LibreOffice), or in digits after the 15th. */
#define SPREADSHEET_TOLERANCE 0x1p-48

/* A look for comparisons that a spreadsheet decides in its own way. */
struct comparing {
    const struct sheet *sheet;
    struct pos pos;
    bool unlike; /* two sides are equal in expressions (CLAIM_TOLERANCE), but not in a spreadsheet */
};

static void find_name(const struct expr *expr, void *context) {
    struct comparing *comparing = context;
    const struct sheet *sheet = comparing->sheet;
    if (sheet && expr->op == EXPR_NAME && !calc_find_name(&sheet->book->calc, expr->name, strlen(expr->name)))
        comparing->sheet = NULL;
}

/* The number that an expression has in the workbook; NaN if the workbook does not have all of its names yet. */
static double number_in(const struct comparing *comparing, const struct expr *expr) {
    struct comparing named = *comparing;
    if (expr->op == EXPR_NUMBER)
        return expr->number;
    expr_walk(expr, find_name, &named);
    if (!named.sheet)
        return NAN;
    struct text formula = {0};
    formula_print(&formula, expr, NULL, NULL);
    struct calc_value value = calc_evaluate(&named.sheet->cells, formula.bytes, named.pos);
    text_free(&formula);
    return value.kind == CALC_NUMBER ? value.number : NAN;
}

static void compare_node(const struct expr *expr, void *context) {
    struct comparing *comparing = context;
    if (!expr_is_comparison(expr))
        return;
    const struct expr *sides[2];
    expr_comparison_sides(expr, sides);
    double left = number_in(comparing, sides[0]), right = number_in(comparing, sides[1]);
    comparing->unlike = comparing->unlike || (program_values_tie(left, right, CLAIM_TOLERANCE) &&
                                              !program_values_tie(left, right, SPREADSHEET_TOLERANCE));
}

/* Reports an equation whose value in a spreadsheet is another one, because two numbers tie that a spreadsheet tells
 * apart. */
static void check_comparisons(const struct sheet *sheet, const struct quantity *quantity, const char *formula,
                              double value) {
    struct comparing comparing = {sheet, quantity->pos, false};
    expr_walk(quantity->expr, compare_node, &comparing);
    if (!comparing.unlike)
        return;
    struct calc_value shown = calc_evaluate(&sheet->cells, formula, quantity->pos);
    if ((shown.kind == CALC_NUMBER || shown.kind == CALC_BOOLEAN) &&
        !program_values_tie(shown.number, value, CLAIM_TOLERANCE))
        sheet_error(sheet->book, quantity->pos,
                    "'%s' is %.10g, but %.10g in a spreadsheet: it compares two numbers that are equal to nine digits, "
                    "and a spreadsheet tells them apart; change a value of this set",
                    quantity->name, value, shown.number);
}

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
        if (quantity->condition) {
            look.number = sheet_number_code(book, TRUTH_CODE);
            look.align = ALIGN_RIGHT;
        } else
            look.number =
                sheet_number_format(book, quantity_format_of(quantity, quantity->format, book->document->set->values),
                                    NULL, &value, 1, true);
        sheet_quantity(sheet, quantity, pos);
        text_clear(&formula);
        formula_print(&formula, quantity->expr, NULL, NULL);
        sheet_put_formula(sheet, sheet->row, column, formula.bytes, value, look, quantity->pos);
        check_comparisons(sheet, quantity, formula.bytes, value);
        sheet_name_cell(sheet, sheet->row, column, quantity->name, quantity->pos);
        sheet_fit_number(sheet, column, value, look.number);
    }
    text_free(&formula);
}
