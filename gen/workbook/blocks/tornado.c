#include "workbook/blocks/sensitivity.h"
#include "workbook/blocks/watch.h"

#include <math.h>
#include <string.h>

/* The columns of the sorted table. */
enum { BY_LABEL, BY_RANK, BY_PLACE, BY_LOW, BY_HIGH, BY_SWING, SORTED_COLUMNS };
/* More bars would be unreadable; the table lists the rest. */
enum { MOST_BARS = 15, SUMMARY_BARS = 5 };
/* The rows of the chart besides one for each bar. */
enum { CHART_MARGIN_ROWS = 8 };
enum { SMALL_SIZE = 8 };
/* Bold type is wider by this. */
#define BOLD_WIDTH 1.08

/* Adds the bars of one end, whose figures are in `column`. */
static void add_bars(struct sheet_book *book, lxw_chart *chart, const struct sheet *sheet, lxw_row_t first, int count,
                     int column, enum block_end end) {
    static const char *const names[SWING_ENDS] = {"Input low", "Input high"};
    static const enum chart_colour colours[SWING_ENDS] = {CHART_BLUE, CHART_ORANGE};
    lxw_row_t last = first + (lxw_row_t)count - 1;
    double *values = arena_array(book->arena, (size_t)count, sizeof *values);
    const char **labels = arena_array(book->arena, (size_t)count, sizeof *labels);
    for (int i = 0; i < count; i++) {
        values[i] = calc_at(&sheet->cells, first + (lxw_row_t)i, column).number;
        labels[i] = calc_at(&sheet->cells, first + (lxw_row_t)i, BY_LABEL).text;
    }
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (!series)
        alloc_failed(sizeof *series);
    chart_series_set_categories(series, sheet->name, first, BY_LABEL, last, BY_LABEL);
    chart_series_set_values(series, sheet->name, first, (lxw_col_t)column, last, (lxw_col_t)column);
    chart_series_set_name(series, sheet_says(book, names[end]));
    sheet_series_words(series->categories, labels, count);
    sheet_series_numbers(series->values, values, count);
    lxw_chart_fill fill = {.color = chart_palette[colours[end]]};
    chart_series_set_fill(series, &fill);
}

/* The format of the axis in the unit of its widest bar, with enough decimals to tell its marks apart. */
static struct number_format axis_format(const struct quantity *output, double widest) {
    struct number_format format = output->format;
    if (format.style != NUMBER_MONEY && !number_is_short_money(format.style))
        return format;
    format = number_format_sized((struct number_format){.style = NUMBER_MONEY, .fits = true, .decimals = 0}, widest);
    for (double least = 4 * pow(10, -number_shift(format.style)); widest < least && format.decimals < 3; least /= 10)
        format.decimals++;
    return format;
}

static void set_axes(const struct sheet *sheet, lxw_chart *chart, const struct quantity *output, double widest) {
    struct sheet_book *book = sheet->book;
    unsigned short number = sheet_number_format(book, axis_format(output, widest), NULL, &widest, 1, false);
    sheet_chart_axis(sheet, chart->x_axis,
                     sheet->summary ? "" : sheet_says(book, "Change, with the input low and high"),
                     sheet_chart_code(book, number));
    chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_NEXT_TO);
    sheet_chart_axis(sheet, chart->y_axis, "", "General");
    chart_axis_major_gridlines_set_visible(chart->y_axis, LXW_FALSE);
    /* The first input is at the top, and the figures of the other axis stay at the bottom. */
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_crossing_max(chart->y_axis);
}

