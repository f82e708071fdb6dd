#include "xlsx_charts.h"
#include "xlsx_lines.h"

#include <math.h>
#include <string.h>

/* The columns of the table of reruns, and of the sorted one. */
enum { AT_LABEL, AT_NUMBER, AT_LOW_INPUT, AT_HIGH_INPUT, AT_LOW, AT_HIGH, AT_SWING, AT_KEY, RERUN_COLUMNS };
enum { BY_LABEL, BY_RANK, BY_PLACE, BY_LOW, BY_HIGH, BY_SWING, SORTED_COLUMNS };
enum { CHART_WIDTH = 720, ROW_PIXELS = 20, BAR_PIXELS = 26, CHART_MARGIN = 110 };
enum { COLOUR_LOW = 0x1B4F9C, COLOUR_HIGH = 0xCC6A0B };

struct sensitivity {
    const char *name;
    const struct quantity *output, *swing, *tolerance;
    const struct quantity **inputs;
    int count;
    const struct fence *fence;
    struct sheet *sheet;
    lxw_row_t first; /* of the reruns, once they are written */
    struct sensitivity *next;
};

static void read_inputs(struct book *book, const struct yaml *yaml, struct sensitivity *sensitivity) {
    const struct model *model = book->document->model;
    const yaml_node_t *list = yaml_member(yaml, yaml_root(yaml), "except");
    bool *needed = arena_array(book->arena, (size_t)model->count + 1, sizeof *needed);
    model_dependencies(model, sensitivity->output->expr, needed);
    for (size_t i = 0; list && i < yaml_item_count(list); i++) {
        const struct quantity *quantity = fence_quantity(book, yaml, yaml_item(yaml, list, i));
        if (quantity)
            needed[quantity->index] = false;
    }
    sensitivity->inputs = arena_array(book->arena, (size_t)model->count + 1, sizeof *sensitivity->inputs);
    for (int i = 0; i < model->count; i++)
        if (needed[i] && model->quantities[i]->kind != QUANTITY_EQUATION)
            sensitivity->inputs[sensitivity->count++] = model->quantities[i];
}

void place_sensitivity(struct book *book, struct fence *fence) {
    static const char *const known[] = {"name", "output", "swing", "tolerance", "except", NULL};
    struct sensitivity *sensitivity = arena_alloc(book->arena, sizeof *sensitivity);
    struct yaml *yaml = fence_read(book, fence, known);
    fence->content = sensitivity;
    if (!yaml)
        return;
    const yaml_node_t *root = yaml_root(yaml);
    sensitivity->name = fence_text(book, yaml, "name", true);
    const char *const keys[] = {"output", "swing", "tolerance"};
    const struct quantity **const quantities[] = {&sensitivity->output, &sensitivity->swing, &sensitivity->tolerance};
    for (int i = 0; i < 3; i++) {
        if (fence_text(book, yaml, keys[i], true))
            *quantities[i] = fence_quantity(book, yaml, yaml_member(yaml, root, keys[i]));
        if (*quantities[i])
            fence_needs(book, fence, *quantities[i]);
    }
    if (sensitivity->output && sensitivity->output->kind != QUANTITY_EQUATION)
        book_error(book, fence->node->pos, "`%s` is no equation", sensitivity->output->name);
    else if (sensitivity->output)
        read_inputs(book, yaml, sensitivity);
    sensitivity->fence = fence;
    sensitivity->next = (struct sensitivity *)book->sensitivities;
    book->sensitivities = sensitivity;
    yaml_close(yaml);
}

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
        table_fit_number(sheet, column, value.number, *format);
    }
    cell_computed(sheet, sheet->row, column, formula, look, pos);
}

/* The value of an input when it swings down or up: a parameter keeps within its range. */
static const char *swung_input(struct sheet *sheet, const struct sensitivity *sensitivity, const struct quantity *input,
                               bool up) {
    struct book *book = sheet->book;
    const struct input_range *range = &book->ranges[input->index];
    const char *swung = arena_printf(book->arena, "%s*(1%c%s)", input->name, up ? '+' : '-', sensitivity->swing->name);
    if (!range->sheet)
        return swung;
    return arena_printf(book->arena, "%s(%s,%s)", up ? "MIN" : "MAX",
                        cell_address(sheet, range->sheet, range->row, range->column + up, 0), swung);
}

