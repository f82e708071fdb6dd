/* What is open after bounds_run: which parameters decide it, and in which direction. */
#include "language/bounds_private.h"

#include <string.h>

/* Marks the operations by which outputs are open. False if none is. */
static bool mark_relevant(struct bounds_machine *machine) {
    const struct program *program = machine->program;
    memset(machine->relevant, 0, (size_t)program->count * sizeof *machine->relevant);
    bool any = false;
    for (int i = 0; i < program->output_count; i++)
        if (bounds_undecided(&machine->hulls[program->outputs[i]]))
            any = machine->relevant[program->outputs[i]] = true;
    for (int i = program->count; i-- > 0;)
        for (int j = 0; j < 3 && machine->relevant[i] && program->operations[i].arguments[j] >= 0; j++) {
            const int argument = program->operations[i].arguments[j];
            if (bounds_undecided(&machine->hulls[argument]))
                machine->relevant[argument] = true;
        }
    return any;
}

static bool is_comparison(const struct program_operation *operation) {
    return operation_table[operation->op].kind == KIND_COMPARISON;
}

static void find_center(struct bounds_machine *machine) {
    const struct program *program = machine->program;
    double *center = machine->center;
    for (int i = 0; i < program->count; i++) {
        const struct program_operation *operation = &program->operations[i];
        if (!operation->live || operation->op == EXPR_NUMBER)
            continue;
        const int axis = machine->axis_of[i];
        if (axis >= 0) {
            center[i] = machine->low[axis] / 2 + machine->high[axis] / 2;
            continue;
        }
        const double *read[3] = {NULL, NULL, NULL};
        for (int j = 0; j < 3 && operation->arguments[j] >= 0; j++)
            read[j] = &center[operation->arguments[j]];
        program_operate(operation->op, operation->tolerance, &center[i], read[0], read[1], read[2], 1);
    }
}

/* Hands the slope of an operation on to its arguments. Steps count as if they were smooth. */
static void hand_on(const struct bounds_machine *machine, int index, double slope) {
    const struct program_operation *operation = &machine->program->operations[index];
    const int *arguments = operation->arguments;
    const double *center = machine->center;
    double *slopes = machine->slopes;
    const double a = arguments[0] >= 0 ? center[arguments[0]] : 0, b = arguments[1] >= 0 ? center[arguments[1]] : 0;
    switch (operation->op) {
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        slopes[arguments[0]] += slope;
        slopes[arguments[1]] += operation->op == EXPR_ADD ? slope : -slope;
        break;
    case EXPR_MULTIPLY:
        slopes[arguments[0]] += slope * b;
        slopes[arguments[1]] += slope * a;
        break;
    case EXPR_DIVIDE:
        slopes[arguments[0]] += slope / b;
        slopes[arguments[1]] -= slope * a / (b * b);
        break;
    case EXPR_POWER:
        slopes[arguments[0]] += slope * b * pow(a, b - 1);
        if (a > 0)
            slopes[arguments[1]] += slope * pow(a, b) * log(a);
        break;
    case EXPR_MIN:
    case EXPR_MAX:
        slopes[arguments[(a < b) == (operation->op == EXPR_MAX)]] += slope;
        break;
    case EXPR_IF:
        slopes[arguments[a != 0 ? 1 : 2]] += slope;
        break;
    case EXPR_NEGATE:
        slopes[arguments[0]] -= slope;
        break;
    case EXPR_ABS:
        slopes[arguments[0]] += a < 0 ? -slope : slope;
        break;
    case EXPR_SQRT:
        slopes[arguments[0]] += slope / (2 * sqrt(a));
        break;
    case EXPR_EXP:
        slopes[arguments[0]] += slope * center[index];
        break;
    case EXPR_LN:
    case EXPR_LOG10:
    case EXPR_LOG2:
        slopes[arguments[0]] += slope / a;
        break;
    case EXPR_ROUND:
    case EXPR_CEIL:
    case EXPR_FLOOR:
        slopes[arguments[0]] += slope;
        break;
    default:
        break;
    }
}

