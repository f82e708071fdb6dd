/* Solves problems by searching: what is not soon done is cut into parts, for several processes. */
#include "prove/audit_box.h"

#include "run/run.h"

#include <math.h>
#include <string.h>

enum {
    PARTS = 128,        /* in which the boxes of a problem are given to processes */
    PILOT_BOXES = 20000 /* after which it is clear how hard a problem is */
};
#define MOST_WORK 4e11  /* rows of one operation, for a problem without a limit of time */
#define HOPELESS 1000.0 /* times as much is not begun */
#define WORTH_IT 0.1
#define TOO_WIDE 0.002 /* twice the share that may stay open */

/* The boxes of a part of a problem. */
struct box_part {
    struct prove_box_problem *problem;
    uint64_t *boxes; /* first, count */
    size_t count;
    size_t number; /* of the parts of its problem */
    double work;
};

struct runner {
    struct prove_problems problems;
    struct arena *arena;
    struct box_part *parts;
    size_t part_count, part_room;
    int processes;
    double deadline;
    bool lost;
};

static void take_tallies(struct prove_box_problem *problem, const struct prove_box_tally *tallies) {
    for (int i = 0; i < problem->class_count; i++)
        prove_box_join(&problem->tallies[i], problem->group->grid, &tallies[i]);
}

/* Adds what waits in a search to what is open. */
static void leave_open(struct prove_box_problem *problem, struct prove_search *search) {
    uint64_t first[64], count[64];
    uint32_t box;
    while (prove_search_take(search, &box, first, count)) {
        prove_share_add(&problem->open, prove_box_share(problem->group->grid, count));
        problem->open_count += prove_box_sets(problem->group->grid, count);
    }
}

static double open_share(struct prove_search *search, const struct prove_box_problem *problem) {
    struct prove_share share = {0, 0};
    for (int i = 0; i < problem->class_count; i++)
        prove_share_join(&share, prove_search_tallies(search)[i].share);
    return 1 - prove_share_of(share);
}

/* How much work a problem is worth: if its grid can be walked, that of looking at each set by itself. */
static double most_work(const struct prove_box_problem *problem, const struct prove_search *search) {
    const struct prove_counter_group *group = problem->group;
    if (problem->small || !prove_group_walks(group))
        return MOST_WORK;
    const size_t cases = problem->kind == BOX_CHANGED ? group->case_count + 1 : 1;
    return prove_search_row(search) * (double)group->grid->sets * (double)cases;
}

/* Begins a problem in this process: small ones are done then. Others are cut into parts. */
static void begin_problem(struct runner *runner, struct prove_box_problem *problem) {
    const struct grid *grid = problem->group->grid;
    const size_t axes = (size_t)grid->axis_count;
    problem->tree = runner->problems.counter->options->certified ? prove_tree_new() : NULL;
    struct prove_search *search = prove_search_new(problem, problem->tree);
    const double work = most_work(problem, search);
    uint64_t first[64] = {0}, count[64];
    uint32_t box = problem->tree ? prove_tree_root(problem->tree) : 0;
    for (size_t i = 0; i < axes; i++)
        count[i] = grid->axes[i].count;
    prove_search_add(search, box, first, count);
    prove_search_run(search, work / PARTS, runner->deadline, PILOT_BOXES / 10);
    double before = open_share(search, problem);
    prove_search_run(search, work / PARTS, runner->deadline, PILOT_BOXES);
    double shrunk = open_share(search, problem) / before;
    /* Each tenfold of boxes leaves this part open. If even a million times as many would leave too much, and most sets
     * would have to be looked at one by one, it is not worth the time. */
    bool hopeless = isinf(runner->deadline) && prove_search_waiting(search) >= PILOT_BOXES &&
                    before * pow(shrunk, 7) > TOO_WIDE && before * shrunk * (double)grid->sets > HOPELESS * MOST_WORK;
    /* A walk is cheap: boxes are worth it if they leave little. */
    if (prove_group_walks(problem->group) && !problem->small)
        hopeless = prove_search_waiting(search) >= PILOT_BOXES && before * shrunk > WORTH_IT;
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
            runner->parts[runner->part_count++] = (struct box_part){problem, NULL, 0, (size_t)p, work / PARTS};
        }
        parts = runner->parts + runner->part_count - PARTS;
        const size_t room = prove_search_waiting(search) / PARTS + 1;
        for (int p = 0; p < PARTS; p++)
            parts[p].boxes = arena_array(runner->arena, room * 2 * axes + 1, sizeof(uint64_t));
        problem->pieces = arena_array(runner->arena, prove_search_waiting(search) + 1, sizeof *problem->pieces);
        for (size_t i = 0; prove_search_take(search, &box, first, count); i++) {
            struct box_part *part = &parts[i % PARTS];
            if (problem->tree)
                prove_tree_settle(problem->tree, box, CLASS_ELSEWHERE, (uint32_t)i);
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
    const size_t axes = (size_t)problem->group->grid->axis_count;
    struct prove_tree *tree = problem->tree ? prove_tree_new() : NULL;
    struct prove_search *search = prove_search_new(problem, tree);
    for (size_t i = 0; i < part->count; i++)
        prove_search_add(search, tree ? prove_tree_root(tree) : 0, part->boxes + i * 2 * axes,
                         part->boxes + i * 2 * axes + axes);
    double now = prove_clock(), deadline = runner->deadline, work = part->work;
    if (!isinf(deadline)) {
        deadline = now + (deadline - now) * runner->processes / (double)(runner->part_count - task);
        work = INFINITY;
    }
    prove_search_run(search, work, deadline, SIZE_MAX);
    struct prove_box_problem open = {.group = problem->group};
    leave_open(&open, search);
    prove_share_put(record, open.open);
    record_put_number(record, open.open_count);
    prove_box_tallies_put(record, problem, prove_search_tallies(search));
    struct text piece = {0};
    for (size_t i = 0; i < part->count && tree; i++) {
        text_clear(&piece);
        prove_tree_put(&piece, tree, (uint32_t)i, NULL);
        record_put_text(record, piece.bytes);
    }
    text_free(&piece);
    prove_tree_free(tree);
    prove_search_free(search);
}

