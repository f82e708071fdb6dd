#include "workbook/blocks/blocks.h"

#include <math.h>
#include <string.h>

enum { CHECK_WIDTH = 76, RESULT_WIDTH = 12, VALUE_WIDTH = 24, WORDS_COLUMNS = 3 };
#define CHECKS "all_checks"
#define CHECKS_FAILED "checks_failed"
#define CHECK_LABELS "check_labels"
#define CHECK_RESULTS "check_results"

/* Gives the cells to the right of words, over which they run, the same fill and line. */
static void rule_words(struct sheet *sheet, int column, struct sheet_look look, struct pos pos) {
    for (int i = 1; i < WORDS_COLUMNS; i++)
        sheet_put_text(sheet, sheet->row, column++, "", look, pos);
}

static void write_words(struct sheet *sheet, int column, const char *words, bool head, struct pos pos) {
    struct sheet_look look = {.frame = head ? FRAME_HEAD : FRAME_BODY, .bold = head, .align = ALIGN_LEFT, .indent = 1};
    sheet_put_text(sheet, sheet->row, column, words, look, pos);
    rule_words(sheet, column + 1, look, pos);
}

static void write_formula_heads(struct sheet *sheet, bool with_words, struct pos pos) {
    sheet_line_heads(sheet, sheet_says(sheet->book, "Value"), pos);
    if (with_words)
        write_words(sheet, sheet_value_column(sheet) + 1, sheet_says(sheet->book, "In words"), true, pos);
    sheet->row++;
}

/* The formats of a block's lines, with the digits that tell the set's figures apart: each from what its format and its
 * quantity name behind `apart`, and lines that are quantities from each other. */
static const struct number_format *line_formats(const struct sheet_book *book, const struct fence *block) {
    const double *values = book->document->set->values;
    size_t count = (size_t)block->line_count;
    struct quantity_figure *figures = arena_array(book->arena, count + 1, sizeof *figures);
    struct number_format *formats = arena_array(book->arena, count + 1, sizeof *formats);
    for (size_t i = 0; i < count; i++) {
        const struct fence_line *line = &block->lines[i];
        figures[i] = (struct quantity_figure){NAN, line->format, line->unit, 0};
        if (!line->quantity)
            continue;
        figures[i].value = values[line->quantity->index];
        figures[i].format = quantity_format_of(line->quantity, line->format, values);
        figures[i].format = quantity_format_apart(line->apart, figures[i].value, figures[i].format, values);
    }
    quantity_settle_figures(figures, count);
    for (size_t i = 0; i < count; i++)
        formats[i] = figures[i].format;
    return formats;
}

void block_write_formulas(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    int column = sheet_value_column(sheet);
    bool with_words = false;
    struct sheet_look words = {.frame = FRAME_BODY, .align = ALIGN_LEFT, .indent = 1};
    for (int i = 0; i < fence->block->line_count; i++)
        with_words = with_words || fence->block->lines[i].words;
    const struct number_format *formats = line_formats(book, fence->block);
    sheet_head(sheet, sheet->row, with_words ? (const void *)fence : fence->block->word);
    write_formula_heads(sheet, with_words, fence->node->pos);
    for (int i = 0; i < fence->block->line_count; i++, sheet->row++) {
        const struct fence_line *line = &fence->block->lines[i];
        if (sheet_begins_part(sheet, i, fence->block->line_count, TABLE_LINES))
            write_formula_heads(sheet, with_words, fence->node->pos);
        sheet_line(sheet, line->label, line->unit, line->pos);
        struct calc_value value = calc_evaluate(&sheet->cells, line->formula, line->formula_pos);
        struct sheet_look look = sheet_formula_look(sheet, line->formula);
        if (value.kind == CALC_NUMBER) {
            struct number_format format = line->quantity ? formats[i]
                                                         : quantity_format_apart(line->apart, value.number, formats[i],
                                                                                 book->document->set->values);
            look.number = sheet_number_format(book, format, NULL, &value.number, 1, true);
            sheet_fit_number(sheet, column, value.number, look.number);
        } else if (value.kind == CALC_BOOLEAN) {
            look.number = sheet_truth_code(book);
            look.align = ALIGN_RIGHT;
        } else if (value.kind == CALC_TEXT) {
            look.align = ALIGN_RIGHT;
            /* With other inputs it may be a number. */
            double one = 1;
            look.number = sheet_number_format(book, line->format, NULL, &one, 1, true);
            double width = sheet_text_width(value.text, strlen(value.text));
            sheet_fit(sheet, column, width < VALUE_WIDTH ? width : VALUE_WIDTH);
            look.wrap = width > VALUE_WIDTH;
            if (look.wrap)
                sheet_wrap(sheet, sheet->row, column, value.text, 0);
        }
        sheet_put_valued(sheet, sheet->row, column, line->formula, value, look, line->formula_pos);
        if (line->name)
            sheet_name_cell(sheet, sheet->row, column, line->name, line->pos);
        if (with_words && line->words) {
            value = sheet_put_computed(sheet, sheet->row, column + 1, line->words, words, line->words_pos);
            rule_words(sheet, column + 2, words, line->pos);
        } else if (with_words) {
            write_words(sheet, column + 1, "", false, line->pos);
        }
    }
}

