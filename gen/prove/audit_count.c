#include "key/key.h"
#include "prove/audit_box.h"
#include "run/run.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define MOST_CASES 2000000000.0 /* most sets times rounding cases for which all combinations are tried */

struct prove_audit_counter *prove_audit_counter_new(struct arena *arena, const struct lab *lab,
                                                    const struct prove_audit_options *options) {
    struct prove_audit_counter *counter = arena_alloc(arena, sizeof *counter);
    *counter = (struct prove_audit_counter){.arena = arena, .lab = lab, .options = options};
    counter->proof = options->certified ? arena_alloc(arena, sizeof *counter->proof) : NULL;
    return counter;
}

size_t prove_audit_counter_group(struct prove_audit_counter *counter, const struct expr *const *exprs, int count) {
    const struct model *model = counter->lab->model;
    bool *needed = arena_array(counter->arena, (size_t)model->count + 1, sizeof *needed);
    for (int i = 0; i < count; i++)
        if (exprs[i])
            model_dependencies(model, exprs[i], needed);
    model_join_conditions(model, needed);
    for (int i = 0; i < model->count; i++)
        needed[i] = needed[i] && model->quantities[i]->kind == QUANTITY_PARAMETER;
    for (size_t i = 0; i < counter->group_count; i++)
        if (memcmp(counter->groups[i].needed, needed, (size_t)model->count * sizeof *needed) == 0)
            return i;
    counter->groups = arena_grow(counter->arena, counter->groups, counter->group_count, &counter->group_capacity,
                                 sizeof *counter->groups);
    struct grid *grid = grid_new(counter->arena, model, needed);
    bool walked = grid->listed && grid->sets <= PROVE_MOST_WALKED, boxes = !grid->endless && grid->axis_count <= 60;
    bool boxed =
        boxes && (!walked || counter->options->by_boxes || counter->options->certified || counter->options->proof);
    counter->groups[counter->group_count] = (struct prove_counter_group){
        .needed = needed, .grid = grid, .asked = boxed, .boxed = boxed, .sampled = !walked && !boxed};
    return counter->group_count++;
}

void prove_audit_counter_describe(const struct prove_audit_counter *counter, size_t group,
                                  struct prove_audit_grid *over) {
    over->grid = counter->groups[group].grid;
    over->sampled = counter->groups[group].sampled;
    over->sets = over->sampled ? PROVE_SAMPLED : over->grid->sets;
}

static void add_expr(struct arena *arena, struct prove_counter_group *group, const struct expr *expr) {
    group->exprs = arena_grow(arena, group->exprs, group->expr_count, &group->expr_capacity, sizeof *group->exprs);
    group->exprs[group->expr_count++] = expr;
}

struct prove_counted *prove_audit_counter_add(struct prove_audit_counter *counter, size_t number,
                                              struct prove_audit_grid *over, const struct expr *const *exprs,
                                              int count) {
    struct prove_counter_group *group = &counter->groups[number];
    prove_audit_counter_describe(counter, number, over);
    group->columns = arena_grow(counter->arena, group->columns, group->column_count, &group->column_capacity,
                                sizeof *group->columns);
    struct prove_counted *column = &group->columns[group->column_count++];
    *column = (struct prove_counted){
        .first_output = (int)group->expr_count, .output_count = count, .over = over, .printed_output = -1};
    for (int i = 0; i < count; i++)
        add_expr(counter->arena, group, exprs[i]);
    return column;
}

void prove_audit_counter_print_constants(struct prove_audit_counter *counter, size_t number,
                                         struct prove_counted *column, const struct expr *const *exprs, int count) {
    struct prove_counter_group *group = &counter->groups[number];
    bool rounded = false;
    for (int i = 0; i < count; i++)
        rounded = rounded || key_claim_as_printed(counter->arena, exprs[i]) != exprs[i];
    if (!rounded)
        return;
    column->printed_output = (int)group->expr_count;
    for (int i = 0; i < count; i++)
        add_expr(counter->arena, group, key_claim_as_printed(counter->arena, exprs[i]));
}

void prove_counted_target(struct prove_counted *column, double target, struct prove_audit_count *into) {
    column->targets[column->target_count] = target;
    column->into[column->target_count++] = into;
}

/* Lists the combinations of rounding cases to try: all combinations of the rounded parameters if that is not too much
 * work, else the cases of one parameter at a time. */
