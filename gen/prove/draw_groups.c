#include "prove/draw_groups.h"

#include "prove/margin.h"

#include <string.h>

struct maker {
    struct arena *arena;
    const struct lab *lab;
    const struct prove_draw_wishes *wishes;
    double margin;
    struct prove_group *groups;
    int group_count;
};

static int root_of(int *parents, int i) {
    while (parents[i] != i)
        i = parents[i] = parents[parents[i]];
    return i;
}

/* Unites all marked parameters and returns one of them, or `none` if there is none. */
static int unite(const struct model *model, int *parents, const bool *needed, int none) {
    int first = none;
    for (int i = 0; i < model->count; i++) {
        int at = model->quantities[i]->index;
        if (model->quantities[i]->kind != QUANTITY_PARAMETER || !needed[at])
            continue;
        if (first == none)
            first = at;
        parents[root_of(parents, at)] = root_of(parents, first);
    }
    return first;
}

/* If all marked parameters are in one group, one of them; `none` if none is marked; else -1. */
static int common_parameter(const struct model *model, int *parents, const bool *needed, int none) {
    int first = none;
    for (int i = 0; i < model->count; i++) {
        int at = model->quantities[i]->index;
        if (model->quantities[i]->kind != QUANTITY_PARAMETER || !needed[at])
            continue;
        if (first != none && root_of(parents, at) != root_of(parents, first))
            return -1;
        first = at;
    }
    return first;
}

static int add_expr(struct arena *arena, struct prove_group *group, const struct expr *expr) {
    group->exprs = arena_grow(arena, group->exprs, group->expr_count, &group->expr_capacity, sizeof *group->exprs);
    group->exprs[group->expr_count] = expr;
    return (int)group->expr_count++;
}

static int add_name(struct arena *arena, struct prove_group *group, const struct quantity *quantity) {
    return add_expr(arena, group, expr_new_name(arena, quantity));
}

static struct prove_bounds_slots add_bounds(struct maker *maker, struct prove_group *group,
                                            const struct expr *condition) {
    struct prove_margin_bounds bounds = prove_margin_bounds(maker->arena, condition, maker->margin);
    struct prove_bounds_slots slots;
    slots.certain = add_expr(maker->arena, group, bounds.certain);
    slots.possible = add_expr(maker->arena, group, bounds.possible);
    return slots;
}

static void add_requirement(struct maker *maker, struct prove_group *group, const struct expr *condition, bool may_hold,
                            bool may_fail) {
    group->requirements = arena_grow(maker->arena, group->requirements, group->requirement_count,
                                     &group->requirement_capacity, sizeof *group->requirements);
    group->requirements[group->requirement_count++] =
        (struct prove_requirement){add_bounds(maker, group, condition), may_hold, may_fail};
}

static void add_prediction(struct maker *maker, struct prove_group *group, const struct lab_question *question) {
    struct prove_prediction *prediction = &group->predictions[group->prediction_count++];
    size_t count = (size_t)question->option_count;
    *prediction = (struct prove_prediction){.question = question};
    if (question->quantity) {
        prediction->predicts = arena_array(maker->arena, count, sizeof *prediction->predicts);
        prediction->actual = add_name(maker->arena, group, question->quantity);
        for (size_t i = 0; i < count; i++)
            prediction->predicts[i] = add_expr(maker->arena, group, question->options[i].predicts);
        return;
    }
    prediction->claims = arena_array(maker->arena, count, sizeof *prediction->claims);
    for (size_t i = 0; i < count; i++)
        prediction->claims[i] = add_bounds(maker, group, question->options[i].claim);
}

/* Whether wrong method `m` gives what would be accepted as right: a number within the tolerance (and the margin) of the
 * right one, as it is or as printed, in a set where there is one. An exact answer is told from its neighbors as it is:
 * within the margin of 1000 lie 995 and 1005, which nobody accepts. */
static const struct expr *is_mistaken(struct arena *arena, const struct lab_question *question, int m, double margin) {
    const struct expr *parts[MISTAKE_PARTS], *found = NULL;
    const double reach = question->tolerance > 0 ? question->tolerance + margin : 0;
    key_claim_mistake_parts(arena, question, m, parts);
    for (int i = 1; i < MISTAKE_PARTS; i++) {
        const struct expr *near = prove_margin_within(arena, parts[0], parts[i], reach);
        found = found ? expr_new_binary(arena, EXPR_OR, found, near) : near;
    }
    return question->absent ? expr_new_binary(arena, EXPR_AND, expr_new_unary(arena, EXPR_NOT, question->absent), found)
                            : found;
}

static void add_question(struct maker *maker, struct prove_group *group, const struct lab_question *question) {
    group->asks[question - maker->lab->questions] = true;
    if (question->kind == QUESTION_CHOICE)
        add_prediction(maker, group, question);
    if (question->kind == QUESTION_NUMERIC && question->absent)
        add_requirement(maker, group, question->absent, true, true);
    for (int i = 0; i < question->mistake_count && maker->wishes->tell_mistakes; i++)
        group->mistaken[group->mistaken_count++] =
            add_expr(maker->arena, group, is_mistaken(maker->arena, question, i, maker->wishes->mistake_margin));
    for (int i = 0; i < question->option_count && question->kind == QUESTION_REFLECTION; i++)
        if (question->options[i].claim)
            add_requirement(maker, group, question->options[i].claim, question->options[i].verdict == 1,
                            question->options[i].verdict == 0);
}

