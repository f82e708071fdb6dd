#include "workbook/blocks/watch.h"
#include "workbook/blocks/expressions.h"

#include <stdarg.h>
#include <string.h>

enum { CHECK_WIDTH = 76 };
/* A formula may have 8192 characters in Excel. A function has at most so many arguments here, so that conditions are
 * joined in groups. */
enum { MOST_LENGTH = 7500, MOST_JOINED = 20, MOST_CONDITIONS = MOST_JOINED * MOST_JOINED };

struct block_added_check {
    const char *label, *formula;
    struct pos pos;
    struct block_added_check *next;
};

bool block_is_watched(enum fence_kind kind) {
    switch (kind) {
    case BLOCK_INPUTS:
    case BLOCK_EQUATIONS:
    case BLOCK_SWEEP:
    case BLOCK_CHECKS:
    case BLOCK_SERIES:
    case BLOCK_CHOICE:
    case BLOCK_SENSITIVITY:
    case BLOCK_RANKING:
    case BLOCK_GRID:
    case BLOCK_BLANKS:
    case BLOCK_CURVE:
    case BLOCK_TURNING:
    case BLOCK_BRIDGE:
    case BLOCK_AGES:
    case BLOCK_FURTHER:
        return false;
    default:
        return true;
    }
}

const struct sheet *block_checks_sheet(const struct sheet_book *book) {
    return book->checks->sheet;
}

struct block_conditions block_conditions_begin(struct sheet_book *book, const char *label, struct pos pos) {
    return (struct block_conditions){.book = book, .label = label, .pos = pos};
}

/* Appends a condition to the `count` that a text has, in groups. */
static void join(struct text *text, int count, const char *condition) {
    text_puts(text, count == 0 ? "AND(" : count % MOST_JOINED == 0 ? "),AND(" : ",");
    text_puts(text, condition);
}

/* The groups as one condition. */
static const char *joined(struct arena *arena, const struct text *text) {
    return arena_printf(arena, "AND(%.*s))", (int)text->length, text->bytes);
}

void block_condition(struct block_conditions *conditions, const char *format, ...) {
    struct sheet_book *book = conditions->book;
    if (!book->checks || book->calc.failed)
        return;
    va_list arguments;
    va_start(arguments, format);
    char *condition = arena_vprintf(book->arena, format, arguments);
    va_end(arguments);
    if (conditions->count == MOST_CONDITIONS || conditions->text.length + strlen(condition) > MOST_LENGTH)
        block_conditions_end(conditions);
    join(&conditions->text, conditions->count++, condition);
}

void block_conditions_end(struct block_conditions *conditions) {
    struct sheet_book *book = conditions->book;
    if (conditions->count && !book->calc.failed) {
        struct block_added_check *check = arena_alloc(book->arena, sizeof *check);
        *check = (struct block_added_check){
            .label = conditions->label, .formula = joined(book->arena, &conditions->text), .pos = conditions->pos};
        struct block_added_check **last = book->blocks->last_check ? book->blocks->last_check : &book->blocks->checks;
        *last = check;
        book->blocks->last_check = &check->next;
    }
    text_free(&conditions->text);
    conditions->text = (struct text){0};
    conditions->count = 0;
}

const char *block_tolerance(const struct sheet_book *book) {
    for (int i = 0; i < book->fence_count; i++)
        if (book->fences[i].block->tolerance && book->placed[book->fences[i].block->tolerance->index])
            return book->fences[i].block->tolerance->name;
    return NULL;
}

const char *block_area(const struct sheet *sheet, lxw_row_t first_row, int first_column, lxw_row_t last_row,
                       int last_column) {
    const struct sheet_book *book = sheet->book;
    const char *first = sheet_address(block_checks_sheet(book), sheet, first_row, first_column, 0);
    return first_row == last_row && first_column == last_column
               ? first
               : arena_printf(book->arena, "%s:%s", first, sheet_address(sheet, sheet, last_row, last_column, 0));
}

enum block_course block_course_of(const struct sheet_book *book, const struct expr *expr,
                                  const struct quantity *along) {
    if (expr->op == EXPR_NAME && expr->quantity->expr)
        return block_needs(book, expr->quantity)[along->index] ? block_course_of(book, expr->quantity->expr, along)
                                                               : COURSE_LEVEL;
    if (expr->op == EXPR_NAME)
        return expr->quantity == along ? COURSE_STRAIGHT : COURSE_LEVEL;
    enum block_course courses[3] = {COURSE_LEVEL, COURSE_LEVEL, COURSE_LEVEL}, most = COURSE_LEVEL;
    for (int i = 0; i < expr->argument_count; i++) {
        enum block_course course = block_course_of(book, expr->arguments[i], along);
        courses[i < 2 ? i : 2] = course;
        most = course > most ? course : most;
    }
    switch (expr->op) {
    case EXPR_NEGATE:
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        return most;
    case EXPR_MULTIPLY:
        return courses[0] && courses[1] ? COURSE_OTHER : most;
    case EXPR_DIVIDE:
        return courses[1] ? COURSE_OTHER : courses[0];
    case EXPR_IF:
        return courses[0] ? COURSE_OTHER : most;
    default:
        return most ? COURSE_OTHER : COURSE_LEVEL;
    }
}

const char *block_present(struct sheet_book *book, const struct expr *expr, struct pos pos) {
    return block_formula(book, expr, NULL, NULL, pos);
}

