#include "language/grid.h"
#include "lab/lab.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "silent_fixture.h"

static struct model *lab_model(void) {
    struct lab *lab = lab_load(arena, units, "scale-illusion", diag);
    assert_non_null(lab);
    return lab->model;
}

static const struct expr *parsed(const struct model *model, const char *text) {
    const struct source *source = source_of_text(arena, "test", text, strlen(text));
    struct expr *expr = expr_parse(arena, text, strlen(text), source_pos(source, 0), diag);
    assert_non_null(expr);
    assert_true(model_resolve(model, expr, diag));
    return expr;
}

static struct grid *grid_of(const struct model *model, const struct expr *const *exprs, int count) {
    bool *needed = arena_array(arena, (size_t)model->count, sizeof *needed);
    for (int i = 0; i < count; i++)
        model_dependencies(model, exprs[i], needed);
    return grid_new(arena, model, needed);
}

/* Values from the lab's tables: the decimal that is written, not a sum of rounded steps. */
static void test_axes(void **state) {
    (void)state;
    const struct model *model = lab_model();
    static const struct {
        const char *name;
        size_t count, origin;
        double first, second, last;
    } axes[] = {
        {"cluster_size", 4096, 999, 1, 2, 4096},
        {"parallel_efficiency", 19, 6, 0.1, 0.15, 1},
        {"communication_overhead", 13, 4, 0, 0.05, 0.6},
        {"training_compute", 5, 2, 1.2e24, 1.7e24, 3.2e24},
        {"gpu_count", 40, 9, 100, 200, 4000},
        {"utilization", 19, 10, 0.1, 0.15, 1},
        {"years", 5, 2, 1, 2, 5},
        {"on_demand_price", 41, 11, 1, 1.1, 5},
        {"reserved_discount", 11, 5, 0.1, 0.15, 0.6},
        {"gpu_price", 13, 4, 20000, 25000, 80000},
    };
    bool *all = arena_array(arena, (size_t)model->count, sizeof *all);
    memset(all, 1, (size_t)model->count);
    const struct grid *grid = grid_new(arena, model, all);
    assert_int_equal(grid->axis_count, 10);
    for (size_t i = 0; i < 10; i++) {
        const struct grid_axis *axis = &grid->axes[i];
        assert_string_equal(axis->parameter->name, axes[i].name);
        assert_int_equal(axis->count, axes[i].count);
        assert_int_equal(axis->origin, axes[i].origin);
        assert_true(axis->values[0] == axes[i].first && axis->values[1] == axes[i].second);
        assert_true(axis->values[axis->count - 1] == axes[i].last);
        assert_false(grid_axis_rounded(axis));
    }
    assert_true(grid->axes[5].values[4] == 0.3 && grid->axes[7].values[13] == 2.3);
    assert_true(grid->sets == (uint64_t)1011712 * 5 * 22279400);
}

/* A parameter whose minimum is its maximum has one value, with a step or without. */
static void test_one_value(void **state) {
    (void)state;
    static const double bounds[][3] = {{40000, 40000, 0}, {0.1, 0.1, 0}, {40000, 40000, 5000}};
    for (size_t i = 0; i < 3; i++) {
        struct model *model = lab_model();
        struct quantity *price = (struct quantity *)model_lookup(model, "gpu_price");
        price->minimum = bounds[i][0];
        price->maximum = bounds[i][1];
        price->step = bounds[i][2];
        price->initial = bounds[i][0];
        assert_true(quantity_has_grid(price));
        bool *needed = arena_array(arena, (size_t)model->count, sizeof *needed);
        needed[price->index] = needed[model_lookup(model, "years")->index] = true;
        const struct grid *grid = grid_new(arena, model, needed);
        assert_false(grid->endless);
        assert_true(grid->listed && grid->sets == 5);
        assert_true(grid->axes[1].count == 1 && grid->axes[1].origin == 0 && grid->axes[1].values[0] == bounds[i][0]);
    }
}

