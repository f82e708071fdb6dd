/* The manifest: what is written is what the next run reads, and what it refuses. */
#include "run_shop.h"

#include "run/lines.h"

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define MODEL "0123456789abcdef"

/* All that a manifest can have. */
#define WHOLE                                                                                                          \
    "{\n  \"lab\": \"shop\",\n  \"model\": \"" MODEL "\",\n  \"sets\": [\n"                                            \
    "    {\"id\":\"a\",\"scenario\":\"\",\"fingerprint\":\"00000001\",\"name\":\"Ann \\\"A\\\" Ames\"},\n"             \
    "    {\"id\":\"b\",\"scenario\":\"low\",\"fingerprint\":\"\",\"stem\":\"b-low\",\"answers\":true}\n"               \
    "  ],\n  \"questions\": [\n"                                                                                       \
    "    {\"question\":\"cost\",\"answered\":12}\n"                                                                    \
    "  ],\n  \"files\": [\n"                                                                                           \
    "    {\"path\":\"student/a-sheet.pdf\",\"document\":\"sheet\",\"id\":\"a\",\"bytes\":3,\"sha256\":\"" ABC "\"},\n" \
    "    {\"path\":\"instructor/values.csv\",\"bytes\":3,\"sha256\":\"" ABC "\"}\n"                                    \
    "  ],\n  \"earlier\": [\n"                                                                                         \
    "    {\"id\":\"z\",\"scenario\":\"\",\"fingerprint\":\"0000000f\",\"earlier\":true},\n"                            \
    "    {\"path\":\"student/z-sheet.pdf\",\"id\":\"z\",\"earlier\":true}\n"                                           \
    "  ]\n}\n"

