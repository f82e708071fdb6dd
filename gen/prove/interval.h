/* Private to prove: what a sample says about all sets. */
#ifndef PROVE_INTERVAL_H
#define PROVE_INTERVAL_H

#include <stdint.h>

/* Bounds of a share, from 0 to 1. */
struct prove_interval {
    double low, high;
};

#define PROVE_CONFIDENCE 0.95

/* The bounds of the share of all sets, if `count` of `sample` independently drawn ones have a property; with 95 %
 * confidence, for any share and any size of the sample.
 *
 * If none has it, the share is below 3 / sample (the rule of three: J. A. Hanley and A. Lippman-Hand, If nothing goes
 * wrong, is everything all right?, JAMA 249, 1983); if all have it, the share is above 1 - 3 / sample. In between, the
 * bounds are those of C. J. Clopper and E. S. Pearson, The use of confidence or fiducial limits illustrated in the case
 * of the binomial, Biometrika 26, 1934: shares at which a count as high, or as low, has a probability of 2.5 %. Of an
 * empty sample they are 0 and 1. */
struct prove_interval prove_interval_of(uint64_t count, uint64_t sample);

#endif
