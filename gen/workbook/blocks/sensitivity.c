#include "workbook/blocks/sensitivity.h"
#include "sets/sets.h"

#include <math.h>
#include <string.h>

/* The columns of the tables: what inputs swing to stands where quantities have their values. */
enum { AT_LABEL, AT_NUMBER, AT_RESULTS };
/* Sums of money from here on show no cents, and are in millions. */
enum { WHOLE_FROM = 1000, MILLIONS_FROM = 100000000 };
enum { LABEL_WIDTH = 31, NOTE_WIDTH = 18, CHOICE_WIDTH = 14, LIST_LENGTH = 255 };
/* After so many lines an input begins a new part of the first table, below its heads. */
enum { PART_LINES = 20 };

/* What a table of an input's swings says of it. */
static const char fixed_words[] = "fixed", bound_words[] = "at its bound";

struct sensitivity *book_find_sensitivity(struct book *book, const struct book_fence *fence) {
    for (struct sensitivity *table = book->sensitivities; table; table = table->next)
        if (strcmp(table->block->name, fence->block->name) == 0)
            return table;
    book_error(book, fence->node->pos, "no block ```sensitivity``` before this one has the name `%s`",
               fence->block->name);
    return NULL;
}

const char *sensitivity_columns(const struct sensitivity *table, enum swing_end end, const struct sheet *from,
                                int column, int count) {
    lxw_row_t first = table->rows[end][0], last = table->rows[end][table->count - 1];
    return arena_printf(table->sheet->book->arena, "%s:%s", cell_address(from, table->sheet, first, column, 3),
                        cell_address(table->sheet, table->sheet, last, column + count - 1, 3));
}

const char *sensitivity_column(const struct sensitivity *table, const struct sheet *from, int column) {
    return sensitivity_columns(table, SWING_HIGH, from, column, 1);
}

static const char *choice_name(struct book *book, const struct fence *block) {
    return arena_printf(book->arena, "%s_choice", block->name);
}

const char *sensitivity_choice(struct book *book, const struct fence *block) {
    const char *name = choice_name(book, block);
    return values_name(book, name, strlen(name)) ? name : NULL;
}

struct cell_value sensitivity_number(struct sheet *sheet, int column, const char *formula,
                                     const struct number_format *format, struct pos pos) {
    struct look look = {.frame = FRAME_BODY, .ink = formula_look(sheet, formula).ink};
    struct cell_value value = formula_value(sheet, formula, pos);
    if (format && value.kind == CELL_NUMBER) {
        look.number = book_number_format(sheet->book, *format, NULL, &value.number, 1, true);
        table_fit_number(sheet, column, value.number, look.number);
    }
    cell_valued(sheet, sheet->row, column, formula, value, look, pos);
    return value;
}

void sensitivity_name(struct sheet *sheet, const struct fence *block, struct cell_area area, const char *what,
                      struct pos pos) {
    struct book *book = sheet->book;
    const char *name = arena_printf(book->arena, "%s_%s", block->name, what);
    if (!book->failed && !values_name(book, name, strlen(name)))
        range_define_name(sheet, area, name, pos);
}

/* The inputs of the workbook, in the order in which they stand on its sheets. */
static const struct quantity **find_inputs(struct book *book, int *count) {
    const struct quantity **inputs =
        arena_array(book->arena, (size_t)book->document->model->count + 1, sizeof(struct quantity *));
    *count = 0;
    for (int i = 0; i < book->fence_count; i++)
        for (int kind = QUANTITY_PARAMETER; kind <= QUANTITY_CONSTANT; kind++)
            for (int j = 0; book->fences[i].block->kind == BLOCK_INPUTS && j < book->fences[i].count; j++)
                if ((int)book->fences[i].quantities[j]->kind == kind)
                    inputs[(*count)++] = book->fences[i].quantities[j];
    return inputs;
}

/* Whether an input has a bound at one end; the cell beside its range is blank where it has none. */
static bool is_bounded(const struct sheet *sheet, const struct quantity *input, enum swing_end end) {
    return sheet->book->ranges[input->index].sheet && isfinite(end == SWING_LOW ? input->minimum : input->maximum);
}

static const char *bound_address(struct sheet *sheet, const struct quantity *input, enum swing_end end) {
    const struct input_range *range = &sheet->book->ranges[input->index];
    return cell_address(sheet, range->sheet, range->row, range->column + (int)end, 0);
}

/* What an input swings to: its share of itself, for one that is 0 and has bounds that share of their distance. It keeps
 * within its bounds, and what is whole swings to the next whole number that is no nearer. */
