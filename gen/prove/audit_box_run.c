/* Which questions boxes are asked, by which process, and what becomes of the answers. */
#include "prove/audit_box.h"

#include "key/key.h"
#include "run/run.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum {
    PARTS = 128,        /* in which the boxes of a problem are given to processes */
    PILOT_BOXES = 20000 /* after which it is clear how hard a problem is */
};
#define MOST_WORK 4e11      /* rows of one operation, for a problem without a limit of time */
#define HOPELESS 1000.0     /* times as much is not begun */
#define WIDEST_BOUNDS 0.001 /* shares that are not known better than this are sampled */

/* The boxes of a part of a problem. */
struct box_part {
    struct prove_box_problem *problem;
    uint64_t *boxes; /* first, count */
    size_t count;
    double work;
};

struct runner {
    struct prove_audit_counter *counter;
    struct arena *arena;
    struct prove_box_problem *problems;
    size_t problem_count, problem_room;
    struct box_part *parts;
    size_t part_count, part_room;
    int processes;
    double deadline;
    bool lost;
};

/* How printing moves the values of a group's parameters; NULL if it moves none. `*known` is false if that is not known.
 */
static const struct prove_box_cases *cases_of(struct arena *arena, const struct prove_counter_group *group,
                                              bool *known) {
    struct prove_box_cases *cases = arena_alloc(arena, sizeof *cases);
    const struct grid *grid = group->grid;
    memset(cases, 0, sizeof *cases);
    cases->rounded = arena_array(arena, (size_t)grid->axis_count + 1, sizeof *cases->rounded);
    bool any = false;
    for (int i = 0; i < grid->axis_count; i++) {
        const struct grid_axis *axis = &grid->axes[i];
        cases->rounded[i] = grid_axis_rounded(axis);
        any = any || cases->rounded[i];
        if (!cases->rounded[i])
            continue;
        const struct number_format format = axis->parameter->format;
        if (!axis->values) {
            /* Of a format without decimals all digits before the point are printed, as long as there are not many. */
            const double size = fmax(fabs(axis->parameter->minimum), fabs(axis->parameter->maximum));
            const int decimals = format.decimals < 0 ? 0 : format.decimals;
            *known =
                *known && (format.decimals >= 0 || (format.significant == 0 && size < 1e9 * (1 + 1e-9) &&
                                                    (format.style == NUMBER_PLAIN || format.style == NUMBER_PERCENT)));
            cases->margin[i] = 2 * pow(10, -decimals - number_shift(format.style));
            continue;
        }
        for (int c = CASE_PRINTED; c < ROUNDING_CASES; c++) {
            double *least = cases->least[i][c] = arena_array(arena, axis->count, sizeof *least);
            double *most = cases->most[i][c] = arena_array(arena, axis->count, sizeof *most);
            for (uint64_t k = 0; k < axis->count; k++)
                least[k] = most[k] = prove_box_value(axis, k, (enum grid_rounding_case)c);
            for (uint64_t k = 1; k < axis->count; k++) {
                most[k] = fmax(most[k], most[k - 1]);
                least[axis->count - 1 - k] = fmin(least[axis->count - 1 - k], least[axis->count - k]);
            }
        }
    }
    return any ? cases : NULL;
}

static void put_expr(const struct expr **exprs, int *count, const struct expr *expr) {
    exprs[(*count)++] = expr;
}

/* |a - b| <= tolerance * |b|, as two comparisons that are false where both sides tie. */
static void put_near(struct arena *arena, const struct expr **exprs, int *count, const struct expr *a,
                     const struct expr *b, double tolerance) {
    const struct expr *distance = expr_new_unary(arena, EXPR_ABS, expr_new_binary(arena, EXPR_SUBTRACT, a, b));
    const struct expr *allowed =
        expr_new_binary(arena, EXPR_MULTIPLY, expr_new_number(arena, tolerance), expr_new_unary(arena, EXPR_ABS, b));
    put_expr(exprs, count, expr_new_binary(arena, EXPR_LESS, distance, allowed));
    put_expr(exprs, count, expr_new_binary(arena, EXPR_GREATER, distance, allowed));
}

