#include "workbook/sheet/tables.h"

#include "language/language.h"
#include "sets/sets.h"

#include <string.h>

/* The widest that a column of words grows before its cells wrap, and what a column of numbers has at least. */
enum {
    LABEL_WIDTH = 42,
    INPUT_LABEL_WIDTH = 26,
    UNIT_WIDTH = 15,
    INPUT_UNIT_WIDTH = 11,
    NUMBER_WIDTH = 9,
    STEP_INDENT = 2
};
/* How wide sources and dates grow before they wrap; many scenarios leave less room. */
enum { SOURCE_WIDTH = 38, MANY_SCENARIOS = 4, LESS_ROOM = 4 };

static int column_unit(const struct sheet *sheet) {
    return sheet->with_symbols ? COLUMN_SYMBOL + 1 : COLUMN_LABEL + 1;
}

int table_value_column(const struct sheet *sheet) {
    return column_unit(sheet) + 1;
}

int book_scenario_columns(const struct book *book) {
    return book->document->scenario_count > 1 ? book->document->scenario_count : 0;
}

/* The values of inputs stand behind those of the scenarios from which they are chosen. */
int table_input_column(const struct sheet *sheet) {
    return table_value_column(sheet) + book_scenario_columns(sheet->book);
}

void table_head(struct sheet *sheet, int column, const char *words, enum doc_align align, struct pos pos) {
    struct look look = {.frame = FRAME_HEAD, .bold = true, .align = (unsigned char)align};
    cell_words(sheet, sheet->row, column, words, LABEL_WIDTH, look, pos);
}

const char *table_unit(const struct quantity *quantity) {
    if (quantity->shown && *quantity->shown)
        return quantity->shown;
    return strcmp(quantity->unit_name, "1") == 0 ? "" : quantity->unit_name;
}

const char *table_bare_unit(struct number_format format) {
    return format.style == NUMBER_PERCENT ? "share" : "number";
}

/* Inputs have many columns more than a label. */
static double label_width(const struct sheet *sheet) {
    return sheet->with_inputs ? INPUT_LABEL_WIDTH : LABEL_WIDTH;
}

static double unit_width(const struct sheet *sheet) {
    return sheet->with_inputs ? INPUT_UNIT_WIDTH : UNIT_WIDTH;
}

/* What stands in the column of units; an input has a word there even where its unit is 1. */
static const char *unit_words(const struct quantity *quantity) {
    const char *unit = table_unit(quantity);
    if (*unit)
        return unit;
    if (quantity->kind == QUANTITY_EQUATION && quantity->format.style != NUMBER_PERCENT)
        return "";
    return quantity_is_switch(quantity) ? "0 or 1" : table_bare_unit(quantity->format);
}

/* The cells before the value: label, symbol, unit. */
static void write_quantity(struct sheet *sheet, const struct quantity *quantity, unsigned char indent, struct pos pos) {
    struct look look = {.frame = FRAME_BODY, .indent = indent};
    cell_words(sheet, sheet->row, COLUMN_LABEL, quantity->label, label_width(sheet), look, pos);
    look.indent = 0;
    if (sheet->with_symbols) {
        look.align = ALIGN_CENTER;
        cell_symbol(sheet, sheet->row, COLUMN_SYMBOL, quantity, look, pos);
    }
    look.align = ALIGN_LEFT;
    look.ink = INK_FAINT;
    cell_words(sheet, sheet->row, column_unit(sheet), unit_words(quantity), unit_width(sheet), look, pos);
}

void table_quantity(struct sheet *sheet, const struct quantity *quantity, struct pos pos) {
    write_quantity(sheet, quantity, 0, pos);
}

void table_step(struct sheet *sheet, const struct quantity *quantity, struct pos pos) {
    write_quantity(sheet, quantity, STEP_INDENT, pos);
}

void table_description(struct sheet *sheet, const char *label, const char *unit, struct pos pos) {
    struct look look = {.frame = FRAME_BODY};
    cell_words(sheet, sheet->row, COLUMN_LABEL, label, label_width(sheet), look, pos);
    if (sheet->with_symbols)
        cell_text(sheet, sheet->row, COLUMN_SYMBOL, "", look, pos);
    look.align = ALIGN_LEFT;
    look.ink = INK_FAINT;
    cell_words(sheet, sheet->row, column_unit(sheet), unit ? unit : "", unit_width(sheet), look, pos);
}

void table_quantity_heads(struct sheet *sheet, const char *value_head, struct pos pos) {
    table_description_heads(sheet, value_head, pos);
    if (sheet->with_symbols)
        table_head(sheet, COLUMN_SYMBOL, "Symbol", ALIGN_CENTER, pos);
}

