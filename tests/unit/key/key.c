#include "key/key.h"
#include "sets_fixture.h"
#include "words/words.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct units *units;
    struct diag *diag;
    struct lab *lab;
    struct key_program *program;
};

static struct fixture fixture;

static void load(const char *name) {
    fixture = (struct fixture){arena_new(), units_new(), diag_new(), NULL, NULL};
    fixture.lab = lab_load(fixture.arena, fixture.units, name, fixture.diag);
    assert_string_equal(diag_text(fixture.diag), "");
    fixture.program = key_program_new(fixture.arena, fixture.lab);
}

static void unload(void) {
    units_free(fixture.units);
    diag_free(fixture.diag);
    arena_free(fixture.arena);
}

static int set_up(void **state) {
    (void)state;
    load("scale-illusion");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    unload();
    return 0;
}

/* The key of one set: a header and a row of CSV. */
static struct key *key_of(const char *columns, const char *row) {
    const char *csv = arena_printf(fixture.arena, "id%s\nx%s\n", columns, row);
    struct parameter_sets *sets = sets_read(fixture.arena, source_of_text(fixture.arena, "set.csv", csv, strlen(csv)),
                                            fixture.lab->model, "x", fixture.diag);
    assert_non_null(sets);
    const struct parameter_set *set = fixture_sets(fixture.arena, fixture.lab->model, sets, fixture.diag)[0];
    assert_false(set->bad);
    return key_compute(fixture.arena, fixture.program, set);
}

static const struct key_entry *entry_of(const struct key *key, const char *name) {
    for (int i = 0; i < key->count; i++)
        if (strcmp(key->entries[i].question->name, name) == 0)
            return &key->entries[i];
    fail_msg("no question %s", name);
    return NULL;
}

static const char *printed(const struct key *key, const char *name) {
    struct text text = {0};
    key_entry_print(&text, entry_of(key, name));
    const char *copy = arena_strdup(fixture.arena, text.bytes ? text.bytes : "");
    text_free(&text);
    return copy;
}

/* The lab document's column "at defaults", to the digits that it prints. */
static void test_defaults(void **state) {
    (void)state;
    static const struct {
        const char *name;
        double value, half_digit;
    } numbers[] = {
        {"single_gpu_years", 70.50, 0.005},     {"ideal_days", 25.73, 0.005},  {"speedup", 320, 1e-9},
        {"scaling_efficiency", 0.32, 1e-12},    {"actual_days", 80.42, 0.005}, {"on_demand_tco", 33112800, 1e-3},
        {"reserved_tco", 35872200, 1e-3},       {"capex", 40000000, 1e-3},     {"power_cost", 1103760, 1e-3},
        {"cooling_cost", 441504, 1e-3},         {"staff_cost", 6000000, 1e-3}, {"on_prem_tco", 47545264, 1e-3},
        {"breakeven_utilization", 0.8743, 5e-5}};
    const struct key *key = key_of("", "");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const struct key_entry *entry = entry_of(key, numbers[i].name);
        assert_int_equal(entry->state, KEY_FIT);
        assert_true(fabs(entry->number - numbers[i].value) <= numbers[i].half_digit);
    }
    /* Right is the second option of the lab; the sheet of `x` prints it first (by the manual, "Order of options"). */
    assert_string_equal(printed(key, "act1_prediction"), "C");
    assert_string_equal(printed(key, "act1_reflection"), "A");
    assert_string_equal(printed(key, "act2_prediction"), "A");
    assert_string_equal(printed(key, "act2_reflection"), "A");
    assert_string_equal(printed(key, "on_demand_tco"), "33112800");
    const struct key_entry *prediction = entry_of(key, "act1_prediction");
    static const double predicted[] = {1000, 800, 300, 100};
    for (int i = 0; i < 4; i++) {
        assert_true(fabs(prediction->predicted[i] - predicted[i]) < 1e-9);
        assert_int_equal(prediction->holds[i], i == 2);
        assert_true(isnan(entry_of(key, "act2_prediction")->predicted[i]));
    }
}

/* E x (1 - C) against 1, 0.8, 0.3, 0.1, nearest in ratio: the borders are at the geometric means 0.894, 0.490, 0.173.
 */
static void test_act1(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {",100%,0%", "A"}, {",90%,0%", "A"}, {",85%,0%", "B"},  {",50%,0%", "B"},  {",45%,0%", "C"},
        {",20%,0%", "C"},  {",15%,0%", "D"}, {",10%,60%", "D"}, {",60%,20%", "C"}, {",100%,50%", "B"},
    };
    static const char *const sizes[] = {"1", "8", "1000", "4096"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t j = 0; j < 4; j++) /* the cluster's size changes nothing */
            assert_string_equal(printed(key_of(",cluster_size,parallel_efficiency,communication_overhead",
                                               arena_printf(fixture.arena, ",%s%s", sizes[j], cases[i][0])),
                                        "act1_prediction"),
                                cases[i][1]);
}

/* Costs calculated by hand, in $ per GPU over three years at P = 2.10 unless stated otherwise: on-demand 55,188 U,
 * reserved 55,188 (1 - D), on-premises the price + 6,000 + 2,575.44 U. */
static const char *reason_of(const struct key_entry *entry, const char *tag) {
    const struct words_language *language = words_language_lookup(tag);
    return key_reason_text(fixture.arena, entry, language, &language->locale);
}

