/* Private to scan: what is used of Leptonica. With the libraries that it needs it takes as long to load as half a lab
 * to read, so it is loaded when a picture is. */
#ifndef FLEETSHEET_SCAN_LEPTONICA_H
#define FLEETSHEET_SCAN_LEPTONICA_H

#include "base/base.h"

#include <leptonica/allheaders.h>

/* clang-format off */
#define SCAN_LEPTONICA(X) \
    X(lept_free) X(pixAlphaBlendUniform) X(pixConvertTo8) X(pixCreate) X(pixDestroy) X(pixEndianByteSwap) \
    X(pixGetData) X(pixGetDepth) X(pixGetHeight) X(pixGetSpp) X(pixGetWidth) X(pixGetWpl) X(pixGetXRes) \
    X(pixGetYRes) X(pixRead) X(pixReadHeader) X(pixReadJpeg) X(pixReadTiff) X(pixScale) X(pixScaleAreaMap2) \
    X(pixSetPadBits) X(pixWriteMemJpeg) X(readHeaderTiff) X(setMsgSeverity) X(tiffGetCount)
/* clang-format on */

#define SCAN_LEPTONICA_MEMBER(name) __typeof__(name) *name;
struct scan_leptonica {
    SCAN_LEPTONICA(SCAN_LEPTONICA_MEMBER)
};
extern struct scan_leptonica scan_leptonica;

/* Loads it, once. NULL, or why it cannot be loaded. */
const char *scan_leptonica_load(void);

#endif
