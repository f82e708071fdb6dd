#include "prove/audit_box.h"

#include "key/key.h"

#include <float.h>
#include <math.h>
#include <string.h>

void prove_share_add(struct prove_share *sum, double share) {
    const struct prove_share other = {(uint64_t)(share * 0x1p60),
                                      (uint64_t)((share - (double)(uint64_t)(share * 0x1p60) * 0x1p-60) * 0x1p124)};
    prove_share_join(sum, other);
}

void prove_share_join(struct prove_share *sum, struct prove_share other) {
    sum->whole += other.whole + __builtin_add_overflow(sum->part, other.part, &sum->part);
}

double prove_share_of(struct prove_share sum) {
    return (double)sum.whole * 0x1p-60 + (double)sum.part * 0x1p-124;
}

void prove_share_put(struct text *record, struct prove_share sum) {
    record_put_number(record, sum.whole);
    record_put_number(record, sum.part);
}

struct prove_share prove_share_take(struct record *record) {
    struct prove_share sum;
    sum.whole = record_take_number(record, (uint64_t)1 << 61);
    sum.part = record_take_number(record, UINT64_MAX);
    return sum;
}

double prove_box_value(const struct grid_axis *axis, uint64_t number, enum grid_rounding_case rounding) {
    const double value = axis->values ? axis->values[number] : grid_axis_value(axis, number);
    if (rounding == CASE_EXACT)
        return value;
    double least, most, printed = number_printed_range(value, axis->parameter->format, &least, &most);
    return rounding == CASE_LESS ? least : rounding == CASE_MORE ? most : printed;
}

double prove_box_share(const struct grid *grid, const uint64_t *count) {
    double share = 1;
    for (int i = 0; i < grid->axis_count; i++)
        share *= (double)count[i] / (double)grid->axes[i].count;
    return share;
}

double prove_box_nearest(const struct grid *grid, const uint64_t *first, const uint64_t *count, uint64_t *numbers) {
    double distance = 0;
    for (int i = 0; i < grid->axis_count; i++) {
        const uint64_t origin = grid->axes[i].origin, last = first[i] + count[i] - 1;
        numbers[i] = origin < first[i] ? first[i] : origin > last ? last : origin;
        distance += fabs((double)numbers[i] - (double)origin);
    }
    return distance;
}

/* At the same distance the one that is earlier in the grid is nearer, as for walks. */
static bool is_nearer(const struct prove_box_tally *tally, int axes, double distance, const uint64_t *numbers) {
    if (distance != tally->distance || isinf(distance))
        return distance < tally->distance;
    for (int i = 0; i < axes; i++)
        if (numbers[i] != tally->numbers[i])
            return numbers[i] < tally->numbers[i];
    return false;
}

void prove_box_add(struct prove_box_tally *tally, const struct grid *grid, uint64_t count, double share,
                   double distance, const uint64_t *numbers) {
    tally->count += count;
    prove_share_add(&tally->share, share);
    if (!is_nearer(tally, grid->axis_count, distance, numbers))
        return;
    tally->distance = distance;
    memcpy(tally->numbers, numbers, (size_t)grid->axis_count * sizeof *numbers);
}

void prove_box_join(struct prove_box_tally *tally, const struct grid *grid, const struct prove_box_tally *other) {
    prove_box_add(tally, grid, other->count, 0, other->distance, other->numbers);
    prove_share_join(&tally->share, other->share);
}

uint64_t prove_box_sets(const struct grid *grid, const uint64_t *count) {
    uint64_t sets = 1;
    for (int i = 0; i < grid->axis_count; i++)
        sets *= count[i];
    return sets;
}

void prove_box_count(struct prove_box_tally *tallies, const struct grid *grid, int class, const uint64_t *first,
                     const uint64_t *count) {
    uint64_t numbers[64];
    if (class < 0)
        return;
    const double distance = prove_box_nearest(grid, first, count, numbers);
    prove_box_add(&tallies[class], grid, prove_box_sets(grid, count), prove_box_share(grid, count), distance, numbers);
}

struct prove_box_tally *prove_box_tallies(struct arena *arena, const struct prove_box_problem *problem) {
    struct prove_box_tally *tallies = arena_array(arena, (size_t)problem->class_count + 1, sizeof *tallies);
    for (int i = 0; i < problem->class_count; i++) {
        tallies[i].distance = INFINITY;
        tallies[i].numbers = arena_array(arena, (size_t)problem->group->grid->axis_count + 1, sizeof(uint64_t));
    }
    return tallies;
}

