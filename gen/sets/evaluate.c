#include "sets/sets.h"

#include <math.h>

/* The value of an expression for one set. */
static double value_of(struct arena *arena, const struct model *model, const struct expr *expr, const double *values) {
    return *machine_run_set(machine_new(arena, program_new(arena, model, &expr, 1, CLAIM_TOLERANCE), 1), values);
}

/* A divisor in the expression that is 0 for the set, in the branches that are taken; NULL if there is none. */
static const struct expr *zero_divisor(struct arena *arena, const struct model *model, const struct expr *expr,
                                       const double *values) {
    const struct expr *found = NULL;
    if (expr->op == EXPR_IF) {
        found = zero_divisor(arena, model, expr->arguments[0], values);
        int taken = value_of(arena, model, expr->arguments[0], values) != 0 ? 1 : 2;
        return found ? found : zero_divisor(arena, model, expr->arguments[taken], values);
    }
    for (int i = 0; i < expr->argument_count && !found; i++)
        found = zero_divisor(arena, model, expr->arguments[i], values);
    if (!found && expr->op == EXPR_DIVIDE && value_of(arena, model, expr->arguments[1], values) == 0)
        found = expr->arguments[1];
    return found;
}

static void report_not_finite(const struct parameter_set *set, const struct model *model,
                              const struct quantity *quantity, struct diag *diag) {
    struct arena *arena = arena_new();
    struct text which = {0}, reason = {0};
    text_printf(&which, *set->scenario ? "'%s', scenario '%s'" : "'%s'", set->id, set->scenario);
    const struct expr *divisor = zero_divisor(arena, model, quantity->expr, set->values);
    if (divisor) {
        text_puts(&reason, "it is divided by ");
        expr_print(&reason, divisor);
        text_puts(&reason, divisor->op == EXPR_NUMBER ? "" : ", which is 0");
    } else {
        text_puts(&reason, "a root, logarithm or power outside its range, or a number too large");
    }
    diag_report(diag, SEVERITY_ERROR, set->pos, "set %s: '%s' has no finite value (%s); change its parameters",
                which.bytes, quantity->name, reason.bytes);
    text_free(&which);
    text_free(&reason);
    arena_free(arena);
}

static void report_broken(const struct parameter_set *set, const struct model *model,
                          const struct model_condition *condition, struct diag *diag) {
    struct text which = {0}, values = {0};
    text_printf(&which, *set->scenario ? "'%s', scenario '%s'" : "'%s'", set->id, set->scenario);
    for (int i = 0; i < model->count; i++) {
        const struct quantity *parameter = model->quantities[i];
        if (!condition->needed[i] || parameter->kind != QUANTITY_PARAMETER)
            continue;
        text_printf(&values, "%s%s ", values.length ? ", " : "", parameter->name);
        quantity_put_cell(&values, parameter, set->values[i]);
    }
    diag_report(diag, SEVERITY_ERROR, set->pos, "set %s breaks the condition %s (%s); change one of these", which.bytes,
                condition->text, values.bytes);
    text_free(&which);
    text_free(&values);
}

struct sets_evaluation {
    const struct model *model;
    struct machine *machine, *conditions; /* conditions: of the model, as one; NULL if it has none */
    double *columns;                      /* the layout of machine_run_all: a column for each quantity */
    size_t count;
    /* Of sets_evaluation_at: the rows that are open, and the values of the last one. */
    struct parameter_set *opened[EVAL_SETS];
    size_t block; /* the number of the first of them, divided by EVAL_SETS, plus 1; 0: none are */
    double *values;
};

