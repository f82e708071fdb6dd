#include "workbook/blocks/sensitivity.h"
#include "sets/sets.h"

#include <math.h>
#include <string.h>

/* The columns of the tables. The low and high values of inputs are in the column of values. */
enum { AT_LABEL, AT_NUMBER, AT_RESULTS };
/* Amounts of money from which cents are not shown, and from which amounts are in millions. */
enum { WHOLE_FROM = 1000, MILLIONS_FROM = 100000000 };
enum { LABEL_WIDTH = 31, NOTE_WIDTH = 18 };
/* After this many lines, the next input begins a new part of the first table with a header of its own. */
enum { PART_LINES = 20 };

/* Notes on an input's swing. */
static const char fixed_words[] = "fixed", bound_words[] = "at its bound";

struct block_sensitivity *block_find_sensitivity(struct sheet_book *book, const struct sheet_fence *fence,
                                                 const char *name) {
    for (struct block_sensitivity *table = book->blocks->sensitivities; table; table = table->next)
        if (strcmp(table->block->name, name) == 0)
            return table;
    sheet_error(book, fence->node->pos, "no block ```sensitivity``` before this one has the name `%s`", name);
    return NULL;
}

const char *block_sensitivity_columns(const struct block_sensitivity *table, enum block_end end,
                                      const struct sheet *from, int column, int count) {
    lxw_row_t first = table->rows[end][0], last = table->rows[end][table->count - 1];
    return arena_printf(table->sheet->book->arena, "%s:%s", sheet_address(from, table->sheet, first, column, 3),
                        sheet_address(table->sheet, table->sheet, last, column + count - 1, 3));
}

const char *block_sensitivity_column(const struct block_sensitivity *table, const struct sheet *from, int column) {
    return block_sensitivity_columns(table, SWING_HIGH, from, column, 1);
}

void block_sensitivity_name(struct sheet *sheet, const struct fence *block, struct calc_area area, const char *what,
                            struct pos pos) {
    struct sheet_book *book = sheet->book;
    const char *name = arena_printf(book->arena, "%s_%s", block->name, what);
    if (!book->calc.failed && !calc_find_name(&book->calc, name, strlen(name)))
        sheet_name_area(sheet, area, name, pos);
}

/* The inputs of the workbook in the order of its sheets. */
static const struct quantity **find_inputs(struct sheet_book *book, int *count) {
    const struct quantity **inputs =
        arena_array(book->arena, (size_t)book->document->model->count + 1, sizeof(struct quantity *));
    *count = 0;
    for (int i = 0; i < book->fence_count; i++)
        for (int kind = QUANTITY_PARAMETER; kind <= QUANTITY_CONSTANT; kind++)
            for (int j = 0; book->fences[i].block->kind == BLOCK_INPUTS && j < book->fences[i].count; j++)
                if ((int)book->fences[i].quantities[j]->kind == kind && !book->fences[i].quantities[j]->choices)
                    inputs[(*count)++] = book->fences[i].quantities[j];
    return inputs;
}

/* Whether an input has a bound at one end. */
static bool is_bounded(const struct sheet *sheet, const struct quantity *input, enum block_end end) {
    return sheet->book->ranges[input->index].sheet && isfinite(end == SWING_LOW ? input->minimum : input->maximum);
}

static const char *bound_address(struct sheet *sheet, const struct quantity *input, enum block_end end) {
    const struct sheet_input_range *range = &sheet->book->ranges[input->index];
    return sheet_address(sheet, range->sheet, range->row, range->column + (int)end, 0);
}

/* The formula of an input's low or high value. With a range it goes to the range's end, unless it is beyond it already.
 * Otherwise it swings by a share of its value; if that is 0 and the input has two
 * bounds, by that share of their distance. It keeps within its bounds, and a whole number swings outwards to a whole
 * number. */
