#include "language/bounds_private.h"

#include <string.h>

static struct bounds_terms terms_new(struct arena *arena, int room) {
    return (struct bounds_terms){arena_array(arena, (size_t)room + 1, sizeof(struct bounds_term)), 0};
}

static void put_term(struct bounds_terms *terms, int factor, double degree) {
    if (degree != 0)
        terms->terms[terms->count++] = (struct bounds_term){factor, degree};
}

/* Goes through the factors of two products in order: false at the end. */
static bool next_pair(const struct bounds_terms *a, const struct bounds_terms *b, int at[2], int *factor, double *first,
                      double *second) {
    bool has_a = at[0] < a->count, has_b = at[1] < b->count;
    if (!has_a && !has_b)
        return false;
    int of_a = has_a ? a->terms[at[0]].factor : INT32_MAX, of_b = has_b ? b->terms[at[1]].factor : INT32_MAX;
    *factor = of_a < of_b ? of_a : of_b;
    *first = of_a == *factor ? a->terms[at[0]++].degree : 0;
    *second = of_b == *factor ? b->terms[at[1]++].degree : 0;
    return true;
}

/* a * b^degree */
static struct bounds_terms product(struct arena *arena, const struct bounds_terms *a, const struct bounds_terms *b,
                                   double degree) {
    struct bounds_terms terms = terms_new(arena, a->count + b->count);
    int at[2] = {0, 0}, factor;
    double first, second;
    while (next_pair(a, b, at, &factor, &first, &second))
        put_term(&terms, factor, first + degree * second);
    return terms;
}

/* What two products have in common. */
static struct bounds_terms common(struct arena *arena, const struct bounds_terms *a, const struct bounds_terms *b) {
    struct bounds_terms terms = terms_new(arena, a->count + b->count);
    int at[2] = {0, 0}, factor;
    double first, second;
    while (next_pair(a, b, at, &factor, &first, &second))
        if (first * second > 0)
            put_term(&terms, factor, fabs(first) < fabs(second) ? first : second);
    return terms;
}

static bool is_zero(const struct program_operation *operation) {
    return operation->op == EXPR_NUMBER && operation->number == 0;
}

/* Finds what arguments `first` to `first + 1` of an operation have in common. Zero has everything. */
static void share(struct arena *arena, const struct bounds_machine *machine, int index, int first) {
    struct bounds_step *step = &machine->steps[index];
    const int *arguments = machine->program->operations[index].arguments;
    const struct bounds_terms none = {0};
    const struct program_operation *operations = machine->program->operations;
    const struct bounds_terms *a = &machine->steps[arguments[first]].seen,
                              *b = &machine->steps[arguments[first + 1]].seen;
    step->common = is_zero(&operations[arguments[first]])       ? product(arena, b, &none, 1)
                   : is_zero(&operations[arguments[first + 1]]) ? product(arena, a, &none, 1)
                                                                : common(arena, a, b);
    for (int i = 0; i < 2; i++)
        if (!is_zero(&operations[arguments[first + i]]))
            step->rest[first + i] = product(arena, i ? b : a, &step->common, -1);
}

static bool is_truth(const struct program_operation *operation) {
    return operation_table[operation->op].unit == UNIT_TRUTH;
}

static bool too_many(const struct bounds_terms *terms) {
    double degrees = 0;
    for (int i = 0; i < terms->count; i++)
        degrees += fabs(terms->terms[i].degree);
    return degrees > MOST_DEGREES;
}

static void plan_step(struct arena *arena, struct bounds_machine *machine, int index, const int *uses) {
    struct bounds_step *step = &machine->steps[index];
    const struct program_operation *operation = &machine->program->operations[index];
    const int *arguments = operation->arguments;
    const struct bounds_terms none = {0};
    const struct bounds_terms *a = arguments[0] >= 0 ? &machine->steps[arguments[0]].seen : &none;
    const struct bounds_terms *b = arguments[1] >= 0 ? &machine->steps[arguments[1]].seen : &none;
    for (int j = 0; j < 3 && arguments[j] >= 0; j++)
        step->axes |= machine->steps[arguments[j]].axes;
    if (machine->axis_of[index] >= 0)
        step->axes = (uint64_t)1 << machine->axis_of[index];
    const enum operation_kind kind = operation_table[operation->op].kind;
    switch (operation->op) {
    case EXPR_NEGATE:
    case EXPR_ABS:
        step->own = product(arena, &none, a, 1);
        break;
    case EXPR_SQRT:
        step->own = product(arena, &none, a, 0.5);
        break;
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        step->own = product(arena, a, b, operation->op == EXPR_MULTIPLY ? 1 : -1);
        break;
    case EXPR_POWER:
        if (machine->program->operations[arguments[1]].op == EXPR_NUMBER)
            step->own = product(arena, &none, a, machine->program->operations[arguments[1]].number);
        else
            step->plain = true;
        break;
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MIN:
    case EXPR_MAX:
    case EXPR_IF:
        share(arena, machine, index, operation->op == EXPR_IF);
        step->own = step->common;
        break;
    default:
        if (kind == KIND_COMPARISON)
            share(arena, machine, index, 0);
        step->plain = kind != KIND_COMPARISON && !is_truth(operation) && kind != KIND_LEAF;
    }
    if (too_many(&step->own)) {
        step->own = none;
        step->plain = true;
    }
    /* An axis is a factor if all its values are well above 0; and so is what several operations use, unless it is a
     * product, of which the factors are known. */
    if (machine->axis_of[index] >= 0) {
        const struct grid_axis *axis = &machine->grid->axes[machine->axis_of[index]];
        step->factor =
            grid_axis_value(axis, 0) >= LEAST_FACTOR && grid_axis_value(axis, axis->count - 1) <= GREATEST_FACTOR;
    } else
        step->factor = uses[index] > 1 && step->axes && !is_truth(operation) &&
                       (kind != KIND_INFIX || operation->op == EXPR_ADD || operation->op == EXPR_SUBTRACT ||
                        (operation->op == EXPR_POWER && !step->own.count)) &&
                       kind != KIND_SIGN;
    step->seen = step->own;
    if (step->factor) {
        const struct bounds_term itself = {index, 1};
        const struct bounds_terms alone = {(struct bounds_term *)&itself, 1};
        step->seen = product(arena, &step->own, &alone, 1);
    }
}

void bounds_plan(struct arena *arena, struct bounds_machine *machine) {
    const struct program *program = machine->program;
    int *uses = arena_array(arena, (size_t)program->count + 1, sizeof *uses);
    for (int i = 0; i < program->count; i++) {
        const struct program_operation *operation = &program->operations[i];
        for (int j = 0; j < 3 && operation->live && operation->arguments[j] >= 0; j++)
            uses[operation->arguments[j]]++;
    }
    for (int i = 0; i < program->count; i++) {
        machine->axis_of[i] = -1;
        for (int j = 0; j < machine->grid->axis_count && program->operations[i].op == EXPR_NAME; j++)
            if (machine->grid->axes[j].parameter->index == program->operations[i].parameter)
                machine->axis_of[i] = j;
        plan_step(arena, machine, i, uses);
    }
}
