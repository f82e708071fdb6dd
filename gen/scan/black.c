#include "scan/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void scan_picture_free(struct scan_picture *picture) {
    free(picture->grey);
    picture->grey = NULL;
}

struct scan_picture scan_smooth(const struct scan_picture *picture) {
    const int width = picture->width, height = picture->height;
    struct scan_picture smooth = {width, height, alloc_bytes((size_t)width * (size_t)height), picture->bilevel};
    unsigned *sums = alloc_bytes((size_t)width * sizeof *sums);
    for (int y = 0; y < height; y++) {
        const uint8_t *at = picture->grey + (size_t)y * (size_t)width, *above = y ? at - width : at,
                      *below = y < height - 1 ? at + width : at;
        for (int x = 0; x < width; x++)
            sums[x] = (unsigned)above[x] + 2u * at[x] + below[x];
        uint8_t *out = smooth.grey + (size_t)y * (size_t)width;
        for (int x = 0; x < width; x++)
            out[x] = (uint8_t)((sums[x ? x - 1 : 0] + 2 * sums[x] + sums[x < width - 1 ? x + 1 : x] + 8) / 16);
    }
    free(sums);
    return smooth;
}

/* Whether the four pixels around a place, in parts of 2^-32 of a pixel from the middle of the first, are there. */
static bool is_within(const struct scan_picture *picture, int64_t x, int64_t y) {
    return x >= 0 && y >= 0 && x >> 32 < picture->width - 1 && y >> 32 < picture->height - 1;
}

/* Along a straight line of even steps, which a flat page needs. */
static void grey_line(const struct scan_picture *picture, int64_t x, int64_t y, int64_t right, int64_t below, int count,
                      float *values) {
    int first = 0;
    for (; first < count && !is_within(picture, x + first * right, y + first * below); first++)
        values[first] = 255;
    while (count > first && !is_within(picture, x + (count - 1) * right, y + (count - 1) * below))
        values[--count] = 255;
    x += first * right;
    y += first * below;
    for (int i = first; i < count; i++, x += right, y += below) {
        const uint8_t *at = picture->grey + (y >> 32) * picture->width + (x >> 32);
        const int across = (int)(x >> 24 & 255), down = (int)(y >> 24 & 255), width = picture->width;
        const int top = 256 * at[0] + across * (at[1] - at[0]),
                  bottom = 256 * at[width] + across * (at[width + 1] - at[width]);
        values[i] = (float)(256 * top + down * (bottom - top)) / 65536;
    }
}

void scan_grey_row(const struct scan_picture *picture, const double h[9], double x, double y, double step, int count,
                   float *values) {
    const double whole = 4294967296.0, most = 1 << 24;
    double across, down, next_across, next_down, u, v;
    scan_map(h, x, y, &across, &down);
    scan_map(h, x + step, y, &next_across, &next_down);
    if (h[6] == 0 && h[7] == 0 && fabs(across) < most && fabs(down) < most && fabs(next_across - across) < 256 &&
        fabs(next_down - down) < 256 && count < 1 << 16) {
        grey_line(picture, (int64_t)((across - 0.5) * whole), (int64_t)((down - 0.5) * whole),
                  (int64_t)((next_across - across) * whole), (int64_t)((next_down - down) * whole), count, values);
        return;
    }
    for (int i = 0; i < count; i++) {
        scan_map(h, x + i * step, y, &u, &v);
        values[i] = (float)scan_grey_at(picture, u, v);
    }
}

/* Part numbers that turn out to be one, as trees. */
struct forest {
    struct scan_blob *parts; /* x and y are sums until the end */
    double *sums;            /* two a part */
    uint32_t *parents;
    size_t count, capacity;
};

static uint32_t root_of(const struct forest *forest, uint32_t part) {
    while (forest->parents[part] != part) {
        forest->parents[part] = forest->parents[forest->parents[part]];
        part = forest->parents[part];
    }
    return part;
}

