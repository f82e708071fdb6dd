#include "run/run.h"

#include "run/parts.h"

#include <stdlib.h>
#include <string.h>

/* Tasks that follow each other. */
struct cut_range {
    size_t first, count;
};

/* The tasks of a run that are done here, as a plan of their own: some of most tasks, then some of the last. */
struct cutting {
    const struct run_jobs_plan *plan;
    const struct run_cut *cut;
    struct cut_range most, last;
};

struct cut_worker {
    const struct cutting *cutting;
    void *worker; /* NULL until a task needs it */
};

static uint64_t number_of(const struct run_jobs_plan *plan, size_t task) {
    return plan->number ? plan->number(plan->context, task) : task;
}

/* The share of a part in tasks that take about as long; all, if nothing is cut. */
static struct cut_range share_of(const struct run_cut *cut, size_t first, size_t count) {
    if (!cut->of)
        return (struct cut_range){first, count};
    const size_t of = (size_t)cut->of, shard = (size_t)cut->shard, skipped = count * (shard - 1) / of;
    return (struct cut_range){first + skipped, count * shard / of - skipped};
}

/* The number in the plan of a task that is done here. */
static size_t task_of(const struct cutting *cutting, size_t task) {
    return task < cutting->most.count ? cutting->most.first + task : cutting->last.first + (task - cutting->most.count);
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
    struct run_parts *parts = worker->cutting->cut->parts;
    task = task_of(worker->cutting, task);
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
    task = task_of(cutting, task);
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
    const size_t most = plan->task_count - plan->last_count;
    struct cutting cutting = {
        .plan = plan, .cut = cut, .most = share_of(cut, 0, most), .last = share_of(cut, most, plan->last_count)};
    const struct run_jobs_plan own = {.task_count = cutting.most.count + cutting.last.count,
                                      .what = plan->what,
                                      .processes = plan->processes,
                                      .begin = begin,
                                      .end = end,
                                      .run = run,
                                      .deliver = deliver,
                                      .context = &cutting};
    return run_jobs(&own, diag);
}
