#include "workbook/blocks/blocks.h"

#include <stdlib.h>
#include <string.h>

/* The columns of a bridge: label, amount, the figure after it, and the parts of its bar. Bars of the first and the last
 * figure begin at 0. Those of steps hang between two figures, over a bar that cannot be seen; where they cross 0 they
 * have a part on either side. */
enum {
    AT_LABEL,
    AT_AMOUNT,
    AT_LEVEL,
    AT_WHOLE,
    AT_HIDDEN,
    AT_RISE_OVER,
    AT_RISE_UNDER,
    AT_FALL_OVER,
    AT_FALL_UNDER,
    BRIDGE_COLUMNS
};
enum { COLOUR_NONE = -1, CHART_MARGIN_ROWS = 6 };

struct block_bridge {
    const struct fence *block;
    struct sheet *sheet;
    lxw_row_t first, last;
    struct block_bridge *next;
};

static const char *cell(const struct sheet *sheet, lxw_row_t row, int column) {
    return sheet_address(sheet, sheet, row, column, 0);
}

/* Writes the parts of a bar: `whole`, or a step from the figure in the row above. */
static void write_parts(struct sheet *sheet, bool whole, const struct number_format *format, struct pos pos) {
    struct arena *arena = sheet->book->arena;
    const char *amount = cell(sheet, sheet->row, AT_AMOUNT), *after = cell(sheet, sheet->row, AT_LEVEL);
    const char *before = whole ? after : cell(sheet, sheet->row - 1, AT_LEVEL);
    const char *low = arena_printf(arena, "MIN(%s,%s)", before, after),
               *high = arena_printf(arena, "MAX(%s,%s)", before, after);
    const char *over = arena_printf(arena, "MAX(0,%s)-MAX(0,%s)", high, low);
    const char *under = arena_printf(arena, "MIN(0,%s)-MIN(0,%s)", low, high);
    const char *parts[BRIDGE_COLUMNS] = {
        [AT_WHOLE] = whole ? after : "0",
        [AT_HIDDEN] = whole ? "0" : arena_printf(arena, "MAX(0,%s)+MIN(0,%s)", low, high),
        [AT_RISE_OVER] = whole ? "0" : arena_printf(arena, "IF(%s>0,%s,0)", amount, over),
        [AT_RISE_UNDER] = whole ? "0" : arena_printf(arena, "IF(%s>0,%s,0)", amount, under),
        [AT_FALL_OVER] = whole ? "0" : arena_printf(arena, "IF(%s<0,%s,0)", amount, over),
        [AT_FALL_UNDER] = whole ? "0" : arena_printf(arena, "IF(%s<0,%s,0)", amount, under)};
    for (int column = AT_WHOLE; column < BRIDGE_COLUMNS; column++)
        sheet_put_figure(sheet, column, parts[column], format, pos);
}

static void write_row(struct sheet *sheet, const char *label, const char *amount, const char *level, bool whole,
                      const struct number_format *format, struct pos pos) {
    sheet_put_words(sheet, sheet->row, AT_LABEL, label, 42, (struct sheet_look){.frame = FRAME_BODY}, pos);
    sheet_put_figure(sheet, AT_AMOUNT, amount, format, pos);
    sheet_put_figure(sheet, AT_LEVEL, level, format, pos);
    write_parts(sheet, whole, format, pos);
}

void block_write_bridge(struct sheet_book *book, const struct sheet_fence *fence) {
    static const char *const heads[BRIDGE_COLUMNS] = {"Step",      "Amount",     "After it",  "Whole",     "Hidden",
                                                      "Rise over", "Rise under", "Fall over", "Fall under"};
    struct sheet *sheet = fence->sheet;
    const struct fence *block = fence->block;
    struct pos pos = fence->node->pos;
    struct block_bridge *bridge = arena_alloc(book->arena, sizeof *bridge);
    sheet_head(sheet, sheet->row, fence);
    for (int i = 0; i < BRIDGE_COLUMNS; i++)
        sheet_table_head(sheet, i, sheet_says(book, heads[i]), i ? ALIGN_RIGHT : ALIGN_LEFT, pos);
    lxw_row_t first = ++sheet->row;
    for (int i = 0; i < block->line_count && !book->calc.failed; i++, sheet->row++) {
        const struct fence_line *line = &block->lines[i];
        const char *amount = cell(sheet, sheet->row, AT_AMOUNT);
        write_row(sheet, line->label, line->formula,
                  i ? arena_printf(book->arena, "%s+%s", cell(sheet, sheet->row - 1, AT_LEVEL), amount) : amount,
                  i == 0, &block->y_format, line->formula_pos);
    }
    if (book->calc.failed)
        return;
    write_row(sheet, block->end, cell(sheet, sheet->row - 1, AT_LEVEL), cell(sheet, sheet->row, AT_AMOUNT), true,
              &block->y_format, pos);
    sheet_name_cell(sheet, sheet->row, AT_AMOUNT, arena_printf(book->arena, "%s_end", block->name), pos);
    *bridge = (struct block_bridge){block, sheet, first, sheet->row++, book->blocks->bridges};
    book->blocks->bridges = bridge;
}

