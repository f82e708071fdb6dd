#include "language/language.h"
#include "language/program_operations.h"
#include "model_fixture.h"

#include <math.h>

static const char *const small =
    "model: small\n"
    "parameters:\n"
    "  - {name: a, label: A, unit: 1, minimum: -1000, maximum: 1000, step: 1, default: 3}\n"
    "  - {name: b, label: B, unit: 1, minimum: -1000, maximum: 1000, step: 1, default: 4}\n"
    "  - {name: d, label: D, unit: 1, minimum: -1000, maximum: 1000, step: 1, default: 5}\n"
    "equations:\n"
    "  - {name: total, label: Sum, unit: 1, expression: a + b}\n"
    "  - {name: half, label: Half, unit: 1, expression: total / 2}\n";

/* The value of an expression for these values of a, b and d. */
static double value(struct fixture *f, const char *text, double a, double b, double d, double tolerance) {
    const struct expr *expr = fixture_expr(f, text);
    double values[8] = {0}, result = -12345;
    double *outputs[] = {&result};
    struct program_column inputs[8] = {{0}};
    values[fixture_index(f, "a")] = a;
    values[fixture_index(f, "b")] = b;
    values[fixture_index(f, "d")] = d;
    for (int i = 0; i < f->model->count; i++)
        inputs[i] = (struct program_column){&values[i], 0};
    machine_run(machine_new(f->arena, program_new(f->arena, f->model, &expr, 1, tolerance), EVAL_BLOCK), inputs, 1,
                outputs);
    return result;
}

static void check(struct fixture *f, const char *text, double expected) {
    double got = value(f, text, 3, 4, 5, 0);
    if (isnan(expected) ? !isnan(got) : got != expected)
        fail_msg("%s is %.17g, not %.17g", text, got, expected);
}

static void test_arithmetic(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    check(&f, "a + b * d", 23);
    check(&f, "a - b - d", -6);
    check(&f, "a - (b - d)", 4);
    check(&f, "b / 2 / 2", 1);
    check(&f, "-a", -3);
    check(&f, "a ^ 2", 9);
    check(&f, "2 ^ -1", 0.5);
    check(&f, "(-a) ^ 2", 9);
    check(&f, "-(a ^ 2)", -9);
    check(&f, "(a ^ 2) ^ 2", 81);
    check(&f, "half", 3.5);
    check(&f, "half * total", 24.5);
    check(&f, "abs(a - d)", 2);
    check(&f, "sqrt(b)", 2);
    check(&f, "exp(0)", 1);
    check(&f, "ln(1)", 0);
    check(&f, "log10(1000)", 3);
    check(&f, "log2(1024)", 10);
    check(&f, "exp(ln(a)) - a < 0.0000001", 1);
    check(&f, "min(d, a, b)", 3);
    check(&f, "max(a, d, b)", 5);
    check(&f, "round(2.5)", 3);
    check(&f, "round(-2.5)", -3);
    check(&f, "round(a / 2)", 2);
    check(&f, "ceil(a / 2)", 2);
    check(&f, "ceil(-a / 2)", -1);
    check(&f, "floor(a / 2)", 1);
    check(&f, "floor(-a / 2)", -2);
    fixture_free(&f);
}

static void test_logic(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    check(&f, "a < b", 1);
    check(&f, "b < a", 0);
    check(&f, "a < a", 0);
    check(&f, "a <= a", 1);
    check(&f, "b <= a", 0);
    check(&f, "b > a", 1);
    check(&f, "a > a", 0);
    check(&f, "a >= a", 1);
    check(&f, "a >= b", 0);
    check(&f, "a = 3", 1);
    check(&f, "a = b", 0);
    check(&f, "a <> b", 1);
    check(&f, "a <> 3", 0);
    check(&f, "a < b and b < d", 1);
    check(&f, "a < b and d < b", 0);
    check(&f, "b < a or b < d", 1);
    check(&f, "b < a or d < b", 0);
    /* The right side has no say where the left one decides. */
    check(&f, "b < a and a / (b - 4) > 1", 0);
    check(&f, "a < b or a / (b - 4) > 1", 1);
    check(&f, "not a < b", 0);
    check(&f, "not b < a", 1);
    check(&f, "if(a < b, a, b)", 3);
    check(&f, "if(b < a, a, b)", 4);
    fixture_free(&f);
}