/* The title is in a cell, since readers may choose what the chart shows. */
static void insert_chart(struct sheet *sheet, const struct block_sensitivity *table, lxw_row_t title, lxw_row_t first,
                         int count, struct pos pos) {
    struct sheet_book *book = sheet->book;
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_BAR);
    if (!chart)
        alloc_failed(1);
    for (int end = 0; end < SWING_ENDS; end++)
        add_bars(book, chart, sheet, first, count, BY_LOW + end, (enum block_end)end);
    chart_set_series_overlap(chart, 100);
    chart_set_series_gap(chart, 50);
    set_axes(sheet, chart, table->block->outputs[0], calc_at(&sheet->cells, first, BY_SWING).number);
    const char *words = calc_at(&sheet->cells, title, BY_LABEL).text;
    sheet_chart_words(sheet, chart, NULL);
    chart_title_set_name_range(chart, sheet->name, title, BY_LABEL);
    sheet_series_words(chart->title.range, &words, 1);
    sheet_break(sheet, BREAK_WEAK);
    sheet_add_chart(sheet, chart, CHART_MARGIN_ROWS + count,
                    sheet_says_of(book, "{}: what changes with each input low and high, the greatest first", words),
                    pos);
    if (count < table->count)
        sheet_put_text(sheet, sheet->row++, 0,
                       sheet_says_both(book, "The {} of {} inputs with the greatest effect",
                                       arena_printf(book->arena, "%d", count),
                                       arena_printf(book->arena, "%d", table->count)),
                       (struct sheet_look){.italic = true}, pos);
}

/* The change of the chosen output at one end of the input in a row of the table. */
static const char *change(struct sheet *sheet, const struct block_sensitivity *table, enum block_end end,
                          const char *place) {
    int outputs = table->block->output_count;
    const char *now =
        arena_printf(sheet->book->arena, "%s:%s", sheet_address(sheet, table->sheet, table->now, table->results, 3),
                     sheet_address(table->sheet, table->sheet, table->now, table->results + outputs - 1, 3));
    return arena_printf(sheet->book->arena, "INDEX(%s,%s,%s)-INDEX(%s,1,%s)",
                        block_sensitivity_columns(table, end, sheet, table->results, outputs), place, table->chosen,
                        now, table->chosen);
}

/* The look of a change: none at all is a dash. */
static struct sheet_look change_look(struct sheet *sheet, struct number_format format, double value,
                                     enum sheet_ink ink) {
    unsigned short number =
        sheet_dashed_format(sheet->book, sheet_number_format(sheet->book, format, NULL, &value, 1, true));
    return (struct sheet_look){.frame = FRAME_BODY, .ink = ink, .align = ALIGN_RIGHT, .number = number};
}

static void write_change(struct sheet *sheet, const struct block_sensitivity *table, int column, const char *formula,
                         struct pos pos) {
    struct calc_value value = calc_evaluate(&sheet->cells, formula, pos);
    struct sheet_look look = change_look(sheet, table->format, value.number, sheet_formula_look(sheet, formula).ink);
    sheet_fit_number(sheet, column, value.number, look.number);
    sheet_put_valued(sheet, sheet->row, column, formula, value, look, pos);
}

/* Writes a row of the sorted table except its label. `before`: the rank in the row before, NULL for the first. */
static void write_rank(struct sheet *sheet, const struct block_sensitivity *table, const char *before, struct pos pos) {
    struct arena *arena = sheet->book->arena;
    const char *place = sheet_address(sheet, sheet, sheet->row, BY_PLACE, 2);
    const char *rank = sheet_address(sheet, sheet, sheet->row, BY_RANK, 0);
    const char *keys = block_sensitivity_column(table, sheet, table->key);
    sheet_put_figure(sheet, BY_RANK, before ? arena_printf(arena, "%s+1", before) : "1", NULL, pos);
    sheet_put_figure(sheet, BY_PLACE, arena_printf(arena, "MATCH(LARGE(%s,%s),%s,0)", keys, rank, keys), NULL, pos);
    for (int end = 0; end < SWING_ENDS; end++)
        write_change(sheet, table, BY_LOW + end, change(sheet, table, end, place), pos);
    write_change(sheet, table, BY_SWING,
                 arena_printf(arena, "INDEX(%s,%s)", block_sensitivity_column(table, sheet, table->swing), place), pos);
}

