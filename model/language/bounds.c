#include "language/bounds_private.h"

#include <float.h>
#include <string.h>

static const struct bounds_range anything = {-INFINITY, INFINITY};

/* Moves the ends outward: by the rounding of the program, and by that of computing the ends. The constant stands for
 * results that are too small for doubles. */
static struct bounds_range widened(double low, double high) {
    if (low == 0 && high == 0)
        return (struct bounds_range){0, 0};
    const double part = 4.5e-16, least = 1e-200;
    struct bounds_range range = {low - fabs(low) * part - least, high + fabs(high) * part + least};
    return range.low <= range.high ? range : anything;
}

static struct bounds_range times(struct bounds_range a, struct bounds_range b) {
    if (a.low == 1 && a.high == 1)
        return b;
    if (b.low == 1 && b.high == 1)
        return a;
    if (a.low > 0 && b.low > 0 && a.high <= 1e150 && b.high <= 1e150)
        return (struct bounds_range){a.low * b.low * (1 - 4.5e-16) - 1e-200, a.high * b.high * (1 + 4.5e-16) + 1e-200};
    const double corners[] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
    double low = corners[0], high = corners[0];
    for (int i = 0; i < 4; i++) {
        if (!(fabs(corners[i]) <= DBL_MAX))
            return anything;
        low = corners[i] < low ? corners[i] : low;
        high = corners[i] > high ? corners[i] : high;
    }
    return widened(low, high);
}

static struct bounds_range inverse(struct bounds_range a) {
    if (a.low == 1 && a.high == 1)
        return a;
    return a.low > 0 || a.high < 0 ? widened(1 / a.high, 1 / a.low) : anything;
}

static bool is_positive(struct bounds_range range) {
    return range.low >= LEAST_FACTOR && range.high <= GREATEST_FACTOR;
}

static struct bounds_range raised(struct bounds_range a, double degree) {
    if (degree == 1)
        return a;
    if (degree == -1)
        return inverse(a);
    if (!is_positive(a))
        return degree == 2 ? times(a, a) : anything;
    const double one = pow(a.low, degree), other = pow(a.high, degree);
    /* pow is wrong by less than 4e-16 of its result. */
    return widened(fmin(one, other) * (1 - 4e-16), fmax(one, other) * (1 + 4e-16));
}

static struct bounds_range with_terms(const struct bounds_machine *machine, struct bounds_range range,
                                      const struct bounds_terms *terms) {
    for (int i = 0; i < terms->count; i++)
        range = times(range, raised(machine->rests[terms->terms[i].factor], terms->terms[i].degree));
    return range;
}

static bool are_positive(const struct bounds_machine *machine, const struct bounds_terms *terms) {
    for (int i = 0; i < terms->count; i++)
        if (!is_positive(machine->rests[terms->terms[i].factor]))
            return false;
    return true;
}

/* The rest of an argument as those that use it see it. */
static struct bounds_range seen(const struct bounds_machine *machine, int index) {
    return machine->steps[index].factor ? (struct bounds_range){1, 1} : machine->rests[index];
}

/* The rest of argument j of an operation, with what it does not have in common with the others. */
static struct bounds_range shared(const struct bounds_machine *machine, int index, int j) {
    return with_terms(machine, seen(machine, machine->program->operations[index].arguments[j]),
                      &machine->steps[index].rest[j]);
}

static struct bounds_range of_condition(const struct bounds_machine *machine, int index) {
    const struct bounds_hull *condition = &machine->hulls[machine->program->operations[index].arguments[0]];
    const struct bounds_range taken = shared(machine, index, 1), otherwise = shared(machine, index, 2);
    if (condition->low > 0 || condition->high < 0)
        return taken;
    if (condition->low == 0 && condition->high == 0)
        return otherwise;
    return (struct bounds_range){fmin(taken.low, otherwise.low), fmax(taken.high, otherwise.high)};
}

/* The rest of a product or quotient, which the program rounds: also where only factors are multiplied, so that the rest
 * is 1, but not by 1 itself. */
static struct bounds_range by_program(const struct bounds_machine *machine, int index, struct bounds_range rest) {
    const struct program_operation *operation = &machine->program->operations[index];
    const struct program_operation *operations = machine->program->operations;
    for (int j = 0; j < 2; j++)
        if ((j == 1 || operation->op == EXPR_MULTIPLY) && operations[operation->arguments[j]].op == EXPR_NUMBER &&
            operations[operation->arguments[j]].number == 1)
            return rest;
    return widened(rest.low, rest.high);
}

