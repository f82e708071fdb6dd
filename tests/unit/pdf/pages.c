/* Text and paths of a page, and the metadata of a file, as other programs read them. */
#include "pdf_fixture.h"

#include <math.h>

static const struct pdf_colour BLUE = {0, 0.25, 1};

static const char *const LINES[] = {
    "Plain words with office, affine, fluff and AVATAR To",
    "Zürich Łódź Ğüneş Şımşek naïve Ångström",
    "Μαρία Παπαδοπούλου ἄνθρωπος ᾧ",
    "Екатерина Щёголева Їжак Ґалаґан",
    "Nguyễn Thị Ánh Đặng Hữu Phước",
    "Nguye\u0302\u0303n Thi\u0323 A\u0301nh q\u0303 x\u0304",
    "李明 王小雨 田中さくら 髙橋 カタカナ",
    "김민준 홍길동 박서연",
    "x ≤ η · √n − 3.2×10⁹ ≈ 5 ½ ± 2 ∑ ∞ → ☐",
    "\U0001D434 \U0001D499 \U0001D538",
    "\"quoted\" ‘single’ “double” – — … § 5 € (a\\b)",
};
enum { LINE_COUNT = sizeof LINES / sizeof *LINES };

static struct text write_scripts(void) {
    struct pdf_canvas *canvas = new_page();
    for (int i = 0; i < LINE_COUNT; i++)
        put(canvas, FAMILY_BODY, FACE_REGULAR, 60, 80 + 24 * i, 11, LINES[i]);
    for (int i = 0; i < LINE_COUNT; i++)
        put(canvas, FAMILY_HEADING, FACE_BOLD, 60, 400 + 24 * i, 11, LINES[i]);
    pdf_add_page(canvas, 612, 792);
    for (int i = 0; i < LINE_COUNT; i++)
        put(canvas, FAMILY_CODE, FACE_REGULAR, 60, 80 + 24 * i, 9, LINES[i]);
    return finish(canvas);
}

static void scripts_are_drawn_and_extracted(void **state) {
    (void)state;
    struct text pdf = write_scripts();
    save(&pdf);
    text_free(&pdf);
    struct text expected = {0};
    for (int i = 0; i < 3 * LINE_COUNT; i++)
        text_printf(&expected, "%s\n", LINES[i % LINE_COUNT]);
    const char *extracted = judge("pdftotext -raw -nopgbrk file.pdf - | grep -v '^$'");
    assert_string_equal(extracted, expected.bytes);
    text_free(&expected);
    /* name type encoding emb sub uni object: all three yes, none twice */
    judge("pdffonts file.pdf | tail -n +3 >fonts.txt; ! grep -v 'CID TrueType *Identity-H *yes yes yes' fonts.txt");
    judge("test $(wc -l <fonts.txt) -ge 6; test -z \"$(cut -d' ' -f1 fonts.txt | sort | uniq -d)\"; rm fonts.txt");
}

/* Words of several faces that were shaped with their spaces and drawn one by one are extracted as a line. */
static void words_of_a_line_join(void **state) {
    (void)state;
    struct pdf_canvas *canvas = new_page();
    double x = put(canvas, FAMILY_BODY, FACE_REGULAR, 72, 100, 10, "one ");
    x = put(canvas, FAMILY_BODY, FACE_BOLD, x, 100, 10, "bold ");
    x = put(canvas, FAMILY_BODY, FACE_REGULAR, x, 100, 10, "two ");
    put(canvas, FAMILY_BODY, FACE_REGULAR, x, 100, 10, "three");
    put(canvas, FAMILY_BODY, FACE_REGULAR, 72, 120, 10, "no");
    put(canvas, FAMILY_BODY, FACE_REGULAR, 92, 120, 10, "space");
    struct text pdf = finish(canvas);
    save(&pdf);
    text_free(&pdf);
    assert_string_equal(judge("pdftotext -raw -nopgbrk file.pdf -"), "one bold two three\nno space\n");
    /* `two ` and `three` share one array of glyphs. */
    const char *page = plain();
    int arrays = 0;
    for (const char *p = page; (p = strstr(p, "]TJ")); p++)
        arrays++;
    assert_int_equal(arrays, 4);
}

