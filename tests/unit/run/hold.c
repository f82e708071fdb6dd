/* The hold on a folder: what is at a place decides what a run may put there; and what becomes of files that an earlier
 * run made and this one did not. */
#include "run_shop.h"

#include "files/files.h"

/* A file of an earlier run: path, document (NULL: a table), id (NULL: of the class), what the run wrote. */
struct file {
    const char *path, *document, *id, *text;
};

/* A run that wrote these files, which end with one without a path. */
static void run_before(const struct file *files) {
    struct run_hold *hold = run_fixture_hold(&f, false);
    struct run_manifest *manifest =
        run_manifest_begin(run_fixture_path(&f, RUN_MANIFEST), "{\"lab\":\"shop\"}", f.lab.diag);
    for (; files->path; files++) {
        assert_int_equal(run_fixture_write(&f, hold, files->path, files->text), PLACE_FREE);
        run_manifest_add_file(manifest, files->path, files->document, files->id, strlen(files->text),
                              run_fixture_digest(files->text));
    }
    assert_true(run_manifest_end(manifest, true, hold, f.lab.diag));
    assert_true(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    assert_string_equal(run_fixture_said(&f), "");
}

#define A "student/a-sheet.pdf"
#define B "student/b-sheet.pdf"
#define C "student/c-key.pdf"
#define D "instructor/keys.csv"
static const struct file files[] = {{A, "sheet", "a", "a1"},
                                    {B, "sheet", "b", "b1"},
                                    {C, "key", "a", "c1"},
                                    {D, NULL, NULL, "d1"},
                                    {NULL, NULL, NULL, NULL}};

static void test_places(void **state) {
    (void)state;
    run_before(files);
    run_fixture_put(&f, B, "mine");
    run_fixture_put(&f, "student/x", "theirs");
    assert_int_equal(mkdir(run_fixture_path(&f, "student/folder"), 0700), 0);
    assert_int_equal(symlink("/dev/null", run_fixture_path(&f, "student/link")), 0);
    struct run_hold *hold = run_fixture_hold(&f, false);
    assert_int_equal(run_fixture_write(&f, hold, A, "a1"), PLACE_SAME);
    assert_int_equal(run_fixture_write(&f, hold, A, "a2"), PLACE_FREE);
    assert_int_equal(run_fixture_write(&f, hold, "student/new", "n"), PLACE_FREE);
    assert_int_equal(run_fixture_write(&f, hold, B, "b2"), PLACE_CHANGED);
    assert_int_equal(run_fixture_write(&f, hold, B, "mine"), PLACE_SAME);
    assert_int_equal(run_fixture_write(&f, hold, "student/x", "x"), PLACE_CHANGED);
    assert_int_equal(run_fixture_write(&f, hold, "student/link", "x"), PLACE_CHANGED);
    assert_string_equal(run_fixture_get(&f, A), "a1"); /* nothing is in place yet */
    assert_true(run_hold_has(hold, A) && run_hold_has(hold, "student/link") && !run_hold_has(hold, "student/new"));
    assert_true(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    assert_string_equal(run_fixture_get(&f, A), "a2");
    assert_string_equal(run_fixture_get(&f, "student/new"), "n");
    assert_string_equal(run_fixture_get(&f, B), "mine");
    assert_string_equal(run_fixture_get(&f, "student/x"), "theirs");
    assert_string_equal(run_fixture_said(&f), "");
}

/* With force, what somebody changed is overwritten; a folder never is. */
static void test_force(void **state) {
    (void)state;
    run_before(files);
    run_fixture_put(&f, B, "mine");
    assert_int_equal(mkdir(run_fixture_path(&f, "student/folder"), 0700), 0);
    struct run_hold *hold = run_fixture_hold(&f, true);
    assert_int_equal(run_fixture_write(&f, hold, B, "b2"), PLACE_FREE);
    assert_true(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    assert_string_equal(run_fixture_get(&f, B), "b2");
    hold = run_fixture_hold(&f, true);
    assert_int_equal(run_fixture_write(&f, hold, B, "b3"), PLACE_FREE);
    assert_int_equal(run_fixture_write(&f, hold, "student/folder", "x"), PLACE_FAILED);
    assert_false(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    assert_string_equal(run_fixture_get(&f, B), "b2"); /* all or nothing */
    assert_non_null(strstr(run_fixture_said(&f),
                           "nothing is put in place, since not everything could be written; files of "
                           "earlier runs are as they were"));
}

/* A file that comes in pieces, more of them than are held, is the same as one that is written at once. One without a
 * path goes nowhere, and one that is dropped is not there. */
static void test_pieces(void **state) {
    (void)state;
    run_before(files);
    struct run_hold *hold = run_fixture_hold(&f, false);
    struct text all = {0};
    struct run_file file, nowhere, dropped;
    run_file_begin(&file, f.out, D, f.lab.diag);
    run_file_begin(&nowhere, f.out, NULL, f.lab.diag);
    run_file_begin(&dropped, f.out, A, f.lab.diag);
    for (int i = 0; i < 30000; i++) {
        text_printf(&all, "row %d\n", i);
        text_printf(&file.held, "row %d\n", i);
        text_printf(&nowhere.held, "row %d\n", i);
        run_file_pass(&file);
        run_file_pass(&nowhere);
        assert_true(file.held.length < 100 * 1024 && nowhere.held.length < 100 * 1024);
    }
    text_puts(&dropped.held, "x");
    run_file_abandon(&dropped);
    const struct run_digest digest = run_digest_of(all.bytes, all.length);
    const struct run_written written = run_file_end(&file, hold, f.lab.diag);
    assert_int_equal(written.place, PLACE_FREE);
    assert_int_equal(written.bytes, all.length);
    assert_memory_equal(&written.digest, &digest, sizeof digest);
    assert_int_equal(run_file_end(&nowhere, hold, f.lab.diag).place, PLACE_FAILED);
    assert_true(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    assert_string_equal(run_fixture_get(&f, D), all.bytes);
    assert_string_equal(run_fixture_get(&f, A), "a1");
    text_free(&all);
}

/* What is released without being placed leaves the folder as it was. */
static void test_release(void **state) {
    (void)state;
    run_before(files);
    struct run_hold *hold = run_fixture_hold(&f, false);
    assert_int_equal(run_fixture_write(&f, hold, A, "a2"), PLACE_FREE);
    struct run_file file;
    run_file_begin(&file, f.out, D, f.lab.diag);
    text_puts(&file.held, "d2");
    assert_int_equal(run_file_end(&file, hold, f.lab.diag).place, PLACE_FREE);
    run_hold_release(hold);
    run_hold_release(NULL);
    assert_string_equal(run_fixture_get(&f, A), "a1");
    assert_string_equal(run_fixture_get(&f, D), "d1");
}

/* A folder has one run at a time. */
static void test_two(void **state) {
    (void)state;
    struct run_hold *hold = run_fixture_hold(&f, false);
    assert_null(run_hold_take(f.out, RUN_MANIFEST, "shop", "second", false, f.lab.diag));
    assert_true(*run_fixture_said(&f));
    run_hold_release(hold);
    run_hold_release(run_fixture_hold(&f, false));
}

/* What is accepted may be overwritten until it is changed again. */
static void test_accept(void **state) {
    (void)state;
    run_fixture_put(&f, D, "typed");
    struct run_hold *hold = run_fixture_hold(&f, false);
    assert_int_equal(run_fixture_write(&f, hold, D, "d2"), PLACE_CHANGED);
    assert_true(run_hold_accept(hold, D, f.lab.diag));
    assert_true(run_hold_accept(hold, "instructor/nothing", f.lab.diag));
    assert_int_equal(run_fixture_write(&f, hold, D, "d2"), PLACE_FREE);
    run_fixture_put(&f, D, "typed more");
    assert_int_equal(run_fixture_write(&f, hold, D, "d3"), PLACE_CHANGED);
    run_hold_release(hold);
}

static void test_remove(void **state) {
    (void)state;
    run_before(files);
    struct run_hold *hold = run_fixture_hold(&f, false);
    assert_true(run_hold_remove(hold, A, run_fixture_digest("a1"), f.lab.diag));
    assert_string_equal(run_fixture_get(&f, A), "a1");
    assert_true(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    assert_null(run_fixture_get(&f, A));
    assert_string_equal(run_fixture_get(&f, B), "b1");
    struct run_leftover file;
    bool there, ours;
    hold = run_fixture_hold(&f, false);
    assert_true(run_hold_is_ours(hold, A, &file, &there, &ours, f.lab.diag));
    assert_true(!there && !ours);
    assert_true(run_hold_is_ours(hold, B, &file, &there, &ours, f.lab.diag));
    assert_true(there && ours && file.bytes == 2);
    run_fixture_put(&f, B, "b9");
    assert_true(run_hold_is_ours(hold, B, &file, &there, &ours, f.lab.diag));
    assert_true(there && !ours);
    run_hold_release(hold);
}

/* Leftovers: `stays` are the files that stay listed, in order. */
static void take(void *context, const struct run_leftover *file) {
    const char **stays = context;
    *stays = arena_printf(f.lab.arena, "%s%s ", *stays, file->path);
}

struct leaving {
    const char *only;    /* the one document that the run makes */
    const char *ids[4];  /* in its parameter file */
    const char *kept[5]; /* it wrote these */
    bool replaces;
    const char *stays, *gone[4];
    const char *said[4];
};

/* `left`: the path of an earlier run's file that stays; NULL. */
static void check_leaving(const struct leaving *case_of, const char *left) {
    struct run_leftovers *leftovers;
    struct run_hold *hold = run_fixture_hold(&f, false);
    assert_true(run_leftovers_open(&leftovers, run_fixture_path(&f, RUN_MANIFEST), "shop", case_of->only, f.lab.diag));
    assert_non_null(leftovers);
    for (int i = 0; case_of->ids[i]; i++)
        run_leftovers_add_id(leftovers, case_of->ids[i]);
    for (int i = 0; case_of->kept[i]; i++)
        run_leftovers_keep(leftovers, case_of->kept[i]);
    if (left)
        run_leftovers_stay(leftovers, left);
    const char *stays = "";
    assert_true(run_leftovers_pass(leftovers, hold, case_of->replaces, take, &stays, f.lab.diag));
    assert_string_equal(stays, case_of->stays);
    run_leftovers_report(leftovers, "out", f.lab.diag);
    assert_true(run_leftovers_close(leftovers, f.lab.diag));
    assert_true(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    for (int i = 0; case_of->gone[i]; i++)
        assert_null(run_fixture_get(&f, case_of->gone[i]));
    const char *said = run_fixture_said(&f);
    int count = 0;
    for (; case_of->said[count]; count++)
        if (!strstr(said, case_of->said[count]))
            fail_msg("not said: %s\n%s", case_of->said[count], said);
    for (const char *line = said; (line = strchr(line, '\n')); line++)
        count--;
    assert_int_equal(count, 0);
}

static void test_leftovers(void **state) {
    (void)state;
    static const struct leaving cases[] = {
        {NULL, {"a", "b", NULL}, {A, B, C, D, NULL}, false, "", {NULL}, {NULL}},
        {NULL,
         {"a", NULL},
         {A, C, D, NULL},
         false,
         B " ",
         {NULL},
         {"out: kept 1 file of an earlier run whose ids are no longer among the parameter sets: " B, NULL}},
        {NULL,
         {"a", "b", NULL},
         {A, B, NULL},
         false,
         C " " D " ",
         {NULL},
         {"out: kept 2 files of an earlier run that this run did not make again: " C ", " D, NULL}},
        {"sheet",
         {"a", NULL},
         {A, D, NULL},
         false,
         B " " C " ",
         {NULL},
         {"whose ids are no longer among the parameter sets: " B, NULL}},
        {NULL,
         {"a", "b", NULL},
         {A, B, D, NULL},
         true,
         "",
         {C, NULL},
         {"out: removed 1 file of an earlier run that this run did not make again: " C, NULL}},
        {NULL,
         {"a", "b", NULL},
         {A, B, NULL},
         false,
         C " " D " ",
         {NULL},
         {"out: kept 1 file of an earlier run that this run did not make again: " C, NULL}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        run_before(files);
        check_leaving(&cases[i], i + 1 == sizeof cases / sizeof *cases ? D : NULL);
        unlink(run_fixture_path(&f, RUN_MANIFEST));
        for (const struct file *file = files; file->path; file++)
            unlink(run_fixture_path(&f, file->path));
    }
    run_before(files);
    run_fixture_put(&f, C, "mine");
    static const struct leaving changed = {
        NULL,
        {"a", "b", NULL},
        {A, B, NULL},
        true,
        "",
        {D, NULL},
        {"out: kept 1 file of an earlier run that this run did not make again, but somebody changed: " C,
         "out: removed 1 file of an earlier run that this run did not make again: " D, NULL}};
    check_leaving(&changed, NULL);
    assert_string_equal(run_fixture_get(&f, C), "mine");
}

/* Without a manifest there are none, and everything accepts that. */
static void test_no_leftovers(void **state) {
    (void)state;
    struct run_leftovers *leftovers;
    assert_true(run_leftovers_open(&leftovers, run_fixture_path(&f, RUN_MANIFEST), "shop", NULL, f.lab.diag));
    assert_null(leftovers);
    const char *stays = "";
    run_leftovers_add_id(leftovers, "a");
    run_leftovers_keep(leftovers, A);
    assert_true(run_leftovers_pass(leftovers, NULL, true, take, &stays, f.lab.diag));
    run_leftovers_report(leftovers, "out", f.lab.diag);
    assert_true(run_leftovers_close(leftovers, f.lab.diag));
    assert_string_equal(stays, "");
    assert_string_equal(run_fixture_said(&f), "");
}

/* What is left of people who are no longer in the class stays known: files that somebody changed, and their sets. */
static void test_earlier(void **state) {
    (void)state;
    run_before(files);
    run_fixture_put(&f, B, "mine");
    struct run_hold *hold = run_fixture_hold(&f, false);
    struct text text = {0};
    text_printf(&text, "%s", run_fixture_get(&f, RUN_MANIFEST));
    /* The same manifest, with the sets of a, b and c. */
    char *at = strchr(text.bytes, '\n') + 1;
    const char *whole = arena_printf(f.lab.arena,
                                     "%.*s{\"id\":\"a\",\"scenario\":\"\",\"fingerprint\":\"\"}\n"
                                     "{\"id\":\"b\",\"scenario\":\"\",\"fingerprint\":\"\"}\n"
                                     "{\"id\":\"c\",\"scenario\":\"\",\"fingerprint\":\"\"}\n%s",
                                     (int)(at - text.bytes), text.bytes, at);
    text_free(&text);
    run_fixture_put(&f, RUN_MANIFEST, whole);
    struct run_leftovers *leftovers;
    assert_true(run_leftovers_open(&leftovers, run_fixture_path(&f, RUN_MANIFEST), "shop", NULL, f.lab.diag));
    struct run_printed *printed = run_fixture_printed(&f);
    struct parameter_sets *now = lab_fixture_sets(&f.lab, "id\na\nb\n");
    sets_spoil(now, 1);
    run_leftovers_add_id(leftovers, "a");
    run_leftovers_keep(leftovers, A);
    run_leftovers_keep(leftovers, C);
    run_leftovers_keep(leftovers, D);
    struct run_manifest *manifest =
        run_manifest_begin(run_fixture_path(&f, RUN_MANIFEST), "{\"lab\":\"shop\"}", f.lab.diag);
    assert_true(run_leftovers_list_earlier(leftovers, printed, now, manifest, hold, f.lab.diag));
    assert_true(run_manifest_end(manifest, true, hold, f.lab.diag));
    assert_true(run_leftovers_close(leftovers, f.lab.diag));
    assert_true(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    assert_string_equal(run_fixture_get(&f, RUN_MANIFEST),
                        "{\"lab\":\"shop\"}\n"
                        "{\"path\":\"" B "\",\"id\":\"b\",\"earlier\":true}\n"
                        "{\"id\":\"b\",\"scenario\":\"\",\"fingerprint\":\"\",\"earlier\":true}\n"
                        "{\"end\":true,\"clean\":true,\"sha256\":"
                        "\"706ea259a638f879a336baad32eb04f8e8c447ab1f619d0be09d5e714ef4c520\"}\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_places, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_force, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_pieces, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_release, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_two, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_accept, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_remove, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_leftovers, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_no_leftovers, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_earlier, run_fixture_set_up, run_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