static void lay_out_cases(struct arena *arena, struct prove_counter_group *group) {
    int axes = group->grid->axis_count, rounded[64], count = 0;
    double combinations = 1, sets = (double)group->grid->sets;
    if (group->sampled || sets > PROVE_MOST_WALKED)
        sets = PROVE_SAMPLED;
    for (int i = 0; i < axes && count < 64; i++)
        if (grid_axis_rounded(&group->grid->axes[i])) {
            rounded[count++] = i;
            combinations *= 3;
        }
    group->printed = arena_array(arena, (size_t)axes + 1, sizeof *group->printed);
    for (int i = 0; i < count; i++)
        group->printed[rounded[i]] = CASE_PRINTED;
    bool all = combinations * sets <= MOST_CASES;
    group->one_at_a_time = count > 0 && !all;
    group->case_count = count == 0 ? 0 : all ? (size_t)combinations : (size_t)count * 3;
    group->cases = arena_array(arena, group->case_count * (size_t)axes + 1, sizeof *group->cases);
    for (size_t r = 0; r < group->case_count; r++) {
        enum grid_rounding_case *cases = &group->cases[r * (size_t)axes];
        if (!all)
            cases[rounded[r / 3]] = CASE_PRINTED + (enum grid_rounding_case)(r % 3);
        for (size_t i = 0, rest = r; all && i < (size_t)count; i++, rest /= 3)
            cases[rounded[i]] = CASE_PRINTED + (enum grid_rounding_case)(rest % 3);
    }
}

static void make_walks(struct arena *arena, const struct prove_audit_counter *counter,
                       struct prove_counter_group *group) {
    group->walk = group->sampled
                      ? walk_new_sampled(arena, group->program, group->grid, PROVE_SAMPLED, counter->options->seed)
                      : walk_new(arena, group->program, group->grid, group->allowed);
    group->rounded = group->case_count ? walk_new_rounded(arena, group->walk) : NULL;
}

/* Compiles a group, and plans its walks. */
static void prepare(struct prove_audit_counter *counter, struct prove_counter_group *group) {
    struct arena *arena = counter->arena;
    for (size_t i = 0; i < group->column_count; i++) {
        struct prove_counted *column = &group->columns[i];
        column->tally = group->tally_count;
        group->tally_count += column->target_count + 3;
        group->asks_rounding = group->asks_rounding || column->sensitive;
        group->mistakes = group->mistakes || column->kind == COUNTED_MISTAKE;
        group->constants = group->constants || column->printed_output >= 0;
    }
    group->allowed_tally = group->tally_count++;
    group->totals = arena_array(arena, (size_t)group->tally_count + 1, sizeof *group->totals);
    for (int i = 0; i < group->tally_count; i++)
        group->totals[i].distance = INFINITY;
    if (!group->column_count)
        return;
    const struct expr *allowed = model_conditions_within(arena, counter->lab->model, group->needed);
    group->allowed = allowed ? (int)group->expr_count : -1;
    if (allowed)
        add_expr(arena, group, allowed);
    group->program = program_new(arena, counter->lab->model, group->exprs, (int)group->expr_count, CLAIM_TOLERANCE);
    if (group->asks_rounding || group->mistakes)
        lay_out_cases(arena, group);
}

/* Whether a row is a better example than the tally's: nearer to the defaults or, at the same distance, earlier in the
 * grid, so that neither the order of the walk nor the number of processes matters. */
static bool is_nearer(const struct prove_tally *tally, double distance, uint64_t place) {
    return distance < tally->distance || (distance == tally->distance && place < tally->place);
}

/* Keeps the row nearest to the defaults among those of a block whose column is the target. */
static void keep_nearest(struct prove_tally *tally, const struct walk *walk, uint64_t block, const double *column,
                         double target, size_t rows) {
    const double *inner;
    double outer = walk_distance(walk, &inner);
    if (outer > tally->distance)
        return;
    double nearest = column_nearest(column, target, inner, rows), distance = outer + nearest;
    if (distance > tally->distance)
        return;
    for (size_t row = 0; row < rows; row++) {
        if (inner[row] != nearest || !(isnan(target) ? isnan(column[row]) : column[row] == target))
            continue;
        uint64_t place = walk_place(walk, block, row);
        if (is_nearer(tally, distance, place))
            *tally = (struct prove_tally){tally->count, distance, place, block, row};
    }
}

