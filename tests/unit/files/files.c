#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files/files.h"

struct scratch {
    char folder[64];
    struct diag *diag;
};

static int set_up(void **state) {
    static struct scratch place;
    strcpy(place.folder, "/tmp/fleetsheet-output-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    place.diag = diag_new();
    *state = &place;
    return 0;
}

static int tear_down(void **state) {
    struct scratch *place = *state;
    diag_free(place->diag);
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", place->folder);
    return system(command);
}

/* A path below the test's folder; valid until the next call but three. */
static const char *below(const struct scratch *place, const char *name) {
    static char paths[4][256];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s%s%s", place->folder, *name ? "/" : "", name);
    return path;
}

static int entry_count(const char *folder) {
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    int count = -2; /* . and .. */
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

static void assert_content(const char *path, const char *expected, size_t length) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char bytes[64];
    assert_int_equal(fread(bytes, 1, sizeof bytes, file), length);
    assert_memory_equal(bytes, expected, length);
    fclose(file);
}

static void assert_message(const struct scratch *place, const char *expected) {
    assert_string_equal(diag_text(place->diag), expected);
    assert_int_equal(diag_count(place->diag, SEVERITY_ERROR), 1);
}

static void test_write(void **state) {
    struct scratch *place = *state;
    const char *path = below(place, "a.csv");
    mode_t mask = umask(027);
    assert_true(file_write(path, "one\0two", 7, place->diag));
    umask(mask);
    assert_content(path, "one\0two", 7);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    assert_true(file_write(path, "", 0, place->diag)); /* in place of the old file */
    assert_content(path, "", 0);
    assert_int_equal(entry_count(place->folder), 1);
    assert_string_equal(diag_text(place->diag), "");
}

static void test_folder(void **state) {
    struct scratch *place = *state;
    const char *path = below(place, "x//y/z/");
    assert_true(file_make_folder(path, place->diag));
    assert_true(file_make_folder(path, place->diag));
    assert_true(file_make_folder("/", place->diag));
    assert_true(file_make_folder(".", place->diag));
    assert_true(file_write(below(place, "x/y/z/f"), "1", 1, place->diag));
    assert_string_equal(diag_text(place->diag), "");
}

static void expect(struct text *message, const char *what, const char *path, const char *cause) {
    text_clear(message);
    text_printf(message, "fleetsheet: error: cannot %s '%s': %s\n", what, path, cause);
}

static void test_folder_errors(void **state) {
    struct scratch *place = *state;
    struct text message = {0};
    assert_true(file_write(below(place, "file"), "1", 1, place->diag));
    assert_false(file_make_folder(below(place, "file"), place->diag));
    expect(&message, "make the folder", below(place, "file"), "Not a directory");
    assert_message(place, message.bytes);
    diag_free(place->diag);
    place->diag = diag_new();
    assert_false(file_make_folder(below(place, "file/a/b"), place->diag));
    assert_message(place, message.bytes);
    diag_free(place->diag);
    place->diag = diag_new();
    assert_false(file_make_folder("", place->diag));
    assert_message(place, "fleetsheet: error: cannot make the folder '': No such file or directory\n");
    text_free(&message);
}

static void test_no_place(void **state) {
    struct scratch *place = *state;
    struct text message = {0};
    assert_true(file_write(below(place, "file"), "1", 1, place->diag));
    assert_false(file_write(below(place, "file/a"), "2", 1, place->diag));
    expect(&message, "write", below(place, "file/a"), "Not a directory");
    assert_message(place, message.bytes);
    diag_free(place->diag);
    place->diag = diag_new();
    assert_false(file_write(below(place, "nowhere/a"), "2", 1, place->diag));
    expect(&message, "write", below(place, "nowhere/a"), "No such file or directory");
    assert_message(place, message.bytes);
    diag_free(place->diag);
    place->diag = diag_new();
    assert_false(file_write(place->folder, "2", 1, place->diag));
    expect(&message, "write", place->folder, "Is a directory");
    assert_message(place, message.bytes);
    assert_int_equal(entry_count(place->folder), 1);
    text_free(&message);
}

/* A full disk: the old file stays as it was, and nothing else is left. */
static void test_full(void **state) {
    struct scratch *place = *state;
    const char *path = below(place, "a.pdf");
    assert_true(file_write(path, "old", 3, place->diag));
    static char large[100000];
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 8192;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    bool over_old = file_write(path, large, sizeof large, place->diag);
    bool anew = file_write(below(place, "b.pdf"), large, sizeof large, place->diag);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, handler);
    assert_false(over_old);
    assert_false(anew);
    struct text message = {0}, second = {0};
    expect(&message, "write", path, "File too large");
    expect(&second, "write", below(place, "b.pdf"), "File too large");
    text_puts(&message, second.bytes);
    assert_string_equal(diag_text(place->diag), message.bytes);
    assert_content(path, "old", 3);
    assert_int_equal(entry_count(place->folder), 1);
    text_free(&message);
    text_free(&second);
}