static double attribute(const char *line, const char *name) {
    const char *p = strstr(line, arena_printf(fixture.arena, "%s=\"", name));
    assert_non_null(p);
    return strtod(p + strlen(name) + 2, NULL);
}

/* Noto Sans: digits are 572 thousandths wide. At 20 points six digits reach from x = 100 to 100 + 6 * 11.44. */
static void text_stands_where_it_was_put(void **state) {
    (void)state;
    struct pdf_canvas *canvas = new_page();
    put(canvas, FAMILY_HEADING, FACE_REGULAR, 100, 200, 20, "123456");
    put(canvas, FAMILY_HEADING, FACE_REGULAR, 400.5, 700.25, 10, "AVAV");
    struct text pdf = finish(canvas);
    save(&pdf);
    text_free(&pdf);
    const char *boxes = judge("pdftotext -bbox file.pdf -");
    const char *digits = strstr(boxes, "<word"), *letters = strstr(digits + 1, "<word");
    assert_non_null(letters);
    assert_true(fabs(attribute(digits, "xMin") - 100) < 0.01);
    assert_true(fabs(attribute(digits, "xMax") - (100 + 6 * 11.44)) < 0.01);
    assert_true(attribute(digits, "yMin") < 200 && attribute(digits, "yMax") > 200);
    assert_true(fabs(attribute(letters, "xMin") - 400.5) < 0.01);
    int width = pdf_fonts_shape(fixture.fonts, FAMILY_HEADING, FACE_REGULAR, "AVAV", 4)->width;
    assert_true(width < 2 * (639 + 600));
    assert_true(fabs(attribute(letters, "xMax") - (400.5 + width / 100.0)) < 0.02);
}

/* Coordinates by hand: the page is 841.89 high, so 100 from the top is 741.89 from the bottom. */
static void paths_are_drawn(void **state) {
    (void)state;
    struct pdf_canvas *canvas = new_page();
    pdf_line(canvas, 10, 100, 110.5, 100, 0.75, INK, NULL, 0);
    pdf_line(canvas, 10, 110, 110, 110, 0.75, INK, (const double[]){3, 1.5}, 2);
    pdf_rectangle(canvas, 50, 141.89, 30, 60, 2, &BLUE, &INK);
    pdf_rectangle(canvas, 50, 141.89, 30, 60, 2, NULL, &BLUE);
    pdf_polygon(canvas, (const double[]){0, 41.89, 10, 51.89, 20, 41.89}, 3, true, 1, &INK, NULL);
    pdf_polygon(canvas, (const double[]){0, 41.89, 10, 51.89, 20, 41.89}, 3, false, 1, &INK, NULL);
    struct text pdf = finish(canvas);
    save(&pdf);
    text_free(&pdf);
    const char *page = plain();
    static const char *const EXPECTED[] = {
        "0.1 G\n0.75 w\n10 741.89 m 110.5 741.89 l S\n",       "[3 1.5 ]0 d\n10 731.89 m 110 731.89 l S\n",
        "0.1 g\n0 0.25 1 RG\n2 w\n[]0 d\n50 640 30 60 re B\n", "0 0.25 1 rg\n50 640 30 60 re f\n",
        "0.1 G\n1 w\n0 800 m\n10 790 l\n20 800 l\nh S\n",      "0 800 m\n10 790 l\n20 800 l\nS\n"};
    for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++) {
        page = strstr(page, EXPECTED[i]);
        if (!page)
            fail_msg("not in the page, or not in its order:\n%s", EXPECTED[i]);
    }
}

static void same_calls_same_bytes(void **state) {
    (void)state;
    struct text first = write_scripts(), between = {0};
    for (int i = 0; i < 12; i++) { /* more than the subsets that a face remembers */
        struct pdf_canvas *canvas = new_page();
        for (int j = 0; j <= i; j++)
            put(canvas, FAMILY_BODY, FACE_REGULAR, 60, 80 + 20 * j, 10, LINES[j % LINE_COUNT] + i % 2);
        between = finish(canvas);
        text_free(&between);
    }
    struct text second = write_scripts();
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    /* As in a new process: other fonts, empty caches. */
    struct pdf_fonts *fresh = pdf_fonts_new(&fixture.style->fonts, fixture.diag), *old = fixture.fonts;
    fixture.fonts = fresh;
    struct text third = write_scripts();
    fixture.fonts = old;
    pdf_fonts_free(fresh);
    assert_int_equal(first.length, third.length);
    assert_memory_equal(first.bytes, third.bytes, first.length);
    text_free(&first);
    text_free(&second);
    text_free(&third);
}

