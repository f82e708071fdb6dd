#include "workbook/blocks/expressions.h"

#include <string.h>

const bool *block_needs(const struct sheet_book *book, const struct quantity *equation) {
    const struct model *model = book->document->model;
    struct sheet_run *run = book->run;
    if (!run->needed)
        run->needed = arena_array(run->arena, (size_t)model->count, sizeof *run->needed);
    bool **needed = &run->needed[equation->index];
    if (!*needed) {
        *needed = arena_array(run->arena, (size_t)model->count, sizeof **needed);
        model_dependencies(model, equation->expr, *needed);
    }
    return *needed;
}

struct substitution {
    struct sheet_book *book;
    const struct block_substitute *substitutes;
    int count;
    const struct quantity *homeless; /* the first quantity with neither a cell nor an expression */
};

/* Whether an equation depends on a quantity that has another cell. */
static bool is_moved(const struct substitution *substitution, const struct quantity *quantity) {
    const int known = substitution->book->document->model->count;
    for (int i = 0; i < substitution->count; i++) {
        int index = substitution->substitutes[i].quantity->index; /* no equation needs a variable of a chart's own */
        if (index < known && block_needs(substitution->book, quantity)[index])
            return true;
    }
    return false;
}

static const char *refer(const struct quantity *quantity, void *context) {
    struct substitution *substitution = context;
    struct sheet_book *book = substitution->book;
    for (int i = 0; i < substitution->count; i++)
        if (substitution->substitutes[i].quantity == quantity)
            return substitution->substitutes[i].cell;
    if (quantity->kind == QUANTITY_EQUATION)
        return book->placed[quantity->index] && !is_moved(substitution, quantity) ? quantity->name : NULL;
    if (!book->placed[quantity->index] && !substitution->homeless)
        substitution->homeless = quantity;
    return quantity->name;
}

const char *block_formula_with(struct sheet_book *book, const struct expr *expr,
                               const struct block_substitute *substitutes, int count, struct pos pos) {
    struct substitution substitution = {book, substitutes, count, NULL};
    struct text text = {0};
    formula_print(&text, expr, refer, &substitution);
    const char *formula = text_keep(&text, book->arena);
    if (!substitution.homeless)
        return formula;
    sheet_error(book, pos,
                "the chart needs `%s`, which no block of the workbook places; add it to a block ```inputs```",
                substitution.homeless->name);
    return NULL;
}

const char *block_formula(struct sheet_book *book, const struct expr *expr, const struct quantity *along,
                          const char *cell, struct pos pos) {
    struct block_substitute substitute = {along, cell};
    return block_formula_with(book, expr, &substitute, along ? 1 : 0, pos);
}