/* Writes the label of a row. It is to the left of its rank, so it refers to the rank in the row before. */
static void write_label(struct sheet *sheet, const struct block_sensitivity *table, const char *before,
                        struct pos pos) {
    struct arena *arena = sheet->book->arena;
    const char *keys = block_sensitivity_column(table, sheet, table->key);
    const char *rank = before ? arena_printf(arena, "%s+1", before) : "1";
    const char *place = arena_printf(arena, "MATCH(LARGE(%s,%s),%s,0)", keys, rank, keys);
    sheet_put_computed(sheet, sheet->row, BY_LABEL,
                       arena_printf(arena, "INDEX(%s,%s)", block_sensitivity_column(table, sheet, 0), place),
                       (struct sheet_look){.frame = FRAME_BODY}, pos);
}

/* Repeats a row of the ranking, by links. */
static void write_link(struct sheet *sheet, const struct block_sensitivity *table, lxw_row_t ranked, struct pos pos) {
    for (int column = BY_LABEL; column < SORTED_COLUMNS; column++) {
        struct calc_value value = calc_at(&table->ranking->cells, ranked, column);
        struct sheet_look look = {.frame = FRAME_BODY, .ink = table->ranking == sheet ? INK_FORMULA : INK_LINK};
        if (column >= BY_LOW) {
            look = change_look(sheet, table->format, value.number, look.ink);
            sheet_fit_number(sheet, column, value.number, look.number);
        }
        sheet_put_valued(sheet, sheet->row, column, sheet_address(sheet, table->ranking, ranked, column, 0), value,
                         look, pos);
    }
}

/* Writes the heads of the sorted table; the next row is then below them. */
static void write_heads(struct sheet *sheet, struct pos pos) {
    static const char *const heads[SORTED_COLUMNS] = {"Input, by its effect", "Rank",         "Row",
                                                      "Change, low",          "Change, high", "Swing"};
    for (int i = 0; i < SORTED_COLUMNS; i++)
        sheet_table_head(sheet, i, sheet_says(sheet->book, heads[i]), i ? ALIGN_RIGHT : ALIGN_LEFT, pos);
    sheet->row++;
}

/* The words about the chosen output, as a formula. */
static const char *effect_words(const struct sheet_book *book, const char *english, const char *choice) {
    return arena_printf(book->arena, "\"%s\"&%s", sheet_says_of(book, english, ""), choice);
}

static lxw_row_t write_title(struct sheet *sheet, const struct block_sensitivity *table, struct pos pos) {
    const char *choice = block_chosen_output(sheet->book, table->block);
    struct sheet_look bold = {.bold = true};
    if (choice)
        sheet_put_computed(sheet, sheet->row, BY_LABEL, effect_words(sheet->book, "Effect on: {}", choice), bold, pos);
    else
        sheet_put_text(sheet, sheet->row, BY_LABEL,
                       sheet_says_of(sheet->book, "Effect on: {}", table->block->labels[0]), bold, pos);
    return sheet->row++;
}

/* Writes the inputs that change an output, sorted by their effect. A ranking on a sheet of its own may have several
 * parts with heads; a chart needs its rows together. Returns the rows, by rank. */
static lxw_row_t *write_ranking(struct sheet *sheet, const struct block_sensitivity *table,
                                const struct sheet_fence *fence) {
    struct pos pos = fence->node->pos;
    int count = table->moving;
    lxw_row_t *rows = arena_array(sheet->book->arena, (size_t)count, sizeof *rows);
    const char *before = NULL;
    bool watching = sheet->book->watching;
    sheet->book->watching = false; /* the check of the ranks covers them */
    sheet_head(sheet, sheet->row, fence);
    write_heads(sheet, pos);
    for (int i = 0; i < count && !sheet->book->calc.failed; i++, sheet->row++) {
        if (table->ranking && sheet_begins_part(sheet, i, count, TABLE_LINES))
            write_heads(sheet, pos);
        write_label(sheet, table, before, pos);
        write_rank(sheet, table, before, pos);
        before = sheet_address(sheet, sheet, sheet->row, BY_RANK, 0);
        rows[i] = sheet->row;
    }
    sheet->book->watching = watching;
    const int columns[] = {BY_LOW, BY_HIGH, BY_SWING};
    static const char *const names[] = {"low_change", "high_change", "sorted_swing"};
    for (int i = 0; i < 3; i++)
        block_sensitivity_name(sheet, table->block,
                               (struct calc_area){&sheet->cells, rows[0], rows[count - 1], columns[i], columns[i]},
                               names[i], pos);
    return rows;
}