static const char *swung_input(struct sheet *sheet, const struct fence *block, const struct quantity *input,
                               enum block_end end) {
    struct arena *arena = sheet->book->arena;
    bool up = end == SWING_HIGH;
    const struct quantity *range = block->ranges[input->index][end];
    const char *size = arena_printf(arena, "ABS(%s)", input->name);
    if (is_bounded(sheet, input, SWING_LOW) && is_bounded(sheet, input, SWING_HIGH))
        size = arena_printf(arena, "IF(%s=0,%s-%s,%s)", input->name, bound_address(sheet, input, SWING_HIGH),
                            bound_address(sheet, input, SWING_LOW), size);
    const char *swung = arena_printf(arena, "%s%c%s*%s", input->name, up ? '+' : '-', size, block->swing->name);
    if (range)
        swung = arena_printf(arena, "%s(%s,%s)", up ? "MAX" : "MIN", input->name, range->name);
    else if (quantity_is_whole(input)) /* INT of a negative number is not the same in all programs */
        swung =
            up ? arena_printf(arena, "INT(%s)+1-INT(INT(%s)+1-(%s)+%s)", swung, swung, swung, block->tolerance->name)
               : arena_printf(arena, "INT(%s+%s)", swung, block->tolerance->name);
    return !is_bounded(sheet, input, end)
               ? swung
               : arena_printf(arena, "%s(%s,%s)", up ? "MIN" : "MAX", bound_address(sheet, input, end), swung);
}

/* The formula of a note that says whether a swing ends at a bound. The input has at least one. */
static const char *bound_note(struct sheet *sheet, const struct quantity *input, int column) {
    struct arena *arena = sheet->book->arena;
    const char *ends[SWING_ENDS];
    int count = 0;
    for (int end = 0; end < SWING_ENDS; end++)
        if (is_bounded(sheet, input, end))
            ends[count++] = arena_printf(arena, "%s=%s", sheet_address(sheet, sheet, sheet->row, column + end, 0),
                                         bound_address(sheet, input, end));
    const char *ended = count == 1 ? ends[0] : arena_printf(arena, "OR(%s,%s)", ends[0], ends[1]);
    return arena_printf(arena, "IF(%s,\"%s\",\"\")", ended, sheet_says(sheet->book, bound_words));
}

/* Writes an input's row with its low and high value (`swings` false: its own value at both ends). */
static void write_swing(struct sheet *sheet, const struct fence *block, struct block_rerun *rerun, const char *label,
                        bool swings, struct pos pos) {
    struct sheet_look words = {.frame = FRAME_BODY, .align = ALIGN_LEFT, .indent = 1};
    int column = sheet_value_column(sheet);
    const struct quantity *input = rerun->input;
    sheet_quantity(sheet, input, pos);
    if (label)
        sheet_put_words(sheet, sheet->row, AT_LABEL, label, LABEL_WIDTH, (struct sheet_look){.frame = FRAME_BODY}, pos);
    for (int end = 0; end < SWING_ENDS; end++) {
        sheet_put_figure(sheet, column + end, swings ? swung_input(sheet, block, input, end) : input->name,
                         &input->format, pos);
        rerun->cells[end] = sheet_address(sheet, sheet, sheet->row, column + end, 0);
    }
    if (swings && (is_bounded(sheet, input, SWING_LOW) || is_bounded(sheet, input, SWING_HIGH)))
        sheet_put_computed(sheet, sheet->row, column + SWING_ENDS, bound_note(sheet, input, column), words, pos);
    else
        sheet_put_words(sheet, sheet->row, column + SWING_ENDS,
                        block->fixed[input->index] ? sheet_says(sheet->book, fixed_words) : "", NOTE_WIDTH, words, pos);
    const char *widest = sheet_says(sheet->book, bound_words);
    sheet_fit(sheet, column + SWING_ENDS, sheet_text_width(widest, strlen(widest)) + 1);
    sheet->row++;
}

typedef const char *output_formulas[BLOCK_MOST_PATHS][SWING_ENDS];

static void write_rerun_heads(struct sheet *sheet, struct pos pos) {
    int column = sheet_value_column(sheet);
    sheet_quantity_heads(sheet, sheet_says(sheet->book, "Low"), pos);
    sheet_table_head(sheet, AT_LABEL, sheet_says(sheet->book, "Input, and what follows from it"), ALIGN_LEFT, pos);
    sheet_table_head(sheet, column + SWING_HIGH, sheet_says(sheet->book, "High"), ALIGN_RIGHT, pos);
    sheet_table_head(sheet, column + SWING_ENDS, sheet_says(sheet->book, "Swing"), ALIGN_LEFT, pos);
    sheet->row++;
}

/* Writes the first table: each input with its low and high values (`rows`: where), followed by the steps that the
 * results need. The
 * last entry is the first input again, unchanged, as a check. Returns how many inputs change an output, or 1 if none
 * does. */
