#include "xlsx_charts.h"
#include "xlsx_tables.h"

#include <math.h>
#include <string.h>

/* The columns of the table of reruns, and of the sorted one. */
enum { AT_LABEL, AT_NUMBER, AT_LOW_INPUT, AT_HIGH_INPUT, AT_LOW, AT_HIGH, AT_SWING, AT_KEY, RERUN_COLUMNS };
enum { BY_LABEL, BY_RANK, BY_PLACE, BY_LOW, BY_HIGH, BY_SWING, SORTED_COLUMNS };
enum { LABEL_WIDTH = 38, CHART_MARGIN_ROWS = 7, BARS_IN_FOUR_ROWS = 3 };
enum { COLOUR_LOW = 0x1B4F9C, COLOUR_HIGH = 0xCC6A0B, COLOUR_GRID = 0xE2E4E8 };

static void write_heads(struct sheet *sheet, const char *const *heads, int count, struct pos pos) {
    for (int i = 0; i < count; i++)
        table_head(sheet, i, heads[i], i ? ALIGN_RIGHT : ALIGN_LEFT, pos);
    sheet->row++;
}

static void write_number(struct sheet *sheet, int column, const char *formula, const struct number_format *format,
                         struct pos pos) {
    struct look look = {.frame = FRAME_BODY};
    struct cell_value value = formula_value(sheet, formula, pos);
    if (format && value.kind == CELL_NUMBER) {
        look.number = book_number_format(sheet->book, *format, NULL, &value.number, 1, true);
        table_fit_number(sheet, column, value.number, look.number);
    }
    cell_valued(sheet, sheet->row, column, formula, value, look, pos);
}

/* The value of an input when it swings down or up: a parameter keeps within its range, and what is whole swings to the
 * next whole number that is no nearer. */
static const char *swung_input(struct sheet *sheet, const struct sheet_block *block, const struct quantity *input,
                               bool up) {
    struct book *book = sheet->book;
    const struct input_range *range = &book->ranges[input->index];
    const char *swung = arena_printf(book->arena, "%s*(1%c%s)", input->name, up ? '+' : '-', block->swing->name);
    if (input_steps_whole(input))
        swung = arena_printf(book->arena, up ? "0-INT(%s-%s)" : "INT(%s+%s)", up ? block->tolerance->name : swung,
                             up ? swung : block->tolerance->name);
    if (!range->sheet)
        return swung;
    return arena_printf(book->arena, "%s(%s,%s)", up ? "MIN" : "MAX",
                        cell_address(sheet, range->sheet, range->row, range->column + up, 0), swung);
}

static const char *column_range(struct book *book, const struct shown_block *shown, const struct sheet *from,
                                int column) {
    return arena_printf(
        book->arena, "%s:%s", cell_address(from, shown->sheet, shown->heads[0] + 1, column, 3),
        cell_address(shown->sheet, shown->sheet, shown->heads[0] + (lxw_row_t)shown->block->input_count, column, 3));
}

/* Names the cells of a column, below a table's head, NAME_`what`. */
static void name_column(struct sheet *sheet, const struct sheet_block *block, lxw_row_t first, int column,
                        const char *what, struct pos pos) {
    struct book *book = sheet->book;
    const char *name = arena_printf(book->arena, "%s_%s", block->name, what);
    struct cell_area area = {sheet, first, first + (lxw_row_t)block->input_count - 1, column, column};
    if (!book->failed && !values_name(book, name, strlen(name)))
        range_define_name(sheet, area, name, pos);
}

/* The output computed again with nothing swung, which must be the output itself. */
static void write_base(struct sheet *sheet, const struct sheet_block *block, struct pos pos) {
    struct book *book = sheet->book;
    const struct quantity *output = block->outputs[0], *input = block->inputs[0];
    struct look blank = {.frame = FRAME_BODY};
    struct substitute substitute = {input, cell_address(sheet, sheet, sheet->row, AT_LOW_INPUT, 2)};
    const char *formula = book_formula_with(book, output->expr, &substitute, 1, pos);
    if (!formula)
        return;
    cell_words(sheet, sheet->row, AT_LABEL, arena_printf(book->arena, "%s as it is", input->label), LABEL_WIDTH, blank,
               pos);
    for (int column = AT_NUMBER; column < RERUN_COLUMNS; column++)
        if (column == AT_LOW_INPUT)
            write_number(sheet, column, input->name, &input->format, pos);
        else if (column == AT_LOW)
            write_number(sheet, column, formula, &output->format, pos);
        else
            cell_text(sheet, sheet->row, column, "", blank, pos);
    cell_define_name(sheet, sheet->row++, AT_LOW, arena_printf(book->arena, "%s_base", block->name), pos);
}

