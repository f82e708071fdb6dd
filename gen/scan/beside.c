/* Ink that is not printed: what somebody wrote beside the places for it. The page is held against its print, piece by
 * piece: each is laid on its print anew, as paper stretches and curls. */
#include "scan/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Samples lie as far apart as that, in points. */
#define STEP 0.5
/* In samples: how far a piece may be from its place; and the side of the square whose brightest paper is that of its
 * middle, which is wider than strokes of pens and boxes that are filled, so that it follows light and shadow only. */
enum { REACH = 4, BRIGHT = 20, EDGE = REACH + BRIGHT };
/* The width of a piece, in samples, and of the window in which ink is counted. */
enum { PIECE = 72, WINDOW = 48 };
/* The share of ink that is seen, and how much more than is printed there. */
#define SEEN 0.2F
#define MORE 0.2F

/* A rectangle of samples. */
struct field {
    int across, down;
    float *values;
};

static struct field field_new(int across, int down) {
    return (struct field){across, down, alloc_bytes((size_t)across * (size_t)down * sizeof(float))};
}

/* Makes each value the most of the `wide` that begin with it, `step` apart, for the first `count`. */
static void take_most(float *values, size_t count, size_t step, size_t wide) {
    size_t done = 1; /* each is the most of so many */
    for (; 2 * done <= wide; done *= 2)
        for (size_t i = 0; i < count + (wide - 2 * done) * step; i++)
            values[i] = values[i] > values[i + done * step] ? values[i] : values[i + done * step];
    for (size_t i = 0; i < count; i++)
        values[i] = values[i] > values[i + (wide - done) * step] ? values[i] : values[i + (wide - done) * step];
}

/* Makes each sample the most (or, with `sign` -1, the least) of those up to `reach` from it. */
static void spread(struct field *field, int reach, float sign) {
    const size_t width = (size_t)field->across, height = (size_t)field->down, border = (size_t)reach,
                 line = width + 2 * border, lines = height + 2 * border;
    float *values = alloc_bytes(line * lines * sizeof *values); /* with a border that is never the most */
    for (size_t i = 0; i < line * lines; i++)
        values[i] = -INFINITY;
    for (size_t j = 0; j < height; j++)
        for (size_t i = 0; i < width; i++)
            values[(j + border) * line + i + border] = sign * field->values[j * width + i];
    take_most(values, line * lines - 2 * border, 1, 2 * border + 1);
    take_most(values, line * height, line, 2 * border + 1);
    for (size_t j = 0; j < height; j++)
        for (size_t i = 0; i < width; i++)
            field->values[j * width + i] = sign * values[j * line + i];
    free(values);
}

/* Turns grey values into how much darker they are than the paper around them, as a share of it. */
static void darken(struct field *field) {
    struct field paper = field_new(field->across, field->down);
    const size_t count = (size_t)field->across * (size_t)field->down;
    memcpy(paper.values, field->values, count * sizeof *paper.values);
    spread(&paper, BRIGHT / 2, 1);
    spread(&paper, BRIGHT / 2, -1);
    for (size_t i = 0; i < count; i++) {
        const float light = paper.values[i] > 20 ? paper.values[i] : 20;
        field->values[i] = field->values[i] < light ? (light - field->values[i]) / light : 0;
    }
    free(paper.values);
}

/* Samples of a rectangle of the page and of `EDGE` around it, each the middle of four. */
static struct field take(const struct scan_picture *picture, const double h[9], const double at[4],
                         const float shift[2]) {
    struct field field = field_new((int)(at[2] / STEP) + 2 * EDGE, (int)(at[3] / STEP) + 2 * EDGE);
    const double half = STEP / 2, left = at[0] + shift[0] - STEP * EDGE + half / 2,
                 top = at[1] + shift[1] - STEP * EDGE + half / 2;
    float *above = alloc_bytes(2 * (size_t)field.across * sizeof *above),
          *below = alloc_bytes(2 * (size_t)field.across * sizeof *below);
    for (int j = 0; j < field.down; j++) {
        float *values = field.values + (size_t)j * (size_t)field.across;
        scan_grey_row(picture, h, left, top + STEP * j, half, 2 * field.across, above);
        scan_grey_row(picture, h, left, top + STEP * j + half, half, 2 * field.across, below);
        for (int i = 0; i < field.across; i++)
            values[i] = (above[2 * i] + above[2 * i + 1] + below[2 * i] + below[2 * i + 1]) / 4;
    }
    free(above);
    free(below);
    darken(&field);
    return field;
}

