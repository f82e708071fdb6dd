#include "language/language.h"
#include "sets/sets.h"
#include "workbook/sheet/sheet.h"

#include <string.h>

/* The widths up to which columns of words grow before their cells wrap, and the least width of a column of numbers. */
enum {
    LABEL_WIDTH = 42,
    INPUT_LABEL_WIDTH = 26,
    UNIT_WIDTH = 15,
    INPUT_UNIT_WIDTH = 11,
    NUMBER_WIDTH = 9,
    STEP_INDENT = 2
};
/* The widths up to which sources and dates grow before they wrap; many scenarios leave less room. */
enum { SOURCE_WIDTH = 38, MANY_SCENARIOS = 4, LESS_ROOM = 4 };

static int column_unit(const struct sheet *sheet) {
    return sheet->with_symbols ? COLUMN_SYMBOL + 1 : COLUMN_LABEL + 1;
}

int sheet_value_column(const struct sheet *sheet) {
    return column_unit(sheet) + 1;
}

int sheet_scenario_columns(const struct sheet_book *book) {
    return book->document->scenario_count > 1 ? book->document->scenario_count : 0;
}

const char *sheet_scenario_name(const struct parameter_set *set) {
    return *set->scenario ? set->scenario : set->id;
}

/* An input's value comes after those of the scenarios from which it is chosen. */
int sheet_input_column(const struct sheet *sheet) {
    return sheet_value_column(sheet) + sheet_scenario_columns(sheet->book);
}

void sheet_table_head(struct sheet *sheet, int column, const char *words, enum doc_align align, struct pos pos) {
    struct sheet_look look = {.frame = FRAME_HEAD, .bold = true, .align = (unsigned char)align};
    sheet_put_words(sheet, sheet->row, column, words, LABEL_WIDTH, look, pos);
}

const char *sheet_unit(const struct quantity *quantity) {
    if (quantity->shown && *quantity->shown)
        return quantity->shown;
    return strcmp(quantity->unit_name, "1") == 0 ? "" : quantity->unit_name;
}

const char *sheet_bare_unit(const struct sheet_book *book, struct number_format format) {
    return sheet_says(book, number_shift(format.style) > 0 ? "share" : "number");
}

/* Tables of inputs have many columns, so their labels are narrower. */
static double label_width(const struct sheet *sheet) {
    return sheet->with_inputs ? INPUT_LABEL_WIDTH : LABEL_WIDTH;
}

static double unit_width(const struct sheet *sheet) {
    return sheet->with_inputs ? INPUT_UNIT_WIDTH : UNIT_WIDTH;
}

/* The text in the column of units. Inputs have one even if their unit is 1. */
static const char *unit_words(const struct sheet_book *book, const struct quantity *quantity) {
    const char *unit = sheet_unit(quantity);
    if (*unit)
        return unit;
    if (quantity->kind == QUANTITY_EQUATION && number_shift(quantity->format.style) <= 0)
        return "";
    if (quantity->choices)
        return sheet_says(book, "choice");
    return quantity_is_switch(quantity) ? "0 or 1" : sheet_bare_unit(book, quantity->format);
}

/* The cells before the value: label, symbol, unit. */
static void write_quantity(struct sheet *sheet, const struct quantity *quantity, unsigned char indent, struct pos pos) {
    struct sheet_look look = {.frame = FRAME_BODY, .indent = indent};
    sheet_put_words(sheet, sheet->row, COLUMN_LABEL, quantity->label, label_width(sheet), look, pos);
    look.indent = 0;
    if (sheet->with_symbols) {
        look.align = ALIGN_CENTER;
        sheet_put_symbol(sheet, sheet->row, COLUMN_SYMBOL, quantity, look, pos);
    }
    look.align = ALIGN_LEFT;
    look.ink = INK_FAINT;
    sheet_put_words(sheet, sheet->row, column_unit(sheet), unit_words(sheet->book, quantity), unit_width(sheet), look,
                    pos);
}

void sheet_quantity(struct sheet *sheet, const struct quantity *quantity, struct pos pos) {
    write_quantity(sheet, quantity, 0, pos);
}

void sheet_quantity_step(struct sheet *sheet, const struct quantity *quantity, struct pos pos) {
    write_quantity(sheet, quantity, STEP_INDENT, pos);
}

void sheet_line(struct sheet *sheet, const char *label, const char *unit, struct pos pos) {
    struct sheet_look look = {.frame = FRAME_BODY};
    sheet_put_words(sheet, sheet->row, COLUMN_LABEL, label, label_width(sheet), look, pos);
    if (sheet->with_symbols)
        sheet_put_text(sheet, sheet->row, COLUMN_SYMBOL, "", look, pos);
    look.align = ALIGN_LEFT;
    look.ink = INK_FAINT;
    sheet_put_words(sheet, sheet->row, column_unit(sheet), unit ? unit : "", unit_width(sheet), look, pos);
}