static void test_errors_are_nan_and_go_through(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    static const char *const undefined[] = {"a / (b - 4)",
                                            "(a - 3) / (b - 4)",
                                            "sqrt(-a)",
                                            "ln(0)",
                                            "ln(a - 3)",
                                            "ln(-a)",
                                            "log10(0)",
                                            "log2(-a)",
                                            "(a - 3) ^ (b - 4)",
                                            "(a - 3) ^ -1",
                                            "(-a) ^ (1 / 2)",
                                            "exp(1000 * a)",
                                            "(1000 * a) ^ (1000 * b)",
                                            "exp(700) * exp(700)",
                                            "exp(709) + exp(709) + exp(709)",
                                            "-exp(709) - exp(709) - exp(709)",
                                            "a / (b - 4) > 1",
                                            "a / (b - 4) = a / (b - 4)",
                                            "a / (b - 4) <> 1",
                                            "min(1, a / (b - 4))",
                                            "min(a / (b - 4), 1)",
                                            "max(1, a / (b - 4))",
                                            "max(a / (b - 4), 1)",
                                            "min(1, 2, sqrt(-a))",
                                            "b < a or a / (b - 4) > 1",
                                            "a < b and a / (b - 4) > 1",
                                            "not (sqrt(-a) > 1)",
                                            "if(sqrt(-a) > 1, 1, 2)",
                                            "round(sqrt(-a))",
                                            "ceil(sqrt(-a))",
                                            "abs(sqrt(-a))",
                                            "-sqrt(-a)",
                                            "sqrt(-a) ^ 0",
                                            "1 ^ sqrt(-a)",
                                            "1 / exp(1000 * a)",
                                            "exp(ln(0))",
                                            "if(a < b, sqrt(-a), 1)"};
    for (size_t i = 0; i < sizeof undefined / sizeof *undefined; i++)
        check(&f, undefined[i], NAN);
    /* Only the branch that is taken counts. */
    check(&f, "if(a < b, 1, sqrt(-a))", 1);
    check(&f, "if(a > b, a / (b - 4), 2)", 2);
    check(&f, "if(1 < 2, 7, sqrt(-1))", 7);
    fixture_free(&f);
}

