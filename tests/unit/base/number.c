#include "base/number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MINUS "\xE2\x88\x92"
#define NBSP "\xC2\xA0"

static struct number_format format_of(const char *text) {
    struct number_format format;
    if (!number_format_parse(text, &format))
        fail_msg("'%s' is no format", text);
    return format;
}

static void check(double value, const char *format, const char *unit, const char *expected) {
    struct text out = {0};
    number_print(&out, value, format_of(format), unit, &number_locale_english);
    assert_string_equal(out.bytes, expected);
    text_free(&out);
}

static void check_beside(double value, const char *format, double other, const char *expected) {
    struct text out = {0};
    number_print(&out, value, number_format_beside(value, format_of(format), other), NULL, &number_locale_english);
    assert_string_equal(out.bytes, expected);
    text_free(&out);
}

static void test_rounds_half_away_from_zero_as_readers_do(void **state) {
    (void)state;
    check(0.285, "2", NULL, "0.29"); /* the double is 0.28499999999999998 */
    check(1.005, "2", NULL, "1.01");
    check(-1.005, "2", NULL, MINUS "1.01");
    check(2.5, "0", NULL, "3");
    check(-2.5, "0", NULL, MINUS "3");
    check(0.5, "0", NULL, "1");
    check(0.49999, "0", NULL, "0");
    check(4.35, "1", NULL, "4.4");
    check(99.995, "2", NULL, "100.00");
    check(0.05, "1", NULL, "0.1");
    check(0.04, "1", NULL, "0.0");
    check(0.004, "1", NULL, "0.0");
    check(-0.004, "2", NULL, "0.00");
    check(999.5, "0", NULL, "1,000");
    /* A rounding error of a sum: 2.675 - 4.44e-16. */
    check(2.6749999999999994, "2", NULL, "2.68");
    check(0.99999999999999989, "0", NULL, "1");
    check(0.049999999999999989, "1", NULL, "0.1");
    check(2.6749, "2", NULL, "2.67");
}

static void test_groups_thousands(void **state) {
    (void)state;
    check(999, "0", NULL, "999");
    check(1000, "0", NULL, "1,000");
    check(40000, "auto", NULL, "40,000");
    check(1234567, "auto", NULL, "1,234,567");
    check(1234567.891, "2", NULL, "1,234,567.89");
    check(-1234.5, "1", NULL, MINUS "1,234.5");
    check(1e21, "0", NULL, "1,000,000,000,000,000,000,000");
    struct number_locale french = {.decimal = ",", .group = "\xE2\x80\xAF", .percent = NBSP "%", .one_below_two = true};
    struct text out = {0};
    number_print(&out, 1234.5, format_of("2"), NULL, &french);
    number_print(&out, 0.4, format_of("percent"), NULL, &french);
    assert_string_equal(out.bytes, "1\xE2\x80\xAF"
                                   "234,5040" NBSP "%");
    text_free(&out);
}

static void test_auto_decimals(void **state) {
    (void)state;
    check(0, "auto", NULL, "0");
    check(-0.0, "auto", NULL, "0");
    check(80.416128609660697, "auto", NULL, "80.4161");
    check(0.1, "auto", NULL, "0.1");
    check(320, "auto", NULL, "320");
    check(123456.75, "auto", NULL, "123,457");
    check(1234567.75, "auto", NULL, "1,234,568");
    check(999999.5, "auto", NULL, "1,000,000");
    check(999999999999999, "auto", NULL, "999,999,999,999,999");
    check(0.0001, "auto", NULL, "0.0001");
    check(2.2e24, "auto", NULL,
          "2.2\xC3\x97"
          "10\xC2\xB2\xE2\x81\xB4");
    check(-1.5e-7, "auto", NULL,
          MINUS "1.5\xC3\x97"
                "10\xE2\x81\xBB\xE2\x81\xB7");
    check(1e15, "auto", NULL, "10\xC2\xB9\xE2\x81\xB5");
    check(1e12, "auto unit", "FLOP", "10\xC2\xB9\xC2\xB2\xC2\xA0\x46LOP");
    check(-1e12, "auto", NULL, MINUS "10\xC2\xB9\xC2\xB2");
    check(1e-5, "auto", NULL, "10\xE2\x81\xBB\xE2\x81\xB5");
    check(1e12, "0", NULL, "1,000,000,000,000");
    check(1e11, "auto", NULL, "100,000,000,000");
    check(2e12, "auto", NULL, "2,000,000,000,000");
}

