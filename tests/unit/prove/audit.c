#include "key/key.h"
#include "prove/prove.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

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

/* What the audit counts of a question is what the keys of all sets are, one by one; its examples have these keys. */
static void check_question(struct lab *lab, const char *name, uint64_t sets) {
    const struct prove_audit *audit =
        prove_audit(arena, lab, &name, 1, &(struct prove_audit_options){.seed = "seed", .processes = 2}, diag);
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

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_planted), TEST(test_scale_illusion), TEST(test_nearest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