static void add_problem(struct runner *runner, const struct prove_counter_group *group,
                        const struct prove_counted *column, enum prove_box_kind kind,
                        const struct prove_box_cases *cases) {
    struct arena *arena = runner->arena;
    const struct model *model = runner->counter->lab->model;
    runner->problems =
        arena_grow(arena, runner->problems, runner->problem_count, &runner->problem_room, sizeof *runner->problems);
    struct prove_box_problem *problem = &runner->problems[runner->problem_count++];
    *problem = (struct prove_box_problem){.small = runner->counter->options->by_boxes,
                                          .kind = kind,
                                          .group = group,
                                          .column = column,
                                          .printed = -1,
                                          .near = -1,
                                          .allowed = -1,
                                          .class_count = 2};
    const struct expr **exprs = arena_array(arena, group->expr_count + 16, sizeof *exprs);
    int count = 0;
    if (column) {
        const struct expr **own = group->exprs + column->first_output;
        problem->own = *column;
        problem->own.first_output = 0;
        for (int i = 0; i < column->output_count; i++)
            put_expr(exprs, &count, own[i]);
        if (kind == BOX_CHANGED && column->printed_output >= 0) {
            problem->printed = count;
            for (int i = 0; i < column->output_count; i++)
                put_expr(exprs, &count, group->exprs[column->printed_output + i]);
        }
        if (column->kind == COUNTED_MISTAKE) {
            const double tolerance = column->tolerance + CLAIM_TOLERANCE;
            problem->near = count;
            problem->near_count = 3;
            put_near(arena, exprs, &count, own[0], own[1], tolerance);
            put_near(arena, exprs, &count, own[0], own[2], CLAIM_TOLERANCE);
            put_near(arena, exprs, &count, own[0], own[4], tolerance);
        }
        if (kind == BOX_VALUE)
            problem->class_count = column->target_count + 2;
        if (kind == BOX_CHANGED || column->kind == COUNTED_MISTAKE)
            problem->cases = cases;
    }
    const struct expr *allowed = model_conditions_within(arena, model, group->needed);
    if (allowed) {
        problem->allowed = count;
        put_expr(exprs, &count, allowed);
    }
    problem->outputs = count;
    problem->program = program_new(arena, model, exprs, count, CLAIM_TOLERANCE);
    problem->tallies = arena_array(arena, (size_t)problem->class_count + 1, sizeof *problem->tallies);
    for (int i = 0; i < problem->class_count; i++) {
        problem->tallies[i].distance = INFINITY;
        problem->tallies[i].numbers = arena_array(arena, (size_t)group->grid->axis_count + 1, sizeof(uint64_t));
    }
}

static void add_group(struct runner *runner, struct prove_counter_group *group) {
    bool known = true;
    const struct prove_box_cases *cases =
        group->asks_rounding || group->mistakes ? cases_of(runner->arena, group, &known) : NULL;
    if (group->allowed >= 0)
        add_problem(runner, group, NULL, BOX_ALLOWED, NULL);
    for (size_t i = 0; i < group->column_count; i++) {
        const struct prove_counted *column = &group->columns[i];
        bool counts = column->target_count || column->rest || column->no_value;
        if (counts)
            add_problem(runner, group, column, BOX_VALUE, cases);
        bool asks = column->sensitive && (cases || column->printed_output >= 0);
        if (asks)
            add_problem(runner, group, column, BOX_CHANGED, cases);
        if ((asks && (column->kind == COUNTED_NUMBER || !known)) ||
            (column->kind == COUNTED_MISTAKE && cases && !known))
            runner->problems[runner->problem_count - 1].unknown = true;
    }
}

static void take_tallies(struct prove_box_problem *problem, const struct prove_box_tally *tallies) {
    for (int i = 0; i < problem->class_count; i++)
        prove_box_add(&problem->tallies[i], problem->group->grid, tallies[i].count, tallies[i].share,
                      tallies[i].distance, tallies[i].numbers);
}

static uint64_t sets_of(const struct grid *grid, const uint64_t *count) {
    uint64_t sets = 1;
    for (int i = 0; i < grid->axis_count; i++)
        sets *= count[i];
    return sets;
}

/* Adds what waits in a search to what is open. */
static void leave_open(struct prove_box_problem *problem, struct prove_search *search) {
    uint64_t first[64], count[64];
    while (prove_search_take(search, first, count)) {
        problem->open += prove_box_share(problem->group->grid, count);
        problem->open_count += sets_of(problem->group->grid, count);
    }
}

static double open_share(struct prove_search *search, const struct prove_box_problem *problem) {
    double share = 0;
    for (int i = 0; i < problem->class_count; i++)
        share += prove_search_tallies(search)[i].share;
    return 1 - share;
}

