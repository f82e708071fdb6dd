#include "run/run.h"

#include "files/files.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct worker {
    pid_t pid;
    int descriptor;
    struct text received;
};

/* A result waiting for its turn. */
struct result {
    char *bytes;
    size_t length;
    bool here;
};

/* The results from the one that is due on, each at its number modulo the capacity. A slow task holds up the results
 * after it, and only these are kept. */
struct queue {
    struct result *results;
    size_t due, capacity;
};

/* The current workers, for the signal handler. Changed only while signals are held back. */
static struct worker *working;
static int working_count;

/* Ends all workers and waits for them: each may be writing a file, which it removes. */
static void end_workers(int number) {
    for (int i = 0; i < working_count; i++)
        kill(working[i].pid, number);
    for (int i = 0; i < working_count; i++)
        while (waitpid(working[i].pid, NULL, 0) < 0 && errno == EINTR)
            continue;
}

int run_processors(void) {
    return system_processors();
}

/* Works on tasks and ends the process. All processes take tasks from a shared counter, so that a slow task holds up
 * nobody else. */
static _Noreturn void work(const struct run_jobs_plan *plan, atomic_size_t *next, int descriptor) {
    struct text record = {0}, sent = {0};
    void *worker = plan->begin(plan->context);
    for (size_t task; (task = atomic_fetch_add(next, 1)) < plan->task_count;) {
        text_clear(&record);
        text_clear(&sent);
        plan->run(worker, task, &record);
        run_record_put(&sent, task, &record);
        if (!system_write(descriptor, sent.bytes, sent.length))
            _exit(1);
    }
    plan->end(worker);
    text_free(&record);
    text_free(&sent);
    _exit(0);
}

static struct result *queue_place(struct queue *queue, size_t task) {
    size_t capacity = queue->capacity;
    while (task - queue->due >= capacity)
        capacity = capacity ? 2 * capacity : 64;
    if (capacity > queue->capacity) {
        struct result *results = alloc_bytes(capacity * sizeof *results);
        memset(results, 0, capacity * sizeof *results);
        for (size_t i = queue->due; i < queue->due + queue->capacity; i++)
            results[i % capacity] = queue->results[i % queue->capacity];
        free(queue->results);
        queue->results = results;
        queue->capacity = capacity;
    }
    return &queue->results[task % capacity];
}

static enum run_progress how_to_tell;
static struct timespec began; /* when it was asked to tell */
static double told;           /* seconds after that when it was told last */

void run_tell_progress(enum run_progress how) {
    how_to_tell = how;
    clock_gettime(CLOCK_MONOTONIC, &began);
}

static void tell(const struct run_jobs_plan *plan, size_t done) {
    static const double pause = 0.2;
    struct timespec now;
    if (how_to_tell == RUN_SILENT)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const double seconds = (double)(now.tv_sec - began.tv_sec) + 1e-9 * (double)(now.tv_nsec - began.tv_nsec);
    if (done && done < plan->task_count && seconds < told + pause)
        return;
    told = seconds;
    if (how_to_tell == RUN_JSON)
        fprintf(stderr, "{\"step\": \"%s\", \"done\": %zu, \"total\": %zu, \"seconds\": %.1f}\n",
                plan->what ? plan->what : "tasks", done, plan->task_count, seconds);
    else if (plan->what && plan->task_count)
        fprintf(stderr, done < plan->task_count ? "\r%zu of %zu %s" : "\r\033[K", done, plan->task_count, plan->what);
}

static void deliver_ready(const struct run_jobs_plan *plan, struct queue *queue, bool all) {
    while (queue->due < plan->task_count) {
        struct result *result = queue_place(queue, queue->due);
        if (!result->here && !all)
            return;
        struct record record = record_begin(result->bytes, result->length);
        plan->deliver(plan->context, queue->due, result->here ? &record : NULL);
        free(result->bytes);
        *result = (struct result){0};
        tell(plan, ++queue->due);
    }
}

