#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files/files.h"
#include "run/journal.h"

/* A folder with a file of the run before that is replaced, one that is new, and one that is removed. */
struct journal_place {
    char folder[64];
    struct diag *diag;
    struct file_lock *lock;
    char chosen[3][FILE_CHOSEN + 1];
};
#define OLD "student/a.pdf"
#define FRESH "student/b.pdf"
#define GONE "student/c.pdf"

static const char *below(const struct journal_place *place, const char *path) {
    static char whole[4][256];
    static int number;
    number = (number + 1) % 4;
    snprintf(whole[number], sizeof whole[number], "%s/%s", place->folder, path);
    return whole[number];
}

static void put(const struct journal_place *place, const char *path, const char *content) {
    assert_true(file_write(below(place, path), content, strlen(content), place->diag));
}

static bool has(const char *path, const char *content) {
    char bytes[64] = "";
    FILE *file = fopen(path, "r");
    if (!file)
        return !content;
    size_t length = fread(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    return content && length == strlen(content) && strcmp(bytes, content) == 0;
}

static struct run_digest digest_of(const char *content) {
    return run_digest_of(content, strlen(content));
}

static const char *temporary(const struct journal_place *place, int number) {
    char name[64];
    snprintf(name, sizeof name, "student/.fleetsheet.%s", place->chosen[number]);
    return below(place, name);
}

static void stage(struct journal_place *place, int number, const char *path, const char *content) {
    struct stat status;
    char seen[RUN_SEEN_BYTES] = RUN_SEEN_NOTHING;
    struct file_output *output = file_begin(below(place, path), place->diag);
    assert_non_null(output);
    file_put(output, content, strlen(content));
    assert_true(file_finish(output, place->chosen[number], place->diag));
    if (lstat(below(place, path), &status) == 0)
        run_seen_print(seen, &status);
    assert_true(run_journal_put(place->lock, path, digest_of(content), place->chosen[number], seen));
}

static int set_up(void **state) {
    static struct journal_place place;
    strcpy(place.folder, "/tmp/fleetsheet-journal-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    place.diag = diag_new();
    assert_true(file_make_folder(below(&place, "student"), place.diag));
    put(&place, OLD, "old");
    put(&place, GONE, "gone");
    place.lock = file_lock_take(place.folder, "test", place.diag);
    assert_non_null(place.lock);
    stage(&place, 0, OLD, "new");
    stage(&place, 1, FRESH, "fresh");
    struct file_output *empty = file_begin(below(&place, GONE), place.diag);
    assert_non_null(empty);
    assert_true(file_finish(empty, place.chosen[2], place.diag));
    assert_true(run_journal_remove(place.lock, GONE, digest_of("gone"), place.chosen[2]));
    *state = &place;
    return 0;
}

static int tear_down(void **state) {
    struct journal_place *place = *state;
    file_lock_release(place->lock, false);
    diag_free(place->diag);
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", place->folder);
    return system(command);
}

static void assert_before(struct journal_place *place) {
    assert_true(has(below(place, OLD), "old"));
    assert_true(has(below(place, FRESH), NULL));
    assert_true(has(below(place, GONE), "gone"));
}

static void assert_after(struct journal_place *place) {
    assert_true(has(below(place, OLD), "new"));
    assert_true(has(below(place, FRESH), "fresh"));
    assert_true(has(below(place, GONE), NULL));
    assert_true(has(temporary(place, 0), NULL));
    assert_true(has(temporary(place, 1), NULL));
    assert_true(has(temporary(place, 2), NULL));
}

static void all_are_placed(void **state) {
    struct journal_place *place = *state;
    assert_before(place);
    assert_int_equal(run_journal_place(place->lock, place->folder, place->diag), OUTCOME_ALL);
    assert_after(place);
    assert_string_equal(diag_text(place->diag), "");
}

static void assert_refused(struct journal_place *place, const char *why) {
    assert_int_equal(run_journal_place(place->lock, place->folder, place->diag), OUTCOME_NOTHING);
    assert_non_null(strstr(diag_text(place->diag), why));
    assert_int_equal(diag_count(place->diag, SEVERITY_FAILURE), 1);
}

static void a_change_meanwhile_stops_it(void **state) {
    struct journal_place *place = *state;
    FILE *file = fopen(below(place, OLD), "a");
    assert_non_null(file);
    fputs(", changed", file);
    fclose(file);
    assert_refused(place, "somebody changed");
    assert_true(has(below(place, OLD), "old, changed"));
    assert_true(has(below(place, FRESH), NULL));
}

static void a_new_file_meanwhile_stops_it(void **state) {
    struct journal_place *place = *state;
    put(place, FRESH, "mine");
    assert_refused(place, "somebody changed");
    assert_true(has(below(place, OLD), "old")); /* which was put in place before, and put back */
    assert_true(has(below(place, FRESH), "mine"));
    assert_true(has(below(place, GONE), "gone"));
}

static void what_cannot_be_placed_stops_it(void **state) {
    struct journal_place *place = *state;
    assert_int_equal(unlink(temporary(place, 1)), 0);
    assert_refused(place, FRESH);
    assert_before(place);
    run_journal_drop(place->lock, place->folder);
    assert_true(has(temporary(place, 0), NULL));
}

static void removed_only_if_unchanged(void **state) {
    struct journal_place *place = *state;
    put(place, GONE, "changed");
    assert_int_equal(run_journal_place(place->lock, place->folder, place->diag), OUTCOME_ALL);
    assert_true(has(below(place, GONE), "changed"));
}

/* The run is killed: another one takes over. */
static void recover(struct journal_place *place) {
    file_lock_release(place->lock, true);
    place->lock = file_lock_take(place->folder, "next", place->diag);
    assert_non_null(place->lock);
    assert_true(run_journal_recover(place->lock, place->folder, place->diag));
    file_remove_abandoned(below(place, "student"));
    assert_string_equal(diag_text(place->diag), "");
    int cause;
    assert_null(file_lock_read(place->lock, true, &cause));
}

static void killed_before(void **state) {
    struct journal_place *place = *state;
    recover(place);
    assert_before(place);
    assert_true(has(temporary(place, 0), NULL));
}

static void killed_between(void **state) {
    struct journal_place *place = *state;
    assert_true(file_lock_note(place->lock, "placing"));
    assert_int_equal(file_exchange(temporary(place, 0), below(place, OLD), true), 0);
    recover(place);
    assert_before(place);
}

static void killed_at_the_end(void **state) {
    struct journal_place *place = *state;
    assert_true(file_lock_note(place->lock, "placing"));
    assert_int_equal(file_exchange(temporary(place, 0), below(place, OLD), true), 0);
    assert_int_equal(file_exchange(temporary(place, 1), below(place, FRESH), false), 0);
    assert_int_equal(rename(below(place, GONE), temporary(place, 2)), 0);
    recover(place);
    assert_before(place);
}

static void killed_after(void **state) {
    struct journal_place *place = *state;
    assert_true(file_lock_note(place->lock, "placing"));
    assert_int_equal(file_exchange(temporary(place, 0), below(place, OLD), true), 0);
    assert_int_equal(file_exchange(temporary(place, 1), below(place, FRESH), false), 0);
    assert_int_equal(rename(below(place, GONE), temporary(place, 2)), 0);
    assert_true(file_lock_note(place->lock, "done"));
    recover(place);
    assert_after(place);
}

static void killed_while_exchanging(void **state) {
    struct journal_place *place = *state;
    char waiting[64];
    snprintf(waiting, sizeof waiting, "student/.fleetsheet.old.%s", place->chosen[0]);
    assert_true(file_lock_note(place->lock, "placing"));
    assert_int_equal(rename(below(place, OLD), below(place, waiting)), 0);
    recover(place);
    assert_before(place);
    assert_true(has(below(place, waiting), NULL));
}

/* What somebody changed since the run was killed is not put back. */
static void killed_and_changed(void **state) {
    struct journal_place *place = *state;
    assert_true(file_lock_note(place->lock, "placing"));
    assert_int_equal(file_exchange(temporary(place, 0), below(place, OLD), true), 0);
    assert_int_equal(file_exchange(temporary(place, 1), below(place, FRESH), false), 0);
    put(place, OLD, "changed");
    put(place, FRESH, "changed too");
    recover(place);
    assert_true(has(below(place, OLD), "changed"));
    assert_true(has(below(place, FRESH), "changed too"));
}

/* Notes that no run of ours wrote lead nowhere. */
static void strange_notes(void **state) {
    struct journal_place *place = *state;
    struct text note = {0};
    char outside[96];
    snprintf(outside, sizeof outside, "%s-outside", place->folder);
    assert_true(file_write(outside, "gold", 4, place->diag));
    assert_true(file_lock_note(place->lock, "placing"));
    assert_true(file_lock_note(place->lock, "done"));
    text_puts(&note, "remove ");
    run_digest_print(&note, digest_of("gold"));
    text_printf(&note, " abcdef ../%s", strrchr(outside, '/') + 1);
    assert_true(file_lock_note(place->lock, note.bytes));
    text_clear(&note);
    text_puts(&note, "remove ");
    run_digest_print(&note, digest_of("gold"));
    text_printf(&note, " abcdef student/../../%s", strrchr(outside, '/') + 1);
    assert_true(file_lock_note(place->lock, note.bytes));
    for (const char *strange = "put\0put 12 ab * x\0remove\0remove  \0\0"; *strange; strange += strlen(strange) + 1)
        assert_true(file_lock_note(place->lock, strange));
    recover(place);
    assert_true(has(outside, "gold"));
    unlink(outside);
    text_free(&note);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_are_placed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_change_meanwhile_stops_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_file_meanwhile_stops_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_placed_stops_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(removed_only_if_unchanged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(killed_before, set_up, tear_down),
        cmocka_unit_test_setup_teardown(killed_between, set_up, tear_down),
        cmocka_unit_test_setup_teardown(killed_at_the_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(killed_after, set_up, tear_down),
        cmocka_unit_test_setup_teardown(killed_while_exchanging, set_up, tear_down),
        cmocka_unit_test_setup_teardown(killed_and_changed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(strange_notes, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
