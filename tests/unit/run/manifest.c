/* The manifest: what is written is what the next run reads, and what it refuses. */
#include "run_shop.h"

#include "run/lines.h"

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define MODEL "0123456789abcdef"

/* All that a manifest can have. The sum is that of the lines before, by sha256sum. */
#define PROVENANCE "\"command\":\"generate\",\"program\":\"fleetsheet 9\""
#define WHOLE                                                                                                          \
    "{\"lab\":\"shop\",\"model\":\"" MODEL "\",\"command\":\"generate\",\"program\":\"fleetsheet 9\"}\n"               \
    "{\"id\":\"a\",\"scenario\":\"\",\"fingerprint\":\"00000001\",\"name\":\"Ann \\\"A\\\" Ames\"}\n"                  \
    "{\"id\":\"b\",\"scenario\":\"low\",\"fingerprint\":\"\",\"stem\":\"b-low\",\"answers\":true}\n"                   \
    "{\"question\":\"cost\",\"answered\":12}\n"                                                                        \
    "{\"path\":\"student/a-sheet.pdf\",\"document\":\"sheet\",\"id\":\"a\",\"bytes\":3,\"sha256\":\"" ABC "\"}\n"      \
    "{\"path\":\"instructor/values.csv\",\"bytes\":3,\"sha256\":\"" ABC "\"}\n"                                        \
    "{\"id\":\"z\",\"scenario\":\"\",\"fingerprint\":\"0000000f\",\"earlier\":true}\n"                                 \
    "{\"path\":\"student/z-sheet.pdf\",\"id\":\"z\",\"earlier\":true}\n"                                               \
    "{\"end\":true,\"clean\":true,\"sha256\":\"f0c9f0af08bb70fed2d8738eb15467865e92db10f0739c128627054995785d26\"}\n"

/* The same as an earlier version wrote it. */
#define OLD                                                                                                            \
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

/* A head, in the arena. */
static const char *head_of(const char *lab_name, const char *model, const char *provenance) {
    struct text text = {0};
    run_manifest_head(&text, lab_name, model, provenance);
    const char *head = arena_strdup(f.lab.arena, text.bytes);
    text_free(&text);
    return head;
}