static const char *swung_input(struct sheet *sheet, const struct fence *block, const struct quantity *input,
                               enum swing_end end) {
    struct arena *arena = sheet->book->arena;
    bool up = end == SWING_HIGH;
    const char *size = arena_printf(arena, "ABS(%s)", input->name);
    if (is_bounded(sheet, input, SWING_LOW) && is_bounded(sheet, input, SWING_HIGH))
        size = arena_printf(arena, "IF(%s=0,%s-%s,%s)", input->name, bound_address(sheet, input, SWING_HIGH),
                            bound_address(sheet, input, SWING_LOW), size);
    const char *swung = arena_printf(arena, "%s%c%s*%s", input->name, up ? '+' : '-', size, block->swing->name);
    if (quantity_is_whole(input))
        swung = up ? arena_printf(arena, "0-INT(%s-(%s))", block->tolerance->name, swung)
                   : arena_printf(arena, "INT(%s+%s)", swung, block->tolerance->name);
    return !is_bounded(sheet, input, end)
               ? swung
               : arena_printf(arena, "%s(%s,%s)", up ? "MIN" : "MAX", bound_address(sheet, input, end), swung);
}

/* Says in a row whether a swing ends at a bound of the input, of which there is one. */
static const char *bound_note(struct sheet *sheet, const struct quantity *input, int column) {
    struct arena *arena = sheet->book->arena;
    const char *ends[SWING_ENDS];
    int count = 0;
    for (int end = 0; end < SWING_ENDS; end++)
        if (is_bounded(sheet, input, end))
            ends[count++] = arena_printf(arena, "%s=%s", cell_address(sheet, sheet, sheet->row, column + end, 0),
                                         bound_address(sheet, input, end));
    const char *ended = count == 1 ? ends[0] : arena_printf(arena, "OR(%s,%s)", ends[0], ends[1]);
    return arena_printf(arena, "IF(%s,\"%s\",\"\")", ended, bound_words);
}

/* An input's row: what it swings to (`swings` false: itself, at both ends). */
static void write_swing(struct sheet *sheet, const struct fence *block, struct rerun *rerun, const char *label,
                        bool swings, struct pos pos) {
    struct look words = {.frame = FRAME_BODY, .align = ALIGN_LEFT, .indent = 1};
    int column = table_value_column(sheet);
    const struct quantity *input = rerun->input;
    table_quantity(sheet, input, pos);
    if (label)
        cell_words(sheet, sheet->row, AT_LABEL, label, LABEL_WIDTH, (struct look){.frame = FRAME_BODY}, pos);
    for (int end = 0; end < SWING_ENDS; end++) {
        sensitivity_number(sheet, column + end, swings ? swung_input(sheet, block, input, end) : input->name,
                           &input->format, pos);
        rerun->cells[end] = cell_address(sheet, sheet, sheet->row, column + end, 0);
    }
    if (swings && (is_bounded(sheet, input, SWING_LOW) || is_bounded(sheet, input, SWING_HIGH)))
        cell_computed(sheet, sheet->row, column + SWING_ENDS, bound_note(sheet, input, column), words, pos);
    else
        cell_words(sheet, sheet->row, column + SWING_ENDS, block->fixed[input->index] ? fixed_words : "", NOTE_WIDTH,
                   words, pos);
    sheet_fit(sheet, column + SWING_ENDS, text_width(bound_words, strlen(bound_words)) + 1);
    sheet->row++;
}

typedef const char *output_formulas[BLOCK_MOST_PATHS][SWING_ENDS];

static void write_rerun_heads(struct sheet *sheet, struct pos pos) {
    int column = table_value_column(sheet);
    table_quantity_heads(sheet, "Low", pos);
    table_head(sheet, AT_LABEL, "Input, and what follows from it", ALIGN_LEFT, pos);
    table_head(sheet, column + SWING_HIGH, "High", ALIGN_RIGHT, pos);
    table_head(sheet, column + SWING_ENDS, "Swing", ALIGN_LEFT, pos);
    sheet->row++;
}

/* The first table: every input with what it swings to, each followed by what the results need of it. The last is the
 * first input once more as it is. How many inputs move an output; one where none does. */
