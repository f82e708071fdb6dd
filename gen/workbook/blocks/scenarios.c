#include "workbook/sheet/charts.h"
#include "workbook/sheet/tables.h"

#include <string.h>

/* Where an equation stands for each scenario. */
struct scenario_row {
    const struct quantity *quantity;
    struct sheet *sheet;
    lxw_row_t row;
    int first; /* the column of the first scenario */
};

static void add_row(struct book *book, struct scenario_row row) {
    book->scenario_rows = arena_grow(book->arena, book->scenario_rows, (size_t)book->scenario_row_count,
                                     &book->scenario_row_capacity, sizeof *book->scenario_rows);
    book->scenario_rows[book->scenario_row_count++] = row;
}

/* The cells of what a scenario has so far: its inputs, and the equations of earlier blocks; how many there are. */
static int scenario_cells(struct sheet *sheet, int scenario, struct substitute *substitutes) {
    struct book *book = sheet->book;
    int count = 0;
    for (int i = 0; i < book->document->model->count; i++) {
        const struct quantity *quantity = book->document->model->quantities[i];
        const struct input_range *range = &book->ranges[i];
        if (range->sheet && quantity->kind == QUANTITY_PARAMETER)
            substitutes[count++] =
                (struct substitute){quantity, cell_address(sheet, range->sheet, range->row,
                                                           table_value_column(range->sheet) + scenario, 0)};
    }
    for (int i = 0; i < book->scenario_row_count; i++) {
        const struct scenario_row *row = &book->scenario_rows[i];
        substitutes[count++] =
            (struct substitute){row->quantity, cell_address(sheet, row->sheet, row->row, row->first + scenario, 0)};
    }
    return count;
}

/* The heads, with the names of the scenarios, which may take lines. */
static void write_scenario_heads(struct sheet *sheet, struct pos pos) {
    struct book *book = sheet->book;
    int first = table_value_column(sheet);
    struct look head = {.frame = FRAME_HEAD, .ink = INK_LINK, .bold = true, .align = ALIGN_RIGHT, .wrap = true};
    table_quantity_heads(sheet, "", pos);
    for (int i = 0; i < book_scenario_columns(book); i++) {
        struct cell_value name = cell_computed(sheet, sheet->row, first + i,
                                               cell_address(sheet, book->scenario_heads.sheet, book->scenario_heads.row,
                                                            book->scenario_heads.column + i, 0),
                                               head, pos);
        if (name.kind == CELL_TEXT)
            sheet_wrap(sheet, sheet->row, first + i, name.text, 0);
    }
    sheet->row++;
}

void block_write_scenarios(struct book *book, const struct book_fence *fence) {
    const struct fence *block = fence->block;
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    int first = table_value_column(sheet), columns = book_scenario_columns(book);
    if (columns == 0 || !book->scenario_heads.sheet) {
        book_error(book, pos, "the workbook has one scenario only, or no inputs before this block");
        return;
    }
    sheet_head(sheet, sheet->row, fence);
    write_scenario_heads(sheet, pos);
    size_t most = (size_t)(book->document->model->count + book->scenario_row_count + block->output_count) + 1;
    struct substitute *substitutes = arena_array(book->arena, most, sizeof *substitutes);
    lxw_row_t *rows = arena_array(book->arena, (size_t)block->output_count + 1, sizeof *rows);
    for (int i = 0; i < block->output_count; i++) {
        if (table_goes_on(sheet, i, block->output_count, TABLE_LINES))
            write_scenario_heads(sheet, pos);
        rows[i] = sheet->row;
        table_quantity(sheet, block->outputs[i], pos);
        sheet->row++;
    }
    for (int column = 0; column < columns && !book->failed; column++) {
        int count = scenario_cells(sheet, column, substitutes);
        for (int i = 0; i < block->output_count; i++) {
            const struct quantity *quantity = block->outputs[i];
            struct look look = {.frame = FRAME_BODY};
            const char *formula = book_formula_with(book, quantity->expr, substitutes, count, pos);
            struct cell_value value = formula ? formula_value(sheet, formula, pos) : (struct cell_value){0};
            if (value.kind == CELL_NUMBER) {
                look.number = book_number_format(book, quantity->format, NULL, &value.number, 1, true);
                table_fit_number(sheet, first + column, value.number, look.number);
            }
            if (formula)
                cell_valued(sheet, rows[i], first + column, formula, value, look, pos);
            substitutes[count++] =
                (struct substitute){quantity, cell_address(sheet, sheet, rows[i], first + column, 0)};
        }
    }
    for (int i = 0; i < block->output_count; i++) {
        add_row(book, (struct scenario_row){block->outputs[i], sheet, rows[i], first});
        range_define_name(sheet, (struct cell_area){sheet, rows[i], rows[i], first, first + columns - 1},
                          arena_printf(book->arena, "%s_by_scenario", block->outputs[i]->name), pos);
    }
}
