/* Rounding down to a whole number, as spreadsheets do it. */
#ifndef BASE_WHOLE_H
#define BASE_WHOLE_H

#include <math.h>
#include <stdbool.h>

/* The largest whole number not above the value, which is first read to 15 significant digits. In doubles 0.28 * 100 is
 * 28.000000000000004 and gives 28; (0.1 + 0.7) * 10 is 7.999999999999999 and gives 8. This is INT in LibreOffice
 * (approxFloor in its sal/rtl/math.cxx); beyond 2^41 it is an exact floor. NaN stays NaN. */
double whole_floor(double value);

/* Whether whole_floor may differ from floor. Vectorized loops use floor if this is false for a whole block. */
static inline bool whole_is_close(double value, double floored) {
    return (floored + 1 - value <= 0x1p-46 * fabs(value)) & (fabs(value) <= 0x1p41);
}

#endif