static void add_bars(struct sheet_book *book, lxw_chart *chart, const struct block_bridge *bridge, int column,
                     int colour) {
    int count = (int)(bridge->last - bridge->first) + 1;
    const char *sheet = bridge->sheet->name;
    double *values = arena_array(book->arena, (size_t)count, sizeof *values);
    const char **labels = arena_array(book->arena, (size_t)count, sizeof *labels);
    for (int i = 0; i < count; i++) {
        values[i] = calc_at(&bridge->sheet->cells, bridge->first + (lxw_row_t)i, column).number;
        labels[i] = calc_at(&bridge->sheet->cells, bridge->first + (lxw_row_t)i, AT_LABEL).text;
    }
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (!series)
        alloc_failed(sizeof *series);
    chart_series_set_categories(series, sheet, bridge->first, AT_LABEL, bridge->last, AT_LABEL);
    chart_series_set_values(series, sheet, bridge->first, (lxw_col_t)column, bridge->last, (lxw_col_t)column);
    sheet_series_words(series->categories, labels, count);
    sheet_series_numbers(series->values, values, count);
    lxw_chart_fill fill = {.none = colour == COLOUR_NONE};
    if (colour != COLOUR_NONE)
        fill.color = chart_palette[colour];
    chart_series_set_fill(series, &fill);
}

void block_write_waterfall(struct sheet_book *book, const struct sheet_fence *fence) {
    const struct block_bridge *bridge = book->blocks->bridges;
    while (bridge && strcmp(bridge->block->name, fence->block->name) != 0)
        bridge = bridge->next;
    if (!bridge) {
        sheet_error(book, fence->node->pos, "no block ```bridge``` before this one has the name `%s`",
                    fence->block->name);
        return;
    }
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_BAR_STACKED);
    if (!chart)
        alloc_failed(1);
    static const int colours[BRIDGE_COLUMNS] = {[AT_WHOLE] = CHART_BLUE,
                                                [AT_RISE_OVER] = CHART_ORANGE,
                                                [AT_RISE_UNDER] = CHART_ORANGE,
                                                [AT_FALL_OVER] = CHART_GREEN,
                                                [AT_FALL_UNDER] = CHART_GREEN};
    add_bars(book, chart, bridge, AT_HIDDEN, COLOUR_NONE); /* nearest to 0 */
    for (int column = AT_WHOLE; column < BRIDGE_COLUMNS; column++)
        if (column != AT_HIDDEN)
            add_bars(book, chart, bridge, column, colours[column]);
    chart_set_series_gap(chart, 40);
    double one = 1e6;
    unsigned short number = sheet_number_format(book, bridge->block->y_format, NULL, &one, 1, false);
    sheet_chart_axis(fence->sheet, chart->x_axis, bridge->block->y_label, sheet_chart_code(book, number));
    sheet_chart_axis(fence->sheet, chart->y_axis, "", "General");
    chart_axis_major_gridlines_set_visible(chart->y_axis, LXW_FALSE);
    chart_axis_set_reverse(chart->y_axis); /* the first figure is at the top, the axis of figures at the bottom */
    chart_axis_set_crossing_max(chart->y_axis);
    sheet_chart_words(fence->sheet, chart, bridge->block->title);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    sheet_add_chart(
        fence->sheet, chart, CHART_MARGIN_ROWS + (int)(bridge->last - bridge->first) + 1,
        sheet_says_of(book, "{}: the first and the last figure, and the steps between them", bridge->block->title),
        fence->node->pos);
}
