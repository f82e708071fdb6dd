/* Dates of sources: which texts are one, and their numbers in spreadsheets (by Python's datetime, less 1899-12-30). */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void dates_have_numbers(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int serial;
    } dates[] = {{"1901-01-01", 367},   {"2000-12-31", 36891}, {"2024-02-29", 45351},   {"2026-11-09", 46335},
                 {"2100-03-01", 73110}, {"2026-11", 46356},    {"9999-12-31", 2958465}, {"2026", 46387},
                 {"2024-02", 45351},    {"2023-02", 44985},    {"2024", 45657},         {"2023", 45291}};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        struct date date;
        assert_true(date_read(dates[i].text, &date));
        assert_int_equal(date.serial, dates[i].serial);
        assert_int_equal(date.length, strlen(dates[i].text));
    }
}

static void other_texts_are_none(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",        "26",        "2026-",      "2026-1",      "2026-00",    "2026-13",
        "1900",    "2026-11-9", "2026-11-00", "2026-11-31",  "2025-02-29", "2100-02-29",
        "2026/11", "2026-11 9", " 2026",      "2026-11-090", "20261109",   "2026-11-0a"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct date date;
        assert_false(date_read(texts[i], &date));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(dates_have_numbers), cmocka_unit_test(other_texts_are_none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