/* Whether each input can be found by its label: spreadsheets ignore case, and take some characters for others. */
static bool labels_differ(const struct block_sensitivity *table) {
    for (int i = 0; i < table->count; i++) {
        const char *label = calc_at(&table->sheet->cells, table->rows[SWING_HIGH][i], BY_LABEL).text;
        if (!label || strpbrk(label, "*?~"))
            return false;
        for (int j = 0; j < i; j++)
            if (sheet_names_alike(label, calc_at(&table->sheet->cells, table->rows[SWING_HIGH][j], BY_LABEL).text))
                return false;
    }
    return true;
}

/* The change of the chosen output at one end of the input with the label in a cell. */
static const char *change_of(struct arena *arena, const struct block_sensitivity *table, enum block_end end,
                             const char *label) {
    const struct sheet *from = block_checks_sheet(table->sheet->book);
    const char *now = block_area(table->sheet, table->now, table->results, table->now,
                                 table->results + table->block->output_count - 1);
    return arena_printf(arena, "INDEX(%s,MATCH(%s,%s,0),%s)-INDEX(%s,1,%s)",
                        block_sensitivity_columns(table, end, from, table->results, table->block->output_count), label,
                        block_sensitivity_column(table, from, BY_LABEL), table->chosen, now, table->chosen);
}

/* Adds that the rows of a sorted table have the greatest swings in their order, that a swing is the distance of its two
 * changes, and that these are those of the input that is named. */
static void check_ranks(struct sheet *sheet, const struct block_sensitivity *table, lxw_row_t first, int count,
                        struct pos pos) {
    struct sheet_book *book = sheet->book;
    if (!book->checks || book->calc.failed)
        return;
    const char *tolerance = table->block->tolerance->name;
    const char *swings = block_sensitivity_column(table, block_checks_sheet(book), table->swing);
    const char *label =
        sheet_says(book, table->block->label_count > 1
                             ? "The greatest effects on the chosen result stand first, each with its input"
                             : "The greatest effects on the result stand first, each with its input");
    bool named = labels_differ(table);
    struct block_conditions conditions = block_conditions_begin(book, label, pos);
    for (int i = 0; i < count; i++) {
        lxw_row_t row = first + (lxw_row_t)i;
        const char *cells[SORTED_COLUMNS];
        for (int column = 0; column < SORTED_COLUMNS; column++)
            cells[column] = block_area(sheet, row, column, row, column);
        /* The keys that sort the inputs differ from their swings by less than this. */
        block_condition(&conditions, "ABS(%s-LARGE(%s,%s))<=ROWS(%s)*%s*(1+MAX(%s))", cells[BY_SWING], swings,
                        cells[BY_RANK], swings, tolerance, swings);
        block_condition(&conditions, "ABS(ABS(%s-%s)-%s)<=%s*(ABS(%s)+ABS(%s))", cells[BY_HIGH], cells[BY_LOW],
                        cells[BY_SWING], tolerance, cells[BY_HIGH], cells[BY_LOW]);
        block_condition(&conditions, "INDEX(%s,%s)=%s", swings, cells[BY_PLACE], cells[BY_SWING]);
        for (int end = 0; end < SWING_ENDS && named; end++)
            block_condition(&conditions, "IF(%s=0,1=1,%s=%s)", cells[BY_SWING], cells[BY_LOW + end],
                            change_of(book->arena, table, end, cells[BY_LABEL]));
    }
    block_conditions_end(&conditions);
}