static size_t count_target(struct prove_tally *tally, const struct walk *walk, uint64_t block, const double *column,
                           double target, size_t rows) {
    size_t count = isnan(target) ? column_count_nan(column, rows) : column_count(column, target, rows);
    tally->count += count;
    if (count)
        keep_nearest(tally, walk, block, column, target, rows);
    return count;
}

struct block_buffers {
    const double **outputs, **rounded_outputs;
    double *values, *rounded_values, *marks, *masked;
    struct prove_tally *tallies;
};

/* The values of a column in a block, PROVE_OUTSIDE where a set breaks a condition. */
static const double *masked(const struct prove_counter_group *group, const struct block_buffers *buffers,
                            const double *values, size_t rows) {
    if (group->allowed < 0)
        return values;
    column_masked(buffers->masked, values, buffers->outputs[group->allowed], PROVE_OUTSIDE, rows);
    return buffers->masked;
}

/* Counts a block and returns the number of its rows, 0 if each breaks a condition. */
static size_t count_block(struct prove_counter_group *group, const struct block_buffers *buffers, uint64_t block) {
    size_t rows = walk_run(group->walk, block, buffers->outputs), all = rows;
    const double *const *printed = NULL;
    if (!rows)
        return 0;
    if (group->mistakes && group->rounded) {
        walk_set_rounding(group->rounded, group->printed);
        walk_run(group->rounded, block, buffers->rounded_outputs);
        printed = buffers->rounded_outputs;
    }
    if (group->allowed >= 0)
        all = column_count(buffers->outputs[group->allowed], 1, rows);
    buffers->tallies[group->allowed_tally].count += all;
    for (size_t c = 0; c < group->column_count; c++) {
        const struct prove_counted *column = &group->columns[c];
        if (column->kind == COUNTED_STATE)
            continue;
        struct prove_tally *tallies = buffers->tallies + column->tally;
        const double *values = prove_counted_values(column, buffers->outputs, printed, buffers->values, rows);
        size_t left = all;
        values = masked(group, buffers, values, rows);
        for (int k = 0; k < column->target_count && left; k++)
            left -= count_target(&tallies[k], group->walk, block, values, column->targets[k], rows);
        if (!left)
            continue;
        left -= count_target(&tallies[column->target_count + 1], group->walk, block, values, NAN, rows);
        if (!left || !column->rest)
            continue;
        prove_counted_mark_rest(column, values, buffers->marks, rows);
        count_target(&tallies[column->target_count], group->walk, block, buffers->marks, 1, rows);
    }
    return rows;
}

/* Marks the rows of a block in which a column is another one in `after`: with constants as they are, unless that is the
 * block itself, and as printed. */
static void mark_changed(const struct prove_counted *column, const struct block_buffers *buffers,
                         const double *const *after, double *marks, size_t rows) {
    const double *values = prove_counted_values(column, buffers->outputs, NULL, buffers->values, rows);
    struct prove_counted changed = *column;
    for (int printed = 0; printed < 2; printed++) {
        if (printed ? column->printed_output < 0 : after == buffers->outputs)
            continue;
        changed.first_output = printed ? column->printed_output : column->first_output;
        const double *others = prove_counted_values(&changed, after, NULL, buffers->rounded_values, rows);
        for (size_t i = 0; i < rows; i++)
            marks[i] = prove_counted_is_changed(column, values[i], others[i]) ? 1 : marks[i];
    }
}

/* Counts the rows of a block in which some combination of rounding cases, or a constant as printed, changes a column.
 * The walk is at the block. */
static void count_rounding_sensitive(struct prove_counter_group *group, const struct block_buffers *buffers,
                                     uint64_t block, size_t rows) {
    memset(buffers->marks, 0, group->column_count * rows * sizeof *buffers->marks);
    /* The last round is about the walk itself: constants alone. */
    for (size_t r = 0; r < group->case_count + group->constants; r++) {
        const double *const *after = buffers->outputs;
        if (r < group->case_count) {
            walk_set_rounding(group->rounded, &group->cases[r * (size_t)group->grid->axis_count]);
            walk_run(group->rounded, block, buffers->rounded_outputs);
            after = buffers->rounded_outputs;
        }
        double *marks = buffers->marks;
        for (size_t c = 0; c < group->column_count; c++) {
            const struct prove_counted *column = &group->columns[c];
            if (!column->sensitive)
                continue;
            mark_changed(column, buffers, after, marks, rows);
            marks += rows;
        }
    }
    const double *marks = buffers->marks;
    for (size_t c = 0; c < group->column_count; c++) {
        const struct prove_counted *column = &group->columns[c];
        if (!column->sensitive)
            continue;
        count_target(&buffers->tallies[column->tally + column->target_count + 2], group->walk, block,
                     masked(group, buffers, marks, rows), 1, rows);
        marks += rows;
    }
}

