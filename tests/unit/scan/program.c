/* What runs apart is held to its limits, whatever the file says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scan/program.h"

static enum scan_ended run(const char *what, size_t most, struct text *out) {
    struct text complaint = {0};
    text_clear(out);
    const enum scan_ended ended =
        scan_program_run((const char *const[]){"sh", "-c", what, NULL}, most, out, &complaint);
    text_free(&complaint);
    return ended;
}

static void test_limits(void **state) {
    (void)state;
    struct text out = {0};
    assert_int_equal(run("ulimit -t; ulimit -v; ulimit -c", 100, &out), SCAN_ENDED_WELL);
    assert_string_equal(out.bytes, "60\n1048576\n0\n"); /* seconds, KiB, none */
    text_free(&out);
}

static void test_ends(void **state) {
    (void)state;
    struct text out = {0};
    assert_int_equal(run("yes", 100000, &out), SCAN_TOO_MUCH);
    assert_int_equal(run("kill -XCPU $$", 100, &out), SCAN_ENDED_LATE); /* as the limit of time does */
    assert_int_equal(run("exit 3", 100, &out), SCAN_ENDED_BADLY);
    assert_int_equal(scan_program_run((const char *const[]){"no such program", NULL}, 100, &out, &out),
                     SCAN_NOT_INSTALLED);
    text_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_limits), cmocka_unit_test(test_ends)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
