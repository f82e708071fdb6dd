#include "workbook/blocks/expressions.h"

#include <math.h>
#include <string.h>

/* The columns of a summary: labels run over the first three; the figures of a tile begin every second column. */
enum { FIRST_HEAD = 3, TILE_COLUMNS = 2 };
enum { HEADLINE_SIZE = 15, LINE_SIZE = 11, FIGURE_SIZE = 20, LEAST_FIGURE_SIZE = 12, SMALL_SIZE = 8 };
enum { COLOUR_LEAST = 0xE3F3EC };
/* Bold type is wider, and with other inputs the sentence may be longer. */
#define HEADLINE_GROWTH 1.12
/* What is less than this part of the figures beside it. */
#define NOTHING 1e-6

/* The greatest amount among figures that stand beside each other. */
static double greatest_of(const struct calc_value *values, int count) {
    double most = 0;
    for (int i = 0; i < count; i++)
        if (values[i].kind == CALC_NUMBER && isfinite(values[i].number))
            most = fmax(most, fabs(values[i].number));
    return most;
}

/* The number format of a formula's value. `most`: the greatest figure beside it, whose unit one of next to nothing has;
 * no money at all is a dash there. 0: it stands alone. */
static unsigned short number_of(struct sheet *sheet, struct calc_value value, double most,
                                const struct fence_line *line) {
    struct number_format format =
        quantity_format_apart(line->apart, value.number, line->format, sheet->book->document->set->values);
    unsigned short number = 0;
    double size = 1; /* with other inputs words may be a number */
    if (value.kind == CALC_NUMBER)
        size = fabs(value.number) < NOTHING * most ? most : value.number;
    if (value.kind == CALC_NUMBER || value.kind == CALC_TEXT)
        number = sheet_number_format(sheet->book, format, NULL, &size, 1, true);
    else if (value.kind == CALC_BOOLEAN)
        number = sheet_truth_code(sheet->book);
    return most > 0 ? sheet_dashed_format(sheet->book, number) : number;
}

/* A formula of a summary, with its value. Numbers become smaller where they do not fit. `most`: see number_of. */
static void put_formula(struct sheet *sheet, lxw_row_t row, int column, const char *formula, struct calc_value value,
                        double most, const struct fence_line *line, struct sheet_look look, struct pos pos) {
    look.number = number_of(sheet, value, most, line);
    look.shrinks = true;
    sheet_put_valued(sheet, row, column, formula, value, look, pos);
}

static void put_blanks(struct sheet *sheet, lxw_row_t row, int first, struct sheet_look look, struct pos pos) {
    for (int column = first; column < SUMMARY_COLUMNS; column++)
        sheet_put_text(sheet, row, column, "", look, pos);
}

void block_write_chooser(struct sheet *sheet) {
    struct sheet_book *book = sheet->book;
    const struct document *document = book->document;
    struct pos pos = sheet->heading->pos;
    if (!sheet_scenario_columns(book) || !book->first_inputs)
        return;
    sheet_put_text(sheet, CHECKS_ROW, CHOOSER_COLUMN - 1, sheet_says(book, "Scenario:"),
                   (struct sheet_look){.align = ALIGN_RIGHT, .bold = true}, pos);
    struct sheet_look choice = {.frame = FRAME_BODY,
                                .ink = INK_INPUT,
                                .bold = true,
                                .align = ALIGN_LEFT,
                                .unlocked = true,
                                .number = sheet_number_code(book, "@")};
    sheet_put_text(sheet, CHECKS_ROW, CHOOSER_COLUMN, sheet_scenario_name(document->set), choice, document->set->pos);
    sheet_name_cell(sheet, CHECKS_ROW, CHOOSER_COLUMN, SCENARIO, pos);
}

void block_write_headline(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    bool first = sheet->heading->next == fence->node;
    (void)book;
    for (int i = 0; i < fence->block->line_count; i++) {
        const struct fence_line *line = &fence->block->lines[i];
        struct sheet_look look = {.size = first ? LINE_SIZE : 0};
        lxw_row_t row = i || !first ? sheet->row++ : 0;
        if (i == 0 && first) {
            struct calc_value value = calc_evaluate(&sheet->cells, line->words, line->words_pos);
            double width = value.kind == CALC_TEXT ? sheet_text_width(value.text, strlen(value.text)) : 0;
            look = (struct sheet_look){.bold = true, .ink = INK_TITLE};
            look.size = sheet_fitting_size(HEADLINE_GROWTH * width, SUMMARY_COLUMNS * SUMMARY_COLUMN_WIDTH,
                                           HEADLINE_SIZE, LINE_SIZE);
        }
        if (look.size)
            sheet_wrap(sheet, row, 0, "", look.size);
        sheet_put_computed(sheet, row, 0, line->words, look, line->words_pos);
        if (line->name)
            sheet_name_cell(sheet, row, 0, line->name, line->pos);
    }
}