static int write_reruns(struct sheet *sheet, const struct fence *block, const struct quantity **inputs, int count,
                        output_formulas *formulas, lxw_row_t *rows, struct pos pos) {
    struct sheet_book *book = sheet->book;
    int column = sheet_value_column(sheet), moving = 0;
    lxw_row_t head = sheet->row;
    write_rerun_heads(sheet, pos);
    for (int i = 0; i <= count && !book->calc.failed; i++) {
        if (sheet->row - head > PART_LINES) {
            head = ++sheet->row;
            sheet_break(sheet, BREAK_PART);
            write_rerun_heads(sheet, pos);
        }
        struct block_rerun rerun = {.input = inputs[i % count]};
        bool swings = i < count && !block->fixed[rerun.input->index];
        rows[i] = sheet->row;
        write_swing(sheet, block, &rerun, i < count ? NULL : sheet_says_of(book, "{}, as it is", rerun.input->label),
                    swings, pos);
        if (swings || i == count)
            moving += block_write_rerun(sheet, block, &rerun, column, formulas[i], pos) && i < count;
        for (int j = 0; !swings && i < count && j < block->output_count; j++)
            formulas[i][j][SWING_LOW] = formulas[i][j][SWING_HIGH] = block->outputs[j]->name;
    }
    return moving > 0 ? moving : 1;
}

static void write_result(struct block_sensitivity *table, int column, const char *formula, struct pos pos) {
    sheet_put_figure(table->sheet, column, formula, &table->format, pos);
}

static void write_label(struct block_sensitivity *table, const char *label, struct pos pos) {
    sheet_put_words(table->sheet, table->sheet->row, AT_LABEL, label, LABEL_WIDTH,
                    (struct sheet_look){.frame = FRAME_BODY}, pos);
}

static void write_blanks(struct block_sensitivity *table, int first, int last, struct pos pos) {
    for (int column = first; column <= last; column++)
        sheet_put_text(table->sheet, table->sheet->row, column, "", (struct sheet_look){.frame = FRAME_BODY}, pos);
}

/* The cells of a row with the outputs. */
static const char *row_of_outputs(const struct block_sensitivity *table, lxw_row_t row) {
    struct sheet *sheet = table->sheet;
    return arena_printf(sheet->book->arena, "%s:%s", sheet_address(sheet, sheet, row, AT_RESULTS, 2),
                        sheet_address(sheet, sheet, row, AT_RESULTS + table->block->output_count - 1, 2));
}

static void write_result_heads(struct block_sensitivity *table, const char *words, struct pos pos) {
    struct sheet *sheet = table->sheet;
    sheet_table_head(sheet, AT_LABEL, words, ALIGN_LEFT, pos);
    sheet_table_head(sheet, AT_NUMBER, "No.", ALIGN_RIGHT, pos);
    for (int i = 0; i < table->block->output_count; i++)
        sheet_table_head(sheet, AT_RESULTS + i, table->block->labels[i], ALIGN_RIGHT, pos);
}

/* Writes the number of the output by which the inputs are sorted: its place among the heads in the row above. */
static void write_chosen(struct block_sensitivity *table, struct pos pos) {
    struct sheet *sheet = table->sheet;
    const char *choice = block_chosen_output(sheet->book, table->block);
    write_label(table,
                choice ? sheet_says_of(sheet->book, "Sorted by the one chosen on the sheet {}",
                                       sheet->book->first_inputs->sheet->name)
                       : sheet_says(sheet->book, "Sorted by the one at this place"),
                pos);
    sheet_put_figure(
        sheet, AT_NUMBER,
        choice ? arena_printf(sheet->book->arena, "MATCH(%s,%s,0)", choice, row_of_outputs(table, sheet->row - 1))
               : "1",
        NULL, pos);
    sheet_name_cell(sheet, sheet->row, AT_NUMBER, table->chosen, pos);
    write_blanks(table, AT_RESULTS, AT_RESULTS + table->block->output_count - 1, pos);
    sheet->row++;
}

