/* A pattern gives the same answer however long the text is: the just-in-time compiler has a small stack of its own, and
 * what does not fit on it is left to the interpreter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/span.h"

#include <string.h>

static void long_texts_match(void **state) {
    (void)state;
    enum { LENGTH = 200000 };
    static char text[LENGTH + 1];
    struct answer_pattern pattern = answer_pattern_new("^(?<all>(?:a|(b)|ab)*)c$");
    for (size_t length = 10; length <= LENGTH; length *= 10) {
        memset(text, 'a', length - 1);
        text[length - 1] = 'c';
        assert_true(answer_pattern_match(&pattern, text, length, 0));
        assert_int_equal(answer_pattern_group(&pattern, text, "all").length, length - 1);
        text[length - 1] = 'd';
        assert_false(answer_pattern_match(&pattern, text, length, 0));
    }
    answer_pattern_free(&pattern);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(long_texts_match)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
