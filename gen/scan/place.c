#include "scan/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The largest distance of a point from its place, in points, in a flat scan (0.35 mm) and in a photograph. */
#define FLAT_MOST 1.0
#define CURVED_MOST 1.8

/* The middle of a square of the page. */
static void square_middle(const struct scan_sheet *on, int number, double middle[2]) {
    middle[0] = on->squares[number][0] + on->square / 2;
    middle[1] = on->squares[number][1] + on->square / 2;
}

int scan_code_pairs(const struct scan_layout *layout, const struct scan_code_found *code, struct scan_pair *pairs) {
    const double far = (layout->modules - 3.5) * layout->on->module, near = 3.5 * layout->on->module;
    for (int i = 0; i < 3; i++)
        pairs[i] =
            (struct scan_pair){{layout->code_at[0] + (i == 1 ? far : near), layout->code_at[1] + (i == 2 ? far : near)},
                               {code->at[i][0], code->at[i][1]}};
    return 3;
}

struct near_solids {
    const struct scan_solid *near[8];
    double far[8];
    int count;
};

/* The solids near where a square should be, the nearest first. */
static void gather(const struct scan_found *found, double x, double y, double reach, double side,
                   struct near_solids *candidates) {
    candidates->count = 0;
    for (size_t i = 0; i < found->solid_count; i++) {
        const struct scan_solid *solid = &found->solids[i];
        double far = hypot(solid->x - x, solid->y - y);
        if (!solid->alone || far > reach || solid->side < 0.6 * side || solid->side > 1.6 * side)
            continue;
        int place = candidates->count < 8 ? candidates->count++ : 7;
        if (place == 7 && candidates->far[7] < far && candidates->count == 8 && candidates->near[7])
            continue;
        while (place > 0 && candidates->far[place - 1] > far) {
            candidates->near[place] = candidates->near[place - 1];
            candidates->far[place] = candidates->far[place - 1];
            place--;
        }
        candidates->near[place] = solid;
        candidates->far[place] = far;
    }
}

/* Whether a homography looks like a page that somebody photographed: not turned over, and not seen from its edge. */
static bool is_plausible(const struct scan_sheet *on, const double h[9]) {
    double least = 1e9, most = 0;
    for (int i = 0; i < 4; i++) {
        const double x = i % 2 * on->width, y = i / 2 * on->height;
        const double w = h[6] * x + h[7] * y + h[8];
        if (!(w > 0.3 && w < 3))
            return false;
        double a[2], b[2], c[2];
        scan_map(h, x, y, &a[0], &a[1]);
        scan_map(h, x + 1, y, &b[0], &b[1]);
        scan_map(h, x, y + 1, &c[0], &c[1]);
        const double area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
        least = area < least ? area : least;
        most = area > most ? area : most;
    }
    return least > 0 && most < 4 * least;
}

/* The kinds of ways, in the order of preference. */
static const struct {
    int squares;
    bool flat;
} kinds[SCAN_MOST_KINDS] = {{3, true}, {3, false}, {2, true}, {2, false}, {1, true}, {0, true}};

/* Fits one choice of squares in both ways, and keeps what is better than others of its kind. */
static void try_choice(const struct scan_sheet *on, const struct scan_pair *pairs, int count, int squares,
                       struct scan_way best[SCAN_MOST_KINDS]) {
    for (int kind = 0; kind < SCAN_MOST_KINDS; kind++) {
        struct scan_way way = {.squares = squares, .flat = kinds[kind].flat};
        if (kinds[kind].squares != squares ||
            !(way.flat ? scan_fit_affine(pairs, count, way.h) : scan_fit_homography(pairs, count, way.h)) ||
            !is_plausible(on, way.h))
            continue;
        way.residual = scan_fit_residual(pairs, count, way.h);
        if (way.residual <= (way.flat ? FLAT_MOST : CURVED_MOST) && way.residual < best[kind].residual)
            best[kind] = way;
    }
}