/* The size of type in which each figure of the tiles fits into its column: not every program makes type smaller. */
static unsigned char tile_size(struct sheet *sheet, const struct fence *block) {
    int size = FIGURE_SIZE;
    for (int i = 0; i < block->line_count; i++) {
        const struct fence_line *line = &block->lines[i];
        struct calc_value value = calc_evaluate(&sheet->cells, line->formula, line->formula_pos);
        if (value.kind == CALC_NUMBER)
            size = sheet_fitting_size(sheet_number_width(sheet->book, number_of(sheet, value, 0, line), value.number),
                                      SUMMARY_COLUMN_WIDTH, size, LEAST_FIGURE_SIZE);
    }
    return (unsigned char)size;
}

void block_write_tiles(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    struct sheet_look small = {.size = SMALL_SIZE, .ink = INK_FAINT};
    struct sheet_look figure = {.size = tile_size(sheet, fence->block), .bold = true, .align = ALIGN_LEFT};
    struct sheet_look note = {.size = SMALL_SIZE, .frame = FRAME_BODY};
    (void)book;
    sheet_wrap(sheet, sheet->row + 1, 0, "", FIGURE_SIZE);
    put_blanks(sheet, sheet->row + 2, 0, note, fence->node->pos);
    for (int i = 0; i < fence->block->line_count; i++) {
        const struct fence_line *line = &fence->block->lines[i];
        int column = TILE_COLUMNS * i;
        sheet_put_text(sheet, sheet->row, column, line->label, small, line->pos);
        put_formula(sheet, sheet->row + 1, column, line->formula,
                    calc_evaluate(&sheet->cells, line->formula, line->formula_pos), 0, line, figure, line->formula_pos);
        if (line->name)
            sheet_name_cell(sheet, sheet->row + 1, column, line->name, line->pos);
        if (line->words)
            sheet_put_computed(sheet, sheet->row + 2, column, line->words, note, line->words_pos);
    }
    sheet->row += 3;
}

/* Marks the cells of a row that hold the least number in it, whatever the inputs. */
static void mark_least(struct sheet *sheet, int first, int last) {
    struct sheet_book *book = sheet->book;
    lxw_format *green = workbook_add_format(book->workbook);
    format_set_bg_color(green, COLOUR_LEAST);
    format_set_bold(green);
    const char *rule = arena_printf(book->arena, "=%s=MIN(%s:%s)", sheet_address(sheet, sheet, sheet->row, first, 0),
                                    sheet_address(sheet, sheet, sheet->row, first, 2),
                                    sheet_address(sheet, sheet, sheet->row, last, 2));
    lxw_conditional_format format = {
        .type = LXW_CONDITIONAL_TYPE_FORMULA, .value_string = arena_strdup(book->arena, rule), .format = green};
    worksheet_conditional_format_range(sheet->worksheet, sheet->row, (lxw_col_t)first, sheet->row, (lxw_col_t)last,
                                       &format);
}

static void write_heads(struct sheet *sheet, const struct fence *block, struct pos pos) {
    struct sheet_look head = {.frame = FRAME_HEAD, .bold = true};
    sheet_head(sheet, sheet->row, block);
    put_blanks(sheet, sheet->row, 1, head, pos);
    sheet_put_text(sheet, sheet->row, 0, block->title, head, pos);
    head.align = ALIGN_RIGHT;
    for (int i = 0; i < block->label_count; i++)
        sheet_put_text(sheet, sheet->row, FIRST_HEAD + i, block->labels[i], head, pos);
    for (int i = 0; i < block->line_count && block->kind == BLOCK_BY_SCENARIO; i++)
        sheet_put_text(sheet, sheet->row, FIRST_HEAD + i, block->lines[i].label, head, block->lines[i].pos);
    sheet->row++;
}