static void test_act2(void **state) {
    (void)state;
    static const struct {
        const char *row, *key, *what;
    } cases[] = {
        {",60%,35%,40000,2.10", "A", "33,113 < 35,872 < 47,545"},
        {",90%,10%,20000,2.10", "B", "28,318; the dearer two tie at 49,669"},
        {",90%,60%,40000,2.10", "C", "22,075 < 48,318 < 49,669"},
        {",90%,10%,40000,2.10", "D", "48,318, 49,669, 49,669: the dearer two tie"},
        {",65%,35%,30000,2.10", "D", "35,872, 35,872, 37,674: the cheaper two tie"},
        {",50%,40%,20000,2.00", "D", "26,280, 31,536, 27,288: 1.2 exactly"},
        {",50%,40%,20000,2.10", "B", "27,594, 33,113, 27,288: 1.2135"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct key *key = key_of(",utilization,reserved_discount,gpu_price,on_demand_price", cases[i].row);
        if (strcmp(printed(key, "act2_prediction"), cases[i].key) != 0)
            fail_msg("%s: %s is right, not %s", cases[i].what, cases[i].key, printed(key, "act2_prediction"));
        assert_null(reason_of(entry_of(key, "act2_prediction"), "en"));
    }
}

/* U = 1 - D: 1,000 x 0.65 x 8,760 x 3 x 2.10 = 1,000 x 8,760 x 3 x 2.10 x 0.65, at every U of the grid. */
static void test_tie(void **state) {
    (void)state;
    const struct key_entry *entry = entry_of(key_of(",utilization,reserved_discount", ",65%,35%"), "act2_prediction");
    assert_int_equal(entry->state, KEY_UNFIT);
    assert_int_equal(entry->right, -1);
    assert_string_equal(reason_of(entry, "en"), "no option is right: On-demand TCO and Reserved TCO tie at $35.87M");
    for (int u = 40; u <= 90; u += 5) {
        const char *row = arena_printf(fixture.arena, ",%d%%,%d%%,80000,1.70", u, 100 - u);
        const struct key *key = key_of(",utilization,reserved_discount,gpu_price,on_demand_price", row);
        assert_int_equal(entry_of(key, "act2_prediction")->state, KEY_UNFIT);
        assert_string_equal(printed(key, "act2_prediction"), "");
    }
}

/* (40,000 + 2,000 Y) / (8,760 Y (2.10 - 0.098)): 239 % for one year, 125 % for two, 87 % for three. */
static void test_breakeven(void **state) {
    (void)state;
    static const char *const years[] = {",1", ",2", ",3", ",4"};
    for (int i = 0; i < 4; i++) {
        const struct key *key = key_of(",years", years[i]);
        const struct key_entry *entry = entry_of(key, "breakeven_utilization");
        assert_int_equal(entry->state, i < 2 ? KEY_ABSENT : KEY_FIT);
        if (i < 2)
            assert_string_equal(printed(key, "breakeven_utilization"), "none");
        else
            assert_true(fabs(entry->number - (40000 + 2000.0 * (i + 1)) / (8760.0 * (i + 1) * (2.10 - 0.098))) < 1e-12);
        assert_null(reason_of(entry, "en"));
    }
}

static void test_unfit(void **state) {
    (void)state;
    load("tests/golden/lab/keys");
    static const struct {
        const char *question, *row, *reason, *tag;
    } cases[] = {
        {"both", ",40%,20%,60%", "options A and C are both right", "en"},
        {"all_three", ",40%,20%,60%", "options A, B and C are all right", "en"},
        {"neither", ",40%,20%,60%", "no option is right: every claim is false", "en"},
        {"tie", ",40%,20%,65%", "no option is right: Utilization and 1 - Reserved discount tie at 65%", "en"},
        {"undefined", ",40%,0%,60%", "the claim of option A has no value", "en"},
        {"equally_near", ",40%,20%,60%", "options A and B are equally close to the actual 320", "en"},
        {"contradicted", ",20%,20%,60%", "option A is declared right, but its claim does not hold", "en"},
        {"contradicted", ",20%,40%,60%", "option A is declared right, but its claim does not hold", "en"},
        {"both", ",40%,20%,60%", "die Antworten A und C sind beide richtig", "de"},
        {"all_three", ",40%,20%,60%", "die Antworten A, B und C sind alle richtig", "de"},
        {"neither", ",40%,20%,60%", "keine Antwort ist richtig: alle Behauptungen sind falsch", "de-CH"},
        {"tie", ",40%,20%,65%",
         "keine Antwort ist richtig: Utilization und 1 - Reserved discount sind gleich (65\u00A0%)", "de"},
        {"undefined", ",40%,0%,60%", "l’affirmation de la réponse A n’a pas de valeur", "fr"},
        {"equally_near", ",40%,20%,60%", "las opciones A y B están ambas igual de cerca del valor real, 320", "es"},
        {"contradicted", ",20%,20%,60%", "l’opzione A è dichiarata giusta, ma la sua affermazione non vale", "it"},
        {"all_three", ",40%,20%,60%", "as opções A, B e C estão todas certas", "pt"},
        {"tie", ",40%,20%,65%", "geen antwoord is goed: Utilization en 1 - Reserved discount zijn gelijk bij 65%",
         "nl"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct key *key = key_of(",parallel_efficiency,communication_overhead,utilization", cases[i].row);
        const struct key_entry *entry = entry_of(key, cases[i].question);
        assert_int_equal(entry->state, KEY_UNFIT);
        assert_int_equal(entry->right, -1);
        assert_string_equal(reason_of(entry, cases[i].tag), cases[i].reason);
        assert_string_equal(printed(key, cases[i].question), "");
    }
    const struct key *fit = key_of(",parallel_efficiency,communication_overhead,utilization", ",40%,20%,60%");
    assert_string_equal(printed(fit, "tie"), "A");
    assert_string_equal(printed(fit, "contradicted"), "A");
    unload();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_defaults, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_act1, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_act2, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tie, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_breakeven, set_up, tear_down),
        cmocka_unit_test(test_unfit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
