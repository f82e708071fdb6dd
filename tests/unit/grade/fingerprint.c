#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "grade/fingerprint.h"

/* What cells say, beside the fingerprint of the set. The damaged forms are those of Excel and LibreOffice. */
static void test_compare(void **state) {
    (void)state;
    static const struct {
        const char *text, *fingerprint;
        enum grade_fingerprint is;
    } cases[] = {
        {"96632e30", "96632e30", FINGERPRINT_SAME},
        {"96632E30", "96632e30", FINGERPRINT_SAME},
        {"9.66E+34", "96632e30", FINGERPRINT_SAME},
        {"9,66E+34", "96632e30", FINGERPRINT_SAME},
        {"9.6632E+34", "96632e30", FINGERPRINT_SAME},
        {"9.67E+34", "96632e30", FINGERPRINT_NONE},
        {"9.65E+34", "96632e30", FINGERPRINT_NONE},
        {"9.66E+33", "96632e30", FINGERPRINT_NONE},
        {"1E+35", "96632e30", FINGERPRINT_SAME},
        {"9.6635E+34", "96632e30", FINGERPRINT_NONE},
        {"1.23E+05", "12345e01", FINGERPRINT_SAME},
        {"123450", "12345e01", FINGERPRINT_SAME},
        {"123451", "12345e01", FINGERPRINT_OTHER},
        {"0.00E+00", "0e123456", FINGERPRINT_SAME},
        {"8721627", "08721627", FINGERPRINT_SAME},
        {"8721627.0", "08721627", FINGERPRINT_SAME},
        {"721627", "00721627", FINGERPRINT_SAME},
        {"0", "00000000", FINGERPRINT_SAME},
        {"8721628", "08721627", FINGERPRINT_OTHER},
        {"18721627", "08721627", FINGERPRINT_OTHER},
        {"1.87E+07", "18721627", FINGERPRINT_SAME},
        {"8721627", "0872162a", FINGERPRINT_OTHER},
        {"0872162A", "0872162a", FINGERPRINT_SAME},
        {"872162a", "0872162a", FINGERPRINT_NONE},
        {"0872162ab", "0872162a", FINGERPRINT_NONE},
        {"INF", "1e999999", FINGERPRINT_NONE},
        {"1e999999", "1e999999", FINGERPRINT_SAME},
        {"9.66E+", "96632e30", FINGERPRINT_NONE},
        {"ada", "08721627", FINGERPRINT_NONE},
        {"", "08721627", FINGERPRINT_NONE},
        /* Longer than any number that a cell shows. */
        {"0000000000000000000000000000000000000000000000000000000008721627", "08721627", FINGERPRINT_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (grade_fingerprint_compare(cases[i].text, cases[i].fingerprint) != cases[i].is)
            fail_msg("'%s' for %s", cases[i].text, cases[i].fingerprint);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_compare)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
