#include "sets/sets.h"
#include "workbook/blocks/blocks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The widths up to which columns of words grow before their cells wrap, and the least widths of columns. */
enum { BOUND_WIDTH = 8, CHOICE_WIDTH = 30, SCENARIO_WIDTH = 10, MOST_DECIMALS = 6 };

/* Whether a format shows all digits of a number. */
static bool shows_fully(double number, struct number_format format) {
    if (format.decimals < 0) {
        double gap = number_as_printed(number, format) - number;
        return fabs(gap) <= 1e-12 * fabs(number);
    }
    double last = number * pow(10, format.decimals + (number_shift(format.style) > 0 ? number_shift(format.style) : 0));
    return fabs(last - round(last)) <= 1e-12 * fabs(last);
}

/* The format of an input. What a reader may change is shown in full, if need be with more decimals than the model asks
 * for. */
static unsigned short input_format(struct sheet_book *book, const struct quantity *quantity) {
    if (quantity->choices)
        return sheet_number_code(book, "@");
    const struct document *document = book->document;
    int count = 0, columns = sheet_scenario_columns(book);
    double *shown = arena_array(book->arena, (size_t)columns + 4, sizeof *shown);
    shown[count++] = document->set->values[quantity->index];
    if (isfinite(quantity->minimum))
        shown[count++] = quantity->minimum;
    if (isfinite(quantity->maximum))
        shown[count++] = quantity->maximum;
    shown[count++] = quantity->step;
    for (int i = 0; i < columns; i++)
        shown[count++] = document->scenarios[i]->values[quantity->index];
    struct number_format format = quantity->format;
    for (int i = 0; i < count && !number_is_short_money(format.style); i++)
        while (format.decimals < MOST_DECIMALS && !shows_fully(shown[i], format))
            format.decimals = format.decimals < 0 ? 2 : format.decimals + 1;
    return sheet_number_format(book, format, NULL, shown, count, false);
}

/* Writes the value of an input, typed or computed, into a column of the current row: a number, or the name of a choice
 * as text. */
static void write_value(struct sheet *sheet, const struct quantity *quantity, const struct block_formula *formula,
                        int column, double value, unsigned short number, struct pos pos) {
    struct sheet_look look = {.frame = FRAME_BODY, .number = number};
    if (formula) {
        const char *text = formula->print(formula->context, quantity, column);
        sheet_put_valued(sheet, sheet->row, column, text, calc_evaluate(&sheet->cells, text, pos), look, pos);
        return;
    }
    look.ink = INK_INPUT;
    look.unlocked = true;
    if (quantity->choices) {
        look.align = ALIGN_RIGHT;
        sheet_put_words(sheet, sheet->row, column, quantity_choice(quantity, value), SCENARIO_WIDTH, look, pos);
        return;
    }
    sheet_put_number(sheet, sheet->row, column, value, look, pos);
    if (!quantity->listed) /* what a list allows stands in a table, which is made when all inputs are known */
        sheet_validate_input(sheet, sheet->row, column, quantity);
}

void block_write_input(struct sheet *sheet, const struct quantity *quantity, const struct block_formula *formula,
                       struct pos pos) {
    struct sheet_book *book = sheet->book;
    const struct document *document = book->document;
    int first = sheet_value_column(sheet), value_column = sheet_input_column(sheet),
        columns = sheet_scenario_columns(book);
    bool parameter = quantity->kind == QUANTITY_PARAMETER;
    double value = document->set->values[quantity->index];
    unsigned short shown = input_format(book, quantity);
    struct sheet_look words = {.frame = FRAME_BODY};
    sheet_quantity(sheet, quantity, pos);
    if (!quantity->choices)
        sheet_fit_number(sheet, value_column, value, shown);
    sheet_name_cell(sheet, sheet->row, value_column, quantity->name, quantity->pos);
    for (int i = 0; i < columns; i++) {
        if (parameter) {
            double number = document->scenarios[i]->values[quantity->index];
            write_value(sheet, quantity, formula, first + i, number, shown, document->scenarios[i]->pos);
            if (!quantity->choices)
                sheet_fit_number(sheet, first + i, number, shown);
        } else {
            sheet_put_text(sheet, sheet->row, first + i, "", words, pos);
        }
    }
    if (parameter && columns) {
        struct sheet_look chosen = {.frame = FRAME_BODY, .bold = true, .number = shown};
        const char *link =
            arena_printf(book->arena, "INDEX(%s:%s,%s)", sheet_address(sheet, sheet, sheet->row, first, 2),
                         sheet_address(sheet, sheet, sheet->row, value_column - 1, 2), SCENARIO_INDEX);
        if (quantity->choices) {
            chosen.align = ALIGN_RIGHT;
            sheet_put_computed(sheet, sheet->row, value_column, link, chosen, pos);
        } else {
            sheet_put_formula(sheet, sheet->row, value_column, link, value, chosen, pos);
        }
    } else {
        write_value(sheet, quantity, formula, value_column, value, shown, pos);
    }
    words.ink = INK_FAINT;
    int column = value_column + 1;
    struct sheet_look bound = {.frame = FRAME_BODY, .ink = INK_FAINT, .number = shown};
    book->ranges[quantity->index] = (struct sheet_input_range){sheet, sheet->row, column};
    for (int i = 0; i < 2; i++, column++) {
        /* What is computed or chosen by its name has no bounds of its own. */
        double end = formula || quantity->choices ? INFINITY : i ? quantity->maximum : quantity->minimum;
        double width = isfinite(end) ? sheet_number_width(book, shown, end) : 0;
        if (isfinite(end))
            sheet_put_number(sheet, sheet->row, column, end, bound, pos);
        else
            sheet_put_text(sheet, sheet->row, column, "", words, pos);
        sheet_fit(sheet, column, width > BOUND_WIDTH ? width : BOUND_WIDTH);
    }
    if (formula)
        sheet_put_source(sheet, formula->source, "", pos);
    else
        sheet_quantity_source(sheet, quantity);
    sheet->row++;
}