/* Adds the shares that the parameters have in what one operation leaves open. */
static void add_shares(struct bounds_machine *machine, int index, double *shares) {
    const struct program *program = machine->program;
    const struct program_operation *operation = &program->operations[index];
    const int *arguments = operation->arguments;
    memset(machine->slopes, 0, (size_t)(index + 1) * sizeof *machine->slopes);
    if (is_comparison(operation)) {
        /* The logarithm of their ratio: factors that they have in common do not count. */
        const double a = machine->center[arguments[0]], b = machine->center[arguments[1]];
        const double size = fabs(a) + fabs(b);
        bool alike = a * b > 0;
        machine->slopes[arguments[0]] += alike ? 1 / a : size > 0 ? 1 / size : 1;
        machine->slopes[arguments[1]] -= alike ? 1 / b : size > 0 ? 1 / size : 1;
    } else {
        const int argument = arguments[operation->op == EXPR_DIVIDE];
        machine->slopes[argument] = 1;
    }
    double moved[64], sum = 0;
    int reached[64], count = 0;
    for (int i = index; i-- > 0;) {
        const double slope = machine->slopes[i];
        if (slope == 0)
            continue;
        if (machine->axis_of[i] < 0) {
            hand_on(machine, i, slope);
            continue;
        }
        const int axis = machine->axis_of[i];
        const double width = machine->high[axis] - machine->low[axis];
        const double move = fabs(slope) * width;
        if (!(move > 0) || !isfinite(move) || count == 64)
            continue;
        moved[count] = move;
        reached[count++] = axis;
        sum += move;
    }
    for (int i = 0; i < count; i++)
        if (moved[i] > 1e-9 * sum && moved[i] > 1e-13)
            shares[reached[i]] += moved[i] / sum;
}

void bounds_weigh(struct bounds_machine *machine, double *shares) {
    const struct program *program = machine->program;
    for (int i = 0; i < machine->grid->axis_count; i++)
        shares[i] = 0;
    if (!mark_relevant(machine))
        return;
    find_center(machine);
    for (int i = 0; i < program->count; i++) {
        const struct program_operation *operation = &program->operations[i];
        if (!machine->relevant[i] || operation->op == EXPR_NAME)
            continue;
        bool begins = machine->hulls[i].absent == SURE_MAYBE; /* something has no value for the first time */
        for (int j = 0; j < 3 && operation->arguments[j] >= 0; j++)
            begins = begins && machine->hulls[operation->arguments[j]].absent == SURE_NEVER;
        if (is_comparison(operation) || begins)
            add_shares(machine, i, shares);
    }
}

enum { DIRECTION_NONE = 0, DIRECTION_UP = 1, DIRECTION_DOWN = 2, DIRECTION_UNKNOWN = 3 };

static unsigned char turned(unsigned char direction) {
    return (unsigned char)((direction & DIRECTION_UP ? DIRECTION_DOWN : 0) |
                           (direction & DIRECTION_DOWN ? DIRECTION_UP : 0));
}

/* The direction of a factor's contribution, by the sign of the other factor. */
static unsigned char by_sign(unsigned char direction, const struct bounds_hull *other) {
    if (direction == DIRECTION_NONE || other->low >= 0)
        return direction;
    return other->high <= 0 ? turned(direction) : DIRECTION_UNKNOWN;
}