static const char *column_range(struct book *book, const struct sensitivity *sensitivity, const struct sheet *from,
                                int column) {
    return arena_printf(book->arena, "%s:%s", cell_address(from, sensitivity->sheet, sensitivity->first, column, 3),
                        cell_address(sensitivity->sheet, sensitivity->sheet,
                                     sensitivity->first + (lxw_row_t)sensitivity->count - 1, column, 3));
}

void block_write_sensitivity(struct book *book, const struct fence *fence) {
    static const char *const heads[RERUN_COLUMNS] = {"Input",       "No.",          "Low",   "High",
                                                     "Result, low", "Result, high", "Swing", "Key for sorting"};
    struct sensitivity *sensitivity = fence->content;
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    const struct quantity *output = sensitivity->output;
    struct look words = {.frame = FRAME_BODY};
    if (sensitivity->count == 0) {
        book_error(book, pos, "`%s` follows from no input", output->name);
        return;
    }
    sheet_head(sheet, sheet->row, fence);
    write_heads(sheet, heads, RERUN_COLUMNS, pos);
    sensitivity->sheet = sheet;
    sensitivity->first = sheet->row;
    for (int i = 0; i < sensitivity->count && !book->failed; i++, sheet->row++) {
        const struct quantity *input = sensitivity->inputs[i];
        cell_words(sheet, sheet->row, AT_LABEL, input->label, 52, words, pos);
        write_number(sheet, AT_NUMBER,
                     i ? arena_printf(book->arena, "%s+1", cell_address(sheet, sheet, sheet->row - 1, AT_NUMBER, 0))
                       : "1",
                     NULL, pos);
        for (int up = 0; up < 2; up++) {
            struct substitute substitute = {input, cell_address(sheet, sheet, sheet->row, AT_LOW_INPUT + up, 2)};
            write_number(sheet, AT_LOW_INPUT + up, swung_input(sheet, sensitivity, input, up), &input->format, pos);
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
    sheet->row = sensitivity->first;
    for (int i = 0; i < sensitivity->count && !book->failed; i++, sheet->row++)
        write_number(sheet, AT_KEY,
                     arena_printf(book->arena, "%s-%s*%s*(1+MAX(%s))",
                                  cell_address(sheet, sheet, sheet->row, AT_SWING, 0),
                                  cell_address(sheet, sheet, sheet->row, AT_NUMBER, 0), sensitivity->tolerance->name,
                                  column_range(book, sensitivity, sheet, AT_SWING)),
                     &output->format, pos);
}

/* The sorted table of a block of reruns: its name stands in the fence. */
void place_tornado(struct book *book, struct fence *fence) {
    const char *text = fence->node->text + strspn(fence->node->text, " \t\r\n");
    fence->content = arena_strndup(book->arena, text, strcspn(text, " \t\r\n"));
}

static const struct sensitivity *find_sensitivity(struct book *book, const struct fence *fence) {
    const struct sensitivity *sensitivity = book->sensitivities;
    while (sensitivity && (!sensitivity->name || strcmp(sensitivity->name, fence->content) != 0))
        sensitivity = sensitivity->next;
    if (sensitivity && sensitivity->sheet)
        return sensitivity;
    book_error(book, fence->node->pos, "no block ```sensitivity``` before this one has the name `%s`",
               (const char *)fence->content);
    return NULL;
}

static double kept_number(const struct sheet *sheet, lxw_row_t row, int column) {
    return values_at(sheet, row, column).number;
}

static void insert_chart(struct sheet *sheet, const struct sensitivity *sensitivity, lxw_row_t first) {
    struct book *book = sheet->book;
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_BAR);
    static const char *const names[] = {"Input low", "Input high"};
    static const int colours[] = {COLOUR_LOW, COLOUR_HIGH};
    lxw_row_t last = first + (lxw_row_t)sensitivity->count - 1;
    double *values = arena_array(book->arena, (size_t)sensitivity->count, sizeof *values);
    for (int i = 0; i < 2; i++) {
        lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
        if (!series)
            alloc_failed(sizeof *series);
        chart_series_set_categories(series, sheet->name, first, BY_LABEL, last, BY_LABEL);
        chart_series_set_values(series, sheet->name, first, (lxw_col_t)(BY_LOW + i), last, (lxw_col_t)(BY_LOW + i));
        chart_series_set_name(series, names[i]);
        for (int j = 0; j < sensitivity->count; j++)
            values[j] = kept_number(sheet, first + (lxw_row_t)j, BY_LOW + i);
        series_set_cache(series->values, values, sensitivity->count);
        lxw_chart_fill fill = {.color = (lxw_color_t)colours[i]};
        chart_series_set_fill(series, &fill);
    }
    chart_set_series_overlap(chart, 100);
    chart_set_series_gap(chart, 50);
    lxw_chart_font plain = {.bold = LXW_EXPLICIT_FALSE, .size = 9};
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_label_position(chart->y_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    chart_axis_set_num_font(chart->y_axis, &plain);
    chart_axis_set_num_font(chart->x_axis, &plain);
    double one = 1e6;
    struct number_format format = {NUMBER_MILLIONS, 0, false};
    if (sensitivity->output->format.style != NUMBER_MONEY && sensitivity->output->format.style != NUMBER_MILLIONS)
        format = sensitivity->output->format;
    unsigned short number = book_number_format(book, format, NULL, &one, 1, false);
    chart_axis_set_num_format(chart->x_axis, book->number_formats[number]);
    chart_axis_set_name(chart->x_axis, arena_printf(book->arena, "Change of: %s", sensitivity->output->label));
    chart_axis_set_name_font(chart->x_axis, &plain);
    chart_title_off(chart);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_TOP);
    int height = CHART_MARGIN + BAR_PIXELS * sensitivity->count;
    lxw_chart_options options = {.x_scale = CHART_WIDTH / 480.0, .y_scale = height / 288.0};
    worksheet_insert_chart_opt(sheet->worksheet, sheet->row, 0, chart, &options);
    sheet->row += (lxw_row_t)(height / ROW_PIXELS + 1);
}

void block_write_tornado(struct book *book, const struct fence *fence) {
    static const char *const heads[SORTED_COLUMNS] = {"Input, by its effect", "Rank",         "No.",
                                                      "Change, low",          "Change, high", "Swing"};
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    const struct sensitivity *sensitivity = find_sensitivity(book, fence);
    if (!sensitivity)
        return;
    const struct quantity *output = sensitivity->output;
    const char *keys = column_range(book, sensitivity, sheet, AT_KEY);
    sheet_head(sheet, sheet->row, fence);
    write_heads(sheet, heads, SORTED_COLUMNS, pos);
    lxw_row_t first = sheet->row;
    for (int i = 0; i < sensitivity->count && !book->failed; i++, sheet->row++) {
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
                         arena_printf(book->arena, "INDEX(%s,%s)-%s",
                                      column_range(book, sensitivity, sheet, AT_LOW + j), place, output->name),
                         &output->format, pos);
        write_number(sheet, BY_SWING,
                     arena_printf(book->arena, "INDEX(%s,%s)", column_range(book, sensitivity, sheet, AT_SWING), place),
                     &output->format, pos);
    }
    /* The labels stand to the left of what they follow from: they look to their sheet's next columns. */
    sheet->row = first;
    for (int i = 0; i < sensitivity->count && !book->failed; i++, sheet->row++) {
        struct cell_value value =
            cell_computed(sheet, sheet->row, BY_LABEL,
                          arena_printf(book->arena, "INDEX(%s,MATCH(LARGE(%s,ROWS(%s:%s)),%s,0))",
                                       column_range(book, sensitivity, sheet, AT_LABEL), keys,
                                       cell_address(sheet, sheet, first - 1, BY_LABEL, 1),
                                       cell_address(sheet, sheet, sheet->row - 1, BY_LABEL, 0), keys),
                          (struct look){.frame = FRAME_BODY}, pos);
        if (value.kind == CELL_TEXT)
            sheet_fit(sheet, BY_LABEL, text_width(value.text, strlen(value.text)));
    }
    sheet->row++;
    if (!book->failed)
        insert_chart(sheet, sensitivity, first);
}
