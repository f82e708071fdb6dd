/* Whole pages: drawn here dot by dot, with codes of libqrencode, then read. What is on them is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>
#include <qrencode.h>

#include "scan/place.h"

enum { PAGES = 4, BOXES = 6, AREAS = 2, SCALE = 3, WIDTH = 595, HEIGHT = 842, CODE_MOST = 41 * 41 };

static const struct scan_sheet sheet = {
    .width = WIDTH, .height = HEIGHT, .module = 2, .squares = {{28, 28}, {28, 802}, {555, 802}}, .square = 12};
static struct scan_place boxes[BOXES] = {{{80, 200, 10, 10}},  {{80, 230, 10, 10}},  {{80, 260, 10, 10}},
                                         {{400, 500, 10, 10}}, {{400, 530, 10, 10}}, {{400, 700, 10, 10}}};
static struct scan_place areas[AREAS] = {{{150, 300, 200, 24}}, {{150, 400, 200, 24}}};
static const char *const contents[PAGES] = {"shop:ann:1", "shop:ann:2", "shop:bob:1", "shop:bob:2"};
static struct scan_page pages[PAGES];
static uint8_t codes[PAGES][CODE_MOST];

/* A way from points on the page to pixels. */
struct way {
    double h[9];
    int width, height;
};
/* Upright; turned by half, as a sheet that lies the wrong way round; and by 2 degrees. */
static const struct way upright = {{SCALE, 0, 0, 0, SCALE, 0, 0, 0, 1}, WIDTH *SCALE, HEIGHT *SCALE};
static const struct way turned = {
    {-SCALE, 0, WIDTH *SCALE, 0, -SCALE, HEIGHT *SCALE, 0, 0, 1}, WIDTH *SCALE, HEIGHT *SCALE};

static struct scan_picture picture_new(const struct way *way) {
    struct scan_picture picture = {.width = way->width, .height = way->height};
    picture.grey = alloc_bytes((size_t)picture.width * (size_t)picture.height);
    memset(picture.grey, 240, (size_t)picture.width * (size_t)picture.height);
    return picture;
}

/* Fills a rectangle of the page, in points: the pixels whose middles are in it. */
static void fill(struct scan_picture *picture, const struct way *way, double x, double y, double width, double height,
                 uint8_t grey) {
    const double *h = way->h, area = h[0] * h[4] - h[1] * h[3];
    double low[2] = {1e9, 1e9}, high[2] = {-1e9, -1e9};
    for (int i = 0; i < 4; i++) {
        double at[2];
        scan_map(h, x + i % 2 * width, y + i / 2 * height, &at[0], &at[1]);
        for (int k = 0; k < 2; k++) {
            low[k] = fmin(low[k], at[k]);
            high[k] = fmax(high[k], at[k]);
        }
    }
    for (int row = (int)fmax(low[1] - 1, 0); row < fmin(high[1] + 1, picture->height); row++)
        for (int column = (int)fmax(low[0] - 1, 0); column < fmin(high[0] + 1, picture->width); column++) {
            const double u = column + 0.5 - h[2], v = row + 0.5 - h[5];
            const double px = (h[4] * u - h[1] * v) / area - x, py = (h[0] * v - h[3] * u) / area - y;
            if (px >= 0 && px < width && py >= 0 && py < height)
                picture->grey[row * picture->width + column] = grey;
        }
}

static void draw_frame(struct scan_picture *picture, const struct way *way, const double at[4]) {
    const double line = SCAN_BOX_LINE_TENTHS / 10.0, half = line / 2;
    fill(picture, way, at[0] - half, at[1] - half, at[2] + line, line, 20);
    fill(picture, way, at[0] - half, at[1] + at[3] - half, at[2] + line, line, 20);
    fill(picture, way, at[0] - half, at[1] - half, line, at[3] + line, 20);
    fill(picture, way, at[0] + at[2] - half, at[1] - half, line, at[3] + line, 20);
}

