#include "run/run.h"

#include "run/parts.h"

#include <stdlib.h>
#include <string.h>

/* The tasks of a run that are done here, as a plan of their own. */
struct cutting {
    const struct run_jobs_plan *plan;
    const struct run_cut *cut;
    size_t *tasks; /* of the plan, by task of the cut one */
    size_t count;
};

struct cut_worker {
    const struct cutting *cutting;
    void *worker; /* NULL until a task needs it */
};

static uint64_t number_of(const struct run_jobs_plan *plan, size_t task) {
    return plan->number ? plan->number(plan->context, task) : task;
}

/* Takes the part's share of a range of tasks that take about as long. */
static void take_range(struct cutting *cutting, size_t first, size_t end) {
    const struct run_cut *cut = cutting->cut;
    const size_t count = end - first, of = (size_t)cut->of, shard = (size_t)cut->shard;
    for (size_t i = count * (shard - 1) / of; i < count * shard / of; i++)
        cutting->tasks[cutting->count++] = first + i;
}

static void *begin(void *context) {
    struct cut_worker *worker = alloc_bytes(sizeof *worker);
    *worker = (struct cut_worker){context, NULL};
    return worker;
}

static void end(void *context) {
    struct cut_worker *worker = context;
    if (worker->worker)
        worker->cutting->plan->end(worker->worker);
    free(worker);
}

static void run(void *context, size_t task, struct text *record) {
    struct cut_worker *worker = context;
    const struct run_jobs_plan *plan = worker->cutting->plan;
    const struct run_parts *parts = worker->cutting->cut->parts;
    task = worker->cutting->tasks[task];
    struct text made = {0};
    const char *folder;
    if (parts && run_parts_take(parts, number_of(plan, task), &made, &folder)) {
        struct record before = record_begin(made.bytes, made.length);
        const uint64_t place = record_take_number(&before, UINT64_MAX);
        if (plan->adopt)
            plan->adopt(plan->context, task, &before, folder, place, record);
        else
            text_append(record, before.at, (size_t)(before.end - before.at));
    } else {
        if (!worker->worker)
            worker->worker = plan->begin(plan->context);
        plan->run(worker->worker, task, record);
    }
    text_free(&made);
}

/* Keeps the record of a task in the part, after the place of its file. */
static void keep(const struct cutting *cutting, size_t task, struct record *record) {
    const struct run_cut *cut = cutting->cut;
    struct text kept = {0};
    uint64_t place = 0;
    if (cut->pack) {
        size_t length;
        const char *path = record_take_text(record), *bytes = record_take_bytes(record, &length);
        if (!record->damaged && *path)
            place = cut->pack(cut->archive, path, bytes, length);
    }
    record_put_number(&kept, place);
    text_append(&kept, record->at, (size_t)(record->end - record->at));
    run_part_add(cut->part, number_of(cutting->plan, task), kept.bytes, kept.length);
    text_free(&kept);
}

static void deliver(void *context, size_t task, struct record *record) {
    const struct cutting *cutting = context;
    task = cutting->tasks[task];
    if (record && cutting->cut->of)
        keep(cutting, task, record);
    cutting->plan->deliver(cutting->plan->context, task, record);
}

int run_cut_count(const struct run_cut *cut) {
    return cut->parts ? run_parts_count(cut->parts) : cut->of;
}

bool run_jobs_cut(const struct run_jobs_plan *plan, const struct run_cut *cut, struct diag *diag) {
    if (!cut || (!cut->of && !cut->parts))
        return run_jobs(plan, diag);
    struct cutting cutting = {.plan = plan, .cut = cut};
    cutting.tasks = alloc_bytes((plan->task_count + 1) * sizeof *cutting.tasks);
    if (cut->of) {
        take_range(&cutting, 0, plan->task_count - plan->last_count);
        take_range(&cutting, plan->task_count - plan->last_count, plan->task_count);
    } else {
        for (size_t i = 0; i < plan->task_count; i++)
            cutting.tasks[cutting.count++] = i;
    }
    const struct run_jobs_plan own = {.task_count = cutting.count,
                                      .what = plan->what,
                                      .processes = plan->processes,
                                      .begin = begin,
                                      .end = end,
                                      .run = run,
                                      .deliver = deliver,
                                      .context = &cutting};
    const bool good = run_jobs(&own, diag);
    free(cutting.tasks);
    return good;
}
