#include "workbook/blocks/blocks.h"

#include <string.h>

enum { BLANK_WIDTH = 16 };
/* The format of figures that are not known yet: large ones in groups of three digits. */
static const char any_figure[] = "[>=1000]#,##0;General";
static const enum chart_colour plot_colours[BLOCK_MOST_PATHS] = {CHART_BLUE, CHART_PURPLE, CHART_GREEN, CHART_ORANGE,
                                                                 CHART_RED,  CHART_GREY,   CHART_INK};

/* Writes an empty cell for a number or `none`, which is an answer too. Anything else is accepted after a warning. */
static void write_blank(struct sheet *sheet, lxw_row_t row, int column, struct sheet_look look, struct pos pos) {
    const char *cell = sheet_address(sheet, sheet, row, column, 0);
    char *formula = arena_printf(sheet->book->arena, "=OR(AND(ISNUMBER(%s),%s>=0),%s=\"none\")", cell, cell, cell);
    lxw_data_validation validation = {
        .validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA,
        .value_formula = formula,
        .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
        .error_title = (char *)sheet_says(sheet->book, "A number"),
        .error_message = (char *)sheet_says(sheet->book, "A number not below 0, or none, is meant to stand here.")};
    look.ink = INK_INPUT;
    look.unlocked = true;
    look.align = ALIGN_RIGHT;
    sheet_put_text(sheet, row, column, "", look, pos);
    sheet_check(sheet->book, worksheet_data_validation_cell(sheet->worksheet, row, (lxw_col_t)column, &validation), pos,
                "validate an empty cell");
}

static void insert_plot(struct sheet *sheet, lxw_chart *chart, const char *title, bool legend, struct pos pos) {
    lxw_chart_font bold = {.name = BOOK_FONT, .bold = LXW_TRUE, .size = 13};
    lxw_chart_font plain = {.name = BOOK_FONT, .bold = LXW_EXPLICIT_FALSE, .size = 10};
    chart_axis_set_min(chart->y_axis, 0);
    chart_title_set_name(chart, title);
    chart_title_set_name_font(chart, &bold);
    chart_axis_set_num_format(chart->y_axis, any_figure);
    chart_axis_set_num_font(chart->x_axis, &plain);
    chart_axis_set_num_font(chart->y_axis, &plain);
    chart_axis_set_name_font(chart->x_axis, &plain);
    chart_axis_set_name_font(chart->y_axis, &plain);
    chart_legend_set_font(chart, &plain);
    if (legend)
        chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    else
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    sheet->row++;
    sheet_break(sheet, BREAK_WEAK);
    sheet_add_chart(sheet, chart, CHART_ROWS, sheet_says(sheet->book, "A plot of what stands in the table above"), pos);
}

/* The lines with a name are the bars of a plot, so they must follow each other. */
void block_write_blanks(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    int column = sheet_value_column(sheet);
    lxw_row_t first = 0, last = 0;
    sheet_head(sheet, sheet->row, fence->block->word);
    sheet_line_heads(sheet, sheet_says(book, "Your answer"), fence->node->pos);
    sheet_fit(sheet, column, BLANK_WIDTH);
    sheet->row++;
    for (int i = 0; i < fence->block->line_count && !book->calc.failed; i++, sheet->row++) {
        const struct fence_line *line = &fence->block->lines[i];
        struct sheet_look look = {.frame = FRAME_BODY};
        double million = 1e6;
        if (line->has_format)
            look.number = sheet_number_format(book, line->format, NULL, &million, 1, true);
        sheet_line(sheet, line->label, line->unit, line->pos);
        write_blank(sheet, sheet->row, column, look, line->pos);
        if (line->answer)
            sheet_name_cell(sheet, sheet->row, column, arena_printf(book->arena, "answer_%s", line->answer),
                            line->answer_pos);
        if (!line->name)
            continue;
        sheet_name_cell(sheet, sheet->row, column, line->name, line->pos);
        if (first && last + 1 != sheet->row)
            sheet_error(book, line->pos, "the lines with a name are the bars of a plot; they must follow each other");
        first = first ? first : sheet->row;
        last = sheet->row;
    }
    if (!first || book->calc.failed)
        return;
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_COLUMN);
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    lxw_chart_fill fill = {.color = chart_palette[plot_colours[0]]};
    chart_series_set_categories(series, sheet->name, first, 0, last, 0);
    chart_series_set_values(series, sheet->name, first, (lxw_col_t)column, last, (lxw_col_t)column);
    chart_series_set_fill(series, &fill);
    insert_plot(sheet, chart, sheet_says(book, "Your answers"), false, fence->node->pos);
}

void block_write_curve(struct sheet_book *book, const struct sheet_fence *fence) {
    const struct fence *curve = fence->block;
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    struct number_format format = curve->down.along->format;
    format.with_unit = false;
    struct sheet_look fixed = {
        .frame = FRAME_BODY,
        .ink = INK_FAINT,
        .align = ALIGN_RIGHT,
        .number = sheet_number_format(book, format, NULL, curve->down.values, curve->down.points, false)};
    struct sheet_look figure = {.frame = FRAME_BODY, .number = sheet_number_code(book, any_figure)};
    sheet_head(sheet, sheet->row, fence);
    sheet_table_head(sheet, 0, curve->down.along->label, ALIGN_RIGHT, pos);
    for (int i = 0; i < curve->label_count; i++) {
        sheet_table_head(sheet, 1 + i, curve->labels[i], ALIGN_RIGHT, pos);
        sheet_fit(sheet, 1 + i, BLANK_WIDTH);
    }
    lxw_row_t first = ++sheet->row;
    for (int i = 0; i < curve->down.points && !book->calc.failed; i++, sheet->row++) {
        sheet_put_number(sheet, sheet->row, 0, curve->down.values[i], fixed, pos);
        for (int j = 0; j < curve->label_count; j++)
            write_blank(sheet, sheet->row, 1 + j, figure, pos);
    }
    if (book->calc.failed)
        return;
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_SCATTER_STRAIGHT_WITH_MARKERS);
    for (int j = 0; j < curve->label_count; j++) {
        lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
        lxw_chart_line line = {.color = chart_palette[plot_colours[j]], .width = 2};
        lxw_col_t column = (lxw_col_t)(1 + j);
        chart_series_set_categories(series, sheet->name, first, 0, sheet->row - 1, 0);
        chart_series_set_values(series, sheet->name, first, column, sheet->row - 1, column);
        chart_series_set_name(series, curve->labels[j]);
        sheet_series_numbers(series->categories, curve->down.values, curve->down.points);
        chart_series_set_line(series, &line);
        chart_series_set_marker_type(series, LXW_CHART_MARKER_CIRCLE);
    }
    chart_axis_set_name(chart->x_axis, curve->down.along->label);
    chart_axis_set_min(chart->x_axis, 0);
    chart_axis_set_max(chart->x_axis, curve->down.values[curve->down.points - 1]);
    chart_axis_set_num_format(chart->x_axis, sheet_chart_code(book, fixed.number));
    chart_show_blanks_as(chart, LXW_CHART_BLANKS_AS_GAP);
    insert_plot(sheet, chart, sheet_says_of(book, "Your figures: {}", curve->down.along->label), true, pos);
}