void block_write_sensitivity(struct book *book, const struct fence *fence) {
    static const char *const heads[RERUN_COLUMNS] = {"Input",       "No.",          "Low",   "High",
                                                     "Result, low", "Result, high", "Swing", "Key for sorting"};
    const struct sheet_block *block = fence->block;
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    const struct quantity *output = block->outputs[0];
    struct look words = {.frame = FRAME_BODY};
    const struct shown_block *shown = book_add_shown(book, fence);
    sheet_head(sheet, sheet->row, fence);
    write_heads(sheet, heads, RERUN_COLUMNS, pos);
    for (int i = 0; i < block->input_count && !book->failed; i++, sheet->row++) {
        const struct quantity *input = block->inputs[i];
        cell_words(sheet, sheet->row, AT_LABEL, input->label, LABEL_WIDTH, words, pos);
        write_number(sheet, AT_NUMBER,
                     i ? arena_printf(book->arena, "%s+1", cell_address(sheet, sheet, sheet->row - 1, AT_NUMBER, 0))
                       : "1",
                     NULL, pos);
        for (int up = 0; up < 2; up++) {
            struct substitute substitute = {input, cell_address(sheet, sheet, sheet->row, AT_LOW_INPUT + up, 2)};
            write_number(sheet, AT_LOW_INPUT + up, swung_input(sheet, block, input, up), &input->format, pos);
            const char *formula = book_formula_with(book, output->expr, &substitute, 1, pos);
            if (formula)
                write_number(sheet, AT_LOW + up, formula, &output->format, pos);
        }
        write_number(sheet, AT_SWING,
                     arena_printf(book->arena, "ABS(%s-%s)", cell_address(sheet, sheet, sheet->row, AT_HIGH, 0),
                                  cell_address(sheet, sheet, sheet->row, AT_LOW, 0)),
                     &output->format, pos);
    }
    /* Equal swings keep their order: a key is less by its number times a share of the greatest swing too small to see.
     */
    sheet->row = shown->heads[0] + 1;
    for (int i = 0; i < block->input_count && !book->failed; i++, sheet->row++)
        write_number(sheet, AT_KEY,
                     arena_printf(book->arena, "%s-%s*%s*(1+MAX(%s))",
                                  cell_address(sheet, sheet, sheet->row, AT_SWING, 0),
                                  cell_address(sheet, sheet, sheet->row, AT_NUMBER, 0), block->tolerance->name,
                                  column_range(book, shown, sheet, AT_SWING)),
                     &output->format, pos);
    name_column(sheet, block, shown->heads[0] + 1, AT_LOW, "low", pos);
    name_column(sheet, block, shown->heads[0] + 1, AT_HIGH, "high", pos);
    name_column(sheet, block, shown->heads[0] + 1, AT_SWING, "swing", pos);
    if (!book->failed && block->input_count)
        write_base(sheet, block, pos);
}

static double kept_number(const struct sheet *sheet, lxw_row_t row, int column) {
    return values_at(sheet, row, column).number;
}

static void insert_chart(struct sheet *sheet, const struct sheet_block *block, lxw_row_t first, struct pos shown_pos) {
    struct book *book = sheet->book;
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_BAR);
    static const char *const names[] = {"Input low", "Input high"};
    static const int colours[] = {COLOUR_LOW, COLOUR_HIGH};
    lxw_row_t last = first + (lxw_row_t)block->input_count - 1;
    double *values = arena_array(book->arena, (size_t)block->input_count, sizeof *values);
    for (int i = 0; i < 2; i++) {
        lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
        if (!series)
            alloc_failed(sizeof *series);
        chart_series_set_categories(series, sheet->name, first, BY_LABEL, last, BY_LABEL);
        chart_series_set_values(series, sheet->name, first, (lxw_col_t)(BY_LOW + i), last, (lxw_col_t)(BY_LOW + i));
        chart_series_set_name(series, names[i]);
        for (int j = 0; j < block->input_count; j++)
            values[j] = kept_number(sheet, first + (lxw_row_t)j, BY_LOW + i);
        series_set_cache(series->values, values, block->input_count);
        lxw_chart_fill fill = {.color = (lxw_color_t)colours[i]};
        chart_series_set_fill(series, &fill);
    }
    chart_set_series_overlap(chart, 100);
    chart_set_series_gap(chart, 50);
    lxw_chart_font plain = {.name = BOOK_FONT, .bold = LXW_EXPLICIT_FALSE, .size = 10};
    /* The first of the table stands at the top, the figures of the other axis stay below. */
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_crossing_max(chart->y_axis);
    lxw_chart_line grid = {.color = COLOUR_GRID, .width = 0.75};
    chart_axis_major_gridlines_set_line(chart->x_axis, &grid);
    chart_axis_set_label_position(chart->y_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    chart_axis_set_num_font(chart->y_axis, &plain);
    chart_axis_set_num_font(chart->x_axis, &plain);
    double one = 1e6;
    struct number_format format = {NUMBER_MILLIONS, 0, false};
    if (block->outputs[0]->format.style != NUMBER_MONEY && !number_is_short_money(block->outputs[0]->format.style))
        format = block->outputs[0]->format;
    unsigned short number = book_number_format(book, format, NULL, &one, 1, false);
    chart_axis_set_num_format(chart->x_axis, book_chart_code(book, number));
    chart_axis_set_name(chart->x_axis, "Change, with the input low and high");
    chart_axis_set_name_font(chart->x_axis, &plain);
    lxw_chart_font title = {.name = BOOK_FONT, .size = 13, .bold = LXW_TRUE};
    chart_title_set_name(chart, arena_printf(book->arena, "Effect on: %s", block->outputs[0]->label));
    chart_title_set_name_font(chart, &title);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    chart_legend_set_font(chart, &plain);
    sheet_joint(sheet, JOINT_WEAK);
    sheet_leave_chart(sheet, chart, CHART_MARGIN_ROWS + 4 * block->input_count / BARS_IN_FOUR_ROWS,
                      arena_printf(book->arena, "What changes of %s with each input low and high, the greatest first",
                                   block->outputs[0]->label),
                      shown_pos);
}