/* Takes the whole records out of what a worker has sent so far. False if it sent anything else. */
static bool take_records(struct worker *worker, struct queue *queue, size_t task_count) {
    struct text *received = &worker->received;
    size_t used = 0;
    struct run_record record;
    enum run_record_state state = RUN_RECORD_CUT;
    while (used < received->length &&
           (state = run_record_next(&record, received->bytes + used, received->length - used)) == RUN_RECORD_WHOLE) {
        if (record.number < queue->due || record.number >= task_count)
            return false;
        struct result *result = queue_place(queue, record.number);
        free(result->bytes);
        *result = (struct result){alloc_bytes(record.length + 1), record.length, true};
        memcpy(result->bytes, record.bytes, record.length);
        used += record.used;
    }
    memmove(received->bytes, received->bytes + used, received->length - used);
    received->length -= used;
    return state != RUN_RECORD_DAMAGED;
}

static void collect(const struct run_jobs_plan *plan, struct worker *workers, int count) {
    struct queue queue = {0};
    struct pollfd *polls = alloc_bytes((size_t)count * sizeof *polls);
    int open = count;
    for (int i = 0; i < count; i++)
        polls[i] = (struct pollfd){.fd = workers[i].descriptor, .events = POLLIN};
    while (open) {
        if (poll(polls, (nfds_t)count, -1) < 0 && errno != EINTR)
            break;
        for (int i = 0; i < count; i++) {
            if (polls[i].fd < 0 || !polls[i].revents)
                continue;
            char chunk[65536];
            ssize_t n = read(polls[i].fd, chunk, sizeof chunk);
            if (n < 0 && errno == EINTR)
                continue;
            if (n > 0)
                text_append(&workers[i].received, chunk, (size_t)n);
            if (n <= 0 || !take_records(&workers[i], &queue, plan->task_count)) {
                polls[i].fd = -1;
                open--;
            }
        }
        deliver_ready(plan, &queue, false);
    }
    deliver_ready(plan, &queue, true);
    free(queue.results);
    free(polls);
}

static bool start_worker(const struct run_jobs_plan *plan, atomic_size_t *next, struct worker *workers, int number) {
    int ends[2];
    const pid_t program = getpid();
    if (pipe(ends) != 0)
        return false;
    file_hold_signals(true);
    workers[number] = (struct worker){.pid = fork(), .descriptor = ends[0]};
    working_count += workers[number].pid > 0;
    file_hold_signals(false);
    if (workers[number].pid == 0) {
        system_end_with_parent(SIGTERM); /* a worker ends when the program does */
        if (getppid() != program)
            _exit(1);
        close(ends[0]);
        for (int i = 0; i < number; i++)
            close(workers[i].descriptor);
        work(plan, next, ends[1]);
    }
    close(ends[1]);
    if (workers[number].pid > 0)
        return true;
    close(ends[0]);
    return false;
}

bool run_jobs(const struct run_jobs_plan *plan, struct diag *diag) {
    int processes = plan->processes;
    tell(plan, 0);
    if ((size_t)processes > plan->task_count)
        processes = (int)plan->task_count;
    if (processes <= 1) {
        struct text result = {0};
        void *worker = plan->begin(plan->context);
        for (size_t task = 0; task < plan->task_count; task++) {
            text_clear(&result);
            plan->run(worker, task, &result);
            struct record record = record_begin(result.bytes, result.length);
            plan->deliver(plan->context, task, &record);
            tell(plan, task + 1);
        }
        plan->end(worker);
        text_free(&result);
        return true;
    }
    atomic_size_t *next = mmap(NULL, sizeof *next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (next == MAP_FAILED)
        alloc_failed(sizeof *next);
    atomic_init(next, 0);
    struct worker *workers = calloc((size_t)processes, sizeof *workers);
    if (!workers)
        alloc_failed((size_t)processes * sizeof *workers);
    int started = 0;
    working = workers;
    working_count = 0;
    file_before_end(end_workers);
    while (started < processes && start_worker(plan, next, workers, started))
        started++;
    if (started)
        collect(plan, workers, started);
    else
        diag_report(diag, SEVERITY_FAILURE, NOWHERE, "cannot start a process: %s", strerror(errno));
    for (int i = 0; i < started; i++)
        close(workers[i].descriptor);
    file_hold_signals(true);
    for (int i = 0; i < started; i++) {
        while (waitpid(workers[i].pid, NULL, 0) < 0 && errno == EINTR)
            continue;
        text_free(&workers[i].received);
    }
    working_count = 0;
    file_hold_signals(false);
    file_before_end(NULL);
    free(workers);
    munmap(next, sizeof *next);
    return started > 0;
}
