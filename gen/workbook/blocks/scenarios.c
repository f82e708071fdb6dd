#include "workbook/blocks/expressions.h"
#include "workbook/blocks/watch.h"

#include <string.h>

/* The cells of an equation for each scenario. */
struct block_scenario_row {
    const struct quantity *quantity;
    struct sheet *sheet;
    lxw_row_t row;
    int first; /* the column of the first scenario */
};

static void add_row(struct sheet_book *book, struct block_scenario_row row) {
    book->blocks->scenario_rows =
        arena_grow(book->arena, book->blocks->scenario_rows, (size_t)book->blocks->scenario_row_count,
                   &book->blocks->scenario_row_capacity, sizeof *book->blocks->scenario_rows);
    book->blocks->scenario_rows[book->blocks->scenario_row_count++] = row;
}

size_t block_scenario_cell_count(const struct sheet_book *book) {
    return (size_t)(book->document->model->count + book->blocks->scenario_row_count);
}

int block_scenario_cells(struct sheet *sheet, int scenario, struct block_substitute *substitutes) {
    struct sheet_book *book = sheet->book;
    int count = 0;
    for (int i = 0; i < book->document->model->count; i++) {
        const struct quantity *quantity = book->document->model->quantities[i];
        const struct sheet_input_range *range = &book->ranges[i];
        if (range->sheet && quantity->kind == QUANTITY_PARAMETER)
            substitutes[count++] =
                (struct block_substitute){quantity, sheet_address(sheet, range->sheet, range->row,
                                                                  sheet_value_column(range->sheet) + scenario, 0)};
    }
    for (int i = 0; i < book->blocks->scenario_row_count; i++) {
        const struct block_scenario_row *row = &book->blocks->scenario_rows[i];
        substitutes[count++] = (struct block_substitute){
            row->quantity, sheet_address(sheet, row->sheet, row->row, row->first + scenario, 0)};
    }
    return count;
}

/* Writes the heads with the names of the scenarios, which may take several lines. */
static void write_scenario_heads(struct sheet *sheet, struct pos pos) {
    struct sheet_book *book = sheet->book;
    int first = sheet_value_column(sheet);
    struct sheet_look head = {.frame = FRAME_HEAD, .ink = INK_LINK, .bold = true, .align = ALIGN_RIGHT, .wrap = true};
    sheet_quantity_heads(sheet, "", pos);
    for (int i = 0; i < sheet_scenario_columns(book); i++) {
        struct calc_value name =
            sheet_put_computed(sheet, sheet->row, first + i,
                               sheet_address(sheet, book->scenario_heads.sheet, book->scenario_heads.row,
                                             book->scenario_heads.column + i, 0),
                               head, pos);
        if (name.kind == CALC_TEXT)
            sheet_wrap(sheet, sheet->row, first + i, name.text, 0);
    }
    sheet->row++;
}

/* Adds that the column of the chosen scenario has what the cells of the equations have. */
static void check_chosen(struct sheet_book *book, const struct fence *block, struct pos pos) {
    struct block_conditions conditions = block_conditions_begin(
        book, sheet_says(book, "The chosen scenario has in its column what the workbook has for it"), pos);
    for (int i = 0; i < block->output_count; i++)
        if (book->placed[block->outputs[i]->index])
            block_condition(&conditions, "INDEX(%s_by_scenario," SCENARIO_INDEX ")=%s", block->outputs[i]->name,
                            block->outputs[i]->name);
    block_conditions_end(&conditions);
}

void block_write_scenarios(struct sheet_book *book, const struct sheet_fence *fence) {
    const struct fence *block = fence->block;
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    int first = sheet_value_column(sheet), columns = sheet_scenario_columns(book);
    if (columns == 0 || !book->scenario_heads.sheet) {
        sheet_error(book, pos, "the workbook has one scenario only, or no inputs before this block");
        return;
    }
    sheet_head(sheet, sheet->row, fence);
    write_scenario_heads(sheet, pos);
    size_t most = block_scenario_cell_count(book) + (size_t)block->output_count + 1;
    struct block_substitute *substitutes = arena_array(book->arena, most, sizeof *substitutes);
    lxw_row_t *rows = arena_array(book->arena, (size_t)block->output_count + 1, sizeof *rows);
    for (int i = 0; i < block->output_count; i++) {
        if (sheet_begins_part(sheet, i, block->output_count, TABLE_LINES))
            write_scenario_heads(sheet, pos);
        rows[i] = sheet->row;
        sheet_quantity(sheet, block->outputs[i], pos);
        sheet->row++;
    }
    for (int column = 0; column < columns && !book->calc.failed; column++) {
        int count = block_scenario_cells(sheet, column, substitutes);
        for (int i = 0; i < block->output_count; i++) {
            const struct quantity *quantity = block->outputs[i];
            struct sheet_look look = {.frame = FRAME_BODY};
            const char *formula = block_formula_with(book, quantity->expr, substitutes, count, pos);
            struct calc_value value = formula ? calc_evaluate(&sheet->cells, formula, pos) : (struct calc_value){0};
            if (value.kind == CALC_NUMBER) {
                struct number_format format =
                    quantity_format_apart(quantity->apart, value.number, quantity->format, NULL);
                look.number = sheet_number_format(book, format, NULL, &value.number, 1, true);
                sheet_fit_number(sheet, first + column, value.number, look.number);
            }
            if (formula)
                sheet_put_valued(sheet, rows[i], first + column, formula, value, look, pos);
            substitutes[count++] =
                (struct block_substitute){quantity, sheet_address(sheet, sheet, rows[i], first + column, 0)};
        }
    }
    for (int i = 0; i < block->output_count; i++) {
        add_row(book, (struct block_scenario_row){block->outputs[i], sheet, rows[i], first});
        sheet_name_area(sheet, (struct calc_area){&sheet->cells, rows[i], rows[i], first, first + columns - 1},
                        arena_printf(book->arena, "%s_by_scenario", block->outputs[i]->name), pos);
    }
    check_chosen(book, block, pos);
}
