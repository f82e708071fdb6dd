#include "workbook/blocks/blocks.h"

#include <string.h>

static int cell_count(const struct calc_area *area) {
    return (int)(area->last_row - area->first_row + 1) * (area->last_column - area->first_column + 1);
}

/* The cells of a name; NULL and an error if they are not a row or a column. */
static const struct calc_area *find_cells(struct sheet_book *book, const char *name, struct pos pos) {
    const struct calc_area *area = calc_find_name(&book->calc, name, strlen(name));
    if (area && (area->first_row == area->last_row || area->first_column == area->last_column))
        return area;
    const char *nearest = area ? NULL : calc_nearest_name(&book->calc, name);
    sheet_error(book, pos,
                area ? "`%s` names cells in several rows and columns%s%s%s"
                     : "no cells before the plot have the name `%s`%s%s%s",
                name, nearest ? " (did you mean `" : "", nearest ? nearest : "", nearest ? "`?)" : "");
    return NULL;
}

static double *cell_numbers(struct sheet_book *book, const struct calc_area *area) {
    int count = cell_count(area);
    bool down = area->first_row != area->last_row;
    double *numbers = arena_array(book->arena, (size_t)count, sizeof *numbers);
    for (int i = 0; i < count; i++)
        numbers[i] =
            calc_at(area->sheet, area->first_row + (lxw_row_t)(down ? i : 0), area->first_column + (down ? 0 : i))
                .number;
    return numbers;
}

static void add_line(struct sheet_book *book, lxw_chart *chart, const struct fence_drawn *drawn, const char *x_name) {
    const struct calc_area *x = find_cells(book, x_name, drawn->pos), *y = find_cells(book, drawn->y, drawn->pos);
    if (!x || !y)
        return;
    int count = cell_count(x);
    if (cell_count(y) != count) {
        sheet_error(book, drawn->pos, "`%s` and `%s` have %d and %d cells: a line needs the same number of both",
                    x_name, drawn->y, count, cell_count(y));
        return;
    }
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (!series)
        alloc_failed(sizeof *series);
    chart_series_set_categories(series, x->sheet->name, x->first_row, (lxw_col_t)x->first_column, x->last_row,
                                (lxw_col_t)x->last_column);
    chart_series_set_values(series, y->sheet->name, y->first_row, (lxw_col_t)y->first_column, y->last_row,
                            (lxw_col_t)y->last_column);
    chart_series_set_name(series, drawn->label);
    sheet_series_numbers(series->categories, cell_numbers(book, x), count);
    sheet_series_numbers(series->values, cell_numbers(book, y), count);
    lxw_chart_line line = sheet_chart_line(drawn->colour, drawn->dash, drawn->x ? 1.5F : 2.25F);
    chart_series_set_line(series, &line);
    chart_series_set_marker_type(series, LXW_CHART_MARKER_NONE);
}

void block_write_plot(struct sheet_book *book, const struct sheet_fence *fence) {
    const struct fence *block = fence->block;
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_SCATTER_STRAIGHT);
    if (!chart)
        alloc_failed(1);
    for (int i = 0; i < block->drawn_count && !book->calc.failed; i++)
        add_line(book, chart, &block->drawn[i], block->drawn[i].x ? block->drawn[i].x : block->x_cells);
    if (book->calc.failed)
        return;
    double one = 1e6;
    unsigned short number = sheet_number_format(book, block->y_format, NULL, &one, 1, false);
    sheet_chart_axis(fence->sheet, chart->x_axis, block->x_label, "General");
    sheet_chart_axis(fence->sheet, chart->y_axis, block->y_label, sheet_chart_code(book, number));
    chart_axis_set_min(chart->x_axis, 0);
    sheet_chart_words(fence->sheet, chart, block->title);
    sheet_add_chart(fence->sheet, chart, CHART_ROWS, block->title, fence->node->pos);
}
