#include "run/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void plurals_are_english(void **state) {
    (void)state;
    static const char *const names[][2] = {{"worksheet", "worksheets"},
                                           {"key", "keys"},
                                           {"summary", "summaries"},
                                           {"class", "classes"},
                                           {"box", "boxes"},
                                           {"sketch", "sketches"},
                                           {"feedback", "feedbacks"},
                                           {"key-table", "key-tables"},
                                           {"y", "ys"}};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_string_equal(run_plural(arena, names[i][0]), names[i][1]);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(plurals_are_english)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
