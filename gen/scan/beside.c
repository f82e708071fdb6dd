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

/* Makes each sample the most (or, with `sign` -1, the least) of those up to `reach` from it. */
static void spread(struct field *field, int reach, float sign) {
    float *line = alloc_bytes((size_t)(field->across > field->down ? field->across : field->down) * sizeof *line);
    for (int way = 0; way < 2; way++) {
        const int lines = way ? field->across : field->down, length = way ? field->down : field->across,
                  step = way ? field->across : 1;
        for (int k = 0; k < lines; k++) {
            float *at = field->values + (size_t)k * (size_t)(way ? 1 : field->across);
            for (int i = 0; i < length; i++)
                line[i] = sign * at[(size_t)i * (size_t)step];
            for (int i = 0; i < length; i++) {
                const int first = i > reach ? i - reach : 0, last = i + reach < length ? i + reach : length - 1;
                float most = line[first];
                for (int j = first + 1; j <= last; j++)
                    most = line[j] > most ? line[j] : most;
                at[(size_t)i * (size_t)step] = sign * most;
            }
        }
    }
    free(line);
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
    for (int j = 0, i = 0; j < field.down; j++)
        for (int k = 0; k < field.across; k++) {
            double sum = 0, u, v;
            for (int q = 0; q < 4; q++) {
                scan_map(h, at[0] + shift[0] + STEP * (k - EDGE + 0.25 + 0.5 * (q % 2)),
                         at[1] + shift[1] + STEP * (j - EDGE + 0.25 + 0.5 * (q / 2)), &u, &v);
                sum += scan_grey_at(picture, u, v);
            }
            field.values[i++] = (float)(sum / 4);
        }
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
    for (int y = -REACH; y <= REACH; y++)
        for (int x = -REACH; x <= REACH; x++) {
            double sum = 0;
            for (int j = EDGE; j < seen->down - EDGE; j++)
                for (int i = left; i < right; i++)
                    sum += seen->values[(j + y) * seen->across + i + x] * printed->values[j * seen->across + i];
            sum *= 1 - 0.004 * hypot(x - x0, y - y0); /* of equals, that of the piece before */
            if (sum > best) {
                best = sum;
                *dx = x;
                *dy = y;
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
                for (int k = 0; k < 9; k++)
                    around += extra[(y + k / 3 - 1) * across + x + k % 3 - 1];
                count += extra[y * across + x] && around >= 4; /* a stroke, no grain */
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