/* A process ends in the middle of a library's work, when memory runs out or by a signal: its temporary folder goes,
 * with all that the library has in there. */
static void test_temporary(void **state) {
    struct scratch *place = *state;
    for (int number = 0; number <= SIGTERM; number += SIGTERM) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            file_catch_signals();
            struct file_output *output = file_temporary(place->folder);
            if (!output || !fopen(file_temporary_name(output), "w"))
                _exit(1);
            for (int i = 0; i < 300; i++) {
                char name[200];
                snprintf(name, sizeof name, "%s/tmp.a-part-of-a-library-%d", file_temporary_folder(output), i);
                close(open(name, O_CREAT | O_WRONLY, 0600));
            }
            if (number)
                raise(number);
            alloc_report_on(open("/dev/null", O_WRONLY));
            alloc_failed(1);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), number ? number : ALLOC_EXIT);
        assert_int_equal(entry_count(place->folder), 0);
    }
}

/* A file that is finished waits under its temporary name. */
static void test_finish(void **state) {
    struct scratch *place = *state;
    const char *path = below(place, "a.pdf");
    char chosen[FILE_CHOSEN + 1];
    struct text name = {0};
    struct file_output *output = file_begin(path, place->diag);
    assert_non_null(output);
    file_put(output, "new", 3);
    assert_true(file_finish(output, chosen, place->diag));
    file_temporary_path(&name, path, chosen);
    assert_content(name.bytes, "new", 3);
    assert_int_equal(access(path, F_OK), -1);
    text_clear(&name);
    file_temporary_path(&name, "a.pdf", chosen);
    assert_string_equal(name.bytes + strlen(name.bytes) - FILE_CHOSEN, chosen);
    assert_null(strchr(name.bytes, '/'));
    assert_int_equal(entry_count(place->folder), 1);
    file_remove_abandoned(place->folder); /* nobody writes it any more */
    assert_int_equal(entry_count(place->folder), 0);
    text_free(&name);
}

static void put(struct scratch *place, const char *name, const char *content) {
    assert_true(file_write(below(place, name), content, strlen(content), place->diag));
}

static void test_exchange(void **state) {
    struct scratch *place = *state;
    char temporary[256], path[256];
    strcpy(temporary, below(place, ".fleetsheet.abc123"));
    strcpy(path, below(place, "a.pdf"));
    put(place, ".fleetsheet.abc123", "new");
    assert_int_equal(file_exchange(temporary, path, true), ENOENT);
    assert_int_equal(file_exchange(temporary, path, false), 0);
    assert_content(path, "new", 3);
    assert_int_equal(access(temporary, F_OK), -1);
    put(place, ".fleetsheet.abc123", "newer");
    assert_int_equal(file_exchange(temporary, path, false), EEXIST);
    assert_content(path, "new", 3);
    assert_int_equal(file_exchange(temporary, path, true), 0);
    assert_content(path, "newer", 5);
    assert_content(temporary, "new", 3);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0777), 0);
    assert_int_equal(file_exchange(temporary, path, true), EISDIR);
    assert_int_equal(rmdir(path), 0);
}

/* After each of the three steps of an exchange, by way of a link or without, all is as before or as after it. */
static void test_exchange_settle(void **state) {
    struct scratch *place = *state;
    char temporary[256], path[256], waiting[256];
    strcpy(temporary, below(place, ".fleetsheet.abc123"));
    strcpy(path, below(place, "a.pdf"));
    strcpy(waiting, below(place, ".fleetsheet.old.abc123"));
    for (int steps = 0; steps <= 3; steps++)
        for (int links = 0; links < 2; links++) {
            put(place, ".fleetsheet.abc123", "new");
            put(place, "a.pdf", "old");
            if (steps > 0)
                assert_int_equal(links ? link(path, waiting) : rename(path, waiting), 0);
            if (steps > 1)
                assert_int_equal(rename(temporary, path), 0);
            if (steps > 2)
                assert_int_equal(rename(waiting, temporary), 0);
            assert_int_equal(file_exchange_settle(temporary, path), 0);
            assert_content(path, steps > 1 ? "new" : "old", 3);
            assert_content(temporary, steps > 1 ? "old" : "new", 3);
            assert_int_equal(access(waiting, F_OK), -1);
        }
    assert_int_equal(entry_count(place->folder), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_folder, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_folder_errors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_full, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_temporary, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_finish, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_exchange, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_exchange_settle, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
