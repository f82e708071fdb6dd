#include "workbook/calc/formula.h"

#include <math.h>
#include <string.h>

static double subtract(double a, double b) {
    return (a < 0) == (b < 0) && calc_nearly_equal(a, b) ? 0 : a - b;
}

/* Computes an operation on numbers; an error value is passed on. */
static struct calc_value compute(struct calc_value a, enum calc_operation operation, struct calc_value b) {
    a = calc_numeric(a);
    b = calc_numeric(b);
    if (a.kind == CALC_ERROR || b.kind == CALC_ERROR)
        return a.kind == CALC_ERROR ? a : b;
    switch (operation) {
    case OPERATION_POWER:
        return a.number == 0 && b.number == 0 ? calc_error("#NUM!") : calc_number(pow(a.number, b.number));
    case OPERATION_MULTIPLY:
        return calc_number(a.number * b.number);
    case OPERATION_DIVIDE:
        return b.number == 0 ? calc_error("#DIV/0!") : calc_number(a.number / b.number);
    case OPERATION_ADD:
        return calc_number(subtract(a.number, -b.number));
    default:
        return calc_number(subtract(a.number, b.number));
    }
}

/* The formula that is evaluated, with its sheet and place. */
struct calc_evaluation {
    const struct calc_sheet *sheet;
    const char *formula;
    struct pos pos;
    bool failed;
};

static struct calc_value fail(struct calc_evaluation *evaluation, const char *message) {
    if (!evaluation->failed)
        calc_report(evaluation->sheet->book, evaluation->pos, "%s", message);
    evaluation->failed = true;
    return calc_unknown();
}

static struct calc_value join(struct calc_evaluation *evaluation, struct calc_value a, struct calc_value b) {
    struct arena *arena = evaluation->sheet->book->arena;
    const char *left = calc_words(arena, a), *right = calc_words(arena, b);
    if (!left || !right)
        return fail(evaluation,
                    arena_printf(arena,
                                 "only text can be joined by `&`, and numbers below 1,000,000,000 that are rounded to "
                                 "at most two decimals, in `%s`",
                                 evaluation->formula));
    return calc_text(arena_printf(arena, "%s%s", left, right));
}

/* Why two values cannot be compared, or NULL. */
static const char *comparison_refusal(enum calc_operation operation, struct calc_value a, struct calc_value b) {
    bool ordered = operation != OPERATION_EQUAL && operation != OPERATION_UNEQUAL;
    if (ordered && a.kind == CALC_TEXT && b.kind == CALC_TEXT)
        return "spreadsheets order text in different ways: compare it by = and <> only";
    if ((a.kind == CALC_NUMBER && b.kind == CALC_BOOLEAN) || (a.kind == CALC_BOOLEAN && b.kind == CALC_NUMBER))
        return "a number is compared with TRUE or FALSE, which only some spreadsheets take as equal: N() makes it a "
               "number";
    return NULL;
}

static struct calc_value operate(struct calc_evaluation *evaluation, enum calc_operation operation, struct calc_value a,
                                 struct calc_value b) {
    if (operation > OPERATION_JOIN)
        return compute(a, operation, b);
    a = calc_single(a);
    b = calc_single(b);
    if (a.kind == CALC_ERROR || b.kind == CALC_ERROR)
        return a.kind == CALC_ERROR ? a : b;
    if (operation == OPERATION_JOIN)
        return join(evaluation, a, b);
    const char *refusal = comparison_refusal(operation, a, b);
    if (refusal)
        return fail(evaluation,
                    arena_printf(evaluation->sheet->book->arena, "%s, in `%s`", refusal, evaluation->formula));
    int order = calc_compare(a, b);
    switch (operation) {
    case OPERATION_LESS_EQUAL:
        return calc_truth(order <= 0);
    case OPERATION_GREATER_EQUAL:
        return calc_truth(order >= 0);
    case OPERATION_UNEQUAL:
        return calc_truth(order != 0);
    case OPERATION_LESS:
        return calc_truth(order < 0);
    case OPERATION_GREATER:
        return calc_truth(order > 0);
    default:
        return calc_truth(order == 0);
    }
}