/* The direction in which an operation's result goes, to the last bit: rounding to nearest keeps every order. */
static unsigned char direction_of(const struct bounds_machine *machine, int index) {
    const struct program_operation *operation = &machine->program->operations[index];
    const int *arguments = operation->arguments;
    const struct bounds_hull *hulls = machine->hulls;
    const unsigned char *of = machine->directions;
    const unsigned char a = arguments[0] >= 0 ? of[arguments[0]] : 0, b = arguments[1] >= 0 ? of[arguments[1]] : 0;
    switch (operation->op) {
    case EXPR_ADD:
    case EXPR_MIN:
    case EXPR_MAX:
        return a | b;
    case EXPR_SUBTRACT:
        return a | turned(b);
    case EXPR_MULTIPLY:
        return by_sign(a, &hulls[arguments[1]]) | by_sign(b, &hulls[arguments[0]]);
    case EXPR_DIVIDE:
        if (b && hulls[arguments[1]].low <= 0 && hulls[arguments[1]].high >= 0)
            return DIRECTION_UNKNOWN;
        return by_sign(a, &hulls[arguments[1]]) | by_sign(turned(b), &hulls[arguments[0]]);
    case EXPR_NEGATE:
        return turned(a);
    case EXPR_ABS:
        return by_sign(a, &hulls[arguments[0]]);
    case EXPR_SQRT:
    case EXPR_ROUND:
        return a;
    case EXPR_CEIL:
    case EXPR_FLOOR:
        return a && (hulls[arguments[0]].low < -0x1p35 || hulls[arguments[0]].high > 0x1p35) ? DIRECTION_UNKNOWN : a;
    case EXPR_IF: {
        /* Where the condition stays the same, so does the branch. */
        const struct bounds_hull *condition = &hulls[arguments[0]];
        const unsigned char c = of[arguments[2]];
        return condition->low > 0 || condition->high < 0     ? b
               : condition->low == 0 && condition->high == 0 ? c
                                                             : (unsigned char)(b | c);
    }
    default:
        /* Logic follows from comparisons; the library's functions promise no order. */
        if (operation_table[operation->op].unit == UNIT_TRUTH)
            return bounds_undecided(&hulls[index]) ? DIRECTION_UNKNOWN : DIRECTION_NONE;
        for (int j = 0; j < 3 && arguments[j] >= 0; j++)
            if (of[arguments[j]])
                return DIRECTION_UNKNOWN;
        return DIRECTION_NONE;
    }
}

bool bounds_ordered(struct bounds_machine *machine, int axis) {
    const struct program *program = machine->program;
    mark_relevant(machine);
    for (int i = 0; i < program->count; i++) {
        const struct program_operation *operation = &program->operations[i];
        if (!operation->live || operation->op == EXPR_NUMBER) {
            machine->directions[i] = DIRECTION_NONE;
            continue;
        }
        if (machine->axis_of[i] >= 0) {
            machine->directions[i] = machine->axis_of[i] == axis ? DIRECTION_UP : DIRECTION_NONE;
            continue;
        }
        if (machine->hulls[i].absent == SURE_MAYBE)
            return false;
        machine->directions[i] =
            machine->alias[i] != i ? machine->directions[machine->alias[i]] : direction_of(machine, i);
        if (!is_comparison(operation) || !machine->relevant[i])
            continue;
        const unsigned char apart =
            machine->directions[operation->arguments[0]] | turned(machine->directions[operation->arguments[1]]);
        if (apart == DIRECTION_UNKNOWN)
            return false;
    }
    return true;
}

static double size_of(struct bounds_range range) {
    return fmax(fabs(range.low), fabs(range.high));
}

static double least_of(struct bounds_range range) {
    return range.low > 0 ? range.low : range.high < 0 ? -range.high : 0;
}

/* The parameters that decide the rest of an operation in the box, and those that its value depends on at all. What is
 * certain depends on nothing, nor does what passes on one argument depend on the others. */
static void find_axes(struct bounds_machine *machine, int index) {
    const struct program_operation *operation = &machine->program->operations[index];
    const struct bounds_step *step = &machine->steps[index];
    uint64_t *deciding = machine->deciding, *reached = machine->reached;
    deciding[index] = reached[index] = 0;
    if (machine->axis_of[index] >= 0) {
        deciding[index] = reached[index] = (uint64_t)1 << machine->axis_of[index];
        return;
    }
    if (operation_table[operation->op].unit == UNIT_TRUTH && !bounds_undecided(&machine->hulls[index]))
        return;
    const int passed = bounds_passes(machine, index);
    for (int j = 0; j < 3 && operation->arguments[j] >= 0; j++) {
        const int argument = operation->arguments[j];
        if (passed >= 0 && argument != passed)
            continue;
        reached[index] |= reached[argument];
        deciding[index] |= machine->steps[argument].factor ? 0 : deciding[argument];
        for (int k = 0; k < step->rest[j].count; k++)
            deciding[index] |= deciding[step->rest[j].terms[k].factor];
    }
    if (step->plain)
        deciding[index] = reached[index];
}

