#include "key/key.h"
#include "prove/prove.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lab_fixture.h"
#include "silent_fixture.h"

/* Makes a parameter's grid smaller, so that a set at a time can go over it. */
static void limit(struct lab *lab, const char *name, double minimum, double maximum, double step) {
    for (int i = 0; i < lab->model->count; i++) {
        struct quantity *quantity = lab->model->quantities[i];
        if (strcmp(quantity->name, name) != 0)
            continue;
        quantity->minimum = quantity->initial = minimum;
        quantity->maximum = maximum;
        quantity->step = step;
    }
}

/* The key of one set. */
static const struct key_entry *entry_of(struct arena *scratch, struct lab *lab, struct key_program *keys,
                                        struct machine *machine, double *values, const struct lab_question *question) {
    machine_run_all(machine, 1, values);
    struct parameter_set set = {.id = "x", .values = values};
    const struct key *key = key_compute(scratch, keys, &set);
    return &key->entries[question - lab->questions];
}

/* What the audit counts of a question is what the keys of all sets are, one by one; its examples have these keys. Gives
 * the number of sets in which rounding changes the key. */
static uint64_t check_counted(struct lab *lab, const char *name, uint64_t sets, bool by_boxes) {
    const struct prove_audit *audit = prove_audit(
        arena, lab, &name, 1,
        &(struct prove_audit_options){.seed = "seed", .processes = by_boxes ? 1 : 2, .by_boxes = by_boxes}, diag);
    assert_non_null(audit);
    assert_int_equal(audit->question_count, 1);
    const struct prove_audit_question *audited = &audit->questions[0];
    const struct lab_question *question = audited->question;
    const struct grid *grid = audited->over.grid;
    assert_int_equal(audited->over.sets, sets);
    struct machine *machine = machine_new(arena, program_new_all(arena, lab->model), 1);
    struct key_program *keys = key_program_new(arena, lab);
    double *values = arena_array(arena, (size_t)lab->model->count, sizeof *values);
    for (int i = 0; i < lab->model->count; i++)
        values[i] = lab->model->quantities[i]->initial;
    size_t numbers[64] = {0};
    uint64_t right[26] = {0}, absent = 0, unfit = 0;
    struct arena *scratch = arena_new();
    for (uint64_t i = 0; i < sets; i++) {
        uint64_t rest = i;
        for (int a = 0; a < grid->axis_count; a++) {
            numbers[a] = rest % grid->axes[a].count;
            rest /= grid->axes[a].count;
        }
        grid_set(grid, numbers, values);
        const struct key_entry *entry = entry_of(scratch, lab, keys, machine, values, question);
        unfit += entry->state == KEY_UNFIT;
        absent += entry->state == KEY_ABSENT;
        if (entry->state == KEY_FIT && entry->right >= 0)
            right[entry->right]++;
        arena_reset(scratch);
    }
    assert_int_equal(prove_audit_keyless(audited), unfit);
    assert_int_equal(audited->absent.count, absent);
    for (int i = 0; i < question->option_count; i++) {
        if (question->kind == QUESTION_REFLECTION)
            continue;
        assert_int_equal(audited->right[i].count, right[i]);
        if (!right[i])
            continue;
        for (int a = 0; a < grid->axis_count; a++)
            values[grid->axes[a].parameter->index] = audited->right[i].example[grid->axes[a].parameter->index];
        assert_int_equal(entry_of(scratch, lab, keys, machine, values, question)->right, i);
    }
    arena_free(scratch);
    return audited->over.rounding_sensitive.count;
}

/* Set by set, and by boxes of sets. */
static void check_question(struct lab *lab, const char *name, uint64_t sets) {
    check_counted(lab, name, sets, false);
    check_counted(lab, name, sets, true);
}

static void test_planted(void **state) {
    (void)state;
    struct lab *lab = lab_load(arena, units, "tests/labs/planted", diag);
    assert_non_null(lab);
    static const struct {
        const char *name;
        uint64_t sets;
    } questions[] = {{"corner", 100},   {"distractor", 100}, {"nearest", 100}, {"printed", 9}, {"undefined", 100},
                     {"declared", 100}, {"diagonal", 100},   {"slope", 100},   {"part", 9},    {"joint", 27},
                     {"crossing", 100}, {"threshold", 9},    {"steep", 100}};
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        check_question(lab, questions[i].name, questions[i].sets);
}

static void test_scale_illusion(void **state) {
    (void)state;
    struct lab *lab = lab_load(arena, units, "scale-illusion", diag);
    assert_non_null(lab);
    limit(lab, "cluster_size", 1, 4096, 585);
    limit(lab, "gpu_count", 100, 200, 100);
    limit(lab, "on_demand_price", 1, 5, 1);
    limit(lab, "gpu_price", 20000, 80000, 20000);
    check_question(lab, "act1_prediction", 8 * 19 * 13);
    check_question(lab, "act2_prediction", 2 * 19 * 5 * 5 * 11 * 4);
    check_question(lab, "breakeven_utilization", 2 * 19 * 5 * 5 * 4);
}

