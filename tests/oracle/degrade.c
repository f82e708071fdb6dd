/* Makes a scan or a photograph of a page that was drawn by pdftoppm: marks of pens are put on it, and then it is
 * turned, seen from a side, blurred, shaded and so on, in the order of the arguments' names below. The same arguments
 * give the same picture.
 *
 *   degrade PAGE.pgm DPI OUT.(jpg|png|tif) [NAME=VALUE...]
 *
 * marks=FILE    lines of `stroke WIDTH DARK X Y X Y ...` (points; DARK 0 to 1), `box DARK X Y W H`,
 *               `veil SHARE X Y W H` (something white that is seen through, with so much of its own light)
 * dpi=N         of the scan (the page's own)      size=W,H     pixels of the picture (those of the paper)
 * turn=DEGREES scalex=F scaley=F shift=X,Y (mm)   corners=X,Y,... the page's corners in the picture, as shares of it
 * table=GREY    what is around the page           curl=MM      how far it is not flat in the middle
 * blur=PIXELS   shadow=X,F (share of the width from which on it is F as bright)   low=GREY high=GREY (ink, paper)
 * noise=GREYS   motion=PIXELS   jpeg=QUALITY      bilevel=THRESHOLD   dither=1    quarter=N (turns of 90 degrees)
 * seed=N        down=N       dots an inch downwards, as the file says them (as many as across) */
#include <leptonica/allheaders.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    int width, height;
    float *grey;
    double dots; /* a point */
};

static char **names;
static int name_count;

static const char *text_of(const char *name) {
    size_t length = strlen(name);
    for (int i = 0; i < name_count; i++)
        if (strncmp(names[i], name, length) == 0 && names[i][length] == '=')
            return names[i] + length + 1;
    return NULL;
}

static double number_of(const char *name, double otherwise) {
    const char *text = text_of(name);
    return text ? atof(text) : otherwise;
}

static int numbers_of(const char *name, double *numbers, int most) {
    const char *text = text_of(name);
    int count = 0;
    for (char *end; text && count < most && *text; text = *end ? end + 1 : end)
        numbers[count++] = strtod(text, &end);
    return count;
}

static uint64_t state = 1;
static double chance(void) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 11) / 9007199254740992.0;
}

static double bell(void) {
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += chance();
    return sum;
}

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "degrade: %s\n", what);
    exit(1);
}

static struct page read_page(const char *path, double dpi) {
    struct page page = {.dots = dpi / 72};
    FILE *file = fopen(path, "rb");
    if (!file || fscanf(file, "P5 %d %d 255", &page.width, &page.height) != 2 || fgetc(file) == EOF)
        fail("no page");
    size_t count = (size_t)page.width * (size_t)page.height;
    uint8_t *bytes = malloc(count);
    page.grey = malloc(count * sizeof *page.grey);
    if (!bytes || !page.grey || fread(bytes, 1, count, file) != count)
        fail("a short page");
    fclose(file);
    for (size_t i = 0; i < count; i++)
        page.grey[i] = bytes[i];
    free(bytes);
    return page;
}

static void darken(struct page *page, int x, int y, double dark) {
    if (x < 0 || y < 0 || x >= page->width || y >= page->height)
        return;
    float *at = &page->grey[(size_t)y * (size_t)page->width + (size_t)x];
    if (dark < 0) /* white over it */
        *at = 255;
    else if (255 * (1 - dark) < *at)
        *at = (float)(255 * (1 - dark));
}

static void lighten(struct page *page, int x, int y, double share) {
    if (x < 0 || y < 0 || x >= page->width || y >= page->height)
        return;
    float *at = &page->grey[(size_t)y * (size_t)page->width + (size_t)x];
    *at += (float)(share * (255 - *at));
}

