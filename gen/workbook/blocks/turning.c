#include "workbook/blocks/sensitivity.h"

#include <math.h>
#include <string.h>

/* Two ends of an input that give other figures than halfway between by more than this share are no straight line. */
static const double straight = 1e-9;

/* The table: label, present value, what each path grows by for each unit of the input; for either direction the same
 * for the least path and how much of each path's distance to it a unit takes; then where another path becomes the
 * least, below and above. Of paths that tie, the one that loses in a direction stands for the least there, so that the
 * answer turns at once to those that gain. */
enum { AT_LABEL, AT_TODAY, AT_SLOPES };

struct turning {
    struct sheet *sheet;
    const struct fence *block;
    const struct block_sensitivity *table;
    int paths;
    int outputs[BLOCK_MOST_PATHS]; /* of each path, its place among the outputs of the sensitivity */
    int least, results;            /* columns: that of the least path downwards, the first of the results */
    lxw_row_t values;              /* the row with the figures of the paths */
    lxw_row_t heads;
};

static const char *cells(const struct turning *turning, lxw_row_t row, int first, int fixed) {
    struct sheet *sheet = turning->sheet;
    return arena_printf(sheet->book->arena, "%s:%s", sheet_address(sheet, sheet, row, first, fixed),
                        sheet_address(sheet, sheet, row, first + turning->paths - 1, fixed));
}

static const char *cell(const struct turning *turning, lxw_row_t row, int column, int fixed) {
    return sheet_address(turning->sheet, turning->sheet, row, column, fixed);
}

/* The column of the least path in a direction. Those of how the paths near it follow. */
static int least_of(const struct turning *turning, enum block_end end) {
    return turning->least + (int)end * (1 + turning->paths);
}

static int rates_of(const struct turning *turning, enum block_end end) {
    return least_of(turning, end) + 1;
}

/* A result of the sensitivity: a path with the input at one end. */
static const char *result(const struct turning *turning, enum block_end end, int place, int path) {
    const struct block_sensitivity *table = turning->table;
    return sheet_address(turning->sheet, table->sheet, table->rows[end][place], table->results + turning->outputs[path],
                         0);
}

static const char *swung(const struct turning *turning, enum block_end end, int place) {
    return sheet_address(turning->sheet, turning->table->sheet, turning->table->swung[place],
                         turning->table->values + (int)end, 0);
}

static double number_at(const struct turning *turning, lxw_row_t row, int column) {
    return calc_at(&turning->table->sheet->cells, row, column).number;
}

/* Reports an input that a path does not follow in a straight line: two points of it say nothing of others. */
static void check_straight(const struct turning *turning, const struct quantity *input, int place) {
    const struct block_sensitivity *table = turning->table;
    double ends[SWING_ENDS], now = turning->sheet->book->document->set->values[input->index];
    for (int end = 0; end < SWING_ENDS; end++)
        ends[end] = number_at(turning, table->swung[place], table->values + end);
    for (int i = 0; i < turning->paths && ends[SWING_HIGH] > ends[SWING_LOW]; i++) {
        int column = table->results + turning->outputs[i];
        double low = number_at(turning, table->rows[SWING_LOW][place], column),
               high = number_at(turning, table->rows[SWING_HIGH][place], column),
               value = number_at(turning, table->now, column);
        double between = low + (high - low) * (now - ends[SWING_LOW]) / (ends[SWING_HIGH] - ends[SWING_LOW]);
        if (fabs(between - value) > straight * (fabs(low) + fabs(high))) {
            sheet_error(turning->sheet->book, turning->block->pos,
                        "`%s` does not follow `%s` in a straight line, so that no formula says where it turns",
                        turning->block->labels[i], input->name);
            return;
        }
    }
}

