#include "workbook/blocks/blocks.h"

#include <math.h>
#include <string.h>

enum { TOTAL_WIDTH = 9 }; /* at least */
/* The endings of the names of a line's cells: those in all columns, and those from the first column to this one. */
static const char by_suffix[] = "_by_", so_far_suffix[] = "_so_far";

/* The place of a formula in a timeline. */
struct timeline_names {
    const struct sheet_fence *fence;
    struct sheet *sheet;
    lxw_row_t head, *rows; /* the row of the columns' numbers, the rows of the lines */
    int first, column, line;
};

/* What follows a line's name in a name of so many characters: "" or `so_far_suffix`; NULL if neither. */
static const char *after_line(const char *line, const char *name, size_t length) {
    size_t own = 0;
    while (own < length && line[own] == name[own])
        own++;
    if (line[own])
        return NULL;
    if (own == length)
        return "";
    bool so_far = length - own == strlen(so_far_suffix) && strncmp(name + own, so_far_suffix, length - own) == 0;
    return so_far ? so_far_suffix : NULL;
}

/* Replaces a line's name by its cell in the same column, and the name of the columns' number by the head of the column.
 */
static const char *in_column(void *context, const char *name, size_t length) {
    const struct timeline_names *names = context;
    const struct fence *block = names->fence->block;
    struct sheet *sheet = names->sheet;
    if (strlen(block->along) == length && strncmp(name, block->along, length) == 0)
        return sheet_address(sheet, sheet, names->head, names->column, 1);
    for (int i = 0; i < names->line; i++) {
        lxw_row_t row = names->rows[i];
        const char *suffix = after_line(block->lines[i].name, name, length);
        if (suffix && !*suffix)
            return sheet_address(sheet, sheet, row, names->column, 0);
        if (suffix)
            return arena_printf(sheet->book->arena, "SUM(%s:%s)", sheet_address(sheet, sheet, row, names->first, 2),
                                sheet_address(sheet, sheet, row, names->column, 0));
    }
    return NULL;
}

/* Writes a head for each number of `along`, from column `first` on. A header that is repeated refers to the numbers of
 * the row `head`. */
static void write_column_heads(struct sheet *sheet, const struct fence *block, int first, lxw_row_t head,
                               struct pos pos) {
    struct sheet_look look = {.frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT};
    for (int i = block->first; i <= block->last; i++) {
        int column = first + i - block->first;
        if (sheet->row != head)
            sheet_put_computed(sheet, sheet->row, column, sheet_address(sheet, sheet, head, column, 0), look, pos);
        else if (i == block->first)
            sheet_put_number(sheet, sheet->row, column, i, look, pos);
        else
            sheet_put_computed(
                sheet, sheet->row, column,
                arena_printf(sheet->book->arena, "%s+1", sheet_address(sheet, sheet, sheet->row, column - 1, 0)), look,
                pos);
    }
}

static const char *label_of(const struct sheet_book *book, const struct fence *block) {
    const struct quantity *quantity = model_lookup(book->document->model, block->along);
    char *label = arena_strdup(book->arena, quantity ? quantity->label : block->along);
    if (*label >= 'a' && *label <= 'z')
        *label = (char)(*label - 'a' + 'A');
    return sheet_says(book, label);
}

static void write_timeline_heads(struct sheet *sheet, const struct fence *block, lxw_row_t head, struct pos pos) {
    int first = sheet_value_column(sheet);
    sheet_line_heads(sheet, "", pos);
    sheet_table_head(sheet, 0, label_of(sheet->book, block), ALIGN_LEFT, pos);
    write_column_heads(sheet, block, first, head, pos);
    sheet_table_head(sheet, first + block->last - block->first + 1, sheet_says(sheet->book, "Total"), ALIGN_RIGHT, pos);
}