static struct calc_value cells_value(struct calc_evaluation *evaluation, const struct calc_formula *formula) {
    struct calc_book *book = evaluation->sheet->book;
    const struct calc_sheet *sheet = formula->sheet ? book->sheets : evaluation->sheet;
    while (formula->sheet && sheet && strcmp(sheet->name, formula->sheet) != 0)
        sheet = sheet->next;
    if (!sheet)
        return fail(evaluation, arena_printf(book->arena, "the workbook has no sheet `%s`, in `%s`", formula->sheet,
                                             evaluation->formula));
    return (struct calc_value){
        .kind = CALC_RANGE,
        .range = {sheet, formula->first_row, formula->last_row, formula->first_column, formula->last_column}};
}

static struct calc_value named_value(struct calc_evaluation *evaluation, const struct calc_formula *formula) {
    struct calc_book *book = evaluation->sheet->book;
    const struct calc_area *range = calc_named(book, formula->name_number);
    if (range)
        return (struct calc_value){.kind = CALC_RANGE, .range = *range};
    const char *nearest = calc_nearest_name(book, formula->name);
    return fail(evaluation, arena_printf(book->arena, "no earlier cell has the name `%s`%s%s%s, in the formula `%s`",
                                         formula->name, nearest ? " (did you mean `" : "", nearest ? nearest : "",
                                         nearest ? "`?)" : "", evaluation->formula));
}

static struct calc_value evaluate(struct calc_evaluation *evaluation, const struct calc_formula *formula);

/* Evaluates all arguments, even those that IF ignores: what is wrong in them would be wrong for another set. */
static struct calc_value call(struct calc_evaluation *evaluation, const struct calc_formula *formula) {
    struct calc_value arguments[FORMULA_MOST_ARGUMENTS];
    for (int i = 0; i < formula->count; i++)
        arguments[i] = evaluate(evaluation, formula->call[i]);
    struct arena *arena = evaluation->sheet->book->arena;
    for (int i = 0; i < formula->count; i++)
        if (calc_is_unknown(calc_single(arguments[i])))
            return calc_unknown();
    const char *refusal = calc_refusal(arena, formula->function, arguments, formula->count);
    return refusal ? fail(evaluation, arena_printf(arena, "%s, in `%s`", refusal, evaluation->formula))
                   : calc_apply(arena, formula->function, arguments, formula->count);
}

static struct calc_value evaluate(struct calc_evaluation *evaluation, const struct calc_formula *formula) {
    struct calc_value value;
    switch (formula->kind) {
    case FORMULA_NUMBER:
        return formula->truth ? calc_truth(formula->number != 0) : calc_number(formula->number);
    case FORMULA_STRING:
        return calc_text(formula->text);
    case FORMULA_CELLS:
        return cells_value(evaluation, formula);
    case FORMULA_NAME:
        return named_value(evaluation, formula);
    case FORMULA_NEGATIVE:
        value = calc_numeric(evaluate(evaluation, formula->arguments[0]));
        value.number = -value.number;
        return value;
    case FORMULA_BINARY:
        value = evaluate(evaluation, formula->arguments[0]);
        for (; formula; formula = formula->next)
            value = operate(evaluation, formula->operation, value, evaluate(evaluation, formula->arguments[1]));
        return value;
    case FORMULA_CALL:
        return call(evaluation, formula);
    }
    return calc_unknown();
}

/* A sum of all rows above in each of many rows takes minutes, also in a spreadsheet. */
enum { MOST_VISITED = 200 * 1000 * 1000 };

bool calc_is_exhausted(const struct calc_book *book) {
    return book->visited > MOST_VISITED;
}

struct calc_value calc_evaluate(const struct calc_sheet *sheet, const char *formula, struct pos pos) {
    struct calc_book *book = sheet->book;
    if (calc_is_exhausted(book))
        return calc_unknown();
    const struct calc_formula *tree = calc_read(book, formula, pos);
    struct calc_evaluation evaluation = {.sheet = sheet, .formula = formula, .pos = pos};
    struct calc_value value = tree ? calc_single(evaluate(&evaluation, tree)) : calc_unknown();
    if (calc_is_exhausted(book))
        value = fail(&evaluation, arena_printf(book->arena,
                                               "the formulas of this workbook look at more than %d cells, up to "
                                               "`%s`; divide it",
                                               MOST_VISITED, formula));
    if (value.kind == CALC_BLANK)
        value = calc_number(0);
    return value;
}
