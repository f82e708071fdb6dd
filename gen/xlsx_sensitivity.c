#include "xlsx_sensitivity.h"

#include <string.h>

/* The columns of the tables: what inputs swing to stands where quantities have their values. */
enum { AT_LABEL, AT_NUMBER, AT_RESULTS };
enum { LABEL_WIDTH = 38, NOTE_WIDTH = 18, CHOICE_WIDTH = 30, LIST_LENGTH = 255 };

/* What a table of an input's swings says of it. */
static const char fixed_words[] = "does not swing", bound_words[] = "at its bound";

const struct sensitivity *book_find_sensitivity(struct book *book, const struct fence *fence) {
    for (const struct sensitivity *table = book->sensitivities; table; table = table->next)
        if (strcmp(table->block->name, fence->block->name) == 0)
            return table;
    book_error(book, fence->node->pos, "no block ```sensitivity``` before this one has the name `%s`",
               fence->block->name);
    return NULL;
}

const char *sensitivity_column(const struct sensitivity *table, const struct sheet *from, int column) {
    return arena_printf(table->sheet->book->arena, "%s:%s", cell_address(from, table->sheet, table->first, column, 3),
                        cell_address(table->sheet, table->sheet, table->last, column, 3));
}

static const char *choice_name(struct book *book, const struct sheet_block *block) {
    return arena_printf(book->arena, "%s_choice", block->name);
}

