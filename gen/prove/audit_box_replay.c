/* Solves problems by what a proof says of each box: nothing is searched, and nothing is believed. */
#include "prove/audit_box.h"

#include "run/run.h"

#include <math.h>

enum {
    CHUNK = 64,       /* boxes that are given to processes together */
    LEAST_BOXES = 500 /* for which another task is worth it */
};

struct replay_task {
    struct prove_box_problem *problem;
    const struct prove_proof_tree *tree;
    size_t part, parts;
};

struct replay {
    struct prove_problems problems;
    struct replay_task *tasks;
    size_t task_count, room;
    struct diag *diag;
    bool lost;
};

/* What a task does its boxes with. */
struct replayer {
    struct prove_box_problem *problem;
    struct bounds_machine *machine;
    struct prove_leaf *leaf;
    struct prove_box_tally *tallies;
    double *low, *high;
    double work;
    struct prove_box_problem open;
};

/* Counts a box if it is what it is said to be. */
static bool count_box(struct replayer *replayer, int class, const uint64_t *first, const uint64_t *count) {
    const struct prove_box_problem *problem = replayer->problem;
    const struct grid *grid = problem->group->grid;
    if (class == CLASS_OPEN) {
        prove_share_add(&replayer->open.open, prove_box_share(grid, count));
        replayer->open.open_count += prove_box_sets(grid, count);
        return true;
    }
    const int found = prove_box_decide(problem, replayer->machine, first, count, replayer->low, replayer->high);
    if (class == CLASS_WALKED)
        return found == CLASS_OPEN &&
               prove_leaf_count(replayer->leaf, first, count, replayer->tallies, &replayer->work);
    if (found != class)
        return false;
    prove_box_count(replayer->tallies, grid, class, first, count);
    return true;
}

static void run_task(void *context, size_t number, struct text *record) {
    const struct replay *replay = context;
    const struct replay_task *task = &replay->tasks[number];
    const struct grid *grid = task->problem->group->grid;
    const size_t axes = (size_t)grid->axis_count + 1;
    struct arena *arena = arena_new();
    struct replayer replayer = {.problem = task->problem, .machine = bounds_new(arena, task->problem->program, grid)};
    replayer.leaf = prove_leaf_new(arena, task->problem, replayer.machine);
    replayer.tallies = prove_box_tallies(arena, task->problem);
    replayer.low = arena_array(arena, axes, sizeof(double));
    replayer.high = arena_array(arena, axes, sizeof(double));
    struct prove_tree_reader *reader = prove_tree_open(grid, task->tree->boxes, task->tree->length);
    uint64_t first[64] = {0}, count[64] = {0};
    int class = CLASS_OPEN;
    bool good = true;
    for (size_t i = 0; good && prove_tree_next(reader, first, count, &class); i++)
        if (i / CHUNK % task->parts == task->part)
            good = count_box(&replayer, class, first, count);
    prove_tree_close(reader);
    record_put_number(record, good);
    for (int i = 0; i < grid->axis_count; i++) {
        record_put_number(record, first[i]);
        record_put_number(record, count[i]);
    }
    prove_share_put(record, replayer.open.open);
    record_put_number(record, replayer.open.open_count);
    prove_box_tallies_put(record, task->problem, replayer.tallies);
    arena_free(arena);
}

/* Reports a box that is not what it is said to be. */
static void report_box(const struct replay *replay, const struct replay_task *task, const uint64_t *first,
                       const uint64_t *count) {
    const struct grid *grid = task->problem->group->grid;
    struct text where = {0};
    for (int i = 0; i < grid->axis_count; i++) {
        const struct quantity *parameter = grid->axes[i].parameter;
        text_printf(&where, "%s%s ", i ? ", " : "", parameter->name);
        quantity_put_data(&where, parameter, prove_box_value(&grid->axes[i], first[i], CASE_EXACT));
        if (count[i] > 1) {
            text_puts(&where, " to ");
            quantity_put_data(&where, parameter, prove_box_value(&grid->axes[i], first[i] + count[i] - 1, CASE_EXACT));
        }
    }
    diag_report(replay->diag, SEVERITY_ERROR, task->tree->pos,
                "the certificate does not hold: of '%s' (%s) the sets with %s are not what it says; make it again",
                task->tree->name, task->tree->what, grid->axis_count ? where.bytes : "all values");
    text_free(&where);
}

static void take_task(void *context, size_t number, struct record *record) {
    struct replay *replay = context;
    const struct replay_task *task = &replay->tasks[number];
    struct prove_box_problem *problem = task->problem;
    const struct grid *grid = problem->group->grid;
    if (!record) {
        replay->lost = true;
        return;
    }
    uint64_t first[64] = {0}, count[64] = {0};
    const bool good = record_take_number(record, 1);
    for (int i = 0; i < grid->axis_count; i++) {
        first[i] = record_take_number(record, grid->axes[i].count - 1);
        count[i] = record_take_number(record, grid->axes[i].count);
    }
    if (!good && !problem->unknown)
        report_box(replay, task, first, count);
    problem->unknown = problem->unknown || !good; /* once is enough */
    prove_share_join(&problem->open, prove_share_take(record));
    problem->open_count += record_take_number(record, UINT64_MAX);
    prove_box_tallies_take(record, problem);
    replay->lost = replay->lost || !record_end(record);
}

static void *begin_worker(void *context) {
    return context;
}

static void end_worker(void *context) {
    (void)context;
}