void bounds_find_axes(struct bounds_machine *machine, bool *matters, bool *reads) {
    const struct program *program = machine->program;
    uint64_t deciding = 0, reached = 0;
    for (int i = 0; i < program->count; i++)
        if (program->operations[i].live && program->operations[i].op != EXPR_NUMBER)
            find_axes(machine, i);
    for (int i = 0; i < program->output_count; i++) {
        deciding |= machine->deciding[program->outputs[i]];
        reached |= machine->reached[program->outputs[i]];
    }
    for (int i = 0; i < machine->grid->axis_count; i++) {
        matters[i] = deciding >> i & 1;
        reads[i] = reached >> i & 1;
    }
    machine->free = reached & ~deciding;
}

static bool is_sound(struct bounds_range range) {
    return range.low >= LEAST_FACTOR && range.high <= GREATEST_FACTOR;
}

/* An argument without what it has in common with the others: its largest and least size, and how far parameters that do
 * not matter may move it. */
struct part {
    double most, least, noise;
};

static struct part part_of(const struct bounds_machine *machine, int index, int j) {
    const struct bounds_step *step = &machine->steps[index];
    const int argument = machine->program->operations[index].arguments[j];
    struct part part = {1, 1, 0};
    if (!machine->steps[argument].factor)
        part = (struct part){size_of(machine->rests[argument]), least_of(machine->rests[argument]),
                             machine->noise[argument]};
    for (int k = 0; k < step->rest[j].count; k++) {
        const int factor = step->rest[j].terms[k].factor;
        const struct bounds_range hull = machine->rests[factor];
        if (!is_sound(hull))
            return (struct part){INFINITY, 0, INFINITY};
        const double degree = step->rest[j].terms[k].degree;
        const double one = pow(hull.low, degree), other = pow(hull.high, degree), most = fmax(one, other);
        part.noise = part.noise * most + part.most * most * fabs(degree) * machine->noise[factor] / hull.low;
        part.most *= most;
        part.least *= fmin(one, other);
    }
    return part;
}

/* How far the rest of an operation may be moved by parameters that do not matter, since each operation rounds. */
static double noise_of(const struct bounds_machine *machine, int index, uint64_t free) {
    const struct program_operation *operation = &machine->program->operations[index];
    const struct bounds_step *step = &machine->steps[index];
    const int *arguments = operation->arguments;
    if (!(step->axes & free) || machine->axis_of[index] >= 0)
        return 0;
    struct part parts[3] = {{0}};
    for (int j = 0; j < 3 && arguments[j] >= 0; j++)
        parts[j] = part_of(machine, index, j);
    const double own = 4.5e-16 * size_of(machine->rests[index]);
    switch (operation->op) {
    case EXPR_ADD:
    case EXPR_SUBTRACT:
        return parts[0].noise + parts[1].noise + own;
    case EXPR_MIN:
    case EXPR_MAX:
        return fmax(parts[0].noise, parts[1].noise);
    case EXPR_IF:
        return fmax(parts[1].noise, parts[2].noise);
    case EXPR_MULTIPLY:
        return parts[0].noise * parts[1].most + parts[1].noise * parts[0].most + own;
    case EXPR_DIVIDE:
        return (parts[0].noise + size_of(machine->rests[index]) * parts[1].noise) / parts[1].least + own;
    case EXPR_NEGATE:
    case EXPR_ABS:
        return parts[0].noise;
    default:
        return INFINITY;
    }
}