void prove_box_tallies_put(struct text *record, const struct prove_box_problem *problem,
                           const struct prove_box_tally *tallies) {
    for (int i = 0; i < problem->class_count; i++) {
        record_put_number(record, tallies[i].count);
        prove_share_put(record, tallies[i].share);
        record_put_real(record, tallies[i].distance);
        for (int a = 0; a < problem->group->grid->axis_count; a++)
            record_put_number(record, tallies[i].numbers[a]);
    }
}

void prove_box_tallies_take(struct record *record, struct prove_box_problem *problem) {
    const struct grid *grid = problem->group->grid;
    for (int i = 0; i < problem->class_count; i++) {
        uint64_t numbers[64];
        struct prove_box_tally tally = {.numbers = numbers};
        tally.count = record_take_number(record, UINT64_MAX);
        tally.share = prove_share_take(record);
        tally.distance = record_take_real(record);
        for (int a = 0; a < grid->axis_count; a++)
            numbers[a] = record_take_number(record, grid->axes[a].count - 1);
        prove_box_join(&problem->tallies[i], grid, &tally);
    }
}

int prove_box_class(const struct prove_box_problem *problem, double value, double allowed) {
    if (!(allowed == 1))
        return CLASS_OUTSIDE;
    if (problem->kind != BOX_VALUE)
        return (int)value;
    for (int k = 0; k < problem->own.target_count; k++)
        if (value == problem->own.targets[k])
            return k;
    return problem->own.target_count + isnan(value);
}

/* The value of a column of conditions, or of one output, if it is certain: what class it gives. */
static int decide_value(const struct prove_box_problem *problem, const struct bounds_machine *machine, int first) {
    const struct prove_counted *column = &problem->own;
    double code = 0;
    bool open = false, absent = false;
    for (int i = 0; i < column->output_count; i++) {
        const struct bounds_hull hull = bounds_output(machine, first + i);
        absent = absent || hull.absent == SURE_ALWAYS;
        open = open || hull.absent == SURE_MAYBE || hull.low < hull.high;
        code += ldexp(hull.low, i);
    }
    if (absent)
        return prove_box_class(problem, NAN, 1);
    if (!open)
        return prove_box_class(problem, code, 1);
    const struct bounds_hull hull = bounds_output(machine, first);
    if (column->output_count > 1 || hull.absent != SURE_NEVER)
        return CLASS_OPEN;
    for (int k = 0; k < column->target_count; k++)
        if (column->targets[k] >= hull.low && column->targets[k] <= hull.high)
            return CLASS_OPEN;
    return column->target_count; /* a value that nobody counts */
}

/* Whether a mistaken number is taken for the right one, from pairs of outputs: |a - b| is less than what is allowed, or
 * greater. */
static int decide_mistake(const struct prove_box_problem *problem, const struct bounds_machine *machine) {
    const struct bounds_hull mistaken = bounds_output(machine, 0), right = bounds_output(machine, 1);
    if (right.absent == SURE_NEVER && right.low == DBL_MAX)
        return prove_box_class(problem, ABSENT_CODE, 1);
    if (right.absent == SURE_ALWAYS ||
        (mistaken.absent == SURE_ALWAYS && right.absent == SURE_NEVER && right.high < DBL_MAX))
        return prove_box_class(problem, NAN, 1);
    if (mistaken.absent != SURE_NEVER || right.absent != SURE_NEVER || right.high == DBL_MAX || problem->cases)
        return CLASS_OPEN;
    bool never = true;
    for (int i = 0; i < problem->near_count; i++) {
        const struct bounds_hull less = bounds_output(machine, problem->near + 2 * i);
        const struct bounds_hull greater = bounds_output(machine, problem->near + 2 * i + 1);
        if (less.absent == SURE_NEVER && less.low == 1)
            return prove_box_class(problem, 1, 1);
        never = never && greater.absent == SURE_NEVER && greater.low == 1;
    }
    return never ? prove_box_class(problem, 0, 1) : CLASS_OPEN;
}