void sheet_quantity_heads(struct sheet *sheet, const char *value_head, struct pos pos) {
    sheet_line_heads(sheet, value_head, pos);
    if (sheet->with_symbols)
        sheet_table_head(sheet, COLUMN_SYMBOL, sheet_says(sheet->book, "Symbol"), ALIGN_CENTER, pos);
}

void sheet_line_heads(struct sheet *sheet, const char *value_head, struct pos pos) {
    sheet_table_head(sheet, COLUMN_LABEL, sheet_says(sheet->book, "Quantity"), ALIGN_LEFT, pos);
    if (sheet->with_symbols)
        sheet_table_head(sheet, COLUMN_SYMBOL, "", ALIGN_CENTER, pos);
    sheet_table_head(sheet, column_unit(sheet), sheet_says(sheet->book, "Unit"), ALIGN_LEFT, pos);
    if (*value_head)
        sheet_table_head(sheet, sheet_value_column(sheet), value_head, ALIGN_RIGHT, pos);
}

bool sheet_begins_part(struct sheet *sheet, int i, int count, int most) {
    int parts = (count + most - 1) / most, lines = parts ? (count + parts - 1) / parts : 1;
    if (i == 0)
        return false;
    if (sheet->table_count == 1 || i % lines != 0) {
        sheet_break(sheet, BREAK_ROW);
        return false;
    }
    sheet->row++;
    sheet_break(sheet, BREAK_PART);
    return true;
}

void sheet_source_heads(struct sheet *sheet, struct pos pos) {
    int value = sheet_input_column(sheet);
    if (sheet->heads_on_top)
        return;
    sheet_line_heads(sheet, "", pos);
    for (int column = sheet_value_column(sheet); column < value + TO_SOURCE; column++)
        sheet_table_head(sheet, column, column == value ? sheet_says(sheet->book, "Value") : "", ALIGN_RIGHT, pos);
    sheet_table_head(sheet, value + TO_SOURCE, sheet_says(sheet->book, "Source"), ALIGN_LEFT, pos);
    sheet_table_head(sheet, value + TO_SOURCE + 1, sheet_says(sheet->book, "Date"), ALIGN_LEFT, pos);
    sheet->row++;
}

void sheet_line_source(struct sheet *sheet, const char *source, const char *date, struct pos pos) {
    struct sheet_look words = {.frame = FRAME_BODY, .align = ALIGN_LEFT};
    int value = sheet_input_column(sheet);
    for (int column = sheet_value_column(sheet); column < value + TO_SOURCE; column++)
        if (column != value)
            sheet_put_text(sheet, sheet->row, column, "", words, pos);
    sheet_put_source(sheet, source, date, pos);
}

void sheet_put_source(struct sheet *sheet, const char *source, const char *date, struct pos pos) {
    struct sheet_look words = {.frame = FRAME_BODY, .align = ALIGN_LEFT};
    int column = sheet_input_column(sheet) + TO_SOURCE;
    int less = sheet_scenario_columns(sheet->book) > MANY_SCENARIOS ? LESS_ROOM : 0;
    sheet_put_words(sheet, sheet->row, column, source, SOURCE_WIDTH - less, words, pos);
    if (!sheet_put_date(sheet, sheet->row, column + 1, date, words, pos))
        sheet_put_words(sheet, sheet->row, column + 1, date, DATE_WIDTH - less, words, pos);
}

enum sheet_ink sheet_link_ink(const struct sheet *sheet) {
    return sheet->summary ? INK_FORMULA : INK_LINK;
}

struct sheet_look sheet_formula_look(struct sheet *sheet, const char *formula) {
    const struct calc_area *area = calc_find_name(&sheet->book->calc, formula, strlen(formula));
    return (struct sheet_look){.frame = FRAME_BODY,
                               .ink = area && area->sheet != &sheet->cells ? sheet_link_ink(sheet) : INK_FORMULA};
}

void sheet_fit_number(struct sheet *sheet, int column, double value, unsigned short number) {
    double width = sheet_number_width(sheet->book, number, value);
    sheet_fit(sheet, column, width > NUMBER_WIDTH ? width : NUMBER_WIDTH);
}

struct calc_value sheet_put_figure(struct sheet *sheet, int column, const char *formula,
                                   const struct number_format *format, struct pos pos) {
    struct sheet_look look = {.frame = FRAME_BODY, .ink = sheet_formula_look(sheet, formula).ink};
    struct calc_value value = calc_evaluate(&sheet->cells, formula, pos);
    if (format && value.kind == CALC_NUMBER) {
        look.number = sheet_number_format(sheet->book, *format, NULL, &value.number, 1, true);
        sheet_fit_number(sheet, column, value.number, look.number);
    }
    sheet_put_valued(sheet, sheet->row, column, formula, value, look, pos);
    return value;
}