/* Begins a problem in this process: small ones are done then. Others are cut into parts. */
static void begin_problem(struct runner *runner, struct prove_box_problem *problem) {
    const struct grid *grid = problem->group->grid;
    const size_t axes = (size_t)grid->axis_count;
    struct prove_search *search = prove_search_new(problem);
    uint64_t first[64] = {0}, count[64];
    for (size_t i = 0; i < axes; i++)
        count[i] = grid->axes[i].count;
    prove_search_add(search, first, count);
    prove_search_run(search, MOST_WORK / PARTS, runner->deadline, PILOT_BOXES / 10);
    double before = open_share(search, problem);
    prove_search_run(search, MOST_WORK / PARTS, runner->deadline, PILOT_BOXES);
    double shrunk = open_share(search, problem) / before;
    /* Each tenfold of boxes leaves this part open. If even a million times as many would leave too much, and most sets
     * would have to be looked at one by one, it is not worth the time. */
    bool hopeless = isinf(runner->deadline) && prove_search_waiting(search) >= PILOT_BOXES &&
                    before * pow(shrunk, 7) > 2 * WIDEST_BOUNDS &&
                    before * shrunk * (double)grid->sets > HOPELESS * MOST_WORK;
    if (hopeless) {
        problem->unknown = true;
        prove_search_free(search);
        return;
    }
    struct box_part *parts = NULL;
    if (prove_search_waiting(search)) {
        for (int p = 0; p < PARTS; p++) {
            runner->parts =
                arena_grow(runner->arena, runner->parts, runner->part_count, &runner->part_room, sizeof *runner->parts);
            runner->parts[runner->part_count++] = (struct box_part){problem, NULL, 0, MOST_WORK / PARTS};
        }
        parts = runner->parts + runner->part_count - PARTS;
        const size_t room = prove_search_waiting(search) / PARTS + 1;
        for (int p = 0; p < PARTS; p++)
            parts[p].boxes = arena_array(runner->arena, room * 2 * axes + 1, sizeof(uint64_t));
        for (size_t i = 0; prove_search_take(search, first, count); i++) {
            struct box_part *part = &parts[i % PARTS];
            memcpy(part->boxes + part->count * 2 * axes, first, axes * sizeof *first);
            memcpy(part->boxes + part->count++ * 2 * axes + axes, count, axes * sizeof *count);
        }
    }
    take_tallies(problem, prove_search_tallies(search));
    prove_search_free(search);
}

static void *begin_worker(void *context) {
    return context;
}

static void end_worker(void *context) {
    (void)context;
}

static void run_task(void *context, size_t task, struct text *record) {
    const struct runner *runner = context;
    const struct box_part *part = &runner->parts[task];
    struct prove_box_problem *problem = part->problem;
    const int axes = problem->group->grid->axis_count;
    struct prove_search *search = prove_search_new(problem);
    for (size_t i = 0; i < part->count; i++)
        prove_search_add(search, part->boxes + i * 2 * (size_t)axes, part->boxes + i * 2 * (size_t)axes + (size_t)axes);
    double now = prove_clock(), deadline = runner->deadline, work = part->work;
    if (!isinf(deadline)) {
        deadline = now + (deadline - now) * runner->processes / (double)(runner->part_count - task);
        work = INFINITY;
    }
    prove_search_run(search, work, deadline, SIZE_MAX);
    const struct prove_box_tally *tallies = prove_search_tallies(search);
    struct prove_box_problem open = {.group = problem->group};
    leave_open(&open, search);
    record_put_real(record, open.open);
    record_put_number(record, open.open_count);
    for (int i = 0; i < problem->class_count; i++) {
        record_put_number(record, tallies[i].count);
        record_put_real(record, tallies[i].share);
        record_put_real(record, tallies[i].distance);
        for (int a = 0; a < axes; a++)
            record_put_number(record, tallies[i].numbers[a]);
    }
    prove_search_free(search);
}

static void take_task(void *context, size_t task, struct record *record) {
    struct runner *runner = context;
    struct prove_box_problem *problem = runner->parts[task].problem;
    const struct grid *grid = problem->group->grid;
    if (!record) {
        runner->lost = true;
        return;
    }
    problem->open += record_take_real(record);
    problem->open_count += record_take_number(record, UINT64_MAX);
    for (int i = 0; i < problem->class_count; i++) {
        uint64_t numbers[64];
        uint64_t count = record_take_number(record, UINT64_MAX);
        double share = record_take_real(record), distance = record_take_real(record);
        for (int a = 0; a < grid->axis_count; a++)
            numbers[a] = record_take_number(record, grid->axes[a].count - 1);
        prove_box_add(&problem->tallies[i], grid, count, share, distance, numbers);
    }
    runner->lost = runner->lost || !record_end(record);
}

