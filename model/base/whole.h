/* Steps to a whole number as spreadsheets take them. */
#ifndef BASE_WHOLE_H
#define BASE_WHOLE_H

#include <math.h>
#include <stdbool.h>

/* The largest whole number up to a value that is read to 15 significant digits: 0.28 * 100, which doubles make
 * 28.000000000000004, is 28, and (0.1 + 0.7) * 10, which they make 7.999999999999999, is 8. This is INT in LibreOffice
 * (approxFloor in its sal/rtl/math.cxx), beyond 2^41 an exact floor. NaN stays NaN. */
double whole_floor(double value);

/* Whether whole_floor may differ from floor: for loops of vectors, which take floor where this holds for none. */
static inline bool whole_is_close(double value, double floored) {
    return (floored + 1 - value <= 0x1p-46 * fabs(value)) & (fabs(value) <= 0x1p41);
}

#endif
