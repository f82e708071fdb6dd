#include "scan/leptonica.h"
#include "scan/place.h"

#include <stdlib.h>
#include <string.h>

enum { QUALITY = 55 };

static void put_jpeg(PIX *pixels, struct text *out) {
    l_uint8 *bytes = NULL;
    size_t length = 0;
    if (pixels && scan_leptonica.pixWriteMemJpeg(&bytes, &length, pixels, QUALITY, 0) == 0)
        text_append(out, (const char *)bytes, length);
    scan_leptonica.lept_free(bytes);
    scan_leptonica.pixDestroy(&pixels);
}

void scan_cut(const struct scan_picture *picture, const double to_picture[9], const double at[4], int dpi,
              struct text *out) {
    enum { MOST = 6000 };
    const double step = 72.0 / dpi;
    const int width = (int)(at[2] / step + 0.5), height = (int)(at[3] / step + 0.5);
    if (width < 1 || height < 1 || width > MOST || height > MOST || scan_leptonica_load())
        return;
    PIX *pixels = scan_leptonica.pixCreate(width, height, 8);
    float *row = alloc_bytes((size_t)width * sizeof *row);
    for (int y = 0; pixels && y < height; y++) {
        l_uint32 *line = scan_leptonica.pixGetData(pixels) + (size_t)y * (size_t)scan_leptonica.pixGetWpl(pixels);
        scan_grey_row(picture, to_picture, at[0] + 0.5 * step, at[1] + (y + 0.5) * step, step, width, row);
        for (int x = 0; x < width; x++)
            SET_DATA_BYTE(line, x, (int)(row[x] + 0.5F));
    }
    free(row);
    put_jpeg(pixels, out);
}

void scan_shrink(const struct scan_picture *picture, int longest, struct text *out) {
    const int longer = picture->width > picture->height ? picture->width : picture->height;
    if (scan_leptonica_load())
        return;
    PIX *pixels = scan_leptonica.pixCreate(picture->width, picture->height, 8);
    for (int y = 0; pixels && y < picture->height; y++)
        memcpy(scan_leptonica.pixGetData(pixels) + (size_t)y * (size_t)scan_leptonica.pixGetWpl(pixels),
               picture->grey + (size_t)y * (size_t)picture->width, (size_t)picture->width);
    scan_leptonica.pixEndianByteSwap(pixels); /* its bytes are in words; of no picture it does nothing */
    if (pixels && longer > longest) {
        const float scale = (float)longest / (float)longer;
        PIX *small = scan_leptonica.pixScale(pixels, scale, scale);
        scan_leptonica.pixDestroy(&pixels);
        pixels = small;
    }
    put_jpeg(pixels, out);
}
