/* Kinds of series and bars: kinks, jumps, columns, quantiles, families, stacks, ranges. Expected figures by hand. */
#include "chart_fixture.h"

#include "words/words.h"

static struct lab *kinds;

static int open_kinds(void **state) {
    struct diag *diag = diag_new();
    if (open_lab(state) != 0)
        return -1;
    kinds = lab_load(arena, units, "tests/golden/lab/kinds", diag);
    fputs(diag_text(diag), stderr);
    diag_free(diag);
    return kinds ? 0 : -1;
}

static struct chart *chart_of(const char *name, bool exact) {
    const struct lab_chart *chart = lab_lookup_chart(kinds, name);
    double *values = defaults_of(arena, kinds->model);
    machine_run_all(machine_new(arena, program_new_all(arena, kinds->model), 1), 1, values);
    return chart_compute(arena, chart_program_new(arena, chart->model, &chart->chart), values, exact);
}

static void near(double value, double expected) {
    if (fabs(value - expected) > 1e-9 * fmax(1, fabs(expected)))
        fail_msg("%.17g is not %.17g", value, expected);
}

/* min(80, 80 i / 37) and |i - 37| 80 / 37, at 0, 24.67, 49.33 and 74: one point more, at 37. */
static void test_kinks(void **state) {
    (void)state;
    const struct chart *chart = chart_of("kink", true);
    bool found = false;
    assert_int_equal(chart_of("kink", false)->point_count, 4);
    for (int i = 0; i < chart->point_count; i++) {
        if (!chart->between[i])
            continue;
        near(chart->x_values[i], 37);
        near(chart->series[0].y[i], 80);
        near(chart->series[1].y[i], 0);
        found = true;
    }
    assert_true(found);
    near(chart->y.most, 80);
}

/* floor(100000 / c) falls from k to k - 1 behind c = 100000 / k: two neighbors on both sides of each. */
static void test_jumps(void **state) {
    (void)state;
    const struct chart *chart = chart_of("fleet", true);
    const double *x = chart->x_values, *y = chart->series[0].y;
    for (int k = 7; k <= 40; k++) {
        bool found = false;
        for (int i = 0; i + 1 < chart->point_count; i++)
            found |= y[i] == k && y[i + 1] == k - 1 && fabs(x[i] * k / 100000 - 1) < 1e-12 &&
                     fabs(x[i + 1] * k / 100000 - 1) < 1e-12;
        if (!found)
            fail_msg("no jump from %d", k);
    }
    near(chart->bands[0].from, 4096);
    near(chart->bands[0].to, 8192);
    assert_true(chart->bands[0].shown && isnan(chart->bands[1].from));
}

/* 1 - exp(-t / 2) from 0 to 12: the columns are what it rises by in halves, and together 1 - exp(-6). */
static void test_columns(void **state) {
    (void)state;
    const struct chart *chart = chart_of("hist", true);
    double sum = 0;
    for (int i = 0; i + 1 < chart->point_count; i++)
        sum += chart->series[0].y[i];
    near(chart->series[0].y[0], 1 - exp(-0.25));
    near(sum, 1 - exp(-6));
    assert_true(isnan(chart->series[0].y[chart->point_count - 1]));
    near(chart->lines[0].value, 2 * log(2));
    near(chart->lines[1].value, 2 * log(100));
    assert_true(chart->lines[1].shown && chart->lines[1].vertical);
}

static void test_family(void **state) {
    (void)state;
    const struct chart *chart = chart_of("family", true);
    static const double micro[] = {1, 2, 4, 8, 16, 64};
    assert_int_equal(chart->series_count, 6);
    for (int i = 0; i < 6; i++)
        near(chart->series[i].y[31], 31 / (micro[i] + 31));
}

static void test_parts(void **state) {
    (void)state;
    const struct chart *chart = chart_of("stacked", true);
    assert_int_equal(chart_bar_count(chart), 2);
    near(chart_stack(chart, 0, 3, false), 130);
    near(chart_stack(chart, 1, 2, false), 224);
    near(chart->y.most, 240);
    const char *told = chart_describe(arena, chart, words_language_lookup("en"), &number_locale_english);
    assert_non_null(strstr(told, "large, staff: 16.0. large, in all: 240.0."));
}

static void test_axes(void **state) {
    (void)state;
    struct chart_ticks ticks;
    struct chart *chart = chart_of("logbars", true);
    chart_axis_ticks(&chart->y, 5, &ticks);
    assert_true(ticks.from < 0.1 && ticks.from >= 0.01);
    chart = chart_of("hours", true); /* a step goes on to the next point: 3 h, up to 23 h */
    near(chart->right.most, 69);
    near(chart->y.most, 200);
    chart = chart_of("fleet", true);
    chart_empty(chart);
    assert_true(chart->y.blank && chart->y.scale == AXIS_LOG);
    chart_axis_ticks(&chart->y, 5, &ticks);
    assert_int_equal(ticks.count, 6); /* five decades */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinks),  cmocka_unit_test(test_jumps), cmocka_unit_test(test_columns),
        cmocka_unit_test(test_family), cmocka_unit_test(test_parts), cmocka_unit_test(test_axes),
    };
    return cmocka_run_group_tests(tests, open_kinds, close_lab);
}
