/* Private to scan: what is black in a picture, and its connected parts. */
#ifndef SCAN_BLACK_H
#define SCAN_BLACK_H

#include "scan/scan.h"

/* A connected part: the box around it and its middle, in pixels. A pixel's middle is at half a pixel. */
struct scan_blob {
    int left, top, right, bottom; /* `right`, `bottom`: behind it */
    int area;
    float x, y;
};
struct scan_blobs {
    struct scan_blob *blobs;
    size_t count;
    double ink; /* share of the picture that is black, without its edges */
};
/* Whether nearly all of so many pixels are black or white; of `held` bytes, those that are no pixels are black. */
bool scan_is_bilevel(const uint8_t *pixels, size_t held, size_t count);
/* Pixels that are darker than what is around them. */
void scan_blobs_find(struct scan_blobs *blobs, const struct scan_picture *picture, struct arena *arena);
/* The picture smoothed by 3 by 3 pixels; scan_picture_free. */
struct scan_picture scan_smooth(const struct scan_picture *picture);
/* The grey value at a place between pixels; 255 outside. */
static inline double scan_grey_at(const struct scan_picture *picture, double x, double y) {
    x -= 0.5;
    y -= 0.5;
    if (!(x >= 0 && y >= 0 && x < picture->width - 1 && y < picture->height - 1))
        return 255;
    const int column = (int)x, row = (int)y;
    const double across = x - column, down = y - row;
    const uint8_t *at = picture->grey + (size_t)row * (size_t)picture->width + column;
    const double above = at[0] + across * (at[1] - at[0]);
    const double below = at[picture->width] + across * (at[picture->width + 1] - at[picture->width]);
    return above + down * (below - above);
}

#endif