static int write_reruns(struct sheet *sheet, const struct fence *block, const struct quantity **inputs, int count,
                        output_formulas *formulas, struct pos pos) {
    struct book *book = sheet->book;
    int column = table_value_column(sheet), moving = 0;
    lxw_row_t head = sheet->row;
    write_rerun_heads(sheet, pos);
    for (int i = 0; i <= count && !book->failed; i++) {
        if (sheet->row - head > PART_LINES) {
            head = ++sheet->row;
            sheet_joint(sheet, JOINT_PART);
            write_rerun_heads(sheet, pos);
        }
        struct rerun rerun = {.input = inputs[i % count]};
        bool swings = i < count && !block->fixed[rerun.input->index];
        write_swing(sheet, block, &rerun,
                    i < count ? NULL : arena_printf(book->arena, "%s, as it is", rerun.input->label), swings, pos);
        if (swings || i == count)
            moving += sheet_write_rerun(sheet, block, &rerun, column, formulas[i], pos) && i < count;
        for (int j = 0; !swings && i < count && j < block->output_count; j++)
            formulas[i][j][SWING_LOW] = formulas[i][j][SWING_HIGH] = block->outputs[j]->name;
    }
    return moving > 0 ? moving : 1;
}

static void write_result(struct sensitivity *table, int column, const char *formula, struct pos pos) {
    sensitivity_number(table->sheet, column, formula, &table->format, pos);
}

static void write_label(struct sensitivity *table, const char *label, struct pos pos) {
    cell_words(table->sheet, table->sheet->row, AT_LABEL, label, LABEL_WIDTH, (struct look){.frame = FRAME_BODY}, pos);
}

static void write_blanks(struct sensitivity *table, int first, int last, struct pos pos) {
    for (int column = first; column <= last; column++)
        cell_text(table->sheet, table->sheet->row, column, "", (struct look){.frame = FRAME_BODY}, pos);
}

/* Cells of a row: one for each output. */
static const char *row_of_outputs(const struct sensitivity *table, lxw_row_t row) {
    struct sheet *sheet = table->sheet;
    return arena_printf(sheet->book->arena, "%s:%s", cell_address(sheet, sheet, row, AT_RESULTS, 2),
                        cell_address(sheet, sheet, row, AT_RESULTS + table->block->output_count - 1, 2));
}

static void write_result_heads(struct sensitivity *table, const char *words, struct pos pos) {
    struct sheet *sheet = table->sheet;
    table_head(sheet, AT_LABEL, words, ALIGN_LEFT, pos);
    table_head(sheet, AT_NUMBER, "No.", ALIGN_RIGHT, pos);
    for (int i = 0; i < table->block->output_count; i++)
        table_head(sheet, AT_RESULTS + i, table->block->labels[i], ALIGN_RIGHT, pos);
}

/* Which output the inputs are sorted by: its place among the heads of the row above. */
static void write_chosen(struct sensitivity *table, struct pos pos) {
    struct sheet *sheet = table->sheet;
    const char *choice = sensitivity_choice(sheet->book, table->block);
    write_label(table, choice ? "Sorted by the one chosen on the sheet Inputs" : "Sorted by the one at this place",
                pos);
    sensitivity_number(
        sheet, AT_NUMBER,
        choice ? arena_printf(sheet->book->arena, "MATCH(%s,%s,0)", choice, row_of_outputs(table, sheet->row - 1))
               : "1",
        NULL, pos);
    cell_define_name(sheet, sheet->row, AT_NUMBER, table->chosen, pos);
    write_blanks(table, AT_RESULTS, AT_RESULTS + table->block->output_count - 1, pos);
    sheet->row++;
}

/* The outputs as they are: from their own cells, and computed again with one input as it is. */
static void write_base(struct sensitivity *table, const struct quantity *input, output_formulas *again,
                       struct pos pos) {
    struct sheet *sheet = table->sheet;
    int last = AT_RESULTS + table->block->output_count - 1;
    write_result_heads(table, "Result with the inputs as they are", pos);
    sheet->row++;
    write_chosen(table, pos);
    table->now = sheet->row;
    for (int computed = 0; computed < 2; computed++, sheet->row++) {
        write_label(table,
                    computed ? arena_printf(sheet->book->arena, "Again with: %s", input->label) : "As they stand", pos);
        write_blanks(table, AT_NUMBER, AT_NUMBER, pos);
        for (int i = 0; i <= last - AT_RESULTS; i++)
            write_result(table, AT_RESULTS + i, computed ? (*again)[i][SWING_LOW] : table->block->outputs[i]->name,
                         pos);
    }
    sensitivity_name(sheet, table->block, (struct cell_area){sheet, sheet->row - 1, sheet->row - 1, AT_RESULTS, last},
                     "base", pos);
}