static void write_heads(const struct turning *turning, struct pos pos) {
    struct sheet *sheet = turning->sheet;
    sheet_table_head(sheet, AT_LABEL, sheet_says(sheet->book, "Where another path becomes the least"), ALIGN_LEFT, pos);
    sheet_table_head(sheet, AT_TODAY, sheet_says(sheet->book, "Today"), ALIGN_RIGHT, pos);
    for (int i = 0; i < turning->paths; i++)
        sheet_table_head(sheet, AT_SLOPES + i, turning->block->labels[i], ALIGN_RIGHT, pos);
    for (int end = 0; end < SWING_ENDS; end++) {
        const char *way = end == SWING_LOW ? sheet_says(sheet->book, "Below") : sheet_says(sheet->book, "Above");
        sheet_table_head(sheet, least_of(turning, (enum block_end)end),
                         sheet_says_of(sheet->book, "{}: the least", way), ALIGN_RIGHT, pos);
        for (int i = 0; i < turning->paths; i++)
            sheet_table_head(sheet, rates_of(turning, (enum block_end)end) + i,
                             sheet_says_both(sheet->book, "{}: nears by a unit, {}", way, turning->block->labels[i]),
                             ALIGN_RIGHT, pos);
    }
    static const char *const heads[] = {"Turns below", "then", "Turns above", "then"};
    for (int i = 0; i < 4; i++)
        sheet_table_head(sheet, turning->results + i, sheet_says(sheet->book, heads[i]),
                         i % 2 ? ALIGN_LEFT : ALIGN_RIGHT, pos);
    sheet->row++;
}

/* The figures of the paths; where the directions have what the least grows by, the least and up to what a path ties. */
static void write_values(struct turning *turning, struct pos pos) {
    struct sheet *sheet = turning->sheet;
    const struct block_sensitivity *table = turning->table;
    turning->values = sheet->row;
    sheet_put_words(sheet, sheet->row, AT_LABEL,
                    sheet_says(sheet->book, "With the inputs as they are; below, growth for each unit"), 42,
                    (struct sheet_look){.frame = FRAME_BODY}, pos);
    for (int i = 0; i < turning->paths; i++)
        sheet_put_figure(sheet, AT_SLOPES + i,
                         sheet_address(sheet, table->sheet, table->now, table->results + turning->outputs[i], 0),
                         &table->format, pos);
    struct arena *arena = sheet->book->arena;
    const char *tolerance = table->block->tolerance->name, *least = cell(turning, sheet->row, turning->least, 0);
    sheet_put_figure(sheet, least_of(turning, SWING_LOW),
                     arena_printf(arena, "MIN(%s)", cells(turning, sheet->row, AT_SLOPES, 0)), &table->format, pos);
    sheet_put_figure(sheet, least_of(turning, SWING_HIGH),
                     arena_printf(arena, "%s+MAX(ABS(%s),%s)*%s", least, least, tolerance, tolerance), &table->format,
                     pos);
    sheet->row++;
}

static void name_result(const struct turning *turning, const struct quantity *input, int column, const char *what,
                        struct pos pos) {
    sheet_name_cell(turning->sheet, turning->sheet->row, column,
                    arena_printf(turning->sheet->book->arena, "%s_%s_%s", turning->block->name, input->name, what),
                    pos);
}

/* A number in the format of an input, or the word "none". */
static void put_turn(struct sheet *sheet, int column, const char *formula, const struct number_format *format,
                     struct pos pos) {
    struct calc_value value = calc_evaluate(&sheet->cells, formula, pos);
    double shown = value.kind == CALC_NUMBER ? value.number : 1;
    struct sheet_look look = {.frame = FRAME_BODY,
                              .align = ALIGN_RIGHT,
                              .number = sheet_number_format(sheet->book, *format, NULL, &shown, 1, true)};
    sheet_fit_number(sheet, column, shown, look.number);
    sheet_put_valued(sheet, sheet->row, column, formula, value, look, pos);
}

