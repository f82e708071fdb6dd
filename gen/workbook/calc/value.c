#include "workbook/calc/formula.h"

#include <math.h>
#include <string.h>

static double subtract(double a, double b) {
    return (a < 0) == (b < 0) && nearly_equal(a, b) ? 0 : a - b;
}

/* Numbers by an operation; an error goes through. */
static struct cell_value compute(struct cell_value a, enum formula_operation operation, struct cell_value b) {
    a = value_numeric(a);
    b = value_numeric(b);
    if (a.kind == CELL_ERROR || b.kind == CELL_ERROR)
        return a.kind == CELL_ERROR ? a : b;
    switch (operation) {
    case OPERATION_POWER:
        return a.number == 0 && b.number == 0 ? value_error("#NUM!") : value_number(pow(a.number, b.number));
    case OPERATION_MULTIPLY:
        return value_number(a.number * b.number);
    case OPERATION_DIVIDE:
        return b.number == 0 ? value_error("#DIV/0!") : value_number(a.number / b.number);
    case OPERATION_ADD:
        return value_number(subtract(a.number, -b.number));
    default:
        return value_number(subtract(a.number, b.number));
    }
}

/* Where a formula is evaluated. */
struct calc_evaluation {
    struct sheet *sheet;
    const char *formula;
    struct pos pos;
    bool failed;
};

static struct cell_value fail(struct calc_evaluation *evaluation, const char *message) {
    if (!evaluation->failed)
        book_error(evaluation->sheet->book, evaluation->pos, "%s", message);
    evaluation->failed = true;
    return value_unknown();
}

static struct cell_value join(struct calc_evaluation *evaluation, struct cell_value a, struct cell_value b) {
    struct arena *arena = evaluation->sheet->book->arena;
    bool words = (a.kind == CELL_TEXT || a.kind == CELL_BLANK) && (b.kind == CELL_TEXT || b.kind == CELL_BLANK);
    if (!words)
        return fail(evaluation, arena_printf(arena, "only text can be joined by `&`, in `%s`", evaluation->formula));
    return value_text(arena_printf(arena, "%s%s", a.text ? a.text : "", b.text ? b.text : ""));
}

/* Why two values are not compared; NULL where they are. */
static const char *comparison_refusal(enum formula_operation operation, struct cell_value a, struct cell_value b) {
    bool ordered = operation != OPERATION_EQUAL && operation != OPERATION_UNEQUAL;
    if (ordered && a.kind == CELL_TEXT && b.kind == CELL_TEXT)
        return "the order of words is not the same everywhere: they are compared by = and <> only";
    if ((a.kind == CELL_NUMBER && b.kind == CELL_BOOLEAN) || (a.kind == CELL_BOOLEAN && b.kind == CELL_NUMBER))
        return "a number is compared with TRUE or FALSE, which is equal to some spreadsheets only: N() makes it a "
               "number";
    return NULL;
}

static struct cell_value program_operate(struct calc_evaluation *evaluation, enum formula_operation operation,
                                         struct cell_value a, struct cell_value b) {
    if (operation > OPERATION_JOIN)
        return compute(a, operation, b);
    a = value_single(a);
    b = value_single(b);
    if (a.kind == CELL_ERROR || b.kind == CELL_ERROR)
        return a.kind == CELL_ERROR ? a : b;
    if (operation == OPERATION_JOIN)
        return join(evaluation, a, b);
    const char *refusal = comparison_refusal(operation, a, b);
    if (refusal)
        return fail(evaluation,
                    arena_printf(evaluation->sheet->book->arena, "%s, in `%s`", refusal, evaluation->formula));
    int order = value_compare(a, b);
    switch (operation) {
    case OPERATION_LESS_EQUAL:
        return value_truth(order <= 0);
    case OPERATION_GREATER_EQUAL:
        return value_truth(order >= 0);
    case OPERATION_UNEQUAL:
        return value_truth(order != 0);
    case OPERATION_LESS:
        return value_truth(order < 0);
    case OPERATION_GREATER:
        return value_truth(order > 0);
    default:
        return value_truth(order == 0);
    }
}

