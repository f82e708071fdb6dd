/* Ink that is not printed: what somebody wrote beside the places for it. The page is held against its print, piece by
 * piece: each is laid on its print anew, as paper stretches and curls. */
#include "scan/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Samples are those of the page laid straight; the area of one, in square points. */
#define SAMPLE (1.0 / (SCAN_FINE * SCAN_FINE))
/* In samples: how far a piece may be from its place; and the side of the square whose brightest paper is that of its
 * middle, which is wider than strokes of pens and boxes that are filled, so that it follows light and shadow only. */
enum { REACH = 4, BRIGHT = 20, EDGE = REACH + BRIGHT };
/* The width of a piece, in samples, and of the window in which ink is counted. */
enum { PIECE = 72, WINDOW = 48 };
/* How much more ink is seen than is printed there, as a share of the darkest. */
#define MORE 0.2F

/* A rectangle of samples. */
struct field {
    int across, down;
    uint8_t *values;
};

static struct field field_new(int across, int down) {
    return (struct field){across, down, alloc_bytes((size_t)across * (size_t)down)};
}

/* Makes each of `count` values the most of the `wide` that begin with it, `step` apart. `room`: as much again. */
static void take_most(uint8_t *values, uint8_t *room, size_t count, size_t step, size_t wide) {
    uint8_t *from = values, *to = room;
    for (size_t done = 1, add; done < wide; done += add) { /* each is the most of so many */
        add = 2 * done <= wide ? done : wide - done;
        const uint8_t *restrict near = from, *restrict far = from + add * step;
        uint8_t *restrict most = to;
        for (size_t i = 0; i < count + (wide - done - add) * step; i++)
            most[i] = near[i] > far[i] ? near[i] : far[i];
        to = from;
        from = most;
    }
    if (from != values)
        memcpy(values, from, count);
}

/* Makes each sample the most (or, `least`, the least) of those up to `reach` from it. */
static void spread(struct field *field, int reach, bool least) {
    const size_t width = (size_t)field->across, height = (size_t)field->down, border = (size_t)reach,
                 line = width + 2 * border, lines = height + 2 * border;
    const uint8_t turned = least ? 255 : 0;
    uint8_t *values = alloc_bytes(2 * line * lines); /* with a border that is never the most */
    memset(values, 0, line * lines);
    for (size_t j = 0; j < height; j++)
        for (size_t i = 0; i < width; i++)
            values[(j + border) * line + i + border] = field->values[j * width + i] ^ turned;
    take_most(values, values + line * lines, line * lines - 2 * border, 1, 2 * border + 1);
    take_most(values, values + line * lines, line * height - 2 * border, line, 2 * border + 1);
    for (size_t j = 0; j < height; j++)
        for (size_t i = 0; i < width; i++)
            field->values[j * width + i] = values[j * line + i] ^ turned;
    free(values);
}

/* Turns grey values into how much darker they are than the paper around them, in parts of 255 of it. */
static void darken(struct field *field) {
    const size_t count = (size_t)field->across * (size_t)field->down;
    struct field paper = {field->across, field->down, alloc_bytes(count)};
    memcpy(paper.values, field->values, count);
    spread(&paper, BRIGHT / 2, false);
    spread(&paper, BRIGHT / 2, true);
    for (size_t i = 0; i < count; i++) {
        const float light = paper.values[i], share = (light - field->values[i]) * 255.0F / (light > 20 ? light : 20);
        field->values[i] = (uint8_t)(share + 0.5F); /* the paper is nowhere darker */
    }
    free(paper.values);
}

struct scan_picture scan_straighten(const struct scan_picture *picture, const double to_picture[9],
                                    const struct scan_sheet *on) {
    const double coarse = 3; /* pixels a point, of a picture whose samples are as good as its pixels */
    const int width = (int)ceil(SCAN_FINE * on->width), height = (int)ceil(SCAN_FINE * on->height);
    const double right = on->width / width, down = on->height / height;
    const int fine = scan_scale_at(to_picture, on->width / 2, on->height / 2) > coarse ? 2 : 1;
    struct scan_picture straight = {width, height, alloc_bytes((size_t)width * (size_t)height), picture->bilevel};
    float *row = alloc_bytes(2 * (size_t)(fine * width) * sizeof *row), *other = row + (size_t)fine * (size_t)width;
    for (int y = 0; y < height; y++) {
        uint8_t *out = straight.grey + (size_t)y * (size_t)width;
        for (int k = 0; k < fine; k++)
            scan_grey_row(picture, to_picture, right / (2 * fine), down * (y + (k + 0.5) / fine), right / fine,
                          fine * width, k ? other : row);
        for (int x = 0; x < width && fine == 1; x++)
            out[x] = (uint8_t)(row[x] + 0.5F);
        for (int x = 0; x < width && fine == 2; x++)
            out[x] = (uint8_t)((row[2 * x] + row[2 * x + 1] + other[2 * x] + other[2 * x + 1]) / 4 + 0.5F);
    }
    free(row);
    return straight;
}

/* Samples of a part of the page laid straight, from its left and top on; white beyond it. */
static struct field take_seen(const struct scan_picture *straight, int left, int top, int across, int down) {
    struct field field = field_new(across, down);
    const int from = left > 0 ? left : 0, to = left + across < straight->width ? left + across : straight->width;
    memset(field.values, 255, (size_t)across * (size_t)down);
    for (int j = 0; j < down && to > from; j++)
        if (top + j >= 0 && top + j < straight->height)
            memcpy(field.values + (size_t)j * (size_t)across + (from - left),
                   straight->grey + (size_t)(top + j) * (size_t)straight->width + from, (size_t)(to - from));
    darken(&field);
    return field;
}