/* Writes the heads of a table of inputs. A table of constants does not name scenarios, nor bounds if no constant has
 * any. */
static void write_input_heads(struct sheet *sheet, bool parameters, bool bounded, struct pos pos) {
    struct sheet_book *book = sheet->book;
    const struct document *document = book->document;
    int column = sheet_value_column(sheet);
    sheet_head(sheet, sheet->row, book->first_inputs->block->word);
    sheet_quantity_heads(sheet, "", pos);
    for (int i = 0; i < sheet_scenario_columns(book); i++)
        sheet_table_head(sheet, column++, parameters ? sheet_scenario_name(document->scenarios[i]) : "", ALIGN_RIGHT,
                         parameters ? document->scenarios[i]->pos : pos);
    sheet_table_head(sheet, column++, sheet_says(book, "Value"), ALIGN_RIGHT, pos);
    sheet_table_head(sheet, column++, bounded ? sheet_says(book, "Minimum") : "", ALIGN_RIGHT, pos);
    sheet_table_head(sheet, column++, bounded ? sheet_says(book, "Maximum") : "", ALIGN_RIGHT, pos);
    sheet_table_head(sheet, column++, sheet_says(book, "Source"), ALIGN_LEFT, pos);
    sheet_table_head(sheet, column, sheet_says(book, "Date"), ALIGN_LEFT, pos);
    sheet->row++;
}

/* The number behind a name of the form NAME_1; 0 if it has none. length: the length of NAME. */
static int number_behind(const char *name, size_t *length) {
    const char *end = strrchr(name, '_');
    if (!end || end[1] < '1' || end[1] > '9' || strspn(end + 1, "0123456789") != strlen(end + 1) || strlen(end) > 4)
        return 0;
    *length = (size_t)(end - name);
    return atoi(end + 1);
}

/* Names inputs NAME_1, NAME_2 ... together, NAME_series: a formula looks one of them up by its place. The inputs of a
 * table from `first` on are `count`, a row each; the last of them is in the row above the present one. */
static void name_series(struct sheet *sheet, const struct quantity *const *inputs, int count) {
    int column = sheet_input_column(sheet);
    for (int i = 0; i < count; i++) {
        size_t length, other;
        int places = 1;
        if (number_behind(inputs[i]->name, &length) != 1)
            continue;
        while (i + places < count && number_behind(inputs[i + places]->name, &other) == places + 1 && other == length &&
               strncmp(inputs[i]->name, inputs[i + places]->name, length) == 0)
            places++;
        lxw_row_t row = sheet->row - (lxw_row_t)(count - i);
        struct calc_area area = {&sheet->cells, row, row + (lxw_row_t)places - 1, column, column};
        if (places > 1)
            sheet_name_area(sheet, area, arena_printf(sheet->book->arena, "%.*s_series", (int)length, inputs[i]->name),
                            inputs[i]->pos);
    }
}

/* Writes the table of a fence's parameters or of its constants. */
static void write_input_table(struct sheet *sheet, const struct sheet_fence *fence, enum quantity_kind kind) {
    bool bounded = kind == QUANTITY_PARAMETER;
    int count = 0;
    const struct quantity **inputs = arena_array(sheet->book->arena, (size_t)fence->count, sizeof *inputs);
    for (int i = 0; i < fence->count; i++)
        bounded = bounded || (fence->quantities[i]->kind == kind && quantity_has_bounds(fence->quantities[i]));
    if (!sheet->heads_on_top)
        write_input_heads(sheet, kind == QUANTITY_PARAMETER, bounded, fence->node->pos);
    for (int i = 0; i < fence->count; i++) {
        if (fence->quantities[i]->kind != kind)
            continue;
        if (count)
            sheet_break(sheet, BREAK_ROW);
        block_write_input(sheet, fence->quantities[i], NULL, fence->node->pos);
        inputs[count++] = fence->quantities[i];
    }
    name_series(sheet, inputs, count);
}