static void take_task(void *context, size_t task, struct record *record) {
    struct runner *runner = context;
    const struct box_part *part = &runner->parts[task];
    struct prove_box_problem *problem = part->problem;
    if (!record) {
        runner->lost = true;
        return;
    }
    prove_share_join(&problem->open, prove_share_take(record));
    problem->open_count += record_take_number(record, UINT64_MAX);
    prove_box_tallies_take(record, problem);
    for (size_t i = 0; i < part->count && problem->tree; i++)
        problem->pieces[part->number + i * PARTS] = arena_strdup(runner->arena, record_take_text(record));
    runner->lost = runner->lost || !record_end(record);
}

/* Orders the parts so that a range of them, which a shard does, has as many of each problem: some problems take much
 * longer than others. Those of groups that are sampled after all are not worth it. */
static void deal_parts(struct runner *runner) {
    struct box_part *dealt = arena_array(runner->arena, runner->part_count + 1, sizeof *dealt);
    size_t count = 0;
    for (size_t number = 0; number < PARTS; number++)
        for (size_t i = 0; i < runner->part_count; i++)
            if (runner->parts[i].number == number && runner->parts[i].problem->group->boxed)
                dealt[count++] = runner->parts[i];
    runner->parts = dealt;
    runner->part_count = count;
}

bool prove_box_run(struct prove_audit_counter *counter, struct diag *diag) {
    const double seconds = counter->options->seconds;
    struct runner runner = {.problems = prove_problems_of(counter),
                            .arena = counter->arena,
                            .processes = counter->options->processes,
                            .deadline = seconds > 0 ? prove_clock() + seconds : INFINITY};
    struct prove_problems *problems = &runner.problems;
    for (size_t i = 0; i < problems->count; i++) {
        struct prove_counter_group *group = (struct prove_counter_group *)problems->problems[i].group;
        if (group->boxed && !problems->problems[i].unknown)
            begin_problem(&runner, &problems->problems[i]);
        group->boxed = group->boxed && !problems->problems[i].unknown;
    }
    deal_parts(&runner);
    struct run_jobs_plan plan = {.task_count = runner.part_count,
                                 .processes = runner.processes,
                                 .begin = begin_worker,
                                 .end = end_worker,
                                 .run = run_task,
                                 .deliver = take_task,
                                 .context = &runner};
    const bool ran = !runner.part_count || run_jobs_cut(&plan, counter->options->cut, diag);
    if (ran && !runner.lost) {
        prove_problems_write(problems);
        if (counter->options->certified)
            prove_problems_tell(problems, counter->proof);
    } else if (ran)
        diag_report(diag, SEVERITY_FAILURE, NOWHERE, "a process ended before it finished counting");
    for (size_t i = 0; i < problems->count; i++)
        prove_tree_free(problems->problems[i].tree);
    return ran && !runner.lost;
}