/* A line of a pen, with soft edges and pressure that changes a little. */
static void draw(struct page *page, double width, double dark, double x0, double y0, double x1, double y1) {
    const double length = hypot(x1 - x0, y1 - y0), step = 0.35;
    for (double t = 0; t <= length; t += step) {
        const double x = x0 + (length > 0 ? t / length : 0) * (x1 - x0),
                     y = y0 + (length > 0 ? t / length : 0) * (y1 - y0);
        const double radius = width / 2 * (0.9 + 0.2 * chance()), soft = 0.7;
        for (int j = (int)(y - radius - 1); j <= (int)(y + radius + 1); j++)
            for (int i = (int)(x - radius - 1); i <= (int)(x + radius + 1); i++) {
                const double far = hypot(i + 0.5 - x, j + 0.5 - y) - radius;
                const double share = far < -soft / 2 ? 1 : far > soft / 2 ? 0 : 0.5 - far / soft;
                if (share > 0.02)
                    darken(page, i, j, share * dark);
            }
    }
}

static void put_marks(struct page *page, const char *path) {
    FILE *file = fopen(path, "r");
    char line[65536], word[16];
    if (!file)
        fail("no marks");
    while (fgets(line, sizeof line, file)) {
        int used = 0;
        double numbers[2000];
        int count = 0;
        if (sscanf(line, "%15s%n", word, &used) != 1)
            continue;
        for (char *at = line + used, *end; count < 2000; at = end) {
            numbers[count] = strtod(at, &end);
            if (end == at)
                break;
            count++;
        }
        if (strcmp(word, "stroke") == 0)
            for (int i = 2; i + 3 < count; i += 2)
                draw(page, numbers[0] * page->dots, numbers[1], numbers[i] * page->dots, numbers[i + 1] * page->dots,
                     numbers[i + 2] * page->dots, numbers[i + 3] * page->dots);
        else if (strcmp(word, "box") == 0 && count == 5)
            for (int y = (int)(numbers[2] * page->dots); y < (numbers[2] + numbers[4]) * page->dots; y++)
                for (int x = (int)(numbers[1] * page->dots); x < (numbers[1] + numbers[3]) * page->dots; x++)
                    darken(page, x, y, numbers[0]);
        else if (strcmp(word, "veil") == 0 && count == 5)
            for (int y = (int)(numbers[2] * page->dots); y < (numbers[2] + numbers[4]) * page->dots; y++)
                for (int x = (int)(numbers[1] * page->dots); x < (numbers[1] + numbers[3]) * page->dots; x++)
                    lighten(page, x, y, numbers[0]);
    }
    fclose(file);
}

/* From four points to four others. */
static void homography(const double from[8], const double to[8], double h[9]) {
    double m[8][9] = {{0}};
    for (int i = 0; i < 4; i++) {
        const double x = from[2 * i], y = from[2 * i + 1], u = to[2 * i], v = to[2 * i + 1];
        const double a[9] = {x, y, 1, 0, 0, 0, -u * x, -u * y, u}, b[9] = {0, 0, 0, x, y, 1, -v * x, -v * y, v};
        memcpy(m[2 * i], a, sizeof a);
        memcpy(m[2 * i + 1], b, sizeof b);
    }
    for (int i = 0; i < 8; i++) {
        int pivot = i;
        for (int j = i; j < 8; j++)
            if (fabs(m[j][i]) > fabs(m[pivot][i]))
                pivot = j;
        for (int k = 0; k < 9; k++) {
            const double held = m[i][k];
            m[i][k] = m[pivot][k];
            m[pivot][k] = held;
        }
        for (int j = 0; j < 8; j++) {
            const double times = j == i ? 0 : m[j][i] / m[i][i];
            for (int k = 0; k < 9; k++)
                m[j][k] -= times * m[i][k];
        }
    }
    for (int i = 0; i < 8; i++)
        h[i] = m[i][8] / m[i][i];
    h[8] = 1;
}

static float sample(const struct page *page, double x, double y, float outside) {
    x -= 0.5;
    y -= 0.5;
    const int i = (int)floor(x), j = (int)floor(y);
    if (i < -1 || j < -1 || i >= page->width || j >= page->height)
        return outside;
    if (i < 0 || j < 0 || i >= page->width - 1 || j >= page->height - 1)
        return 255;
    const float *at = &page->grey[(size_t)j * (size_t)page->width + (size_t)i];
    const float a = (float)(x - i), b = (float)(y - j);
    return (1 - b) * ((1 - a) * at[0] + a * at[1]) + b * ((1 - a) * at[page->width] + a * at[page->width + 1]);
}