/* With each output as its gate, a walk leaves out the blocks in which that is 1 nowhere, and no others, whatever the
 * order of the blocks; the columns of the rest are those of a walk without a gate. */
static void check_gates(struct walk *walk, const struct program *program, const struct grid *grid, int count) {
    const double **columns = arena_array(arena, (size_t)count, sizeof *columns);
    const double **gated = arena_array(arena, (size_t)count, sizeof *gated);
    uint64_t blocks = walk_block_count(walk);
    for (int gate = 0; gate < count; gate++) {
        struct walk *through = walk_new(arena, program, grid, gate);
        assert_int_equal(walk_block_count(through), blocks);
        for (uint64_t i = 0; i < blocks && i < 3000; i++) {
            uint64_t block = i < 1500 ? i : i * 7919 % blocks;
            size_t rows = walk_run(walk, block, columns), open = column_count(columns[gate], 1, rows);
            assert_int_equal(walk_run(through, block, gated), open ? rows : 0);
            const double *inner, *gated_inner;
            if (!open)
                continue;
            assert_true(walk_distance(walk, &inner) == walk_distance(through, &gated_inner));
            assert_memory_equal(gated_inner, inner, rows * sizeof *inner);
            for (int j = 0; j < count; j++)
                assert_memory_equal(gated[j], columns[j], rows * sizeof *columns[j]);
        }
    }
}

/* Every set of the grid comes once, with the values of the same program run row by row, to the last bit. */
static void check_walk(const struct model *model, const char *const *texts, int count, uint64_t sets,
                       double tolerance) {
    const struct expr **exprs = arena_array(arena, (size_t)count, sizeof *exprs);
    for (int i = 0; i < count; i++)
        exprs[i] = parsed(model, texts[i]);
    const struct grid *grid = grid_of(model, exprs, count);
    assert_int_equal(grid->sets, sets);
    const struct program *program = program_new(arena, model, exprs, count, tolerance);
    struct machine *judge = machine_new(arena, program, EVAL_BLOCK);
    struct walk *walk = walk_new(arena, program, grid, -1);
    struct walk *jumping = walk_new(arena, program, grid, -1);
    const double **columns = arena_array(arena, (size_t)count, sizeof *columns);
    double *values = arena_array(arena, (size_t)model->count, sizeof *values);
    double **sets_of = arena_array(arena, (size_t)model->count, sizeof *sets_of);
    struct program_column *inputs = arena_array(arena, (size_t)model->count, sizeof *inputs);
    double **expected = arena_array(arena, (size_t)count, sizeof *expected);
    for (int i = 0; i < model->count; i++) {
        sets_of[i] = arena_array(arena, walk_width(walk), sizeof **sets_of);
        inputs[i] = (struct program_column){sets_of[i], 1};
    }
    for (int i = 0; i < count; i++)
        expected[i] = arena_array(arena, walk_width(walk), sizeof **expected);
    unsigned char *seen = arena_array(arena, sets, 1);
    uint64_t total = 0, blocks = walk_block_count(walk);
    for (uint64_t b = 0; b < blocks; b++) {
        size_t rows = walk_run(walk, b, columns);
        const double *inner;
        double outer = walk_distance(walk, &inner);
        for (size_t row = 0; row < rows; row++) {
            walk_set(walk, b, row, values);
            uint64_t number = 0;
            double distance = 0;
            for (int i = 0; i < grid->axis_count; i++) {
                const struct grid_axis *axis = &grid->axes[i];
                double value = values[axis->parameter->index];
                size_t k = (size_t)llround((value - axis->parameter->minimum) / axis->parameter->step);
                assert_true(axis->values[k] == value);
                number = number * axis->count + k;
                distance += fabs((double)k - (double)axis->origin);
                sets_of[axis->parameter->index][row] = value;
            }
            assert_int_equal(seen[number]++, 0);
            if (distance != outer + inner[row])
                fail_msg("block %d row %d: %g, not %g + %g", (int)b, (int)row, distance, outer, inner[row]);
        }
        machine_run(judge, inputs, rows, expected);
        for (int i = 0; i < count; i++)
            for (size_t row = 0; row < rows; row++)
                if (columns[i][row] != expected[i][row] && !(isnan(columns[i][row]) && isnan(expected[i][row])))
                    fail_msg("%s: %a, not %a", texts[i], columns[i][row], expected[i][row]);
        total += rows;
    }
    assert_int_equal(total, sets);
    /* Blocks out of order. */
    for (int i = 0; i < 20; i++) {
        uint64_t b = (uint64_t)i * 7919 % blocks;
        size_t rows = walk_run(walk, b, columns);
        const double **again = arena_array(arena, (size_t)count, sizeof *again);
        assert_int_equal(walk_run(jumping, b, again), rows);
        for (int j = 0; j < count; j++)
            for (size_t row = 0; row < rows; row++)
                assert_true(again[j][row] == columns[j][row] || isnan(columns[j][row]));
    }
    check_gates(walk, program, grid, count);
}

