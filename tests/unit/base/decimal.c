/* Doubles as decimal numbers, against the C library's printf and strtod. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"

static uint64_t next(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 11;
}

/* The shortest of 15 to 17 digits, as printf and strtod find it. */
static void check_shortest(double value) {
    char expected[64], found[64];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(expected, sizeof expected, "%.*e", precision - 1, value);
        if (strtod(expected, NULL) == value)
            break;
    }
    struct decimal decimal = decimal_of(value);
    snprintf(found, sizeof found, "%s0.%.*se%d", decimal.negative ? "-" : "", decimal.count, decimal.digits,
             decimal.point);
    assert_true(decimal.count <= 17 && decimal.count > 0 && decimal.digits[decimal.count - 1] != '0');
    assert_true(decimal.digits[0] != '0');
    /* The same number, digit for digit: both are written with 17 digits. */
    long long digits[2];
    int exponents[2];
    const char *texts[] = {expected, found};
    for (int i = 0; i < 2; i++) {
        const char *e = strchr(texts[i], 'e');
        digits[i] = 0;
        int count = 0, before = 0, seen_point = 0;
        for (const char *at = texts[i]; at < e; at++) {
            seen_point |= *at == '.';
            if (*at < '0' || *at > '9' || (count == 0 && *at == '0'))
                continue;
            digits[i] = digits[i] * 10 + (*at - '0');
            count++;
            before += !seen_point;
        }
        for (; count < 17; count++)
            digits[i] *= 10;
        exponents[i] = atoi(e + 1) + before;
    }
    if (digits[0] != digits[1] || exponents[0] != exponents[1])
        fail_msg("%.17g is %s, found %s", value, expected, found);
    assert_true(decimal_value(&decimal) == value);
}

static void decimals_are_the_shortest(void **state) {
    (void)state;
    uint64_t random = 1;
    for (int i = 0; i < 60000; i++) {
        double fraction = (double)(next(&random) % 2000001) / 2000000, whole = (double)(next(&random) % 100000);
        check_shortest((1 + fraction) * pow(10, (int)(next(&random) % 50) - 9)); /* any digits, 10^-9 to 10^40 */
        check_shortest(-(whole + 1) / (double)(1 + next(&random) % 997));
        check_shortest((whole + 1) / pow(10, (int)(next(&random) % 12)));
    }
    for (int exponent = -80; exponent <= 80; exponent++) { /* powers and their neighbours */
        double powers[] = {ldexp(1, exponent), pow(10, exponent / 2)};
        for (size_t i = 0; i < 2; i++) {
            check_shortest(powers[i]);
            check_shortest(nextafter(powers[i], 0));
            check_shortest(nextafter(powers[i], INFINITY));
            check_shortest(3 * powers[i]);
        }
    }
    for (int i = 1; i < 4000; i += 2) /* halves of the seventeenth digit */
        check_shortest(ldexp(i, -18) + 4503599627370496.0 / 4096);
    check_shortest(DBL_MAX);
    check_shortest(DBL_MIN);
    check_shortest(DBL_TRUE_MIN);
    assert_int_equal(decimal_of(0).count, 0);
}

static void texts_are_read_to_the_nearest_double(void **state) {
    (void)state;
    uint64_t random = 2;
    for (int i = 0; i < 60000; i++) {
        char text[96];
        int digits = 1 + (int)(next(&random) % 20), point = (int)(next(&random) % 24), length = 0;
        if (next(&random) % 3 == 0)
            text[length++] = next(&random) % 2 ? '-' : '+';
        for (int j = 0; j < digits; j++) {
            if (j == point)
                text[length++] = '.';
            text[length++] = (char)('0' + next(&random) % 10);
        }
        if (next(&random) % 2)
            length += sprintf(text + length, "e%d", (int)(next(&random) % 60) - 30);
        text[length] = '\0';
        double expected = strtod(text, NULL), read = decimal_read(text, (size_t)length);
        if (memcmp(&expected, &read, sizeof read) != 0)
            fail_msg("'%s' is %.17g, read as %.17g", text, expected, read);
    }
    assert_true(decimal_read("9007199254740993", 16) == 9007199254740992.0);
    assert_true(decimal_read("123456789", 3) == 123);
    assert_true(isinf(decimal_read("1e999", 5)));
}

/* Texts of any length, with nothing behind them that is theirs: the C library reads a copy that ends there. Where a
 * copy is too short, the allocator finds its own numbers overwritten. */
static void long_texts_are_read_whole(void **state) {
    (void)state;
    for (size_t length = 100; length <= 300; length++) {
        char *text = malloc(length + 1), *copy = malloc(length + 1);
        assert_true(text && copy);
        memset(text, '3', length);
        text[1] = '.';
        text[length - 2] = 'e';
        text[length - 1] = '2';
        memcpy(copy, text, length);
        copy[length] = '\0';
        text[length] = '9'; /* which is not read */
        assert_true(decimal_read(text, length) == strtod(copy, NULL));
        free(copy);
        free(text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_the_shortest),
        cmocka_unit_test(texts_are_read_to_the_nearest_double),
        cmocka_unit_test(long_texts_are_read_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
