/* Printed figures that are told apart. Expected prints are by hand. */
#include "language/language.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What a value prints as, in a format as templates write it, with what is behind `apart` there. */
static void expect(const char *text, double value, const double *values, const struct model *model,
                   const char *wanted) {
    struct arena *arena = arena_new();
    const char *own, *words = quantity_apart_words(arena, text, &own);
    struct number_format format;
    assert_true(number_format_parse(own, &format));
    const struct quantity_apart *apart = words ? quantity_apart_read(arena, model, words) : NULL;
    assert_int_equal(apart != NULL, words != NULL);
    struct text out = {0};
    number_print(&out, value, quantity_format_apart(apart, value, format, values), NULL, &number_locale_english);
    assert_string_equal(out.bytes, wanted);
    text_free(&out);
    arena_free(arena);
}

static struct units *units;

static void test_numbers(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const struct model *model = model_new(arena, units);
    expect("2 apart 0.5", 0.4996, NULL, model, "0.4996");
    expect("2 apart 0.5", 0.5, NULL, model, "0.50");
    expect("2 apart 0.5", 0.49, NULL, model, "0.49");
    expect("percent 1 apart 100%", 0.9998795, NULL, model, "99.99%");
    expect("percent 1 apart 100%", 0.99996, NULL, model, "99.996%");
    expect("percent 1 apart 100%", 1, NULL, model, "100.0%");
    expect("percent 0 apart 0% 50%", 0.0004, NULL, model, "0.04%");
    /* Equal: the number as the words around it have it. */
    expect("2 apart 0.125", 0.125, NULL, model, "0.125");
    expect("0 apart 12.5", 12.5, NULL, model, "12.5");
    expect("percent 0 apart 12.5%", 0.125, NULL, model, "12.5%");
    /* Rounded down it would look less than what it is more than. */
    expect("1 apart 0.125", 0.126, NULL, model, "0.126");
    expect("percent", 0.4, NULL, model, "40%");
    arena_free(arena);
}