void block_condition_straight(struct block_conditions *conditions, const struct sheet *sheet, lxw_row_t first_row,
                              int first_column, lxw_row_t last_row, int last_column, bool along_rows) {
    const char *tolerance = block_tolerance(conditions->book), *parts[3];
    int points = along_rows ? last_column - first_column + 1 : (int)(last_row - first_row) + 1;
    if (!conditions->book->checks || !tolerance || points < 3)
        return;
    for (int i = 0; i < 3; i++) {
        lxw_row_t down = along_rows ? 0 : (lxw_row_t)i, up = along_rows ? 0 : (lxw_row_t)(2 - i);
        int right = along_rows ? i : 0, left = along_rows ? 2 - i : 0;
        parts[i] = block_area(sheet, first_row + down, first_column + right, last_row - up, last_column - left);
    }
    const char *all = block_area(sheet, first_row, first_column, last_row, last_column);
    const char *a = parts[0], *b = parts[1], *c = parts[2];
    /* The squares of a - 2 b + c, multiplied out. */
    block_condition(conditions,
                    "SUMPRODUCT(%s,%s)+2*2*SUMPRODUCT(%s,%s)+SUMPRODUCT(%s,%s)-2*2*SUMPRODUCT(%s,%s)-2*2*SUMPRODUCT(%s,"
                    "%s)+2*SUMPRODUCT(%s,%s)<=%s*SUMPRODUCT(%s,%s)",
                    a, a, b, b, c, c, a, b, b, c, a, c, tolerance, all, all);
}

/* Whether a formula shows the result of the checks: then a check of it would go in a circle. */
static bool shows_checks(const char *formula) {
    return strstr(formula, "all_checks") || strstr(formula, "checks_failed");
}

/* The words of a check for cells that were watched, from one row to another. */
static const char *watched_label(const struct sheet *sheet, lxw_row_t first, lxw_row_t last) {
    struct arena *arena = sheet->book->arena;
    const char *from = arena_printf(arena, "%u", (unsigned)first + 1);
    if (first == last)
        return sheet_says_both(sheet->book, "{}, row {}: nothing is typed over a formula", sheet->name, from);
    return sheet_says_both(
        sheet->book, "{}, rows {}: nothing is typed over a formula", sheet->name,
        sheet_says_both(sheet->book, "{} to {}", from, arena_printf(arena, "%u", (unsigned)last + 1)));
}

static void write_label(struct sheet *sheet, const char *label, struct pos pos) {
    sheet_break(sheet, BREAK_ROW);
    sheet_put_words(sheet, sheet->row, 0, label, CHECK_WIDTH, (struct sheet_look){.frame = FRAME_BODY}, pos);
}

static const char *verdict_of(struct sheet *sheet, const char *condition) {
    return sheet_verdict(sheet->book, arena_printf(sheet->book->arena, "IFERROR(%s,1=2)", condition));
}

/* Writes the check of some watched cells, `text` being the conditions. Each cell has what its own formula gives, so
 * the check holds. */
static void write_watch(struct sheet *sheet, int column, const struct sheet_watched *first,
                        const struct sheet_watched *last, struct text *text, struct sheet_look result) {
    struct calc_value holds = {.kind = CALC_TEXT, .text = sheet_check_holds(sheet->book)};
    struct pos pos = sheet->book->checks->node->pos;
    lxw_row_t low = first->row, high = first->row;
    for (const struct sheet_watched *cell = first; cell <= last; cell++) {
        low = cell->row < low ? cell->row : low;
        high = cell->row > high ? cell->row : high;
    }
    write_label(sheet, watched_label(first->sheet, low, high), pos);
    const char *formula = verdict_of(sheet, joined(sheet->book->arena, text));
    sheet_put_check(sheet, sheet->row++, column, formula, holds, result, pos);
    text_free(text);
    *text = (struct text){0};
}

static void write_watched(struct sheet *sheet, int column, struct sheet_look result) {
    struct sheet_book *book = sheet->book;
    struct text text = {0}, condition = {0};
    const struct sheet_watched *first = NULL, *last = NULL;
    int count = 0;
    for (size_t i = 0; i < book->watched_count; i++) {
        const struct sheet_watched *cell = &book->watched[i];
        if (cell->sheet == sheet || shows_checks(cell->formula))
            continue;
        const char *address = sheet_address(sheet, cell->sheet, cell->row, cell->column, 0);
        text_clear(&condition);
        text_puts(&condition, address);
        text_puts(&condition, "=(");
        sheet_put_formula_from(&condition, address, cell->formula);
        text_putc(&condition, ')');
        bool full = count == MOST_CONDITIONS || text.length + condition.length > MOST_LENGTH;
        if (first && (full || cell->sheet != first->sheet)) {
            write_watch(sheet, column, first, last, &text, result);
            first = NULL;
            count = 0;
        }
        join(&text, count++, condition.bytes);
        first = first ? first : cell;
        last = cell;
    }
    if (first)
        write_watch(sheet, column, first, last, &text, result);
    text_free(&condition);
}

void block_write_added_checks(struct sheet *sheet, int column, struct sheet_look result) {
    struct sheet_book *book = sheet->book;
    for (const struct block_added_check *check = book->blocks->checks; check; check = check->next) {
        write_label(sheet, check->label, check->pos);
        const char *formula = verdict_of(sheet, check->formula);
        struct calc_value value = calc_evaluate(&sheet->cells, formula, check->pos);
        if (value.kind == CALC_TEXT && strcmp(value.text, sheet_check_holds(book)) != 0)
            sheet_error(book, check->pos, "the workbook's own check fails: %s (`%s`)", check->label, check->formula);
        if (value.kind != CALC_ERROR)
            sheet_put_check(sheet, sheet->row, column, formula, value, result, check->pos);
        sheet->row++;
    }
    write_watched(sheet, column, result);
}