static uint32_t add_part(struct forest *forest) {
    if (forest->count == forest->capacity) {
        forest->capacity = forest->capacity ? 2 * forest->capacity : 4096;
        forest->parts = alloc_resize(forest->parts, forest->capacity * sizeof *forest->parts);
        forest->sums = alloc_resize(forest->sums, 2 * forest->capacity * sizeof *forest->sums);
        forest->parents = alloc_resize(forest->parents, forest->capacity * sizeof *forest->parents);
    }
    forest->parts[forest->count] = (struct scan_blob){.left = INT32_MAX, .top = INT32_MAX};
    forest->sums[2 * forest->count] = forest->sums[2 * forest->count + 1] = 0;
    forest->parents[forest->count] = (uint32_t)forest->count;
    return (uint32_t)forest->count++;
}

static void widen(struct scan_blob *blob, int left, int right, int top, int bottom) {
    blob->left = left < blob->left ? left : blob->left;
    blob->right = right > blob->right ? right : blob->right;
    blob->top = top < blob->top ? top : blob->top;
    blob->bottom = bottom > blob->bottom ? bottom : blob->bottom;
}

static void add_run(struct forest *forest, uint32_t part, int y, int from, int to) {
    const int length = to - from;
    widen(&forest->parts[part], from, to, y, y + 1);
    forest->parts[part].area += length;
    forest->sums[2 * part] += 0.5 * (from + to) * length;
    forest->sums[2 * part + 1] += (y + 0.5) * length;
}

struct black_run {
    int from, to;
    uint32_t part;
};

/* The runs of a row: each belongs to the parts of those above that it touches, corners included. */
static size_t add_row(struct forest *forest, const uint8_t *black, int width, int y, const struct black_run *above,
                      size_t above_count, struct black_run *runs) {
    size_t count = 0, first = 0;
    for (int x = 0; x < width; x++) {
        if (!black[x]) {
            const uint8_t *next = memchr(black + x, 1, (size_t)(width - x));
            if (!next)
                break;
            x = (int)(next - black);
        }
        const int from = x;
        while (x < width && black[x])
            x++;
        uint32_t part = UINT32_MAX;
        while (first < above_count && above[first].to < from)
            first++;
        for (size_t i = first; i < above_count && above[i].from <= x; i++) {
            const uint32_t other = root_of(forest, above[i].part);
            if (part == UINT32_MAX)
                part = other;
            else if (other < part) {
                forest->parents[part] = other;
                part = other;
            } else
                forest->parents[other] = part;
        }
        if (part == UINT32_MAX)
            part = add_part(forest);
        add_run(forest, part, y, from, x);
        runs[count++] = (struct black_run){from, x, part};
    }
    return count;
}

/* Marks the pixels of a row that are darker than a share of the mean of a square window around them (D. Bradley,
 * G. Roth, Adaptive thresholding using the integral image, Journal of Graphics Tools 12, 2007), and clearly so: paper
 * and cloth have texture. `columns`: by column, the sum over the rows of the window, nothing beyond the picture;
 * `counts`: how many pixels the windows have; `sums`: room for theirs. */
static void mark_row(const uint8_t *grey, const uint32_t *columns, const uint32_t *counts, int width, int reach,
                     uint32_t *sums, uint8_t *black) {
    enum { SHARE = 78, CONTRAST = 24 };
    uint32_t sum = 0;
    for (int x = 0; x < reach; x++)
        sum += columns[x];
    for (int x = 0; x < width; x++)
        sums[x] = sum += columns[x + reach] - columns[x - reach - 1];
    for (int x = 0; x < width; x++) {
        const uint32_t own = grey[x] * counts[x];
        black[x] = (own * 100 < sums[x] * SHARE) & (own + CONTRAST * counts[x] < sums[x]);
    }
}

