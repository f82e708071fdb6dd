#include "xlsx_tables.h"

#include <math.h>
#include <string.h>

enum { TOTAL_WIDTH = 12 };
/* What the names of a line's cells end with: those of all columns, and those from the first column to this one. */
static const char by_suffix[] = "_by_", so_far_suffix[] = "_so_far";

/* Where a formula of a timeline stands. */
struct column_names {
    const struct fence *fence;
    struct sheet *sheet;
    lxw_row_t head; /* the row of the columns' numbers; the lines follow */
    int first, column, line;
};

static bool names_line(const char *line, const char *name, size_t length, const char *suffix) {
    size_t own = strlen(line);
    return length == own + strlen(suffix) && strncmp(name, line, own) == 0 &&
           strncmp(name + own, suffix, strlen(suffix)) == 0;
}

/* A line's name stands for its cell in the same column, the column's own name for its number. */
static const char *in_column(void *context, const char *name, size_t length) {
    const struct column_names *names = context;
    const struct sheet_block *block = names->fence->block;
    struct sheet *sheet = names->sheet;
    if (strlen(block->along) == length && strncmp(name, block->along, length) == 0)
        return cell_address(sheet, sheet, names->head, names->column, 1);
    for (int i = 0; i < names->line; i++) {
        lxw_row_t row = names->head + 1 + (lxw_row_t)i;
        if (names_line(block->lines[i].name, name, length, ""))
            return cell_address(sheet, sheet, row, names->column, 0);
        if (names_line(block->lines[i].name, name, length, so_far_suffix))
            return arena_printf(sheet->book->arena, "SUM(%s:%s)", cell_address(sheet, sheet, row, names->first, 2),
                                cell_address(sheet, sheet, row, names->column, 0));
    }
    return NULL;
}

/* The head of a table with a column for each number of `along`, which begin at `first`. */
static void write_column_heads(struct sheet *sheet, const struct sheet_block *block, int first, struct pos pos) {
    struct look look = {.frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT};
    for (int i = block->first; i <= block->last; i++) {
        int column = first + i - block->first;
        if (i == block->first)
            cell_number(sheet, sheet->row, column, i, look, pos);
        else
            cell_computed(
                sheet, sheet->row, column,
                arena_printf(sheet->book->arena, "%s+1", cell_address(sheet, sheet, sheet->row, column - 1, 0)), look,
                pos);
    }
}

static const char *label_of(const struct book *book, const struct sheet_block *block) {
    const struct quantity *quantity = model_lookup(book->document->model, block->along);
    char *label = arena_strdup(book->arena, quantity ? quantity->label : block->along);
    if (*label >= 'a' && *label <= 'z')
        *label = (char)(*label - 'a' + 'A');
    return label;
}

/* The number format of a line of several cells. */
static unsigned short line_format(struct book *book, const struct block_line *line, const double *values, int count) {
    return book_number_format(book, line->format, NULL, values, count, true);
}

void block_write_timeline(struct book *book, const struct fence *fence) {
    const struct sheet_block *block = fence->block;
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    int first = table_value_column(sheet), columns = block->last - block->first + 1;
    struct column_names names = {.fence = fence, .sheet = sheet, .head = sheet->row, .first = first};
    sheet_head(sheet, sheet->row, fence);
    table_description_heads(sheet, "", pos);
    table_head(sheet, 0, label_of(book, block), ALIGN_LEFT, pos);
    write_column_heads(sheet, block, first, pos);
    table_head(sheet, first + columns, "Total", ALIGN_RIGHT, pos);
    const char *columns_name = arena_printf(book->arena, "%s_columns", block->along);
    if (!values_name(book, columns_name, strlen(columns_name)))
        range_define_name(sheet, (struct cell_area){sheet, sheet->row, sheet->row, first, first + columns - 1},
                          columns_name, pos);
    sheet->row++;
    for (int i = 0; i < block->line_count && !book->failed; i++, sheet->row++) {
        const struct block_line *line = &block->lines[i];
        struct look look = {.frame = FRAME_BODY};
        double value = 0;
        table_description(sheet, line->label, line->unit, line->pos);
        names.line = i;
        for (int c = 0; c < columns && !book->failed; c++) {
            struct text formula = {0};
            names.column = first + c;
            formula_replace(&formula, line->formula, in_column, &names);
            struct cell_value found = formula_value(sheet, formula.bytes, line->formula_pos);
            if (c == 0 || fabs(found.number) > fabs(value))
                value = found.kind == CELL_NUMBER ? found.number : 0;
            look.number = line_format(book, line, &value, 1);
            cell_valued(sheet, sheet->row, first + c, formula.bytes, found, look, line->formula_pos);
            if (found.kind == CELL_NUMBER)
                table_fit_number(sheet, first + c, found.number, look.number);
            text_free(&formula);
        }
        struct look total = look;
        total.bold = true;
        if (!line->with_total)
            cell_text(sheet, sheet->row, first + columns, "", total, line->pos);
        else
            cell_computed(sheet, sheet->row, first + columns,
                          arena_printf(book->arena, "SUM(%s:%s)", cell_address(sheet, sheet, sheet->row, first, 0),
                                       cell_address(sheet, sheet, sheet->row, first + columns - 1, 0)),
                          total, line->pos);
        sheet_fit(sheet, first + columns, TOTAL_WIDTH);
        range_define_name(sheet, (struct cell_area){sheet, sheet->row, sheet->row, first, first + columns - 1},
                          arena_printf(book->arena, "%s%s%s", line->name, by_suffix, block->along), line->pos);
    }
}

static void validate_input(struct sheet *sheet, int column, const struct block_line *line) {
    lxw_data_validation validation = {.validate = LXW_VALIDATION_TYPE_DECIMAL,
                                      .criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO,
                                      .ignore_blank = LXW_VALIDATION_OFF,
                                      .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
                                      .error_title = "Input",
                                      .error_message = "A number not below 0 must stand here."};
    if (worksheet_data_validation_cell(sheet->worksheet, sheet->row, (lxw_col_t)column, &validation) != LXW_NO_ERROR)
        book_error(sheet->book, line->pos, "cannot validate the cells of `%s`", line->name);
}

/* A row for each number of `along`, below each other, so that values stand in the column of all values. */
static void write_series_line(struct sheet *sheet, const struct fence *fence, const struct block_line *line) {
    struct book *book = sheet->book;
    const struct sheet_block *block = fence->block;
    int column = table_input_column(sheet);
    lxw_row_t first = sheet->row;
    struct look look = {.frame = FRAME_BODY, .ink = INK_INPUT, .unlocked = true};
    look.number = book_number_format(book, line->format, NULL, line->values, line->value_count, false);
    for (int i = 0; i < line->value_count; i++, sheet->row++) {
        table_description(sheet, arena_printf(book->arena, "%s, %s %d", line->label, block->along, block->first + i),
                          line->unit, line->pos);
        cell_number(sheet, sheet->row, column, line->values[i], look, line->pos);
        validate_input(sheet, column, line);
        table_source(sheet, line->source, line->date ? line->date : "not stated", line->pos);
    }
    range_define_name(sheet, (struct cell_area){sheet, first, sheet->row - 1, column, column}, line->name, line->pos);
}

void block_write_series(struct book *book, const struct fence *fence) {
    const struct sheet_block *block = fence->block;
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    sheet_head(sheet, sheet->row, book->first_inputs ? book->first_inputs->block->word : fence->block->word);
    table_source_heads(sheet, pos);
    for (int i = 0; i < block->line_count && !book->failed; i++)
        write_series_line(sheet, fence, &block->lines[i]);
}
