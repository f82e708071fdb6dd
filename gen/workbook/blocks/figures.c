#include "workbook/blocks/figures.h"
#include "workbook/blocks/expressions.h"

#include <math.h>
#include <string.h>

const struct block_figures *block_find_figures(const struct sheet_book *book, const struct chart *chart) {
    for (const struct block_figures *figures = book->blocks->figures; figures; figures = figures->next)
        if (strcmp(figures->chart->name, chart->name) == 0)
            return figures;
    return NULL;
}

const char *block_axis_head(struct sheet_book *book, const struct chart_axis *axis) {
    return *axis->unit_word ? arena_printf(book->arena, "%s (%s)", axis->label, axis->unit_word) : axis->label;
}

/* `IF(condition,formula,otherwise)`, or the formula alone if there is no condition. */
static const char *guarded(struct sheet_book *book, const struct expr *where, const char *formula,
                           const char *otherwise, struct pos pos) {
    const char *condition = where ? block_formula(book, where, NULL, NULL, pos) : NULL;
    return condition ? arena_printf(book->arena, "IF(%s,%s,%s)", condition, formula, otherwise) : formula;
}

static const char *address(struct sheet_book *book, lxw_row_t row, int column) {
    char cell[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell_abs(cell, row, (lxw_col_t)column, 1, 1);
    return arena_strdup(book->arena, cell);
}

/* Writes a point of a line in the current row: name, x, y. */
static void write_point(struct sheet *sheet, const struct chart *chart, struct block_drawn_line *line,
                        const char *x_formula, const char *y_formula, struct pos pos) {
    struct sheet_book *book = sheet->book;
    const char *const formulas[] = {x_formula, y_formula};
    const struct chart_axis *const axes[] = {&chart->x, &chart->y};
    double *const points[] = {line->x, line->y};
    sheet_put_words(sheet, sheet->row, 0, line->label, 40, (struct sheet_look){.frame = FRAME_BODY}, pos);
    for (int i = 0; i < 2; i++) {
        struct calc_value value = calc_evaluate(&sheet->cells, formulas[i], pos);
        struct number_format format = axes[i]->format; /* of marks; a line may lie between two of them */
        if (format.decimals == 0 && !calc_nearly_equal(value.number, round(value.number)))
            format.decimals = 2;
        struct sheet_look look = {.frame = FRAME_BODY,
                                  .number = sheet_number_format(book, format, NULL, &value.number, 1, true)};
        sheet_put_valued(sheet, sheet->row, 1 + i, formulas[i], value, look, pos);
        points[i][line->count] = value.number;
    }
    line->count++;
    line->last = sheet->row++;
}

/* Begins something that is drawn over a chart, whose points come next. */
static struct block_drawn_line *begin_line(struct sheet *sheet, struct block_figures *figures, const char *label,
                                           enum chart_colour colour) {
    struct block_drawn_line *drawn = &figures->lines[figures->line_count++];
    *drawn =
        (struct block_drawn_line){.label = label, .colour = colour, .first = sheet->row, .x_column = 1, .y_column = 2};
    return drawn;
}

/* Writes a reference line as a line of two points. If its condition is false, both are the first point of the sweep, so
 * that the line cannot be seen: an error value would not be a number. */
static void write_line(struct sheet *sheet, struct block_figures *figures, const struct chart_line *line,
                       struct pos pos) {
    struct sheet_book *book = sheet->book;
    const struct chart *chart = figures->chart;
    const struct block_range *range = &figures->range;
    struct block_drawn_line *drawn = begin_line(sheet, figures, line->label, line->colour);
    drawn->dash = line->dash;
    const char *at = block_formula(book, line->at, NULL, NULL, pos);
    if (!at)
        return;
    char last_cell[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell_abs(last_cell, range->last, (lxw_col_t)(range->column + chart->series_count), 1, 1);
    const char *block = arena_printf(book->arena, "%s:%s", address(book, range->first, range->column + 1), last_cell);
    const char *first_x = address(book, range->first, range->column),
               *last_x = address(book, range->last, range->column);
    const char *bottom = chart->y.from_zero ? arena_printf(book->arena, "MIN(0,%s)", block)
                                            : arena_printf(book->arena, "MIN(%s)", block);
    const char *top = arena_printf(book->arena, "MAX(%s)", block);
    if (line->vertical) {
        write_point(sheet, chart, drawn, guarded(book, line->where, at, first_x, pos), bottom, pos);
        write_point(sheet, chart, drawn, address(book, drawn->first, 1), guarded(book, line->where, top, bottom, pos),
                    pos);
    } else {
        write_point(sheet, chart, drawn, first_x, guarded(book, line->where, at, bottom, pos), pos);
        write_point(sheet, chart, drawn, guarded(book, line->where, last_x, first_x, pos),
                    address(book, drawn->first, 2), pos);
    }
}

/* A workbook has neither quantiles nor a second axis. */
static bool has_line(const struct chart_line *line) {
    return line->at && !line->right;
}

static void write_marker(struct sheet *sheet, struct block_figures *figures, const struct chart_marker *marker,
                         struct pos pos) {
    struct sheet_book *book = sheet->book;
    const struct chart *chart = figures->chart;
    const struct block_range *range = &figures->range;
    struct block_drawn_line *drawn = begin_line(sheet, figures, marker->label, marker->colour);
    drawn->marker = true;
    const char *x = block_formula(book, marker->at_x, NULL, NULL, pos);
    const char *y = block_formula(book, marker->at_y, NULL, NULL, pos);
    if (x && y)
        write_point(sheet, chart, drawn,
                    guarded(book, marker->where, x, address(book, range->first, range->column), pos),
                    guarded(book, marker->where, y, address(book, range->first, range->column + 1), pos), pos);
}

/* How wide a column of figures is at least. */
enum { FIGURE_WIDTH = 12 };

/* A column of a sweep: its expression and the present values. */
struct sweep_column {
    const char *head;
    const struct expr *expr;
    const struct chart_series *series;
    const double *values;
    struct number_format format;
};

/* The points of a sweep. */
struct swept {
    const struct quantity *along;
    const double *values;
    int points;
    enum sweep_scale scale;
    const struct expr *first, *last; /* its ends, if they depend on the set; NULL: numbers */
};

/* The cell of a value of the sweep. Between ends that depend on the set, each value follows from the one above it. */
static void put_swept(struct sheet *sheet, const struct swept *swept, int i, lxw_row_t first, struct sheet_look look,
                      struct pos pos) {
    struct sheet_book *book = sheet->book;
    lxw_row_t last = first + (lxw_row_t)swept->points - 1;
    const struct expr *end = i == 0 ? swept->first : i == swept->points - 1 ? swept->last : NULL;
    bool between = i > 0 && i < swept->points - 1 && (swept->first || swept->last);
    const char *formula = end ? block_formula(book, end, NULL, NULL, pos) : NULL;
    if (between) {
        const char *from = address(book, first, 0), *to = address(book, last, 0),
                   *above = address(book, sheet->row - 1, 0);
        const char *steps = arena_printf(book->arena, "(ROWS(%s:%s)-1)", from, to);
        formula = swept->scale == SWEEP_LINEAR ? arena_printf(book->arena, "%s+(%s-%s)/%s", above, to, from, steps)
                                               : arena_printf(book->arena, "%s*(%s/%s)^(1/%s)", above, to, from, steps);
    }
    if (formula)
        sheet_put_formula(sheet, sheet->row, 0, formula, swept->values[i], look, pos);
    else if (!end)
        sheet_put_number(sheet, sheet->row, 0, swept->values[i], look, pos);
}

static void write_head(struct sheet *sheet, int column, const char *words, struct pos pos) {
    struct sheet_look look = {.frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT};
    sheet_put_words(sheet, sheet->row, column, words, 24, look, pos);
}

/* Writes the values that tell the members of families apart, in a row below the heads; returns that row, or 0 if there
 * are no families. */
static lxw_row_t write_members(struct sheet *sheet, const struct sweep_column *columns, int count, struct pos pos) {
    bool any = false;
    for (int i = 0; i < count; i++) {
        const struct chart_series *series = columns[i].series;
        if (!series->each)
            continue;
        struct sheet_look look = {
            .frame = FRAME_BODY,
            .ink = INK_FAINT,
            .number = sheet_number_format(sheet->book, series->each->format, NULL, &series->each_value, 1, false)};
        if (!any)
            sheet_put_words(sheet, sheet->row, 0, series->each->label, 40, (struct sheet_look){.frame = FRAME_BODY},
                            pos);
        sheet_put_number(sheet, sheet->row, i + 1, series->each_value, look, pos);
        any = true;
    }
    return any ? sheet->row++ : 0;
}

/* The formula of a series for a cell of the sweep. */
static const char *series_formula(struct sheet *sheet, const struct swept *swept, const struct block_range *range,
                                  const struct sweep_column *column, int number, lxw_row_t row, struct pos pos) {
    char x[LXW_MAX_CELL_NAME_LENGTH];
    struct block_substitute substitutes[2] = {{swept->along, x}, {column->series->each, ""}};
    lxw_rowcol_to_cell_abs(x, row, 0, 0, 1);
    if (column->series->each)
        substitutes[1].cell = address(sheet->book, range->each, number);
    return block_formula_with(sheet->book, column->expr, substitutes, column->series->each ? 2 : 1, pos);
}

/* A figure of a series. The last point of steps and columns only ends them, and a column of a cumulative series is what
 * it rises by up to the next point. */
static void put_figure(struct sheet *sheet, const struct swept *swept, const struct block_range *range,
                       const struct sweep_column *column, int i, int number, struct sheet_look look, struct pos pos) {
    if (column->series->form != FORM_LINE && i == swept->points - 1)
        return;
    const char *formula = series_formula(sheet, swept, range, column, number, sheet->row, pos);
    if (formula && column->series->cumulative) {
        const char *next = series_formula(sheet, swept, range, column, number, sheet->row + 1, pos);
        formula = next ? arena_printf(sheet->book->arena, "(%s)-(%s)", next, formula) : NULL;
    }
    if (formula)
        sheet_put_formula(sheet, sheet->row, number, formula, column->values[i], look, pos);
}

/* Writes a row of heads and a row for each point, from sheet->row on; the next row is then below them. */
static struct block_range write_sweep(struct sheet *sheet, const struct swept *swept, const char *head,
                                      struct number_format format, const struct sweep_column *columns, int count,
                                      struct pos pos) {
    struct sheet_book *book = sheet->book;
    struct block_range range = {.sheet = sheet, .head = sheet->row, .column = 0};
    sheet_head(sheet, sheet->row, columns);
    write_head(sheet, 0, head, pos);
    for (int i = 0; i < count; i++) {
        write_head(sheet, i + 1, columns[i].head, pos);
        sheet_fit(sheet, i + 1, FIGURE_WIDTH);
    }
    sheet->row++;
    range.each = write_members(sheet, columns, count, pos);
    range.first = sheet->row;
    range.last = range.first + (lxw_row_t)swept->points - 1;
    struct sheet_look fixed = {.frame = FRAME_BODY,
                               .ink = INK_FAINT,
                               .align = ALIGN_RIGHT,
                               .number = sheet_number_format(book, format, NULL, swept->values, swept->points, false)};
    struct sheet_look *looks = arena_array(book->arena, (size_t)count + 1, sizeof *looks);
    for (int j = 0; j < count; j++)
        looks[j] = (struct sheet_look){
            .frame = FRAME_BODY,
            .number = sheet_number_format(book, columns[j].format, NULL, columns[j].values, swept->points, true)};
    for (int i = 0; i < swept->points && !book->calc.failed; i++, sheet->row++) {
        put_swept(sheet, swept, i, range.first, fixed, pos);
        for (int j = 0; j < count; j++)
            put_figure(sheet, swept, &range, &columns[j], i, j + 1, looks[j], pos);
    }
    return range;
}

static void write_curves(struct sheet *sheet, struct block_figures *figures, struct pos pos) {
    struct sheet_book *book = sheet->book;
    const struct chart *chart = figures->chart;
    struct sweep_column *columns = arena_array(book->arena, (size_t)chart->series_count + 1, sizeof *columns);
    for (int i = 0; i < chart->series_count; i++)
        columns[i] = (struct sweep_column){chart->series[i].label, chart->series[i].value, &chart->series[i],
                                           chart->series[i].y, chart_series_axis(chart, &chart->series[i])->format};
    const struct swept swept = {.along = chart->sweep.along,
                                .values = chart->x_values,
                                .points = chart->point_count,
                                .scale = chart->sweep.scale,
                                .first = chart->first,
                                .last = chart->last};
    figures->range = write_sweep(sheet, &swept, block_axis_head(book, &chart->x), chart->x.format, columns,
                                 chart->series_count, pos);
    bool any = chart->marker_count > 0;
    for (int i = 0; i < chart->line_count; i++)
        any |= has_line(&chart->lines[i]);
    if (!any)
        return;
    sheet_gap(sheet);
    struct sheet_look head = {.frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT};
    const char *const heads[] = {sheet_says(sheet->book, "Lines and marks of the chart"), chart->x.label,
                                 chart->y.label};
    for (int i = 0; i < 3; i++) {
        head.align = i ? ALIGN_RIGHT : ALIGN_LEFT;
        sheet_put_words(sheet, sheet->row, i, heads[i], i ? 24 : 40, head, pos);
    }
    sheet->row++;
    for (int i = 0; i < chart->line_count; i++)
        if (has_line(&chart->lines[i]))
            write_line(sheet, figures, &chart->lines[i], pos);
    for (int i = 0; i < chart->marker_count; i++)
        write_marker(sheet, figures, &chart->markers[i], pos);
}

/* Draws the lines over bars, whose heights stand in columns from this one on. */
static void draw_lines(struct block_figures *figures, int column) {
    for (int j = 0; j < figures->chart->line_count; j++) {
        const struct chart_line *line = &figures->chart->lines[j];
        figures->lines[figures->line_count++] = (struct block_drawn_line){.label = line->label,
                                                                          .colour = line->colour,
                                                                          .dash = line->dash,
                                                                          .first = figures->range.first,
                                                                          .last = figures->range.last,
                                                                          .y_column = column + j,
                                                                          .y = {line->shown ? line->value : 0}};
    }
}

/* Writes bars: name and value. With a highlight, the value is repeated in the column of the highlighted bars or in that
 * of the others, so that the colour follows the numbers. Then a column for each line. */
static void write_bars(struct sheet *sheet, struct block_figures *figures, struct pos pos) {
    struct sheet_book *book = sheet->book;
    const struct chart *chart = figures->chart;
    int count = chart->series_count, column = 0;
    bool highlight = chart->highlight != HIGHLIGHT_NONE;
    struct sheet_look head = {.frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT}, words = {.frame = FRAME_BODY};
    figures->range = (struct block_range){sheet, sheet->row, sheet->row + 1, sheet->row + (lxw_row_t)count, 0, 0};
    const char *label = *chart->highlight_label ? chart->highlight_label : sheet_says(book, "highlighted");
    const char *fixed[] = {"", chart->y.label, label, sheet_says(book, "others")};
    sheet_head(sheet, sheet->row, chart);
    for (column = 0; column < (highlight ? 4 : 2); column++)
        sheet_put_words(sheet, sheet->row, column, fixed[column], 24, head, pos);
    for (int i = 0; i < chart->line_count; i++)
        sheet_put_words(sheet, sheet->row, column + i, chart->lines[i].label, 24, head, pos);
    sheet->row++;
    const char *all = "", *pick = chart->highlight == HIGHLIGHT_HIGHEST ? "MAX" : "MIN";
    double best = chart->series[0].y[0];
    /* The cells of later bars are not known yet, so the formulas of all bars are used. */
    for (int i = 0; i < count; i++) {
        const char *formula = block_formula(book, chart->series[i].value, NULL, NULL, pos);
        if (!formula)
            return;
        all = arena_printf(book->arena, "%s%s%s", all, i ? "," : "", formula);
    }
    for (int i = 1; i < count; i++)
        best = chart->highlight == HIGHLIGHT_HIGHEST ? fmax(best, chart->series[i].y[0])
                                                     : fmin(best, chart->series[i].y[0]);
    figures->highlighted = arena_array(book->arena, (size_t)count, sizeof *figures->highlighted);
    figures->others = arena_array(book->arena, (size_t)count, sizeof *figures->others);
    for (int i = 0; i < count; i++, sheet->row++) {
        const struct chart_series *bar = &chart->series[i];
        double value = bar->y[0];
        struct sheet_look look = {.frame = FRAME_BODY,
                                  .number = sheet_number_format(book, chart->y.format, NULL, &value, 1, true)};
        sheet_put_words(sheet, sheet->row, 0, bar->label, 40, words, pos);
        const char *formula = block_formula(book, bar->value, NULL, NULL, pos), *cell = address(book, sheet->row, 1);
        if (!formula)
            return;
        sheet_put_formula(sheet, sheet->row, 1, formula, value, look, pos);
        sheet_fit(sheet, 1, FIGURE_WIDTH);
        bool best_one = calc_nearly_equal(value, best); /* the comparison that the cell's formula makes */
        figures->highlighted[i] = best_one ? value : 0;
        figures->others[i] = best_one ? 0 : value;
        if (highlight) {
            const char *test = arena_printf(book->arena, "%s=%s(%s)", cell, pick, all);
            sheet_put_formula(sheet, sheet->row, 2, arena_printf(book->arena, "IF(%s,%s,0)", test, cell),
                              figures->highlighted[i], look, pos);
            sheet_put_formula(sheet, sheet->row, 3, arena_printf(book->arena, "IF(%s,0,%s)", test, cell),
                              figures->others[i], look, pos);
        }
        for (int j = 0; j < chart->line_count; j++) {
            const struct chart_line *line = &chart->lines[j];
            const char *at = block_formula(book, line->at, NULL, NULL, pos);
            if (at)
                sheet_put_formula(sheet, sheet->row, column + j, guarded(book, line->where, at, "0", pos),
                                  line->shown || !line->where ? line->value : 0, look, pos);
        }
    }
    draw_lines(figures, column);
}

/* Writes bars of several parts: name, and a column for each part; then a column for each line. */
static void write_parts(struct sheet *sheet, struct block_figures *figures, struct pos pos) {
    struct sheet_book *book = sheet->book;
    const struct chart *chart = figures->chart;
    int count = chart_bar_count(chart), parts = chart->part_count;
    struct sheet_look head = {.frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT}, words = {.frame = FRAME_BODY};
    figures->range = (struct block_range){sheet, sheet->row, sheet->row + 1, sheet->row + (lxw_row_t)count, 0, 0};
    sheet_head(sheet, sheet->row, chart);
    sheet_put_words(sheet, sheet->row, 0, chart->y.label, 24, head, pos);
    for (int j = 0; j < parts + chart->line_count; j++)
        sheet_put_words(sheet, sheet->row, 1 + j, j < parts ? chart->parts[j].label : chart->lines[j - parts].label, 24,
                        head, pos);
    sheet->row++;
    for (int i = 0; i < count; i++, sheet->row++) {
        sheet_put_words(sheet, sheet->row, 0, chart->series[i * parts].label, 40, words, pos);
        for (int j = 0; j < parts + chart->line_count; j++) {
            const struct chart_line *line = j < parts ? NULL : &chart->lines[j - parts];
            const struct chart_series *bar = line ? NULL : &chart->series[i * parts + j];
            double value = bar ? bar->y[0] : line->shown || !line->where ? line->value : 0;
            struct sheet_look look = {.frame = FRAME_BODY,
                                      .number = sheet_number_format(book, chart->y.format, NULL, &value, 1, true)};
            const char *formula = block_formula(book, bar ? bar->value : line->at, NULL, NULL, pos);
            if (formula)
                sheet_put_formula(sheet, sheet->row, 1 + j,
                                  line ? guarded(book, line->where, formula, "0", pos) : formula, value, look, pos);
            sheet_fit(sheet, 1 + j, FIGURE_WIDTH);
        }
    }
    draw_lines(figures, 1 + parts);
}

void block_write_figures(struct sheet *sheet, const struct doc_node *node) {
    struct sheet_book *book = sheet->book;
    const struct chart *chart = node->placed.chart;
    if (block_find_figures(book, chart)) {
        sheet_error(book, node->pos, "the workbook already has the figures of chart `%s`", chart->name);
        return;
    }
    struct block_figures *figures = arena_alloc(book->arena, sizeof *figures);
    figures->chart = chart;
    figures->lines =
        arena_array(book->arena, (size_t)(chart->line_count + chart->marker_count) + 1, sizeof *figures->lines);
    figures->next = book->blocks->figures;
    book->blocks->figures = figures;
    if (chart->part_count)
        write_parts(sheet, figures, node->pos);
    else if (chart->kind == CHART_BARS)
        write_bars(sheet, figures, node->pos);
    else
        write_curves(sheet, figures, node->pos);
    if (book->checks && !book->calc.failed)
        block_check_figures(book, figures, node->pos);
}

void block_write_sweep(struct sheet_book *book, const struct sheet_fence *fence) {
    (void)book;
    block_write_figures(fence->sheet, fence->node);
}
