/* The date that files bear. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void dates_are_digits(void **state) {
    (void)state;
    static const char *const none[] = {"", " 5", "-5", "+5", "5 ", "0x5", "1e9", "2026-12-01", "123456789012"};
    time_t seconds;
    struct tm date;
    unsetenv("SOURCE_DATE_EPOCH");
    assert_false(version_date(&seconds, &date));
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        setenv("SOURCE_DATE_EPOCH", none[i], 1);
        assert_false(version_date(&seconds, &date));
    }
    setenv("SOURCE_DATE_EPOCH", "1709251199", 1); /* the last second of a leap day, by date -u */
    assert_true(version_date(&seconds, &date));
    assert_int_equal(seconds, 1709251199);
    assert_int_equal(date.tm_year + 1900, 2024);
    assert_int_equal(date.tm_mon + 1, 2);
    assert_int_equal(date.tm_mday, 29);
    assert_int_equal(date.tm_sec, 59);
    setenv("SOURCE_DATE_EPOCH", "99999999999", 1);
    assert_true(version_date(&seconds, &date));
    unsetenv("SOURCE_DATE_EPOCH");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(dates_are_digits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