const char *sensitivity_choice(struct book *book, const struct sheet_block *block) {
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

void sensitivity_name(struct sheet *sheet, const struct sheet_block *block, struct cell_area area, const char *what,
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

/* What an input swings to: its share of itself, for one that is 0 and has a range that share of the range. It keeps
 * within its range, and what is whole swings to the next whole number that is no nearer. */
static const char *swung_input(struct sheet *sheet, const struct sheet_block *block, const struct quantity *input,
                               enum swing_end end) {
    struct book *book = sheet->book;
    const struct input_range *range = &book->ranges[input->index];
    bool up = end == SWING_HIGH;
    if (!range->sheet)
        return arena_printf(book->arena, "%s*(1%c%s)", input->name, up ? '+' : '-', block->swing->name);
    const char *bounds[SWING_ENDS];
    for (int i = 0; i < SWING_ENDS; i++)
        bounds[i] = cell_address(sheet, range->sheet, range->row, range->column + i, 0);
    const char *swung =
        arena_printf(book->arena, "%s%cIF(%s=0,%s-%s,ABS(%s))*%s", input->name, up ? '+' : '-', input->name,
                     bounds[SWING_HIGH], bounds[SWING_LOW], input->name, block->swing->name);
    if (input_steps_whole(input))
        swung = up ? arena_printf(book->arena, "0-INT(%s-(%s))", block->tolerance->name, swung)
                   : arena_printf(book->arena, "INT(%s+%s)", swung, block->tolerance->name);
    return arena_printf(book->arena, "%s(%s,%s)", up ? "MIN" : "MAX", bounds[end], swung);
}

/* Whether a swing ends at a bound of the input. */
static const char *bound_note(struct sheet *sheet, const struct quantity *input, int column) {
    const struct input_range *range = &sheet->book->ranges[input->index];
    const char *parts[SWING_ENDS];
    for (int end = 0; end < SWING_ENDS; end++)
        parts[end] = arena_printf(sheet->book->arena, "%s=%s", cell_address(sheet, sheet, sheet->row, column + end, 0),
                                  cell_address(sheet, range->sheet, range->row, range->column + end, 0));
    return arena_printf(sheet->book->arena, "IF(OR(%s,%s),\"%s\",\"\")", parts[SWING_LOW], parts[SWING_HIGH],
                        bound_words);
}

/* An input's row: what it swings to (`swings` false: itself, at both ends). */
static void write_swing(struct sheet *sheet, const struct sheet_block *block, struct rerun *rerun, const char *label,
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
    if (swings && sheet->book->ranges[input->index].sheet)
        cell_computed(sheet, sheet->row, column + SWING_ENDS, bound_note(sheet, input, column), words, pos);
    else
        cell_words(sheet, sheet->row, column + SWING_ENDS, block->fixed[input->index] ? fixed_words : "", NOTE_WIDTH,
                   words, pos);
    sheet_fit(sheet, column + SWING_ENDS, text_width(fixed_words, strlen(fixed_words)) + 1);
    sheet->row++;
}

typedef const char *output_formulas[BLOCK_MOST_PATHS][SWING_ENDS];

/* The first table: every input with what it swings to, each followed by what the results need of it. The last is the
 * first input once more as it is. */
static void write_reruns(struct sheet *sheet, const struct sheet_block *block, const struct quantity **inputs,
                         int count, output_formulas *formulas, struct pos pos) {
    struct book *book = sheet->book;
    int column = table_value_column(sheet);
    table_quantity_heads(sheet, "Low", pos);
    table_head(sheet, AT_LABEL, "Input, and what follows from it", ALIGN_LEFT, pos);
    table_head(sheet, column + SWING_HIGH, "High", ALIGN_RIGHT, pos);
    table_head(sheet, column + SWING_ENDS, "Swing", ALIGN_LEFT, pos);
    sheet->row++;
    for (int i = 0; i <= count && !book->failed; i++) {
        struct rerun rerun = {.input = inputs[i % count]};
        bool swings = i < count && !block->fixed[rerun.input->index];
        write_swing(sheet, block, &rerun,
                    i < count ? NULL : arena_printf(book->arena, "%s, as it is", rerun.input->label), swings, pos);
        if (swings || i == count)
            sheet_write_rerun(sheet, block, &rerun, column, formulas[i], pos);
        for (int j = 0; !swings && i < count && j < block->output_count; j++)
            formulas[i][j][SWING_LOW] = formulas[i][j][SWING_HIGH] = block->outputs[j]->name;
    }
}

/* The columns of the second table. Where a reader chooses among several outputs, two columns more have the chosen. */
struct results {
    struct sheet *sheet;
    const struct sheet_block *block;
    const char *choice, *chosen; /* the choice, and the cell with its place among the outputs; NULL: the first */
    int high, picked, swing, key;
    struct pos pos;
};

static void write_result(const struct results *results, int column, const char *formula) {
    sensitivity_number(results->sheet, column, formula, &results->block->outputs[0]->format, results->pos);
}

/* What stands in the chosen of the columns from `first` on, in this row. */
static const char *picked(const struct results *results, int first) {
    struct sheet *sheet = results->sheet;
    return arena_printf(sheet->book->arena, "INDEX(%s:%s,1,%s)", cell_address(sheet, sheet, sheet->row, first, 2),
                        cell_address(sheet, sheet, sheet->row, first + results->block->output_count - 1, 2),
                        results->chosen);
}

static void write_result_heads(struct results *results) {
    static const char *const ends[SWING_ENDS] = {"Low", "High"};
    struct sheet *sheet = results->sheet;
    const struct sheet_block *block = results->block;
    struct pos pos = results->pos;
    for (int column = AT_LABEL; column <= results->key; column++)
        table_head(sheet, column, "", ALIGN_LEFT, pos);
    for (int i = 0; i < block->output_count; i++)
        for (int end = 0; end < SWING_ENDS; end++)
            table_head(sheet, AT_RESULTS + end * block->output_count + i, block->labels[i], ALIGN_RIGHT, pos);
    for (int end = 0; results->choice && end < SWING_ENDS; end++)
        table_head(sheet, results->picked + end, "The chosen", ALIGN_RIGHT, pos);
    const char *labels =
        arena_printf(sheet->book->arena, "%s:%s", cell_address(sheet, sheet, sheet->row, AT_RESULTS, 3),
                     cell_address(sheet, sheet, sheet->row, AT_RESULTS + block->output_count - 1, 3));
    sheet->row++;
    table_head(sheet, AT_LABEL, "Result with the input", ALIGN_LEFT, pos);
    table_head(sheet, AT_NUMBER, "No.", ALIGN_RIGHT, pos);
    for (int column = AT_RESULTS; column < results->swing; column++)
        table_head(sheet, column,
                   ends[(column >= results->high && column < results->picked) ||
                        (results->choice && column > results->picked)],
                   ALIGN_RIGHT, pos);
    table_head(sheet, results->swing, "Swing", ALIGN_RIGHT, pos);
    table_head(sheet, results->key, "Key for sorting", ALIGN_RIGHT, pos);
    sheet->row++;
    if (!results->choice)
        return;
    struct look words = {.frame = FRAME_BODY};
    cell_words(sheet, sheet->row, AT_LABEL, "Place of the one chosen on the sheet Inputs", LABEL_WIDTH, words, pos);
    sensitivity_number(sheet, AT_NUMBER, arena_printf(sheet->book->arena, "MATCH(%s,%s,0)", results->choice, labels),
                       NULL, pos);
    for (int column = AT_RESULTS; column <= results->key; column++)
        cell_text(sheet, sheet->row, column, "", words, pos);
    results->chosen = cell_address(sheet, sheet, sheet->row++, AT_NUMBER, 3);
}

/* The outputs as they are, in the columns of the low ends. */
static void write_now(const struct results *results, const char *label, output_formulas *formulas) {
    struct sheet *sheet = results->sheet;
    struct look blank = {.frame = FRAME_BODY};
    cell_words(sheet, sheet->row, AT_LABEL, label, LABEL_WIDTH, blank, results->pos);
    for (int column = AT_NUMBER; column <= results->key; column++) {
        int output = column - AT_RESULTS;
        if (output >= 0 && output < results->block->output_count)
            write_result(results, column,
                         formulas ? (*formulas)[output][SWING_LOW] : results->block->outputs[output]->name);
        else if (results->choice && column == results->picked)
            write_result(results, column, picked(results, AT_RESULTS));
        else
            cell_text(sheet, sheet->row, column, "", blank, results->pos);
    }
    sheet->row++;
}

static void write_results(const struct results *results, const struct quantity *input, int number,
                          output_formulas *formulas) {
    struct sheet *sheet = results->sheet;
    struct arena *arena = sheet->book->arena;
    cell_words(sheet, sheet->row, AT_LABEL, input->label, LABEL_WIDTH, (struct look){.frame = FRAME_BODY},
               results->pos);
    sensitivity_number(
        sheet, AT_NUMBER,
        number > 1 ? arena_printf(arena, "%s+1", cell_address(sheet, sheet, sheet->row - 1, AT_NUMBER, 0)) : "1", NULL,
        results->pos);
    for (int end = 0; end < SWING_ENDS; end++) {
        int first = end ? results->high : AT_RESULTS;
        for (int i = 0; i < results->block->output_count; i++)
            write_result(results, first + i, (*formulas)[i][end]);
        if (results->choice)
            write_result(results, results->picked + end, picked(results, first));
    }
    write_result(
        results, results->swing,
        arena_printf(arena, "ABS(%s-%s)",
                     cell_address(sheet, sheet, sheet->row, results->choice ? results->picked + 1 : results->high, 0),
                     cell_address(sheet, sheet, sheet->row, results->choice ? results->picked : AT_RESULTS, 0)));
}

/* Equal swings keep their order: a key is less by its number times a share of the greatest swing too small to see. */
static void write_keys(struct sensitivity *table, const struct results *results) {
    struct sheet *sheet = table->sheet;
    for (sheet->row = table->first; sheet->row <= table->last && !sheet->book->failed; sheet->row++)
        write_result(results, results->key,
                     arena_printf(sheet->book->arena, "%s-%s*%s*(1+MAX(%s))",
                                  cell_address(sheet, sheet, sheet->row, results->swing, 0),
                                  cell_address(sheet, sheet, sheet->row, AT_NUMBER, 0), table->block->tolerance->name,
                                  sensitivity_column(table, sheet, results->swing)));
}

/* The second table: the outputs with each input low and high. */
static void write_table(struct sensitivity *table, struct results *results, const struct quantity **inputs, int count,
                        output_formulas *formulas) {
    struct sheet *sheet = table->sheet;
    const struct sheet_block *block = table->block;
    int outputs = block->output_count;
    results->high = AT_RESULTS + outputs;
    results->picked = results->high + outputs;
    results->swing = results->picked + (results->choice ? SWING_ENDS : 0);
    results->key = results->swing + 1;
    write_result_heads(results);
    *table = (struct sensitivity){.block = block,
                                  .sheet = sheet,
                                  .now = sheet->row,
                                  .first = sheet->row + 1,
                                  .last = sheet->row + (lxw_row_t)count,
                                  .low = results->choice ? results->picked : AT_RESULTS,
                                  .high = results->choice ? results->picked + 1 : results->high,
                                  .swing = results->swing,
                                  .key = results->key,
                                  .next = table->next};
    write_now(results, "The inputs as they are", NULL);
    for (int i = 0; i < count && !sheet->book->failed; i++, sheet->row++)
        write_results(results, inputs[i], i + 1, &formulas[i]);
    write_keys(table, results);
    const int columns[] = {table->low, table->high, table->swing};
    static const char *const names[] = {"low", "high", "swing"};
    for (int i = 0; i < 3; i++)
        sensitivity_name(sheet, block, (struct cell_area){sheet, table->first, table->last, columns[i], columns[i]},
                         names[i], results->pos);
    lxw_row_t base = sheet->row;
    write_now(results, arena_printf(sheet->book->arena, "%s, as it is", inputs[0]->label), &formulas[count]);
    sensitivity_name(sheet, block, (struct cell_area){sheet, base, base, AT_RESULTS, AT_RESULTS + outputs - 1}, "base",
                     results->pos);
}

void block_write_sensitivity(struct book *book, const struct fence *fence) {
    const struct sheet_block *block = fence->block;
    struct sheet *sheet = fence->sheet;
    int count;
    const struct quantity **inputs = find_inputs(book, &count);
    if (count == 0) {
        book_error(book, fence->node->pos, "the workbook has no input that could swing");
        return;
    }
    output_formulas *formulas = arena_array(book->arena, (size_t)count + 1, sizeof *formulas);
    struct sensitivity *table = arena_alloc(book->arena, sizeof *table);
    *table = (struct sensitivity){.block = block, .sheet = sheet, .next = book->sensitivities};
    book->sensitivities = table;
    sheet_head(sheet, sheet->row, fence);
    write_reruns(sheet, block, inputs, count, formulas, fence->node->pos);
    sheet->row++;
    sheet_joint(sheet, JOINT_BLOCK);
    struct results results = {.sheet = sheet,
                              .block = block,
                              .choice = block->output_count > 1 ? sensitivity_choice(book, block) : NULL,
                              .pos = fence->node->pos};
    if (!book->failed)
        write_table(table, &results, inputs, count, formulas);
}

/* The list within a validation: the labels of a sensitivity's outputs; NULL after an error. */
static char **choice_list(struct book *book, const struct sheet_block *block, struct pos pos) {
    char **list = arena_array(book->arena, (size_t)block->label_count + 1, sizeof *list);
    size_t length = 0;
    for (int i = 0; i < block->label_count; i++) {
        list[i] = arena_strdup(book->arena, block->labels[i]);
        length += strlen(list[i]) + 1;
        if (strchr(list[i], ',')) {
            book_error(book, pos, "`%s` cannot stand in a list to choose from: it has a comma", list[i]);
            return NULL;
        }
    }
    if (length > LIST_LENGTH) {
        book_error(book, pos, "a list to choose from holds %d characters; these labels have %zu", LIST_LENGTH, length);
        return NULL;
    }
    return list;
}

void block_write_choice(struct book *book, const struct fence *fence) {
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    const struct sheet_block *shown = NULL;
    int column = table_input_column(sheet);
    for (int i = 0; i < book->fence_count; i++)
        if (book->fences[i].block->kind == BLOCK_SENSITIVITY &&
            strcmp(book->fences[i].block->name, fence->block->name) == 0)
            shown = book->fences[i].block;
    if (!shown) {
        book_error(book, pos, "no block ```sensitivity``` of the workbook has the name `%s`", fence->block->name);
        return;
    }
    char **list = choice_list(book, shown, pos);
    if (!list)
        return;
    struct look choice = {.frame = FRAME_BODY, .ink = INK_INPUT, .bold = true, .align = ALIGN_RIGHT, .unlocked = true};
    table_source_heads(sheet, pos);
    table_description(sheet, "The tornado shows the effect on", "", pos);
    cell_words(sheet, sheet->row, column, list[0], CHOICE_WIDTH, choice, pos);
    cell_define_name(sheet, sheet->row, column, choice_name(book, shown), pos);
    table_source(sheet, "choose from the list", "any time", pos);
    lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_LIST,
                                      .value_list = list,
                                      .ignore_blank = LXW_VALIDATION_OFF,
                                      .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
                                      .error_title = "Choice",
                                      .error_message = "Choose one of the words in the list."};
    lxw_error error = worksheet_data_validation_cell(sheet->worksheet, sheet->row, (lxw_col_t)column, &validation);
    if (error != LXW_NO_ERROR)
        book_error(book, pos, "cannot validate the choice: %s", lxw_strerror(error));
    sheet->row++;
}