/* Writes where the answer turns at one end: the value of the input, and the path that is the least from there on. */
static void write_end(const struct turning *turning, const struct quantity *input, int place, enum block_end end,
                      struct pos pos) {
    struct sheet *sheet = turning->sheet;
    struct arena *arena = sheet->book->arena;
    const char *none = sheet_says(sheet->book, "none");
    int column = turning->results + 2 * (int)end;
    const char *pick = end == SWING_HIGH ? "MAX" : "MIN",
               *rates = cells(turning, sheet->row, rates_of(turning, end), 2);
    const char *tolerance = turning->table->block->tolerance->name, *today = cell(turning, sheet->row, AT_TODAY, 2);
    const char *low = swung(turning, SWING_LOW, place), *high = swung(turning, SWING_HIGH, place);
    const char *turns = arena_printf(arena, "%s+1/%s(%s)", today, pick, rates);
    const char *within = end == SWING_LOW ? arena_printf(arena, "%s>%s*%s", turns, tolerance, today)
                         : number_shift(input->format.style) > 0 ? arena_printf(arena, "%s<1-%s", turns, tolerance)
                                                                 : NULL;
    const char *reached = arena_printf(arena, "ABS(%s(%s))*(ABS(%s)+%s-%s)", pick, rates, today, high, low);
    const char *shown = within ? arena_printf(arena, "IF(%s,%s,\"%s\")", within, turns, none) : turns;
    const char *sign =
        end == SWING_HIGH ? arena_printf(arena, "MAX(%s)>0", rates) : arena_printf(arena, "MIN(%s)<0", rates);
    put_turn(sheet, column,
             arena_printf(arena, "IF(%s,IF(%s>%s,%s,\"%s\"),\"%s\")", sign, reached, tolerance, shown, none, none),
             &input->format, pos);
    name_result(turning, input, column, end == SWING_LOW ? "below" : "above", pos);
    sheet_put_computed(sheet, sheet->row, column + 1,
                       arena_printf(arena, "IF(ISNUMBER(%s),INDEX(%s,1,MATCH(%s(%s),%s,0)),\"\")",
                                    cell(turning, sheet->row, column, 2), cells(turning, turning->heads, AT_SLOPES, 3),
                                    pick, rates, rates),
                       (struct sheet_look){.frame = FRAME_BODY, .align = ALIGN_LEFT, .indent = 1}, pos);
    name_result(turning, input, column + 1, end == SWING_LOW ? "below_path" : "above_path", pos);
}

/* Writes, for one direction, what the least path grows by and how the paths near it. Of paths that tie, a difference
 * counts that the whole swing of the input makes larger than a tie. */
static void write_rates(const struct turning *turning, enum block_end end, const char *range,
                        const struct number_format *format, struct pos pos) {
    struct sheet *sheet = turning->sheet;
    struct arena *arena = sheet->book->arena;
    const char *least = cell(turning, turning->values, least_of(turning, SWING_LOW), 3),
               *limit = cell(turning, turning->values, least_of(turning, SWING_HIGH), 3), *slopes = "";
    /* A path that does not tie grows as the least does, so that it is neither the first nor the last of them. */
    const char *slope = arena_printf(arena, "INDEX(%s,1,MATCH(%s,%s,0))", cells(turning, sheet->row, AT_SLOPES, 2),
                                     least, cells(turning, turning->values, AT_SLOPES, 3));
    for (int i = 0; i < turning->paths; i++)
        slopes = arena_printf(arena, "%s%sIF(%s<=%s,%s,%s)", slopes, i ? "," : "",
                              cell(turning, turning->values, AT_SLOPES + i, 3), limit,
                              cell(turning, sheet->row, AT_SLOPES + i, 2), slope);
    sheet_put_figure(sheet, least_of(turning, end),
                     arena_printf(arena, "%s(%s)", end == SWING_HIGH ? "MAX" : "MIN", slopes), format, pos);
    for (int i = 0; i < turning->paths; i++) {
        const char *value = cell(turning, turning->values, AT_SLOPES + i, 3);
        const char *apart = arena_printf(arena, "%s-%s", cell(turning, sheet->row, least_of(turning, end), 2),
                                         cell(turning, sheet->row, AT_SLOPES + i, 2));
        sheet_put_figure(sheet, rates_of(turning, end) + i,
                         arena_printf(arena, "IF(OR(%s>%s,ABS(%s)*(%s)>%s-%s),(%s)/(MAX(%s,%s)-%s),0)", value, limit,
                                      apart, range, limit, least, apart, value, limit, least),
                         format, pos);
    }
}

