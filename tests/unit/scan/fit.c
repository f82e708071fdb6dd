/* Ways from a page to a picture, and decisions about boxes. The points were computed by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "scan/place.h"

static void near(double one, double other, double most) {
    if (!(fabs(one - other) <= most))
        fail_msg("%.9g is not %.9g", one, other);
}

/* Turned by a quarter and doubled, (x, y) becomes (1000 - 2 y, 2 x + 10). */
static void test_affine(void **state) {
    (void)state;
    const struct scan_pair pairs[] = {
        {{0, 0}, {1000, 10}}, {{500, 0}, {1000, 1010}}, {{0, 400}, {200, 10}}, {{500, 400}, {200, 1010}}};
    double h[9], x, y;
    assert_true(scan_fit_affine(pairs, 4, h));
    near(scan_fit_residual(pairs, 4, h), 0, 1e-9);
    near(scan_scale_at(h, 100, 100), 2, 1e-9);
    scan_map(h, 30, 40, &x, &y);
    near(x, 920, 1e-9);
    near(y, 70, 1e-9);
    assert_false(scan_fit_affine(pairs, 2, h));
    const struct scan_pair line[] = {{{0, 0}, {0, 0}}, {{1, 1}, {1, 1}}, {{2, 2}, {2, 2}}};
    assert_false(scan_fit_affine(line, 3, h));
}

/* (x, y) becomes (x / w, y / w) with w = 1 + x / 1000: 500 becomes 1000 / 3. */
static void test_homography(void **state) {
    (void)state;
    struct scan_pair pairs[6];
    for (int i = 0; i < 6; i++) {
        const double px = i % 3 * 250, py = i / 3 * 700, w = 1 + px / 1000;
        pairs[i] = (struct scan_pair){{px, py}, {px / w, py / w}};
    }
    double h[9], x, y;
    assert_true(scan_fit_homography(pairs, 6, h));
    near(scan_fit_residual(pairs, 6, h), 0, 1e-6);
    scan_map(h, 500, 300, &x, &y);
    near(x, 1000.0 / 3, 1e-6);
    near(y, 200, 1e-6);
    const struct scan_pair corners[] = {pairs[0], pairs[2], pairs[3], pairs[5]}; /* as many as it takes */
    assert_true(scan_fit_homography(corners, 4, h));
    near(scan_fit_residual(pairs, 6, h), 0, 1e-6);
    assert_false(scan_fit_homography(corners, 3, h));
    assert_true(scan_fit_affine(pairs, 6, h));
    assert_true(scan_fit_residual(pairs, 6, h) > 10);
    pairs[5].picture[0] += 30; /* one point that is wrong shows */
    assert_true(scan_fit_homography(pairs, 6, h));
    assert_true(scan_fit_residual(pairs, 6, h) > 2);
}

static struct scan_decision decide(const struct scan_box_reading *boxes, int count, bool bilevel) {
    const struct scan_box_reading *list[8];
    for (int i = 0; i < count; i++)
        list[i] = &boxes[i];
    return scan_decide(list, count, bilevel);
}

static void test_decisions(void **state) {
    (void)state;
    const struct scan_box_reading clear = {0.005F, 0.01F, 0.1F, .paper = 1, .choice = SCAN_CLEAR},
                                  crossed = {0.4F, 0.05F, 1, .paper = 1, .choice = SCAN_CROSSED},
                                  filled = {0.95F, 0.05F, 1, .paper = 1, .choice = SCAN_CROSSED},
                                  faint = {0.1F, 0.01F, 0.4F, .paper = 1, .choice = SCAN_MAYBE},
                                  speck = {0.04F, 0.01F, 0.3F, .paper = 1, .choice = SCAN_MAYBE};
    struct scan_decision is = decide((struct scan_box_reading[]){clear, crossed, clear}, 3, false);
    assert_int_equal(is.verdict, SCAN_ONE);
    assert_int_equal(is.box, 1);
    is = decide((struct scan_box_reading[]){clear, clear, clear}, 3, false);
    assert_int_equal(is.verdict, SCAN_NONE);
    is = decide((struct scan_box_reading[]){clear, clear, clear}, 3, true); /* pencil may be lost */
    assert_int_equal(is.verdict, SCAN_DOUBT);
    is = decide((struct scan_box_reading[]){crossed, clear, crossed}, 3, false);
    assert_int_equal(is.verdict, SCAN_DOUBT);
    assert_int_equal(is.proposal, -1);
    is = decide((struct scan_box_reading[]){filled, clear, crossed}, 3, false); /* corrected */
    assert_int_equal(is.verdict, SCAN_DOUBT);
    assert_int_equal(is.proposal, 2);
    is = decide((struct scan_box_reading[]){faint, clear, clear}, 3, false);
    assert_int_equal(is.verdict, SCAN_DOUBT);
    assert_int_equal(is.proposal, 0);
    is = decide((struct scan_box_reading[]){faint, crossed, clear}, 3, false);
    assert_int_equal(is.verdict, SCAN_DOUBT);
    is = decide((struct scan_box_reading[]){speck, crossed, clear}, 3, false); /* much less than the mark */
    assert_int_equal(is.verdict, SCAN_ONE);
    const struct scan_box_reading written_beside = {0.005F,        0.01F, 0.1F, .paper = 1, .choice = SCAN_CLEAR,
                                                    .beside = true},
                                  struck = {0.4F, 0.05F, 1, .paper = 1, .choice = SCAN_CROSSED, .through = true},
                                  hidden = {0.005F, 0.01F, 0.1F, .paper = 1, .choice = SCAN_MAYBE, .hidden = true};
    is = decide((struct scan_box_reading[]){clear, written_beside, clear}, 3, false);
    assert_int_equal(is.verdict, SCAN_DOUBT);
    is = decide((struct scan_box_reading[]){crossed, written_beside, clear}, 3, false);
    assert_int_equal(is.verdict, SCAN_DOUBT);
    assert_int_equal(is.proposal, 0);
    is = decide((struct scan_box_reading[]){clear, struck, clear}, 3, false);
    assert_int_equal(is.verdict, SCAN_DOUBT);
    is = decide((struct scan_box_reading[]){clear, hidden, clear}, 3, false);
    assert_int_equal(is.verdict, SCAN_DOUBT);
    assert_int_equal(is.proposal, -1);
    struct scan_box_reading dim = clear, shaded = crossed; /* something dark, or a shadow, in which a mark shows */
    dim.paper = shaded.paper = 0.5F;
    is = decide((struct scan_box_reading[]){clear, dim, clear}, 3, false);
    assert_int_equal(is.verdict, SCAN_DOUBT);
    is = decide((struct scan_box_reading[]){crossed, dim, clear}, 3, false);
    assert_int_equal(is.verdict, SCAN_DOUBT);
    is = decide((struct scan_box_reading[]){shaded, dim, clear}, 3, false);
    assert_int_equal(is.verdict, SCAN_ONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_affine),
        cmocka_unit_test(test_homography),
        cmocka_unit_test(test_decisions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
