#include "workbook/sheet/charts.h"

#include "language/language.h"

#include <string.h>

struct substitution {
    struct book *book;
    const struct substitute *substitutes;
    int count;
    const struct quantity *homeless; /* the first that has no cell and no expression */
};

/* Whether an equation follows from a quantity that has another cell. */
static bool is_moved(const struct substitution *substitution, const struct quantity *quantity) {
    for (int i = 0; i < substitution->count; i++)
        if (book_needs(substitution->book, quantity)[substitution->substitutes[i].quantity->index])
            return true;
    return false;
}

static const char *refer(const struct quantity *quantity, void *context) {
    struct substitution *substitution = context;
    struct book *book = substitution->book;
    for (int i = 0; i < substitution->count; i++)
        if (substitution->substitutes[i].quantity == quantity)
            return substitution->substitutes[i].cell;
    if (quantity->kind == QUANTITY_EQUATION)
        return book->placed[quantity->index] && !is_moved(substitution, quantity) ? quantity->name : NULL;
    if (!book->placed[quantity->index] && !substitution->homeless)
        substitution->homeless = quantity;
    return quantity->name;
}

const char *book_formula_with(struct book *book, const struct expr *expr, const struct substitute *substitutes,
                              int count, struct pos pos) {
    struct substitution substitution = {book, substitutes, count, NULL};
    struct text text = {0};
    formula_print(&text, expr, refer, &substitution);
    const char *formula = arena_strndup(book->arena, text.bytes, text.length);
    text_free(&text);
    if (!substitution.homeless)
        return formula;
    book_error(book, pos, "the chart needs `%s`, which no block of the workbook places; add it to a block ```inputs```",
               substitution.homeless->name);
    return NULL;
}

const char *book_formula(struct book *book, const struct expr *expr, const struct quantity *along, const char *cell,
                         struct pos pos) {
    struct substitute substitute = {along, cell};
    return book_formula_with(book, expr, &substitute, along ? 1 : 0, pos);
}

static void write_head(struct sheet *sheet, int column, const char *words, struct pos pos) {
    struct look look = {.frame = FRAME_HEAD, .bold = true, .align = ALIGN_RIGHT};
    cell_words(sheet, sheet->row, column, words, 24, look, pos);
}

struct cell_range sheet_write_sweep(struct sheet *sheet, const struct swept *swept, const char *head,
                                    struct number_format format, const struct sweep_column *columns, int count,
                                    struct pos pos) {
    struct book *book = sheet->book;
    struct cell_range range = {.sheet = sheet, .head = sheet->row, .column = 0};
    sheet_head(sheet, sheet->row, columns);
    write_head(sheet, 0, head, pos);
    for (int i = 0; i < count; i++) {
        write_head(sheet, i + 1, columns[i].head, pos);
        sheet_fit(sheet, i + 1, FIGURE_WIDTH);
    }
    sheet->row++;
    range.first = sheet->row;
    range.last = range.first + (lxw_row_t)swept->points - 1;
    struct look fixed = {.frame = FRAME_BODY,
                         .ink = INK_FAINT,
                         .align = ALIGN_RIGHT,
                         .number = book_number_format(book, format, NULL, swept->values, swept->points, false)};
    struct look *looks = arena_array(book->arena, (size_t)count + 1, sizeof *looks);
    for (int j = 0; j < count; j++)
        looks[j] = (struct look){
            .frame = FRAME_BODY,
            .number = book_number_format(book, columns[j].format, NULL, columns[j].values, swept->points, true)};
    for (int i = 0; i < swept->points && !book->failed; i++, sheet->row++) {
        char cell[LXW_MAX_CELL_NAME_LENGTH];
        cell_number(sheet, sheet->row, 0, swept->values[i], fixed, pos);
        lxw_rowcol_to_cell_abs(cell, sheet->row, 0, 0, 1);
        for (int j = 0; j < count; j++) {
            const char *formula = book_formula(book, columns[j].expr, swept->along, cell, pos);
            if (formula)
                cell_formula(sheet, sheet->row, j + 1, formula, columns[j].values[i], looks[j], pos);
        }
    }
    return range;
}

const char *range_address(struct book *book, const struct cell_range *range, int column) {
    char first[LXW_MAX_CELL_NAME_LENGTH], last[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell_abs(first, range->first, (lxw_col_t)(range->column + column), 1, 1);
    lxw_rowcol_to_cell_abs(last, range->last, (lxw_col_t)(range->column + column), 1, 1);
    return arena_printf(book->arena, "%s:%s", first, last);
}
