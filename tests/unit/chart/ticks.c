/* Ticks that people would choose. */
#include "chart/chart.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct tick_case {
    double least, most;
    const char *format;
    const char *expected; /* the labels, with `|` between them */
    bool log, powers_of_two, from_zero, tight;
};

/* What somebody would write on an axis by hand. */
static const struct tick_case tick_cases[] = {
    {0, 47545264, "millions 2", "$0M|$10M|$20M|$30M|$40M|$50M", .from_zero = true},
    {2.4e6, 55.2e6, "millions 2", "$0M|$20M|$40M|$60M", .from_zero = true},
    {87600, 2208584.8, "millions 2", "$0.0M|$0.5M|$1.0M|$1.5M|$2.0M|$2.5M", .from_zero = true},
    {377169600, 876000000, "millions 2", "$0M|$200M|$400M|$600M|$800M|$1,000M", .from_zero = true},
    {0.05, 1, "percent", "0%|20%|40%|60%|80%|100%", .from_zero = true, .tight = true},
    {0.05, 1, "percent", "20%|40%|60%|80%|100%", .tight = true},
    {0.1, 0.12, "percent", "10.0%|10.5%|11.0%|11.5%|12.0%", .tight = true},
    {1, 5, "0", "1|2|3|4|5", .tight = true},
    {1, 3, "0", "1|2|3", .tight = true},
    {100, 4000, "0", "0|1,000|2,000|3,000|4,000", .from_zero = true},
    {0, 1, "auto", "0.0|0.2|0.4|0.6|0.8|1.0", .log = false},
    {-3, 7, "auto",
     "\xE2\x88\x92"
     "4|\xE2\x88\x92"
     "2|0|2|4|6|8",
     .log = false},
    {0, 0.003, "auto", "0.000|0.001|0.002|0.003", .log = false},
    {20000, 80000, "money", "$20,000|$40,000|$60,000|$80,000", .log = false},
    {1, 4096, "auto", "1|8|64|512|4,096", .log = true, .powers_of_two = true, .tight = true},
    {0, 100, "auto", "10|20|50|100", .log = true, .from_zero = true},
    {-5, 0, "auto", "1|2|5|10", .log = true},
    {1, 64, "auto", "1|4|16|64", .log = true, .powers_of_two = true, .tight = true},
    {1, 32, "auto", "1|2|4|8|16|32", .log = true, .powers_of_two = true, .tight = true},
    {0.32, 4096, "auto", "1|10|100|1,000", .log = true},
    {0.04, 4096, "auto", "0.1|1|10|100|1,000", .log = true},
    {1, 1000, "auto", "1|10|100|1,000", .log = true},
    {1e-6, 1e9, "auto", "0.000001|0.0001|0.01|1|100|10,000|1,000,000|100,000,000", .log = true},
    {3, 60, "auto", "2|5|10|20|50|100", .log = true},
    {0, 350400, "millions 2", "$0K|$100K|$200K|$300K|$400K", .from_zero = true},
    {0, 3.2e9, "millions 2", "$0B|$1B|$2B|$3B|$4B", .from_zero = true},
    {1e6, 1e9, "millions", "$1M|$10M|$100M|$1B", .log = true},
    {5, 5, "0", "0|1|2|3|4|5", .log = false}, /* one value: from zero to it */
};

static struct chart_axis axis_of(const struct tick_case *c) {
    struct chart_axis axis = {.label = "",
                              .unit_word = "",
                              .scale = c->log ? AXIS_LOG : AXIS_LINEAR,
                              .powers_of_two = c->powers_of_two,
                              .from_zero = c->from_zero,
                              .tight = c->tight,
                              .minimum = NAN,
                              .maximum = NAN,
                              .least = c->least,
                              .most = c->most};
    assert_true(number_format_parse(c->format, &axis.format));
    return axis;
}

static void test_ticks(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof tick_cases / sizeof *tick_cases; i++) {
        struct chart_axis axis = axis_of(&tick_cases[i]);
        struct chart_ticks ticks;
        struct text text = {0};
        chart_axis_ticks(&axis, 5, &ticks);
        for (int j = 0; j < ticks.count; j++) {
            text_puts(&text, j ? "|" : "");
            chart_tick_print(&text, &axis, &ticks, j, &number_locale_english);
        }
        assert_string_equal(text.bytes, tick_cases[i].expected);
        text_free(&text);
    }
}

/* All values are below what the axis begins at: it goes as far above that again. */
static void test_nothing_above_the_minimum(void **state) {
    (void)state;
    static const struct {
        double minimum, to;
        enum chart_axis_scale scale;
    } cases[] = {{10, 20, AXIS_LINEAR}, {-10, 0, AXIS_LINEAR}, {0, 1, AXIS_LINEAR}, {10, 100, AXIS_LOG}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct tick_case c = {cases[i].minimum - 5, cases[i].minimum - 5, "auto", "", .tight = true};
        struct chart_axis axis = axis_of(&c);
        struct chart_ticks ticks;
        axis.minimum = cases[i].minimum;
        axis.scale = cases[i].scale;
        chart_axis_ticks(&axis, 5, &ticks);
        assert_true(fabs(ticks.from - cases[i].minimum) < 1e-9 && fabs(ticks.to - cases[i].to) < 1e-9);
    }
}

/* For any range: a few ticks, in order, on the axis, with labels that all differ; the axis contains its values. */
static void test_any_range_has_ticks(void **state) {
    (void)state;
    static const char *const formats[] = {"auto", "0", "2", "percent", "millions 2", "money"};
    srand(7);
    for (int i = 0; i < 20000; i++) {
        double size = pow(10, rand() % 19 - 9), least = size * (rand() % 2001 - 1000) / 1000;
        double most = least + size * (rand() % 1000) / (1 + rand() % 1000);
        struct tick_case c = {least, most, formats[rand() % 6], "", .from_zero = rand() % 2, .tight = rand() % 2};
        c.log = least > 0 && rand() % 3 == 0;
        c.from_zero = c.from_zero && !c.log;
        c.powers_of_two = rand() % 2;
        struct chart_axis axis = axis_of(&c);
        struct chart_ticks ticks;
        chart_axis_ticks(&axis, 5, &ticks);
        assert_true(ticks.count >= 1 && ticks.count <= TICKS_MOST);
        assert_true(isfinite(ticks.from) && isfinite(ticks.to) && ticks.from < ticks.to);
        double slack = 1e-9 * (ticks.to - ticks.from);
        assert_true(ticks.from <= least + slack && ticks.to >= most - slack);
        struct text before = {0}, label = {0};
        for (int j = 0; j < ticks.count; j++) {
            double place = chart_axis_place(&axis, &ticks, ticks.values[j]);
            assert_true(place > -1e-6 && place < 1 + 1e-6);
            assert_true(j == 0 || ticks.values[j] > ticks.values[j - 1]);
            text_clear(&label);
            chart_tick_print(&label, &axis, &ticks, j, &number_locale_english);
            if (j && size >= (axis.format.style == NUMBER_MILLIONS ? 1e3 : 1e-4))
                assert_string_not_equal(label.bytes, before.bytes);
            text_clear(&before);
            text_puts(&before, label.bytes);
        }
        text_free(&before);
        text_free(&label);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ticks),
        cmocka_unit_test(test_nothing_above_the_minimum),
        cmocka_unit_test(test_any_range_has_ticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
