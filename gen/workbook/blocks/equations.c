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
    if (expr_is_sum(expr)) /* its terms come later */
        comparing->sheet = NULL;
    else if (sheet && expr->op == EXPR_NAME && !calc_find_name(&sheet->book->calc, expr->name, strlen(expr->name)))
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

/* The sums of the equations of a block, which have their terms in cells under them. */
struct sums {
    struct arena *arena;
    const struct quantity *quantity; /* the equation at hand */
    int of_quantity;                 /* how many it has */
    struct listed_sum {
        const struct quantity *quantity;
        const struct expr *sum;
        const char *name; /* of the cells */
    } * list;
    size_t count, capacity;
};

/* The cells of a sum of the equation at hand, which has those of an equal one before it. */
static const char *cells_of(struct sums *sums, const struct expr *sum) {
    for (int i = 0; i < sums->of_quantity; i++) {
        const struct listed_sum *before = &sums->list[sums->count - 1 - (size_t)i];
        if (expr_equal(before->sum, sum))
            return before->name;
    }
    const char *name = arena_printf(sums->arena, "%s_terms", sums->quantity->name);
    if (sums->of_quantity++)
        name = arena_printf(sums->arena, "%s_%d", name, sums->of_quantity);
    sums->list = arena_grow(sums->arena, sums->list, sums->count, &sums->capacity, sizeof *sums->list);
    sums->list[sums->count++] = (struct listed_sum){sums->quantity, sum, name};
    return name;
}

/* Takes a sum out of a formula: its cells are named in place of it. */
static const struct expr *name_terms(const struct expr *expr, void *context) {
    struct sums *sums = context;
    if (!expr_is_sum(expr))
        return NULL;
    const char *name = cells_of(sums, expr);
    struct expr *call = expr_new_number(sums->arena, 0);
    call->op = EXPR_NAME;
    call->name = arena_printf(sums->arena, "%s(%s)", expr->op == EXPR_SUM ? "SUM" : "PRODUCT", name);
    return call;
}

/* Writes the terms of a sum, up to the greatest number of them, a row each. */
static void write_terms(struct sheet *sheet, const struct listed_sum *listed, struct pos pos) {
    struct sheet_book *book = sheet->book;
    const struct model *model = book->document->model;
    const struct quantity *quantity = listed->quantity;
    int column = sheet_value_column(sheet), start;
    const struct expr **terms;
    int count = expr_sum_terms(book->arena, listed->sum, &terms, &start);
    struct sheet_look title = {.bold = true, .size = 12, .ink = INK_TITLE}, look = {.frame = FRAME_BODY};
    sheet_gap(sheet);
    sheet_break(sheet, BREAK_BLOCK);
    sheet_put_text(sheet, sheet->row++, COLUMN_LABEL,
                   sheet_says_of(book, listed->sum->op == EXPR_SUM ? "Terms of {}" : "Factors of {}", quantity->label),
                   title, pos);
    lxw_row_t first = sheet->row;
    if (!count) { /* cells there must be */
        terms[0] = expr_new_number(book->arena, listed->sum->op == EXPR_PRODUCT);
        count = 1;
    }
    const struct program *program = program_new(book->arena, model, terms, count, CLAIM_TOLERANCE);
    const double *values = machine_run_set(machine_new(book->arena, program, 1), book->document->set->values);
    /* Terms within another expression need not be what the equation is, such as a share. */
    const struct number_format plain = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};
    look.number = sheet_number_format(
        book, quantity->expr == listed->sum && listed->sum->op == EXPR_SUM ? quantity->format : plain, NULL, values,
        count, true);
    struct text formula = {0};
    for (int i = 0; i < count; i++, sheet->row++) {
        if (i)
            sheet_break(sheet, BREAK_ROW);
        sheet_line(sheet, arena_printf(book->arena, "%s = %d", listed->sum->name, start + i), "", pos);
        text_clear(&formula);
        formula_print(&formula, terms[i], NULL, NULL);
        sheet_put_formula(sheet, sheet->row, column, formula.bytes, values[i], look, quantity->pos);
        sheet_fit_number(sheet, column, values[i], look.number);
    }
    sheet_name_area(sheet, (struct calc_area){&sheet->cells, first, sheet->row - 1, column, column}, listed->name,
                    quantity->pos);
    text_free(&formula);
}

void block_write_equations(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    int column = sheet_value_column(sheet);
    sheet_head(sheet, sheet->row, fence->block->word);
    sheet_quantity_heads(sheet, sheet_says(book, "Value"), pos);
    sheet->row++;
    struct text formula = {0};
    struct sums sums = {.arena = book->arena};
    for (int i = 0; i < fence->count; i++, sheet->row++) {
        const struct quantity *quantity = fence->quantities[i];
        double value = book->document->set->values[quantity->index];
        struct sheet_look look = {.frame = FRAME_BODY};
        if (sheet_begins_part(sheet, i, fence->count, TABLE_LINES)) {
            sheet_quantity_heads(sheet, sheet_says(book, "Value"), pos);
            sheet->row++;
        }
        if (quantity->condition) {
            look.number = sheet_truth_code(book);
            look.align = ALIGN_RIGHT;
        } else
            look.number =
                sheet_number_format(book, quantity_format_of(quantity, quantity->format, book->document->set->values),
                                    NULL, &value, 1, true);
        sheet_quantity(sheet, quantity, pos);
        text_clear(&formula);
        sums.quantity = quantity;
        sums.of_quantity = 0;
        formula_print(&formula, expr_map(book->arena, quantity->expr, name_terms, &sums), NULL, NULL);
        sheet_put_formula(sheet, sheet->row, column, formula.bytes, value, look, quantity->pos);
        if (!sums.of_quantity)
            check_comparisons(sheet, quantity, formula.bytes, value);
        sheet_name_cell(sheet, sheet->row, column, quantity->name, quantity->pos);
        sheet_fit_number(sheet, column, value, look.number);
    }
    for (size_t i = 0; i < sums.count; i++)
        write_terms(sheet, &sums.list[i], pos);
    text_free(&formula);
}
