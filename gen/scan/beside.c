/* Ink that is not printed: what somebody wrote beside the places for it. The page is held against its print. */
#include "scan/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Samples of a rectangle lie as far apart as that, in points. What is printed counts as far around itself as paper
 * stretches and printers bleed. */
#define STEP 0.75
enum { BLEED = 2 };
/* Local paper is that of squares of so many samples. */
enum { PATCH = 20 };

static int compare_floats(const void *a, const void *b) {
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The share of ink in each sample: 0 for the paper around it, 1 for ink of print. */
static void take_shares(float *values, int across, int down, float ink) {
    float *sorted = alloc_bytes(sizeof *sorted * PATCH * PATCH),
          *shares = alloc_bytes((size_t)(across * down) * sizeof *shares);
    for (int top = 0; top < down; top += PATCH)
        for (int left = 0; left < across; left += PATCH) {
            int count = 0;
            for (int y = top; y < down && y < top + PATCH; y++)
                for (int x = left; x < across && x < left + PATCH; x++)
                    sorted[count++] = values[y * across + x];
            qsort(sorted, (size_t)count, sizeof *sorted, compare_floats);
            const float paper = sorted[count * 3 / 4], depth = paper - ink > 30 ? paper - ink : 30;
            for (int y = top; y < down && y < top + PATCH; y++)
                for (int x = left; x < across && x < left + PATCH; x++)
                    shares[y * across + x] = (paper - values[y * across + x]) / depth;
        }
    memcpy(values, shares, (size_t)(across * down) * sizeof *values);
    free(sorted);
    free(shares);
}

/* Makes each sample the darkest of those around it. */
static void spread(float *values, int across, int down) {
    float *before = alloc_bytes((size_t)(across * down) * sizeof *before);
    for (int way = 0; way < 2; way++) {
        memcpy(before, values, (size_t)(across * down) * sizeof *before);
        for (int y = 0; y < down; y++)
            for (int x = 0; x < across; x++)
                for (int k = -BLEED; k <= BLEED; k++) {
                    const int i = way ? x : x + k, j = way ? y + k : y;
                    if (i >= 0 && j >= 0 && i < across && j < down && before[j * across + i] > values[y * across + x])
                        values[y * across + x] = before[j * across + i];
                }
    }
    free(before);
}

static float darkest_of(const struct scan_picture *picture, const double h[9], const double at[4]) {
    float least = 255;
    for (double y = at[1]; y < at[1] + at[3]; y += 1)
        for (double x = at[0]; x < at[0] + at[2]; x += 1) {
            double u, v;
            scan_map(h, x, y, &u, &v);
            const float value = (float)scan_grey_at(picture, u, v);
            least = value < least ? value : least;
        }
    return least;
}

double scan_ink(const struct scan_picture *picture, const double to_picture[9], const double at[4]) {
    const int across = (int)(at[2] / STEP), down = (int)(at[3] / STEP);
    if (across < 4 || down < 4 || (double)across * down > 4e6)
        return 0;
    float *values = alloc_bytes((size_t)(across * down) * sizeof *values);
    int count = 0;
    for (int i = 0; i < across * down; i++) {
        double u, v;
        scan_map(to_picture, at[0] + STEP * (i % across + 0.5), at[1] + STEP * (i / across + 0.5), &u, &v);
        values[i] = (float)scan_grey_at(picture, u, v);
    }
    take_shares(values, across, down, 0);
    for (int i = 0; i < across * down; i++)
        count += values[i] > 0.38F;
    free(values);
    return count * STEP * STEP;
}

double scan_extra_ink(const struct scan_picture *picture, const double to_picture[9], const struct scan_sheet *on,
                      const struct scan_picture *print, const double at[4], const float shift[2]) {
    const int across = (int)(at[2] / STEP), down = (int)(at[3] / STEP);
    const double dots[] = {print->width / on->width, print->height / on->height};
    if (across < 4 || down < 4 || (double)across * down > 4e6)
        return 0;
    float *seen = alloc_bytes((size_t)(across * down) * sizeof *seen),
          *printed = alloc_bytes((size_t)(across * down) * sizeof *printed);
    for (int i = 0; i < across * down; i++) {
        double sum = 0, u, v;
        const double x = at[0] + STEP * (i % across + 0.5), y = at[1] + STEP * (i / across + 0.5);
        for (int k = 0; k < 4; k++) { /* smoothed */
            scan_map(to_picture, x + shift[0] + STEP * (k % 2 - 0.5) / 2, y + shift[1] + STEP * (k / 2 - 0.5) / 2, &u,
                     &v);
            sum += scan_grey_at(picture, u, v);
        }
        seen[i] = (float)(sum / 4);
        printed[i] = (float)scan_grey_at(print, x * dots[0], y * dots[1]);
    }
    take_shares(seen, across, down, darkest_of(picture, to_picture, at));
    take_shares(printed, across, down, 0);
    spread(printed, across, down);
    uint8_t *extra = alloc_bytes((size_t)(across * down));
    for (int i = 0; i < across * down; i++)
        extra[i] = seen[i] > 0.28F && seen[i] > printed[i] + 0.22F;
    int count = 0;
    for (int y = 1; y + 1 < down; y++)
        for (int x = 1; x + 1 < across; x++) {
            int around = 0;
            for (int k = 0; k < 9; k++)
                around += extra[(y + k / 3 - 1) * across + x + k % 3 - 1];
            count += extra[y * across + x] && around >= 4; /* a stroke, no grain */
        }
    free(seen);
    free(printed);
    free(extra);
    return count * STEP * STEP;
}