static void compile_group(struct maker *maker, struct prove_group *group) {
    const struct program *program =
        program_new(maker->arena, maker->lab->model, group->exprs, (int)group->expr_count, CLAIM_TOLERANCE);
    group->machine = machine_new(maker->arena, program, EVAL_BLOCK);
    group->outputs = arena_array(maker->arena, group->expr_count, sizeof *group->outputs);
    for (size_t i = 0; i < group->expr_count; i++)
        group->outputs[i] = arena_array(maker->arena, EVAL_BLOCK, sizeof **group->outputs);
}

/* Marks what a question's key depends on and, if they are asked for, its known wrong methods. */
static void find_needed(const struct model *model, const struct lab_question *question, bool mistakes, bool *needed) {
    key_dependencies(model, question, needed);
    for (int i = 0; i < question->mistake_count && mistakes; i++)
        model_dependencies(model, question->mistakes[i].expr, needed);
}

struct prove_draw_groups prove_draw_groups_new(struct arena *arena, const struct lab *lab, double margin,
                                               const struct prove_draw_wishes *wishes) {
    const struct expr *where = wishes->where;
    struct maker made = {.arena = arena, .lab = lab, .wishes = wishes, .margin = margin}, *maker = &made;
    const struct model *model = lab->model;
    int none = model->count, *parents = arena_array(arena, (size_t)none + 1, sizeof *parents);
    int *of_question = arena_array(arena, (size_t)lab->question_count, sizeof *of_question);
    int *of_equation = arena_array(arena, (size_t)model->order_count, sizeof *of_equation);
    bool *needed = arena_array(arena, (size_t)none, sizeof *needed);
    size_t mistakes = 0;
    for (int i = 0; i <= none; i++)
        parents[i] = i;
    for (int i = 0; i < lab->question_count; i++) {
        memset(needed, 0, (size_t)none * sizeof *needed);
        find_needed(model, &lab->questions[i], wishes->tell_mistakes, needed);
        of_question[i] = unite(model, parents, needed, none);
        mistakes += (size_t)lab->questions[i].mistake_count;
    }
    memset(needed, 0, (size_t)none * sizeof *needed);
    if (where)
        model_dependencies(model, where, needed);
    const int of_where = unite(model, parents, needed, none);
    for (int i = 0; i < model->order_count; i++) {
        memset(needed, 0, (size_t)none * sizeof *needed);
        model_dependencies(model, model->order[i]->expr, needed);
        if (!model->order[i]->hidden)
            of_equation[i] = unite(model, parents, needed, none);
    }
    for (size_t i = 0; i < model->condition_count; i++)
        unite(model, parents, model->conditions[i].needed, none);
    /* A lab's own equations serve only its text: they join no groups that its questions keep apart. */
    for (int i = 0; i < model->order_count; i++) {
        memset(needed, 0, (size_t)none * sizeof *needed);
        model_dependencies(model, model->order[i]->expr, needed);
        if (model->order[i]->hidden)
            of_equation[i] = common_parameter(model, parents, needed, none);
    }
    maker->groups = arena_array(arena, (size_t)none + 1, sizeof *maker->groups);
    bool *done = arena_array(arena, (size_t)none + 1, sizeof *done);
    for (int i = 0; i <= none; i++) {
        if (i < none && model->quantities[i]->kind != QUANTITY_PARAMETER)
            continue;
        int root = root_of(parents, i < none ? model->quantities[i]->index : none);
        if (done[root])
            continue;
        done[root] = true;
        struct prove_group *group = &maker->groups[maker->group_count++];
        group->parameters = arena_array(arena, (size_t)none + 1, sizeof(struct quantity *));
        group->predictions = arena_array(arena, (size_t)lab->question_count, sizeof *group->predictions);
        group->finite = arena_array(arena, (size_t)model->order_count, sizeof *group->finite);
        group->mistaken = arena_array(arena, mistakes + 1, sizeof *group->mistaken);
        group->asks = arena_array(arena, (size_t)lab->question_count, sizeof *group->asks);
        for (int k = 0; k < none; k++)
            if (model->quantities[k]->kind == QUANTITY_PARAMETER &&
                root_of(parents, model->quantities[k]->index) == root)
                group->parameters[group->parameter_count++] = model->quantities[k];
        memset(needed, 0, (size_t)none * sizeof *needed);
        for (int k = 0; k < group->parameter_count; k++)
            needed[group->parameters[k]->index] = true;
        const struct expr *allowed = model_conditions_within(arena, model, needed);
        group->allowed = allowed ? add_expr(arena, group, allowed) : -1;
        for (int k = 0; k < lab->question_count; k++)
            if (root_of(parents, of_question[k]) == root)
                add_question(maker, group, &lab->questions[k]);
        for (int k = 0; k < model->order_count; k++)
            if (of_equation[k] >= 0 && root_of(parents, of_equation[k]) == root)
                group->finite[group->finite_count++] = add_name(arena, group, model->order[k]);
        group->where = where && root_of(parents, of_where) == root ? add_expr(arena, group, where) : -1;
        compile_group(maker, group);
    }
    return (struct prove_draw_groups){made.groups, made.group_count};
}
