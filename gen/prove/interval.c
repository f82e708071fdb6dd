#include "prove/interval.h"

#include <math.h>

/* The regularized incomplete beta function I_x(a, b) for x up to about its mean, by the continued fraction 8.17.22 of
 * the NIST Digital Library of Mathematical Functions, evaluated from its first term on (Lentz's method). */
static double beta_below(double x, double a, double b) {
    enum { MOST_TERMS = 100000 };
    const double tiny = 1e-300;
    double fraction = 1, above = 1, below = 0;
    for (int i = 1; i < MOST_TERMS; i++) {
        int m = i / 2;
        double term = i % 2 ? -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
                            : m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        below = 1 + term * below;
        below = 1 / (fabs(below) < tiny ? tiny : below);
        above = 1 + term / above;
        above = fabs(above) < tiny ? tiny : above;
        fraction *= above * below;
        if (fabs(above * below - 1) < 1e-14)
            break;
    }
    double logarithm = a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b);
    return exp(logarithm) / (a * fraction);
}

/* I_x(a, b): the probability of at least `a` successes in a + b - 1 trials, each of which has the probability x. */
static double at_least(double x, double a, double b) {
    return x < (a + 1) / (a + b + 2) ? beta_below(x, a, b) : 1 - beta_below(1 - x, b, a);
}

/* The share at which a count as high as this one, which is above 0, has a probability of 2.5 %. */
static double lower_bound(double count, double sample) {
    double low = 0, high = count / sample;
    for (int i = 0; i < 200 && low < high; i++) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        if (at_least(middle, count, sample - count + 1) < (1 - PROVE_CONFIDENCE) / 2)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct prove_interval prove_interval_of(uint64_t count, uint64_t sample) {
    if (!sample)
        return (struct prove_interval){0, 1};
    double size = (double)sample, three = fmin(3 / size, 1);
    if (count == 0)
        return (struct prove_interval){0, three};
    if (count >= sample)
        return (struct prove_interval){1 - three, 1};
    return (struct prove_interval){lower_bound((double)count, size), 1 - lower_bound((double)(sample - count), size)};
}
