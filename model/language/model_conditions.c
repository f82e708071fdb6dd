/* Conditions between parameters. */
#include "language/machine.h"
#include "language/model_lists.h"

#include <string.h>

void model_read_conditions(struct model *model, struct yaml_value value) {
    struct yaml_list list = yaml_list(value);
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_value item = yaml_item(&list, i, "a condition");
        const char *text = yaml_text(item);
        struct diag *diag = item.yaml->diag;
        struct expr *expr = text ? expr_parse(model->arena, text, strlen(text), yaml_text_pos(item), diag) : NULL;
        if (!expr || !expr_check_numbers(expr, diag))
            continue;
        model->conditions = arena_grow(model->arena, model->conditions, model->condition_count,
                                       &model->condition_capacity, sizeof *model->conditions);
        model->conditions[model->condition_count++] = (struct model_condition){
            .expr = expr, .text = arena_strdup(model->arena, text), .pos = yaml_text_pos(item)};
    }
}

/* Checks one condition, when equations are in order. */
static bool finish_condition(struct model *model, struct model_condition *condition, struct diag *diag) {
    if (!model_resolve(model, (struct expr *)condition->expr, diag))
        return false;
    if (!model_unit_of(model, condition->expr, diag))
        return false;
    if (!expr_is_condition(condition->expr)) {
        diag_report(diag, SEVERITY_ERROR, condition->pos,
                    "a condition between parameters must be one, such as a * b <= c");
        return false;
    }
    condition->needed = arena_array(model->arena, (size_t)model->count + 1, sizeof *condition->needed);
    model_dependencies(model, condition->expr, condition->needed);
    for (int i = 0; i < model->count; i++)
        if (condition->needed[i] && model->quantities[i]->kind == QUANTITY_PARAMETER)
            return true;
    diag_report(diag, SEVERITY_ERROR, condition->pos, "this condition depends on no parameter; remove it, or name one");
    return false;
}

bool model_finish_conditions(struct model *model, struct diag *diag) {
    size_t kept = 0;
    bool good = true;
    for (size_t i = 0; i < model->condition_count; i++) {
        struct model_condition condition = model->conditions[i];
        bool fine = finish_condition(model, &condition, diag);
        good = good && fine;
        if (fine)
            model->conditions[kept++] = condition;
    }
    model->condition_count = kept;
    return good;
}

bool model_check_defaults(const struct model *model, struct diag *diag) {
    double *values = arena_array(model->arena, (size_t)model->count + 1, sizeof *values);
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        values[quantity->index] = quantity->initial;
        if (quantity->flawed)
            return true; /* what follows from a value that could not be read is no news */
    }
    const struct model_condition *broken = model_broken_condition(model, values);
    if (broken)
        diag_report(diag, SEVERITY_ERROR, broken->pos,
                    "the defaults break the condition %s; change a default, or the condition", broken->text);
    return !broken;
}

void model_join_conditions(const struct model *model, bool *needed) {
    for (bool more = true; more;) {
        more = false;
        for (size_t c = 0; c < model->condition_count; c++) {
            const bool *of = model->conditions[c].needed;
            bool touched = false;
            for (int i = 0; i < model->count; i++)
                touched = touched || (of[i] && needed[i] && model->quantities[i]->kind == QUANTITY_PARAMETER);
            for (int i = 0; touched && i < model->count; i++) {
                more = more || (of[i] && !needed[i]);
                needed[i] = needed[i] || of[i];
            }
        }
    }
}

const struct expr *model_conditions_within(struct arena *arena, const struct model *model, const bool *needed) {
    const struct expr *all = NULL;
    for (size_t c = 0; c < model->condition_count; c++) {
        bool within = true;
        for (int i = 0; i < model->count; i++)
            within = within &&
                     (!model->conditions[c].needed[i] || needed[i] || model->quantities[i]->kind != QUANTITY_PARAMETER);
        if (within)
            all = all ? expr_new_binary(arena, EXPR_AND, all, model->conditions[c].expr) : model->conditions[c].expr;
    }
    return all;
}

const struct model_condition *model_broken_condition(const struct model *model, const double *values) {
    if (!model->condition_count)
        return NULL;
    struct arena *arena = arena_new();
    const struct model_condition *broken = NULL;
    for (size_t c = 0; c < model->condition_count && !broken; c++) {
        const struct program *program = program_new(arena, model, &model->conditions[c].expr, 1, CLAIM_TOLERANCE);
        if (*machine_run_set(machine_new(arena, program, 1), values) != 1)
            broken = &model->conditions[c];
    }
    arena_free(arena);
    return broken;
}
