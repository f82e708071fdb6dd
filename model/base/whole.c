#include "base/whole.h"

enum { DIGITS = 15, FEW_BITS = 1 << 11 }; /* a value with at most 11 binary places is taken as exact */

static double to_digits(double value) {
    double size = fabs(value), scale = pow(10, DIGITS - 1 - floor(log10(size)));
    return size * FEW_BITS == floor(size * FEW_BITS) ? value : copysign(round(size * scale) / scale, value);
}

double whole_floor(double value) {
    double floored = floor(value);
    return whole_is_close(value, floored) ? floor(to_digits(value)) : floored;
}