/* A cross of a pen, corner to corner, of the width of a point and a half. */
static void cross(struct scan_picture *picture, const struct way *way, const double at[4]) {
    for (double share = 0.05; share <= 0.95; share += 0.01) {
        fill(picture, way, at[0] + share * at[2] - 0.75, at[1] + share * at[3] - 0.75, 1.5, 1.5, 40);
        fill(picture, way, at[0] + share * at[2] - 0.75, at[1] + (1 - share) * at[3] - 0.75, 1.5, 1.5, 40);
    }
}

/* Draws a page as it is printed. */
static struct scan_picture draw(const struct way *way, size_t number, bool with_code, bool with_squares) {
    const struct scan_page *page = &pages[number];
    struct scan_picture picture = picture_new(way);
    for (int i = 0; with_code && i < page->modules * page->modules; i++)
        if (page->code[i / 8] >> i % 8 & 1)
            fill(&picture, way, page->code_at[0] + sheet.module * (i % page->modules),
                 page->code_at[1] + sheet.module * (i / page->modules), sheet.module, sheet.module, 20);
    for (int i = 0; with_squares && i < 3; i++)
        fill(&picture, way, sheet.squares[i][0], sheet.squares[i][1], sheet.square, sheet.square, 20);
    for (int i = 0; i < BOXES; i++)
        draw_frame(&picture, way, boxes[i].at);
    for (int i = 0; i < AREAS; i++)
        fill(&picture, way, areas[i].at[0], areas[i].at[1] + areas[i].at[3] - 0.25, areas[i].at[2], 0.5, 60);
    return picture;
}

static int set_up(void **state) {
    (void)state;
    for (int i = 0; i < PAGES; i++) {
        QRcode *code = QRcode_encodeString(contents[i], 0, QR_ECLEVEL_M, QR_MODE_8, 1);
        assert_non_null(code);
        assert_true(code->width * code->width <= CODE_MOST);
        for (int k = 0; k < code->width * code->width; k++)
            codes[i][k / 8] |= (uint8_t)((code->data[k] & 1) << k % 8);
        pages[i] = (struct scan_page){.content = contents[i],
                                      .code = codes[i],
                                      .on = &sheet,
                                      .code_at = {500, 28},
                                      .modules = code->width,
                                      .boxes = boxes,
                                      .areas = areas,
                                      .box_count = BOXES,
                                      .area_count = AREAS};
        QRcode_free(code);
    }
    return 0;
}

struct read {
    struct arena *arena;
    struct scan_reading reading;
};

static struct read read_picture(struct scan_picture *picture, size_t told) {
    struct read read = {.arena = arena_new()};
    scan_read(scan_book_new(read.arena, pages, PAGES), picture, told, read.arena, &read.reading);
    scan_picture_free(picture);
    return read;
}

static void assert_near(double one, double other, double most) {
    if (!(fabs(one - other) <= most))
        fail_msg("%g is not %g", one, other);
}

