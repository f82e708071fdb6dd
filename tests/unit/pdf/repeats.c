#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "pdf/deflate.h"
#include "pdf/repeats.h"

static void what_comes_twice_is_remembered(void **state) {
    (void)state;
    struct pdf_repeats *repeats = pdf_repeats_new();
    assert_null(pdf_repeats_find(repeats, "text", 4));
    struct pdf_repeat *repeat = pdf_repeats_find(repeats, "text", 4);
    assert_non_null(repeat);
    assert_int_equal(repeat->number, 0);
    assert_int_equal(repeat->made.length, 0);
    repeat->number = 7;
    for (int i = 0; i < 20000; i++) { /* what comes once displaces nothing */
        struct text once = {0};
        text_printf(&once, "once %d", i);
        assert_null(pdf_repeats_find(repeats, once.bytes, once.length));
        text_free(&once);
    }
    repeat = pdf_repeats_find(repeats, "text", 4);
    assert_non_null(repeat);
    assert_int_equal(repeat->number, 7);
    assert_null(pdf_repeats_find(repeats, "texts", 5));
    assert_null(pdf_repeats_find(repeats, "", 0));
    assert_null(pdf_repeats_find(repeats, "", 0));
    pdf_repeats_free(repeats);
}

/* Many texts that come again displace each other: each is found with its own result, or is new. */
static void nothing_is_taken_for_another(void **state) {
    (void)state;
    enum { TEXTS = 3000 };
    struct pdf_repeats *repeats = pdf_repeats_new();
    int kept = 0;
    for (int i = 0; i < 4 * TEXTS; i++) {
        unsigned number = 1 + (unsigned)i / 2 % TEXTS;
        struct text text = {0};
        text_printf(&text, "text %u", number);
        struct pdf_repeat *repeat = pdf_repeats_find(repeats, text.bytes, text.length);
        if (repeat) {
            assert_true(repeat->number == 0 || repeat->number == number);
            repeat->number = number;
            kept++;
        }
        text_free(&text);
    }
    assert_true(kept >= TEXTS);
    pdf_repeats_free(repeats);
}

static void deflated_bytes_are_the_same_every_time(void **state) {
    (void)state;
    enum { LENGTH = 5000 };
    char bytes[LENGTH];
    for (int i = 0; i < LENGTH; i++)
        bytes[i] = (char)(i * i / 7);
    struct text first = {0};
    struct pdf_deflater *deflater = pdf_deflater_new();
    pdf_deflater_run(deflater, bytes, LENGTH, &first);
    for (int i = 0; i < 4; i++) {
        struct text again = {0};
        text_puts(&again, "before");
        pdf_deflater_run(deflater, bytes, LENGTH, &again);
        assert_int_equal(again.length, 6 + first.length);
        assert_memory_equal(again.bytes, "before", 6);
        assert_memory_equal(again.bytes + 6, first.bytes, first.length);
        text_free(&again);
    }
    text_free(&first);
    pdf_deflater_free(deflater);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_twice_is_remembered),
        cmocka_unit_test(nothing_is_taken_for_another),
        cmocka_unit_test(deflated_bytes_are_the_same_every_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
