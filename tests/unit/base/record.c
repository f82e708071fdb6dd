/* What is put into a record is taken from it, and any bytes are read to an end. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"

static const uint64_t numbers[] = {0, 1, 127, 128, 300, 16383, 16384, UINT32_MAX, UINT64_MAX / 2, UINT64_MAX};
static const double reals[] = {0.0, -0.0, 0.1, -1e308, 5e-324, INFINITY, -INFINITY};
enum { NUMBERS = sizeof numbers / sizeof *numbers, REALS = sizeof reals / sizeof *reals };
static const char bytes[] = "a\0b\xFF";

static void put_all(struct text *out) {
    for (int i = 0; i < NUMBERS; i++)
        record_put_number(out, numbers[i]);
    for (int i = 0; i < REALS; i++)
        record_put_real(out, reals[i]);
    record_put_real(out, NAN);
    record_put_text(out, "");
    record_put_text(out, "Zoë");
    record_put_bytes(out, bytes, 4);
    record_put_bytes(out, NULL, 0);
}

static void takes_what_was_put(void **state) {
    (void)state;
    struct text out = {0};
    put_all(&out);
    struct record record = record_begin(out.bytes, out.length);
    for (int i = 0; i < NUMBERS; i++)
        assert_true(record_take_number(&record, numbers[i]) == numbers[i]);
    for (int i = 0; i < REALS; i++) {
        double real = record_take_real(&record);
        assert_memory_equal(&real, &reals[i], sizeof real);
    }
    assert_true(isnan(record_take_real(&record)));
    assert_string_equal(record_take_text(&record), "");
    assert_string_equal(record_take_text(&record), "Zoë");
    size_t length;
    assert_memory_equal(record_take_bytes(&record, &length), bytes, 4);
    assert_int_equal(length, 4);
    assert_false(record_end(&record)); /* something is left */
    record_take_bytes(&record, &length);
    assert_int_equal(length, 0);
    assert_true(record_end(&record));
    /* Behind the end there is nothing. */
    assert_int_equal(record_take_number(&record, UINT64_MAX), 0);
    assert_true(record.damaged);
    text_free(&out);
}

/* The bytes themselves, which files keep: a kind, then 300 as 44 and 2 times 128, 1.0 as IEEE 754 has it. */
static void has_its_layout(void **state) {
    (void)state;
    static const char wanted[] = "n\xAC\x02r\0\0\0\0\0\0\xF0\x3Ft\x02hi\0b\x01!";
    struct text out = {0};
    record_put_number(&out, 300);
    record_put_real(&out, 1);
    record_put_text(&out, "hi");
    record_put_bytes(&out, "!", 1);
    assert_int_equal(out.length, sizeof wanted - 1);
    assert_memory_equal(out.bytes, wanted, out.length);
    text_free(&out);
}

/* Each of these is refused by what it is taken for, and nothing more is taken from it. */
static void refuses_damage(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        char taken;
        uint64_t most;
    } cases[] = {
        {"", 0, 'n', UINT64_MAX},
        {"n", 1, 'n', UINT64_MAX},
        {"n\x80", 2, 'n', UINT64_MAX},
        {"n\x05n\x01", 4, 'n', 4},
        {"n\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02n\x01", 13, 'n', UINT64_MAX}, /* more than 64 bits */
        {"n\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01n\x01", 14, 'n', UINT64_MAX},
        {"r\0\0\0\0\0\0\xF0", 8, 'r', 0},
        {"n\x01", 2, 'r', 0},
        {"r\0\0\0\0\0\0\xF0\x3F", 9, 'n', UINT64_MAX},
        {"t\x02hi", 4, 't', 0},         /* its NUL is missing */
        {"t\x02hix", 5, 't', 0},        /* it is another byte */
        {"t\x02h\0\0n\x01", 7, 't', 0}, /* a NUL within */
        {"t\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01hi", 13, 't', 0},
        {"b\x03hi", 4, 'b', 0},
        {"b\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01hi", 13, 'b', 0},
        {"t\x02hi\0", 5, 'b', 0},
        {"b\x02hi", 4, 't', 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct record record = record_begin(cases[i].bytes, cases[i].length);
        size_t length = 1;
        if (cases[i].taken == 'n')
            assert_int_equal(record_take_number(&record, cases[i].most), 0);
        else if (cases[i].taken == 'r')
            assert_true(record_take_real(&record) == 0);
        else if (cases[i].taken == 't')
            assert_string_equal(record_take_text(&record), "");
        else
            record_take_bytes(&record, &length);
        if (cases[i].taken == 'b')
            assert_int_equal(length, 0);
        if (!record.damaged || record_end(&record))
            fail_msg("case %zu is taken for a value", i);
        assert_int_equal(record_take_number(&record, UINT64_MAX), 0);
    }
}

/* Bytes in any order, each in memory of its own, so that tools notice what is read behind them. */
static void reads_any_bytes(void **state) {
    (void)state;
    uint32_t seed = 11;
    for (int round = 0; round < 20000; round++) {
        size_t length = (size_t)(round % 40), taken;
        char *any = malloc(length ? length : 1);
        for (size_t i = 0; i < length; i++) {
            seed = seed * 1664525 + 1013904223;
            any[i] = (seed >> 30) ? (char)(seed >> 24) : "nrtb"[seed >> 28 & 3];
        }
        struct record record = record_begin(any, length);
        for (int steps = 0; record.at < record.end; steps++) {
            assert_in_range(steps, 0, 40);
            const char *before = record.at;
            switch (*record.at) {
            case 'n':
                assert_true(record_take_number(&record, 1000) <= 1000);
                break;
            case 'r':
                record_take_real(&record);
                break;
            case 't':
                assert_true(strlen(record_take_text(&record)) < 40);
                break;
            default:
                record_take_bytes(&record, &taken);
                assert_true(taken < 40);
            }
            assert_true(record.at > before && record.at <= record.end);
        }
        free(any);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_was_put),
        cmocka_unit_test(has_its_layout),
        cmocka_unit_test(refuses_damage),
        cmocka_unit_test(reads_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
