#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files/files.h"

struct lock_place {
    char folder[64], inner[80], file[112];
    struct diag *diag;
};

static int set_up(void **state) {
    static struct lock_place place;
    strcpy(place.folder, "/tmp/fleetsheet-lock-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    snprintf(place.inner, sizeof place.inner, "%s/a/b", place.folder);
    snprintf(place.file, sizeof place.file, "%s/.fleetsheet-run", place.inner);
    place.diag = diag_new();
    *state = &place;
    return 0;
}

static int tear_down(void **state) {
    struct lock_place *place = *state;
    diag_free(place->diag);
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", place->folder);
    return system(command);
}

static bool is_there(const char *path) {
    struct stat status;
    return lstat(path, &status) == 0;
}

/* Ends a process that was forked. At an exit valgrind would look for leaks of what is the other's. */
static _Noreturn void leave(int status) {
    char command[16];
    snprintf(command, sizeof command, "exit %d", status);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(99);
}

/* Whether another process can take the lock; if so, it gives it back. */
static bool others_can_take(const char *folder) {
    pid_t child = fork();
    if (child == 0) {
        struct diag *diag = diag_new();
        struct file_lock *lock = file_lock_take(folder, "try", diag);
        if (lock)
            file_lock_release(lock, true);
        leave(lock                                                                                     ? 0
              : diag_count(diag, SEVERITY_FAILURE) == 1 && strstr(diag_text(diag), "holds the folder") ? 1
                                                                                                       : 2);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
    return WEXITSTATUS(status) == 0;
}

/* The notes, a line each. */
static void assert_notes(struct file_lock *lock, const char *expected) {
    struct text notes = {0};
    int cause;
    text_puts(&notes, "");
    for (const char *note = file_lock_read(lock, true, &cause); note; note = file_lock_read(lock, false, &cause))
        text_printf(&notes, "%s\n", note);
    assert_int_equal(cause, 0);
    assert_string_equal(notes.bytes, expected);
    text_free(&notes);
}

static void one_process_has_it(void **state) {
    struct lock_place *place = *state;
    struct file_lock *lock = file_lock_take(place->inner, "test", place->diag);
    assert_non_null(lock);
    assert_false(others_can_take(place->inner));
    file_lock_release(lock, true);
    assert_false(is_there(place->file)); /* there are no notes to keep */
    assert_true(others_can_take(place->inner));
    assert_string_equal(diag_text(place->diag), "");
}

static void it_goes_with_the_last_process(void **state) {
    struct lock_place *place = *state;
    int ends[2];
    char byte;
    assert_int_equal(pipe(ends), 0);
    pid_t run = fork();
    if (run == 0) {
        struct file_lock *lock = file_lock_take(place->inner, "a killed run", place->diag);
        bool noted = lock && file_lock_note(lock, "one");
        if (fork() == 0) { /* a process that works for it */
            noted = noted && file_lock_note(lock, "two");
            assert_int_equal(write(ends[1], noted ? "+" : "-", 1), 1);
            usleep(300 * 1000); /* the next run waits for it */
            leave(0);
        }
        pause();
    }
    assert_int_equal(read(ends[0], &byte, 1), 1);
    assert_int_equal(byte, '+');
    kill(run, SIGKILL); /* it is not waited for yet, and so still listed as a process */
    struct file_lock *lock = file_lock_take(place->inner, "next", place->diag);
    assert_non_null(lock);
    assert_notes(lock, "one\ntwo\n");
    assert_true(file_lock_note(lock, "three"));
    assert_notes(lock, "one\ntwo\nthree\n");
    file_lock_release(lock, true);
    assert_true(is_there(place->file));
    lock = file_lock_take(place->inner, "last", place->diag);
    assert_non_null(lock);
    assert_notes(lock, "one\ntwo\nthree\n");
    file_lock_release(lock, false);
    assert_false(is_there(place->file));
    assert_string_equal(diag_text(place->diag), "");
    waitpid(run, NULL, 0);
}

/* Many notes, one that is longer than what is read at once, and one that is torn. */
static void notes_are_read_back(void **state) {
    struct lock_place *place = *state;
    struct file_lock *lock = file_lock_take(place->inner, "test", place->diag);
    struct text expected = {0}, note = {0};
    assert_non_null(lock);
    for (int i = 0; i < 3000; i++) {
        text_clear(&note);
        text_printf(&note, "%*d", i == 1000 ? 40000 : i % 50, i);
        assert_true(file_lock_note(lock, note.bytes));
        text_printf(&expected, "%s\n", note.bytes);
    }
    assert_notes(lock, expected.bytes);
    assert_notes(lock, expected.bytes);
    assert_true(file_lock_forget(lock));
    assert_notes(lock, "");
    assert_false(others_can_take(place->inner));
    assert_true(file_lock_note(lock, "one"));
    file_lock_release(lock, true);
    FILE *file = fopen(place->file, "a");
    assert_non_null(file);
    fputs("note done", file);
    fclose(file);
    lock = file_lock_take(place->inner, "next", place->diag);
    assert_non_null(lock);
    assert_notes(lock, "one\ndone?\n"); /* so that it says something else than it would have said */
    file_lock_release(lock, false);
    assert_string_equal(diag_text(place->diag), "");
    text_free(&expected);
    text_free(&note);
}

static void temporary_files_of_the_dead_are_removed(void **state) {
    struct lock_place *place = *state;
    char path[128], mine[128];
    snprintf(path, sizeof path, "%s/a.pdf", place->folder);
    struct file_output *output = file_begin(path, place->diag);
    struct file_output *folder = file_temporary(place->folder);
    assert_non_null(output);
    assert_non_null(folder);
    strcpy(mine, file_temporary_folder(folder));
    assert_int_equal(strncmp(file_temporary_name(folder), mine, strlen(mine)), 0);
    FILE *part = fopen(file_temporary_name(folder), "w");
    assert_non_null(part);
    fclose(part);
    pid_t child = fork();
    if (child == 0) { /* leaves one of each, in its own name */
        file_begin(path, place->diag);
        struct file_output *other = file_temporary(place->folder);
        part = fopen(file_temporary_name(other), "w");
        fclose(part);
        leave(0);
    }
    waitpid(child, NULL, 0);
    char command[160];
    snprintf(command, sizeof command, "test $(ls -A '%s' | wc -l) = 4", place->folder);
    assert_int_equal(system(command), 0);
    file_remove_abandoned(place->folder);
    snprintf(command, sizeof command, "test $(ls -A '%s' | wc -l) = 2", place->folder);
    assert_int_equal(system(command), 0);
    assert_true(is_there(file_temporary_name(folder)));
    file_put(output, "x", 1);
    char chosen[FILE_CHOSEN + 1];
    struct text name = {0};
    assert_true(file_finish(output, chosen, place->diag));
    file_temporary_path(&name, path, chosen);
    file_abandon(folder);
    assert_false(is_there(mine));
    assert_true(is_there(name.bytes));
    text_free(&name);
    file_remove_abandoned("/nowhere");
    assert_string_equal(diag_text(place->diag), "");
}

/* What a child says that cannot become another user: a user namespace may have none but root. */
enum { NO_SUCH_USER = 77 };

/* A run of another user that was killed, such as one of root, does not block. One that is not killed does. */
static void other_users_do_not_block(void **state) {
    struct lock_place *place = *state;
    if (geteuid() != 0)
        skip();
    assert_true(file_make_folder(place->inner, place->diag));
    chmod(place->folder, 0755);
    chmod(place->inner, 0777);
    for (int held = 0; held < 2; held++) {
        struct file_lock *lock = file_lock_take(place->inner, "root's run", place->diag);
        assert_non_null(lock);
        assert_true(file_lock_note(lock, "one"));
        if (!held)
            file_lock_release(lock, true);
        pid_t child = fork();
        if (child == 0) {
            if (setuid(65534) != 0)
                leave(NO_SUCH_USER);
            leave(file_lock_take(place->inner, "nobody's run", place->diag) ? 1 : 0);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        if (held)
            file_lock_release(lock, false);
        assert_true(WIFEXITED(status));
        if (WEXITSTATUS(status) == NO_SUCH_USER)
            skip();
        assert_int_equal(WEXITSTATUS(status), !held);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_process_has_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_goes_with_the_last_process, set_up, tear_down),
        cmocka_unit_test_setup_teardown(notes_are_read_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_users_do_not_block, set_up, tear_down),
        cmocka_unit_test_setup_teardown(temporary_files_of_the_dead_are_removed, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