static void test_money_millions_percent_and_units(void **state) {
    (void)state;
    check(40000, "money", NULL, "$40,000");
    check(2.1, "money", NULL, "$2.10");
    check(-5, "money", NULL, MINUS "$5");
    check(40000, "money 2", NULL, "$40,000.00");
    check(441503.99999999988, "money", NULL, "$441,504");
    check(2452.8, "money", NULL, "$2,452.80");
    check(33112800, "millions", NULL, "$33.11M");
    check(33112800, "millions 1", NULL, "$33.1M");
    check(-47545264, "millions", NULL, MINUS "$47.55M");
    check(0, "millions", NULL, "$0.00M");
    check(4000, "millions", NULL, "$0.00M");
    check(5000, "millions", NULL, "$0.01M");
    check(0.4, "percent", NULL, "40%");
    check(0.07, "percent", NULL, "7%");
    check(0.285, "percent 0", NULL, "29%");
    check(0.87431594280909342, "percent 2", NULL, "87.43%");
    check(0.87431594280909342, "percent", NULL, "87.4316%");
    check(1000, "0 unit", "GPUs", "1,000" NBSP "GPUs");
    check(1000, "0 bare", "GPUs", "1,000");
    check(1000, "0", "GPUs", "1,000");
    check(1000, "auto unit", "", "1,000");
    check(1000, "auto unit", NULL, "1,000");
    check(2.1, "money 2 unit", "$/GPU-hour", "$2.10/GPU-hour");
    check(33112800, "millions unit", "$", "$33.11M");
    check(0.4, "percent unit", "%", "40%");
}

/* The figures of a lab's set, rounded by hand. */
/* Money in the unit that fits. */
static void test_money_that_fits(void **state) {
    (void)state;
    check(33112800, "money auto", NULL, "$33.11M");
    check(33112800, "money auto 1", NULL, "$33.1M");
    check(1204000000, "money auto", NULL, "$1.20B");
    check(93400, "money auto", NULL, "$93.40K");
    check(999.994, "money auto", NULL, "$999.99");
    check(999.996, "money auto", NULL, "$1.00K"); /* $1,000.00 has four digits */
    check(950, "money auto 1", NULL, "$950");
    check(-2500, "money auto", NULL, MINUS "$2.50K");
    check(0, "money auto", NULL, "$0");
    check(5e12, "money auto", NULL, "$5,000.00B");
    struct number_format format;
    assert_false(number_format_parse("money auto figure", &format));
    assert_false(number_format_parse("money auto 4 significant", &format));
    assert_false(number_format_parse("percent auto", &format));
}