/* How the tables show what nobody reads closely: money in millions. */
static struct number_format short_format(const struct sensitivity *table) {
    return table->format.style == NUMBER_MONEY ? (struct number_format){NUMBER_MILLIONS, 1, false} : table->format;
}

/* Equal swings keep their order: a key is less by its number times a share of the greatest swing too small to see. */
static void write_keys(struct sensitivity *table, struct pos pos) {
    struct sheet *sheet = table->sheet;
    struct number_format format = table->format;
    if (format.style == NUMBER_MONEY) /* the share is of cents */
        format.decimals = 2;
    const lxw_row_t *rows = table->rows[SWING_HIGH];
    for (int i = 0; i < table->count && !sheet->book->failed; i++) {
        sheet->row = rows[i];
        sensitivity_number(sheet, table->key,
                           arena_printf(sheet->book->arena, "%s-%s*%s*(1+MAX(%s))",
                                        cell_address(sheet, sheet, sheet->row, table->swing, 0),
                                        cell_address(sheet, sheet, sheet->row, AT_NUMBER, 0),
                                        table->block->tolerance->name, sensitivity_column(table, sheet, table->swing)),
                           &format, pos);
    }
    sheet->row = rows[table->count - 1] + 1;
    sensitivity_name(sheet, table->block,
                     (struct cell_area){sheet, rows[0], rows[table->count - 1], table->swing, table->swing}, "swing",
                     pos);
}

static void write_sums(struct sensitivity *table, enum swing_end end, struct pos pos) {
    static const char *const names[SWING_ENDS] = {"low_sums", "high_sums"};
    struct number_format format = short_format(table); /* sums are much greater than what they sum */
    struct sheet *sheet = table->sheet;
    int outputs = table->block->output_count;
    write_label(table, "Sums, for the checks", pos);
    write_blanks(table, AT_NUMBER, AT_NUMBER, pos);
    for (int column = AT_RESULTS; column < AT_RESULTS + outputs; column++)
        sensitivity_number(
            sheet, column,
            arena_printf(sheet->book->arena, "SUM(%s)", sensitivity_columns(table, end, sheet, column, 1)), &format,
            pos);
    if (end == SWING_HIGH)
        write_blanks(table, table->swing, table->key, pos);
    sensitivity_name(sheet, table->block,
                     (struct cell_area){sheet, sheet->row, sheet->row, AT_RESULTS, AT_RESULTS + outputs - 1},
                     names[end], pos);
    sheet->row++;
}