static void test_walk_act1(void **state) {
    (void)state;
    static const char *const texts[] = {"speedup", "actual_days", "speedup > cluster_size / 2",
                                        "communication_overhead >= 1 - parallel_efficiency"};
    check_walk(lab_model(), texts, 4, 1011712 * 5, 1e-9);
}

static void test_walk_act2(void **state) {
    (void)state;
    /* Without the fleet's size: 19 x 5 x 41 x 11 x 13. */
    static const char *const texts[] = {
        "gpu_price < years * on_demand_price * hours_per_year and utilization > 1 - reserved_discount",
        "1 / (utilization - reserved_discount)", "max(gpu_price / years, on_demand_price, utilization) / gpu_price"};
    check_walk(lab_model(), texts, 3, 556985, 0);
}

/* A long axis is cut into pieces, the last of which is short: 2,500 x 19 x 13. */
static void test_walk_cut(void **state) {
    (void)state;
    struct model *model = lab_model();
    for (int i = 0; i < model->count; i++)
        if (strcmp(model->quantities[i]->name, "cluster_size") == 0)
            model->quantities[i]->maximum = 2500;
    static const char *const texts[] = {"speedup", "cluster_size", "speedup > cluster_size / 2",
                                        "cluster_size > parallel_efficiency * 1000"};
    check_walk(model, texts, 4, 617500, 1e-9);
    check_walk(model, texts + 1, 1, 2500, 1e-9);
}

static void test_walk_small(void **state) {
    (void)state;
    static const char *const none[] = {"pue > 1", "pue"}, *const one[] = {"gpu_price ^ 2", "pue", "1 / 0"};
    check_walk(lab_model(), none, 2, 1, 1e-9);
    check_walk(lab_model(), one, 3, 13, 1e-9);
}

/* Draws are the seed's alone, each on the grid, and even: of 100,000 draws of 13 prices each is near 7,692. */
static void test_sampled(void **state) {
    (void)state;
    const struct model *model = lab_model();
    const struct expr *exprs[] = {parsed(model, "gpu_price"), parsed(model, "capex")};
    const struct grid *grid = grid_of(model, exprs, 2);
    const struct program *program = program_new(arena, model, exprs, 2, 0);
    double means[3] = {0};
    static const char *const seeds[] = {"a", "a", "b"};
    for (int s = 0; s < 3; s++) {
        struct walk *walk = walk_new_sampled(arena, program, grid, 100000, seeds[s]);
        const double *columns[2];
        double values[64];
        size_t counts[13] = {0}, total = 0;
        for (uint64_t b = 0; b < walk_block_count(walk); b++) {
            size_t rows = walk_run(walk, b, columns);
            total += rows;
            for (size_t row = 0; row < rows; row++) {
                counts[(size_t)((columns[0][row] - 20000) / 5000)]++;
                means[s] += columns[1][row] / 100000;
            }
            double price = columns[0][rows - 1], capex = columns[1][rows - 1];
            walk_set(walk, b, rows - 1, values);
            assert_true(values[model_lookup(model, "gpu_price")->index] == price);
            assert_true(values[model_lookup(model, "gpu_count")->index] * price == capex);
        }
        assert_int_equal(total, 100000);
        for (int i = 0; i < 13; i++)
            assert_in_range(counts[i], 7300, 8100); /* 4.6 standard deviations */
        assert_true(fabs(means[s] / (2050.0 * 50000) - 1) < 0.02);
    }
    assert_true(means[0] == means[1] && means[0] != means[2]);
}