static void test_significant_digits(void **state) {
    (void)state;
    check(201.0403, "4 significant", NULL, "201.0");
    check(335.0672, "4 significant unit", "days", "335.1" NBSP "days");
    check(70.4986, "4 significant", NULL, "70.50");
    check(201, "4 significant", NULL, "201");
    check(76.8, "4 significant", NULL, "76.8");
    check(320, "4 significant", NULL, "320");
    check(126656, "4 significant", NULL, "126,700");
    check(999.96, "4 significant", NULL, "1,000");
    check(9999.6, "4 significant", NULL, "10,000");
    check(0.00123456, "2 significant", NULL, "0.0012");
    check(-0.00012, "1 significant", NULL, MINUS "0.0001");
    check(0, "4 significant", NULL, "0");
    check(1.23456789, "9 significant", NULL, "1.23456789");
    check(123456789012.5, "12 significant", NULL, "123,456,789,013");
    check(2.2e24, "4 significant", NULL,
          "2.2\xC3\x97"
          "10\xC2\xB2\xE2\x81\xB4");
    check(2.24996e24, "4 significant", NULL,
          "2.250\xC3\x97"
          "10\xC2\xB2\xE2\x81\xB4");
    check(0.6, "percent 4 significant", NULL, "60%");
    check(0.87431594, "percent 3 significant", NULL, "87.4%");
    check(1.0516, "percent 4 significant", NULL, "105.2%");
    /* Money is short from a million on, after rounding. */
    check(110376000, "money 4 significant", NULL, "$110.4M");
    check(20000000, "money 4 significant", NULL, "$20M");
    check(1204400000, "money 4 significant unit", "$", "$1.204B");
    check(829046.4, "money 4 significant", NULL, "$829,000");
    check(999960, "money 4 significant", NULL, "$1.000M");
    check(999940, "money 4 significant", NULL, "$999,900");
    check(2.1, "money 4 significant", NULL, "$2.10");
    check(829.04, "money 4 significant", NULL, "$829.0");
    check(-5518800, "money 4 significant", NULL, MINUS "$5.519M");
    check(2207520, "millions 4 significant", NULL, "$2.208M");
    check(829046.4, "millions 3 significant", NULL, "$0.829M");
    check(829046.4, "thousands 4 significant", NULL, "$829.0K");
    /* 199.1 to 203.0: as many decimals as the other has, in one unit and without powers of ten. */
    check_beside(203, "4 significant", 199.1, "203.0");
    check_beside(199.1, "4 significant", 203, "199.1");
    check_beside(127600000, "money 5 significant", 127850000, "$127.60M");
    check_beside(99000000, "money 4 significant", 101000000, "$99M");
    check_beside(999000, "money 4 significant", 1009500, "$999,000");
    check_beside(0.6, "percent 4 significant", 0.5941, "60.00%");
    check_beside(1e20, "4 significant", 1.001, "10\xC2\xB2\xE2\x81\xB0");
    check_beside(3, "2", 0.125, "3.00");
    assert_true(number_as_printed(110376000, format_of("money 4 significant")) == 110400000);
    assert_true(number_as_printed(1.0516, format_of("percent 4 significant")) == 1.052);
    assert_true(number_half_unit(110376000, format_of("money 4 significant")) == 50000);
    assert_true(number_half_unit(201.0403, format_of("4 significant")) == 0.05);
    assert_true(number_half_unit(201, format_of("4 significant")) == 0);
    assert_true(number_half_unit(126656, format_of("4 significant")) == 50);
}

/* A figure has no sign and no unit: its column has them. */
static void test_figures(void **state) {
    (void)state;
    check(1.4, "money 2 figure", "$/GPU-hour", "1.40");
    check(50000, "money figure", "$", "50,000");
    check(0.9, "percent figure", "%", "90");
    check(0.874, "percent 1 figure", NULL, "87.4");
    check(110376000, "millions 4 significant figure", "$", "110.4");
    check(110376000, "money 4 significant figure", "$", "110,400,000");
    check(2000, "0 figure", "GPUs", "2,000");
    check(-5518800, "millions 2 figure", "$", MINUS "5.52");
}

static void test_formats(void **state) {
    (void)state;
    static const char *const refused[] = {"",
                                          "10",
                                          "2 3",
                                          "percent percent",
                                          "unit",
                                          "percents",
                                          "money -1",
                                          "auto 2",
                                          "2 units",
                                          "2 unit bare",
                                          " ",
                                          "1.5",
                                          "Percent",
                                          "millions x",
                                          "2unit",
                                          "percent 12",
                                          "significant",
                                          "0 significant",
                                          "16 significant",
                                          "data 4 significant",
                                          "auto 4 significant",
                                          "12",
                                          "2 figure unit",
                                          "x4 significant"};
    struct number_format format = {.style = NUMBER_MONEY, .decimals = 7, .with_unit = true};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (number_format_parse(refused[i], &format))
            fail_msg("'%s' was taken for a format", refused[i]);
    assert_int_equal(format.decimals, 7);
    format = format_of("percent 1 unit");
    assert_int_equal(format.style, NUMBER_PERCENT);
    assert_int_equal(format.decimals, 1);
    assert_true(format.with_unit);
    format = format_of("millions bare");
    assert_int_equal(format.style, NUMBER_MILLIONS);
    assert_int_equal(format.decimals, DECIMALS_AUTO);
    assert_false(format.with_unit);
}

