/* Measures of boxes and areas, and the rules for them. The thresholds lie in the gaps between what 6,192 boxes showed
 * in 15 kinds of simulated scans: an empty box has no more than 0.03 of ink, and a mark of a pen no less than 0.12. */
#include "scan/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Half the line of a box's frame, in points. */
#define HALF_LINE (SCAN_BOX_LINE_TENTHS / 20.0)

/* The least that the frame of a box fits, and the rule of an area, in which nothing is: what hides a mark hides these
 * too. */
#define FRAME_LEAST 0.45F
#define CONTRAST_LEAST 0.6F
#define RULE_LEAST 0.4

static int compare_floats(const void *a, const void *b) {
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The value below which that share of them are; they are sorted. */
static float percentile(float *values, int count, double share) {
    qsort(values, (size_t)count, sizeof *values, compare_floats);
    const int place = (int)(share * (count - 1) + 0.5);
    return count ? values[place] : 0;
}

/* How well the frame of a rectangle fits, moved by some points: the correlation of a pattern (dark on the line, light
 * beside it) with what is there. */
static double frame_fit(const struct scan_picture *picture, const double h[9], const double at[4], double dx,
                        double dy) {
    enum { SIDE = 9 };
    double sum = 0, squares = 0, lines = 0;
    int count = 0, line_count = 0;
    for (int side = 0; side < 4; side++)
        for (int i = 0; i < SIDE; i++)
            for (int k = -1; k <= 1; k++) {
                const double share = (i + 0.5) / SIDE, off = k * 1.5 * (side % 2 ? 1 : -1);
                const double x = side < 2 ? at[0] + share * at[2] : at[0] + (side % 2) * at[2] + off;
                const double y = side < 2 ? at[1] + (side % 2) * at[3] + off : at[1] + share * at[3];
                double across, down;
                scan_map(h, x + dx, y + dy, &across, &down);
                const double value = 255 - scan_grey_at(picture, across, down);
                if (k < 0) /* inside there may be a mark */
                    continue;
                sum += value;
                squares += value * value;
                count++;
                if (!k) {
                    lines += value;
                    line_count++;
                }
            }
    const double mean = sum / count, spread = sqrt(fmax(squares / count - mean * mean, 0));
    if (spread < 6)
        return 0;
    /* the pattern is 1 on the line and 0 beside it: half of the samples each, so its spread is a half */
    return (lines / line_count - mean) / spread;
}

/* Searches a frame near its place. Returns how well it fits, and where it is. */
static double search_frame(const struct scan_picture *picture, const double h[9], const double at[4], double reach,
                           double *dx, double *dy) {
    double best = -1, found = 0, x0 = 0, y0 = 0;
    for (double step = 0.5, around = reach; step > 0.1; around = step, step /= 2) {
        const double mx = x0, my = y0;
        for (double y = -around; y <= around + 1e-9; y += step)
            for (double x = -around; x <= around + 1e-9; x += step) {
                const double fit = frame_fit(picture, h, at, mx + x, my + y);
                const double near = fit - 0.04 * hypot(mx + x, my + y);
                if (near > best) {
                    best = near;
                    found = fit;
                    x0 = mx + x;
                    y0 = my + y;
                }
            }
    }
    *dx = x0;
    *dy = y0;
    return found;
}

/* How well a rule fits: darker than what is above and below. It is searched up and down. */
static double rule_fit(const struct scan_picture *picture, const double h[9], const double at[4], double reach) {
    double best = 0;
    for (double dy = -reach; dy <= reach; dy += 0.25) {
        int good = 0, count = 0;
        for (double x = at[0] + 2; x < at[0] + at[2] - 2; x += fmax(at[2] / 40, 1)) {
            double value[3], u, v;
            for (int k = 0; k < 3; k++) {
                scan_map(h, x, at[1] + at[3] + dy + 1.6 * (k - 1), &u, &v);
                value[k] = scan_grey_at(picture, u, v);
            }
            good += value[1] + 20 < value[0] && value[1] + 20 < value[2];
            count++;
        }
        best = count && (double)good / count > best ? (double)good / count : best;
    }
    return best;
}

static int compare_doubles(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, compare_doubles);
    return count ? values[count / 2] : 0;
}