static void write_tally(struct runner *runner, const struct prove_box_problem *problem, int class,
                        struct prove_audit_count *into) {
    if (!into)
        return;
    const struct prove_box_tally *tally = &problem->tallies[class];
    struct arena *arena = runner->counter->arena;
    const struct grid *grid = problem->group->grid;
    into->share += tally->share;
    into->open = problem->open;
    if (!(tally->share > 0))
        return;
    bool nearer = !into->example || tally->distance < into->distance;
    into->count += grid->sets < UINT64_MAX ? tally->count : 1; /* what cannot be counted has only a share */
    if (!nearer)
        return;
    into->distance = tally->distance;
    into->example = arena_array(arena, (size_t)runner->counter->lab->model->count, sizeof *into->example);
    for (int i = 0; i < grid->axis_count; i++)
        into->example[grid->axes[i].parameter->index] = prove_box_value(&grid->axes[i], tally->numbers[i], CASE_EXACT);
}

/* Writes the counts of a problem into the audit. */
static void write_problem(struct runner *runner, const struct prove_box_problem *problem) {
    const struct prove_counted *column = problem->column;
    if (problem->kind == BOX_ALLOWED) {
        for (size_t i = 0; i < problem->group->column_count; i++) {
            struct prove_audit_grid *over = problem->group->columns[i].over;
            over->sets = problem->tallies[0].count;
            over->allowed = problem->tallies[0].share;
            over->open = problem->open;
        }
        return;
    }
    struct prove_audit_grid *over = column->over;
    if (problem->kind == BOX_CHANGED) {
        write_tally(runner, problem, 1, column->sensitive);
        over->one_at_a_time = over->one_at_a_time || problem->group->one_at_a_time;
        return;
    }
    for (int k = 0; k < column->target_count; k++)
        write_tally(runner, problem, k, column->into[k]);
    write_tally(runner, problem, column->target_count, column->rest);
    write_tally(runner, problem, column->target_count + 1, column->no_value);
}

static void describe_group(struct prove_counter_group *group) {
    for (size_t i = 0; i < group->column_count; i++) {
        const struct prove_counted *column = &group->columns[i];
        struct prove_audit_grid *over = column->over;
        over->sampled = group->sampled;
        over->bounded = group->bounded;
        over->sets = group->sampled ? PROVE_SAMPLED : group->grid->sets;
        over->allowed = 1;
        if (!group->sampled)
            over->rounded = over->rounded || group->case_count > 0 || column->printed_output >= 0;
    }
}

bool prove_box_run(struct prove_audit_counter *counter, struct diag *diag) {
    const double seconds = counter->options->seconds;
    struct runner runner = {.counter = counter, .arena = counter->arena, .processes = counter->options->processes};
    runner.deadline = seconds > 0 ? prove_clock() + seconds : INFINITY;
    for (size_t g = 0; g < counter->group_count; g++)
        if (counter->groups[g].boxed && counter->groups[g].column_count)
            add_group(&runner, &counter->groups[g]);
    for (size_t i = 0; i < runner.problem_count; i++) {
        struct prove_counter_group *group = (struct prove_counter_group *)runner.problems[i].group;
        if (group->boxed && !runner.problems[i].unknown)
            begin_problem(&runner, &runner.problems[i]);
        group->boxed = group->boxed && !runner.problems[i].unknown;
    }
    /* Parts of groups that are sampled after all are not worth it. */
    size_t kept = 0;
    for (size_t i = 0; i < runner.part_count; i++)
        if (runner.parts[i].problem->group->boxed)
            runner.parts[kept++] = runner.parts[i];
    runner.part_count = kept;
    struct run_jobs_plan plan = {.task_count = kept,
                                 .processes = runner.processes,
                                 .begin = begin_worker,
                                 .end = end_worker,
                                 .run = run_task,
                                 .deliver = take_task,
                                 .context = &runner};
    if (kept && !run_jobs_cut(&plan, counter->options->cut, diag))
        return false;
    for (size_t i = 0; i < runner.problem_count; i++) {
        struct prove_box_problem *problem = &runner.problems[i];
        struct prove_counter_group *group = (struct prove_counter_group *)problem->group;
        group->boxed = group->boxed && problem->open <= WIDEST_BOUNDS;
        group->bounded = group->bounded || problem->open_count || problem->open > 0 || group->grid->sets == UINT64_MAX;
    }
    for (size_t g = 0; g < counter->group_count; g++) {
        struct prove_counter_group *group = &counter->groups[g];
        group->bounded = group->bounded && group->boxed;
        if (!group->asked)
            continue;
        group->sampled = !group->boxed && !(group->grid->listed && group->grid->sets <= PROVE_MOST_WALKED);
        if (group->column_count)
            describe_group(group);
    }
    for (size_t i = 0; i < runner.problem_count; i++)
        if (runner.problems[i].group->boxed)
            write_problem(&runner, &runner.problems[i]);
    if (runner.lost)
        diag_report(diag, SEVERITY_FAILURE, NOWHERE, "a process ended before it finished counting");
    return !runner.lost;
}