/* U = 1 - D makes two costs equal, but not to the last bit. */
static void test_claims_have_a_tolerance(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    static const struct {
        const char *claim;
        double tied, apart; /* b a hair above a; b well above a */
    } rows[] = {{"a < b", 0, 1},
                {"a <= b", 1, 1},
                {"a > b", 0, 0},
                {"a >= b", 1, 0},
                {"b > a", 0, 1},
                {"b <= a", 1, 0},
                {"a = b", 1, 0},
                {"a <> b", 0, 1},
                /* A difference compared with 0 has two sides. */
                {"a - b < 0", 0, 1},
                {"0 > a - b", 0, 1},
                {"0 <= a - b", 1, 0},
                {"b - a = 0", 1, 0},
                {"0 <> b - a", 0, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(value(&f, rows[i].claim, 700, 700 * (1 + 9e-10), 0, CLAIM_TOLERANCE) == rows[i].tied);
        assert_true(value(&f, rows[i].claim, 700, 700 * (1 + 1.1e-9), 0, CLAIM_TOLERANCE) == rows[i].apart);
        assert_true(value(&f, rows[i].claim, 700, 700 * (1 + 9e-10), 0, 0) == rows[i].apart);
        /* A tie is one on both sides. */
        assert_true(value(&f, rows[i].claim, 700, 700 * (1 - 9e-10), 0, CLAIM_TOLERANCE) == rows[i].tied);
        assert_true(value(&f, rows[i].claim, -700, -700 * (1 + 5e-10), 0, CLAIM_TOLERANCE) == rows[i].tied);
        assert_true(value(&f, rows[i].claim, -700 * (1 + 2e-9), -700, 0, CLAIM_TOLERANCE) == rows[i].apart);
    }
    /* 0.1 + 0.2 is not 0.3 in binary: the rounding error is not a gain. */
    assert_true(value(&f, "a + b - d > 0", 0.1, 0.2, 0.3, 0) == 1);
    assert_true(value(&f, "a + b - d > 0", 0.1, 0.2, 0.3, CLAIM_TOLERANCE) == 0);
    assert_true(value(&f, "total - d = 0", 0.1, 0.2, 0.3, CLAIM_TOLERANCE) == 1);
    assert_true(program_values_tie(0, 0, CLAIM_TOLERANCE));
    assert_false(program_values_tie(0, 1e-300, CLAIM_TOLERANCE));
    assert_true(program_values_tie(-5, -5 * (1 - 1e-10), CLAIM_TOLERANCE));
    assert_false(program_values_tie(5, -5, CLAIM_TOLERANCE));
    assert_false(program_values_tie(NAN, NAN, CLAIM_TOLERANCE));
    assert_false(program_values_tie(1, 1 + 1e-15, 0));
    fixture_free(&f);
}

struct expected {
    const char *name;
    double value;
};

/* Exact fractions, computed apart from this program. */
static const struct expected sets[][26] = {
    {{"cluster_size", 1000},
     {"parallel_efficiency", 0.4},
     {"communication_overhead", 0.2},
     {"gpu_count", 1000},
     {"utilization", 0.6},
     {"years", 3},
     {"on_demand_price", 2.1},
     {"reserved_discount", 0.35},
     {"gpu_price", 40000},
     {"single_gpu_throughput", 989.5},
     {"ideal_throughput", 989500},
     {"cluster_throughput", 316640},
     {"single_gpu_years", 70.50181138381211754370},
     {"ideal_days", 25.73316115509142290345},
     {"actual_days", 80.41612860966069657328},
     {"speedup", 320},
     {"scaling_efficiency", 0.32},
     {"on_demand_tco", 33112800},
     {"reserved_tco", 35872200},
     {"capex", 40000000},
     {"power_cost", 1103760},
     {"cooling_cost", 441504},
     {"staff_cost", 6000000},
     {"on_prem_tco", 47545264},
     {"breakeven_utilization", 0.8743159428090934940250},
     {"budget_utilization", 0.9059940566789881858375}},
    {{"cluster_size", 4096},
     {"parallel_efficiency", 0.85},
     {"communication_overhead", 0.15},
     {"gpu_count", 2500},
     {"utilization", 0.95},
     {"years", 5},
     {"on_demand_price", 4.8},
     {"reserved_discount", 0.55},
     {"gpu_price", 25000},
     {"single_gpu_throughput", 989.5},
     {"ideal_throughput", 4052992},
     {"cluster_throughput", 2928286.72},
     {"single_gpu_years", 70.50181138381211754370},
     {"ideal_days", 6.282510047629741919787},
     {"actual_days", 8.695515636857774283443},
     {"speedup", 2959.36},
     {"scaling_efficiency", 0.7225},
     {"on_demand_tco", 499320000},
     {"reserved_tco", 236520000},
     {"capex", 62500000},
     {"power_cost", 7281750},
     {"cooling_cost", 2912700},
     {"staff_cost", 25000000},
     {"on_prem_tco", 97694450},
     {"breakeven_utilization", 0.1699461416399122883685},
     {"budget_utilization", 0.09512937595129375951294}},
    {{"cluster_size", 1},
     {"parallel_efficiency", 0.1},
     {"communication_overhead", 0.6},
     {"gpu_count", 100},
     {"utilization", 0.1},
     {"years", 1},
     {"on_demand_price", 1},
     {"reserved_discount", 0.6},
     {"gpu_price", 80000},
     {"single_gpu_throughput", 989.5},
     {"ideal_throughput", 989.5},
     {"cluster_throughput", 39.58},
     {"single_gpu_years", 70.50181138381211754370},
     {"ideal_days", 25733.16115509142290345},
     {"actual_days", 643329.0288772855725862},
     {"speedup", 0.04},
     {"scaling_efficiency", 0.04},
     {"on_demand_tco", 87600},
     {"reserved_tco", 350400},
     {"capex", 8000000},
     {"power_cost", 6132},
     {"cooling_cost", 2452.8},
     {"staff_cost", 200000},
     {"on_prem_tco", 8208584.8},
     {"breakeven_utilization", 1},
     {"budget_utilization", 57.07762557077625570776}},
};
enum { SETS = sizeof sets / sizeof *sets, NAMES = sizeof *sets / sizeof **sets, GIVEN = 9 };

static void check_close(const char *name, double got, double expected) {
    if (!(fabs(got - expected) <= 1e-14 * fabs(expected) * 10))
        fail_msg("%s is %.17g, not %.17g", name, got, expected);
}

static void test_lab_figures(void **state) {
    (void)state;
    struct fixture f = fixture_lab();
    struct machine *machine = machine_new(f.arena, program_new_all(f.arena, f.model), 1);
    double *values = fixture_values(&f);
    for (int i = 0; i < SETS; i++) {
        for (int j = 0; j < GIVEN; j++)
            values[fixture_index(&f, sets[i][j].name)] = sets[i][j].value;
        machine_run_all(machine, 1, values);
        for (int j = 0; j < NAMES; j++)
            check_close(sets[i][j].name, values[fixture_index(&f, sets[i][j].name)], sets[i][j].value);
        assert_true(values[fixture_index(&f, "hours_per_year")] == 8760);
    }
    fixture_free(&f);
}

/* One row or many, in place, spread out or the same in all rows: the same bits. */
static void test_rows_and_strides_do_not_matter(void **state) {
    (void)state;
    enum { ROWS = 3 * EVAL_BLOCK + 17 };
    struct fixture f = fixture_text(small);
    const struct expr *exprs[] = {fixture_expr(&f, "a / b + sqrt(d) * total"),
                                  fixture_expr(&f, "if(a < b, a ^ d, max(ln(b), half, -d))"),
                                  fixture_expr(&f, "min(a, b, d) - exp(d / 100) * (a > b or b >= d)"),
                                  fixture_expr(&f, "round(a) + ceil(b) * floor(d) - abs(a - b)"),
                                  fixture_expr(&f, "b * 2"),
                                  fixture_expr(&f, "7"),
                                  fixture_expr(&f, "b")};
    enum { COUNT = sizeof exprs / sizeof *exprs };
    const struct program *program = program_new(f.arena, f.model, exprs, COUNT, 0);
    /* Two machines of one program, in turn. */
    struct machine *machine = machine_new(f.arena, program, EVAL_BLOCK), *other = machine_new(f.arena, program, 1);
    int a = fixture_index(&f, "a"), b = fixture_index(&f, "b"), d = fixture_index(&f, "d");
    double *rows = arena_array(f.arena, ROWS * 3, sizeof *rows); /* a, b, d side by side */
    double *column = arena_array(f.arena, ROWS, sizeof *column);
    double *many[COUNT], *alone[COUNT];
    for (int i = 0; i < COUNT; i++) {
        many[i] = arena_array(f.arena, ROWS, sizeof(double));
        alone[i] = arena_array(f.arena, ROWS, sizeof(double));
    }
    uint64_t bits = 42;
    for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < 3; j++) {
            bits = bits * 6364136223846793005u + 1442695040888963407u;
            /* b is the same in all rows; a and d are -500 to 500, some of them 0. */
            rows[3 * i + j] = j == 1 ? 2.75 : bits >> 60 == 0 ? 0 : (double)(int64_t)bits / 9.3e18 * 500;
        }
        column[i] = rows[3 * i];
    }
    struct program_column inputs[8] = {{0}};
    inputs[a] = (struct program_column){column, 1};
    inputs[b] = (struct program_column){rows + 1, 0};
    inputs[d] = (struct program_column){rows + 2, 3};
    machine_run(machine, inputs, ROWS, many);
    for (int i = 0; i < ROWS; i++) {
        double *outputs[COUNT];
        for (int j = 0; j < COUNT; j++)
            outputs[j] = alone[j] + i;
        inputs[a] = (struct program_column){rows + 3 * i, 0};
        inputs[b] = (struct program_column){rows + 3 * i + 1, 1};
        inputs[d] = (struct program_column){rows + 3 * i + 2, 7};
        machine_run(other, inputs, 1, outputs);
        double set[8] = {0};
        set[a] = rows[3 * i], set[b] = rows[3 * i + 1], set[d] = rows[3 * i + 2];
        const double *results = machine_run_set(machine, set);
        for (int j = 0; j < COUNT; j++)
            assert_memory_equal(&results[j], outputs[j], sizeof(double));
    }
    for (int j = 0; j < COUNT; j++)
        assert_memory_equal(many[j], alone[j], ROWS * sizeof(double));
    /* And they are values: the plain C of the first expression. */
    int nan = 0;
    for (int i = 0; i < ROWS; i++) {
        double *r = rows + 3 * i, plain = r[0] / r[1] + sqrt(r[2]) * (r[0] + r[1]);
        assert_true(isnan(plain) ? isnan(many[0][i]) : many[0][i] == plain);
        assert_true(many[5][i] == 7 && many[6][i] == 2.75 && many[4][i] == 5.5);
        nan += isnan(plain);
    }
    assert_true(nan > 100 && nan < ROWS - 100);
    machine_run(machine, NULL, 0, NULL);
    fixture_free(&f);
}

