#include "xlsx_sensitivity.h"

#include <math.h>
#include <string.h>

/* The columns of the tables: what inputs swing to stands where quantities have their values. */
enum { AT_LABEL, AT_NUMBER, AT_RESULTS };
/* Sums of money from here on show no cents. */
enum { WHOLE_FROM = 1000 };
enum { LABEL_WIDTH = 38, NOTE_WIDTH = 18, CHOICE_WIDTH = 14, LIST_LENGTH = 255 };
/* After so many lines an input begins a new part of the first table, below its heads. */
enum { PART_LINES = 20 };

/* What a table of an input's swings says of it. */
static const char fixed_words[] = "does not swing", bound_words[] = "at its bound";

struct sensitivity *book_find_sensitivity(struct book *book, const struct fence *fence) {
    for (struct sensitivity *table = book->sensitivities; table; table = table->next)
        if (strcmp(table->block->name, fence->block->name) == 0)
            return table;
    book_error(book, fence->node->pos, "no block ```sensitivity``` before this one has the name `%s`",
               fence->block->name);
    return NULL;
}

const char *sensitivity_columns(const struct sensitivity *table, const struct sheet *from, int column, int count) {
    return arena_printf(table->sheet->book->arena, "%s:%s", cell_address(from, table->sheet, table->first, column, 3),
                        cell_address(table->sheet, table->sheet, table->last, column + count - 1, 3));
}