struct sets_evaluation *sets_evaluation_new(struct arena *arena, const struct model *model) {
    struct sets_evaluation *evaluation = arena_alloc(arena, sizeof *evaluation);
    evaluation->model = model;
    evaluation->machine = machine_new(arena, program_new_all(arena, model), EVAL_SETS);
    bool *all = arena_array(arena, (size_t)model->count + 1, sizeof *all);
    for (int i = 0; i < model->count; i++)
        all[i] = true;
    const struct expr *conditions = model_conditions_within(arena, model, all);
    if (conditions)
        evaluation->conditions = machine_new(arena, program_new(arena, model, &conditions, 1, CLAIM_TOLERANCE), 1);
    evaluation->columns = arena_array(arena, (size_t)model->count * EVAL_SETS, sizeof *evaluation->columns);
    evaluation->values = arena_array(arena, (size_t)model->count, sizeof *evaluation->values);
    return evaluation;
}

void sets_evaluation_run(struct sets_evaluation *evaluation, const struct parameter_set *const *sets, size_t count) {
    const struct model *model = evaluation->model;
    for (int i = 0; i < model->count; i++) {
        double *column = evaluation->columns + (size_t)i * count;
        for (size_t row = 0; row < count && model->quantities[i]->kind == QUANTITY_PARAMETER; row++)
            column[row] = sets[row]->parameters[model->quantities[i]->ordinal].value;
    }
    evaluation->count = count;
    evaluation->block = 0;
    machine_run_all(evaluation->machine, count, evaluation->columns);
}

bool sets_evaluation_take(const struct sets_evaluation *evaluation, size_t row, struct parameter_set *set,
                          double *values, struct diag *diag) {
    const struct model *model = evaluation->model;
    if (set->bad)
        return false;
    set->values = values;
    for (int i = 0; i < model->count; i++)
        values[i] = evaluation->columns[(size_t)i * evaluation->count + row];
    /* Whether one is broken is known of all; which one is only asked then. */
    bool broken = evaluation->conditions && *machine_run_set(evaluation->conditions, values) != 1;
    const struct model_condition *condition = broken ? model_broken_condition(model, values) : NULL;
    if (condition) {
        report_broken(set, model, condition, diag);
        set->bad = true;
    }
    for (int k = 0; k < model->order_count && !set->bad; k++) {
        if (isfinite(values[model->order[k]->index]))
            continue;
        report_not_finite(set, model, model->order[k], diag);
        set->bad = true;
    }
    return !set->bad;
}

bool sets_evaluate_one(struct parameter_set *set, struct sets_evaluation *evaluation, double *values,
                       struct diag *diag) {
    if (set->bad)
        return false;
    sets_evaluation_run(evaluation, (const struct parameter_set *const[]){set}, 1);
    return sets_evaluation_take(evaluation, 0, set, values, diag);
}

struct parameter_set *sets_get_evaluated(const struct parameter_sets *sets, size_t number,
                                         struct sets_evaluation *evaluation, struct arena *arena, struct diag *diag) {
    struct parameter_set *set = sets_get(sets, number, arena);
    sets_evaluate_one(set, evaluation, arena_array(arena, (size_t)evaluation->model->count, sizeof(double)), diag);
    return set;
}

/* Opens and evaluates a block of rows. */
static void open_block(struct sets_evaluation *evaluation, const struct parameter_sets *sets, size_t block,
                       struct arena *arena) {
    size_t first = block * EVAL_SETS, left = sets_count(sets) - first, count = left < EVAL_SETS ? left : EVAL_SETS;
    arena_reset(arena);
    for (size_t i = 0; i < count; i++)
        evaluation->opened[i] = sets_get(sets, first + i, arena);
    sets_evaluation_run(evaluation, (const struct parameter_set *const *)evaluation->opened, count);
    evaluation->block = block + 1;
}

struct parameter_set *sets_evaluation_at(struct sets_evaluation *evaluation, struct parameter_sets *sets, size_t number,
                                         struct arena *arena, struct diag *diag) {
    struct parameter_set **set = &evaluation->opened[number % EVAL_SETS];
    if (evaluation->block != number / EVAL_SETS + 1)
        open_block(evaluation, sets, number / EVAL_SETS, arena);
    if (sets_evaluation_take(evaluation, number % EVAL_SETS, *set, evaluation->values, diag))
        return *set;
    sets_spoil(sets, number);
    return NULL;
}