static struct bounds_range rest_of(const struct bounds_machine *machine, int index) {
    const struct program_operation *operation = &machine->program->operations[index];
    const struct bounds_step *step = &machine->steps[index];
    const int *arguments = operation->arguments;
    struct bounds_range a = {0, 0}, b = {0, 0};
    bool pair = operation->op == EXPR_ADD || operation->op == EXPR_SUBTRACT || operation->op == EXPR_MIN ||
                operation->op == EXPR_MAX;
    if (pair || operation->op == EXPR_MULTIPLY || operation->op == EXPR_DIVIDE) {
        a = pair ? shared(machine, index, 0) : seen(machine, arguments[0]);
        b = pair ? shared(machine, index, 1) : seen(machine, arguments[1]);
    }
    switch (operation->op) {
    case EXPR_ADD:
        return widened(a.low + b.low, a.high + b.high);
    case EXPR_SUBTRACT:
        return widened(a.low - b.high, a.high - b.low);
    case EXPR_MULTIPLY:
        return by_program(machine, index, times(a, b));
    case EXPR_DIVIDE:
        return by_program(machine, index, times(a, inverse(b)));
    case EXPR_MIN:
    case EXPR_MAX:
        if (!are_positive(machine, &step->common))
            return anything;
        return operation->op == EXPR_MIN ? (struct bounds_range){fmin(a.low, b.low), fmin(a.high, b.high)}
                                         : (struct bounds_range){fmax(a.low, b.low), fmax(a.high, b.high)};
    case EXPR_IF:
        return of_condition(machine, index);
    case EXPR_NEGATE:
        a = seen(machine, arguments[0]);
        return (struct bounds_range){-a.high, -a.low};
    case EXPR_ABS:
    case EXPR_SQRT:
    case EXPR_POWER:
        a = seen(machine, arguments[0]);
        if (!are_positive(machine, &step->own))
            return anything;
        if (operation->op == EXPR_ABS)
            return a.low >= 0    ? a
                   : a.high <= 0 ? (struct bounds_range){-a.high, -a.low}
                                 : (struct bounds_range){0, fmax(-a.low, a.high)};
        if (operation->op == EXPR_SQRT)
            return a.low >= 0 ? widened(sqrt(a.low), sqrt(a.high)) : anything;
        return a.low == 1 && a.high == 1 ? widened(1 - 1e-15, 1 + 1e-15)
                                         : raised(a, machine->program->operations[arguments[1]].number);
    default:
        return anything;
    }
}

/* Compares the two sides of a comparison without what they have in common. */
static unsigned order_of(const struct bounds_machine *machine, int index, double tolerance) {
    const int *arguments = machine->program->operations[index].arguments;
    const struct bounds_hull *a = &machine->hulls[arguments[0]], *b = &machine->hulls[arguments[1]];
    if (machine->alias[arguments[0]] == machine->alias[arguments[1]])
        return ORDER_TIE;
    unsigned order = bounds_order(a->low, a->high, b->low, b->high, tolerance);
    if ((order & (order - 1)) == 0 || !are_positive(machine, &machine->steps[index].common))
        return order;
    const struct bounds_range one = shared(machine, index, 0), other = shared(machine, index, 1);
    unsigned both = order & bounds_order(one.low, one.high, other.low, other.high, tolerance);
    return both ? both : order;
}

int bounds_passes(const struct bounds_machine *machine, int index) {
    const struct program_operation *operation = &machine->program->operations[index];
    const int *arguments = operation->arguments;
    if (operation->op == EXPR_IF) {
        const struct bounds_hull *condition = &machine->hulls[arguments[0]];
        if (condition->absent != SURE_NEVER)
            return -1;
        return condition->low > 0 || condition->high < 0     ? arguments[1]
               : condition->high == 0 && condition->low == 0 ? arguments[2]
                                                             : -1;
    }
    if (operation->op != EXPR_MIN && operation->op != EXPR_MAX)
        return -1;
    if (machine->hulls[arguments[0]].absent != SURE_NEVER || machine->hulls[arguments[1]].absent != SURE_NEVER)
        return -1;
    unsigned order = order_of(machine, index, 0);
    if (!(order & ORDER_GREATER))
        return arguments[operation->op == EXPR_MAX];
    return order & ORDER_LESS ? -1 : arguments[operation->op == EXPR_MIN];
}

static void narrow(struct bounds_hull *hull, struct bounds_range range) {
    const double low = fmax(hull->low, range.low), high = fmin(hull->high, range.high);
    if (low <= high) {
        hull->low = low;
        hull->high = high;
    }
}

