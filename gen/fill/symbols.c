/* Whether a document explains the symbols that its equations use. */
#include "document/document.h"
#include "fill/fill.h"
#include "language/language.h"

#include <string.h>

struct symbols {
    bool *explained;  /* by quantity: its equation is placed, or its symbol is printed in words or in a table */
    struct pos *used; /* by quantity: the first equation that uses it; no place if none does */
    struct pos pos;   /* of the current equation */
};

static void note_use(const struct expr *expr, void *context) {
    struct symbols *symbols = context;
    if (expr->op == EXPR_NAME && expr->quantity && !symbols->used[expr->quantity->index].line)
        symbols->used[expr->quantity->index] = symbols->pos;
}

static void note(struct symbols *symbols, const struct doc_node *node) {
    const struct quantity *quantity = node->placed.quantity;
    if (node->kind == NODE_VALUE && node->value->kind == VALUE_TEXT && node->value->quantity)
        symbols->explained[node->value->quantity->index] = true;
    if (node->kind == NODE_PLACED && quantity &&
        (node->placed.kind == PLACED_EQUATION || node->placed.kind == PLACED_WORKED)) {
        symbols->explained[quantity->index] = true;
        symbols->pos = node->pos;
        if (quantity->expr && node->placed.kind == PLACED_EQUATION) /* a worked line has numbers in place of symbols */
            expr_walk(quantity->expr, note_use, symbols);
    }
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        note(symbols, child);
}

void fill_check_symbols(const struct document *document, struct diag *diag) {
    const struct model *model = document->model;
    struct symbols symbols = {0};
    if (document->target != TARGET_PDF || !document->root)
        return;
    symbols.explained = arena_array(document->arena, (size_t)model->count + 1, sizeof *symbols.explained);
    symbols.used = arena_array(document->arena, (size_t)model->count + 1, sizeof *symbols.used);
    note(&symbols, document->root);
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        /* A symbol that is the quantity's name explains itself. */
        if (symbols.used[quantity->index].line && !symbols.explained[quantity->index] &&
            strcmp(quantity->symbol, quantity->name) != 0)
            diag_report(diag, SEVERITY_WARNING, symbols.used[quantity->index],
                        "'%s' prints the symbol of '%s' in an equation, and neither defines nor lists it; place its "
                        "equation, or say what {{%s.symbol}} is",
                        document->name, quantity->name, quantity->name);
    }
}