/* How dark it is at a place of the page, as a share of the way from paper to ink; the darkest of three beside each
 * other, across a line that is followed. */
static float darkness(const struct scan_picture *picture, const double h[9], double x, double y, bool along,
                      float paper, float depth) {
    float most = 0;
    for (int k = -1; k <= 1; k++) {
        double u, v;
        scan_map(h, x + (along ? 0 : 0.6 * k), y + (along ? 0.6 * k : 0), &u, &v);
        const float share = (paper - (float)scan_grey_at(picture, u, v)) / depth;
        most = share > most ? share : most;
    }
    return most;
}

/* Whether a line comes in at one side of the box and goes on at the other: it is followed through the white around the
 * frame, on both sides. `along`: from left to right; else from top to bottom. */
static bool goes_through(const struct scan_picture *picture, const double h[9], const double at[4], double dx,
                         double dy, bool along, float paper, float depth) {
    enum { STEPS = 7 };
    const double length = along ? at[2] : at[3], width = along ? at[3] : at[2], near = HALF_LINE + 1.8, step = 0.4;
    bool met[2] = {false, false};
    for (int side = 0; side < 2; side++)
        for (double off = 0; off <= width && !met[side]; off += 0.4) {
            int dark = 0;
            for (int i = 0; i < STEPS; i++) {
                const double from = side ? length + near + i * step : -near - i * step;
                dark += darkness(picture, h, at[0] + dx + (along ? from : off), at[1] + dy + (along ? off : from),
                                 along, paper, depth) > 0.4F;
            }
            met[side] = dark == STEPS;
        }
    return met[0] && met[1];
}

/* Ink in a box and around it. `dx`, `dy`: where its frame was found. */
static struct scan_box_reading measure_box(const struct scan_picture *picture, const double h[9], const double at[4],
                                           double dx, double dy) {
    enum { SIDE = 80, MOST = SIDE * SIDE };
    const double margin = 3.2 + HALF_LINE, clear = HALF_LINE + 0.55;
    const double fine = fmin(5, (SIDE - 1) / (fmax(at[2], at[3]) + 2 * margin)); /* samples a point */
    const int across = (int)((at[2] + 2 * margin) * fine), down = (int)((at[3] + 2 * margin) * fine);
    static float values[MOST], sorted[MOST], line[MOST], inside[MOST];
    struct scan_box_reading reading = {0};
    int count = 0, line_count = 0, inside_count = 0, outside_count = 0;
    for (int j = 0; j < down; j++)
        for (int i = 0; i < across; i++) {
            double u, v;
            scan_map(h, at[0] - margin + dx + (i + 0.5) / fine, at[1] - margin + dy + (j + 0.5) / fine, &u, &v);
            values[count++] = (float)scan_grey_at(picture, u, v);
        }
    memcpy(sorted, values, (size_t)count * sizeof *values);
    const float paper = percentile(sorted, count, 0.75);
    for (int side = 0; side < 4; side++)
        for (int i = 0; i < 24; i++) {
            const double share = (i + 0.5) / 24;
            double u, v;
            scan_map(h, at[0] + dx + (side < 2 ? share * at[2] : side % 2 * at[2]),
                     at[1] + dy + (side < 2 ? side % 2 * at[3] : share * at[3]), &u, &v);
            line[line_count++] = (float)scan_grey_at(picture, u, v);
        }
    const float ink = percentile(line, line_count, 0.3), depth = paper - ink > 20 ? paper - ink : 20;
    double in = 0, out = 0;
    for (int k = 0; k < count; k++) {
        const double x = (k % across + 0.5) / fine - margin, y = (k / across + 0.5) / fine - margin;
        const float share = (paper - values[k]) / depth, shade = share < 0.12F ? 0 : share;
        const double beyond = fmax(fmax(-x, x - at[2]), fmax(-y, y - at[3])); /* of the middle of the frame */
        if (beyond < -clear) {
            in += shade < 1.2F ? shade : 1.2F;
            inside[inside_count++] = shade;
        } else if (beyond > HALF_LINE + 0.6 && beyond < HALF_LINE + 3) {
            out += shade < 1.2F ? shade : 1.2F;
            outside_count++;
        }
    }
    reading.inside = inside_count ? (float)(in / inside_count) : 0;
    reading.outside = outside_count ? (float)(out / outside_count) : 0;
    reading.darkest = percentile(inside, inside_count, 0.98);
    reading.contrast = paper > 0 ? (paper - ink) / paper : 0;
    reading.paper = paper;
    for (int along = 0; along < 2; along++)
        reading.through = reading.through || goes_through(picture, h, at, dx, dy, along, paper, depth);
    return reading;
}

