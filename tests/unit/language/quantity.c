#include "language/quantity.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct quantity
    fraction = {.name = "share", .fraction = true, .shown = "", .format = {.style = NUMBER_PERCENT, .decimals = 1}},
    count = {.name = "count", .shown = "GPUs", .shown_one = "GPU", .format = {.style = NUMBER_PLAIN, .decimals = 0}};

/* A percentage is the double nearest to its digits with the point moved, which the C library reads: of all that have
 * up to two decimals, with the sign at once or behind a blank, and negative. */
static void percentages_move_the_point(void **state) {
    (void)state;
    int unlike = 0;
    for (int hundredths = 0; hundredths <= 10000; hundredths++) {
        char text[32], moved[32];
        double value;
        bool percent;
        snprintf(text, sizeof text, "%s%d.%02d%s%%", hundredths % 3 ? "" : "-", hundredths / 100, hundredths % 100,
                 hundredths % 7 ? "" : " ");
        snprintf(moved, sizeof moved, "%s0.%04d", hundredths % 3 ? "" : "-", hundredths);
        if (hundredths == 10000)
            strcpy(moved, "1");
        assert_int_equal(quantity_read(&fraction, text, strlen(text), &value, &percent), QUANTITY_VALUE);
        assert_true(percent);
        if (memcmp(&value, &(double){strtod(moved, NULL)}, sizeof value) != 0)
            fail_msg("%s is read as %.17g, not as %s", text, value, moved);
        unlike += value != strtod(text, NULL) / 100;
        if (hundredths % 10 == 0) { /* one decimal */
            snprintf(text, sizeof text, "%d.%d%%", hundredths / 100, hundredths / 10 % 10);
            assert_int_equal(quantity_read(&fraction, text, strlen(text), &value, NULL), QUANTITY_VALUE);
            assert_true(value == fabs(strtod(moved, NULL)));
        }
    }
    assert_true(unlike > 1000); /* dividing would not have done */
}

static void texts_that_are_no_values(void **state) {
    (void)state;
    static const struct {
        const struct quantity *quantity;
        const char *text;
        enum quantity_text what;
        double value;
    } cases[] = {
        {&count, "12", QUANTITY_VALUE, 12},        {&count, "-2.5e3", QUANTITY_VALUE, -2500},
        {&count, "12%", QUANTITY_NO_FRACTION, 0},  {&count, "1,000", QUANTITY_NO_NUMBER, 0},
        {&count, "", QUANTITY_NO_NUMBER, 0},       {&count, "%", QUANTITY_NO_NUMBER, 0},
        {&fraction, "0.4", QUANTITY_VALUE, 0.4},   {&fraction, "1", QUANTITY_VALUE, 1},
        {&fraction, "-1", QUANTITY_VALUE, -1},     {&fraction, "1.01", QUANTITY_NO_SHARE, 1.01},
        {&fraction, "101%", QUANTITY_VALUE, 1.01}, {&fraction, "ten%", QUANTITY_NO_NUMBER, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = 0;
        enum quantity_text what = quantity_read(cases[i].quantity, cases[i].text, strlen(cases[i].text), &value, NULL);
        if (what != cases[i].what || (cases[i].value && value != cases[i].value))
            fail_msg("%s: %d, %.17g", cases[i].text, what, value);
    }
}

static void assert_put(void (*put)(struct text *, const struct quantity *, double), const struct quantity *quantity,
                       double value, const char *wanted) {
    struct text out = {0};
    put(&out, quantity, value);
    assert_string_equal(out.bytes, wanted);
    text_free(&out);
}

static void values_become_text_again(void **state) {
    (void)state;
    assert_put(quantity_put_cell, &fraction, 0.007, "0.7%");
    assert_put(quantity_put_cell, &fraction, 0.07, "7%");
    assert_put(quantity_put_cell, &fraction, 0.1 + 0.2, "30%");
    assert_put(quantity_put_cell, &count, 0.1 + 0.2, "0.3");
    assert_put(quantity_put_cell, &count, 40000, "40000");
    assert_put(quantity_put_data, &fraction, 0.007, "0.007");
    assert_put(quantity_put_data, &count, 0.1 + 0.2, "0.30000000000000004");
    for (int tenths = 0; tenths <= 1000; tenths++) { /* what is put into a cell is read as the same */
        struct text out = {0};
        char digits[16];
        double value;
        snprintf(digits, sizeof digits, "0.%04d", tenths);
        if (tenths == 1000)
            strcpy(digits, "1");
        quantity_put_cell(&out, &fraction, strtod(digits, NULL));
        assert_int_equal(quantity_read(&fraction, out.bytes, out.length, &value, NULL), QUANTITY_VALUE);
        assert_true(value == strtod(digits, NULL));
        text_free(&out);
    }
}

static void prints_have_the_unit_that_is_asked_for(void **state) {
    (void)state;
    struct text out = {0};
    const struct number_format with_unit = {.style = NUMBER_PLAIN, .decimals = 0, .with_unit = true};
    quantity_print(&out, &count, 1, with_unit, &number_locale_english);
    text_putc(&out, '|');
    quantity_print(&out, &count, 1000, with_unit, &number_locale_english);
    text_putc(&out, '|');
    quantity_print(&out, &count, 1000, count.format, &number_locale_english);
    text_putc(&out, '|');
    quantity_quote(&out, &count, 1000, with_unit);
    text_putc(&out, '|');
    quantity_quote(&out, &fraction, 0.0071, number_format_exact(0.0071, fraction.format));
    assert_string_equal(out.bytes, "1\xC2\xA0GPU|1,000\xC2\xA0GPUs|1,000|1,000|0.71%");
    text_free(&out);
}

static void values_in_files_are_told_what_is_wrong(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    static const char text[] = "a: 0.3%\nb: 5%\nc: 30\nd: many\n";
    struct yaml *yaml = yaml_read(source_of_text(arena, "f", text, strlen(text)), arena, diag);
    struct yaml_mapping root = yaml_mapping(yaml_root(yaml, "a file"), "a file");
    assert_true(quantity_read_value(&fraction, yaml_member(&root, "a"), 7) == 0.003);
    assert_true(quantity_read_value(&fraction, yaml_member(&root, "none"), 7) == 7);
    assert_string_equal(diag_text(diag), "");
    assert_true(quantity_read_value(&count, yaml_member(&root, "b"), 7) == 7);
    assert_true(quantity_read_value(&fraction, yaml_member(&root, "c"), 7) == 7);
    assert_true(quantity_read_value(&count, yaml_member(&root, "d"), 7) == 7);
    assert_non_null(strstr(diag_text(diag), "f:2:4: error: '5%' is a percentage, but 'count' is not a fraction"));
    assert_non_null(strstr(diag_text(diag), "f:3:4: error: 30 is too large for a fraction; write 30%"));
    assert_non_null(strstr(diag_text(diag), "f:4:4: error: 'many' is not a number; write one such as 1000"));
    yaml_close(yaml);
    diag_free(diag);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentages_move_the_point),
        cmocka_unit_test(texts_that_are_no_values),
        cmocka_unit_test(values_become_text_again),
        cmocka_unit_test(prints_have_the_unit_that_is_asked_for),
        cmocka_unit_test(values_in_files_are_told_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