static struct cell_value cells_value(struct calc_evaluation *evaluation, const struct formula *formula) {
    struct book *book = evaluation->sheet->book;
    struct sheet *sheet = formula->sheet ? NULL : evaluation->sheet;
    for (int i = 0; i < book->sheet_count && !sheet; i++)
        if (strcmp(book->sheets[i].name, formula->sheet) == 0)
            sheet = &book->sheets[i];
    if (!sheet)
        return fail(evaluation,
                    arena_printf(book->arena, "no sheet `%s` for `%s`", formula->sheet, evaluation->formula));
    return (struct cell_value){
        .kind = CELL_RANGE,
        .range = {sheet, formula->first_row, formula->last_row, formula->first_column, formula->last_column}};
}

static struct cell_value named_value(struct calc_evaluation *evaluation, const struct formula *formula) {
    struct book *book = evaluation->sheet->book;
    const struct cell_area *range = values_numbered(book, formula->name_number);
    if (range)
        return (struct cell_value){.kind = CELL_RANGE, .range = *range};
    const char *nearest = values_nearest_name(book, formula->name);
    return fail(evaluation,
                arena_printf(book->arena, "nothing that stands before has the name `%s`%s%s%s, in the formula `%s`",
                             formula->name, nearest ? " (did you mean `" : "", nearest ? nearest : "",
                             nearest ? "`?)" : "", evaluation->formula));
}

static struct cell_value evaluate(struct calc_evaluation *evaluation, const struct formula *formula);

/* All arguments, also those that IF passes over: what is wrong in them is wrong for another set. */
static struct cell_value call(struct calc_evaluation *evaluation, const struct formula *formula) {
    struct cell_value arguments[FORMULA_MOST_ARGUMENTS];
    for (int i = 0; i < formula->count; i++)
        arguments[i] = evaluate(evaluation, formula->call[i]);
    struct arena *arena = evaluation->sheet->book->arena;
    for (int i = 0; i < formula->count; i++)
        if (value_is_unknown(value_single(arguments[i])))
            return value_unknown();
    const char *refusal = function_refusal(formula->function, arguments, formula->count);
    return refusal ? fail(evaluation, arena_printf(arena, "%s, in `%s`", refusal, evaluation->formula))
                   : function_value(arena, formula->function, arguments, formula->count);
}

static struct cell_value evaluate(struct calc_evaluation *evaluation, const struct formula *formula) {
    struct cell_value arguments[2];
    switch (formula->kind) {
    case FORMULA_NUMBER:
        return formula->truth ? value_truth(formula->number != 0) : value_number(formula->number);
    case FORMULA_STRING:
        return value_text(formula->text);
    case FORMULA_CELLS:
        return cells_value(evaluation, formula);
    case FORMULA_NAME:
        return named_value(evaluation, formula);
    case FORMULA_NEGATIVE:
        arguments[0] = value_numeric(evaluate(evaluation, formula->arguments[0]));
        arguments[0].number = -arguments[0].number;
        return arguments[0];
    case FORMULA_BINARY:
        arguments[0] = evaluate(evaluation, formula->arguments[0]);
        arguments[1] = evaluate(evaluation, formula->arguments[1]);
        return program_operate(evaluation, formula->operation, arguments[0], arguments[1]);
    case FORMULA_CALL:
        return call(evaluation, formula);
    }
    return value_unknown();
}

struct cell_value formula_value(struct sheet *sheet, const char *formula, struct pos pos) {
    const struct formula *tree = formula_read(sheet->book, formula, pos);
    struct calc_evaluation evaluation = {.sheet = sheet, .formula = formula, .pos = pos};
    struct cell_value value = tree ? value_single(evaluate(&evaluation, tree)) : value_unknown();
    if (value.kind == CELL_BLANK)
        value = value_number(0);
    return value;
}
