#include "scan/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void scan_picture_free(struct scan_picture *picture) {
    free(picture->grey);
    picture->grey = NULL;
}

bool scan_is_bilevel(const uint8_t *pixels, size_t held, size_t count) {
    unsigned between = 0;
    for (size_t i = 0; i < held; i++)
        between += (uint8_t)(pixels[i] - 32) < 192;
    return (size_t)between * 1000 < count;
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

/* A pixel is black if it is darker than a share of the mean of a square window around it (D. Bradley, G. Roth, Adaptive
 * thresholding using the integral image, Journal of Graphics Tools 12, 2007), and clearly so: paper and cloth have
 * texture. The pixels of a block have their window in common, which is made of whole blocks. */
enum { BLOCK = 4, SHARE = 78, CONTRAST = 24 };
struct blocks {
    int across, down, reach; /* of a window: blocks on each side of the middle one */
    uint16_t *sums;          /* of the pixels of each block */
    uint32_t *columns;       /* of the blocks of a window's rows, with room for `reach` and one more on both sides */
    uint8_t *limits;         /* of the pixels of a row: those that are darker are black */
};

/* The pixels of a block in a row of them, of so many. */
static int block_length(int block, int length) {
    return length - block * BLOCK < BLOCK ? length - block * BLOCK : BLOCK;
}

static struct blocks blocks_new(const struct scan_picture *picture, int reach) {
    const int width = picture->width, across = (width + BLOCK - 1) / BLOCK,
              down = (picture->height + BLOCK - 1) / BLOCK;
    struct blocks blocks = {across, down, (reach + BLOCK / 2) / BLOCK, NULL, NULL, NULL};
    const size_t held = (size_t)across + 2 * (size_t)blocks.reach + 2;
    uint16_t *row = alloc_bytes((size_t)across * BLOCK * sizeof *row);
    blocks.sums = alloc_bytes((size_t)across * (size_t)down * sizeof *blocks.sums);
    blocks.columns = alloc_bytes(held * sizeof *blocks.columns);
    blocks.limits = alloc_bytes((size_t)across * BLOCK);
    memset(blocks.columns, 0, held * sizeof *blocks.columns);
    for (int j = 0; j < down; j++) {
        uint16_t *sums = blocks.sums + (size_t)j * (size_t)across;
        memset(row, 0, (size_t)across * BLOCK * sizeof *row);
        for (int y = j * BLOCK; y < j * BLOCK + block_length(j, picture->height); y++) {
            const uint8_t *grey = picture->grey + (size_t)y * (size_t)width;
            for (int x = 0; x < width; x++)
                row[x] = (uint16_t)(row[x] + grey[x]);
        }
        for (int i = 0; i < across; i++)
            sums[i] = (uint16_t)(row[BLOCK * i] + row[BLOCK * i + 1] + row[BLOCK * i + 2] + row[BLOCK * i + 3]);
    }
    free(row);
    return blocks;
}

static void blocks_free(struct blocks *blocks) {
    free(blocks->sums);
    free(blocks->columns);
    free(blocks->limits);
}

/* The pixels of a window in one direction: those of the blocks around one, as far as there are any. */
static int window_length(const struct blocks *blocks, int block, int length) {
    const int from = block > blocks->reach ? block - blocks->reach : 0, to = (block + blocks->reach + 1) * BLOCK;
    return (to < length ? to : length) - from * BLOCK;
}

static void add_blocks(struct blocks *blocks, int row, bool leave) {
    const uint16_t *sums = blocks->sums + (size_t)row * (size_t)blocks->across;
    uint32_t *columns = blocks->columns + blocks->reach + 1;
    for (int i = 0; i < blocks->across; i++)
        columns[i] += leave ? 0U - sums[i] : sums[i];
}

/* Finds the limits of the next row of blocks. */
static void find_limits(struct blocks *blocks, const struct scan_picture *picture, int row) {
    const uint32_t *columns = blocks->columns + blocks->reach + 1;
    const int reach = blocks->reach;
    for (int i = row ? row + reach : 0; i <= row + reach && i < blocks->down; i++)
        add_blocks(blocks, i, false);
    if (row > reach)
        add_blocks(blocks, row - reach - 1, true);
    const uint32_t rows = (uint32_t)window_length(blocks, row, picture->height);
    uint32_t sum = 0;
    for (int i = 0; i < reach && i < blocks->across; i++)
        sum += columns[i];
    for (int i = 0; i < blocks->across; i++) {
        sum += columns[i + reach] - columns[i - reach - 1];
        const uint32_t count = rows * (uint32_t)window_length(blocks, i, picture->width);
        const uint32_t share = (sum / count * SHARE + sum % count * SHARE / count + 99) / 100,
                       mean = (sum + count - 1) / count, clear = mean > CONTRAST ? mean - CONTRAST : 0;
        memset(blocks->limits + BLOCK * i, (int)(share < clear ? share : clear), BLOCK);
    }
}

/* Marks the pixels of a row. */
static void mark_row(const uint8_t *grey, const uint8_t *limits, int width, uint8_t *black) {
    for (int x = 0; x < width; x++)
        black[x] = grey[x] < limits[x];
}

void scan_blobs_find(struct scan_blobs *blobs, const struct scan_picture *picture, struct arena *arena) {
    const int width = picture->width, height = picture->height, longer = width > height ? width : height;
    struct blocks blocks = blocks_new(picture, longer / 90 > 4 ? longer / 90 : 4);
    uint8_t *black = alloc_bytes((size_t)width);
    struct black_run *runs = alloc_bytes((size_t)width * sizeof *runs),
                     *above = alloc_bytes((size_t)width * sizeof *above);
    struct forest forest = {0};
    size_t above_count = 0, inked = 0, looked = 0;
    for (int y = 0; y < height; y++) {
        if (y % BLOCK == 0)
            find_limits(&blocks, picture, y / BLOCK);
        mark_row(picture->grey + (size_t)y * (size_t)width, blocks.limits, width, black);
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
    blocks_free(&blocks);
    free(black);
    free(runs);
    free(above);
    free(forest.parts);
    free(forest.sums);
    free(forest.parents);
}