/* The example is the fewest steps from the defaults: reserved wins first where D is 45 %, two steps of 5 % away. */
static void test_nearest(void **state) {
    (void)state;
    struct lab *lab = lab_load(arena, units, "scale-illusion", diag);
    static const char *const names[] = {"act2_prediction", "reserved_is_cheapest"};
    const struct prove_audit *audit =
        prove_audit(arena, lab, names, 2, &(struct prove_audit_options){.seed = "seed", .processes = 1}, diag);
    assert_non_null(audit);
    const struct quantity *discount = model_lookup(lab->model, "reserved_discount");
    const struct prove_audit_count *counts[] = {&audit->questions[0].right[2], &audit->statements[0].holds};
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < lab->model->count; j++) {
            const struct quantity *quantity = lab->model->quantities[j];
            const struct grid *grid = audit->questions[0].over.grid;
            for (int a = 0; a < grid->axis_count; a++)
                if (grid->axes[a].parameter == quantity)
                    assert_true(counts[i]->example[j] == (quantity == discount ? 0.45 : quantity->initial));
        }
    assert_true(prove_audit_has_findings(audit));
}

/* Values of lists, printed with fewer digits than they have: in 21 sets of either question, another option is right for
 * some values that print so, counted in exact fractions. */
static void test_listed_values_are_rounded(void **state) {
    (void)state;
    static const struct lab_fixture_file files[] = {
        {"m.yaml", "model: m\ntitle: M\nparameters:\n"
                   "  - {name: n, label: N, unit: 1, format: 1, values: [1.04, 1.06, 1.14, 1.16, 1.24, 1.26, 1.34, "
                   "1.36], default: 1.04}\n"
                   "  - {name: k, label: K, unit: 1, format: 0, values: [3.6, 4.4, 4.6, 5.4, 5.6], default: 3.6}\n"
                   "constants:\n  - {name: six, label: Six, unit: 1, value: 6, source: this test}\n"},
        {NULL, NULL}};
    struct lab_fixture f = lab_fixture_text(
        "listed",
        "lab: listed\ntitle: L\nmodels: [m]\ndocuments: []\nquestions:\n"
        "  - {name: product, kind: choice, title: P, prompt: P?, options: {A: {text: more, claim: n * k > six}, "
        "B: {text: less, claim: n * k < six}, C: {text: the same, claim: n * k = six}}}\n"
        "  - {name: distance, kind: choice, title: D, prompt: D?, options: {A: {text: far, claim: k - n > n + n + n}, "
        "B: {text: near, claim: k - n <= n + n + n}}}\n",
        files);
    for (int by_boxes = 0; by_boxes < 2; by_boxes++) {
        assert_int_equal(check_counted(f.lab, "product", 40, by_boxes), 21);
        assert_int_equal(check_counted(f.lab, "distance", 40, by_boxes), 21);
    }
    lab_fixture_free(&f);
}

/* A right number that is 1 in each set: one that is nowhere near it is taken for it in no set, one that is it but for a
 * millionth in each, and one that grows past it where it comes within a hundredth: for 199, 200 and 201. */
static void test_mistakes_by_boxes(void **state) {
    (void)state;
    static const struct lab_fixture_file files[] = {
        {"m.yaml", "model: m\ntitle: M\nparameters:\n"
                   "  - {name: n, label: N, unit: 1, format: 0, minimum: 100, maximum: 300, step: 1, default: 100}\n"
                   "constants:\n"
                   "  - {name: target, label: R, unit: 1, format: 0, value: 200, source: this test}\n"
                   "  - {name: single, label: S, unit: 1, format: 0, value: 1, source: this test}\n"
                   "  - {name: close, label: C, unit: 1, format: 6, value: 1.000001, source: this test}\n"
                   "equations:\n  - {name: one, label: O, unit: 1, format: 4, expression: 'min(n, single)'}\n"},
        {NULL, NULL}};
    struct lab_fixture f =
        lab_fixture_text("mistaken",
                         "lab: mistaken\ntitle: M\nmodels: [m]\ndocuments: []\nquestions:\n"
                         "  - {name: one, kind: numeric, title: O, prompt: O?, tolerance: 0.9%, mistakes: ["
                         "{name: far, expression: n, feedback: f}, {name: near, expression: close * one, feedback: f}, "
                         "{name: grown, expression: n / target, feedback: f}]}\n",
                         files);
    static const char *const name = "one";
    for (int by_boxes = 0; by_boxes < 2; by_boxes++) {
        const struct prove_audit *audit =
            prove_audit(arena, f.lab, &name, 1,
                        &(struct prove_audit_options){.seed = "seed", .processes = 1, .by_boxes = by_boxes}, diag);
        const struct prove_audit_mistake *mistakes = audit->questions[0].mistakes;
        const uint64_t accepted[] = {0, 201, 3};
        for (int i = 0; i < 3; i++) {
            assert_int_equal(mistakes[i].accepted.count, accepted[i]);
            assert_int_equal(mistakes[i].refused.count, 201 - accepted[i]);
        }
    }
    lab_fixture_free(&f);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_planted), TEST(test_scale_illusion), TEST(test_nearest),
                                       TEST(test_listed_values_are_rounded), TEST(test_mistakes_by_boxes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
