#include "language/units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct units *units;

static int make_units(void **state) {
    (void)state;
    units = units_new();
    return 0;
}

static int free_units(void **state) {
    (void)state;
    units_free(units);
    return 0;
}

static const struct unit *parse(const char *text) {
    const char *unknown = "unset";
    const struct unit *unit = unit_parse(units, text, &unknown);
    if (!unit)
        print_error("not a unit: %s\n", text);
    assert_non_null(unit);
    assert_null(unknown);
    return unit;
}

/* One `from` is `factor` of `to`; by definition, or by hand. */
static void test_factors(void **state) {
    (void)state;
    static const struct {
        const char *from, *to;
        double factor;
    } cases[] = {
        {"hour", "s", 3600},
        {"kW/server", "W/servers", 1000},
        {"USD/(person.year)", "USD/(people.month)", 1.0 / 12},
        {"MgCO2e", "kgCO2e", 1000},
        {"USD/Mtoken", "USD/token", 1e-6},
        {"day", "h", 24},
        {"week", "days", 7},
        {"year", "day", 365},
        {"year", "h", 8760},
        {"year", "s", 31536000},
        {"year", "months", 12},
        {"month", "h", 730},
        {"min", "sec", 60},
        {"ms", "µs", 1000},
        {"us", "ns", 1000},
        {"byte", "bit", 8},
        {"GB", "Gbit", 8},
        {"GB/s", "Gbit/s", 8},
        {"TB", "bytes", 1e12},
        {"PB", "TB", 1000},
        {"EB", "ZB", 1e-3},
        {"kW", "W", 1000},
        {"kWh", "J", 3.6e6},
        {"kWh", "kW.h", 1},
        {"MWh", "kWh", 1000},
        {"W", "V.A", 1},
        {"J", "kg.m^2/s^2", 1},
        {"TFLOP/s", "FLOP/s", 1e12},
        {"TFLOPS", "TFLOP/s", 1},
        {"PFLOPS", "TFLOPS", 1000},
        {"TFLOPS", "TFLOPs", NAN},
        {"GPUs", "gpu", 1},
        {"dollars", "$", 1},
        {"MUSD", "USD", 1e6},
        {"USD/(GPU.hour)", "USD/(GPU.year)", 8760},
        {"$/GPU-hour", "USD/(GPU·h)", 1},
        {"USD/GPU/hour", "USD/(GPU.hour)", 1},
        {"GPU.year", "GPU-hours", 8760},
        {"g/kWh", "kg/MWh", 1},
        {"kgCO2e", "gCO2e", 1000},
        {"gCO2e", "g", NAN},
        {"%", "1", 0.01},
        {"x", "1", 1},
        {"×", "1", 1},
        {"h/year", "1", 1.0 / 8760},
        {"1/s", "1/h", 3600},
        {"s^-1", "1/s", 1},
        {"W/GPU", "kW/GPU", 1e-3},
        {"Gparameter", "parameters", 1e9},
        {"ktoken/s", "tokens/s", 1000},
        {"m^2", "mm^2", 1e6},
        {"K", "mK", 1000},
        {"GPU", "USD", NAN},
        {"s", "1/s", NAN},
        {"GB/s", "s/GB", NAN},
        {"W/GPU", "GPU/W", NAN},
        {"1", "GPU", NAN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct unit *from = parse(cases[i].from), *to = parse(cases[i].to);
        double factor = unit_factor(from, to), wanted = cases[i].factor;
        if (isnan(wanted) ? !isnan(factor) : !(fabs(factor / wanted - 1) <= 1e-12))
            print_error("%s in %s: %.17g\n", cases[i].from, cases[i].to, factor);
        assert_true(isnan(wanted) ? isnan(factor) : fabs(factor / wanted - 1) <= 1e-12);
        assert_int_equal(unit_same_dimension(from, to), !isnan(wanted));
        if (wanted == 1)
            assert_true(factor == 1);
    }
}

/* Rounding in long products must not show: equal units have the factor 1 exactly. */
static void test_exact_one(void **state) {
    (void)state;
    const struct unit *cost = parse("GPU");
    static const char *const factors[] = {"W/GPU", "h/year", "year", "USD/kWh"};
    for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++)
        cost = unit_multiply(units, cost, parse(factors[i]));
    cost = unit_divide(units, cost, parse("W/kW"));
    assert_true(unit_factor(cost, parse("USD")) == 1);
    assert_true(unit_factor(parse("USD"), cost) == 1);
}