/* Blur takes a frame's ink inside: what most boxes of a page have anyway does not count. */
static void take_off(struct scan_box_reading *boxes, int count) {
    if (count < 3)
        return;
    float *values = alloc_bytes((size_t)count * sizeof *values);
    for (int way = 0; way < 2; way++) {
        for (int i = 0; i < count; i++)
            values[i] = way ? boxes[i].outside : boxes[i].inside;
        float anyway = percentile(values, count, 0.25);
        anyway = anyway < 0.13F ? anyway : 0.13F;
        for (int i = 0; i < count; i++) {
            float *value = way ? &boxes[i].outside : &boxes[i].inside;
            *value = *value > anyway ? *value - anyway : 0;
        }
    }
    free(values);
}

/* What stands out as a frame does on most of the page is not covered by anything that light goes through. Makes the
 * paper of each box a share of the usual one. */
static float usual_contrast(struct scan_box_reading *boxes, int count) {
    float *values = alloc_bytes(((size_t)count + 1) * sizeof *values);
    for (int i = 0; i < count; i++)
        values[i] = boxes[i].paper;
    const float paper = fmaxf(percentile(values, count, 0.5), 1);
    for (int i = 0; i < count; i++) {
        boxes[i].paper /= paper;
        values[i] = boxes[i].contrast;
    }
    const float usual = count < 3 ? 0 : percentile(values, count, 0.5);
    free(values);
    return usual;
}

static void choose(struct scan_box_reading *box, float usual) {
    box->hidden = (box->fit < FRAME_LEAST || box->contrast < CONTRAST_LEAST * usual) && box->inside < 0.12F;
    box->choice = box->inside >= 0.12F && box->darkest >= 0.65F                 ? SCAN_CROSSED
                  : box->inside < 0.03F && box->outside < 0.05F && !box->hidden ? SCAN_CLEAR
                                                                                : SCAN_MAYBE;
}

/* The share of an area above its rule that is ink. `rule`: how well its rule fits. */
static struct scan_area_reading measure_area(const struct scan_picture *picture, const double h[9], const double at[4],
                                             double rule) {
    const double step = 0.5, foot = 1.6;
    const int across = (int)(at[2] / step), down = (int)((at[3] - foot) / step);
    if (across < 3 || down < 3 || (double)across * down > 4e6)
        return (struct scan_area_reading){0};
    float *values = alloc_bytes((size_t)(across * down) * sizeof *values), *sorted;
    for (int k = 0; k < across * down; k++) {
        double sum = 0;
        for (int i = 0; i < 4; i++) { /* smoothed */
            double u, v;
            scan_map(h, at[0] + step * (k % across + 0.25 + 0.5 * (i % 2)),
                     at[1] + step * (k / across + 0.25 + 0.5 * (i / 2)), &u, &v);
            sum += scan_grey_at(picture, u, v);
        }
        values[k] = (float)(sum / 4);
    }
    sorted = alloc_bytes((size_t)(across * down) * sizeof *sorted);
    memcpy(sorted, values, (size_t)(across * down) * sizeof *sorted);
    const float paper = percentile(sorted, across * down, 0.75);
    int inked = 0;
    for (int k = 0; k < across * down; k++)
        inked += values[k] < 0.75F * paper;
    free(values);
    free(sorted);
    const float share = (float)inked / (float)(across * down);
    return (struct scan_area_reading){share, share >= 0.004F, share < 0.004F && rule < RULE_LEAST, false};
}