/* A file reveals nothing about others: its font has only the glyphs of its own letters. */
static void subsets_hold_what_is_shown(void **state) {
    (void)state;
    struct pdf_canvas *canvas = new_page();
    put(canvas, FAMILY_HEADING, FACE_REGULAR, 60, 80, 10, "abc");
    struct text few = finish(canvas);
    canvas = new_page();
    put(canvas, FAMILY_HEADING, FACE_REGULAR, 60, 80, 10, "abcdefghijklmnopqrstuvwxyz");
    struct text many = finish(canvas);
    assert_true(few.length + 1500 < many.length);
    save(&few);
    /* The map to text has three characters and no more. */
    const char *objects = plain(), *map = strstr(objects, "3 beginbfchar\n");
    assert_non_null(map);
    unsigned ids[3], code_points[3];
    assert_int_equal(sscanf(map, "3 beginbfchar\n<%x><%x>\n<%x><%x>\n<%x><%x>\nendbfchar", &ids[0], &code_points[0],
                            &ids[1], &code_points[1], &ids[2], &code_points[2]),
                     6);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(code_points[i], 'a' + i);
    assert_null(strstr(map + strlen("3 beginbfchar"), "beginbfchar"));
    text_free(&few);
    text_free(&many);
}

static void title_language_and_bookmarks(void **state) {
    (void)state;
    struct pdf_canvas *canvas = pdf_new(fixture.fonts, "Übung 李 𝐴", "vi");
    pdf_add_page(canvas, 595.28, 841.89);
    pdf_add_page(canvas, 595.28, 841.89);
    pdf_select_page(canvas, 0);
    pdf_bookmark(canvas, 1, "Teil Ä", 41.89);
    pdf_bookmark(canvas, 2, "Unter 李", 141.89);
    pdf_select_page(canvas, 1);
    pdf_bookmark(canvas, 1, "Ende", 0);
    put(canvas, FAMILY_BODY, FACE_REGULAR, 60, 80, 10, "second");
    pdf_select_page(canvas, 0);
    put(canvas, FAMILY_BODY, FACE_REGULAR, 60, 80, 10, "first, of 2");
    struct text pdf = finish(canvas);
    assert_memory_equal(pdf.bytes, "%PDF-1.7", 8);
    save(&pdf);
    text_free(&pdf);
    assert_non_null(strstr(judge("pdfinfo file.pdf"), "Übung 李 𝐴\n"));
    assert_null(strstr(judge("pdfinfo file.pdf"), "Date"));
    assert_string_equal(judge("pdftotext -nopgbrk file.pdf -"), "first, of 2\n\nsecond\n\n");
    const char *objects = plain();
    assert_non_null(strstr(objects, "/Lang (vi)"));
    assert_non_null(strstr(objects, "/DisplayDocTitle true"));
    const char *outlines = judge("qpdf --json --json-key=outlines file.pdf");
    const char *part = strstr(outlines, "\"title\": \"Teil Ä\""), *end = strstr(outlines, "\"title\": \"Ende\"");
    const char *inner = strstr(outlines, "\"title\": \"Unter 李\"");
    assert_non_null(part);
    assert_non_null(inner);
    assert_non_null(end);
    assert_non_null(strstr(outlines, "800")); /* 841.89 - 41.89 */
    assert_non_null(strstr(outlines, "\"destpageposfrom1\": 2"));
}