static float most_of(const struct field *field) {
    float most = 0;
    for (int j = EDGE; j < field->down - EDGE; j++)
        for (int i = EDGE; i < field->across - EDGE; i++) {
            const float value = field->values[j * field->across + i];
            most = value > most ? value : most;
        }
    return most;
}

/* Finds how far a piece is from its print: where both have most ink in common. Stays as it is if nothing is printed
 * there. */
static void lay(const struct field *seen, const struct field *printed, int left, int right, int *dx, int *dy) {
    double best = -1;
    int x0 = *dx, y0 = *dy;
    float ink = 0;
    for (int j = EDGE; j < seen->down - EDGE; j++)
        for (int i = left; i < right; i++)
            ink += printed->values[j * seen->across + i];
    if (ink < 40)
        return;
    for (int y = -REACH; y <= REACH; y++) {
        double sums[2 * REACH + 1] = {0};
        for (int j = EDGE; j < seen->down - EDGE; j++)
            for (int i = left; i < right; i++) {
                const float value = printed->values[j * seen->across + i];
                const float *there = seen->values + (j + y) * seen->across + i - REACH;
                for (int k = 0; value > 0 && k <= 2 * REACH; k++)
                    sums[k] += there[k] * value;
            }
        for (int x = -REACH; x <= REACH; x++) {
            const double sum = sums[x + REACH] * (1 - 0.004 * hypot(x - x0, y - y0)); /* of equals, the last place */
            if (sum > best) {
                best = sum;
                *dx = x;
                *dy = y;
            }
        }
    }
}

/* The most ink that a window of the whole height has. */
static double count_windows(const uint8_t *extra, int across, int down) {
    int most = 0;
    for (int left = 0; left == 0 || left + WINDOW / 2 < across; left += WINDOW / 2) {
        int count = 0;
        for (int y = 1; y + 1 < down; y++)
            for (int x = left > 1 ? left : 1; x + 1 < across && x < left + WINDOW; x++) {
                int around = 0;
                for (int k = 0; extra[y * across + x] && k < 9; k++)
                    around += extra[(y + k / 3 - 1) * across + x + k % 3 - 1];
                count += around >= 4; /* a stroke, no grain */
            }
        most = count > most ? count : most;
    }
    return most * STEP * STEP;
}

double scan_extra_ink(const struct scan_picture *picture, const double to_picture[9], const struct scan_sheet *on,
                      const struct scan_picture *print, const double at[4], const float shift[2], float dark) {
    const double to_print[9] = {print->width / on->width, 0, 0, 0, print->height / on->height, 0, 0, 0, 1};
    if (at[2] < 4 || at[3] < 4 || at[2] * at[3] > 1e6)
        return 0;
    struct field seen = take(picture, to_picture, at, shift),
                 printed = take(print, to_print, at, (const float[]){0, 0});
    const int across = seen.across - 2 * EDGE, down = seen.down - 2 * EDGE;
    const float ink = fmaxf(most_of(&seen), dark), printed_ink = fmaxf(most_of(&printed), 0.5F);
    struct field near = field_new(seen.across, seen.down);
    memcpy(near.values, printed.values, (size_t)seen.across * (size_t)seen.down * sizeof *near.values);
    spread(&near, 1, 1);
    uint8_t *extra = alloc_bytes((size_t)across * (size_t)down);
    for (int left = 0, dx = 0, dy = 0; left < across; left += PIECE) {
        const int right = left + PIECE < across ? left + PIECE : across;
        lay(&seen, &printed, EDGE + left, EDGE + right, &dx, &dy);
        for (int j = 0; j < down; j++)
            for (int i = left; i < right; i++) {
                const float share = seen.values[(j + EDGE + dy) * seen.across + i + EDGE + dx] / ink;
                extra[j * across + i] =
                    share > SEEN && share > near.values[(j + EDGE) * seen.across + i + EDGE] / printed_ink + MORE;
            }
    }
    const double most = count_windows(extra, across, down);
    free(seen.values);
    free(printed.values);
    free(near.values);
    free(extra);
    return most;
}
