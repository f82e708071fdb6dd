#include "xlsx_charts.h"
#include "xlsx_tables.h"

#include <string.h>

enum { LABEL_WIDTH = 31, WINNER_WIDTH = 11 };

static unsigned short axis_format(struct book *book, const struct block_axis *axis) {
    struct number_format format = axis->along->format;
    format.with_unit = false;
    return book_number_format(book, format, NULL, axis->values, axis->points, false);
}

/* One equation at all points. */
static void write_costs(struct sheet *sheet, struct shown_block *shown, int path, struct pos pos) {
    struct book *book = sheet->book;
    const struct sheet_block *grid = shown->block;
    const struct quantity *output = grid->outputs[path];
    struct look down = {.frame = FRAME_BODY, .ink = INK_FAINT, .number = axis_format(book, &grid->down)};
    struct look across = {
        .frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT, .number = axis_format(book, &grid->across)};
    shown->heads[path] = sheet->row;
    table_head(sheet, 0, arena_printf(book->arena, "%s, by %s", output->label, grid->down.along->label), ALIGN_LEFT,
               pos);
    for (int j = 0; j < grid->across.points; j++)
        cell_number(sheet, sheet->row, 1 + j, grid->across.values[j], across, pos);
    sheet->row++;
    struct number_format format = output->format;
    if (format.style == NUMBER_MONEY)
        format = (struct number_format){NUMBER_MILLIONS, 2, false};
    double million = 1e6;
    struct look look = {.frame = FRAME_BODY, .number = book_number_format(book, format, NULL, &million, 1, true)};
    for (int i = 0; i < grid->down.points && !book->failed; i++, sheet->row++) {
        cell_number(sheet, sheet->row, 0, grid->down.values[i], down, pos);
        for (int j = 0; j < grid->across.points && !book->failed; j++) {
            struct substitute substitutes[] = {
                {grid->down.along, cell_address(sheet, sheet, sheet->row, 0, 2)},
                {grid->across.along, cell_address(sheet, sheet, shown->heads[path], 1 + j, 1)}};
            const char *formula = book_formula_with(book, output->expr, substitutes, 2, pos);
            if (formula)
                cell_computed(sheet, sheet->row, 1 + j, formula, look, pos);
        }
    }
}

void block_write_grid(struct book *book, const struct fence *fence) {
    struct sheet *sheet = fence->sheet;
    sheet_head(sheet, sheet->row, fence);
    struct shown_block *shown = book_add_shown(book, fence);
    for (int i = 0; i < fence->block->label_count && !book->failed; i++) {
        if (i) {
            sheet->row++;
            sheet_joint(sheet, JOINT_PART);
        }
        write_costs(sheet, shown, i, fence->node->pos);
    }
}

/* `IF(a<=MIN(b,c),A,IF(b<=c,B,C))`: the names stand in cells. */
static const char *winner_formula(struct sheet *sheet, const struct shown_block *shown, int i, int j, lxw_row_t names) {
    const struct sheet_block *grid = shown->block;
    struct arena *arena = sheet->book->arena;
    const char *formula = cell_address(sheet, sheet, names, grid->label_count, 3);
    const char *rest = NULL;
    for (int path = grid->label_count - 1; path >= 0; path--) {
        const char *cell = cell_address(sheet, shown->sheet, shown->heads[path] + 1 + (lxw_row_t)i, 1 + j, 0);
        if (rest)
            formula = arena_printf(arena, "IF(%s<=MIN(%s),%s,%s)", cell, rest,
                                   cell_address(sheet, sheet, names, 1 + path, 3), formula);
        rest = rest ? arena_printf(arena, "%s,%s", cell, rest) : cell;
    }
    return formula;
}

void block_write_winners(struct book *book, const struct fence *fence) {
    static const int colours[BLOCK_MOST_PATHS] = {0xD6E3F5, 0xE7DDEE, 0xD5EDE3, 0xFBE5D0, 0xF6D9D7, 0xEEEEEE, 0xFFF3C4};
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    const struct shown_block *shown = book_find_shown(book, fence);
    if (!shown)
        return;
    const struct sheet_block *grid = shown->block;
    struct look head = {.frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT};
    struct look name = {.frame = FRAME_BODY, .align = ALIGN_CENTER}, down = {.frame = FRAME_BODY, .ink = INK_LINK};
    lxw_row_t names = sheet->row;
    cell_words(sheet, sheet->row, 0, "The cheapest is coloured as", LABEL_WIDTH, (struct look){.frame = FRAME_BODY},
               pos);
    for (int path = 0; path < grid->label_count; path++) {
        cell_text(sheet, sheet->row, 1 + path, grid->labels[path], name, pos);
        sheet_fit(sheet, 1 + path, WINNER_WIDTH);
    }
    sheet->row += 2;
    sheet_head(sheet, sheet->row, fence);
    table_head(sheet, 0,
               arena_printf(book->arena, "%s, across: %s", grid->down.along->label, grid->across.along->label),
               ALIGN_LEFT, pos);
    head.number = axis_format(book, &grid->across);
    down.number = axis_format(book, &grid->down);
    for (int j = 0; j < grid->across.points; j++) {
        cell_computed(sheet, sheet->row, 1 + j, cell_address(sheet, shown->sheet, shown->heads[0], 1 + j, 0), head,
                      pos);
        sheet_fit(sheet, 1 + j, WINNER_WIDTH);
    }
    lxw_row_t first = ++sheet->row;
    for (int i = 0; i < grid->down.points && !book->failed; i++, sheet->row++) {
        cell_computed(sheet, sheet->row, 0, cell_address(sheet, shown->sheet, shown->heads[0] + 1 + (lxw_row_t)i, 0, 0),
                      down, pos);
        for (int j = 0; j < grid->across.points && !book->failed; j++)
            cell_computed(sheet, sheet->row, 1 + j, winner_formula(sheet, shown, i, j, names), name, pos);
    }
    for (int path = 0; path < grid->label_count && !book->failed; path++) {
        lxw_format *format = workbook_add_format(book->workbook);
        format_set_bg_color(format, (lxw_color_t)colours[path]);
        lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                       .value_string =
                                           arena_printf(book->arena, "=%s=%s", cell_address(sheet, sheet, first, 1, 0),
                                                        cell_address(sheet, sheet, names, 1 + path, 3)),
                                       .format = format};
        worksheet_conditional_format_range(sheet->worksheet, first, 1, sheet->row - 1, (lxw_col_t)grid->across.points,
                                           &rule);
        rule.value_string = arena_printf(book->arena, "=%s=%s", cell_address(sheet, sheet, names, 1 + path, 0),
                                         cell_address(sheet, sheet, names, 1 + path, 3));
        worksheet_conditional_format_cell(sheet->worksheet, names, (lxw_col_t)(1 + path), &rule);
    }
}