/* Blurs by boxes, three times each way: nearly a bell. */
static void blur_rows(float *values, int count, size_t step, double sigma, float *scratch) {
    const int reach = (int)fmax(1, sigma * 0.87 + 0.5);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < count; i++)
            scratch[i] = values[(size_t)i * step];
        double sum = 0;
        for (int i = -reach; i <= reach; i++)
            sum += scratch[i < 0 ? 0 : i < count ? i : count - 1];
        for (int i = 0; i < count; i++) {
            values[(size_t)i * step] = (float)(sum / (2 * reach + 1));
            const int in = i + reach + 1, out = i - reach;
            sum += scratch[in < count ? in : count - 1] - scratch[out < 0 ? 0 : out];
        }
    }
}

/* A slight blur: a kernel of three. */
static void soften(struct page *page, double sigma) {
    const int width = page->width, height = page->height;
    float *scratch = malloc((size_t)(width > height ? width : height) * sizeof *scratch);
    const float side = (float)fmin(sigma * sigma / 2, 0.33);
    for (int y = 0; y < height; y++) {
        float *row = page->grey + (size_t)y * (size_t)width;
        if (sigma >= 0.85) {
            blur_rows(row, width, 1, sigma, scratch);
            continue;
        }
        memcpy(scratch, row, (size_t)width * sizeof *row);
        for (int x = 1; x < width - 1; x++)
            row[x] = side * (scratch[x - 1] + scratch[x + 1]) + (1 - 2 * side) * scratch[x];
    }
    for (int x = 0; x < width; x++) {
        float *column = page->grey + x;
        if (sigma >= 0.85) {
            blur_rows(column, height, (size_t)width, sigma, scratch);
            continue;
        }
        for (int y = 0; y < height; y++)
            scratch[y] = column[(size_t)y * (size_t)width];
        for (int y = 1; y < height - 1; y++)
            column[(size_t)y * (size_t)width] = side * (scratch[y - 1] + scratch[y + 1]) + (1 - 2 * side) * scratch[y];
    }
    free(scratch);
}

static struct page look(const struct page *page) {
    const double dots = number_of("dpi", page->dots * 72) / 72, pi = acos(-1);
    const double paper[2] = {page->width / page->dots, page->height / page->dots};
    double size[2] = {round(paper[0] * dots), round(paper[1] * dots)}, shift[2] = {0, 0}, corners[8];
    numbers_of("size", size, 2);
    numbers_of("shift", shift, 2);
    const double turn = number_of("turn", 0) * pi / 180, sx = number_of("scalex", 1), sy = number_of("scaley", 1);
    double to[8];
    const double from[8] = {0, 0, paper[0], 0, paper[0], paper[1], 0, paper[1]};
    for (int i = 0; i < 4; i++) {
        const double x = (from[2 * i] - paper[0] / 2) * sx, y = (from[2 * i + 1] - paper[1] / 2) * sy;
        to[2 * i] = size[0] / 2 + dots * (x * cos(turn) - y * sin(turn) + shift[0] * 72 / 25.4);
        to[2 * i + 1] = size[1] / 2 + dots * (x * sin(turn) + y * cos(turn) + shift[1] * 72 / 25.4);
    }
    if (numbers_of("corners", corners, 8) == 8)
        for (int i = 0; i < 8; i++)
            to[i] = corners[i] * size[i % 2];
    double h[9];
    homography(to, from, h);
    struct page out = {.width = (int)size[0], .height = (int)size[1], .dots = dots};
    out.grey = malloc((size_t)out.width * (size_t)out.height * sizeof *out.grey);
    if (!out.grey)
        fail("no memory");
    const double table = number_of("table", 255), curl = number_of("curl", 0) * 72 / 25.4;
    for (int y = 0; y < out.height; y++)
        for (int x = 0; x < out.width; x++) {
            const double w = h[6] * (x + 0.5) + h[7] * (y + 0.5) + 1;
            double u = (h[0] * (x + 0.5) + h[1] * (y + 0.5) + h[2]) / w;
            double v = (h[3] * (x + 0.5) + h[4] * (y + 0.5) + h[5]) / w;
            if (curl != 0)
                v += curl * sin(pi * u / paper[0]) * sin(pi * v / paper[1]);
            float outside = (float)table;
            if (table < 255)
                outside += (float)(12 * sin(x * 0.05 + 3 * sin(y * 0.011)) + 6 * (chance() - 0.5));
            out.grey[(size_t)y * (size_t)out.width + (size_t)x] = sample(page, u * page->dots, v * page->dots, outside);
        }
    return out;
}

