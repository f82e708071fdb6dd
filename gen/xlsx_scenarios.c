#include "xlsx_charts.h"
#include "xlsx_lines.h"

#include <string.h>

/* What a block says: the equations, each of which may use those before it. */
struct outputs {
    const struct quantity **quantities;
    int count;
};

void place_scenarios(struct book *book, struct fence *fence) {
    static const char *const known[] = {"outputs", NULL};
    struct outputs *outputs = arena_alloc(book->arena, sizeof *outputs);
    fence->content = outputs;
    struct yaml *yaml = fence_read(book, fence, known);
    if (!yaml)
        return;
    const yaml_node_t *list = yaml_member(yaml, yaml_root(yaml), "outputs");
    if (!list || !yaml_is_sequence(yaml, list, "outputs", book->diag)) {
        book_error(book, fence->node->pos, "the block `scenarios` needs `outputs: [...]`, a list of equations");
        yaml_close(yaml);
        return;
    }
    size_t count = yaml_item_count(list);
    outputs->quantities = arena_array(book->arena, count + 1, sizeof *outputs->quantities);
    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *node = yaml_item(yaml, list, i);
        const struct quantity *quantity = fence_quantity(book, yaml, node);
        if (quantity && quantity->kind != QUANTITY_EQUATION)
            book_error(book, yaml_pos(yaml, node), "`%s` is no equation", quantity->name);
        else if (quantity)
            outputs->quantities[outputs->count++] = quantity;
        if (quantity)
            fence_needs(book, fence, quantity);
    }
    yaml_close(yaml);
}

/* The cells of a scenario's inputs; how many there are. */
static int scenario_inputs(struct sheet *sheet, int scenario, struct substitute *substitutes) {
    struct book *book = sheet->book;
    int count = 0, first = table_value_column(book);
    for (int i = 0; i < book->document->model->count; i++) {
        const struct input_range *range = &book->ranges[i];
        if (range->sheet)
            substitutes[count++] =
                (struct substitute){book->document->model->quantities[i],
                                    cell_address(sheet, range->sheet, range->row, first + scenario, 0)};
    }
    return count;
}

void block_write_scenarios(struct book *book, const struct fence *fence) {
    const struct outputs *outputs = fence->content;
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    int first = table_value_column(book), columns = book_scenario_columns(book);
    struct look head = {.frame = FRAME_HEAD, .ink = INK_LINK, .bold = true, .align = ALIGN_RIGHT};
    if (columns == 0 || !book->scenario_heads.sheet) {
        book_error(book, pos, "the workbook has one scenario only, or no inputs before this block");
        return;
    }
    sheet_head(sheet, sheet->row, fence);
    table_description_heads(sheet, "", pos);
    for (int i = 0; i < columns; i++)
        cell_computed(sheet, sheet->row, first + i,
                      cell_address(sheet, book->scenario_heads.sheet, book->scenario_heads.row,
                                   book->scenario_heads.column + i, 0),
                      head, pos);
    lxw_row_t row = ++sheet->row;
    size_t most = (size_t)book->document->model->count + (size_t)outputs->count + 1;
    struct substitute *substitutes = arena_array(book->arena, most, sizeof *substitutes);
    for (int i = 0; i < outputs->count; i++)
        table_quantity(sheet, outputs->quantities[i], pos), sheet->row++;
    for (int column = 0; column < columns; column++) {
        int count = scenario_inputs(sheet, column, substitutes);
        for (int i = 0; i < outputs->count && !book->failed; i++) {
            const struct quantity *quantity = outputs->quantities[i];
            struct look look = {.frame = FRAME_BODY};
            const char *formula = book_formula_with(book, quantity->expr, substitutes, count, pos);
            struct cell_value value = formula ? formula_value(sheet, formula, pos) : (struct cell_value){0};
            if (value.kind == CELL_NUMBER) {
                look.number = book_number_format(book, quantity->format, NULL, &value.number, 1, true);
                table_fit_number(sheet, first + column, value.number, quantity->format);
            }
            if (formula)
                cell_computed(sheet, row + (lxw_row_t)i, first + column, formula, look, pos);
            substitutes[count++] =
                (struct substitute){quantity, cell_address(sheet, sheet, row + (lxw_row_t)i, first + column, 0)};
        }
    }
    for (int i = 0; i < outputs->count && !book->failed; i++)
        range_define_name(sheet,
                          (struct cell_area){sheet, row + (lxw_row_t)i, row + (lxw_row_t)i, first, first + columns - 1},
                          arena_printf(book->arena, "%s_by_scenario", outputs->quantities[i]->name), pos);
}
