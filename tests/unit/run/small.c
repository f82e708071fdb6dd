/* The small parts of a run: digests, lists of names, sets of hashes, paths, what is at a path. */
#include "run_shop.h"

#include "run/found.h"
#include "run/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>

/* The examples of FIPS 180-2, appendix B, and the empty message. */
static void test_digest(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text out = {0};
        struct run_digest digest = run_fixture_digest(cases[i][0]), read;
        run_digest_print(&out, digest);
        assert_string_equal(out.bytes, cases[i][1]);
        assert_true(run_digest_read(out.bytes, &read));
        assert_memory_equal(digest.bytes, read.bytes, sizeof digest.bytes);
        text_free(&out);
    }
    struct run_digest_stream *stream = run_digest_begin();
    run_digest_add(stream, "a", 1);
    run_digest_add(stream, "bc", 2);
    const struct run_digest parts = run_digest_end(stream), whole = run_fixture_digest("abc");
    assert_memory_equal(parts.bytes, whole.bytes, sizeof parts.bytes);
    struct run_digest none;
    assert_false(run_digest_read("ba7816", &none));
    assert_false(run_digest_read(arena_printf(f.lab.arena, "%s0", cases[0][1]), &none));
    assert_false(run_digest_read("BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", &none));
    assert_false(run_digest_read("xa7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", &none));
}

static void test_names(void **state) {
    (void)state;
    struct run_names names = {0};
    run_names_add(&names, 2, "a");
    assert_string_equal(names.text.bytes, "a");
    run_names_add_set(&names, 2, "b", "low");
    assert_string_equal(names.text.bytes, "a, b (low)");
    run_names_add_set(&names, 2, "c", "");
    run_names_add(&names, 2, "d");
    assert_string_equal(names.text.bytes, "a, b (low), …");
    assert_int_equal(names.count, 4);
    text_free(&names.text);
    names = (struct run_names){0};
    run_names_add_set(&names, 2, "c", "");
    assert_string_equal(names.text.bytes, "c");
    text_free(&names.text);
}