static void colour_failure(struct sheet *sheet, lxw_row_t first, lxw_row_t last, int column, const char *formula) {
    lxw_format *red = workbook_add_format(sheet->book->workbook);
    format_set_bg_color(red, 0xF8CBAD);
    format_set_font_color(red, 0x9C0006);
    lxw_conditional_format rule = {
        .type = LXW_CONDITIONAL_TYPE_FORMULA, .value_string = arena_strdup(sheet->book->arena, formula), .format = red};
    worksheet_conditional_format_range(sheet->worksheet, first, (lxw_col_t)column, last, (lxw_col_t)column, &rule);
}

/* Writes a line for each earlier sheet: no cell shows an error, since a sum has the error of any cell. The check omits
 * the first rows, in which each sheet shows the result of all checks. */
static void check_errors(struct sheet *sheet, int column, struct sheet_look result, struct pos pos) {
    enum { FIRST_ROW = 2 };
    struct arena *arena = sheet->book->arena;
    for (const struct sheet *other = sheet->book->sheets; other < sheet; other++) {
        if (other->row <= FIRST_ROW)
            continue;
        const char *cells =
            arena_printf(arena, "%s:%s", sheet_address(sheet, other, FIRST_ROW, 0, 3),
                         sheet_address(other, other, other->row, other->column_count ? other->column_count - 1 : 0, 3));
        sheet_break(sheet, BREAK_ROW);
        sheet_put_words(sheet, sheet->row, 0,
                        sheet_says_of(sheet->book, "No cell of the sheet {} shows an error", other->name), CHECK_WIDTH,
                        (struct sheet_look){.frame = FRAME_BODY}, pos);
        struct calc_value holds = {.kind = CALC_TEXT, .text = sheet_check_holds(sheet->book)};
        const char *formula = arena_printf(arena, "IF(ISERROR(SUM(%s)),\"%s\",\"%s\")", cells,
                                           sheet_check_fails(sheet->book), sheet_check_holds(sheet->book));
        sheet_put_valued(sheet, sheet->row++, column, formula, holds, result, pos);
    }
}

/* The checks of many inputs do not print: one of them all follows. */
static void sum_up_inputs(struct sheet *sheet, lxw_row_t first, int column, struct sheet_look result, struct pos pos) {
    enum { MOST_PRINTED = 30 };
    int count = (int)(sheet->row - first);
    if (count <= MOST_PRINTED)
        return;
    const char *results = arena_printf(sheet->book->arena, "%s:%s", sheet_address(sheet, sheet, first, column, 0),
                                       sheet_address(sheet, sheet, sheet->row - 1, column, 0));
    sheet->printed_from = sheet->row;
    sheet_put_words(sheet, sheet->row, 0,
                    sheet_says_of(sheet->book,
                                  "The checks above hold: {} inputs are within their ranges (on the sheet alone)",
                                  arena_printf(sheet->book->arena, "%d", count)),
                    CHECK_WIDTH, (struct sheet_look){.frame = FRAME_BODY}, pos);
    sheet_put_computed(sheet, sheet->row++, column,
                       sheet_verdict(sheet->book, arena_printf(sheet->book->arena, "COUNTIF(%s,\"%s\")=ROWS(%s)",
                                                               results, sheet_check_holds(sheet->book), results)),
                       result, pos);
}