/* A sheet says whose it is, and which boxes are crossed, whichever way it lies. */
static void pages_are_told_by_their_codes(void **state) {
    (void)state;
    const double angle = acos(-1) / 90, c = SCALE * cos(angle), s = SCALE * sin(angle);
    const struct way askew = {{c, -s, 60, s, c, 20, 0, 0, 1}, WIDTH * SCALE + 40, HEIGHT * SCALE + 60};
    const struct {
        const struct way *way;
        double turn;
        size_t page;
    } cases[] = {{&upright, 0, 0}, {&upright, 0, 3}, {&turned, 180, 2}, {&askew, 2, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scan_picture picture = draw(cases[i].way, cases[i].page, true, true);
        cross(&picture, cases[i].way, boxes[1].at);
        cross(&picture, cases[i].way, boxes[5].at);
        fill(&picture, cases[i].way, 170, 306, 80, 2, 40); /* something is written in the first area */
        struct read read = read_picture(&picture, SIZE_MAX);
        const struct scan_reading *reading = &read.reading;
        if (reading->state != SCAN_READ)
            fail_msg("case %zu: state %d, %s", i, reading->state, reading->why ? reading->why : "");
        assert_int_equal(reading->how, SCAN_BY_CODE);
        assert_int_equal(reading->page, cases[i].page);
        assert_false(reading->photograph);
        assert_near(fabs(reading->turn), cases[i].turn, 0.1);
        assert_near(reading->scale, SCALE, 0.01);
        assert_near(reading->residual, 0, 0.2);
        assert_near(reading->wrong, 0, 0.01);
        for (int k = 0; k < BOXES; k++)
            assert_int_equal(reading->boxes[k].choice, k == 1 || k == 5 ? SCAN_CROSSED : SCAN_CLEAR);
        assert_true(reading->areas[0].written);
        assert_false(reading->areas[1].written);
        for (int k = 0; k < 3; k++) { /* places of the page are where they were drawn */
            double x, y, u, v;
            scan_map(reading->to_picture, 100 + 150 * k, 700 - 200 * k, &x, &y);
            scan_map(cases[i].way->h, 100 + 150 * k, 700 - 200 * k, &u, &v);
            assert_near(x, u, 1);
            assert_near(y, v, 1);
        }
        arena_free(read.arena);
    }
}

/* How dark a mark is, is a share of how dark the lines of its frame are, also where only two of them came out: a smudge
 * of 15 on paper of 240 is 7 % of a line of 20. Under a line of 160, a pencil of 180 is three quarters as dark. */
static void marks_are_as_dark_as_their_frames(void **state) {
    (void)state;
    struct scan_picture picture = draw(&upright, 0, true, true);
    for (int i = 0; i < 3; i++) {
        const double *at = boxes[i].at;
        if (i)
            fill(&picture, &upright, at[0] + (i == 1 ? -1 : 1), at[1] + (i == 1 ? 1 : -1), i == 1 ? 12 : 8,
                 i == 1 ? 8 : 12, 240);
        fill(&picture, &upright, at[0] + 2, at[1] + 2, 6, 6, 225);
    }
    for (int i = 3; i < BOXES; i++) {
        const double *at = boxes[i].at;
        fill(&picture, &upright, at[0] - 1, at[1] - 1, 12, 12, 160);
        fill(&picture, &upright, at[0] + 0.5, at[1] + 0.5, 9, 9, 240);
        fill(&picture, &upright, at[0] + 3, at[1] + 3, 4, 4, 180);
    }
    struct read read = read_picture(&picture, SIZE_MAX);
    for (int i = 0; i < BOXES; i++) {
        const struct scan_box_reading *box = &read.reading.boxes[i];
        assert_near((double)box->darkest, i < 3 ? 0 : 0.75, 0.01); /* below 12 % is nothing */
        assert_near((double)box->inside, i < 3 ? 0 : 16 * 0.75 / pow(10 - 2 * 0.95, 2), 0.01);
        assert_near((double)box->contrast, i < 3 ? 220.0 / 240 : 80.0 / 240, 0.01);
    }
    arena_free(read.arena);
}

/* A code of which a corner is torn off is told by the squares of the page. */
static void squares_tell_where_a_code_is(void **state) {
    (void)state;
    struct scan_picture picture = draw(&upright, 2, true, true);
    fill(&picture, &upright, 498, 26, 2 + 8 * sheet.module, 2 + 8 * sheet.module, 240); /* a mark of the code */
    struct read read = read_picture(&picture, SIZE_MAX);
    assert_int_equal(read.reading.state, SCAN_READ);
    assert_int_equal(read.reading.how, SCAN_BY_SQUARES);
    assert_int_equal(read.reading.page, 2);
    arena_free(read.arena);
}

/* Without a code nobody knows whose a page is, unless a person says it; that counts for nothing beside a code. */
static void a_person_may_tell_a_page(void **state) {
    (void)state;
    struct scan_picture picture = draw(&upright, 1, false, true);
    struct read read = read_picture(&picture, SIZE_MAX);
    assert_int_equal(read.reading.state, SCAN_UNKNOWN);
    assert_int_equal(read.reading.page, SIZE_MAX);
    arena_free(read.arena);
    picture = draw(&upright, 1, false, true);
    cross(&picture, &upright, boxes[0].at);
    read = read_picture(&picture, 1);
    assert_int_equal(read.reading.state, SCAN_READ);
    assert_int_equal(read.reading.how, SCAN_BY_HAND);
    assert_int_equal(read.reading.page, 1);
    assert_int_equal(read.reading.boxes[0].choice, SCAN_CROSSED);
    assert_int_equal(read.reading.boxes[1].choice, SCAN_CLEAR);
    arena_free(read.arena);
    picture = draw(&upright, 3, true, true);
    read = read_picture(&picture, 1);
    assert_int_equal(read.reading.how, SCAN_BY_CODE);
    assert_int_equal(read.reading.page, 3);
    arena_free(read.arena);
    picture = draw(&upright, 1, false, false);
    read = read_picture(&picture, 1);
    assert_int_equal(read.reading.state, SCAN_UNSURE);
    assert_non_null(strstr(read.reading.why, "code and squares cannot be seen"));
    arena_free(read.arena);
}

/* Boxes that are elsewhere: it is another layout than what is known of the page. */
static void frames_tell_another_layout(void **state) {
    (void)state;
    struct scan_picture picture = draw(&upright, 0, true, true);
    for (int i = 0; i < BOXES; i++) {
        fill(&picture, &upright, boxes[i].at[0] - 2, boxes[i].at[1] - 2, 14, 14, 240);
        draw_frame(&picture, &upright, (double[]){boxes[i].at[0] + 20, boxes[i].at[1] + 12, 10, 10});
    }
    struct read read = read_picture(&picture, SIZE_MAX);
    assert_int_equal(read.reading.state, SCAN_UNSURE);
    assert_int_equal(read.reading.page, 0);
    assert_non_null(strstr(read.reading.why, "its boxes are not where they should be"));
    arena_free(read.arena);
}

static void empty_sheets_and_two_at_once(void **state) {
    (void)state;
    struct scan_picture picture = picture_new(&upright);
    struct read read = read_picture(&picture, SIZE_MAX);
    assert_int_equal(read.reading.state, SCAN_EMPTY);
    assert_int_equal(read.reading.how, SCAN_NOT);
    arena_free(read.arena);
    const struct way both = {{SCALE, 0, 0, 0, SCALE, 0, 0, 0, 1}, 2 * WIDTH * SCALE, HEIGHT * SCALE};
    const struct way right = {{SCALE, 0, WIDTH * SCALE, 0, SCALE, 0, 0, 0, 1}, 0, 0};
    picture = draw(&both, 0, true, true);
    for (int i = 0; i < pages[3].modules * pages[3].modules; i++)
        if (pages[3].code[i / 8] >> i % 8 & 1)
            fill(&picture, &right, pages[3].code_at[0] + sheet.module * (i % pages[3].modules),
                 pages[3].code_at[1] + sheet.module * (i / pages[3].modules), sheet.module, sheet.module, 20);
    read = read_picture(&picture, SIZE_MAX);
    assert_int_equal(read.reading.state, SCAN_SEVERAL);
    assert_string_equal(read.reading.content, contents[0]);
    assert_string_equal(read.reading.other, contents[3]);
    arena_free(read.arena);
}

/* The same pixels have the same digest, and a dot makes another. */
static void digests_are_of_pixels(void **state) {
    (void)state;
    struct scan_picture one = draw(&upright, 0, true, true), other = draw(&upright, 0, true, true);
    assert_int_equal(scan_digest(&one), scan_digest(&other));
    other.grey[1000 * other.width + 1000] ^= 1;
    assert_int_not_equal(scan_digest(&one), scan_digest(&other));
    struct text jpeg = {0};
    scan_cut(&one, upright.h, (double[]){70, 190, 100, 50}, 72, &jpeg);
    assert_true(jpeg.length > 100);
    assert_memory_equal(jpeg.bytes, "\xFF\xD8\xFF", 3);
    text_free(&jpeg);
    scan_picture_free(&one);
    scan_picture_free(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_as_dark_as_their_frames),
        cmocka_unit_test(pages_are_told_by_their_codes),
        cmocka_unit_test(squares_tell_where_a_code_is),
        cmocka_unit_test(a_person_may_tell_a_page),
        cmocka_unit_test(frames_tell_another_layout),
        cmocka_unit_test(empty_sheets_and_two_at_once),
        cmocka_unit_test(digests_are_of_pixels),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
