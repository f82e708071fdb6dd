#include "workbook/calc/values.h"
#include "workbook/sheet/charts.h"

#include <string.h>

static int cell_count(const struct cell_area *area) {
    return (int)(area->last_row - area->first_row + 1) * (area->last_column - area->first_column + 1);
}

/* The cells of a name; NULL and an error where they are not a row or a column. */
static const struct cell_area *find_cells(struct book *book, const char *name, struct pos pos) {
    const struct cell_area *area = values_name(book, name, strlen(name));
    if (area && (area->first_row == area->last_row || area->first_column == area->last_column))
        return area;
    const char *nearest = area ? NULL : values_nearest_name(book, name);
    book_error(book, pos,
               area ? "`%s` are cells in several rows and columns%s%s%s"
                    : "no cells before the plot have the name `%s`%s%s%s",
               name, nearest ? " (did you mean `" : "", nearest ? nearest : "", nearest ? "`?)" : "");
    return NULL;
}

static double *cell_numbers(struct book *book, const struct cell_area *area) {
    int count = cell_count(area);
    bool down = area->first_row != area->last_row;
    double *numbers = arena_array(book->arena, (size_t)count, sizeof *numbers);
    for (int i = 0; i < count; i++)
        numbers[i] =
            values_at(area->sheet, area->first_row + (lxw_row_t)(down ? i : 0), area->first_column + (down ? 0 : i))
                .number;
    return numbers;
}

static void add_line(struct book *book, lxw_chart *chart, const struct fence_drawn *drawn, const char *x_name) {
    const struct cell_area *x = find_cells(book, x_name, drawn->pos), *y = find_cells(book, drawn->y, drawn->pos);
    if (!x || !y)
        return;
    int count = cell_count(x);
    if (cell_count(y) != count) {
        book_error(book, drawn->pos, "`%s` and `%s` have %d and %d cells: a line needs as many of both", x_name,
                   drawn->y, count, cell_count(y));
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
    series_set_cache(series->categories, cell_numbers(book, x), count);
    series_set_cache(series->values, cell_numbers(book, y), count);
    lxw_chart_line line = chart_line_look(drawn->colour, drawn->dash, drawn->x ? 1.5F : 2.25F);
    chart_series_set_line(series, &line);
    chart_series_set_marker_type(series, LXW_CHART_MARKER_NONE);
}

void block_write_plot(struct book *book, const struct book_fence *fence) {
    const struct fence *block = fence->block;
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_SCATTER_STRAIGHT);
    if (!chart)
        alloc_failed(1);
    for (int i = 0; i < block->drawn_count && !book->failed; i++)
        add_line(book, chart, &block->drawn[i], block->drawn[i].x ? block->drawn[i].x : block->x_cells);
    if (book->failed)
        return;
    double one = 1e6;
    unsigned short number = book_number_format(book, block->y_format, NULL, &one, 1, false);
    chart_set_axis_look(chart->x_axis, block->x_label, "General");
    chart_set_axis_look(chart->y_axis, block->y_label, book_chart_code(book, number));
    chart_axis_set_min(chart->x_axis, 0);
    chart_set_words(chart, block->title);
    sheet_leave_chart(fence->sheet, chart, CHART_ROWS, block->title, fence->node->pos);
}