static void run_step(struct bounds_machine *machine, int index) {
    const struct program_operation *operation = &machine->program->operations[index];
    const struct bounds_step *step = &machine->steps[index];
    struct bounds_hull *hull = &machine->hulls[index];
    struct bounds_range *rest = &machine->rests[index];
    machine->alias[index] = index;
    if (machine->axis_of[index] >= 0) {
        const int axis = machine->axis_of[index];
        *hull = (struct bounds_hull){machine->low[axis], machine->high[axis], SURE_NEVER};
        *rest = (struct bounds_range){hull->low, hull->high};
        return;
    }
    const int *arguments = operation->arguments;
    const struct bounds_hull *read[3] = {NULL, NULL, NULL};
    for (int j = 0; j < 3 && arguments[j] >= 0; j++)
        read[j] = &machine->hulls[arguments[j]];
    if (operation_table[operation->op].kind == KIND_COMPARISON) {
        enum bounds_sure absent = read[0]->absent > read[1]->absent ? read[0]->absent : read[1]->absent;
        *hull = absent == SURE_ALWAYS
                    ? (struct bounds_hull){0, 0, SURE_ALWAYS}
                    : bounds_truth(operation->op, order_of(machine, index, operation->tolerance), absent);
        *rest = (struct bounds_range){hull->low, hull->high};
        return;
    }
    *hull = bounds_operate(operation->op, operation->tolerance, read[0], read[1], read[2]);
    *rest = hull->absent == SURE_ALWAYS ? anything : (struct bounds_range){hull->low, hull->high};
    if (step->plain || !step->axes || operation_table[operation->op].unit == UNIT_TRUTH || hull->absent == SURE_ALWAYS)
        return;
    *rest = rest_of(machine, index);
    int passed = bounds_passes(machine, index);
    if (passed >= 0)
        machine->alias[index] = machine->alias[passed];
    if (!step->own.count)
        narrow(hull, *rest);
    else if (operation->op != EXPR_MULTIPLY)
        narrow(hull, with_terms(machine, *rest, &step->own));
    if (!step->own.count && rest->low < hull->low)
        rest->low = hull->low;
    if (!step->own.count && rest->high > hull->high)
        rest->high = hull->high;
    if (hull->low >= 0 && rest->low < 0 && are_positive(machine, &step->own))
        rest->low = 0;
}

struct bounds_machine *bounds_new(struct arena *arena, const struct program *program, const struct grid *grid) {
    struct bounds_machine *machine = arena_alloc(arena, sizeof *machine);
    const size_t count = (size_t)program->count + 1;
    struct program *own = arena_alloc(arena, sizeof *own);
    *own = *program;
    *machine = (struct bounds_machine){.program = own, .grid = grid};
    machine->steps = arena_array(arena, count, sizeof *machine->steps);
    machine->axis_of = arena_array(arena, count, sizeof *machine->axis_of);
    machine->deciding = arena_array(arena, count, sizeof *machine->deciding);
    machine->reached = arena_array(arena, count, sizeof *machine->reached);
    machine->hulls = arena_array(arena, count, sizeof *machine->hulls);
    machine->rests = arena_array(arena, count, sizeof *machine->rests);
    machine->alias = arena_array(arena, count, sizeof *machine->alias);
    machine->center = arena_array(arena, count, sizeof *machine->center);
    machine->slopes = arena_array(arena, count, sizeof *machine->slopes);
    machine->relevant = arena_array(arena, count, sizeof *machine->relevant);
    machine->directions = arena_array(arena, count, sizeof *machine->directions);
    machine->noise = arena_array(arena, count, sizeof *machine->noise);
    bounds_plan(arena, machine);
    for (int i = 0; i < program->count; i++) {
        const double number = program->operations[i].number;
        machine->alias[i] = i;
        machine->center[i] = number;
        machine->hulls[i] =
            isnan(number) ? (struct bounds_hull){0, 0, SURE_ALWAYS} : (struct bounds_hull){number, number, SURE_NEVER};
        machine->rests[i] = isnan(number) ? anything : (struct bounds_range){number, number};
    }
    return machine;
}

void bounds_run(struct bounds_machine *machine, const double *low, const double *high) {
    machine->low = low;
    machine->high = high;
    for (int i = 0; i < machine->program->count; i++)
        if (machine->program->operations[i].live && machine->program->operations[i].op != EXPR_NUMBER)
            run_step(machine, i);
}

struct bounds_hull bounds_output(const struct bounds_machine *machine, int output) {
    return machine->hulls[machine->program->outputs[output]];
}