/* Plans the tasks of a problem, if the boxes of the tree are disjoint and cover the grid. */
static void add_tasks(struct replay *replay, struct prove_box_problem *problem, const struct prove_proof_tree *tree) {
    const struct prove_audit_counter *counter = replay->problems.counter;
    struct prove_tree_reader *reader = prove_tree_open(problem->group->grid, tree->boxes, tree->length);
    uint64_t first[64], count[64];
    size_t boxes = 0;
    int class;
    bool known = !problem->unknown;
    for (; prove_tree_next(reader, first, count, &class); boxes++)
        known = known && class < problem->class_count;
    const bool whole = prove_tree_is_whole(reader);
    prove_tree_close(reader);
    if (!whole || !known) {
        diag_report(replay->diag, SEVERITY_ERROR, tree->pos,
                    "the certificate is not whole: the boxes of '%s' (%s) %s; make it again", tree->name, tree->what,
                    whole ? "say what nobody can know of boxes" : "are not those of its grid");
        return;
    }
    problem->pieces = arena_alloc(counter->arena, sizeof *problem->pieces);
    *problem->pieces = tree->boxes;
    size_t parts = (size_t)counter->options->processes * 4;
    parts = parts > boxes / LEAST_BOXES + 1 ? boxes / LEAST_BOXES + 1 : parts;
    for (size_t p = 0; p < parts; p++) {
        replay->tasks =
            arena_grow(counter->arena, replay->tasks, replay->task_count, &replay->room, sizeof *replay->tasks);
        replay->tasks[replay->task_count++] = (struct replay_task){problem, tree, p, parts};
    }
}

/* Marks the groups that the proof counts by boxes. False after reporting that it is a proof of something else. */
static bool follow(struct prove_audit_counter *counter, struct diag *diag) {
    const struct prove_proof *proof = counter->options->proof;
    size_t told = 0;
    bool good = true;
    for (size_t g = 0; g < counter->group_count; g++) {
        struct prove_counter_group *group = &counter->groups[g];
        if (!group->column_count)
            continue;
        const enum prove_way way = told < proof->count ? proof->groups[told].way : PROVE_WAYS;
        const bool boxed = way == PROVE_BOXES || way == PROVE_BOUNDS, walks = prove_group_walks(group);
        good = good &&
               (boxed ? group->boxed && (way == PROVE_BOXES || !walks) : way == (walks ? PROVE_WALK : PROVE_SAMPLE));
        group->boxed = boxed;
        told++;
    }
    if (!good || told != proof->count)
        diag_report(diag, SEVERITY_ERROR, NOWHERE,
                    "the certificate is not whole: its grids cannot be counted in the way that it says; make it again");
    return good && told == proof->count;
}

/* Finds the boxes of each problem. False after reporting that there are others. */
static bool find_trees(struct replay *replay) {
    struct prove_problems *problems = &replay->problems;
    const struct prove_audit_counter *counter = problems->counter;
    const struct prove_proof *proof = counter->options->proof;
    size_t told = 0, at = 0;
    for (size_t g = 0; g < counter->group_count; g++) {
        const struct prove_counter_group *group = &counter->groups[g];
        if (!group->column_count)
            continue;
        const struct prove_proof_group *from = &proof->groups[told++];
        size_t used = 0;
        for (; at < problems->count && problems->problems[at].group == group; at++, used++)
            if (used < from->tree_count)
                add_tasks(replay, &problems->problems[at], &from->trees[used]);
        if (used == from->tree_count)
            continue;
        diag_report(replay->diag, SEVERITY_ERROR, NOWHERE,
                    "the certificate is not whole: %zu boxes of a grid must be told, not %zu; make it again", used,
                    from->tree_count);
        return false;
    }
    return true;
}

/* Whether all groups were counted as the proof says: exactly, or within bounds. */
static bool are_as_told(const struct replay *replay) {
    const struct prove_audit_counter *counter = replay->problems.counter;
    const struct prove_proof_group *told = counter->options->proof->groups;
    for (size_t g = 0; g < counter->group_count; g++) {
        const struct prove_counter_group *group = &counter->groups[g];
        if (!group->column_count)
            continue;
        const bool boxed = told->way == PROVE_BOXES || told->way == PROVE_BOUNDS;
        if (group->boxed != boxed || group->bounded != (told->way == PROVE_BOUNDS)) {
            diag_report(replay->diag, SEVERITY_ERROR, NOWHERE,
                        "the certificate does not hold: it leaves more sets open than it says; make it again");
            return false;
        }
        told++;
    }
    return true;
}

bool prove_box_replay(struct prove_audit_counter *counter, struct diag *diag) {
    const struct diag_mark mark = diag_mark(diag);
    if (!follow(counter, diag))
        return false;
    struct replay replay = {.problems = prove_problems_of(counter), .diag = diag};
    if (!find_trees(&replay) || !diag_clean_since(diag, mark))
        return false;
    struct run_jobs_plan plan = {.task_count = replay.task_count,
                                 .processes = counter->options->processes,
                                 .begin = begin_worker,
                                 .end = end_worker,
                                 .run = run_task,
                                 .deliver = take_task,
                                 .context = &replay};
    if (replay.task_count && !run_jobs(&plan, diag))
        return false;
    if (replay.lost)
        diag_report(diag, SEVERITY_FAILURE, NOWHERE, "a process ended before it finished counting");
    if (!diag_clean_since(diag, mark))
        return false;
    prove_problems_write(&replay.problems);
    if (counter->options->certified)
        prove_problems_tell(&replay.problems, counter->proof);
    return are_as_told(&replay);
}