/* Thousands, millions or billions, so that one to three digits come before the point after rounding. */
static void test_short_money(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *format, *expected;
    } cases[] = {{93400, "millions 2", "$93.40K"},     {33112800, "millions 2", "$33.11M"},
                 {1204000000, "millions 2", "$1.20B"}, {999994, "millions 2", "$999.99K"},
                 {999996, "millions 2", "$1.00M"},     {999500000, "thousands 0", "$1B"},
                 {12.5, "billions 2", "$0.01K"},       {-2208585, "millions 1", "\xE2\x88\x92$2.2M"},
                 {0, "millions 1", "$0.0M"},           {87600, "money 0", "$87,600"},
                 {5e12, "millions 0", "$5,000B"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text text = {0};
        number_print(&text, cases[i].value, number_format_sized(format_of(cases[i].format), cases[i].value), NULL,
                     &number_locale_english);
        assert_string_equal(text.bytes, cases[i].expected);
        text_free(&text);
    }
    check(93400, "thousands 1", "", "$93.4K");
    check(1204000000, "billions 2 unit", "$/year", "$1.20B/year");
}

static void test_data(void **state) {
    (void)state;
    check(1234567, "data", "", "1234567");
    check(0.2625, "data 3", "", "0.263");
    check(0.32, "data 3", "", "0.32");
    check(33.1128, "data 2", "", "33.11");
    check(-1, "data", "", "-1");
}

/* English uses the singular only for 1 without decimals; French for every number below two. */
static void test_one(void **state) {
    (void)state;
    const struct number_locale *english = &number_locale_english;
    const struct number_locale french = {.decimal = ",", .group = " ", .percent = "%", .one_below_two = true};
    assert_true(number_is_one(1, format_of("0"), english) && number_is_one(1.2, format_of("0"), english));
    assert_true(number_is_one(-1, format_of("auto"), english));
    assert_false(number_is_one(0, format_of("0"), english) || number_is_one(2, format_of("0"), english));
    assert_false(number_is_one(1, format_of("2"), english) || number_is_one(1.5, format_of("auto"), english));
    assert_true(number_is_one(0, format_of("0"), &french) && number_is_one(1.5, format_of("1"), &french));
    assert_false(number_is_one(2, format_of("0"), &french) || number_is_one(1.96, format_of("1"), &french));
}

static void test_as_printed(void **state) {
    (void)state;
    assert_true(number_as_printed(0.285, format_of("2")) == 0.29);
    assert_true(number_as_printed(33112800, format_of("millions")) == 33110000);
    assert_true(number_as_printed(0.87431594280909342, format_of("percent 1")) == 0.874);
    assert_true(number_as_printed(1234567, format_of("auto")) == 1234567);
    assert_true(number_as_printed(70.501811383812125, format_of("auto")) == 70.5018);
    assert_true(number_as_printed(-0.004, format_of("2")) == 0);
    assert_true(number_as_printed(2.2e24, format_of("auto")) == 2.2e24);
    assert_true(number_as_printed(2.104, format_of("money")) == 2.10);
}

static void check_exact(double value, const char *expected) {
    struct text out = {0};
    double back = -1;
    number_print_exact(&out, value);
    assert_string_equal(out.bytes, expected);
    assert_true(number_parse(out.bytes, out.length, &back));
    assert_true(back == value);
    text_free(&out);
}

static void test_exact(void **state) {
    (void)state;
    check_exact(0, "0");
    check_exact(0.1, "0.1");
    check_exact(0.1 + 0.2, "0.30000000000000004");
    check_exact(-33112800, "-33112800");
    check_exact(80.416128609660703, "80.4161286096607");
    check_exact(1.0 / 3, "0.3333333333333333");
    check_exact(2.2e24, "2.2e+24");
    check_exact(1e23, "1e+23");
    check_exact(0.0001, "0.0001");
    check_exact(0.00001234, "1.234e-05");
    check_exact(9007199254740993.0, "9007199254740992");
    check_exact(DBL_MAX, "1.7976931348623157e+308");
    check_exact(DBL_MIN, "2.2250738585072014e-308");
    struct text out = {0};
    number_print_exact(&out, NAN);
    number_print_exact(&out, -INFINITY);
    assert_int_equal(out.length, 0);
    number_print(&out, NAN, format_of("2"), NULL, &number_locale_english);
    assert_string_equal(out.bytes, "\xE2\x80\x94");
    text_free(&out);
}