/* Writes the outputs with all inputs unchanged: from their own cells, and computed again with one input as it is. */
static void write_base(struct block_sensitivity *table, const struct quantity *input, output_formulas *again,
                       struct pos pos) {
    struct sheet *sheet = table->sheet;
    int last = AT_RESULTS + table->block->output_count - 1;
    write_result_heads(table, sheet_says(sheet->book, "Result with the inputs as they are"), pos);
    sheet->row++;
    write_chosen(table, pos);
    table->now = sheet->row;
    for (int computed = 0; computed < 2; computed++, sheet->row++) {
        write_label(table,
                    computed ? sheet_says_of(sheet->book, "Again with: {}", input->label)
                             : sheet_says(sheet->book, "As they stand"),
                    pos);
        write_blanks(table, AT_NUMBER, AT_NUMBER, pos);
        for (int i = 0; i <= last - AT_RESULTS; i++)
            write_result(table, AT_RESULTS + i, computed ? (*again)[i][SWING_LOW] : table->block->outputs[i]->name,
                         pos);
    }
    block_sensitivity_name(sheet, table->block,
                           (struct calc_area){&sheet->cells, sheet->row - 1, sheet->row - 1, AT_RESULTS, last}, "base",
                           pos);
}

/* The format of figures that need no detail: money in millions. */
static struct number_format short_format(const struct block_sensitivity *table) {
    return table->format.style == NUMBER_MONEY ? (struct number_format){.style = NUMBER_MILLIONS, .decimals = 1}
                                               : table->format;
}

/* Writes the keys for sorting. To keep the order of equal swings, a key is the swing less the input's number times an
 * invisibly small share of the greatest swing. Inputs without a swing come after all that have one, however small. */
static void write_keys(struct block_sensitivity *table, struct pos pos) {
    struct sheet *sheet = table->sheet;
    struct number_format format = table->format;
    if (format.style == NUMBER_MONEY) /* the share is a matter of cents */
        format.decimals = 2;
    const lxw_row_t *rows = table->rows[SWING_HIGH];
    for (int i = 0; i < table->count && !sheet->book->calc.failed; i++) {
        sheet->row = rows[i];
        const char *swing = sheet_address(sheet, sheet, sheet->row, table->swing, 0);
        const char *number = sheet_address(sheet, sheet, sheet->row, AT_NUMBER, 0);
        const char *swings = block_sensitivity_column(table, sheet, table->swing);
        sheet_put_figure(sheet, table->key,
                         arena_printf(sheet->book->arena, "%s-%s*IF(%s=0,1,%s)*(1+MAX(%s))", swing, number, swing,
                                      table->block->tolerance->name, swings),
                         &format, pos);
    }
    sheet->row = rows[table->count - 1] + 1;
    block_sensitivity_name(
        sheet, table->block,
        (struct calc_area){&sheet->cells, rows[0], rows[table->count - 1], table->swing, table->swing}, "swing", pos);
}

static void write_sums(struct block_sensitivity *table, enum block_end end, struct pos pos) {
    static const char *const names[SWING_ENDS] = {"low_sums", "high_sums"};
    struct number_format format = short_format(table); /* sums are much greater than their parts */
    struct sheet *sheet = table->sheet;
    int outputs = table->block->output_count;
    write_label(table, sheet_says(sheet->book, "Sums, for the checks"), pos);
    write_blanks(table, AT_NUMBER, AT_NUMBER, pos);
    for (int column = AT_RESULTS; column < AT_RESULTS + outputs; column++)
        sheet_put_figure(
            sheet, column,
            arena_printf(sheet->book->arena, "SUM(%s)", block_sensitivity_columns(table, end, sheet, column, 1)),
            &format, pos);
    if (end == SWING_HIGH)
        write_blanks(table, table->swing, table->key, pos);
    block_sensitivity_name(
        sheet, table->block,
        (struct calc_area){&sheet->cells, sheet->row, sheet->row, AT_RESULTS, AT_RESULTS + outputs - 1}, names[end],
        pos);
    sheet->row++;
}

static void write_results(struct block_sensitivity *table, int place, const struct quantity *input,
                          output_formulas *formulas, enum block_end end, struct pos pos) {
    struct sheet *sheet = table->sheet;
    struct arena *arena = sheet->book->arena;
    const lxw_row_t *rows = table->rows[end];
    write_label(table, input->label, pos);
    sheet_put_figure(sheet, AT_NUMBER,
                     place ? arena_printf(arena, "%s+1", sheet_address(sheet, sheet, rows[place - 1], AT_NUMBER, 0))
                           : "1",
                     NULL, pos);
    for (int i = 0; i < table->block->output_count; i++)
        write_result(table, AT_RESULTS + i, (*formulas)[i][end], pos);
    if (end == SWING_HIGH)
        write_result(table, table->swing,
                     arena_printf(arena, "ABS(INDEX(%s,1,%s)-INDEX(%s,1,%s))", row_of_outputs(table, sheet->row),
                                  table->chosen, row_of_outputs(table, table->rows[SWING_LOW][place]), table->chosen),
                     pos);
}