void table_description_heads(struct sheet *sheet, const char *value_head, struct pos pos) {
    table_head(sheet, COLUMN_LABEL, "Quantity", ALIGN_LEFT, pos);
    if (sheet->with_symbols)
        table_head(sheet, COLUMN_SYMBOL, "", ALIGN_CENTER, pos);
    table_head(sheet, column_unit(sheet), "Unit", ALIGN_LEFT, pos);
    if (*value_head)
        table_head(sheet, table_value_column(sheet), value_head, ALIGN_RIGHT, pos);
}

bool table_goes_on(struct sheet *sheet, int i, int count, int most) {
    int parts = (count + most - 1) / most, lines = parts ? (count + parts - 1) / parts : 1;
    if (i == 0)
        return false;
    if (sheet->table_count == 1 || i % lines != 0) {
        sheet_joint(sheet, JOINT_ROW);
        return false;
    }
    sheet->row++;
    sheet_joint(sheet, JOINT_PART);
    return true;
}

void table_source_heads(struct sheet *sheet, struct pos pos) {
    int value = table_input_column(sheet);
    if (sheet->heads_on_top)
        return;
    table_description_heads(sheet, "", pos);
    for (int column = table_value_column(sheet); column < value + TO_SOURCE; column++)
        table_head(sheet, column, column == value ? "Value" : "", ALIGN_RIGHT, pos);
    table_head(sheet, value + TO_SOURCE, "Source", ALIGN_LEFT, pos);
    table_head(sheet, value + TO_SOURCE + 1, "Date", ALIGN_LEFT, pos);
    sheet->row++;
}

void table_source(struct sheet *sheet, const char *source, const char *date, struct pos pos) {
    struct look words = {.frame = FRAME_BODY, .align = ALIGN_LEFT};
    int value = table_input_column(sheet);
    for (int column = table_value_column(sheet); column < value + TO_SOURCE; column++)
        if (column != value)
            cell_text(sheet, sheet->row, column, "", words, pos);
    table_provenance(sheet, source, date, pos);
}

void table_provenance(struct sheet *sheet, const char *source, const char *date, struct pos pos) {
    struct look words = {.frame = FRAME_BODY, .align = ALIGN_LEFT};
    int column = table_input_column(sheet) + TO_SOURCE;
    int less = book_scenario_columns(sheet->book) > MANY_SCENARIOS ? LESS_ROOM : 0;
    cell_words(sheet, sheet->row, column, source, SOURCE_WIDTH - less, words, pos);
    cell_words(sheet, sheet->row, column + 1, date, DATE_WIDTH - less, words, pos);
}

struct look formula_look(struct sheet *sheet, const char *formula) {
    const struct cell_area *area = values_name(sheet->book, formula, strlen(formula));
    return (struct look){.frame = FRAME_BODY, .ink = area && area->sheet != sheet ? INK_LINK : INK_FORMULA};
}

void table_fit_number(struct sheet *sheet, int column, double value, unsigned short number) {
    double width = book_number_width(sheet->book, number, value);
    sheet_fit(sheet, column, width > NUMBER_WIDTH ? width : NUMBER_WIDTH);
}

void block_write_equations(struct book *book, const struct book_fence *fence) {
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    int column = table_value_column(sheet);
    sheet_head(sheet, sheet->row, fence->block->word);
    table_quantity_heads(sheet, "Value", pos);
    sheet->row++;
    struct text formula = {0};
    for (int i = 0; i < fence->count; i++, sheet->row++) {
        const struct quantity *quantity = fence->quantities[i];
        double value = book->document->set->values[quantity->index];
        struct look look = {.frame = FRAME_BODY};
        if (table_goes_on(sheet, i, fence->count, TABLE_LINES)) {
            table_quantity_heads(sheet, "Value", pos);
            sheet->row++;
        }
        if (expr_is_boolean(quantity->expr)) {
            look.number = book_number_code(book, TRUTH_CODE);
            look.align = ALIGN_RIGHT;
        } else
            look.number = book_number_format(book, quantity->format, NULL, &value, 1, true);
        table_quantity(sheet, quantity, pos);
        text_clear(&formula);
        formula_print(&formula, quantity->expr, NULL, NULL);
        cell_formula(sheet, sheet->row, column, formula.bytes, value, look, quantity->pos);
        cell_define_name(sheet, sheet->row, column, quantity->name, quantity->pos);
        table_fit_number(sheet, column, value, look.number);
    }
    text_free(&formula);
}