static void write_input(const struct turning *turning, const struct quantity *input, int place, struct pos pos) {
    struct sheet *sheet = turning->sheet;
    struct arena *arena = sheet->book->arena;
    const char *low = swung(turning, SWING_LOW, place), *high = swung(turning, SWING_HIGH, place);
    const struct number_format open = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};
    const char *range = arena_printf(arena, "ABS(%s)+%s-%s", cell(turning, sheet->row, AT_TODAY, 2), high, low);
    sheet_put_words(sheet, sheet->row, AT_LABEL, input->label, 42, (struct sheet_look){.frame = FRAME_BODY}, pos);
    sheet_put_figure(sheet, AT_TODAY, input->name, &input->format, pos);
    for (int i = 0; i < turning->paths; i++)
        sheet_put_figure(sheet, AT_SLOPES + i,
                         arena_printf(arena, "IF(%s=%s,0,(%s-%s)/(%s-%s))", high, low,
                                      result(turning, SWING_HIGH, place, i), result(turning, SWING_LOW, place, i), high,
                                      low),
                         &open, pos);
    for (int end = 0; end < SWING_ENDS; end++)
        write_rates(turning, (enum block_end)end, range, &open, pos);
    for (int end = 0; end < SWING_ENDS; end++)
        write_end(turning, input, place, (enum block_end)end, pos);
    sheet->row++;
}

/* Finds the paths among the outputs of the sensitivity. */
static bool find_paths(struct turning *turning) {
    const struct fence *shown = turning->table->block;
    for (int i = 0; i < turning->block->label_count; i++) {
        int place = 0;
        while (place < shown->label_count && strcmp(shown->labels[place], turning->block->labels[i]) != 0)
            place++;
        if (place == shown->label_count) {
            sheet_error(turning->sheet->book, turning->block->pos, "the sensitivity `%s` has no output `%s`",
                        shown->name, turning->block->labels[i]);
            return false;
        }
        turning->outputs[turning->paths++] = place;
    }
    return true;
}

void block_write_turning(struct sheet_book *book, const struct sheet_fence *fence) {
    struct pos pos = fence->node->pos;
    struct turning turning = {.sheet = fence->sheet, .block = fence->block};
    turning.table = block_find_sensitivity(book, fence, fence->block->shown);
    if (!turning.table || !turning.table->rows[SWING_HIGH] || !find_paths(&turning))
        return;
    turning.least = AT_SLOPES + turning.paths;
    turning.results = turning.least + SWING_ENDS * (1 + turning.paths);
    turning.heads = fence->sheet->row;
    sheet_head(fence->sheet, fence->sheet->row, fence);
    write_heads(&turning, pos);
    write_values(&turning, pos);
    for (int i = 0; i < fence->block->input_count && !book->calc.failed; i++) {
        const struct quantity *input = fence->block->inputs[i];
        int place = 0;
        while (place < turning.table->count && turning.table->inputs[place] != input)
            place++;
        if (place == turning.table->count || turning.table->block->fixed[input->index]) {
            sheet_error(book, pos, "`%s` does not swing in the sensitivity `%s`", input->name,
                        turning.table->block->name);
            return;
        }
        check_straight(&turning, input, place);
        write_input(&turning, input, place, pos);
    }
}