/* Operations per row after common subexpressions are merged. */
static int count_operations(const struct program *program) {
    int count = 0;
    for (int i = 0; i < program->count; i++) {
        const struct program_operation *operation = &program->operations[i];
        count += operation->live && operation->op != EXPR_NUMBER && operation->op != EXPR_NAME;
    }
    return count;
}

static void test_common_expressions_are_computed_once(void **state) {
    (void)state;
    struct fixture f = fixture_text(small);
    const struct expr *exprs[] = {fixture_expr(&f, "(a + b) * 2 + total"), fixture_expr(&f, "a + b"),
                                  fixture_expr(&f, "half"), fixture_expr(&f, "2 ^ 2 + sqrt(1)"),
                                  fixture_expr(&f, "if(1 < 2, total, exp(d))")};
    struct program *program = program_new(f.arena, f.model, exprs, 5, 0);
    /* a + b, its double, their sum, its half. */
    assert_int_equal(count_operations(program), 4);
    const struct expr *two[] = {fixture_expr(&f, "(a + b) * 2"), fixture_expr(&f, "a + b")};
    struct text printed = {0};
    program_print(&printed, program_new(f.arena, f.model, two, 2, 0), f.model);
    assert_string_equal(printed.bytes, "    0  a\n    1  b\n    2  + 0 1  result\n    3  2\n    4  * 2 3  result\n");
    text_free(&printed);
    fixture_free(&f);
}