/* Lets a cell take only the values of a range of cells: a list within the validation can hold only 255 characters. */
static void validate_choice(struct sheet *sheet, lxw_row_t row, int column, const char *range, struct pos pos) {
    lxw_data_validation validation = {.value_formula = arena_printf(sheet->book->arena, "=%s", range),
                                      .ignore_blank = LXW_VALIDATION_OFF,
                                      .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
                                      .error_title = (char *)sheet_says(sheet->book, "Scenario"),
                                      .error_message =
                                          (char *)sheet_says(sheet->book, "Choose one of the scenarios in the list.")};
    sheet_check(sheet->book, sheet_validate_list(sheet, row, column, &validation), pos,
                "validate the choice of the scenario");
}

/* Lets the cells of an input take only the values under the inputs, now that they are there. */
static void validate_listed(struct sheet *sheet, const struct quantity *quantity) {
    const struct sheet_book *book = sheet->book;
    if (!quantity->choices && !quantity->listed)
        return;
    lxw_row_t row = book->ranges[quantity->index].row;
    int columns = sheet_scenario_columns(book), first = columns ? sheet_value_column(sheet) : sheet_input_column(sheet);
    for (int i = 0; i < (columns ? columns : 1); i++)
        sheet_validate_input(sheet, row, first + i, quantity);
}

/* Writes a row with the cell that chooses a scenario and all scenarios' names, and a row that marks the chosen one. The
 * names may be any text: the cells are of type text, even if a name reads like a number, and the formulas compare them
 * as they are (MATCH would treat `*` as a pattern). A choice that is not in the list selects the first scenario, and a
 * check fails. */
static void write_scenario_choice(struct sheet *sheet, struct pos pos) {
    struct sheet_book *book = sheet->book;
    const struct document *document = book->document;
    int columns = sheet_scenario_columns(book), first = sheet_value_column(sheet), value_column = first + columns;
    bool alike = false;
    lxw_row_t row = sheet->row;
    unsigned short as_text = sheet_number_code(book, "@");
    struct sheet_look label = {.frame = FRAME_BODY, .bold = true}, flag = {.frame = FRAME_BODY, .ink = INK_FAINT};
    struct sheet_look mark = {
        .frame = FRAME_BODY, .align = ALIGN_RIGHT, .number = sheet_number_code(book, "\"\u25b2\";;")};
    struct sheet_look name = {.frame = FRAME_BODY, .align = ALIGN_RIGHT, .number = as_text};
    struct sheet_look choice = {
        .frame = FRAME_BODY, .ink = INK_INPUT, .bold = true, .align = ALIGN_LEFT, .unlocked = true, .number = as_text};
    struct sheet_look chosen_name = {.frame = FRAME_BODY, .bold = true, .align = ALIGN_RIGHT, .wrap = true};
    for (int column = 1; column < first; column++)
        for (int i = 0; i < 2; i++)
            sheet_put_text(sheet, row + (lxw_row_t)i, column, "", flag, pos);
    struct sheet *chooser = book->summary ? book->summary : sheet;
    sheet_put_words(sheet, row, COLUMN_LABEL,
                    book->summary ? sheet_says_of(book, "Scenario (chosen on the sheet {})", book->summary->name)
                                  : sheet_says(book, "Scenario (choose from the list)"),
                    CHOICE_WIDTH, label, pos);
    label.bold = false;
    sheet_put_words(sheet, row + 1, COLUMN_LABEL, sheet_says(book, "The chosen one is marked, and its number"),
                    CHOICE_WIDTH, label, pos);
    book->scenario_heads = (struct sheet_input_range){sheet, row, first};
    for (int i = 0; i < columns; i++)
        for (int j = 0; j < i; j++)
            alike = alike || sheet_names_alike(sheet_scenario_name(document->scenarios[i]),
                                               sheet_scenario_name(document->scenarios[j]));
    lxw_row_t choice_row = book->summary ? CHECKS_ROW : row;
    int choice_column = book->summary ? CHOOSER_COLUMN : first - 1;
    if (book->summary) {
        sheet_put_text(sheet, row, first - 1, "", flag, pos);
    } else {
        sheet_put_words(sheet, row, first - 1, sheet_scenario_name(document->set), SCENARIO_WIDTH, choice,
                        document->set->pos);
        sheet_name_cell(sheet, row, first - 1, SCENARIO, pos);
    }
    const char *chosen = book->summary ? SCENARIO : sheet_address(sheet, sheet, row, first - 1, 2);
    for (int i = 0; i < columns; i++) {
        const char *scenario = sheet_address(sheet, sheet, row, first + i, 0);
        sheet_put_words(sheet, row, first + i, sheet_scenario_name(document->scenarios[i]), SCENARIO_WIDTH, name,
                        document->scenarios[i]->pos);
        sheet_put_computed(
            sheet, row + 1, first + i,
            arena_printf(book->arena, alike ? "IF(EXACT(%s,%s&\"\"),1,0)" : "IF(%s=%s&\"\",1,0)", scenario, chosen),
            mark, pos);
    }
    struct calc_area names = {&sheet->cells, row, row, first, value_column - 1},
                     flags = {&sheet->cells, row + 1, row + 1, first, value_column - 1};
    sheet_name_area(sheet, names, SCENARIO_NAMES, pos);
    sheet_name_area(sheet, flags, SCENARIO_FLAGS, pos);
    validate_choice(chooser, choice_row, choice_column,
                    arena_printf(book->arena, "%s:%s", sheet_address(chooser, sheet, row, first, 3),
                                 sheet_address(sheet, sheet, row, value_column - 1, 3)),
                    pos);
    sheet_put_computed(sheet, row, value_column, SCENARIO "&\"\"", chosen_name, pos);
    sheet_wrap(sheet, row, value_column, sheet_scenario_name(document->set), 0);
    sheet_put_computed(sheet, row + 1, value_column, "IFERROR(MATCH(1," SCENARIO_FLAGS ",0),1)",
                       (struct sheet_look){.frame = FRAME_BODY}, pos);
    sheet_name_cell(sheet, row + 1, value_column, SCENARIO_INDEX, pos);
    sheet->row += 2;
}

