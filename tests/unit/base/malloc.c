/* An allocation that fails ends the program with status 3, in a library too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void lift_limit(void) {
    setrlimit(RLIMIT_AS, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});
}

/* Until the end: a build for coverage writes counters then, for which it takes memory. */
static void limit_memory(void) {
    setrlimit(RLIMIT_AS, &(struct rlimit){1 << 20, RLIM_INFINITY});
    alloc_before_end(lift_limit);
}

/* Does something in a process of its own. Returns its exit status, and in `said` what it wrote to stderr. */
static int end_of(void (*act)(void), char *said, size_t size) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(stdout);
    pid_t process = fork();
    assert_true(process >= 0);
    if (process == 0) {
        dup2(ends[1], STDERR_FILENO);
        act();
        _exit(0);
    }
    close(ends[1]);
    size_t length = 0;
    for (ssize_t n; length < size - 1 && (n = read(ends[0], said + length, size - 1 - length)) > 0;)
        length += (size_t)n;
    said[length] = '\0';
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(process, &status, 0), process);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* More than a process can have. The compiler must not see it. */
static volatile size_t too_much = PTRDIFF_MAX, nothing = 0;
static void *volatile memory;

static void take(void) {
    memory = malloc(too_much);
}
static void take_cleared(void) {
    memory = calloc(too_much, 4);
}
static void take_more(void) {
    memory = realloc(malloc(10), too_much);
}
/* No bytes: NULL means that there is no memory, and libraries take it for that. */
static void take_nothing_until_none_is_left(void) {
    limit_memory();
    do
        memory = malloc(nothing);
    while (memory);
}
static void take_until_none_is_left(void) {
    limit_memory();
    for (json_t *array = json_array();;)
        json_array_append_new(array, json_string("a library that asks for a little more each time"));
}
/* What the program does before its end may allocate. */
static void take_before_the_end(void) {
    memory = malloc(too_much);
}
static void take_twice(void) {
    alloc_before_end(take_before_the_end);
    memory = malloc(too_much);
}
/* Libraries clean up at exit, with locks of the C library that an allocation inside it may hold: none of that is
 * called, and the program's own is. */
static void hang(void) {
    dprintf(STDERR_FILENO, "this would wait for ever");
}
static void say_so(void) {
    dprintf(STDERR_FILENO, "before the end");
}
static void take_with_a_library_that_cleans_up(void) {
    atexit(hang);
    alloc_before_end(say_so);
    memory = malloc(too_much);
}

/* The sanitizers do, and valgrind. */
static bool has_another_malloc(void) {
#if defined __SANITIZE_ADDRESS__
    return true;
#else
    const char *loaded = getenv("LD_PRELOAD");
    return loaded && strstr(loaded, "vgpreload");
#endif
}

static void an_allocation_that_fails_ends_the_program(void **state) {
    (void)state;
    if (has_another_malloc())
        skip();
    static void (*const acts[])(void) = {
        take, take_cleared, take_more, take_twice, take_until_none_is_left, take_nothing_until_none_is_left};
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        char said[512];
        assert_int_equal(end_of(acts[i], said, sizeof said), ALLOC_EXIT);
        assert_int_equal(strncmp(said, "fleetsheet: error: out of memory (", 34), 0);
        assert_string_equal(strchr(said, '\n'), "\n"); /* it is said once */
    }
}

static void the_end_waits_for_no_library(void **state) {
    (void)state;
    if (has_another_malloc())
        skip();
    char said[512];
    assert_int_equal(end_of(take_with_a_library_that_cleans_up, said, sizeof said), ALLOC_EXIT);
    assert_string_equal(strchr(said, '\n'), "\nbefore the end");
}

static void take_nothing(void) {
    free(malloc(nothing));
    free(calloc(nothing, too_much));
    free(calloc(too_much, nothing));
    memory = realloc(malloc(10), nothing);
}

static void nothing_is_no_failure(void **state) {
    (void)state;
    char said[512];
    assert_int_equal(end_of(take_nothing, said, sizeof said), 0);
    assert_string_equal(said, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_allocation_that_fails_ends_the_program),
        cmocka_unit_test(the_end_waits_for_no_library),
        cmocka_unit_test(nothing_is_no_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