/* Writes a line. It has one number format, which suits its greatest value. */
static void write_timeline_line(struct timeline_names *names, const struct fence_line *line, int columns) {
    struct sheet *sheet = names->sheet;
    struct sheet_book *book = sheet->book;
    int first = names->first;
    struct calc_value *values = arena_array(book->arena, (size_t)columns, sizeof *values);
    const char **formulas = arena_array(book->arena, (size_t)columns, sizeof *formulas);
    double greatest = 0;
    struct sheet_look look = {.frame = FRAME_BODY};
    sheet_line(sheet, line->label, line->unit, line->pos);
    book->calc.failed = false;
    for (int c = 0; c < columns; c++) {
        struct text formula = {0};
        names->column = first + c;
        fence_formula_replace(&formula, line->formula, in_column, names);
        formulas[c] = text_keep(&formula, book->arena);
        /* An error in one column would be repeated in all. */
        values[c] = book->calc.failed ? calc_unknown() : calc_evaluate(&sheet->cells, formulas[c], line->formula_pos);
        if (values[c].kind == CALC_NUMBER && fabs(values[c].number) > fabs(greatest))
            greatest = values[c].number;
    }
    look.number = sheet_number_format(book, line->format, NULL, &greatest, 1, true);
    double total = 0;
    for (int c = 0; c < columns; c++) {
        sheet_put_valued(sheet, sheet->row, first + c, formulas[c], book->calc.failed ? calc_unknown() : values[c],
                         look, line->formula_pos);
        if (values[c].kind == CALC_NUMBER) {
            sheet_fit_number(sheet, first + c, values[c].number, look.number);
            total += values[c].number;
        }
    }
    look.bold = true;
    if (!line->with_total) {
        sheet_put_text(sheet, sheet->row, first + columns, "", look, line->pos);
    } else {
        sheet_fit_number(sheet, first + columns, total, look.number);
        sheet_put_computed(sheet, sheet->row, first + columns,
                           arena_printf(book->arena, "SUM(%s:%s)", sheet_address(sheet, sheet, sheet->row, first, 0),
                                        sheet_address(sheet, sheet, sheet->row, first + columns - 1, 0)),
                           look, line->pos);
    }
    sheet_fit(sheet, first + columns, TOTAL_WIDTH);
    sheet_name_area(sheet, (struct calc_area){&sheet->cells, sheet->row, sheet->row, first, first + columns - 1},
                    arena_printf(book->arena, "%s%s%s", line->name, by_suffix, names->fence->block->along), line->pos);
}

void block_write_timeline(struct sheet_book *book, const struct sheet_fence *fence) {
    const struct fence *block = fence->block;
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    int first = sheet_value_column(sheet), columns = block->last - block->first + 1;
    struct timeline_names names = {.fence = fence, .sheet = sheet, .head = sheet->row, .first = first};
    names.rows = arena_array(book->arena, (size_t)block->line_count + 1, sizeof *names.rows);
    sheet_head(sheet, sheet->row, fence);
    write_timeline_heads(sheet, block, names.head, pos);
    const char *columns_name = arena_printf(book->arena, "%s_columns", block->along);
    if (!calc_find_name(&book->calc, columns_name, strlen(columns_name)))
        sheet_name_area(sheet, (struct calc_area){&sheet->cells, sheet->row, sheet->row, first, first + columns - 1},
                        columns_name, pos);
    sheet->row++;
    for (int i = 0; i < block->line_count; i++, sheet->row++) {
        if (sheet_begins_part(sheet, i, block->line_count, WIDE_TABLE_LINES)) {
            write_timeline_heads(sheet, block, names.head, pos);
            sheet->row++;
        }
        names.rows[i] = sheet->row;
        names.line = i;
        write_timeline_line(&names, &block->lines[i], columns);
    }
}

/* Writes a row for each number of `along`, one below the other, so that the values are in the column of values. */
static void write_series_line(struct sheet *sheet, const struct sheet_fence *fence, const struct fence_line *line) {
    struct sheet_book *book = sheet->book;
    const struct fence *block = fence->block;
    int column = sheet_input_column(sheet);
    lxw_row_t first = sheet->row;
    struct sheet_look look = {.frame = FRAME_BODY, .ink = INK_INPUT, .unlocked = true};
    look.number = sheet_number_format(book, line->format, NULL, line->values, line->value_count, false);
    const char *unit = line->unit ? line->unit : sheet_bare_unit(sheet->book, line->format);
    for (int i = 0; i < line->value_count; i++, sheet->row++) {
        if (i > 0)
            sheet_break(sheet, BREAK_ROW);
        sheet_line(sheet, arena_printf(book->arena, "%s, %s %d", line->label, block->along, block->first + i), unit,
                   line->pos);
        sheet_put_number(sheet, sheet->row, column, line->values[i], look, line->pos);
        sheet_validate_series(sheet, sheet->row, column, line);
        sheet_line_source(sheet, line->source, line->date ? line->date : sheet_says(book, "not stated"), line->pos);
    }
    sheet_name_area(sheet, (struct calc_area){&sheet->cells, first, sheet->row - 1, column, column}, line->name,
                    line->pos);
}

void block_write_series(struct sheet_book *book, const struct sheet_fence *fence) {
    const struct fence *block = fence->block;
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    if (!sheet->heads_on_top)
        sheet_head(sheet, sheet->row, book->first_inputs ? book->first_inputs->block->word : fence->block->word);
    sheet_source_heads(sheet, pos);
    for (int i = 0; i < block->line_count; i++)
        write_series_line(sheet, fence, &block->lines[i]);
}