int scan_place_by_squares(const struct scan_found *found, const struct scan_layout *layout,
                          const struct scan_code_found *code, struct scan_way ways[SCAN_MOST_KINDS]) {
    const struct scan_sheet *on = layout->on;
    struct scan_pair pairs[8];
    struct near_solids candidates[3] = {0};
    double first[9];
    const int known = scan_code_pairs(layout, code, pairs);
    if (!scan_fit_affine(pairs, known, first))
        return 0;
    const double scale = scan_scale_at(first, layout->code_at[0], layout->code_at[1]);
    double middle[3][2];
    for (int i = 0; i < 3 && on->square > 0; i++) {
        double x, y;
        square_middle(on, i, middle[i]);
        scan_map(first, middle[i][0], middle[i][1], &x, &y);
        const double far = hypot(middle[i][0] - layout->code_at[0], middle[i][1] - layout->code_at[1]);
        gather(found, x, y, (8 + 0.2 * far) * scale, on->square * scale, &candidates[i]);
    }
    struct scan_way best[SCAN_MOST_KINDS];
    for (int i = 0; i < SCAN_MOST_KINDS; i++)
        best[i] = (struct scan_way){.residual = INFINITY};
    for (int a = -1; a < candidates[0].count; a++)
        for (int b = -1; b < candidates[1].count; b++)
            for (int c = -1; c < candidates[2].count; c++) {
                const int chosen[] = {a, b, c};
                int count = known, squares = 0;
                for (int i = 0; i < 3; i++) {
                    if (chosen[i] < 0)
                        continue;
                    const struct scan_solid *solid = candidates[i].near[chosen[i]];
                    pairs[count++] = (struct scan_pair){{middle[i][0], middle[i][1]}, {solid->x, solid->y}};
                    squares++;
                }
                try_choice(on, pairs, count, squares, best);
            }
    int count = 0;
    for (int i = 0; i < SCAN_MOST_KINDS; i++)
        if (best[i].residual < INFINITY)
            ways[count++] = best[i];
    return count;
}

/* The solid nearest to a place; NULL if none is as near as that. */
static const struct scan_solid *nearest(const struct scan_found *found, double x, double y, double reach) {
    const struct scan_solid *best = NULL;
    for (size_t i = 0; i < found->solid_count; i++) {
        const double far = hypot(found->solids[i].x - x, found->solids[i].y - y);
        if (far < reach) {
            reach = far;
            best = &found->solids[i];
        }
    }
    return best;
}

int scan_place_ways(const struct scan_found *found, const struct scan_layout *layout, double ways[][9]) {
    const struct scan_sheet *on = layout->on;
    struct scan_pair pairs[3];
    int count = 0;
    if (on->square <= 0)
        return 0;
    for (int i = 0; i < 3; i++)
        square_middle(on, i, pairs[i].page);
    const double length = hypot(pairs[2].page[0] - pairs[1].page[0], pairs[2].page[1] - pairs[1].page[1]);
    const double ax = pairs[2].page[0] - pairs[1].page[0], ay = pairs[2].page[1] - pairs[1].page[1];
    const double ux = pairs[0].page[0] - pairs[1].page[0], uy = pairs[0].page[1] - pairs[1].page[1];
    /* the top left square, in terms of the way from the bottom left to the bottom right one and of that turned */
    const double along = (ux * ax + uy * ay) / (length * length), across = (uy * ax - ux * ay) / (length * length);
    for (size_t i = 0; i < found->solid_count; i++)
        for (size_t j = 0; j < found->solid_count && count < SCAN_MOST_WAYS; j++) {
            const struct scan_solid *left = &found->solids[i], *right = &found->solids[j];
            const double dx = right->x - left->x, dy = right->y - left->y, far = hypot(dx, dy);
            const double side = far * on->square / length;
            if (side < 5 || !left->alone || !right->alone || left->side < 0.75 * side || left->side > 1.3 * side ||
                right->side < 0.75 * side || right->side > 1.3 * side)
                continue;
            const struct scan_solid *top =
                nearest(found, left->x + along * dx - across * dy, left->y + along * dy + across * dx, 0.02 * far);
            if (!top || top->side < 0.75 * side || top->side > 1.3 * side)
                continue;
            const struct scan_solid *const three[] = {top, left, right};
            for (int k = 0; k < 3; k++) {
                pairs[k].picture[0] = three[k]->x;
                pairs[k].picture[1] = three[k]->y;
            }
            count += scan_fit_affine(pairs, 3, ways[count]) && is_plausible(on, ways[count]);
        }
    return count;
}