/* The paths that our runs write are below two folders. */
static void test_own_paths(void **state) {
    (void)state;
    static const char *const own[] = {"student/a.pdf", "instructor/feedback/a.pdf", "student/..a", "student/a..",
                                      "student/.a"},
                             *const others[] = {"a.pdf",
                                                "/student/a.pdf",
                                                "students/a.pdf",
                                                "student/",
                                                "student/../a.pdf",
                                                "student/..",
                                                "student/a/..",
                                                "student/./a.pdf",
                                                "student//a.pdf",
                                                "instructor/a/../../..",
                                                "../student/a",
                                                "manifest.json",
                                                ""};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (!run_lines_is_own_path(own[i]))
            fail_msg("'%s' is ours", own[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (run_lines_is_own_path(others[i]))
            fail_msg("'%s' is not ours", others[i]);
}

static void test_found(void **state) {
    (void)state;
    struct run_found_file file;
    run_fixture_put(&f, "student/a", "abc");
    assert_int_equal(symlink("a", run_fixture_path(&f, "student/link")), 0);
    assert_int_equal(symlink("student", run_fixture_path(&f, "door")), 0);
    assert_int_equal(mkfifo(run_fixture_path(&f, "student/pipe"), 0600), 0);
    static const struct {
        const char *path;
        enum run_found found;
    } cases[] = {
        {"student/a", FOUND_FILE},     {"student/b", FOUND_NOTHING}, {"student/a/b", FOUND_NOTHING},
        {"nowhere/b", FOUND_NOTHING},  {"student", FOUND_OTHER},     {"student/link", FOUND_OTHER},
        {"student/pipe", FOUND_OTHER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (run_found_at(run_fixture_path(&f, cases[i].path), &file) != cases[i].found ||
            run_found_below(f.out, cases[i].path, &file) != cases[i].found)
            fail_msg("%s: %d", cases[i].path, run_found_below(f.out, cases[i].path, &file));
        if (cases[i].found == FOUND_FILE) {
            const struct run_digest digest = run_fixture_digest("abc");
            assert_int_equal(file.bytes, 3);
            assert_memory_equal(file.digest.bytes, digest.bytes, sizeof digest.bytes);
        }
    }
    /* A link to a folder on the way is followed in a whole path, not below the folder. */
    assert_int_equal(run_found_at(run_fixture_path(&f, "door/a"), &file), FOUND_FILE);
    assert_int_not_equal(run_found_below(f.out, "door/a", &file), FOUND_FILE);
}

/* A digest of the model follows its figures and claims, and nothing else. */
static void test_model_digest(void **state) {
    (void)state;
    static const struct {
        const char *in_lab, *now_in_lab, *in_model, *now_in_model;
        bool same;
    } cases[] = {
        {"title: Guess", "title: Guesses", "label: Cost", "label: Costs", true},
        {"marks: 2", "marks: 3", "default: 200", "default: 300", true},
        {"digits: 3", "digits: 4", "format: percent 1", "format: percent 2", true},
        {"claim: cost < large", "claim: cost <= large", "", "", false},
        {"absent: budget > cost", "absent: budget >= cost", "", "", false},
        {"value: 1000,", "value: 1001,", "", "", false},
        {"verdict: wrong", "verdict: wrong, claim: cost < 0 * large", "", "", false},
        {"", "", "value: 400", "value: 401", false},
        {"", "", "cost + fee", "fee + cost", false},
        {"kind: choice", "kind: choice\n    shuffle: true", "", "", false},
    };
    char own[RUN_MODEL_DIGITS + 1], other[RUN_MODEL_DIGITS + 1];
    run_model_digest(f.lab.lab, own);
    assert_int_equal(strspn(own, "0123456789abcdef"), RUN_MODEL_DIGITS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const texts[2] = {SHOP_LAB, SHOP_MODEL};
        const char *const changes[2][2] = {{cases[i].in_lab, cases[i].now_in_lab},
                                           {cases[i].in_model, cases[i].now_in_model}};
        const char *changed[2];
        for (int t = 0; t < 2; t++) {
            const char *at = strstr(texts[t], changes[t][0]);
            assert_non_null(at);
            changed[t] = arena_printf(f.lab.arena, "%.*s%s%s", (int)(at - texts[t]), texts[t], changes[t][1],
                                      at + strlen(changes[t][0]));
        }
        const struct lab_fixture_file files[] = {{"shop.yaml", changed[1]}, {NULL, NULL}};
        struct lab_fixture lab = lab_fixture_text("shop", changed[0], files);
        run_model_digest(lab.lab, other);
        if ((strcmp(own, other) == 0) != cases[i].same)
            fail_msg("'%s', '%s': %s", cases[i].now_in_lab, cases[i].now_in_model, cases[i].same ? "differ" : "same");
        lab_fixture_free(&lab);
    }
}

static void test_processors(void **state) {
    (void)state;
    assert_true(run_processors() >= 1);
}

/* What cannot be read just now is not taken for a folder where nothing was printed: trying again may help. No more
 * files can be opened, or there is an error in the middle of one, as at the beginning of a process's memory. */
static void test_unreadable(void **state) {
    (void)state;
    struct run_lines *lines;
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    const int next = dup(0);
    close(next);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &(struct rlimit){(rlim_t)next, before.rlim_max}), 0);
    const bool opened = run_lines_open(&lines, run_fixture_path(&f, RUN_MANIFEST), "shop", f.lab.diag);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_false(opened);
    assert_null(lines);
    assert_int_equal(diag_count(f.lab.diag, SEVERITY_FAILURE), 1);
    assert_non_null(strstr(run_fixture_said(&f), "out/" RUN_MANIFEST "': "));
    static const char *const paths[] = {RUN_MANIFEST, RUN_VALUES};
    for (size_t i = 0; i < 2; i++) {
        const char *path = run_fixture_path(&f, paths[i]);
        assert_int_equal(symlink("/proc/self/mem", path), 0);
        assert_null(run_printed_read(f.lab.arena, f.out, RUN_MANIFEST, RUN_VALUES, f.lab.lab, f.lab.diag));
        assert_int_equal(diag_count(f.lab.diag, SEVERITY_FAILURE), 1);
        assert_non_null(strstr(run_fixture_said(&f), arena_printf(f.lab.arena, "cannot read '%s'", path)));
        assert_int_equal(unlink(path), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_digest, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_own_paths),
        cmocka_unit_test_setup_teardown(test_found, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_model_digest, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test(test_processors),
        cmocka_unit_test_setup_teardown(test_unreadable, run_fixture_set_up, run_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
