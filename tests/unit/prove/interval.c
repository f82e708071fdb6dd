#include "prove/interval.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_bounds(uint64_t count, uint64_t sample, double low, double high, double slack) {
    struct prove_interval interval = prove_interval_of(count, sample);
    if (!(fabs(interval.low - low) <= slack && fabs(interval.high - high) <= slack))
        fail_msg("%d of %d: %.10g to %.10g, not %.10g to %.10g", (int)count, (int)sample, interval.low, interval.high,
                 low, high);
}

/* The four examples of R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine
 * 17, 1998, table I, as method 5 (Clopper and Pearson) gives them; but for 0 of 20, see below. Then bounds of which the
 * binomial tails were summed in exact fractions. */
static void test_published(void **state) {
    (void)state;
    assert_bounds(81, 263, 0.2527, 0.3676, 5e-5);
    assert_bounds(15, 148, 0.0578, 0.1617, 5e-5);
    assert_bounds(1, 29, 0.0009, 0.1776, 5e-5);
    assert_bounds(1, 10, 0.002529, 0.445016, 5e-7);
    assert_bounds(5, 10, 0.187086, 0.812914, 5e-7);
    assert_bounds(9, 10, 1 - 0.445016, 1 - 0.002529, 5e-7);
}

/* The rule of three, on both sides; what it says is weaker than the exact bound 1 - 0.05^(1/n). */
static void test_rule_of_three(void **state) {
    (void)state;
    assert_bounds(0, 20, 0, 0.15, 1e-15);
    assert_bounds(20, 20, 0.85, 1, 1e-15);
    assert_bounds(0, 1500, 0, 0.002, 1e-15);
    assert_bounds(0, 2, 0, 1, 0);
    assert_bounds(0, 0, 0, 1, 0);
    for (uint64_t n = 3; n < 3000000; n *= 3)
        assert_true(prove_interval_of(0, n).high > 1 - pow(0.05, 1.0 / (double)n));
}

/* Of large samples: those of Poisson's distribution for rare sets (one: 0.02532 and 5.57164; ten: 4.79539 and 18.39036,
 * as tables have them), those of the normal one for a half. */
static void test_large_samples(void **state) {
    (void)state;
    const double n = 4194304;
    assert_bounds(1, 4194304, 0.02532 / n, 5.57164 / n, 1e-5 / n);
    assert_bounds(10, 4194304, 4.79539 / n, 18.39036 / n, 1e-4 / n);
    assert_bounds(4194303, 4194304, 1 - 5.57164 / n, 1 - 0.02532 / n, 1e-5 / n);
    assert_bounds(2097152, 4194304, 0.5 - 1.959964 * 0.5 / 2048, 0.5 + 1.959964 * 0.5 / 2048, 3e-7);
}

/* With 1,000 draws from shares of 0.3 % and 40 %, as all counts come with their probabilities, the bounds hold the
 * share in at least 95 % of cases. */
static void test_coverage(void **state) {
    (void)state;
    static const double shares[] = {0.0005, 0.003, 0.4};
    for (int s = 0; s < 3; s++) {
        double share = shares[s], held = 0;
        for (int k = 0; k <= 1000; k++) {
            double chance =
                exp(lgamma(1001) - lgamma(k + 1) - lgamma(1001 - k) + k * log(share) + (1000 - k) * log1p(-share));
            struct prove_interval interval = prove_interval_of((uint64_t)k, 1000);
            if (interval.low <= share && share <= interval.high)
                held += chance;
        }
        assert_true(held >= 0.95);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_published), cmocka_unit_test(test_rule_of_three),
                                       cmocka_unit_test(test_large_samples), cmocka_unit_test(test_coverage)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