void block_write_tornado(struct book *book, const struct fence *fence) {
    static const char *const heads[SORTED_COLUMNS] = {"Input, by its effect", "Rank",         "No.",
                                                      "Change, low",          "Change, high", "Swing"};
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    const struct shown_block *shown = book_find_shown(book, BLOCK_SENSITIVITY, fence);
    if (!shown)
        return;
    const struct sheet_block *block = shown->block;
    const struct quantity *output = block->outputs[0];
    const char *keys = column_range(book, shown, sheet, AT_KEY);
    sheet_head(sheet, sheet->row, fence);
    write_heads(sheet, heads, SORTED_COLUMNS, pos);
    lxw_row_t first = sheet->row;
    for (int i = 0; i < block->input_count && !book->failed; i++, sheet->row++) {
        const char *place = cell_address(sheet, sheet, sheet->row, BY_PLACE, 2);
        const char *rank = cell_address(sheet, sheet, sheet->row, BY_RANK, 0);
        write_number(sheet, BY_RANK,
                     i ? arena_printf(book->arena, "%s+1", cell_address(sheet, sheet, sheet->row - 1, BY_RANK, 0))
                       : "1",
                     NULL, pos);
        write_number(sheet, BY_PLACE, arena_printf(book->arena, "MATCH(LARGE(%s,%s),%s,0)", keys, rank, keys), NULL,
                     pos);
        for (int j = 0; j < 2; j++)
            write_number(sheet, BY_LOW + j,
                         arena_printf(book->arena, "INDEX(%s,%s)-%s", column_range(book, shown, sheet, AT_LOW + j),
                                      place, output->name),
                         &output->format, pos);
        write_number(sheet, BY_SWING,
                     arena_printf(book->arena, "INDEX(%s,%s)", column_range(book, shown, sheet, AT_SWING), place),
                     &output->format, pos);
    }
    /* The labels stand to the left of what they follow from: they look to their sheet's next columns. */
    sheet->row = first;
    for (int i = 0; i < block->input_count && !book->failed; i++, sheet->row++) {
        struct cell_value value =
            cell_computed(sheet, sheet->row, BY_LABEL,
                          arena_printf(book->arena, "INDEX(%s,MATCH(LARGE(%s,ROWS(%s:%s)),%s,0))",
                                       column_range(book, shown, sheet, AT_LABEL), keys,
                                       cell_address(sheet, sheet, first - 1, BY_LABEL, 1),
                                       cell_address(sheet, sheet, sheet->row - 1, BY_LABEL, 0), keys),
                          (struct look){.frame = FRAME_BODY}, pos);
        if (value.kind == CELL_TEXT)
            sheet_fit(sheet, BY_LABEL, text_width(value.text, strlen(value.text)));
    }
    name_column(sheet, block, first, BY_LOW, "low_change", pos);
    name_column(sheet, block, first, BY_HIGH, "high_change", pos);
    name_column(sheet, block, first, BY_SWING, "sorted_swing", pos);
    sheet->row++;
    if (!book->failed)
        insert_chart(sheet, block, first, pos);
}