void block_write_checks(struct sheet_book *book, const struct sheet_fence *fence) {
    struct sheet *sheet = fence->sheet;
    struct pos pos = fence->node->pos;
    struct sheet_look words = {.frame = FRAME_BODY};
    struct sheet_look result = {.frame = FRAME_BODY, .align = ALIGN_RIGHT};
    int column = 1;
    sheet_head(sheet, sheet->row, fence->block->word);
    sheet_table_head(sheet, 0, sheet_says(book, "Check"), ALIGN_LEFT, pos);
    sheet_table_head(sheet, column, sheet_says(book, "Result"), ALIGN_RIGHT, pos);
    lxw_row_t first = ++sheet->row;
    /* The inputs come first, since each sheet names the first check that fails, and a wrong input makes others fail. */
    sheet_check_inputs(sheet, column, result);
    sum_up_inputs(sheet, first, column, result, pos);
    for (int i = 0; i < fence->block->line_count; i++) {
        const struct fence_line *line = &fence->block->lines[i];
        sheet_break(sheet, BREAK_ROW);
        sheet_put_words(sheet, sheet->row, 0, line->label, CHECK_WIDTH, words, line->pos);
        const char *formula = sheet_verdict(book, arena_printf(book->arena, "IFERROR(%s,1=2)", line->formula));
        struct calc_value value = sheet_put_computed(sheet, sheet->row++, column, formula, result, line->formula_pos);
        if (value.kind == CALC_TEXT && strcmp(value.text, sheet_check_holds(book)) != 0)
            sheet_error(book, line->formula_pos, "the workbook's own check fails: %s (`%s`)", line->label,
                        line->formula);
    }
    block_write_added_checks(sheet, column, result);
    check_errors(sheet, column, result, pos);
    lxw_row_t last = sheet->row - 1;
    colour_failure(sheet, first, last, column,
                   arena_printf(book->arena, "=%s<>\"%s\"", sheet_address(sheet, sheet, first, column, 2),
                                sheet_check_holds(book)));
    sheet_name_area(sheet, (struct calc_area){&sheet->cells, first, last, 0, 0}, CHECK_LABELS, pos);
    sheet_name_area(sheet, (struct calc_area){&sheet->cells, first, last, column, column}, CHECK_RESULTS, pos);
    words.bold = true;
    struct sheet_look total = {.frame = FRAME_BODY, .bold = true, .align = ALIGN_RIGHT};
    sheet_put_words(sheet, sheet->row, 0, sheet_says(book, "Checks that fail"), CHECK_WIDTH, words, pos);
    sheet_put_computed(
        sheet, sheet->row, column,
        arena_printf(book->arena, "ROWS(" CHECK_RESULTS ")-COUNTIF(" CHECK_RESULTS ",\"%s\")", sheet_check_holds(book)),
        total, pos);
    sheet_name_cell(sheet, sheet->row++, column, CHECKS_FAILED, pos);
    sheet_put_words(sheet, sheet->row, 0, sheet_says(book, "All checks hold"), CHECK_WIDTH, words, pos);
    total.number = sheet_truth_code(book);
    sheet_put_computed(sheet, sheet->row, column, CHECKS_FAILED "=0", total, pos);
    sheet_name_cell(sheet, sheet->row++, column, CHECKS, pos);
    sheet_fit(sheet, column, RESULT_WIDTH);
}

void block_echo_checks(struct sheet_book *book) {
    const char *flag_words = arena_printf(
        book->arena, "IF(" CHECKS ",\"%s\",\"%s\"&INDEX(" CHECK_LABELS ",MATCH(\"%s\"," CHECK_RESULTS ",0)))",
        sheet_says(book, "All checks hold"), sheet_says(book, "A check fails: "), sheet_check_fails(book));
    for (int i = 0; i < book->sheet_count && book->checks && !book->calc.failed; i++) {
        struct sheet *sheet = &book->sheets[i];
        struct sheet_look look = {
            .ink = sheet == book->checks->sheet ? INK_FORMULA : sheet_link_ink(sheet), .italic = true, .size = 9};
        sheet_put_computed(sheet, CHECKS_ROW, 0, flag_words, look, book->checks->node->pos);
        colour_failure(sheet, CHECKS_ROW, CHECKS_ROW, 0, "=NOT(" CHECKS ")");
    }
}