static void test_text(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"1", "1"},
        {"x", "1"},
        {"%", "%"},
        {"USD/(GPU.hour)", "USD/(GPU·h)"},
        {"$/GPU-hour", "USD/(GPU·h)"},
        {"TFLOP/s", "TFLOP/s"},
        {"Gbits/second", "Gbit/s"},
        {"1/s", "1/s"},
        {"GPU.years", "GPU·year"},
        {"m^2/s^2", "m^2/s^2"},
        {"GPU.hour/GPU", "h"},
        {"h/year", "h/year"},
        {"(W)", "W"},
        {" W / GPU ", "W/GPU"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(unit_text(parse(cases[i][0])), cases[i][1]);
        /* The printed unit reads back as the same one. */
        assert_true(unit_factor(parse(cases[i][0]), parse(unit_text(parse(cases[i][0])))) == 1);
    }
    const struct unit *product = unit_multiply(units, parse("USD/(GPU.hour)"), parse("GPU.day"));
    assert_string_equal(unit_text(product), "USD·day/h");
}

static void test_algebra(void **state) {
    (void)state;
    const struct unit *gpu = parse("GPU"), *one = unit_one(units);
    assert_true(unit_is_dimensionless(one));
    assert_true(unit_is_dimensionless(parse("W/kW")));
    assert_false(unit_is_dimensionless(gpu));
    assert_string_equal(unit_text(unit_power(units, gpu, 3)), "GPU^3");
    assert_string_equal(unit_text(unit_power(units, gpu, -1)), "1/GPU");
    assert_string_equal(unit_text(unit_power(units, gpu, 0)), "1");
    assert_true(unit_is_dimensionless(unit_power(units, gpu, 0)));
    assert_string_equal(unit_text(unit_root(units, parse("m^2/s^2"))), "m/s");
    assert_true(unit_factor(unit_root(units, parse("h^2")), parse("s")) == 3600);
    assert_null(unit_root(units, gpu));
    assert_null(unit_root(units, parse("m^2/s")));
    assert_null(unit_power(units, gpu, 1000));
    assert_null(unit_power(units, NULL, 2));
    const struct unit *large = unit_power(units, gpu, 50);
    assert_non_null(large);
    assert_null(unit_multiply(units, large, large));
    assert_true(unit_is_dimensionless(unit_divide(units, large, large)));
}

static void test_refused(void **state) {
    (void)state;
    /* A text; its unknown word, or NULL if the words are not what is wrong. */
    static const char *const cases[][2] = {
        {"", NULL},
        {"furlong", "furlong"},
        {"USD/(GPU.hoor)", "hoor"},
        {"foo/bar", "foo"},
        {"USD/GPU.hour", NULL},
        {"USD/(GPU", NULL},
        {"USD)", NULL},
        {"GPU hour", NULL},
        {"10", NULL},
        {"2 h", NULL},
        {"h/", NULL},
        {"/h", NULL},
        {"m^", NULL},
        {"m^0", NULL},
        {"m^12", NULL},
        {"m2", "m2"},
        {"kGPU", "kGPU"},
        {"kyear", "kyear"},
        {"kkW", "kkW"},
        {"tb", "tb"},
        {"gb", "gb"},
        {"since", "since"},
        {"lg(re", "lg"},
        {"\xFF\xFE", "\xFF\xFE"},
        {"((((((((((((((((((((((((h))))))))))))))))))))))))", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *unknown = "unset";
        assert_null(unit_parse(units, cases[i][0], &unknown));
        if (cases[i][1])
            assert_string_equal(unknown, cases[i][1]);
        else
            assert_null(unknown);
    }
    assert_string_equal(unit_nearest(units, "hoor"), "hour");
    assert_string_equal(unit_nearest(units, "tokns"), "tokens");
    assert_null(unit_nearest(units, "furlong"));
}

static void test_random_text(void **state) {
    (void)state;
    static const char pieces[] = "GPUhWs./()^-1234·×µ$% \xC2\xB5kMT";
    uint64_t seed = 99;
    for (int round = 0; round < 20000; round++) {
        char text[24] = "";
        size_t length = 0;
        for (seed = seed * 6364136223846793005u + 1442695040888963407u; length < (seed >> 40) % 20; length++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text[length] = pieces[(seed >> 33) % (sizeof pieces - 1)];
        }
        const char *unknown;
        const struct unit *unit = unit_parse(units, text, &unknown);
        if (unit)
            assert_non_null(unit_text(unit));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_factors), cmocka_unit_test(test_exact_one), cmocka_unit_test(test_text),
        cmocka_unit_test(test_algebra), cmocka_unit_test(test_refused),   cmocka_unit_test(test_random_text),
    };
    return cmocka_run_group_tests(tests, make_units, free_units);
}