void block_write_ranking(struct sheet_book *book, const struct sheet_fence *fence) {
    struct block_sensitivity *table = block_find_sensitivity(book, fence, fence->block->name);
    if (!table || !table->rows[SWING_HIGH])
        return;
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    write_title(sheet, table, pos);
    table->ranking = sheet;
    sheet_put_text(sheet, sheet->row, BY_LABEL,
                   sheet_says_of(book, "Of {} inputs, do not change it", arena_printf(book->arena, "%d", table->count)),
                   (struct sheet_look){.italic = true}, pos);
    sheet_put_computed(sheet, sheet->row++, BY_RANK,
                       arena_printf(book->arena, "COUNTIF(%s,0)", block_sensitivity_column(table, sheet, table->swing)),
                       (struct sheet_look){.italic = true}, pos);
    table->ranked = write_ranking(sheet, table, fence);
    /* At the end of a sheet, those do not print. */
    for (int i = 1; fence->node->next == sheet->end && !sheet->printed_to && i < table->moving; i++)
        if (calc_at(&sheet->cells, table->ranked[i], BY_SWING).number == 0)
            sheet->printed_to = table->ranked[i];
}

/* How wide the widest of the first labels is. */
static double widest_label(const struct block_sensitivity *table, int count) {
    double widest = 0;
    for (int i = 0; i < count; i++) {
        const char *label = calc_at(&table->ranking->cells, table->ranked[i], BY_LABEL).text;
        widest = fmax(widest, label ? sheet_text_width(label, strlen(label)) : 0);
    }
    return widest;
}

/* How wide the head over them is at most, whatever output is chosen. */
static double widest_head(const struct sheet_book *book, const struct block_sensitivity *table) {
    double widest = 0;
    for (int i = 0; i < table->block->label_count; i++) {
        const char *head = sheet_says_of(book, "Most effect on: {}", table->block->labels[i]);
        widest = fmax(widest, BOLD_WIDTH * sheet_text_width(head, strlen(head)));
    }
    return widest;
}

/* On a summary: the first inputs of the ranking, what they change when low and high, and the same as bars beside them.
 */
