/* The design ledger of one person. Keys: cost 800 $, which is 0.8 thousand; fee 200; part 20 %. */
#include "grade_shop.h"

#include <jansson.h>

/* The ledger of a sheet, with the words that were typed for its mood and note. */
static json_t *ledger_of(const struct parameter_set *set, const char *const *answers, const char *updated,
                         const char *mood, const char *note) {
    const struct lab_ledger *ledger = f.lab.lab->ledger;
    struct grade_written written = {.words = arena_array(f.lab.arena, (size_t)ledger->field_count, sizeof(char *))};
    for (int i = 0; i < ledger->field_count; i++)
        if (ledger->fields[i].kind == LEDGER_COLUMN)
            written.words[i] = strcmp(ledger->fields[i].name, "mood") == 0 ? mood : note;
    struct grade_ledger_writer *writer = grade_ledger_writer_new(f.lab.arena, f.lab.lab, updated);
    struct text out = {0};
    grade_ledger_print(&out, writer, grade_fixture_grade(&f, set, answers, NULL), &written);
    json_t *root = json_loads(out.bytes, JSON_DECODE_ANY, NULL);
    text_free(&out);
    assert_non_null(root);
    return root;
}

static const char *dumped(json_t *value) {
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(15));
    const char *copy = arena_strdup(f.lab.arena, text);
    free(text);
    return copy;
}

static json_t *design_of(json_t *root) {
    return json_object_get(json_array_get(json_object_get(root, "history"), 0), "design");
}

static void test_history(void **state) {
    (void)state;
    const struct parameter_set *set = grade_fixture_set(&f, "", "");
    json_t *root = ledger_of(set, (const char *const[]){NULL}, NULL, NULL, NULL);
    assert_string_equal(dumped(json_object_get(root, "track")), "null");
    assert_string_equal(dumped(json_object_get(root, "current_chapter")), "\"c1\"");
    assert_string_equal(dumped(json_object_get(root, "last_updated")), "null");
    assert_int_equal(json_array_size(json_object_get(root, "history")), 1);
    assert_string_equal(dumped(json_object_get(json_array_get(json_object_get(root, "history"), 0), "chapter")),
                        "\"c1\"");
    json_decref(root);
    root = ledger_of(set, (const char *const[]){NULL}, "2026-12-01T10:00:00Z", NULL, NULL);
    assert_string_equal(dumped(json_object_get(root, "last_updated")), "\"2026-12-01T10:00:00Z\"");
    json_decref(root);
}

static void test_fields(void **state) {
    (void)state;
    static const struct {
        const char *columns, *row, *answers[5], *mood, *note, *design;
    } cases[] = {
        {"",
         "",
         {NULL},
         NULL,
         NULL,
         "{\"cost\":800,\"cost_in_thousands\":0.8,\"part\":0.2,\"costly\":false,\"least\":\"Fees\",\"guessed\":"
         "\"none\","
         "\"guess_right\":false,\"why_right\":false,\"mood\":\"flat\",\"note\":null}"},
        {"",
         "",
         {"guess", "A", "why", "A"},
         "up",
         "a \"note\"",
         "{\"cost\":800,\"cost_in_thousands\":0.8,\"part\":0.2,\"costly\":false,\"least\":\"Fees\",\"guessed\":\"low\","
         "\"guess_right\":true,\"why_right\":true,\"mood\":\"up\",\"note\":\"a \\\"note\\\"\"}"},
        /* 490 x 9 = 4,410; 35 % of 135 % is 25.9 % */
        {",price,pieces,rate",
         ",490,9,35%",
         {"guess", "A", "why", "B"},
         "",
         NULL,
         "{\"cost\":4410,\"cost_in_thousands\":4.4,\"part\":0.26,\"costly\":true,\"least\":\"Fees\",\"guessed\":"
         "\"low\","
         "\"guess_right\":false,\"why_right\":false,\"mood\":\"\",\"note\":null}"},
        /* The fee is the cost, of which the first counts; the guess has no key. */
        {",price,pieces,rate",
         ",250,4,100%",
         {"guess", "B"},
         NULL,
         NULL,
         "{\"cost\":1000,\"cost_in_thousands\":1.0,\"part\":0.5,\"costly\":false,\"least\":\"Costs\",\"guessed\":"
         "\"high\","
         "\"guess_right\":null,\"why_right\":false,\"mood\":\"flat\",\"note\":null}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *root = ledger_of(grade_fixture_set(&f, cases[i].columns, cases[i].row), cases[i].answers, NULL,
                                 cases[i].mood, cases[i].note);
        assert_string_equal(dumped(design_of(root)), cases[i].design);
        json_decref(root);
    }
}

/* A lab without a ledger has none. */
static void test_without(void **state) {
    (void)state;
    struct lab lab = *f.lab.lab;
    lab.ledger = NULL;
    assert_null(grade_ledger_writer_new(f.lab.arena, &lab, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_history, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_fields, grade_fixture_set_up, grade_fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_without, grade_fixture_set_up, grade_fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