static void write_results(struct sensitivity *table, int place, const struct quantity *input, output_formulas *formulas,
                          enum swing_end end, struct pos pos) {
    struct sheet *sheet = table->sheet;
    struct arena *arena = sheet->book->arena;
    const lxw_row_t *rows = table->rows[end];
    write_label(table, input->label, pos);
    sensitivity_number(sheet, AT_NUMBER,
                       place ? arena_printf(arena, "%s+1", cell_address(sheet, sheet, rows[place - 1], AT_NUMBER, 0))
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

static void write_end_heads(struct sensitivity *table, enum swing_end end, struct pos pos) {
    static const char *const words[SWING_ENDS] = {"Result with the input low", "Result with the input high"};
    write_result_heads(table, words[end], pos);
    if (end == SWING_HIGH) {
        table_head(table->sheet, table->swing, "Swing", ALIGN_RIGHT, pos);
        table_head(table->sheet, table->key, "Key for sorting", ALIGN_RIGHT, pos);
    }
    table->sheet->row++;
}

/* The outputs with each input at one end; beside those of the high end the swings, of which `key` is the last. Heads
 * stand between its parts too: functions of ranges pass over words. */
static void write_table(struct sensitivity *table, enum swing_end end, const struct quantity **inputs,
                        output_formulas *formulas, struct pos pos) {
    struct sheet *sheet = table->sheet;
    sheet->row++;
    sheet_joint(sheet, JOINT_BLOCK);
    write_end_heads(table, end, pos);
    table->rows[end] = arena_array(sheet->book->arena, (size_t)table->count, sizeof *table->rows[end]);
    for (int i = 0; i < table->count && !sheet->book->failed; i++, sheet->row++) {
        if (table_goes_on(sheet, i, table->count, TABLE_LINES))
            write_end_heads(table, end, pos);
        table->rows[end][i] = sheet->row;
        write_results(table, i, inputs[i], &formulas[i], end, pos);
    }
    if (sheet->book->failed)
        return;
    if (end == SWING_HIGH)
        write_keys(table, pos);
    write_sums(table, end, pos);
}

/* The format of all cells of a table: one that fits the first output as it is. */
static struct number_format table_format(const struct book *book, const struct quantity *output) {
    struct number_format format = output->format;
    double value = fabs(book->document->set->values[output->index]);
    if (format.style != NUMBER_MONEY || format.decimals != DECIMALS_AUTO || value < WHOLE_FROM)
        return format;
    return value < MILLIONS_FROM ? (struct number_format){NUMBER_MONEY, 0, false}
                                 : (struct number_format){NUMBER_MILLIONS, 2, false};
}

void block_write_sensitivity(struct book *book, const struct book_fence *fence) {
    const struct fence *block = fence->block;
    struct sheet *sheet = fence->sheet;
    int count;
    const struct quantity **inputs = find_inputs(book, &count);
    if (count == 0) {
        book_error(book, fence->node->pos, "the workbook has no input that could swing");
        return;
    }
    output_formulas *formulas = arena_array(book->arena, (size_t)count + 1, sizeof *formulas);
    struct sensitivity *table = arena_alloc(book->arena, sizeof *table);
    *table = (struct sensitivity){.block = block,
                                  .sheet = sheet,
                                  .chosen = arena_printf(book->arena, "%s_chosen", block->name),
                                  .count = count,
                                  .results = AT_RESULTS,
                                  .swing = AT_RESULTS + block->output_count,
                                  .key = AT_RESULTS + block->output_count + 1,
                                  .format = table_format(book, block->outputs[0]),
                                  .next = book->sensitivities};
    book->sensitivities = table;
    sheet_head(sheet, sheet->row, fence);
    table->moving = write_reruns(sheet, block, inputs, count, formulas, fence->node->pos);
    sheet->row++;
    sheet_joint(sheet, JOINT_BLOCK);
    if (book->failed)
        return;
    write_base(table, inputs[0], &formulas[count], fence->node->pos);
    for (int end = 0; end < SWING_ENDS && !book->failed; end++)
        write_table(table, end, inputs, formulas, fence->node->pos);
}

/* The list within a validation, in quotes: the labels of a sensitivity's outputs; NULL after an error. */
static char *choice_list(struct book *book, const struct fence *block, struct pos pos) {
    char *list = arena_strdup(book->arena, "\"");
    for (int i = 0; i < block->label_count; i++) {
        const char *label = block->labels[i];
        const char *mark = strpbrk(label, ",\"");
        if (mark) {
            book_error(book, pos, "`%s` cannot stand in a list to choose from: it has a %s", label,
                       *mark == ',' ? "comma" : "quotation mark");
            return NULL;
        }
        list = arena_printf(book->arena, "%s%s%s", list, i ? "," : "", label);
    }
    size_t length = strlen(list) - 1;
    if (length > LIST_LENGTH) {
        book_error(book, pos, "a list to choose from holds %d characters; these labels have %zu", LIST_LENGTH, length);
        return NULL;
    }
    return arena_printf(book->arena, "%s\"", list);
}

void block_write_choice(struct book *book, const struct book_fence *fence) {
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    const struct fence *shown = NULL;
    int column = table_input_column(sheet);
    for (int i = 0; i < book->fence_count; i++)
        if (book->fences[i].block->kind == BLOCK_SENSITIVITY &&
            strcmp(book->fences[i].block->name, fence->block->name) == 0)
            shown = book->fences[i].block;
    if (!shown) {
        book_error(book, pos, "no block ```sensitivity``` of the workbook has the name `%s`", fence->block->name);
        return;
    }
    char *list = choice_list(book, shown, pos);
    if (!list)
        return;
    struct look choice = {.frame = FRAME_BODY, .ink = INK_INPUT, .bold = true, .align = ALIGN_RIGHT, .unlocked = true};
    table_source_heads(sheet, pos);
    table_description(sheet, "The tornado shows the effect on", "choice", pos);
    cell_words(sheet, sheet->row, column, shown->labels[0], CHOICE_WIDTH, choice, pos);
    cell_define_name(sheet, sheet->row, column, choice_name(book, shown), pos);
    table_source(sheet, "choose from the list", "any time", pos);
    lxw_data_validation validation = {.value_formula = list,
                                      .ignore_blank = LXW_VALIDATION_OFF,
                                      .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
                                      .error_title = "Choice",
                                      .error_message = "Choose one of the words in the list."};
    lxw_error error = cell_validate_list(sheet, sheet->row, column, &validation);
    if (error != LXW_NO_ERROR)
        book_error(book, pos, "cannot validate the choice: %s", lxw_strerror(error));
    sheet->row++;
}