void block_write_compare(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    const struct fence *block = fence->block;
    struct sheet_look words = {.frame = FRAME_BODY}, figure = {.frame = FRAME_BODY, .align = ALIGN_RIGHT};
    struct sheet_look note = {.frame = FRAME_BODY, .size = SMALL_SIZE, .align = ALIGN_LEFT, .indent = 1};
    int last = FIRST_HEAD + block->label_count - 1;
    write_heads(sheet, block, fence->node->pos);
    for (int i = 0; i < block->line_count && !book->calc.failed; i++, sheet->row++) {
        const struct fence_line *line = &block->lines[i];
        put_blanks(sheet, sheet->row, 1, words, line->pos);
        sheet_put_text(sheet, sheet->row, 0, line->label, words, line->pos);
        struct calc_value values[SUMMARY_COLUMNS];
        for (int j = 0; j < line->formula_count; j++)
            values[j] = calc_evaluate(&sheet->cells, line->formulas[j], line->pos);
        const double most = greatest_of(values, line->formula_count);
        for (int j = 0; j < line->formula_count; j++) {
            figure.ink = sheet_formula_look(sheet, line->formulas[j]).ink;
            put_formula(sheet, sheet->row, FIRST_HEAD + j, line->formulas[j], values[j], most, line, figure, line->pos);
        }
        if (line->least)
            mark_least(sheet, FIRST_HEAD, last);
        if (line->words && last + 1 < SUMMARY_COLUMNS)
            sheet_put_computed(sheet, sheet->row, last + 1, line->words, note, line->words_pos);
    }
}

/* The scenario of a row. */
struct scenario_row {
    struct sheet *sheet;
    const struct block_substitute *cells;
    int count;
};

static const char *cell_in_scenario(void *context, const char *name, size_t length) {
    const struct scenario_row *row = context;
    for (int i = row->count; i-- > 0;)
        if (strlen(row->cells[i].quantity->name) == length && strncmp(row->cells[i].quantity->name, name, length) == 0)
            return row->cells[i].cell;
    return NULL;
}

void block_write_by_scenario(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    const struct fence *block = fence->block;
    struct sheet_look words = {.frame = FRAME_BODY}, figure = {.frame = FRAME_BODY, .align = ALIGN_RIGHT};
    const struct sheet_input_range *heads = &book->scenario_heads;
    int scenarios = sheet_scenario_columns(book);
    if (!scenarios || !heads->sheet) {
        sheet_error(book, fence->node->pos, "the workbook has one scenario only, or no inputs");
        return;
    }
    write_heads(sheet, block, fence->node->pos);
    struct block_substitute *cells = arena_array(book->arena, block_scenario_cell_count(book) + 1, sizeof *cells);
    lxw_row_t first = sheet->row;
    struct text formula = {0};
    /* By column, so that figures below each other have one unit for nothing. */
    const char **formulas = arena_array(book->arena, (size_t)(scenarios * block->line_count), sizeof *formulas);
    struct calc_value *values = arena_array(book->arena, (size_t)(scenarios * block->line_count), sizeof *values);
    for (int i = 0; i < scenarios && !book->calc.failed; i++) {
        struct scenario_row row = {sheet, cells, block_scenario_cells(sheet, i, cells)};
        for (int j = 0; j < block->line_count; j++) {
            const struct fence_line *line = &block->lines[j];
            text_clear(&formula);
            fence_formula_replace(&formula, line->formula, cell_in_scenario, &row);
            formulas[j * scenarios + i] = arena_strndup(book->arena, formula.bytes, formula.length);
            values[j * scenarios + i] = calc_evaluate(&sheet->cells, formulas[j * scenarios + i], line->formula_pos);
        }
    }
    for (int i = 0; i < scenarios && !book->calc.failed; i++, sheet->row++) {
        put_blanks(sheet, sheet->row, 1, words, fence->node->pos);
        sheet_put_computed(sheet, sheet->row, 0, sheet_address(sheet, heads->sheet, heads->row, heads->column + i, 0),
                           words, fence->node->pos);
        for (int j = 0; j < block->line_count; j++)
            put_formula(sheet, sheet->row, FIRST_HEAD + j, formulas[j * scenarios + i], values[j * scenarios + i],
                        greatest_of(values + j * scenarios, scenarios), &block->lines[j], figure,
                        block->lines[j].formula_pos);
    }
    text_free(&formula);
    for (int j = 0; j < block->line_count && !book->calc.failed; j++)
        if (block->lines[j].name)
            sheet_name_area(sheet,
                            (struct calc_area){&sheet->cells, first, sheet->row - 1, FIRST_HEAD + j, FIRST_HEAD + j},
                            block->lines[j].name, block->lines[j].pos);
}