const char *sensitivity_column(const struct sensitivity *table, const struct sheet *from, int column) {
    return sensitivity_columns(table, from, column, 1);
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
static const char *swung_input(struct sheet *sheet, const struct sheet_block *block, const struct quantity *input,
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
    if (swings && (is_bounded(sheet, input, SWING_LOW) || is_bounded(sheet, input, SWING_HIGH)))
        cell_computed(sheet, sheet->row, column + SWING_ENDS, bound_note(sheet, input, column), words, pos);
    else
        cell_words(sheet, sheet->row, column + SWING_ENDS, block->fixed[input->index] ? fixed_words : "", NOTE_WIDTH,
                   words, pos);
    sheet_fit(sheet, column + SWING_ENDS, text_width(fixed_words, strlen(fixed_words)) + 1);
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
static int write_reruns(struct sheet *sheet, const struct sheet_block *block, const struct quantity **inputs, int count,
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

static void write_blanks(struct sensitivity *table, int first, struct pos pos) {
    for (int column = first; column <= table->key; column++)
        cell_text(table->sheet, table->sheet->row, column, "", (struct look){.frame = FRAME_BODY}, pos);
}

static void write_label(struct sensitivity *table, const char *label, struct pos pos) {
    cell_words(table->sheet, table->sheet->row, AT_LABEL, label, LABEL_WIDTH, (struct look){.frame = FRAME_BODY}, pos);
}

/* Cells of this row: one for each output, from a column on. */
static const char *row_of_outputs(const struct sensitivity *table, int first) {
    struct sheet *sheet = table->sheet;
    return arena_printf(sheet->book->arena, "%s:%s", cell_address(sheet, sheet, sheet->row, first, 2),
                        cell_address(sheet, sheet, sheet->row, first + table->block->output_count - 1, 2));
}

static void write_result_heads(struct sensitivity *table, struct pos pos) {
    static const char *const ends[SWING_ENDS] = {"Low", "High"};
    struct sheet *sheet = table->sheet;
    const struct sheet_block *block = table->block;
    for (int column = AT_LABEL; column <= table->key; column++)
        table_head(sheet, column, "", ALIGN_LEFT, pos);
    for (int i = 0; i < block->output_count; i++) {
        table_head(sheet, table->low + i, block->labels[i], ALIGN_RIGHT, pos);
        table_head(sheet, table->high + i, block->labels[i], ALIGN_RIGHT, pos);
    }
    const char *labels = row_of_outputs(table, table->low);
    sheet->row++;
    table_head(sheet, AT_LABEL, "Result with the input", ALIGN_LEFT, pos);
    table_head(sheet, AT_NUMBER, "No.", ALIGN_RIGHT, pos);
    for (int column = table->low; column < table->swing; column++)
        table_head(sheet, column, ends[column >= table->high], ALIGN_RIGHT, pos);
    table_head(sheet, table->swing, "Swing", ALIGN_RIGHT, pos);
    table_head(sheet, table->key, "Key for sorting", ALIGN_RIGHT, pos);
    sheet->row++;
    const char *choice = sensitivity_choice(sheet->book, block);
    write_label(table, choice ? "Sorted by the one chosen on the sheet Inputs" : "Sorted by the one at this place",
                pos);
    sensitivity_number(sheet, AT_NUMBER,
                       choice ? arena_printf(sheet->book->arena, "MATCH(%s,%s,0)", choice, labels) : "1", NULL, pos);
    cell_define_name(sheet, sheet->row, AT_NUMBER, table->chosen, pos);
    write_blanks(table, table->low, pos);
    sheet->row++;
}

/* The outputs as they are, in the columns of the low ends. */
static void write_now(struct sensitivity *table, const char *label, output_formulas *formulas, struct pos pos) {
    write_label(table, label, pos);
    cell_text(table->sheet, table->sheet->row, AT_NUMBER, "", (struct look){.frame = FRAME_BODY}, pos);
    for (int i = 0; i < table->block->output_count; i++)
        write_result(table, table->low + i, formulas ? (*formulas)[i][SWING_LOW] : table->block->outputs[i]->name, pos);
    write_blanks(table, table->high, pos);
    table->sheet->row++;
}

static void write_results(struct sensitivity *table, const struct quantity *input, output_formulas *formulas,
                          struct pos pos) {
    struct sheet *sheet = table->sheet;
    struct arena *arena = sheet->book->arena;
    write_label(table, input->label, pos);
    sensitivity_number(sheet, AT_NUMBER,
                       sheet->row > table->first
                           ? arena_printf(arena, "%s+1", cell_address(sheet, sheet, sheet->row - 1, AT_NUMBER, 0))
                           : "1",
                       NULL, pos);
    for (int i = 0; i < table->block->output_count; i++) {
        write_result(table, table->low + i, (*formulas)[i][SWING_LOW], pos);
        write_result(table, table->high + i, (*formulas)[i][SWING_HIGH], pos);
    }
    write_result(table, table->swing,
                 arena_printf(arena, "ABS(INDEX(%s,1,%s)-INDEX(%s,1,%s))", row_of_outputs(table, table->high),
                              table->chosen, row_of_outputs(table, table->low), table->chosen),
                 pos);
}

/* Equal swings keep their order: a key is less by its number times a share of the greatest swing too small to see. */
static void write_keys(struct sensitivity *table, struct pos pos) {
    struct sheet *sheet = table->sheet;
    for (sheet->row = table->first; sheet->row <= table->last && !sheet->book->failed; sheet->row++)
        write_result(table, table->key,
                     arena_printf(sheet->book->arena, "%s-%s*%s*(1+MAX(%s))",
                                  cell_address(sheet, sheet, sheet->row, table->swing, 0),
                                  cell_address(sheet, sheet, sheet->row, AT_NUMBER, 0), table->block->tolerance->name,
                                  sensitivity_column(table, sheet, table->swing)),
                     pos);
}

static void write_sums(struct sensitivity *table, struct pos pos) {
    struct sheet *sheet = table->sheet;
    int columns[SWING_ENDS] = {table->low, table->high};
    static const char *const names[SWING_ENDS] = {"low_sums", "high_sums"};
    write_label(table, "Sums, for the checks", pos);
    cell_text(sheet, sheet->row, AT_NUMBER, "", (struct look){.frame = FRAME_BODY}, pos);
    for (int column = table->low; column <= table->swing; column++)
        write_result(table, column,
                     arena_printf(sheet->book->arena, "SUM(%s)", sensitivity_column(table, sheet, column)), pos);
    write_blanks(table, table->key, pos);
    for (int end = 0; end < SWING_ENDS; end++)
        sensitivity_name(sheet, table->block,
                         (struct cell_area){sheet, sheet->row, sheet->row, columns[end],
                                            columns[end] + table->block->output_count - 1},
                         names[end], pos);
    sheet->row++;
}

/* The second table: the outputs with each input low and high. */
static void write_table(struct sensitivity *table, const struct quantity **inputs, int count, output_formulas *formulas,
                        struct pos pos) {
    struct sheet *sheet = table->sheet;
    int outputs = table->block->output_count;
    write_result_heads(table, pos);
    table->now = sheet->row;
    table->first = sheet->row + 1;
    table->last = sheet->row + (lxw_row_t)count;
    write_now(table, "The inputs as they are", NULL, pos);
    for (int i = 0; i < count && !sheet->book->failed; i++, sheet->row++)
        write_results(table, inputs[i], &formulas[i], pos);
    write_keys(table, pos);
    write_sums(table, pos);
    sensitivity_name(sheet, table->block,
                     (struct cell_area){sheet, table->first, table->last, table->swing, table->swing}, "swing", pos);
    lxw_row_t base = sheet->row;
    write_now(table, arena_printf(sheet->book->arena, "%s, as it is", inputs[0]->label), &formulas[count], pos);
    sensitivity_name(sheet, table->block, (struct cell_area){sheet, base, base, table->low, table->low + outputs - 1},
                     "base", pos);
}

/* The format of all cells of a table: one that fits the first output as it is. */
static struct number_format table_format(const struct book *book, const struct quantity *output) {
    struct number_format format = output->format;
    bool whole = format.style == NUMBER_MONEY && fabs(book->document->set->values[output->index]) >= WHOLE_FROM;
    if (whole && format.decimals == DECIMALS_AUTO)
        format.decimals = 0;
    return format;
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
    *table = (struct sensitivity){.block = block,
                                  .sheet = sheet,
                                  .chosen = arena_printf(book->arena, "%s_chosen", block->name),
                                  .low = AT_RESULTS,
                                  .high = AT_RESULTS + block->output_count,
                                  .swing = AT_RESULTS + 2 * block->output_count,
                                  .key = AT_RESULTS + 2 * block->output_count + 1,
                                  .format = table_format(book, block->outputs[0]),
                                  .next = book->sensitivities};
    book->sensitivities = table;
    sheet_head(sheet, sheet->row, fence);
    table->moving = write_reruns(sheet, block, inputs, count, formulas, fence->node->pos);
    sheet->row++;
    sheet_joint(sheet, JOINT_BLOCK);
    if (!book->failed)
        write_table(table, inputs, count, formulas, fence->node->pos);
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
                                      .value_list = (void *)list, /* char ** or const char **, by version */
                                      .ignore_blank = LXW_VALIDATION_OFF,
                                      .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
                                      .error_title = "Choice",
                                      .error_message = "Choose one of the words in the list."};
    lxw_error error = worksheet_data_validation_cell(sheet->worksheet, sheet->row, (lxw_col_t)column, &validation);
    if (error != LXW_NO_ERROR)
        book_error(book, pos, "cannot validate the choice: %s", lxw_strerror(error));
    sheet->row++;
}
