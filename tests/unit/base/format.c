#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Prints with the C library and with ours, and holds the one to the other. */
__attribute__((format(printf, 2, 3))) static void compare(size_t room, const char *format, ...) {
    char theirs[200], ours[200];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int expected = vsnprintf(theirs, sizeof theirs, format, arguments);
    memset(ours, 'x', sizeof ours);
    int length = text_vformat(ours, room, format, again);
    va_end(again);
    va_end(arguments);
    assert_int_equal(length, expected);
    if ((size_t)length < room)
        assert_string_equal(ours, theirs);
    for (size_t i = room; i < sizeof ours; i++)
        assert_int_equal(ours[i], 'x');
}

static void formats_are_those_of_printf(void **state) {
    (void)state;
    for (size_t room = 0; room < 120; room++) {
        compare(room, "plain");
        compare(room, "%s=(%s)", "A1", "B2+C3");
        compare(room, "100%% of %d, %d, %d and %d", 0, -1, INT_MAX, INT_MIN);
        compare(room, "%zu %zu", (size_t)0, SIZE_MAX);
        compare(room, "AND(%.*s))", 3, "A1>0");
        compare(room, "%.*s|%.*s|%.*s", 0, "none", -1, "all", 9, "short");
        compare(room, "%5d %-4s %.2f %04X %c %ld", 7, "a", 1.005, 0xBEEFu, 'c', -5L);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(formats_are_those_of_printf)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