/* How many pixels the windows of a row have, which reach over so many rows. */
static void count_pixels(int width, int reach, int rows, uint32_t *counts) {
    for (int x = 0; x < width; x++)
        counts[x] = (uint32_t)(((x + reach < width ? x + reach : width - 1) - (x > reach ? x - reach : 0) + 1) * rows);
}

/* A hundred times the grey values of a window of that reach are less than 2^32. */
enum { MOST_REACH = 200 };

void scan_blobs_find(struct scan_blobs *blobs, const struct scan_picture *picture, struct arena *arena) {
    const int width = picture->width, height = picture->height, longer = width > height ? width : height;
    const int near = longer / 90 > 4 ? longer / 90 : 4, reach = near < MOST_REACH ? near : MOST_REACH;
    const size_t beyond = (size_t)reach + 1, held = (size_t)width + 2 * beyond;
    uint32_t *edge = alloc_bytes(held * sizeof *edge), *columns = edge + beyond,
             *sums = alloc_bytes((size_t)width * sizeof *sums), *counts = alloc_bytes((size_t)width * sizeof *counts);
    uint8_t *black = alloc_bytes((size_t)width);
    struct black_run *runs = alloc_bytes((size_t)width * sizeof *runs),
                     *above = alloc_bytes((size_t)width * sizeof *above);
    struct forest forest = {0};
    size_t above_count = 0, inked = 0, looked = 0;
    int rows = 0, counted = 0;
    memset(edge, 0, held * sizeof *edge);
    for (int y = -reach; y < height; y++) {
        const int enters = y + reach, leaves = y - reach - 1;
        if (enters < height) {
            const uint8_t *row = picture->grey + (size_t)enters * (size_t)width;
            for (int x = 0; x < width; x++)
                columns[x] += row[x];
            rows++;
        }
        if (leaves >= 0) {
            const uint8_t *row = picture->grey + (size_t)leaves * (size_t)width;
            for (int x = 0; x < width; x++)
                columns[x] -= row[x];
            rows--;
        }
        if (y < 0)
            continue;
        if (rows != counted)
            count_pixels(width, reach, counted = rows, counts);
        mark_row(picture->grey + (size_t)y * (size_t)width, columns, counts, width, reach, sums, black);
        above_count = add_row(&forest, black, width, y, above, above_count, runs);
        struct black_run *other = above;
        above = runs;
        runs = other;
        if (y < height / 20 || y >= height - height / 20)
            continue;
        unsigned inked_here = 0;
        for (int x = width / 20; x < width - width / 20; x++)
            inked_here += black[x];
        inked += inked_here;
        looked += (size_t)(width - 2 * (width / 20));
    }
    blobs->ink = looked ? (double)inked / (double)looked : 0;
    for (size_t i = forest.count; i-- > 0;) { /* a root has a smaller number than what joined it */
        const uint32_t root = root_of(&forest, (uint32_t)i);
        if (root == i)
            continue;
        const struct scan_blob *part = &forest.parts[i];
        widen(&forest.parts[root], part->left, part->right, part->top, part->bottom);
        forest.parts[root].area += part->area;
        forest.sums[2 * root] += forest.sums[2 * i];
        forest.sums[2 * root + 1] += forest.sums[2 * i + 1];
    }
    blobs->blobs = arena_array(arena, forest.count + 1, sizeof *blobs->blobs);
    blobs->count = 0;
    for (size_t i = 0; i < forest.count; i++) {
        if (forest.parents[i] != i || forest.parts[i].area < 9)
            continue;
        struct scan_blob *blob = &blobs->blobs[blobs->count++];
        *blob = forest.parts[i];
        blob->x = (float)(forest.sums[2 * i] / blob->area);
        blob->y = (float)(forest.sums[2 * i + 1] / blob->area);
    }
    free(edge);
    free(sums);
    free(counts);
    free(black);
    free(runs);
    free(above);
    free(forest.parts);
    free(forest.sums);
    free(forest.parents);
}