static void test_quantities(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct model *model = model_new(arena, units);
    char path[] = "/tmp/apart-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    assert_non_null(file);
    fputs("model: t\n"
          "parameters:\n"
          "  - {name: use, label: U, unit: 1, format: percent, minimum: 0, maximum: 1, default: 0.5}\n"
          "  - {name: gain, label: G, unit: 1, format: 1, minimum: 0, maximum: 9, default: 1}\n"
          "equations:\n"
          "  - {name: even, label: E, unit: 1, format: percent 1 apart use 100%, expression: gain / 2}\n",
          file);
    fclose(file);
    struct diag *diag = diag_new();
    assert_true(model_load(model, path, "t", diag) && model_finish(model, diag));
    diag_free(diag);
    remove(path);
    const struct quantity *even = model_lookup(model, "even");
    const struct {
        double use, even;
        const char *wanted;
    } cases[] = {{0.5, 0.5, "50.0%"},
                 {0.5, 0.50004, "50.004%"},
                 {0.5, 0.7, "70.0%"},
                 {0.1255, 0.1255, "12.55%"},
                 {0.9, 0.99996, "99.996%"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double values[] = {cases[i].use, 1, cases[i].even};
        struct text out = {0};
        number_print(&out, cases[i].even, quantity_format_of(even, even->format, values), NULL, &number_locale_english);
        assert_string_equal(out.bytes, cases[i].wanted);
        text_clear(&out);
        maths_print(&out, maths_worked(arena, model, even, values, &number_locale_english));
        assert_non_null(strstr(out.bytes, cases[i].wanted)); /* a worked line ends with the same figure */
        text_free(&out);
    }
    /* Data goes into files as it is. */
    double values[] = {0.5, 1, 0.5000004};
    struct number_format data = {.style = NUMBER_DATA, .decimals = 3};
    assert_int_equal(quantity_format_of(even, data, values).decimals, 3);
    arena_free(arena);
}

static void test_words(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const char *own;
    assert_null(quantity_apart_words(arena, NULL, &own));
    assert_null(quantity_apart_words(arena, "percent 1", &own));
    assert_string_equal(own, "percent 1");
    assert_null(quantity_apart_words(arena, "2 apart1", &own));
    assert_string_equal(quantity_apart_words(arena, "2 unit apart 1 2", &own), " 1 2");
    assert_string_equal(own, "2 unit");
    const struct model *model = model_new(arena, units);
    assert_null(quantity_apart_read(arena, model, ""));
    assert_null(quantity_apart_read(arena, model, " 1 nobody"));
    assert_int_equal(quantity_apart_read(arena, model, " 1  50%")->count, 2);
    arena_free(arena);
}

static void test_settle(void **state) {
    (void)state;
    const struct number_format millions = {.style = NUMBER_MILLIONS, .decimals = 2},
                               money = {.style = NUMBER_MONEY, .decimals = 0};
    struct quantity_figure figures[] = {{22600000, millions, NULL, 0}, {22600400, millions, NULL, 0},
                                        {25000000, millions, NULL, 0}, {NAN, millions, NULL, 0},
                                        {22600000, money, "$", 0},     {22600000, millions, NULL, 0}};
    static const char *const wanted[] = {"$22.6000M", "$22.6004M", "$25.00M", NULL, "$22,600,000", "$22.6000M"};
    quantity_settle_figures(figures, 6);
    for (size_t i = 0; i < 6; i++) {
        struct text out = {0};
        number_print(&out, figures[i].value, figures[i].format, NULL, &number_locale_english);
        if (wanted[i])
            assert_string_equal(out.bytes, wanted[i]);
        text_free(&out);
    }
    /* Equal ones look equal, in whatever order digits were added. */
    struct quantity_figure equal[] = {{22600000, millions, NULL, 0},
                                      {22600001, millions, NULL, 0},
                                      {22600000, millions, NULL, 0},
                                      {5e9, millions, NULL, 0}};
    quantity_settle_figures(equal, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(equal[i].format.decimals, i < 3 ? 6 : 2);
}

/* Significant digits: one more for both until they differ, and the fewest for those that differ anyway. */
/* Sums that fit themselves to their size get one unit: millions, or thousands if one would be $0.00M. */
static void test_settle_money(void **state) {
    (void)state;
    const struct number_format fits = {.style = NUMBER_MONEY, .decimals = DECIMALS_AUTO, .fits = true};
    struct quantity_figure large[] = {{110376000, fits, NULL, 0}, {50000, fits, NULL, 0}, {0, fits, NULL, 0}};
    quantity_settle_figures(large, 3);
    for (int i = 0; i < 3; i++)
        assert_true(large[i].format.style == NUMBER_MILLIONS && !large[i].format.fits);
    struct quantity_figure small[] = {{110376000, fits, NULL, 0}, {2500, fits, NULL, 0}};
    quantity_settle_figures(small, 2);
    for (int i = 0; i < 2; i++)
        assert_int_equal(small[i].format.style, NUMBER_THOUSANDS);
    struct quantity_figure cents[] = {{2.5, fits, NULL, 0}, {900, fits, NULL, 0}};
    quantity_settle_figures(cents, 2);
    assert_int_equal(cents[0].format.style, NUMBER_MONEY);
}

static void test_settle_significant(void **state) {
    (void)state;
    const struct number_format four = {.style = NUMBER_MONEY, .decimals = DECIMALS_AUTO, .significant = 4},
                               days = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO, .significant = 4};
    struct quantity_figure figures[] = {{110376000, four, "$", 0},   {110380000, four, "$", 0},
                                        {92004000, four, "$", 0},    {201.0403, days, "days", 0},
                                        {201.0349, days, "days", 0}, {201.0403, days, "days", 0}};
    static const char *const wanted[] = {"$110.376M", "$110.38M", "$92.00M", "201.04", "201.03", "201.04"};
    quantity_settle_figures(figures, 6);
    for (size_t i = 0; i < 6; i++) {
        struct text out = {0};
        number_print(&out, figures[i].value, figures[i].format, NULL, &number_locale_english);
        assert_string_equal(out.bytes, wanted[i]);
        text_free(&out);
    }
    /* 99.96% beside 100%: four digits are enough; 99.996% takes five. */
    struct arena *arena = arena_new();
    const struct quantity_apart *full = quantity_apart_read(arena, model_new(arena, units), " 1");
    const struct number_format share = {.style = NUMBER_PERCENT, .decimals = DECIMALS_AUTO, .significant = 4};
    assert_int_equal(quantity_format_apart(full, 0.9996, share, NULL).significant, 4);
    assert_int_equal(quantity_format_apart(full, 0.99996, share, NULL).significant, 5);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_quantities),         cmocka_unit_test(test_words),
        cmocka_unit_test(test_settle),  cmocka_unit_test(test_settle_significant), cmocka_unit_test(test_settle_money)};
    units = units_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    units_free(units);
    return failed;
}