static void write_end_heads(struct block_sensitivity *table, enum block_end end, struct pos pos) {
    static const char *const words[SWING_ENDS] = {"Result with the input low", "Result with the input high"};
    write_result_heads(table, sheet_says(table->sheet->book, words[end]), pos);
    if (end == SWING_HIGH) {
        sheet_table_head(table->sheet, table->swing, sheet_says(table->sheet->book, "Swing"), ALIGN_RIGHT, pos);
        sheet_table_head(table->sheet, table->key, sheet_says(table->sheet->book, "Key for sorting"), ALIGN_RIGHT, pos);
    }
    table->sheet->row++;
}

/* Writes the outputs with each input at one end; at the high end also the swings and the keys for sorting. The heads of
 * further parts may come between, because functions of ranges ignore text. */
static void write_table(struct block_sensitivity *table, enum block_end end, const struct quantity **inputs,
                        output_formulas *formulas, struct pos pos) {
    struct sheet *sheet = table->sheet;
    sheet->row++;
    sheet_break(sheet, BREAK_BLOCK);
    write_end_heads(table, end, pos);
    table->rows[end] = arena_array(sheet->book->arena, (size_t)table->count, sizeof *table->rows[end]);
    for (int i = 0; i < table->count && !sheet->book->calc.failed; i++, sheet->row++) {
        if (sheet_begins_part(sheet, i, table->count, TABLE_LINES))
            write_end_heads(table, end, pos);
        table->rows[end][i] = sheet->row;
        write_results(table, i, inputs[i], &formulas[i], end, pos);
    }
    if (sheet->book->calc.failed)
        return;
    if (end == SWING_HIGH)
        write_keys(table, pos);
    write_sums(table, end, pos);
}

/* The format of all cells of a table: one that suits the present value of the first output. */
static struct number_format table_format(const struct sheet_book *book, const struct quantity *output) {
    struct number_format format = output->format;
    double value = fabs(book->document->set->values[output->index]);
    if (format.style != NUMBER_MONEY || format.decimals != DECIMALS_AUTO || value < WHOLE_FROM)
        return format;
    return value < MILLIONS_FROM ? (struct number_format){.style = NUMBER_MONEY, .decimals = 0}
                                 : (struct number_format){.style = NUMBER_MILLIONS, .decimals = 2};
}

void block_write_sensitivity(struct sheet_book *book, const struct sheet_fence *fence) {
    const struct fence *block = fence->block;
    struct sheet *sheet = fence->sheet;
    int count;
    const struct quantity **inputs = find_inputs(book, &count);
    if (count == 0) {
        sheet_error(book, fence->node->pos, "the workbook has no input that could swing");
        return;
    }
    output_formulas *formulas = arena_array(book->arena, (size_t)count + 1, sizeof *formulas);
    struct block_sensitivity *table = arena_alloc(book->arena, sizeof *table);
    *table = (struct block_sensitivity){.block = block,
                                        .sheet = sheet,
                                        .chosen = arena_printf(book->arena, "%s_chosen", block->name),
                                        .inputs = inputs,
                                        .swung = arena_array(book->arena, (size_t)count + 1, sizeof *table->swung),
                                        .values = sheet_value_column(sheet),
                                        .count = count,
                                        .results = AT_RESULTS,
                                        .swing = AT_RESULTS + block->output_count,
                                        .key = AT_RESULTS + block->output_count + 1,
                                        .format = table_format(book, block->outputs[0]),
                                        .next = book->blocks->sensitivities};
    book->blocks->sensitivities = table;
    sheet_head(sheet, sheet->row, fence);
    table->moving = write_reruns(sheet, block, inputs, count, formulas, table->swung, fence->node->pos);
    sheet->row++;
    sheet_break(sheet, BREAK_BLOCK);
    if (book->calc.failed)
        return;
    write_base(table, inputs[0], &formulas[count], fence->node->pos);
    for (int end = 0; end < SWING_ENDS && !book->calc.failed; end++)
        write_table(table, end, inputs, formulas, fence->node->pos);
}