/* Lays the page straight once more, by the frames that were found. */
static void refine(double h[9], const struct scan_page *page, const double *dx, const double *dy, const double *fits) {
    struct scan_pair pairs[16];
    int count = 0, boxes = page->box_count + page->frame_count;
    double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
    for (int i = 0; i < boxes && count < 16; i += boxes / 16 + 1) {
        const double *at = (i < page->box_count ? page->boxes[i] : page->frames[i - page->box_count]).at;
        if (fits[i] < 0.75)
            continue;
        const double x = at[0] + at[2] / 2, y = at[1] + at[3] / 2;
        pairs[count].page[0] = x;
        pairs[count].page[1] = y;
        scan_map(h, x + dx[i], y + dy[i], &pairs[count].picture[0], &pairs[count].picture[1]);
        count++;
        left = fmin(left, x);
        right = fmax(right, x);
        top = fmin(top, y);
        bottom = fmax(bottom, y);
    }
    double better[9];
    if (count >= 6 && right - left > page->on->width / 3 && bottom - top > page->on->height / 3 &&
        scan_fit_affine(pairs, count, better) && scan_fit_residual(pairs, count, better) < 1)
        memcpy(h, better, sizeof better);
}

void scan_measure(const struct scan_picture *picture, const struct scan_page *page, double h[9], bool flat,
                  struct arena *arena, struct scan_reading *reading) {
    const int boxes = page->box_count, count = boxes + page->frame_count;
    double *dx = arena_array(arena, (size_t)count + 1, sizeof *dx),
           *dy = arena_array(arena, (size_t)count + 1, sizeof *dy);
    double *fits = arena_array(arena, (size_t)(count + page->area_count) + 1, sizeof *fits);
    reading->boxes = arena_array(arena, (size_t)boxes + 1, sizeof *reading->boxes);
    reading->areas = arena_array(arena, (size_t)page->area_count + 1, sizeof *reading->areas);
    for (int round = 0; round < (flat ? 2 : 1); round++) {
        for (int i = 0; i < count; i++)
            fits[i] = search_frame(picture, h, (i < boxes ? page->boxes[i] : page->frames[i - boxes]).at, 2.5, &dx[i],
                                   &dy[i]);
        if (!round && flat)
            refine(h, page, dx, dy, fits);
    }
    for (int i = 0; i < boxes; i++) {
        struct scan_box_reading *box = &reading->boxes[i];
        const bool found = fits[i] > 0.5;
        *box = measure_box(picture, h, page->boxes[i].at, found ? dx[i] : 0, found ? dy[i] : 0);
        box->fit = (float)fits[i];
        box->shift[0] = found ? (float)dx[i] : 0;
        box->shift[1] = found ? (float)dy[i] : 0;
    }
    take_off(reading->boxes, boxes);
    const float usual = usual_contrast(reading->boxes, boxes);
    for (int i = 0; i < boxes; i++)
        choose(&reading->boxes[i], usual);
    /* the frames of boxes are broad; where there are few, thinner lines have to do */
    int proofs = boxes < 4 ? count : boxes;
    for (int i = 0; i < page->area_count; i++) {
        const double rule = rule_fit(picture, h, page->areas[i].at, 2);
        reading->areas[i] = measure_area(picture, h, page->areas[i].at, rule);
        if (boxes < 4)
            fits[proofs++] = rule;
    }
    reading->fit = proofs ? median(fits, proofs) : 1;
}