/* Puts the parameters of a box between bounds, in a case of rounding; ROUNDING_CASES: in any. */
static void lay_box(const struct prove_box_problem *problem, const uint64_t *first, const uint64_t *count,
                    const enum grid_rounding_case *cases, double *low, double *high) {
    const struct grid *grid = problem->group->grid;
    for (int i = 0; i < grid->axis_count; i++) {
        const struct grid_axis *axis = &grid->axes[i];
        const uint64_t last = first[i] + count[i] - 1;
        low[i] = prove_box_value(axis, first[i], CASE_EXACT);
        high[i] = prove_box_value(axis, last, CASE_EXACT);
        if (!problem->cases || !problem->cases->rounded[i] || (cases && cases[i] == CASE_EXACT))
            continue;
        const struct prove_box_cases *known = problem->cases;
        for (int c = CASE_PRINTED; c < ROUNDING_CASES; c++) {
            if (cases && cases[i] != (enum grid_rounding_case)c)
                continue;
            double least = axis->values ? known->least[i][c][first[i]]
                                        : prove_box_value(axis, first[i], c) - known->margin[i],
                   most = axis->values ? known->most[i][c][last] : prove_box_value(axis, last, c) + known->margin[i];
            low[i] = cases || least < low[i] ? least : low[i];
            high[i] = cases || most > high[i] ? most : high[i];
        }
    }
}

/* What rounding must not change, if it is certain: the code of the column, VERDICT_NONE if it has no value; of a
 * numeric question only whether there is a number, and whether it is "none". */
enum { VERDICT_NONE = -3 };
static int verdict_of(const struct prove_box_problem *problem, const struct bounds_machine *machine, int first) {
    const struct prove_counted *column = &problem->own;
    double code = 0;
    bool open = false;
    for (int i = 0; i < column->output_count; i++) {
        const struct bounds_hull hull = bounds_output(machine, first + i);
        if (hull.absent == SURE_ALWAYS)
            return VERDICT_NONE;
        open = open || hull.absent == SURE_MAYBE ||
               (column->kind == COUNTED_STATE ? hull.high == DBL_MAX && hull.low < DBL_MAX : hull.low < hull.high);
        code += column->kind == COUNTED_STATE ? hull.low == DBL_MAX : ldexp(hull.low, i);
    }
    return open ? CLASS_OPEN : (int)code;
}

/* Whether printing changes a verdict: 0, 1 or CLASS_OPEN. */
static int compare_verdicts(int before, int after) {
    return before == CLASS_OPEN || after == CLASS_OPEN ? CLASS_OPEN : before != after;
}

static int decide_changed(const struct prove_box_problem *problem, struct bounds_machine *machine,
                          const uint64_t *first, const uint64_t *count, double *low, double *high) {
    const struct prove_counter_group *group = problem->group;
    const int before = verdict_of(problem, machine, 0);
    int constants =
        problem->printed >= 0 ? compare_verdicts(before, verdict_of(problem, machine, problem->printed)) : 0;
    if (constants == 1 || before == CLASS_OPEN)
        return constants == 1 ? 1 : CLASS_OPEN;
    if (!problem->cases)
        return constants;
    lay_box(problem, first, count, NULL, low, high);
    bounds_run(machine, low, high);
    if (constants == 0 && compare_verdicts(before, verdict_of(problem, machine, 0)) == 0 &&
        (problem->printed < 0 || compare_verdicts(before, verdict_of(problem, machine, problem->printed)) == 0))
        return 0;
    for (size_t r = 0; r < group->case_count; r++) {
        lay_box(problem, first, count, &group->cases[r * (size_t)group->grid->axis_count], low, high);
        bounds_run(machine, low, high);
        if (compare_verdicts(before, verdict_of(problem, machine, 0)) == 1)
            return 1;
        if (problem->printed >= 0 && compare_verdicts(before, verdict_of(problem, machine, problem->printed)) == 1)
            return 1;
    }
    /* What is open is what any case may change. */
    lay_box(problem, first, count, NULL, low, high);
    bounds_run(machine, low, high);
    return CLASS_OPEN;
}

int prove_box_decide(const struct prove_box_problem *problem, struct bounds_machine *machine, const uint64_t *first,
                     const uint64_t *count, double *low, double *high) {
    struct prove_box_problem exact = *problem;
    exact.cases = NULL;
    lay_box(&exact, first, count, NULL, low, high);
    bounds_run(machine, low, high);
    bool all = true;
    if (problem->allowed >= 0) {
        const struct bounds_hull allowed = bounds_output(machine, problem->allowed);
        if (allowed.absent == SURE_ALWAYS || allowed.high == 0)
            return CLASS_OUTSIDE;
        all = allowed.absent == SURE_NEVER && allowed.low == 1;
    }
    if (!all)
        return CLASS_OPEN;
    if (problem->kind == BOX_ALLOWED)
        return 0;
    if (problem->kind == BOX_CHANGED)
        return decide_changed(problem, machine, first, count, low, high);
    return problem->own.kind == COUNTED_MISTAKE ? decide_mistake(problem, machine) : decide_value(problem, machine, 0);
}