void block_write_legend(struct sheet *sheet) {
    static const struct {
        const char *words;
        struct sheet_look look;
    } lines[] = {{"Blue: an input, may be changed", {.ink = INK_INPUT, .unlocked = true}},
                 {"Black: a formula", {.ink = INK_FORMULA}},
                 {"Green: a link to another sheet", {.ink = INK_LINK}},
                 {"Gray: a bound or a fixed point of a curve", {.ink = INK_FAINT}}};
    enum { ROWS = 2 };
    struct pos pos = sheet->heading->pos;
    sheet_gap(sheet);
    sheet_break(sheet, BREAK_WEAK);
    sheet_put_text(sheet, sheet->row++, COLUMN_LABEL, sheet_says(sheet->book, "Colors"),
                   (struct sheet_look){.bold = true}, pos);
    for (int i = 0; i < 2 * ROWS; i++) {
        struct sheet_look look = lines[i].look;
        /* The sample of the fill is not an input itself. */
        look.frame = look.unlocked ? FRAME_SAMPLE : FRAME_NONE;
        look.unlocked = false;
        sheet_put_text(sheet, sheet->row + (lxw_row_t)(i % ROWS), i < ROWS ? COLUMN_LABEL : COLUMN_SYMBOL + 1,
                       sheet_says(sheet->book, lines[i].words), look, pos);
    }
    sheet->row += ROWS;
}

static bool holds(const struct sheet_fence *fence, enum quantity_kind kind) {
    for (int i = 0; i < fence->count; i++)
        if (fence->quantities[i]->kind == kind)
            return true;
    return false;
}

void block_write_input_heads(struct sheet *sheet) {
    struct sheet_book *book = sheet->book;
    struct pos pos = sheet->heading->pos;
    sheet_gap(sheet);
    if (book->first_inputs->sheet == sheet && sheet_scenario_columns(book))
        write_scenario_choice(sheet, pos);
    write_input_heads(sheet, true, true, pos);
    sheet->fresh = true;
}

void block_write_inputs(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    bool parameters = holds(fence, QUANTITY_PARAMETER), constants = holds(fence, QUANTITY_CONSTANT);
    bool chooses = fence == book->first_inputs && sheet_scenario_columns(book) && !sheet->heads_on_top;
    if (chooses)
        write_scenario_choice(sheet, pos);
    if (parameters || chooses)
        write_input_table(sheet, fence, QUANTITY_PARAMETER);
    if (constants) {
        if (parameters) {
            struct sheet_look look = {.bold = true, .size = 12, .ink = INK_TITLE};
            sheet_gap(sheet);
            sheet_break(sheet, BREAK_BLOCK);
            sheet_put_text(sheet, sheet->row++, COLUMN_LABEL, sheet_says(sheet->book, "Constants"), look, pos);
        }
        write_input_table(sheet, fence, QUANTITY_CONSTANT);
    }
    block_write_values(book, fence);
    for (int i = 0; i < fence->count; i++)
        validate_listed(sheet, fence->quantities[i]);
    if (fence == book->first_inputs && !sheet->heads_on_top)
        block_write_legend(sheet);
}