/* Samples of the print that lie as those of the page laid straight do, from a place between them on. */
static struct field take_printed(const struct scan_picture *straight, const struct scan_sheet *on,
                                 const struct scan_picture *print, double left, double top, int across, int down) {
    const double dots = SCAN_PRINT_DOTS / 72.0, right = dots * on->width / straight->width,
                 below = dots * on->height / straight->height; /* the print is whole pixels, a part of one larger */
    const double h[9] = {right, 0, 0, 0, below, 0, 0, 0, 1};
    struct field field = field_new(across, down);
    float *row = alloc_bytes((size_t)across * sizeof *row);
    for (int j = 0; j < down; j++) {
        scan_grey_row(print, h, left + 0.5, top + j + 0.5, 1, across, row);
        for (int i = 0; i < across; i++)
            field.values[(size_t)j * (size_t)across + (size_t)i] = (uint8_t)(row[i] + 0.5F);
    }
    free(row);
    darken(&field);
    return field;
}

static float most_of(const struct field *field) {
    uint8_t most = 0;
    for (int j = EDGE; j < field->down - EDGE; j++)
        for (int i = EDGE; i < field->across - EDGE; i++) {
            const uint8_t value = field->values[j * field->across + i];
            most = value > most ? value : most;
        }
    return most;
}

/* Finds how far a piece is from its print: where both have most ink in common. Stays as it is if nothing is printed
 * there. */
static void lay(const struct field *seen, const struct field *printed, int left, int right, int *dx, int *dy) {
    enum { LANES = 16, LEAST = 40 * 255 }; /* of which those up to 2 * REACH count; a vector adds the others, too */
    double best = -1;
    int x0 = *dx, y0 = *dy;
    unsigned ink = 0;
    for (int j = EDGE; j < seen->down - EDGE; j++)
        for (int i = left; i < right; i++)
            ink += printed->values[j * seen->across + i];
    if (ink < LEAST)
        return;
    for (int y = -REACH; y <= REACH; y++) {
        uint32_t sums[LANES] = {0};
        for (int j = EDGE; j < seen->down - EDGE; j++)
            for (int i = left; i < right; i++) {
                const uint8_t value = printed->values[j * seen->across + i];
                const uint8_t *there = seen->values + (j + y) * seen->across + i - REACH;
                for (int k = 0; value && k < LANES; k++)
                    sums[k] += (uint32_t)there[k] * value;
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

/* Notes the ink of a piece that is not printed there, and returns how many samples have some. */
static int find_extra(const struct field *seen, const struct field *near, int left, int right, int dx, int dy,
                      float ink, float printed_ink, uint8_t *extra) {
    const int across = seen->across - 2 * EDGE, down = seen->down - 2 * EDGE;
    const float least = MORE * ink, more = ink / printed_ink;
    int count = 0;
    for (int j = 0; j < down; j++) {
        const uint8_t *there = seen->values + (j + EDGE + dy) * seen->across + EDGE + dx,
                      *here = near->values + (j + EDGE) * seen->across + EDGE;
        for (int i = left; i < right; i++) {
            extra[j * across + i] = there[i] > here[i] * more + least;
            count += extra[j * across + i];
        }
    }
    return count;
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
    return most * SAMPLE;
}

double scan_extra_ink(const struct scan_picture *straight, const struct scan_sheet *on,
                      const struct scan_picture *print, const double at[4], const float shift[2], float dark) {
    if (at[2] < 4 || at[3] < 4 || at[2] * at[3] > 1e6)
        return 0;
    const double fine = straight->width / on->width, fine_down = straight->height / on->height;
    const int across = (int)(at[2] * fine), down = (int)(at[3] * fine_down), wide = across + 2 * EDGE,
              high = down + 2 * EDGE;
    const double from = shift[0] * fine, from_down = shift[1] * fine_down;
    const int left = (int)lround(at[0] * fine + from) - EDGE, top = (int)lround(at[1] * fine_down + from_down) - EDGE;
    struct field seen = take_seen(straight, left, top, wide, high),
                 printed = take_printed(straight, on, print, left - from, top - from_down, wide, high),
                 near = field_new(wide, high);
    const float ink = fmaxf(most_of(&seen), 255 * dark), printed_ink = fmaxf(most_of(&printed), 127.5F);
    uint8_t *extra = alloc_bytes((size_t)across * (size_t)down);
    int all = 0;
    memcpy(near.values, printed.values, (size_t)wide * (size_t)high);
    spread(&near, 1, false);
    for (int piece = 0, dx = 0, dy = 0; piece < across; piece += PIECE) {
        const int right = piece + PIECE < across ? piece + PIECE : across;
        int count = find_extra(&seen, &near, piece, right, dx, dy, ink, printed_ink, extra);
        if (count) { /* unless all is printed as it lies */
            lay(&seen, &printed, EDGE + piece, EDGE + right, &dx, &dy);
            count = find_extra(&seen, &near, piece, right, dx, dy, ink, printed_ink, extra);
        }
        all += count;
    }
    const double most = all ? count_windows(extra, across, down) : 0;
    free(seen.values);
    free(printed.values);
    free(near.values);
    free(extra);
    return most;
}