static const struct prove_counter_group *group_of_task(const struct prove_audit_counter *counter, size_t task) {
    const struct prove_counter_group *group = counter->groups;
    while (task >= group->first_task + group->task_count)
        group++;
    return group;
}

/* What a process counts with. */
struct counter_worker {
    const struct prove_audit_counter *counter;
    struct arena *kept, *arena;         /* for all tasks; for one */
    struct prove_counter_group *groups; /* with walks of its own, once a task is about them */
};

static void *begin_worker(void *context) {
    struct counter_worker *worker = alloc_bytes(sizeof *worker);
    *worker = (struct counter_worker){context, arena_new(), arena_new(), NULL};
    worker->groups = arena_array(worker->kept, worker->counter->group_count, sizeof *worker->groups);
    return worker;
}

static void end_worker(void *context) {
    struct counter_worker *worker = context;
    arena_free(worker->arena);
    arena_free(worker->kept);
    free(worker);
}

/* A task: a range of blocks of one group, counted from zero. Its result is the group's tallies. */
static void run_task(void *context, size_t task, struct text *record) {
    const struct counter_worker *worker = context;
    struct arena *arena = worker->arena;
    const struct prove_counter_group *planned = group_of_task(worker->counter, task);
    struct prove_counter_group *group = &worker->groups[planned - worker->counter->groups];
    if (!group->walk) {
        *group = *planned;
        make_walks(worker->kept, worker->counter, group);
    }
    size_t width = walk_width(group->walk);
    arena_reset(arena);
    struct block_buffers buffers = {arena_array(arena, group->expr_count, sizeof(double *)),
                                    arena_array(arena, group->expr_count, sizeof(double *)),
                                    arena_array(arena, width, sizeof(double)),
                                    arena_array(arena, width, sizeof(double)),
                                    arena_array(arena, width * group->column_count, sizeof(double)),
                                    arena_array(arena, width, sizeof(double)),
                                    arena_array(arena, (size_t)group->tally_count, sizeof(struct prove_tally))};
    for (int i = 0; i < group->tally_count; i++)
        buffers.tallies[i] = (struct prove_tally){.distance = INFINITY};
    uint64_t blocks = walk_block_count(group->walk), part = task - group->first_task;
    uint64_t end = blocks * (part + 1) / group->task_count;
    for (uint64_t block = blocks * part / group->task_count; block < end; block++) {
        size_t rows = count_block(group, &buffers, block);
        if (rows && group->asks_rounding && (group->rounded || group->constants))
            count_rounding_sensitive(group, &buffers, block, rows);
    }
    for (int i = 0; i < group->tally_count; i++) {
        record_put_number(record, buffers.tallies[i].count);
        record_put_real(record, buffers.tallies[i].distance);
        record_put_number(record, buffers.tallies[i].place);
        record_put_number(record, buffers.tallies[i].block);
        record_put_number(record, buffers.tallies[i].row);
    }
}

/* Adds the tallies of a task to those of its group, unless they are damaged. */
static void take_task(void *context, size_t task, struct record *record) {
    struct prove_audit_counter *counter = context;
    const struct prove_counter_group *group = group_of_task(counter, task);
    struct arena *arena = arena_new();
    struct prove_tally *tallies = arena_array(arena, (size_t)group->tally_count, sizeof *tallies);
    for (int i = 0; record && i < group->tally_count; i++) {
        tallies[i].count = record_take_number(record, UINT64_MAX);
        tallies[i].distance = record_take_real(record);
        tallies[i].place = record_take_number(record, UINT64_MAX);
        tallies[i].block = record_take_number(record, walk_block_count(group->walk) - 1);
        tallies[i].row = record_take_number(record, walk_width(group->walk) - 1);
    }
    counter->lost = counter->lost || !record || !record_end(record);
    for (int i = 0; !counter->lost && i < group->tally_count; i++) {
        struct prove_tally *total = &group->totals[i];
        uint64_t count = total->count + tallies[i].count;
        if (is_nearer(total, tallies[i].distance, tallies[i].place))
            *total = tallies[i];
        total->count = count;
    }
    arena_free(arena);
}