static int compare_values(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static size_t distinct_values(double *values, size_t count) {
    size_t distinct = count > 0;
    qsort(values, count, sizeof *values, compare_values);
    for (size_t i = 1; i < count; i++)
        distinct += values[i] != values[i - 1];
    return distinct;
}

/* Each set draws its own value of each parameter: none comes from a list that is drawn beforehand. Of 200,000 draws
 * among 2^53 values no two are equal; among 10^10 + 1 values about two pairs are; of 4,000 values all are drawn. Draws
 * of two parameters have nothing to do with each other: the mean of their product is the product of their means. */
static void test_sample_is_fresh(void **state) {
    (void)state;
    enum { SETS = 200000 };
    struct lab *lab = lab_load(arena, units, "tests/labs/endless", diag);
    assert_non_null(lab);
    static const char *const names[] = {"free", "long", "count_a", "count_b"};
    const struct expr *exprs[4];
    for (int i = 0; i < 4; i++)
        exprs[i] = parsed(lab->model, names[i]);
    const struct grid *grid = grid_of(lab->model, exprs, 4), *alone = grid_of(lab->model, exprs + 2, 1);
    const struct program *program = program_new(arena, lab->model, exprs, 4, 0);
    struct walk *walk = walk_new_sampled(arena, program, grid, SETS, "seed");
    double *drawn[4];
    for (int i = 0; i < 4; i++)
        drawn[i] = arena_array(arena, SETS, sizeof *drawn[i]);
    size_t total = 0;
    double product = 0;
    for (uint64_t b = 0; b < walk_block_count(walk); b++) {
        const double *columns[4];
        size_t rows = walk_run(walk, b, columns);
        for (size_t row = 0; row < rows; row++, total++)
            for (int i = 0; i < 4; i++)
                drawn[i][total] = columns[i][row];
    }
    assert_int_equal(total, SETS);
    for (size_t i = 0; i < SETS; i++) {
        assert_true(drawn[0][i] >= 0 && drawn[0][i] <= 1);
        assert_true(drawn[1][i] >= 0 && drawn[1][i] <= 1e9 && drawn[1][i] == round(drawn[1][i] * 10) / 10);
        product += (drawn[2][i] - 2000.5) * (drawn[3][i] - 2000.5) / SETS;
    }
    assert_true(fabs(product / (4000.0 * 4000 / 12)) < 0.011); /* 5 standard deviations of 1 / sqrt(200,000) */
    /* The parameter alone, walked from behind: the same values. */
    struct walk *backwards =
        walk_new_sampled(arena, program_new(arena, lab->model, exprs + 2, 1, 0), alone, SETS, "seed");
    for (uint64_t b = walk_block_count(backwards); b-- > 0;) {
        const double *column;
        size_t rows = walk_run(backwards, b, &column);
        for (size_t row = 0; row < rows; row++)
            assert_true(column[row] == drawn[2][walk_place(backwards, b, row)]);
    }
    assert_int_equal(distinct_values(drawn[0], SETS), SETS);
    assert_in_range(distinct_values(drawn[1], SETS), SETS - 12, SETS);
    assert_int_equal(distinct_values(drawn[2], SETS), 4000);
}

/* A walk that rounds draws the same sets, as printed and half a unit beside that: `free` prints with six digits. */
static void test_sample_is_rounded(void **state) {
    (void)state;
    struct lab *lab = lab_load(arena, units, "tests/labs/endless", diag);
    const struct expr *exprs[] = {parsed(lab->model, "free"), parsed(lab->model, "count_a")};
    const struct grid *grid = grid_of(lab->model, exprs, 2);
    const struct program *program = program_new(arena, lab->model, exprs, 2, 0);
    struct walk *walk = walk_new_sampled(arena, program, grid, 3000, "seed");
    struct walk *rounded = walk_new_rounded(arena, walk);
    for (uint64_t b = 0; b < walk_block_count(walk); b++) {
        const double *exact[2], *columns[2];
        size_t rows = walk_run(walk, b, exact);
        for (int c = CASE_EXACT; c < ROUNDING_CASES; c++) {
            enum grid_rounding_case cases[] = {(enum grid_rounding_case)c, CASE_EXACT};
            walk_set_rounding(rounded, cases);
            assert_int_equal(walk_run(rounded, b, columns), rows);
            for (size_t row = 0; row < rows; row++) {
                double value = exact[0][row], unit = value < 0.1 ? 1e-7 : 1e-6;
                if (value < 0.011)
                    continue; /* more digits after the point */
                double shift = c == CASE_LESS ? -0.5 : c == CASE_MORE ? 0.5 : 0;
                double wanted = c == CASE_EXACT ? value : (round(value / unit) + shift) * unit;
                assert_true(fabs(columns[0][row] - wanted) <= 1e-15 && columns[1][row] == exact[1][row]);
            }
        }
    }
}

static void test_kernels(void **state) {
    (void)state;
    static const double a[] = {1, 0, 1, 0, NAN, 1}, b[] = {0, 0, 1, 1, 1, NAN}, far[] = {5, 4, 3, 2, 1, 0};
    const double *const columns[] = {a, b};
    double code[6];
    column_code(code, columns, 2, 6);
    assert_true(code[0] == 1 && code[1] == 0 && code[2] == 3 && code[3] == 2 && isnan(code[4]) && isnan(code[5]));
    assert_int_equal(column_count(a, 1, 6), 3);
    assert_int_equal(column_count_nan(a, 6), 1);
    assert_int_equal(column_count_nan(code, 6), 2);
    assert_true(column_nearest(a, 0, far, 6) == 2 && column_nearest(a, NAN, far, 6) == 1);
    assert_true(isinf(column_nearest(a, 7, far, 6)));
}

/* The values that a reader may take a rounded one for. */
static void test_half_unit(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *format;
        double half;
    } cases[] = {
        {2.345, "1", 0.05},          {2.3, "1", 0},
        {0.125, "percent", 0},       {0.125, "percent 0", 0.005},
        {33112800, "millions", 5e3}, {2.345, "money 1", 0.05},
        {1.99999999, "auto", 5e-6},  {123456.7, "auto", 0.5},
        {40000, "money", 0},         {1234567.8, "auto", 0.5},
        {0.123456789, "data", 0},    {0.123456789, "data 3", 0.0005},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct number_format format;
        assert_true(number_format_parse(cases[i].format, &format));
        double half = number_half_unit(cases[i].value, format);
        if (fabs(half - cases[i].half) > 1e-9 * cases[i].half)
            fail_msg("%g in the format %s: %g, not %g", cases[i].value, cases[i].format, half, cases[i].half);
        double least, most, printed = number_printed_range(cases[i].value, format, &least, &most);
        assert_true(printed == (half > 0 ? number_as_printed(cases[i].value, format) : cases[i].value));
        assert_true(fabs(most - least - 2 * half) <= 1e-9 * half && fabs(most + least - 2 * printed) <= 1e-9 * half);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_axes),      TEST(test_one_value),       TEST(test_walk_act1),
        TEST(test_walk_act2), TEST(test_walk_small),      TEST(test_walk_cut),
        TEST(test_sampled),   TEST(test_sample_is_fresh), TEST(test_sample_is_rounded),
        TEST(test_kernels),   TEST(test_half_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