static void test_write(void **state) {
    (void)state;
    struct run_hold *hold = run_fixture_hold(&f, false);
    struct run_manifest *manifest = run_manifest_begin(run_fixture_path(&f, RUN_MANIFEST), "shop", MODEL, f.lab.diag);
    run_manifest_add_set(
        manifest, &(struct run_printed_set){
                      .id = "a", .scenario = "", .name = "Ann \"A\" Ames", .stem = "a", .fingerprint = "00000001"});
    run_manifest_add_set(manifest,
                         &(struct run_printed_set){.id = "b", .scenario = "low", .stem = "b-low", .has_answers = true});
    run_manifest_add_question(manifest, "cost", 12);
    run_manifest_add_file(manifest, "student/a-sheet.pdf", "sheet", "a", 3, run_fixture_digest("abc"));
    run_manifest_add_file(manifest, "instructor/values.csv", NULL, NULL, 3, run_fixture_digest("abc"));
    run_manifest_add_earlier_set(manifest,
                                 &(struct run_printed_set){.id = "z", .scenario = "", .fingerprint = "0000000f"});
    run_manifest_add_earlier_file(manifest, "student/z-sheet.pdf", "z");
    assert_null(run_fixture_get(&f, RUN_MANIFEST));
    assert_true(run_manifest_end(manifest, hold, f.lab.diag));
    assert_null(run_fixture_get(&f, RUN_MANIFEST)); /* it waits for the others */
    assert_true(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    assert_string_equal(run_fixture_get(&f, RUN_MANIFEST), WHOLE);
    assert_string_equal(run_fixture_said(&f), "");
}

/* Nothing but the lab's name, if nothing was made; and what is abandoned leaves nothing. */
static void test_empty(void **state) {
    (void)state;
    struct run_hold *hold = run_fixture_hold(&f, false);
    const char *path = run_fixture_path(&f, RUN_MANIFEST);
    run_manifest_abandon(run_manifest_begin(path, "shop", NULL, f.lab.diag));
    assert_true(run_manifest_end(run_manifest_begin(path, "shop", NULL, f.lab.diag), hold, f.lab.diag));
    assert_true(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    assert_string_equal(run_fixture_get(&f, RUN_MANIFEST),
                        "{\n  \"lab\": \"shop\",\n  \"sets\": [\n  ],\n  \"files\": [\n  ]\n}\n");
    struct run_lines *lines;
    assert_true(run_lines_open(&lines, path, "shop", f.lab.diag));
    assert_non_null(lines);
    assert_string_equal(run_lines_model(lines), "");
    assert_true(run_lines_close(lines, f.lab.diag));
}

/* A folder that is not there, or that somebody may not write to, is reported once. */
static void test_unwritable(void **state) {
    (void)state;
    struct run_manifest *manifest = run_manifest_begin("/dev/null/manifest.json", "shop", NULL, f.lab.diag);
    assert_int_equal(diag_count(f.lab.diag, SEVERITY_FAILURE), 1);
    run_manifest_add_question(manifest, "cost", 1);
    assert_false(run_manifest_end(manifest, NULL, f.lab.diag));
    assert_int_equal(diag_count(f.lab.diag, SEVERITY_FAILURE), 1);
}

static struct run_lines *lines_of(const char *text, const char *lab_name) {
    struct run_lines *lines;
    run_fixture_put(&f, RUN_MANIFEST, text);
    assert_true(run_lines_open(&lines, run_fixture_path(&f, RUN_MANIFEST), lab_name, f.lab.diag));
    return lines;
}

static void test_read(void **state) {
    (void)state;
    struct run_lines *lines = lines_of(WHOLE, "shop");
    struct run_printed_set set;
    struct run_leftover file;
    const char *question;
    size_t answered;
    assert_string_equal(run_lines_model(lines), MODEL);
    assert_true(run_lines_next_set(lines, &set));
    assert_string_equal(set.id, "a");
    assert_string_equal(set.name, "Ann \"A\" Ames");
    assert_string_equal(set.fingerprint, "00000001");
    assert_null(set.stem);
    assert_false(set.earlier || set.has_answers);
    assert_true(run_lines_next_set(lines, &set));
    assert_string_equal(set.scenario, "low");
    assert_string_equal(set.stem, "b-low");
    assert_null(set.name);
    assert_true(set.has_answers);
    assert_true(run_lines_next_set(lines, &set));
    assert_string_equal(set.id, "z");
    assert_true(set.earlier);
    assert_false(run_lines_next_set(lines, &set));
    run_lines_rewind(lines);
    assert_true(run_lines_next_question(lines, &question, &answered));
    assert_string_equal(question, "cost");
    assert_int_equal(answered, 12);
    assert_false(run_lines_next_question(lines, &question, &answered));
    run_lines_rewind(lines);
    assert_true(run_lines_next_file(lines, &file));
    assert_string_equal(file.path, "student/a-sheet.pdf");
    assert_string_equal(file.document, "sheet");
    assert_string_equal(file.id, "a");
    assert_int_equal(file.bytes, 3);
    const struct run_digest digest = run_fixture_digest("abc");
    assert_memory_equal(file.digest.bytes, digest.bytes, sizeof digest.bytes);
    assert_true(run_lines_next_file(lines, &file));
    assert_null(file.document);
    assert_null(file.id);
    assert_false(run_lines_next_file(lines, &file));
    run_lines_rewind(lines);
    assert_true(run_lines_next_earlier(lines, &file));
    assert_string_equal(file.path, "student/z-sheet.pdf");
    assert_string_equal(file.id, "z");
    assert_false(run_lines_next_earlier(lines, &file));
    assert_true(run_lines_close(lines, f.lab.diag));
    assert_true(run_lines_close(NULL, f.lab.diag));
}

/* A file that is no whole manifest of this lab is none at all. */
static void test_others(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "{}\n",
        "{\n  \"lab\": \"shop\",\n  \"sets\": [\n  ],\n  \"files\": [\n  ]\n}", /* cut short */
        "{\n  \"lab\": \"other\",\n  \"sets\": [\n  ],\n  \"files\": [\n  ]\n}\n",
        "{\n  \"lab\": 7,\n  \"sets\": [\n  ],\n  \"files\": [\n  ]\n}\n",
        "{\n  \"name\": \"shop\",\n  \"sets\": [\n  ],\n  \"files\": [\n  ]\n}\n",
        "[\n  \"lab\": \"shop\",\n  \"sets\": [\n  ],\n  \"files\": [\n  ]\n}\n",
        "{ \"lab\": \"shop\",\n  \"sets\": [\n  ],\n  \"files\": [\n  ]\n}\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (lines_of(texts[i], "shop"))
            fail_msg("read: %s", texts[i]);
    assert_null(lines_of(WHOLE, "store"));
    assert_string_equal(run_fixture_said(&f), "");
    struct run_lines *lines;
    assert_true(run_lines_open(&lines, run_fixture_path(&f, "nothing.json"), "shop", f.lab.diag));
    assert_null(lines);
}

/* Lines that are damaged are skipped, and none leads out of the folder. */
static void test_damage(void **state) {
    (void)state;
    struct text text = {0};
    text_puts(&text, "{\n  \"lab\": \"shop\",\n  \"model\": \"short\",\n  \"sets\": [\n"
                     "    {\"id\":\"a\",\"scenario\":\"\"},\n"
                     "    {\"id\":7,\"scenario\":\"\",\"fingerprint\":\"\"},\n"
                     "    {\"id\":\"long\",\"scenario\":\"\",\"fingerprint\":\"123456789\"},\n"
                     "    {\"id\":\"\n"
                     "    {\"id\":\"");
    for (int i = 0; i < 70000; i++)
        text_putc(&text, 'x');
    text_puts(&text, "\",\"scenario\":\"\",\"fingerprint\":\"\"},\n"
                     "    {\"id\":\"good\",\"scenario\":\"\",\"fingerprint\":\"12345678\"},\n"
                     "    {\"question\":\"cost\",\"answered\":-1},\n"
                     "    {\"path\":\"student/../../a\",\"bytes\":3,\"sha256\":\"" ABC "\"},\n"
                     "    {\"path\":\"student/a\",\"bytes\":-3,\"sha256\":\"" ABC "\"},\n"
                     "    {\"path\":\"student/a\",\"bytes\":3,\"sha256\":\"abc\"},\n"
                     "    {\"path\":\"../a\",\"earlier\":true},\n"
                     "    {\"path\":\"student/a\",\"earlier\":false}\n"
                     "  ]\n}\n");
    struct run_lines *lines = lines_of(text.bytes, "shop");
    struct run_printed_set set;
    struct run_leftover file;
    const char *question;
    size_t answered;
    assert_string_equal(run_lines_model(lines), "");
    assert_true(run_lines_next_set(lines, &set));
    assert_string_equal(set.id, "good");
    assert_false(run_lines_next_set(lines, &set));
    run_lines_rewind(lines);
    assert_false(run_lines_next_question(lines, &question, &answered));
    run_lines_rewind(lines);
    assert_false(run_lines_next_file(lines, &file));
    run_lines_rewind(lines);
    assert_false(run_lines_next_earlier(lines, &file));
    assert_true(run_lines_close(lines, f.lab.diag));
    text_free(&text);
}

/* A run for single people: its sets and files take the place of theirs, and everything else stays listed. */
static void test_update(void **state) {
    (void)state;
    run_fixture_put(&f, RUN_MANIFEST, WHOLE);
    run_fixture_put(&f, "student/z-sheet.pdf", "changed");
    struct run_hold *hold = run_fixture_hold(&f, false);
    struct run_printed *printed = run_fixture_printed(&f);
    const struct run_printed_set sets[] = {
        {.id = "a", .scenario = "", .fingerprint = "00000001", .name = "Ann Ames"},
        {.id = "c", .scenario = "", .fingerprint = "00000003"},
    };
    const struct run_made made[] = {
        {.file = {"student/a-sheet.pdf", "sheet", "a", 3, run_fixture_digest("new")}},
        {.file = {"student/c-sheet.pdf", "sheet", "c", 3, run_fixture_digest("new")}},
        {.file = {"student/c-key.pdf", "key", "c", 3, run_fixture_digest("new")}, .kept = true},
    };
    assert_true(
        run_manifest_update(run_fixture_path(&f, RUN_MANIFEST), "shop", printed, sets, 2, made, 3, hold, f.lab.diag));
    assert_true(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    struct text sum = {0};
    run_digest_print(&sum, run_fixture_digest("new"));
    assert_string_equal(
        run_fixture_get(&f, RUN_MANIFEST),
        arena_printf(
            f.lab.arena,
            "{\n  \"lab\": \"shop\",\n  \"model\": \"" MODEL "\",\n  \"sets\": [\n"
            "    {\"id\":\"a\",\"scenario\":\"\",\"fingerprint\":\"00000001\",\"name\":\"Ann Ames\"},\n"
            "    {\"id\":\"b\",\"scenario\":\"low\",\"fingerprint\":\"\",\"stem\":\"b-low\",\"answers\":true},\n"
            "    {\"id\":\"c\",\"scenario\":\"\",\"fingerprint\":\"00000003\"}\n"
            "  ],\n  \"files\": [\n"
            "    {\"path\":\"student/a-sheet.pdf\",\"document\":\"sheet\",\"id\":\"a\",\"bytes\":3,\"sha256\":\"%s\"},"
            "\n"
            "    {\"path\":\"instructor/values.csv\",\"bytes\":3,\"sha256\":\"" ABC "\"},\n"
            "    {\"path\":\"student/c-sheet.pdf\",\"document\":\"sheet\",\"id\":\"c\",\"bytes\":3,\"sha256\":\"%s\"}"
            "\n"
            "  ],\n  \"earlier\": [\n"
            "    {\"path\":\"student/z-sheet.pdf\",\"id\":\"z\",\"earlier\":true},\n"
            "    {\"id\":\"z\",\"scenario\":\"\",\"fingerprint\":\"0000000f\",\"earlier\":true}\n"
            "  ]\n}\n",
            sum.bytes, sum.bytes));
    text_free(&sum);
    assert_string_equal(run_fixture_said(&f), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_write, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_empty, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_unwritable, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_read, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_others, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_damage, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_update, run_fixture_set_up, run_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