static void write_count(struct prove_audit_counter *counter, const struct prove_counter_group *group,
                        const struct prove_tally *tally, struct prove_audit_count *into) {
    if (!into || !tally->count)
        return;
    bool nearer = !into->count || tally->distance < into->distance;
    into->count += tally->count;
    if (!nearer)
        return;
    into->distance = tally->distance;
    into->example = arena_array(counter->arena, (size_t)counter->lab->model->count, sizeof *into->example);
    walk_set(group->walk, tally->block, tally->row, into->example);
}

static void write_counts(struct prove_audit_counter *counter, const struct prove_counter_group *group) {
    for (size_t c = 0; c < group->column_count; c++) {
        const struct prove_counted *column = &group->columns[c];
        const struct prove_tally *tallies = group->totals + column->tally;
        column->over->sets = group->totals[group->allowed_tally].count;
        for (int k = 0; k < column->target_count; k++)
            write_count(counter, group, &tallies[k], column->into[k]);
        write_count(counter, group, &tallies[column->target_count], column->rest);
        write_count(counter, group, &tallies[column->target_count + 1], column->no_value);
        write_count(counter, group, &tallies[column->target_count + 2], column->sensitive);
        column->over->rounded = column->over->rounded || group->case_count > 0 || column->printed_output >= 0;
        column->over->one_at_a_time = column->over->one_at_a_time || (column->sensitive && group->one_at_a_time);
    }
}

/* Whether every set of a group breaks some condition. */
static bool has_no_sets(const struct prove_counter_group *group) {
    if (!group->column_count || group->allowed < 0)
        return false;
    if (!group->walk)
        return !group->bounded && group->columns[0].over->sets == 0;
    return !group->totals[group->allowed_tally].count;
}

/* A task's number in parts of the audit: a part may not know which groups are walked after all. */
static uint64_t number_of_task(const void *context, size_t task) {
    const struct prove_audit_counter *counter = context;
    const struct prove_counter_group *group = group_of_task(counter, task);
    return (uint64_t)(group - counter->groups + 1) << 32 | (task - group->first_task);
}

bool prove_audit_counter_run(struct prove_audit_counter *counter, struct diag *diag) {
    const int processes = counter->options->processes;
    const struct run_cut *cut = counter->options->cut;
    const bool is_cut = cut && (cut->of || cut->parts);
    size_t tasks = 0;
    for (size_t g = 0; g < counter->group_count; g++)
        prepare(counter, &counter->groups[g]);
    if (!(counter->options->proof ? prove_box_replay : prove_box_run)(counter, diag))
        return false;
    for (size_t g = 0; g < counter->group_count; g++) {
        struct prove_counter_group *group = &counter->groups[g];
        if (group->column_count && !group->boxed)
            make_walks(counter->arena, counter, group);
        uint64_t blocks = group->walk ? walk_block_count(group->walk) : 0;
        /* Several tasks per process, so that all processes end at about the same time. A small grid is one task. */
        uint64_t most = group->grid->sets <= 100000 ? 1 : (uint64_t)(is_cut ? run_cut_count(cut) * 16 : processes * 4);
        group->first_task = tasks;
        group->task_count = blocks < most ? blocks : most;
        tasks += group->task_count;
    }
    struct run_jobs_plan plan = {.task_count = tasks,
                                 .processes = processes,
                                 .begin = begin_worker,
                                 .end = end_worker,
                                 .run = run_task,
                                 .deliver = take_task,
                                 .context = counter,
                                 .number = number_of_task};
    if (!run_jobs_cut(&plan, cut, diag))
        return false;
    if (is_cut && cut->of)
        return !counter->lost;
    for (size_t g = 0; g < counter->group_count; g++)
        if (counter->groups[g].walk)
            write_counts(counter, &counter->groups[g]);
    for (size_t g = 0; g < counter->group_count && !counter->lost; g++)
        if (has_no_sets(&counter->groups[g])) {
            diag_report_once(diag, SEVERITY_ERROR, counter->lab->model->conditions[0].pos,
                             "no set of the grid keeps all conditions; change them, or the values of the parameters");
            return false;
        }
    if (counter->lost)
        diag_report(diag, SEVERITY_FAILURE, NOWHERE, "a process ended before it finished counting");
    return !counter->lost;
}
