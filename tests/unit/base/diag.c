#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void a_failure_is_an_error_too(void **state) {
    (void)state;
    struct diag *diag = diag_new(), *other = diag_new();
    diag_report(diag, SEVERITY_WARNING, NOWHERE, "w");
    diag_report(diag, SEVERITY_ERROR, NOWHERE, "e");
    assert_int_equal(diag_count(diag, SEVERITY_FAILURE), 0);
    diag_report(diag, SEVERITY_FAILURE, NOWHERE, "f");
    assert_int_equal(diag_count(diag, SEVERITY_FAILURE), 1);
    assert_int_equal(diag_count(diag, SEVERITY_ERROR), 2);
    assert_int_equal(diag_count(diag, SEVERITY_WARNING), 1);
    assert_string_equal(diag_text(diag), "fleetsheet: warning: w\nfleetsheet: error: e\nfleetsheet: error: f\n");
    /* The counts come through another process. */
    diag_report(other, SEVERITY_FAILURE, NOWHERE, "g");
    struct text record = {0};
    diag_put(diag, &record);
    struct record taken = record_begin(record.bytes, record.length);
    assert_true(diag_take(other, &taken) && record_end(&taken));
    for (size_t length = 0; length < record.length; length++) {
        taken = record_begin(record.bytes, length);
        assert_false(diag_take(other, &taken));
    }
    text_free(&record);
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
    assert_null(source_read_file(arena, write_only, "a stream", diag));
    close(write_only);
    assert_int_equal(diag_count(diag, SEVERITY_FAILURE), 1);
    diag_free(diag);
    arena_free(arena);
}

/* A text of many lines, of which line n is `line n`. */
static const struct source *lines(struct arena *arena, const char *name, int count) {
    struct text text = {0};
    for (int i = 1; i <= count; i++)
        text_printf(&text, "line %d\n", i);
    const struct source *source = source_of_text(arena, name, text.bytes, text.length - 1); /* the last has no end */
    text_free(&text);
    return source;
}

/* Excerpts are those of their lines in whatever order reports come, of small files and large ones. */
static void excerpts_in_any_order(void **state) {
    (void)state;
    enum { LARGE = 5000, SMALL = 20 };
    struct arena *arena = arena_new();
    const struct source *const sources[] = {lines(arena, "large", LARGE), lines(arena, "other", LARGE),
                                            lines(arena, "small", SMALL)};
    unsigned drawn = 1;
    for (int i = 0; i < 3000; i++) {
        drawn = drawn * 1103515245 + 12345;
        const struct source *source = sources[i % 3];
        const int line = 1 + (int)(drawn >> 8) % (i % 3 == 2 ? SMALL : LARGE);
        const int column = 1 + i % 7;
        struct text expected = {0};
        text_printf(&expected, "%s:%d:%d: warning: w\n%6d | line %d\n       | %*s^\n", source->name, line, column, line,
                    line, column - 1, "");
        static struct diag *diag;
        if (i % 1000 == 0) {
            diag_free(diag);
            diag = diag_new();
        }
        size_t before = strlen(diag_text(diag));
        diag_report(diag, SEVERITY_WARNING, (struct pos){source, line, column}, "w");
        assert_string_equal(diag_text(diag) + before, expected.bytes);
        text_free(&expected);
        if (i == 2999) {
            /* Lines that are not there have no excerpt. */
            before = strlen(diag_text(diag));
            diag_report(diag, SEVERITY_ERROR, (struct pos){sources[0], LARGE + 1, 1}, "e");
            diag_report(diag, SEVERITY_ERROR, (struct pos){sources[2], SMALL + 1, 1}, "e");
            assert_string_equal(diag_text(diag) + before, "large:5001:1: error: e\nsmall:21:1: error: e\n");
            diag_free(diag);
        }
    }
    arena_free(arena);
}

/* Sorting keeps files in the order in which they were met; what has no file counts as one of its own. */
static void files_keep_their_order(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const struct source *z = lines(arena, "z", 3), *a = lines(arena, "a", 3);
    diag_report(diag, SEVERITY_NOTE, (struct pos){z, 0, 0}, "1");
    diag_report(diag, SEVERITY_NOTE, NOWHERE, "2");
    diag_report(diag, SEVERITY_NOTE, (struct pos){a, 0, 0}, "3");
    struct diag *other = diag_new();
    diag_report(other, SEVERITY_NOTE, NOWHERE, "merged");
    diag_merge(diag, other);
    diag_free(other);
    diag_report(diag, SEVERITY_NOTE, (struct pos){z, 0, 0}, "4");
    diag_report(diag, SEVERITY_NOTE, NOWHERE, "5");
    diag_sort(diag);
    assert_string_equal(diag_text(diag),
                        "z: note: 1\nz: note: 4\nfleetsheet: note: 2\na: note: 3\nfleetsheet: note: merged\n"
                        "fleetsheet: note: 5\n");
    diag_free(diag);
    arena_free(arena);
}

static void a_silent_sink_counts(void **state) {
    (void)state;
    struct diag *diag = diag_new_silent();
    diag_report(diag, SEVERITY_WARNING, NOWHERE, "w");
    diag_report_once(diag, SEVERITY_FAILURE, NOWHERE, "f");
    diag_report_near(diag, SEVERITY_ERROR, NOWHERE, "near", NULL, "e");
    struct diag *other = diag_new();
    diag_report(other, SEVERITY_WARNING, NOWHERE, "1");
    diag_report(other, SEVERITY_WARNING, NOWHERE, "2");
    diag_merge(diag, other);
    diag_free(other);
    assert_int_equal(diag_count(diag, SEVERITY_WARNING), 3);
    assert_int_equal(diag_count(diag, SEVERITY_ERROR), 2);
    assert_int_equal(diag_count(diag, SEVERITY_FAILURE), 1);
    assert_string_equal(diag_text(diag), "");
    diag_free(diag);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_is_an_error_too), cmocka_unit_test(what_is_not_there_is_a_mistake),
        cmocka_unit_test(excerpts_in_any_order), cmocka_unit_test(files_keep_their_order),
        cmocka_unit_test(a_silent_sink_counts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
