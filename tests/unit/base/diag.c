#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"

#include <errno.h>
#include <unistd.h>

static void a_failure_is_an_error_too(void **state) {
    (void)state;
    struct diag *diag = diag_new(), *other = diag_new();
    diag_report(diag, SEVERITY_WARNING, (struct pos){0}, "w");
    diag_report(diag, SEVERITY_ERROR, (struct pos){0}, "e");
    assert_int_equal(diag_count(diag, SEVERITY_FAILURE), 0);
    diag_report(diag, SEVERITY_FAILURE, (struct pos){0}, "f");
    assert_int_equal(diag_count(diag, SEVERITY_FAILURE), 1);
    assert_int_equal(diag_count(diag, SEVERITY_ERROR), 2);
    assert_int_equal(diag_count(diag, SEVERITY_WARNING), 1);
    assert_string_equal(diag_text(diag), "fleetsheet: warning: w\nfleetsheet: error: e\nfleetsheet: error: f\n");
    /* The counts come through another process. */
    diag_report(other, SEVERITY_FAILURE, (struct pos){0}, "g");
    diag_merge(other, diag_text(diag), diag_counts(diag));
    assert_int_equal(diag_count(other, SEVERITY_FAILURE), 2);
    assert_int_equal(diag_count(other, SEVERITY_ERROR), 3);
    assert_int_equal(diag_count(other, SEVERITY_WARNING), 1);
    diag_free(diag);
    diag_free(other);
}

/* A file that is not there is a mistake, as is a folder in its place. A stream that fails may work another time. */
static void what_is_not_there_is_a_mistake(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    assert_null(source_read(arena, "/nowhere/at/all.csv", NULL, diag));
    assert_null(source_read(arena, "/", NULL, diag));
    assert_int_equal(diag_count(diag, SEVERITY_ERROR), 2);
    assert_int_equal(diag_count(diag, SEVERITY_FAILURE), 0);
    int write_only = open("/dev/null", O_WRONLY);
    assert_true(write_only >= 0);
    assert_null(source_read_open(arena, write_only, "a stream", diag));
    close(write_only);
    assert_int_equal(diag_count(diag, SEVERITY_FAILURE), 1);
    diag_free(diag);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_failure_is_an_error_too),
                                       cmocka_unit_test(what_is_not_there_is_a_mistake)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