static void write_leading(struct sheet *sheet, const struct block_sensitivity *table, struct pos pos) {
    enum { LOW_COLUMN = 3, BARS_FROM = 5 };
    struct sheet_book *book = sheet->book;
    int count = table->moving < SUMMARY_BARS ? table->moving : SUMMARY_BARS;
    double most = 0;
    for (int i = 0; i < count; i++)
        for (int end = 0; end < SWING_ENDS; end++)
            most = fmax(most, fabs(calc_at(&table->ranking->cells, table->ranked[i], BY_LOW + end).number));
    struct number_format format = table->format; /* of money in one unit, that of the greatest change */
    if (format.style == NUMBER_MONEY)
        format = number_format_sized((struct number_format){.style = NUMBER_MONEY, .fits = true, .decimals = 2}, most);
    const char *choice = block_chosen_output(book, table->block);
    struct sheet_look head = {.frame = FRAME_HEAD, .bold = true}, words = {.frame = FRAME_BODY};
    struct sheet_look label = words;
    const double room = LOW_COLUMN * SUMMARY_COLUMN_WIDTH;
    label.size = sheet_fitting_size(widest_label(table, count), room, BOOK_FONT_SIZE, SMALL_SIZE);
    struct sheet_look title = head;
    title.size = sheet_fitting_size(widest_head(book, table), room, BOOK_FONT_SIZE, SMALL_SIZE);
    static const char *const heads[SWING_ENDS] = {"if low", "if high"};
    for (int column = 1; column < SUMMARY_COLUMNS; column++)
        sheet_put_text(sheet, sheet->row, column, "", head, pos);
    if (choice)
        sheet_put_computed(sheet, sheet->row, BY_LABEL, effect_words(book, "Most effect on: {}", choice), title, pos);
    else
        sheet_put_text(sheet, sheet->row, BY_LABEL, sheet_says_of(book, "Most effect on: {}", table->block->labels[0]),
                       title, pos);
    head.align = ALIGN_RIGHT;
    for (int end = 0; end < SWING_ENDS; end++)
        sheet_put_text(sheet, sheet->row, LOW_COLUMN + end, sheet_says(book, heads[end]), head, pos);
    lxw_row_t first = ++sheet->row;
    for (int i = 0; i < count; i++, sheet->row++) {
        lxw_row_t ranked = table->ranked[i];
        for (int column = 1; column < SUMMARY_COLUMNS; column++)
            sheet_put_text(sheet, sheet->row, column, "", words, pos);
        sheet_put_valued(sheet, sheet->row, 0, sheet_address(sheet, table->ranking, ranked, BY_LABEL, 0),
                         calc_at(&table->ranking->cells, ranked, BY_LABEL), label, pos);
        for (int end = 0; end < SWING_ENDS; end++) {
            struct calc_value value = calc_at(&table->ranking->cells, ranked, BY_LOW + end);
            struct sheet_look look = change_look(sheet, format, value.number, INK_FORMULA);
            look.shrinks = true;
            sheet_put_valued(sheet, sheet->row, LOW_COLUMN + end,
                             sheet_address(sheet, table->ranking, ranked, BY_LOW + end, 0), value, look, pos);
        }
    }
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_BAR);
    if (!chart)
        alloc_failed(1);
    lxw_chart_line none = {.none = LXW_TRUE};
    for (int end = 0; end < SWING_ENDS; end++)
        add_bars(book, chart, sheet, first, count, LOW_COLUMN + end, (enum block_end)end);
    chart_set_series_overlap(chart, 100);
    chart_set_series_gap(chart, 50);
    set_axes(sheet, chart, table->block->outputs[0],
             calc_at(&table->ranking->cells, table->ranked[0], BY_SWING).number);
    chart_axis_off(chart->x_axis);
    chart_axis_major_gridlines_set_visible(chart->x_axis, LXW_FALSE);
    chart_axis_set_label_position(chart->y_axis, LXW_CHART_AXIS_LABEL_POSITION_NONE);
    chart_title_off(chart);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    chart_chartarea_set_line(chart, &none);
    sheet_add_chart_beside(
        sheet, chart, first, count, (struct sheet_part){BARS_FROM, SUMMARY_COLUMNS - BARS_FROM, SUMMARY_COLUMNS},
        sheet_says(book, "What changes with each input low (blue) and high (orange), the greatest first"), pos);
    sheet->with_charts = true;
}

void block_write_tornado(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    const struct block_sensitivity *table = block_find_sensitivity(book, fence, fence->block->name);
    if (!table || !table->rows[SWING_HIGH])
        return;
    if (sheet->summary) {
        if (table->ranking)
            write_leading(sheet, table, pos);
        else
            sheet_error(book, pos, "on a summary a block ```tornado``` needs a block ```ranking``` of `%s`",
                        fence->block->name);
        return;
    }
    int count = table->moving < MOST_BARS ? table->moving : MOST_BARS;
    lxw_row_t title = write_title(sheet, table, pos), first = sheet->row + 1;
    if (table->ranking) {
        sheet_head(sheet, sheet->row, fence);
        write_heads(sheet, pos);
        for (int i = 0; i < count && !book->calc.failed; i++, sheet->row++)
            write_link(sheet, table, table->ranked[i], pos);
    } else {
        write_ranking(sheet, table, fence);
    }
    for (int i = 0; i < count && !book->calc.failed; i++) {
        const char *label = calc_at(&sheet->cells, first + (lxw_row_t)i, BY_LABEL).text;
        sheet_fit(sheet, BY_LABEL, sheet_text_width(label, strlen(label)));
    }
    sheet->row++;
    check_ranks(sheet, table, first, count, pos);
    if (!book->calc.failed)
        insert_chart(sheet, table, title, first, count, pos);
}
