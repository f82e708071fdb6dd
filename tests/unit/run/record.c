/* Records in a pipe or a file, and the processes that send them. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "run/run.h"

static struct text some_records(int count) {
    struct text out = {0}, body = {0};
    for (int i = 0; i < count; i++) {
        text_clear(&body);
        for (int k = 0; k < i; k++)
            record_put_number(&body, (uint64_t)k);
        run_record_put(&out, (uint64_t)(100 + i), &body);
    }
    text_free(&body);
    return out;
}

/* Whatever is cut off, what is before it is read, and nothing after. */
static void finds_whole_records(void **state) {
    (void)state;
    struct text all = some_records(4);
    size_t ends[5] = {0};
    for (size_t i = 0; i < 4; i++) {
        struct run_record record;
        assert_int_equal(run_record_next(&record, all.bytes + ends[i], all.length - ends[i]), RUN_RECORD_WHOLE);
        assert_int_equal(record.number, 100 + i);
        assert_int_equal(record.length, 2 * i);
        struct record body = record_begin(record.bytes, record.length);
        for (size_t k = 0; k < i; k++)
            assert_int_equal(record_take_number(&body, 10), k);
        assert_true(record_end(&body));
        ends[i + 1] = ends[i] + record.used;
    }
    assert_int_equal(ends[4], all.length);
    for (size_t length = 0; length < all.length; length++) {
        char *cut = malloc(length + 1);
        memcpy(cut, all.bytes, length);
        size_t at = 0, count = 0;
        struct run_record record;
        for (; run_record_next(&record, cut + at, length - at) == RUN_RECORD_WHOLE; count++)
            at += record.used;
        assert_int_equal(run_record_next(&record, cut + at, length - at), RUN_RECORD_CUT);
        assert_int_equal(at, ends[count]);
        assert_true(count == 3 || ends[count + 1] > length);
        free(cut);
    }
    text_free(&all);
}

/* No byte can change without being noticed: of the mark, the number, the length, the sum or what is behind them. A
 * length that is larger asks for more bytes, which never come. */
static void notices_each_byte(void **state) {
    (void)state;
    struct text all = some_records(4);
    struct run_record record;
    size_t start = 0;
    for (int i = 0; i < 3; i++, start += record.used)
        assert_int_equal(run_record_next(&record, all.bytes + start, all.length - start), RUN_RECORD_WHOLE);
    for (size_t i = start; i < all.length; i++)
        for (int bit = 0; bit < 8; bit++) {
            all.bytes[i] ^= (char)(1 << bit);
            enum run_record_state found = run_record_next(&record, all.bytes + start, all.length - start);
            if (found == RUN_RECORD_WHOLE)
                fail_msg("bit %d of byte %zu is not noticed", bit, i - start);
            if (i < start + 12 || i >= start + 20)
                assert_int_equal(found, RUN_RECORD_DAMAGED);
            all.bytes[i] ^= (char)(1 << bit);
        }
    text_free(&all);
}

static void sends_what_was_written(void **state) {
    (void)state;
    struct run_written written = {PLACE_CHANGED, 123456789012, run_digest_of("x", 1)};
    struct text out = {0};
    run_written_put(&written, &out);
    struct record record = record_begin(out.bytes, out.length);
    struct run_written taken = run_written_take(&record);
    assert_true(record_end(&record));
    assert_int_equal(taken.place, PLACE_CHANGED);
    assert_int_equal(taken.bytes, written.bytes);
    assert_memory_equal(&taken.digest, &written.digest, sizeof taken.digest);
    for (size_t length = 0; length < out.length; length++) {
        record = record_begin(out.bytes, length);
        assert_int_equal(run_written_take(&record).place, PLACE_FAILED);
        assert_true(record.damaged);
    }
    out.bytes[1] = PLACE_FAILED + 1;
    record = record_begin(out.bytes, out.length);
    assert_int_equal(run_written_take(&record).place, PLACE_FAILED);
    assert_true(record.damaged);
    assert_true(run_written_is_made(&(struct run_written){.place = PLACE_SAME}));
    assert_true(run_written_is_made(&(struct run_written){.place = PLACE_FREE}));
    assert_false(run_written_is_made(&written) || run_written_is_made(&(struct run_written){.place = PLACE_FAILED}));
    text_free(&out);
}

/* Tasks that square their number. */
enum { TASKS = 500 };
struct squares {
    pid_t program;
    uint64_t kills; /* the process that gets this task ends */
    size_t next, lost;
    int begun, ended;
    uint64_t sum;
};

static void *begin(void *context) {
    struct squares *squares = context;
    squares->begun++;
    return squares;
}

static void end(void *worker) {
    struct squares *squares = worker;
    squares->ended++;
}

static void run(void *worker, size_t task, struct text *record) {
    const struct squares *squares = worker;
    if (task == squares->kills && getpid() != squares->program)
        raise(SIGKILL);
    record_put_number(record, task * task);
    for (size_t i = 0; i < task % 7 * 1000; i++)
        text_putc(record, 'x');
}

static void deliver(void *context, size_t task, struct record *record) {
    struct squares *squares = context;
    assert_int_equal(task, squares->next++);
    squares->lost += !record;
    if (!record)
        return;
    uint64_t square = record_take_number(record, UINT64_MAX);
    assert_int_equal(square, task * task);
    assert_int_equal(record->end - record->at, task % 7 * 1000);
    squares->sum += square;
}

static struct squares square_all(int processes, uint64_t kills) {
    struct squares squares = {.program = getpid(), .kills = kills};
    struct run_jobs_plan plan = {.task_count = TASKS,
                                 .processes = processes,
                                 .begin = begin,
                                 .end = end,
                                 .run = run,
                                 .deliver = deliver,
                                 .context = &squares};
    struct diag *diag = diag_new();
    assert_true(run_jobs(&plan, diag));
    assert_string_equal(diag_text(diag), "");
    assert_int_equal(squares.next, TASKS);
    diag_free(diag);
    return squares;
}

/* 0 + 1 + 4 + ... + 499 * 499 = 499 * 500 * 999 / 6 */
static void delivers_in_order(void **state) {
    (void)state;
    struct squares alone = square_all(1, TASKS), several = square_all(3, TASKS);
    assert_int_equal(alone.sum, 41541750);
    assert_int_equal(several.sum, 41541750);
    assert_int_equal(alone.lost + several.lost, 0);
    assert_true(alone.begun == 1 && alone.ended == 1);
    assert_true(several.begun == 0 && several.ended == 0); /* in the others */
}

static void counts_lost_tasks(void **state) {
    (void)state;
    struct squares squares = square_all(3, 77);
    assert_int_equal(squares.lost, 1);
    assert_int_equal(squares.sum, 41541750 - 77 * 77);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_whole_records),    cmocka_unit_test(notices_each_byte),
        cmocka_unit_test(sends_what_was_written), cmocka_unit_test(delivers_in_order),
        cmocka_unit_test(counts_lost_tasks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