static void test_write(void **state) {
    (void)state;
    struct run_hold *hold = run_fixture_hold(&f, false);
    struct run_manifest *manifest =
        run_manifest_begin(run_fixture_path(&f, RUN_MANIFEST), head_of("shop", MODEL, PROVENANCE), f.lab.diag);
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
    assert_true(run_manifest_end(manifest, true, hold, f.lab.diag));
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
    run_manifest_abandon(run_manifest_begin(path, head_of("shop", NULL, NULL), f.lab.diag));
    assert_true(
        run_manifest_end(run_manifest_begin(path, head_of("shop", NULL, NULL), f.lab.diag), false, hold, f.lab.diag));
    assert_true(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    assert_string_equal(run_fixture_get(&f, RUN_MANIFEST),
                        "{\"lab\":\"shop\"}\n"
                        "{\"end\":true,\"clean\":false,\"sha256\":"
                        "\"9db7663a340f2d8e4db51ce9dc4ef5b220c47d4161516cba5fa4c9b5a37375e0\"}\n");
    struct run_lines *lines;
    assert_true(run_lines_open(&lines, path, "shop", f.lab.diag));
    assert_non_null(lines);
    assert_string_equal(run_lines_model(lines), "");
    assert_true(run_lines_close(lines, f.lab.diag));
}

/* A folder that is not there, or that somebody may not write to, is reported once. */
static void test_unwritable(void **state) {
    (void)state;
    struct run_manifest *manifest = run_manifest_begin("/dev/null/manifest.json", "{}", f.lab.diag);
    assert_int_equal(diag_count(f.lab.diag, SEVERITY_FAILURE), 1);
    run_manifest_add_question(manifest, "cost", 1);
    assert_false(run_manifest_end(manifest, false, NULL, f.lab.diag));
    assert_int_equal(diag_count(f.lab.diag, SEVERITY_FAILURE), 1);
}

static struct run_lines *lines_of(const char *text, const char *lab_name) {
    struct run_lines *lines;
    run_fixture_put(&f, RUN_MANIFEST, text);
    assert_true(run_lines_open(&lines, run_fixture_path(&f, RUN_MANIFEST), lab_name, f.lab.diag));
    return lines;
}

static void read_all(const char *text) {
    struct run_lines *lines = lines_of(text, "shop");
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

static void test_read(void **state) {
    (void)state;
    read_all(WHOLE);
    read_all(OLD);
}

/* Whether a manifest is as it was written is seen in every byte; and only that of this version can tell. */
static void test_sound(void **state) {
    (void)state;
    const char *head = "{\"lab\":\"shop\",\"model\":\"" MODEL "\"," PROVENANCE "}";
    struct run_lines *lines = lines_of(WHOLE, "shop");
    assert_string_equal(run_lines_head(lines), head);
    assert_true(run_lines_is_clean(lines));
    assert_true(run_lines_are_sound(lines));
    assert_true(run_lines_close(lines, f.lab.diag));
    for (size_t i = 0; i < sizeof WHOLE - 1; i++) {
        char *text = arena_strdup(f.lab.arena, WHOLE);
        text[i] ^= 1;
        lines = lines_of(text, "shop");
        if (lines && run_lines_are_sound(lines) && run_lines_is_clean(lines) &&
            strcmp(run_lines_head(lines), head) == 0)
            fail_msg("byte %zu was changed: %s", i, text);
        assert_true(run_lines_close(lines, f.lab.diag));
    }
    lines = lines_of(OLD, "shop");
    assert_null(run_lines_head(lines));
    assert_false(run_lines_are_sound(lines));
    assert_true(run_lines_close(lines, f.lab.diag));
}

/* A file that is no whole manifest of this lab is none at all. */
static void test_others(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "{}\n",
        "\n",
        "{\"lab\":\"shop\"}\n", /* cut short */
        "{\"lab\":\"shop\"}\n{\"end\":true,\"clean\":true,\"sha256\":\"" ABC "\"}",
        "{\"lab\":\"shop\"}\n{\"end\":true,\"clean\":true,\"sha256\":\"" ABC "0\"}\n",
        "{\"lab\":\"shop\"}\n{\"end\":true,\"clean\":1,\"sha256\":\"" ABC "\"}\n",
        "{\"lab\":\"shop\"}{\"end\":true,\"clean\":true,\"sha256\":\"" ABC "\"}\n",
        "{\"end\":true,\"clean\":true,\"sha256\":\"" ABC "\"}\n",
        "{\"lab\":7}\n{\"end\":true,\"clean\":true,\"sha256\":\"" ABC "\"}\n",
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
    assert_true(run_manifest_update(run_fixture_path(&f, RUN_MANIFEST), "shop", PROVENANCE, printed, sets, 2, made, 3,
                                    hold, f.lab.diag));
    assert_true(run_hold_place(hold, f.lab.diag));
    run_hold_release(hold);
    assert_string_equal(run_fixture_get(&f, RUN_MANIFEST),
                        "{\"lab\":\"shop\",\"model\":\"" MODEL
                        "\",\"command\":\"generate\",\"program\":\"fleetsheet 9\"}\n"
                        "{\"id\":\"a\",\"scenario\":\"\",\"fingerprint\":\"00000001\",\"name\":\"Ann Ames\"}\n"
                        "{\"id\":\"b\",\"scenario\":\"low\",\"fingerprint\":\"\",\"stem\":\"b-low\",\"answers\":true}\n"
                        "{\"id\":\"c\",\"scenario\":\"\",\"fingerprint\":\"00000003\"}\n"
                        "{\"path\":\"student/"
                        "a-sheet.pdf\",\"document\":\"sheet\",\"id\":\"a\",\"bytes\":3,\"sha256\":"
                        "\"11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437\"}\n"
                        "{\"path\":\"instructor/values.csv\",\"bytes\":3,\"sha256\":\"" ABC "\"}\n"
                        "{\"path\":\"student/"
                        "c-sheet.pdf\",\"document\":\"sheet\",\"id\":\"c\",\"bytes\":3,\"sha256\":"
                        "\"11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437\"}\n"
                        "{\"path\":\"student/z-sheet.pdf\",\"id\":\"z\",\"earlier\":true}\n"
                        "{\"id\":\"z\",\"scenario\":\"\",\"fingerprint\":\"0000000f\",\"earlier\":true}\n"
                        "{\"end\":true,\"clean\":true,\"sha256\":"
                        "\"f695b8f3f33119fee010b3fc070cbceb74fb9c4c2af52becc2a6334e9175f153\"}\n");
    assert_string_equal(run_fixture_said(&f), "");
}

/* What such a run depends on is said, if it is something else than what the class depends on. */
static void test_updated(void **state) {
    (void)state;
    static const char *const texts[][2] = {
        {WHOLE,
         "{\"lab\":\"shop\",\"model\":\"" MODEL "\",\"command\":\"generate\",\"program\":\"fleetsheet "
         "9\",\"updated\":{\"command\":\"generate\",\"program\":\"fleetsheet 10\"}}\n"
         "{\"id\":\"a\",\"scenario\":\"\",\"fingerprint\":\"00000001\",\"name\":\"Ann \\\"A\\\" Ames\"}\n"
         "{\"id\":\"b\",\"scenario\":\"low\",\"fingerprint\":\"\",\"stem\":\"b-low\",\"answers\":true}\n"
         "{\"path\":\"student/a-sheet.pdf\",\"document\":\"sheet\",\"id\":\"a\",\"bytes\":3,\"sha256\":\"" ABC "\"}\n"
         "{\"path\":\"instructor/values.csv\",\"bytes\":3,\"sha256\":\"" ABC "\"}\n"
         "{\"path\":\"student/z-sheet.pdf\",\"id\":\"z\",\"earlier\":true}\n"
         "{\"id\":\"z\",\"scenario\":\"\",\"fingerprint\":\"0000000f\",\"earlier\":true}\n"
         "{\"end\":true,\"clean\":true,\"sha256\":\"f9d201001f7d1e5b6f7a74b64c9d795def1058ba4001e3ec3236e93babb5bdc2\"}"
         "\n"},
        {OLD,
         "{\"lab\":\"shop\",\"model\":\"" MODEL
         "\",\"updated\":{\"command\":\"generate\",\"program\":\"fleetsheet 10\"}}\n"
         "{\"id\":\"a\",\"scenario\":\"\",\"fingerprint\":\"00000001\",\"name\":\"Ann \\\"A\\\" Ames\"}\n"
         "{\"id\":\"b\",\"scenario\":\"low\",\"fingerprint\":\"\",\"stem\":\"b-low\",\"answers\":true}\n"
         "{\"path\":\"student/a-sheet.pdf\",\"document\":\"sheet\",\"id\":\"a\",\"bytes\":3,\"sha256\":\"" ABC "\"}\n"
         "{\"path\":\"instructor/values.csv\",\"bytes\":3,\"sha256\":\"" ABC "\"}\n"
         "{\"path\":\"student/z-sheet.pdf\",\"id\":\"z\",\"earlier\":true}\n"
         "{\"id\":\"z\",\"scenario\":\"\",\"fingerprint\":\"0000000f\",\"earlier\":true}\n"
         "{\"end\":true,\"clean\":false,\"sha256\":"
         "\"57609584c9feaa221e276bc8f779aa377fdb3082c12cd2cdf6874b986f0ebe7e\"}\n"}};
    for (int i = 0; i < 2; i++) {
        run_fixture_put(&f, RUN_MANIFEST, texts[i][0]);
        run_fixture_put(&f, "student/z-sheet.pdf", "changed");
        struct run_hold *hold = run_fixture_hold(&f, false);
        assert_true(run_manifest_update(run_fixture_path(&f, RUN_MANIFEST), "shop",
                                        "\"command\":\"generate\",\"program\":\"fleetsheet 10\"",
                                        run_fixture_printed(&f), NULL, 0, NULL, 0, hold, f.lab.diag));
        assert_true(run_hold_place(hold, f.lab.diag));
        run_hold_release(hold);
        assert_string_equal(run_fixture_get(&f, RUN_MANIFEST), texts[i][1]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_write, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_empty, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_unwritable, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_read, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_sound, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_others, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_damage, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_update, run_fixture_set_up, run_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_updated, run_fixture_set_up, run_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
