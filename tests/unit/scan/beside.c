/* Ink that is not printed: pages laid straight, held against their print. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "scan/place.h"

enum { WIDTH = 300, HEIGHT = 200 };
static const struct scan_sheet sheet = {.width = WIDTH, .height = HEIGHT};
static const double text_at[4] = {30, 40, 220, 40};
static const float nowhere[2] = {0, 0};

/* A page of so many pixels a point, moved by some points: lines of strokes a point thick, as of print. */
static struct scan_picture draw(double scale, double moved) {
    struct scan_picture picture = {.width = (int)ceil(WIDTH * scale), .height = (int)ceil(HEIGHT * scale)};
    picture.grey = alloc_bytes((size_t)picture.width * (size_t)picture.height);
    for (int y = 0; y < picture.height; y++)
        for (int x = 0; x < picture.width; x++) {
            const double across = (x + 0.5) / scale - moved, down = (y + 0.5) / scale - moved;
            const bool inside = across > 40 && across < 240 && down > 46 && down < 74;
            const bool printed = inside && fmod(down, 14) < 9 && fmod(across, 5 + 2 * fmod(floor(down / 14), 2)) < 1;
            picture.grey[(size_t)y * (size_t)picture.width + (size_t)x] = printed ? 30 : 235;
        }
    return picture;
}

/* A stroke of a pencil from left to right, which takes half of the paper's light, and 0.9 points thick. */
static void strike(struct scan_picture *picture, double scale, double y) {
    const double from = y * scale, to = (y + 0.9) * scale;
    for (int row = (int)from; row < to; row++)
        for (int column = (int)(60 * scale); column < (int)(130 * scale); column++) {
            uint8_t *grey = &picture->grey[(size_t)row * (size_t)picture->width + (size_t)column];
            const double share = fmin(row + 1, to) - fmax(row, from);
            *grey = (uint8_t)(*grey - (*grey > 120 ? share * (*grey - 120) : 0));
        }
}

static double extra(const struct scan_picture *picture, double scale, double moved, const float shift[2]) {
    const double h[9] = {scale, 0, scale * moved, 0, scale, scale * moved, 0, 0, 1};
    struct scan_picture print = draw(SCAN_PRINT_DOTS / 72.0, 0), straight = scan_straighten(picture, h, &sheet);
    assert_int_equal(straight.width, SCAN_FINE * WIDTH);
    assert_int_equal(straight.height, SCAN_FINE * HEIGHT);
    const double ink = scan_extra_ink(&straight, &sheet, &print, text_at, shift, 0.3F);
    scan_picture_free(&straight);
    scan_picture_free(&print);
    return ink;
}

/* Nothing is left of what is printed, at any resolution, wherever the page lies, and if a piece of it is a point from
 * its place. A stroke is seen beside the text, through it, and above it. */
static void strokes_are_told_from_print(void **state) {
    (void)state;
    const double scales[] = {100 / 72.0, 200 / 72.0, 300 / 72.0};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        for (int moved = 0; moved < 2; moved++) {
            struct scan_picture picture = draw(scales[i], moved);
            if (extra(&picture, scales[i], moved, nowhere) > 0)
                fail_msg("print is ink that was added, %g pixels a point", scales[i]);
            assert_true(extra(&picture, scales[i], moved - 1, (const float[]){1, 1}) == 0); /* as its frame tells */
            assert_true(extra(&picture, scales[i], moved - 1, nowhere) == 0);               /* as is found by trying */
            for (double y = 42.5; y < 78; y += 5.5) {
                struct scan_picture struck = draw(scales[i], moved);
                strike(&struck, scales[i], y + moved);
                if (extra(&struck, scales[i], moved, nowhere) < 6)
                    fail_msg("a stroke at %g is not seen, %g pixels a point", y, scales[i]);
                scan_picture_free(&struck);
            }
            scan_picture_free(&picture);
        }
}

/* Where a picture ends there is white, and a page that is turned is laid upright. */
static void pages_are_laid_straight(void **state) {
    (void)state;
    const double half[9] = {-2, 0, 2 * WIDTH, 0, -2, 2 * HEIGHT, 0, 0, 1}, beyond[9] = {2, 0, 200, 0, 2, 0, 0, 0, 1};
    struct scan_picture picture = draw(2, 0);
    struct scan_picture turned = scan_straighten(&picture, half, &sheet);
    const size_t count = (size_t)picture.width * (size_t)picture.height;
    for (size_t i = (size_t)picture.width + 1; i + (size_t)picture.width + 1 < count; i++)
        if (i % (size_t)picture.width && (i + 1) % (size_t)picture.width)
            assert_int_equal(turned.grey[i], picture.grey[count - 1 - i]);
    struct scan_picture cut = scan_straighten(&picture, beyond, &sheet);
    for (int x = 0; x + 2 < cut.width; x++)
        assert_int_equal(cut.grey[100 * cut.width + x],
                         x + 201 < cut.width ? picture.grey[100 * cut.width + x + 200] : 255);
    scan_picture_free(&cut);
    scan_picture_free(&turned);
    scan_picture_free(&picture);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(strokes_are_told_from_print),
                                       cmocka_unit_test(pages_are_laid_straight)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