/* A long chain of equations does not recurse deeply. */
static void test_long_chain(void **state) {
    (void)state;
    enum { LENGTH = 5000 };
    struct text yaml = {0};
    text_puts(&yaml,
              "model: small\nparameters:\n  - {name: start, label: S, unit: 1, minimum: 0, maximum: 10, step: 1, "
              "default: 1}\nequations:\n");
    for (int i = 0; i < LENGTH; i++) {
        text_printf(&yaml, "  - {name: link_%d_x, label: L, unit: 1, expression: ", i);
        if (i == 0)
            text_puts(&yaml, "start + 1}\n");
        else
            text_printf(&yaml, "link_%d_x + 1}\n", i - 1);
    }
    struct fixture f = fixture_text(yaml.bytes);
    double *values = fixture_values(&f);
    machine_run_all(machine_new(f.arena, program_new_all(f.arena, f.model), 1), 1, values);
    assert_true(values[fixture_index(&f, "link_4999_x")] == LENGTH + 1);
    text_free(&yaml);
    fixture_free(&f);
}

static void test_swept_values_are_decimals(void **state) {
    (void)state;
    struct sweep sweep = {.first = 0.05, .last = 1, .points = 20, .scale = SWEEP_LINEAR};
    static const double twentieths[] = {0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50,
                                        0.55, 0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90, 0.95, 1.00};
    for (int i = 0; i < 20; i++)
        assert_true(sweep_value(&sweep, i) == twentieths[i]);
    sweep = (struct sweep){.first = -0.3, .last = 0.3, .points = 7};
    static const double around_zero[] = {-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3};
    for (int i = 0; i < 7; i++)
        assert_true(sweep_value(&sweep, i) == around_zero[i]);
    sweep = (struct sweep){.first = 20000, .last = 80000, .points = 13};
    for (int i = 0; i < 13; i++)
        assert_true(sweep_value(&sweep, i) == 20000 + 5000 * i);
    /* Off any grid it is plain arithmetic. */
    sweep = (struct sweep){.first = 0, .last = 1, .points = 4};
    assert_true(sweep_value(&sweep, 1) == 1.0 / 3);
    assert_true(sweep_value(&sweep, 3) == 1);
    sweep = (struct sweep){.first = 1.0 / 3, .last = 2.0 / 3, .points = 2};
    assert_true(sweep_value(&sweep, 0) == 1.0 / 3);
    assert_true(sweep_value(&sweep, 1) == 2.0 / 3);
    sweep = (struct sweep){.first = 5, .last = 9, .points = 1};
    assert_true(sweep_value(&sweep, 0) == 5);
    sweep = (struct sweep){.first = 1, .last = 4096, .points = 13, .scale = SWEEP_GEOMETRIC};
    for (int i = 0; i < 13; i++)
        assert_true(sweep_value(&sweep, i) == (double)(1 << i));
    sweep = (struct sweep){.first = 0.01, .last = 1000, .points = 6, .scale = SWEEP_GEOMETRIC};
    static const double tens[] = {0.01, 0.1, 1, 10, 100, 1000};
    for (int i = 0; i < 6; i++)
        assert_true(sweep_value(&sweep, i) == tens[i]);
    sweep = (struct sweep){.first = 1, .last = 2, .points = 3, .scale = SWEEP_GEOMETRIC};
    assert_true(fabs(sweep_value(&sweep, 1) - 1.4142135623730951) < 1e-15);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arithmetic),
        cmocka_unit_test(test_logic),
        cmocka_unit_test(test_errors_are_nan_and_go_through),
        cmocka_unit_test(test_claims_have_a_tolerance),
        cmocka_unit_test(test_lab_figures),
        cmocka_unit_test(test_rows_and_strides_do_not_matter),
        cmocka_unit_test(test_common_expressions_are_computed_once),
        cmocka_unit_test(test_long_chain),
        cmocka_unit_test(test_swept_values_are_decimals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
