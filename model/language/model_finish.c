/* A model whose quantities have all been read: names in expressions, the order of equations, units, conditions. */
#include "language/apart.h"
#include "language/model_lists.h"

/* The equations that an expression names, in the order of the text. */
struct known_names {
    struct arena *arena;
    const struct quantity **equations;
    size_t count, capacity;
};

static void collect_equation(const struct expr *expr, void *context) {
    struct known_names *names = context;
    if (expr->op != EXPR_NAME || !expr->quantity || !expr->quantity->expr)
        return;
    names->equations =
        arena_grow(names->arena, names->equations, names->count, &names->capacity, sizeof(struct quantity *));
    names->equations[names->count++] = expr->quantity;
}

/* An equation on the path, and the equations that it needs. */
struct visit {
    const struct quantity *equation;
    struct known_names needs;
    size_t next;
};

static void report_cycle(const struct visit *path, int length, const struct quantity *first, struct diag *diag) {
    int start = 0;
    while (path[start].equation != first)
        start++;
    struct text cycle = {0};
    for (int i = start; i < length; i++)
        text_printf(&cycle, "%s needs ", path[i].equation->name);
    text_puts(&cycle, first->name);
    /* Once, however often one equation names the other. */
    diag_report_once(diag, SEVERITY_ERROR, first->pos,
                     "these equations depend on each other in a circle: %s; rewrite one of them", cycle.bytes);
    text_free(&cycle);
}

static struct visit visit_equation(struct model *model, const struct quantity *equation) {
    struct visit visit = {.equation = equation, .needs.arena = model->arena};
    expr_walk(equation->expr, collect_equation, &visit.needs);
    return visit;
}

/* Puts equations in order, depth first. The path is a list, not recursion, since chains of equations may be long. */
static bool order_equations(struct model *model, struct diag *diag) {
    enum state { UNSEEN, ON_PATH, ORDERED };
    enum state *states = arena_array(model->arena, (size_t)model->count, sizeof *states);
    struct visit *path = arena_array(model->arena, (size_t)model->count, sizeof *path);
    bool good = true;
    model->order = arena_array(model->arena, (size_t)model->count, sizeof(struct quantity *));
    model->order_count = 0;
    for (int i = 0; i < model->count; i++) {
        int length = 0;
        if (model->quantities[i]->expr && states[i] == UNSEEN)
            path[length++] = visit_equation(model, model->quantities[i]), states[i] = ON_PATH;
        while (length > 0) {
            struct visit *top = &path[length - 1];
            if (top->next == top->needs.count) {
                states[top->equation->index] = ORDERED;
                model->order[model->order_count++] = top->equation;
                length--;
                continue;
            }
            const struct quantity *need = top->needs.equations[top->next++];
            if (states[need->index] == ON_PATH) {
                report_cycle(path, length, need, diag);
                good = false;
            } else if (states[need->index] == UNSEEN) {
                states[need->index] = ON_PATH;
                path[length++] = visit_equation(model, need);
            }
        }
    }
    return good;
}

/* Reads what the formats of quantities have behind `apart`, which may name any quantity. */
static bool read_apart(struct model *model, struct diag *diag) {
    bool good = true;
    for (int i = 0; i < model->count; i++) {
        struct quantity *quantity = model->quantities[i];
        if (!quantity->apart_words)
            continue;
        quantity->apart = quantity_apart_read(model->arena, model, quantity->apart_words);
        if (quantity->apart || model->incomplete)
            continue;
        diag_report(diag, SEVERITY_ERROR, quantity->apart_pos, QUANTITY_APART_ADVICE);
        good = false;
    }
    return good;
}

bool model_finish(struct model *model, struct diag *diag) {
    bool good = read_apart(model, diag);
    good = model_finish_tables(model, diag) && good;
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->expr && !model->quantities[i]->table)
            good = model_resolve(model, (struct expr *)model->quantities[i]->expr, diag) && good;
    good = order_equations(model, diag) && good;
    for (int i = 0; i < model->order_count; i++)
        ((struct quantity *)model->order[i])->condition = expr_is_condition(model->order[i]->expr);
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        if (quantity->table)
            continue;
        if (quantity->expr && quantity->unit)
            good = model_check_unit(model, quantity->expr, quantity->unit, quantity->name, diag) && good;
        else if (quantity->expr)
            good = model_unit_of(model, quantity->expr, diag) != NULL && good;
    }
    good = model_finish_conditions(model, diag) && good;
    return good && !model->incomplete ? model_check_defaults(model, diag) : good;
}