static bool are_sound(const struct bounds_machine *machine, const struct bounds_terms *terms) {
    for (int i = 0; i < terms->count; i++)
        if (!is_sound(machine->rests[terms->terms[i].factor]))
            return false;
    return true;
}

/* The same relative to the larger side of a comparison. */
static double noise_of_comparison(const struct bounds_machine *machine, int index) {
    const struct part one = part_of(machine, index, 0), other = part_of(machine, index, 1);
    const double larger = fmax(one.least, other.least);
    return larger > 0 && are_sound(machine, &machine->steps[index].common) ? (one.noise + other.noise) / larger
                                                                           : INFINITY;
}

double bounds_noise(struct bounds_machine *machine) {
    const struct program *program = machine->program;
    mark_relevant(machine);
    const uint64_t free = machine->free;
    double worst = 0;
    for (int i = 0; i < program->count; i++) {
        const struct program_operation *operation = &program->operations[i];
        machine->noise[i] = 0;
        if (!operation->live || operation->op == EXPR_NUMBER)
            continue;
        if (machine->hulls[i].absent == SURE_MAYBE)
            return INFINITY;
        const struct bounds_step *step = &machine->steps[i];
        if (operation_table[operation->op].unit == UNIT_TRUTH) {
            if (!is_comparison(operation) || !machine->relevant[i] || !(step->axes & free))
                continue;
            worst = fmax(worst, noise_of_comparison(machine, i));
            continue;
        }
        machine->noise[i] = noise_of(machine, i, free);
        if ((operation->op == EXPR_MIN || operation->op == EXPR_MAX || operation->op == EXPR_ABS) &&
            !are_sound(machine, operation->op == EXPR_ABS ? &step->own : &step->common))
            return INFINITY;
    }
    return worst;
}

struct program *bounds_with_comparisons(struct arena *arena, const struct program *program, const int **comparisons,
                                        int *number) {
    struct program *wider = arena_alloc(arena, sizeof *wider);
    const size_t count = (size_t)program->count;
    int *found = arena_array(arena, count + 1, sizeof *found);
    *wider = *program;
    wider->operations = arena_array(arena, 2 * count + 1, sizeof *wider->operations);
    wider->outputs = arena_array(arena, (size_t)program->output_count + 4 * count + 1, sizeof *wider->outputs);
    memcpy(wider->operations, program->operations, count * sizeof *wider->operations);
    memcpy(wider->outputs, program->outputs, (size_t)program->output_count * sizeof *wider->outputs);
    *number = 0;
    for (int i = 0; i < program->count; i++) {
        const struct program_operation *operation = &program->operations[i];
        if (!operation->live || !is_comparison(operation))
            continue;
        struct program_operation less = *operation;
        less.op = EXPR_LESS;
        wider->operations[wider->count] = less;
        int *outputs = &wider->outputs[wider->output_count];
        outputs[0] = i;
        outputs[1] = wider->count++;
        outputs[2] = operation->arguments[0];
        outputs[3] = operation->arguments[1];
        wider->output_count += 4;
        found[(*number)++] = i;
    }
    *comparisons = found;
    return wider;
}

int bounds_open_comparisons(struct bounds_machine *machine, const int *comparisons, int count, int *open, int most) {
    int found = 0;
    mark_relevant(machine);
    for (int k = 0; k < count; k++)
        if (machine->relevant[comparisons[k]]) {
            if (found == most)
                return -1;
            open[found++] = k;
        }
    return found;
}

bool bounds_reads(const struct bounds_machine *machine, int axis) {
    for (int i = 0; i < machine->program->output_count; i++)
        if (machine->steps[machine->program->outputs[i]].axes >> axis & 1)
            return true;
    return false;
}

double bounds_cost(const struct bounds_machine *machine) {
    double cost = 8;
    for (int i = 0; i < machine->program->count; i++)
        if (machine->program->operations[i].live)
            cost += 8 * operation_table[machine->program->operations[i].op].cost;
    return cost;
}