/* Doubles of any exponent come back from their text. */
static void test_exact_reads_back(void **state) {
    (void)state;
    uint64_t bits = 1;
    struct text out = {0};
    for (int i = 0; i < 20000; i++) {
        double value, back = 0;
        bits = bits * 6364136223846793005u + 1442695040888963407u;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        text_clear(&out);
        number_print_exact(&out, value);
        assert_true(number_parse(out.bytes, out.length, &back));
        assert_memory_equal(&value, &back, sizeof value);
    }
    text_free(&out);
}

/* A process in another locale writes and reads the same numbers. */
static void test_locale_does_not_matter(void **state) {
    (void)state;
    static const char *const locales[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "fr_FR"};
    bool changed = false;
    for (size_t i = 0; i < sizeof locales / sizeof *locales && !changed; i++)
        changed = setlocale(LC_ALL, locales[i]) != NULL;
    check_exact(0.25, "0.25");
    check_exact(1.5e-9, "1.5e-09");
    check(1234.25, "2", NULL, "1,234.25");
    setlocale(LC_ALL, "C");
    if (!changed)
        skip();
}

static void test_decimals(void **state) {
    (void)state;
    assert_int_equal(number_decimals(0.05), 2);
    assert_int_equal(number_decimals(40000), 0);
    assert_int_equal(number_decimals(0), 0);
    assert_int_equal(number_decimals(1e-7), 7);
    assert_true(number_round_significant(0.15000000000000002, 12) == 0.15);
    assert_true(number_round_significant(123456, 2) == 120000);
    assert_true(number_round_decimals(5.5511151231257827e-17, 1) == 0);
    assert_true(number_round_decimals(0.30000000000000004, 1) == 0.3);
}

/* The range in doubles is that of the decimal arithmetic, to the last bit, for values of every size, also those in the
 * middle between two printed numbers. */
static void test_printed_range(void **state) {
    (void)state;
    static const char *const formats[] = {"auto",  "0",       "2",        "percent",    "percent 1",
                                          "money", "money 2", "millions", "millions 1", "billions",
                                          "data",  "data 3",  "9"};
    uint64_t bits = 1;
    for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
        struct number_format format;
        assert_true(number_format_parse(formats[f], &format));
        for (int i = 0; i < 20000; i++) {
            bits = bits * 6364136223846793005u + 1442695040888963407u;
            double share = (double)(bits >> 11) / 0x1p53;
            const double values[] = {share, exp(60 * (share - 0.5)), -exp(20 * (share - 0.5)),
                                     (floor(share * 1000) + 0.5) / pow(10, (double)(bits >> 3 & 7))};
            double value = values[i % 4], least, most, half = number_half_unit(value, format);
            double printed = half > 0 ? number_as_printed(value, format) : value;
            if (number_printed_range(value, format, &least, &most) != printed ||
                least != (half > 0 ? number_round_significant(printed - half, 15) : value) ||
                most != (half > 0 ? number_round_significant(printed + half, 15) : value))
                fail_msg("%.17g in the format %s: not %.17g but %.17g to %.17g", value, formats[f], printed, least,
                         most);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounds_half_away_from_zero_as_readers_do),
        cmocka_unit_test(test_groups_thousands),
        cmocka_unit_test(test_auto_decimals),
        cmocka_unit_test(test_money_millions_percent_and_units),
        cmocka_unit_test(test_significant_digits),
        cmocka_unit_test(test_money_that_fits),
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_short_money),
        cmocka_unit_test(test_data),
        cmocka_unit_test(test_one),
        cmocka_unit_test(test_as_printed),
        cmocka_unit_test(test_exact),
        cmocka_unit_test(test_exact_reads_back),
        cmocka_unit_test(test_locale_does_not_matter),
        cmocka_unit_test(test_decimals),
        cmocka_unit_test(test_printed_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
