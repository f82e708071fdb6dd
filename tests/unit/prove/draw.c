#include "key/key.h"
#include "model_fixture.h"
#include "prove/margin.h"
#include "prove/prove.h"
#include "sets_fixture.h"
#include "tree_fixture.h"

#include <math.h>
#include <string.h>

static double value_of(struct fixture *f, const struct expr *expr, const double *values) {
    return *machine_run_set(machine_new(f->arena, program_new(f->arena, f->model, &expr, 1, CLAIM_TOLERANCE), 1),
                            values);
}

/* What is certain and what possible with a margin of 2 %, by hand: x is 100, y 101 (near x), z 200 and w 100. */
static void test_margin(void **state) {
    (void)state;
    static const char model[] = "model: small\n"
                                "parameters:\n"
                                "  - {name: x, label: x, unit: 1, minimum: 0, maximum: 999, default: 100}\n"
                                "  - {name: y, label: y, unit: 1, minimum: 0, maximum: 999, default: 101}\n"
                                "  - {name: z, label: z, unit: 1, minimum: 0, maximum: 999, default: 200}\n"
                                "  - {name: w, label: w, unit: 1, minimum: 0, maximum: 999, default: 100}\n"
                                "equations:\n"
                                "  - {name: close, label: close, unit: 1, expression: x < y}\n"
                                "  - {name: far, label: far, unit: 1, expression: x < z}\n";
    struct fixture f = fixture_text(model);
    static const struct {
        const char *condition;
        int certain, possible;
    } cases[] = {
        {"x < z", 1, 1},
        {"z < x", 0, 0},
        {"x < y", 0, 1},
        {"y <= x", 0, 1},
        {"x = y", 0, 1},
        {"x = w", 1, 1},
        {"x = z", 0, 0},
        {"x <> y", 0, 1},
        {"x <> w", 0, 0},
        {"x <> z", 1, 1},
        {"x <= w", 0, 1},
        {"not x < y", 0, 1},
        {"not x < z", 0, 0},
        {"not z < x", 1, 1},
        {"x < y and x < z", 0, 1},
        {"x < y and z < x", 0, 0},
        {"x < y or x < z", 1, 1},
        {"x < y or z < x", 0, 1},
        {"close", 0, 1},
        {"far and not close", 0, 1},
        {"far or close", 1, 1},
        {"if(x < z, x < z, x < y)", 1, 1},
        {"if(x < z, x < y, x < z)", 0, 1},
        {"if(x < y, x < z, z > x)", 0, 1},
        {"if(z < x, x < y, z < x)", 0, 0},
        {"x / 2 < y / 2", 0, 1},
        {"0 < x - w", 0, 1},
        {"0 < z - x", 1, 1},
        {"0 < y - x", 0, 1},
        {"y - x <= 0", 0, 1},
        {"z - x <> 0", 1, 1},
        {"z - x < 0", 0, 0},
    };
    const double *values = fixture_values(&f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct prove_margin_bounds bounds = prove_margin_bounds(f.arena, fixture_expr(&f, cases[i].condition), 0.02);
        double certain = value_of(&f, bounds.certain, values), possible = value_of(&f, bounds.possible, values);
        if (certain != cases[i].certain || possible != cases[i].possible)
            fail_msg("%s: certain %g, possible %g", cases[i].condition, certain, possible);
    }
    /* Numbers that tie are near at any margin, on both sides; others are not. */
    static const struct {
        double of_x;
        bool near;
    } sides[] = {{0, true}, {5e-10, true}, {-5e-10, true}, {2e-9, false}, {-2e-9, false}};
    double *changed = arena_array(f.arena, (size_t)f.model->count, sizeof *changed);
    memcpy(changed, values, (size_t)f.model->count * sizeof *changed);
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        changed[model_lookup(f.model, "w")->index] = 100 * (1 + sides[i].of_x);
        for (int strict = 0; strict < 2; strict++) {
            const struct expr *condition = fixture_expr(&f, strict ? "x < w" : "x <= w");
            struct prove_margin_bounds bounds = prove_margin_bounds(f.arena, condition, 0);
            bool holds = sides[i].of_x > 0;
            assert_true(value_of(&f, bounds.certain, changed) == (holds && !sides[i].near));
            assert_true(value_of(&f, bounds.possible, changed) == (holds || sides[i].near));
        }
    }
    fixture_free(&f);
}