static void draw_nan(struct pdf_canvas *canvas) {
    put(canvas, FAMILY_BODY, FACE_REGULAR, NAN, 80, 10, "x");
}
static void draw_infinite_line(struct pdf_canvas *canvas) {
    pdf_line(canvas, 0, 0, INFINITY, 0, 1, INK, NULL, 0);
}
static void draw_nan_polygon(struct pdf_canvas *canvas) {
    pdf_polygon(canvas, (const double[]){0, 0, 1, NAN}, 2, false, 1, &INK, NULL);
}
static void draw_far_rectangle(struct pdf_canvas *canvas) {
    pdf_rectangle(canvas, 0, 1e9, 1, 1, 1, &INK, NULL);
}
static void draw_without_size(struct pdf_canvas *canvas) {
    put(canvas, FAMILY_BODY, FACE_REGULAR, 60, 80, 0, "x");
}
static void draw_wrong_colour(struct pdf_canvas *canvas) {
    pdf_rectangle(canvas, 0, 0, 1, 1, 1, NULL, &(struct pdf_colour){0, NAN, 0});
}
static void draw_empty_dashes(struct pdf_canvas *canvas) {
    pdf_line(canvas, 0, 0, 1, 0, 1, INK, (const double[]){0, 0}, 2);
}
static void begin_only(struct pdf_canvas *canvas) {
    pdf_begin(canvas, "P", NULL);
}
static void end_only(struct pdf_canvas *canvas) {
    pdf_end(canvas);
}
static void draw_on_sealed_page(struct pdf_canvas *canvas) {
    pdf_seal_pages(canvas);
    pdf_line(canvas, 0, 0, 1, 0, 1, INK, NULL, 0);
}
static void select_no_page(struct pdf_canvas *canvas) {
    pdf_select_page(canvas, 7);
}
static void add_wrong_page(struct pdf_canvas *canvas) {
    pdf_add_page(canvas, NAN, 100);
}
static void bookmark_nowhere(struct pdf_canvas *canvas) {
    pdf_bookmark(canvas, 1, "x", NAN);
}

/* What cannot be written is reported once, and the file gives no bytes; the next file is fine. */
static void what_cannot_be_is_refused(void **state) {
    (void)state;
    static const struct {
        void (*draw)(struct pdf_canvas *canvas);
        const char *message;
    } CASES[] = {{draw_nan, "no page can hold"},
                 {draw_infinite_line, "no page can hold"},
                 {draw_nan_polygon, "no page can hold"},
                 {draw_far_rectangle, "no page can hold"},
                 {draw_without_size, "size 0 points"},
                 {draw_wrong_colour, "from 0 to 1"},
                 {draw_empty_dashes, "dashes"},
                 {begin_only, "begun but not ended"},
                 {end_only, "ended but not begun"},
                 {draw_on_sealed_page, "sealed"},
                 {select_no_page, "no page 8; the file has 1"},
                 {add_wrong_page, "3 to 14400"},
                 {bookmark_nowhere, "no page can hold"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct pdf_canvas *canvas = new_page();
        CASES[i].draw(canvas);
        put(canvas, FAMILY_BODY, FACE_REGULAR, 60, 80, 10, "after"); /* draws nothing and does no harm */
        struct diag *diag = diag_new();
        struct text pdf = {0};
        assert_false(pdf_finish(canvas, &pdf, diag));
        assert_int_equal(pdf.length, 0);
        assert_int_equal(diag_count(diag, SEVERITY_ERROR), 1);
        if (!strstr(diag_text(diag), CASES[i].message))
            fail_msg("'%s' is not in: %s", CASES[i].message, diag_text(diag));
        diag_free(diag);
        pdf_free(canvas);
        text_free(&pdf);
    }
    struct pdf_canvas *canvas = pdf_new(fixture.fonts, "", "en");
    struct diag *diag = diag_new();
    struct text pdf = {0};
    put(canvas, FAMILY_BODY, FACE_REGULAR, 60, 80, 10, "no page");
    assert_false(pdf_finish(canvas, &pdf, diag));
    diag_free(diag);
    pdf_free(canvas);
    canvas = new_page();
    put(canvas, FAMILY_BODY, FACE_REGULAR, 60, 80, 10, "good");
    pdf = finish(canvas);
    assert_true(pdf.length > 1000);
    text_free(&pdf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scripts_are_drawn_and_extracted), cmocka_unit_test(words_of_a_line_join),
        cmocka_unit_test(text_stands_where_it_was_put),    cmocka_unit_test(paths_are_drawn),
        cmocka_unit_test(same_calls_same_bytes),           cmocka_unit_test(subsets_hold_what_is_shown),
        cmocka_unit_test(title_language_and_bookmarks),    cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
