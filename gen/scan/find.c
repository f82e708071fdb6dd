#include "scan/place.h"

#include <math.h>
#include <stdlib.h>

/* Parts by the cell of a cells that their middle is in. */
enum { CELL = 48 };
struct cells_of_blobs {
    int across, down;
    uint32_t *first, *next; /* by cell, by part: 0 or a part's number plus 1 */
};

static void fill_grid(struct cells_of_blobs *cells, const struct scan_blobs *blobs, const struct scan_picture *picture,
                      struct arena *arena) {
    cells->across = picture->width / CELL + 1;
    cells->down = picture->height / CELL + 1;
    cells->first = arena_array(arena, (size_t)cells->across * (size_t)cells->down, sizeof *cells->first);
    cells->next = arena_array(arena, blobs->count + 1, sizeof *cells->next);
    for (size_t i = 0; i < blobs->count; i++) {
        const struct scan_blob *blob = &blobs->blobs[i];
        const size_t cell = (size_t)((blob->top + blob->bottom) / 2 / CELL) * (size_t)cells->across +
                            (size_t)((blob->left + blob->right) / 2 / CELL);
        cells->next[i] = cells->first[cell];
        cells->first[cell] = (uint32_t)i + 1;
    }
}

/* Whether a ring is around a part: seven of its thirds wide, with the same middle, half of it empty. */
static bool has_ring(const struct cells_of_blobs *cells, const struct scan_blobs *blobs,
                     const struct scan_blob *inner) {
    const double side = 0.5 * (inner->right - inner->left + inner->bottom - inner->top);
    const double x = 0.5 * (inner->left + inner->right), y = 0.5 * (inner->top + inner->bottom);
    const int reach = (int)(0.4 * side) + 1;
    for (int row = (int)(y - reach) / CELL; row <= (int)(y + reach) / CELL; row++)
        for (int column = (int)(x - reach) / CELL; column <= (int)(x + reach) / CELL; column++) {
            if (row < 0 || column < 0 || row >= cells->down || column >= cells->across)
                continue;
            for (uint32_t i = cells->first[row * cells->across + column]; i; i = cells->next[i - 1]) {
                const struct scan_blob *ring = &blobs->blobs[i - 1];
                const double width = ring->right - ring->left, height = ring->bottom - ring->top;
                if (ring != inner && width > 1.7 * side && width < 3.2 * side && height > 1.7 * side &&
                    height < 3.2 * side && fabs(0.5 * (ring->left + ring->right) - x) < reach &&
                    fabs(0.5 * (ring->top + ring->bottom) - y) < reach && ring->area > 0.2 * width * height &&
                    ring->area < 0.75 * width * height)
                    return true;
            }
        }
    return false;
}

/* Whether white is around a part, but for a spot or two. */
static bool is_alone(const struct scan_picture *picture, const struct scan_blob *blob, double side) {
    enum { AROUND = 16 };
    const double x = blob->x, y = blob->y, pi = 3.14159265358979;
    double dark = 0, light = 0, values[AROUND];
    int spots = 0;
    for (int i = 0; i < 4; i++)
        dark += scan_grey_at(picture, x + 0.2 * side * (i % 2 ? 1 : -1), y + 0.2 * side * (i / 2 ? 1 : -1)) / 4;
    for (int i = 0; i < AROUND; i++) {
        values[i] =
            scan_grey_at(picture, x + 1.1 * side * cos(2 * pi * i / AROUND), y + 1.1 * side * sin(2 * pi * i / AROUND));
        light = values[i] > light ? values[i] : light;
    }
    for (int i = 0; i < AROUND; i++)
        spots += values[i] < dark + 0.6 * (light - dark);
    return light > dark + 30 && spots <= 2;
}

/* Whether three marks are the corners of a code: `a` that of the right angle. The others are put in their order. */
static bool is_code(const struct scan_solid *a, const struct scan_solid *b, const struct scan_solid *c,
                    struct scan_code_found *code) {
    const double side = (a->side + b->side + c->side) / 3;
    const double bx = b->x - a->x, by = b->y - a->y, cx = c->x - a->x, cy = c->y - a->y;
    const double along = hypot(bx, by), across = hypot(cx, cy), turn = bx * cy - by * cx;
    const double sides[] = {a->side, b->side, c->side};
    for (int i = 0; i < 3; i++)
        if (sides[i] < 0.7 * side || sides[i] > 1.4 * side)
            return false;
    if (along < 3.5 * side || along > 40 * side || across < 0.7 * along || across > 1.43 * along ||
        fabs(bx * cx + by * cy) > 0.3 * along * across)
        return false;
    const struct scan_solid *right = turn > 0 ? b : c, *bottom = turn > 0 ? c : b;
    *code = (struct scan_code_found){{{a->x, a->y}, {right->x, right->y}, {bottom->x, bottom->y}}, side};
    return true;
}

void scan_find(struct scan_found *found, const struct scan_blobs *blobs, const struct scan_picture *picture,
               struct arena *arena) {
    enum { MARKS = 40, CODES = 64 };
    struct cells_of_blobs cells;
    struct scan_solid marks[MARKS];
    size_t mark_count = 0;
    fill_grid(&cells, blobs, picture, arena);
    found->solids = arena_array(arena, blobs->count + 1, sizeof *found->solids);
    found->codes = arena_array(arena, CODES, sizeof *found->codes);
    found->solid_count = found->code_count = 0;
    for (size_t i = 0; i < blobs->count; i++) {
        const struct scan_blob *blob = &blobs->blobs[i];
        const double width = blob->right - blob->left, height = blob->bottom - blob->top;
        if (width < 5 || height < 5 || width > 0.06 * picture->width + 0.06 * picture->height || width > 1.7 * height ||
            height > 1.7 * width || blob->area < 0.6 * width * height)
            continue;
        const double side = sqrt(blob->area);
        const struct scan_solid solid = {blob->x, blob->y, side, is_alone(picture, blob, side)};
        found->solids[found->solid_count++] = solid;
        if (mark_count < MARKS && has_ring(&cells, blobs, blob))
            marks[mark_count++] = solid;
    }
    for (size_t i = 0; i < mark_count; i++)
        for (size_t j = 0; j < mark_count; j++)
            for (size_t k = j + 1; k < mark_count; k++)
                if (i != j && i != k && found->code_count < CODES &&
                    is_code(&marks[i], &marks[j], &marks[k], &found->codes[found->code_count]))
                    found->code_count++;
}