/* The sets of a file, compared. */
static struct prove_distinct *compared(struct tree_fixture *f, const char *text) {
    struct diag *silent = diag_new();
    const struct source *source = source_of_text(f->arena, "sets", text, strlen(text));
    const struct parameter_sets *sets = sets_read(f->arena, source, f->lab->model, f->lab->name, silent);
    assert_non_null(sets);
    struct prove_distinct *distinct = prove_distinct_new(f->arena, f->lab, sets_count(sets));
    struct parameter_set **all = fixture_sets(f->arena, f->lab->model, sets, silent);
    for (size_t i = 0; i < sets_count(sets); i++)
        prove_distinct_add(distinct, all[i]);
    prove_distinct_compare(distinct);
    diag_free(silent);
    return distinct;
}

/* By hand from the default set: of its thirteen numbers, another price of a GPU changes capex,
 * the on-premises total and the breakeven. All four letters can differ: reflections are shuffled. */
static void test_distinct(void **state) {
    (void)state;
    struct tree_fixture f = tree_fixture_load();
    struct prove_distinct *distinct = compared(&f, "id,gpu_price,gpu_count\na,40000,4000\nb,30000,4000\n");
    assert_int_equal(distinct->number_count, 13);
    assert_int_equal(distinct->letter_count, 4);
    assert_int_equal(distinct->pairs, 2);
    assert_int_equal(distinct->worst_count, 1);
    assert_int_equal(distinct->worst[0].numbers, 10);
    assert_true(prove_distinct_check(distinct, 0.77, "mend it", f.diag));
    assert_false(prove_distinct_check(distinct, 0.76, "mend it", f.diag));
    assert_non_null(strstr(diag_text(f.diag), "sets:2:1: error: 10 of the 13 numeric answers of 'a'"));
    /* 3960 is 1 % of 4000 away from it, but 4000 is more than 1 % of 3960 away: only b's answers pass on a's sheet.
     * What is in proportion to the count of GPUs: seven costs, of which the on-premises total is asked for more
     * closely; six numbers do not depend on it. */
    distinct = compared(&f, "id,gpu_count\na,4000\nb,3960\n");
    assert_int_equal(distinct->worst[0].a, 1);
    assert_int_equal(distinct->worst[0].numbers, 12);
    assert_int_equal(distinct->number_sum, 12 + 6);
    /* `none` is right where there is none, and only there: one year has no breakeven, two have none, three have one. */
    int q = (int)(lab_lookup_question(f.lab, "breakeven_utilization") - f.lab->questions);
    assert_int_equal(compared(&f, "id,years\na,1\nb,2\nc,3\n")->accepted[q], 2);
    /* One person alone has nobody to copy from. */
    distinct = compared(&f, "id,scenario\na,x\na,y\n");
    assert_int_equal(distinct->pairs, 0);
    assert_true(prove_distinct_check(distinct, 0, "mend it", f.diag));
    tree_fixture_free(&f);
}

/* Ids that share a beginning, and a set for each: what is drawn depends on no set drawn before. */
static void test_draw_alone(void **state) {
    (void)state;
    struct tree_fixture f = tree_fixture_load();
    const struct source *source = source_of_text(f.arena, "roster", "id\na\nab\nabc\n", 12);
    struct parameter_sets *people = sets_read_roster(f.arena, source, NULL, f.lab->model, f.lab->name, f.diag);
    struct prove_draw *draw = prove_draw_new(f.arena, f.lab, "seed", DRAW_MARGIN, NULL);
    struct parameter_set *first[3], *second[3];
    for (size_t i = 0; i < 3; i++) {
        first[i] = sets_get(people, i, f.arena);
        assert_true(prove_draw_set(draw, first[i], f.arena, f.diag));
    }
    for (size_t i = 3; i-- > 0;) {
        second[i] = sets_get(people, i, f.arena);
        assert_true(
            prove_draw_set(prove_draw_new(f.arena, f.lab, "seed", DRAW_MARGIN, NULL), second[i], f.arena, f.diag));
    }
    assert_string_equal(diag_text(f.diag), "");
    for (int k = 0; k < f.lab->model->count; k++)
        if (f.lab->model->quantities[k]->kind == QUANTITY_PARAMETER)
            for (size_t i = 0; i < 3; i++)
                assert_true(first[i]->values[k] == second[i]->values[k]);
    tree_fixture_free(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_margin),
        cmocka_unit_test(test_distinct),
        cmocka_unit_test(test_draw_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