static void shade(struct page *page) {
    double shadow[2] = {2, 1};
    const double low = number_of("low", 20), high = number_of("high", 250), noise = number_of("noise", 0);
    const int motion = (int)number_of("motion", 0);
    numbers_of("shadow", shadow, 2);
    if (number_of("blur", 0) > 0)
        soften(page, number_of("blur", 0));
    for (int y = 0; y < page->height; y++) {
        float *row = page->grey + (size_t)y * (size_t)page->width;
        if (motion > 1)
            for (int x = 0; x + motion < page->width; x++) {
                float sum = 0;
                for (int i = 0; i < motion; i++)
                    sum += row[x + i];
                row[x] = sum / (float)motion;
            }
        for (int x = 0; x < page->width; x++) {
            double value = low + row[x] / 255 * (high - low);
            if (x + 0.2 * y > shadow[0] * page->width)
                value *= shadow[1];
            row[x] = (float)(value + (noise > 0 ? noise * bell() : 0));
        }
    }
}

static PIX *finish(struct page *page) {
    const double threshold = number_of("bilevel", 0);
    const bool dither = number_of("dither", 0) > 0;
    PIX *pix = pixCreate(page->width, page->height, threshold > 0 || dither ? 1 : 8);
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++) {
            float *at = &page->grey[(size_t)y * (size_t)page->width + (size_t)x];
            double value = *at < 0 ? 0 : *at > 255 ? 255 : *at;
            if (threshold > 0) {
                pixSetPixel(pix, x, y, value < threshold);
            } else if (dither) { /* R. Floyd, L. Steinberg, 1976 */
                const bool black = *at < 128;
                const float left = *at - (black ? 0 : 255);
                pixSetPixel(pix, x, y, black);
                if (x + 1 < page->width)
                    at[1] += left * 7 / 16;
                if (y + 1 < page->height) {
                    if (x)
                        at[page->width - 1] += left * 3 / 16;
                    at[page->width] += left * 5 / 16;
                    if (x + 1 < page->width)
                        at[page->width + 1] += left / 16;
                }
            } else {
                pixSetPixel(pix, x, y, (l_uint32)(value + 0.5));
            }
        }
    const int dots = (int)(page->dots * 72 + 0.5);
    pixSetResolution(pix, dots, (int)number_of("down", dots));
    for (int i = (int)number_of("quarter", 0) % 4; i > 0; i--) {
        PIX *turned = pixRotate90(pix, 1);
        pixDestroy(&pix);
        pix = turned;
    }
    return pix;
}

int main(int count, char **words) {
    if (count < 4)
        fail("PAGE.pgm DPI OUT [NAME=VALUE...]");
    names = words + 4;
    name_count = count - 4;
    state = (uint64_t)number_of("seed", 1) * 2654435761u + 99;
    struct page page = read_page(words[1], atof(words[2]));
    if (text_of("marks"))
        put_marks(&page, text_of("marks"));
    struct page seen = look(&page);
    shade(&seen);
    PIX *pix = finish(&seen);
    const char *end = strrchr(words[3], '.');
    const int bad = end && strcmp(end, ".jpg") == 0 ? pixWriteJpeg(words[3], pix, (int)number_of("jpeg", 75), 0)
                    : end && strcmp(end, ".tif") == 0
                        ? pixWrite(words[3], pix, pixGetDepth(pix) == 1 ? IFF_TIFF_G4 : IFF_TIFF_LZW)
                        : pixWrite(words[3], pix, IFF_PNG);
    if (bad)
        fail("cannot write");
    pixDestroy(&pix);
    free(page.grey);
    free(seen.grey);
    return 0;
}
