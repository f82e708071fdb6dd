#include "language/apart.h"
#include "language/maths_build.h"

#include <string.h>

#define TIMES "\xC3\x97"
#define ALMOST_EQUAL "\xE2\x89\x88"

/* min(1, 1.25) for a clamp that acts and whose argument was shown as arithmetic, else NULL. */
static struct maths *clamp_at_work(struct maths_builder *builder, const struct expr *expr) {
    int clamped = maths_clamped_argument(expr);
    if (clamped < 0)
        return NULL;
    const struct expr *inside = maths_taken(builder, expr->arguments[clamped]);
    if (inside->argument_count == 0)
        return NULL;
    double value = maths_value_of(inside, builder->values);
    struct number_format format = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};
    struct maths_builder rounded = *builder;
    struct maths *shown = maths_number_leaf(&rounded, value, format);
    builder->rounded = builder->rounded || rounded.rounded;
    struct maths *arguments = maths_row(builder->arena);
    for (int i = 0; i < 2; i++) {
        if (i > 0)
            maths_row_add(builder->arena, arguments, maths_leaf(builder->arena, MATHS_PUNCTUATION, ","));
        maths_row_add(builder->arena, arguments,
                      i == clamped ? shown : maths_build(builder, expr->arguments[i], STRENGTH_ANY));
    }
    struct maths *row = maths_row(builder->arena);
    maths_row_add(builder->arena, row, maths_leaf(builder->arena, MATHS_FUNCTION, expr_op_text(expr->op)));
    maths_row_add(builder->arena, row, maths_in_brackets(builder->arena, arguments, "()"));
    return row;
}

static struct maths *result(struct maths_builder *builder, const struct quantity *equation, double value) {
    struct number_format format = quantity_format_of(equation, equation->format, builder->values);
    struct text out = {0};
    format.with_unit = strcmp(equation->shown, TIMES) != 0; /* a reading aid of prose */
    quantity_print(&out, equation, value, format, builder->locale);
    struct maths *maths =
        maths_new(builder->arena, MATHS_NUMBER, arena_strndup(builder->arena, out.bytes, out.length), 0, NULL);
    maths->quantity = equation;
    builder->rounded = builder->rounded || maths_is_rounded(number_as_printed(value, format), value);
    text_free(&out);
    return maths;
}

/* The parameters along which an expression takes values from tables, each once. */
struct taken_rows {
    struct maths_builder *builder;
    const struct quantity *along[8];
    int count;
    struct maths *row;
};

static void add_row_of(const struct quantity *quantity, struct taken_rows *rows) {
    struct arena *arena = rows->builder->arena;
    const struct quantity *along = quantity->table ? quantity->table->along : NULL;
    for (int i = 0; i < rows->count; i++)
        if (rows->along[i] == along)
            return;
    if (!along || rows->count == sizeof rows->along / sizeof *rows->along)
        return;
    rows->along[rows->count++] = along;
    if (rows->row)
        maths_row_add(arena, rows->row, maths_leaf(arena, MATHS_PUNCTUATION, ","));
    else
        rows->row = maths_row(arena);
    maths_row_add(arena, rows->row, maths_symbol(arena, along));
    maths_row_add_operator(arena, rows->row, "=");
    maths_row_add(arena, rows->row, maths_quantity_number(rows->builder, along));
}

static void find_row(const struct expr *expr, void *context) {
    if (expr->op == EXPR_NAME)
        add_row_of(expr->quantity, context);
}

/* Which rows of tables were taken: `M = 70B`. NULL if there is no table. */
static struct maths *rows_taken(struct maths_builder *builder, const struct quantity *equation,
                                const struct expr *taken) {
    struct taken_rows rows = {.builder = builder};
    if (equation->table)
        add_row_of(equation, &rows);
    expr_walk(taken, find_row, &rows);
    return rows.row;
}

struct maths *maths_worked(struct arena *arena, const struct model *model, const struct quantity *equation,
                           const double *values, const struct number_locale *locale) {
    (void)model;
    struct maths_builder builder = {.arena = arena, .values = values, .locale = locale};
    const struct expr *taken = maths_taken(&builder, equation->expr);
    enum operation_kind kind = operation_table[taken->op].kind;
    builder.digits = maths_digits_of_operands(taken, values, values[equation->index],
                                              quantity_format_of(equation, equation->format, values));
    struct maths *row = maths_row(arena);
    maths_row_add(arena, row, maths_symbol(arena, equation));
    /* A single number would only repeat the result. */
    if (taken->argument_count > 0) {
        struct maths *numbers = maths_build(&builder, taken, STRENGTH_ANY);
        maths_row_add_operator(arena, row, "=");
        maths_row_add(arena, row,
                      kind == KIND_COMPARISON || kind == KIND_LOGIC ? maths_in_brackets(arena, numbers, "()")
                                                                    : numbers);
        struct maths *clamp = clamp_at_work(&builder, taken);
        if (clamp) {
            maths_row_add_operator(arena, row, builder.rounded ? ALMOST_EQUAL : "=");
            maths_row_add(arena, row, clamp);
            builder.rounded = false;
        }
    }
    struct maths *rows = rows_taken(&builder, equation, taken);
    struct maths *last = result(&builder, equation, values[equation->index]);
    maths_row_add_operator(arena, row, builder.rounded ? ALMOST_EQUAL : "=");
    maths_row_add(arena, row, last);
    if (rows) {
        maths_row_add(arena, row, maths_leaf(arena, MATHS_PUNCTUATION, ","));
        maths_row_add(arena, row, rows);
    }
    return row;
}

struct maths *maths_solution(struct arena *arena, const struct model *model, const struct quantity *equation,
                             const double *values, const struct number_locale *locale) {
    struct maths *row = maths_equation(arena, equation);
    const struct maths *worked = maths_worked(arena, model, equation, values, locale);
    for (int i = 1; i < worked->count; i++) /* without its symbol */
        maths_row_add(arena, row, worked->children[i]);
    return row;
}
