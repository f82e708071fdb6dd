/* What is read as a file and what is not, and text for a terminal. */
#include "base/base.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/fleetsheet-XXXXXX";

static void put(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
}

/* in/file, in/pipe, in/link -> file, in/out -> ../outside, in/up -> .., in/loop -> loop, outside. */
static int set_up(void **state) {
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(mkdir("in", 0700), 0);
    put("in/file", "0123456789");
    put("outside", "secret");
    assert_int_equal(mkfifo("in/pipe", 0600), 0);
    assert_int_equal(symlink("file", "in/link"), 0);
    assert_int_equal(symlink("../outside", "in/out"), 0);
    assert_int_equal(symlink("..", "in/up"), 0);
    assert_int_equal(symlink("loop", "in/loop"), 0);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    static const char *const names[] = {"in/file", "in/pipe", "in/link", "in/out", "in/up", "in/loop", "outside"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(names[i]);
    rmdir("in");
    return chdir("/") != 0 || rmdir(folder) != 0;
}

static void only_files_in_the_folder_are_opened(void **state) {
    (void)state;
    static const struct {
        const char *path, *folder;
        size_t largest;
        const char *why; /* NULL: it is opened */
        bool mistaken;
    } cases[] = {{"in/file", NULL, 10, NULL, false},
                 {"in/file", "in", 10, NULL, false},
                 {"in/file", "./in/../in/", 10, NULL, false},
                 {"in/file", ".", 10, NULL, false},
                 {"in/file", "/", 10, NULL, false},
                 {"in/file", NULL, 9, "it has more than 0 MiB", true},
                 {"in/link", "in", 10, NULL, false},
                 {"in/out", NULL, 10, NULL, false},
                 {"in/out", "in", 10, "it is a link that leads out of the lab's folder", true},
                 {"in/up/outside", "in", 10, "it is a link that leads out of the lab's folder", true},
                 {"in/up/in/file", "in", 10, NULL, false},
                 {"outside", "i", 10, "it is a link that leads out of the lab's folder", true},
                 {"in/pipe", NULL, 10, "it is a pipe, not a file", true},
                 {"in/pipe", "in", 10, "it is a pipe, not a file", true},
                 {"in", NULL, 10, "it is a folder, not a file", true},
                 {"/dev/null", NULL, 10, "it is a device, not a file", true},
                 {"/dev/fd/0", "/", 10, NULL, true},
                 {"in/loop", "in", 10, "Too many levels of symbolic links", true},
                 {"in/none", "in", 10, "No such file or directory", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct source_fault fault = {0};
        size_t size = 0;
        int file = source_open(cases[i].path, cases[i].folder, cases[i].largest, &size, &fault);
        if (strncmp(cases[i].path, "/dev/fd", 7) == 0) {
            if (file >= 0) /* standard input is a file */
                close(file);
            continue;
        }
        if ((file >= 0) != !cases[i].why || (file < 0 && strcmp(fault.why, cases[i].why) != 0) ||
            fault.mistaken != cases[i].mistaken)
            fail_msg("%s in %s: %s", cases[i].path, cases[i].folder ? cases[i].folder : "-", fault.why);
        if (file >= 0) {
            assert_true(size == (strstr(cases[i].path, "out") ? 6 : 10));
            close(file);
        }
    }
}

static void names_that_begin_alike_are_not_within(void **state) {
    (void)state;
    assert_int_equal(mkdir("in2", 0700), 0);
    put("in2/file", "x");
    assert_false(source_is_within("in", "in2/file"));
    assert_false(source_is_within("in", "in2"));
    assert_true(source_is_within("in", "in"));
    assert_true(source_is_within("in2", "in2/file"));
    unlink("in2/file");
    rmdir("in2");
}

/* A pipe that is open already has the name of a descriptor; a link with that name in the middle is none. */
static void pipes_that_are_open_are_read(void **state) {
    (void)state;
    int ends[2];
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "text", 4), 4);
    close(ends[1]);
    const char *name = arena_printf(arena, "/dev/fd/%d", ends[0]);
    assert_null(source_read_within(arena, "/", name, NULL, diag));
    assert_int_equal(diag_count(diag, SEVERITY_ERROR), 1);
    const struct source *source = source_read(arena, name, NULL, diag);
    assert_non_null(source);
    assert_string_equal(source->bytes, "text");
    assert_int_equal(diag_count(diag, SEVERITY_ERROR), 1);
    close(ends[0]);
    diag_free(diag);
    arena_free(arena);
}

static void text_for_terminals(void **state) {
    (void)state;
    static const char *const cases[][3] = {
        {"plain – text\t1", "plain – text 1", "plain – text\t1"},
        {"a\nb", "a\\x0Ab", "a\nb"},
        {"a\r\nb\r", "a\\x0D\\x0Ab\\x0D", "a\r\nb\\u000D"},
        {"\x1b[31m\x07", "\\x1B[31m\\x07", "\\u001B[31m\\u0007"},
        {"\x7f\xc2\x9b", "\\x7F\\x9B", "\\u007F\\u009B"},
        {"\u202Eabc\u202C\u2066\u2069\u2028", "\\u202Eabc\\u202C\\u2066\\u2069\\u2028",
         "\\u202Eabc\\u202C\\u2066\\u2069\\u2028"},
        {"\u200F\u05D0\u00A0\U0001F984", "\u200F\u05D0\u00A0\U0001F984", "\u200F\u05D0\u00A0\U0001F984"},
        {"\xff\xc3", "\\xFF\\xC3", "\\xFF\\xC3"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text line = {0}, lines = {0};
        text_escape_line(&line, cases[i][0], strlen(cases[i][0]));
        text_escape_lines(&lines, cases[i][0], strlen(cases[i][0]));
        assert_string_equal(line.bytes, cases[i][1]);
        assert_string_equal(lines.bytes, cases[i][2]);
        text_free(&line);
        text_free(&lines);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_files_in_the_folder_are_opened), cmocka_unit_test(names_that_begin_alike_are_not_within),
        cmocka_unit_test(pipes_that_are_open_are_read), cmocka_unit_test(text_for_terminals)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
