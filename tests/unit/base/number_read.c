/* Text as numbers, whatever the locale. */
#include "base/number.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_parse(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double value;
    } read[] = {{"0", 0},        {"-0.5", -0.5},     {"+3", 3},  {".5", 0.5},        {"5.", 5},     {"1e3", 1000},
                {"1E-3", 0.001}, {"2.2e24", 2.2e24}, {"007", 7}, {"50e6", 50000000}, {"1e-400", 0}, {"0.1", 0.1}};
    static const char *const refused[] = {"",     ".",   "-",     "1e",    "e5",  "1.2.3",  "1,000",
                                          "0x10", "inf", "nan",   "1e400", " 1",  "1 ",     "1f",
                                          "--1",  "1e+", "1_000", "1e5.0", "+-1", "-1e999", "−1"};
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
        double value = -1;
        if (!number_parse(read[i].text, strlen(read[i].text), &value) || value != read[i].value)
            fail_msg("'%s' was read as %g", read[i].text, value);
    }
    double value = 7;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (number_parse(refused[i], strlen(refused[i]), &value))
            fail_msg("'%s' was read as %g", refused[i], value);
    assert_false(number_parse("1\0002", 3, &value));
    assert_true(value == 7);
    assert_true(number_parse("12345", 2, &value));
    assert_true(value == 12);
    /* More digits than any double has: 1 followed by 300 zeros, a point, 300 zeros. */
    char digits[602];
    memset(digits, '0', sizeof digits);
    digits[0] = '1';
    digits[301] = '.';
    assert_true(number_parse(digits, sizeof digits, &value));
    assert_true(value == 1e300);
}

/* A percentage is the double nearest to its hundredth; k / 1000 of two whole numbers is that double. */
static void test_percentages(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double value;
        bool percent;
    } read[] = {{"0.7%", 0.007, true}, {"0.7 %", 0.007, true}, {"80%", 0.8, true},  {"0.8", 0.8, false},
                {"-20%", -0.2, true},  {"7e-1%", 0.007, true}, {"5E+2%", 5, true},  {"+2.9%", 0.029, true},
                {"1e-400%", 0, true},  {".3%", 0.003, true},   {"110%", 1.1, true}, {"1e3", 1000, false}};
    static const char *const refused[] = {"%", " %", "0.7%%", "a%", "0.7 % ", "", "1e999%", "1e99999999999999999999%"};
    bool percent;
    double value;
    for (int k = 1; k < 1000; k++) {
        char text[16];
        snprintf(text, sizeof text, "%d.%d", k / 10, k % 10);
        assert_true(number_parse_hundredths(text, strlen(text), &value));
        if (value != k / 1000.0)
            fail_msg("%s%% is read as %.17g", text, value);
    }
    for (size_t i = 0; i < sizeof read / sizeof *read; i++)
        if (!number_parse_share(read[i].text, strlen(read[i].text), &value, &percent) || value != read[i].value ||
            percent != read[i].percent)
            fail_msg("'%s' is not read as %.17g", read[i].text, read[i].value);
    value = 42;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (number_parse_share(refused[i], strlen(refused[i]), &value, &percent) || value != 42)
            fail_msg("'%s' is read as a number", refused[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_percentages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
