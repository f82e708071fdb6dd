/* What stands under the inputs of a block: the values that a choice or a list admits, and the tables of constants with
 * a value for each choice. The cells of inputs take nothing that is not here, and formulas look rows up by MATCH. */
#include "workbook/blocks/blocks.h"

#include <string.h>

enum { VALUE_LABEL_WIDTH = 26 };

/* Writes a row of a table: the name of a choice, and its value if there is one. */
static void write_row(struct sheet *sheet, const char *name, const double *value, struct sheet_look number,
                      struct pos pos) {
    struct sheet_look words = {.frame = FRAME_BODY, .indent = 1}, blank = {.frame = FRAME_BODY};
    int value_column = sheet_input_column(sheet), last = value_column + TO_SOURCE + 1;
    if (name)
        sheet_put_words(sheet, sheet->row, COLUMN_LABEL, name, VALUE_LABEL_WIDTH, words, pos);
    else
        sheet_put_text(sheet, sheet->row, COLUMN_LABEL, "", blank, pos);
    for (int column = COLUMN_LABEL + 1; column <= last; column++)
        if (column != value_column || !value)
            sheet_put_text(sheet, sheet->row, column, "", blank, pos);
    if (value) {
        sheet_put_number(sheet, sheet->row, value_column, *value, number, pos);
        sheet_fit_number(sheet, value_column, *value, number.number);
    }
    sheet->row++;
}

static void name_rows(struct sheet *sheet, lxw_row_t first, int column, const struct quantity *quantity,
                      const char *ending) {
    struct calc_area area = {&sheet->cells, first, sheet->row - 1, column, column};
    sheet_name_area(sheet, area, arena_printf(sheet->book->arena, "%s%s", quantity->name, ending), quantity->pos);
}

/* Writes a table: a row with the value of the choice that is made, then one for each choice. The first table of a
 * parameter has the names that are its values. */
static void write_table(struct sheet *sheet, const struct quantity *quantity, bool *named, struct pos pos) {
    struct sheet_book *book = sheet->book;
    const struct quantity_table *table = quantity->table;
    double value = book->document->set->values[quantity->index];
    double *values = arena_array(book->arena, (size_t)table->row_count, sizeof *values);
    for (int i = 0; i < table->row_count; i++)
        values[i] = table->rows[i].value;
    int value_column = sheet_input_column(sheet);
    struct sheet_look blank = {.frame = FRAME_BODY};
    struct sheet_look number = {.frame = FRAME_BODY,
                                .ink = INK_INPUT,
                                .unlocked = true,
                                .number =
                                    sheet_number_format(book, quantity->format, NULL, values, table->row_count, false)};
    struct sheet_look chosen = {.frame = FRAME_BODY, .bold = true, .number = number.number};
    lxw_row_t head = sheet->row;
    sheet_quantity(sheet, quantity, pos);
    for (int column = sheet_value_column(sheet); column < value_column + TO_SOURCE; column++)
        if (column != value_column)
            sheet_put_text(sheet, sheet->row, column, "", blank, pos);
    sheet_quantity_source(sheet, quantity);
    sheet->row++;
    for (int i = 0; i < table->row_count; i++) {
        sheet_validate_table(sheet, sheet->row, value_column, quantity);
        write_row(sheet, table->rows[i].name, &values[i], number, pos);
    }
    if (!*named)
        name_rows(sheet, head + 1, COLUMN_LABEL, table->along, QUANTITY_CHOICES_ENDING);
    *named = true;
    name_rows(sheet, head + 1, value_column, quantity, QUANTITY_TABLE_ENDING);
    struct text formula = {0};
    formula_print(&formula, quantity->expr, NULL, NULL);
    sheet_put_formula(sheet, head, value_column, formula.bytes, value, chosen, pos);
    sheet_fit_number(sheet, value_column, value, number.number);
    sheet_name_cell(sheet, head, value_column, quantity->name, quantity->pos);
    text_free(&formula);
}

/* Writes the values of a parameter that no table has. */
static void write_values(struct sheet *sheet, const struct quantity *parameter, struct pos pos) {
    struct sheet_book *book = sheet->book;
    lxw_row_t first = sheet->row;
    struct sheet_look number = {.frame = FRAME_BODY, .ink = INK_FAINT};
    if (parameter->listed)
        number.number =
            sheet_number_format(book, parameter->format, NULL, parameter->listed, parameter->listed_count, false);
    for (int i = 0; i < parameter->choice_count; i++)
        write_row(sheet, parameter->choices[i], NULL, number, pos);
    for (int i = 0; i < parameter->listed_count; i++)
        write_row(sheet, NULL, &parameter->listed[i], number, pos);
    name_rows(sheet, first, parameter->choices ? COLUMN_LABEL : sheet_input_column(sheet), parameter,
              QUANTITY_CHOICES_ENDING);
}

static void write_title(struct sheet *sheet, const struct quantity *parameter, struct pos pos) {
    struct sheet_look look = {.bold = true, .size = 12, .ink = INK_TITLE};
    sheet_gap(sheet);
    sheet_break(sheet, BREAK_BLOCK);
    sheet_put_text(sheet, sheet->row++, COLUMN_LABEL, sheet_says_of(sheet->book, "Values of {}", parameter->label),
                   look, pos);
}

void block_write_values(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    for (int i = 0; i < fence->count; i++) {
        const struct quantity *parameter = fence->quantities[i];
        bool named = false;
        if (!parameter->choices && !parameter->listed)
            continue;
        write_title(sheet, parameter, fence->node->pos);
        for (int j = 0; j < fence->count; j++)
            if (fence->quantities[j]->table && fence->quantities[j]->table->along == parameter)
                write_table(sheet, fence->quantities[j], &named, fence->node->pos);
        if (!named)
            write_values(sheet, parameter, fence->node->pos);
    }
    (void)book;
}
