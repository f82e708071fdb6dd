/* Files of many packed pages, written out as they come. */
#include "pdf/canvas.h"

#include "pdf_fixture.h"

static size_t put_bytes, largest_put;

static void count_put(void *context, const char *bytes, size_t length) {
    text_append(context, bytes, length);
    put_bytes += length;
    largest_put = length > largest_put ? length : largest_put;
}

/* A file of 300 pages; objects farther than `near_bytes` from the first of their block count as far (0: the usual
 * limit). */
static struct text write_pages(uint32_t near_bytes, size_t *far_count) {
    struct pdf_canvas *canvas = pdf_new(fixture.fonts, "Pages", "en");
    struct text pdf = {0}, rest = {0};
    pdf_write_to(canvas, count_put, &pdf);
    if (near_bytes)
        canvas->near_bytes = near_bytes;
    for (int i = 0; i < 300; i++) {
        struct pdf_canvas *page = new_page();
        struct text packed = {0};
        put(page, FAMILY_BODY, FACE_REGULAR, 60, 80, 10, arena_printf(fixture.arena, "page %d", i + 1));
        pdf_pack(page, &packed);
        pdf_free(page);
        pdf_add_packed(canvas, &(struct record){packed.bytes, packed.bytes + packed.length, false}, "Person", "");
        text_free(&packed);
    }
    assert_true(pdf_finish(canvas, &rest, fixture.diag));
    *far_count = canvas->far_count;
    pdf_free(canvas);
    text_free(&rest);
    return pdf;
}

/* What happens in a file of more than 4 GB, tried at 5 kB: the cross-references give every object's place. */
static void far_objects_are_found(void **state) {
    (void)state;
    size_t far_near, far_count;
    struct text near = write_pages(0, &far_near), pdf = write_pages(5000, &far_count);
    assert_int_equal(far_near, 0);
    assert_true(far_count > 100);
    assert_int_equal(near.length, pdf.length);
    assert_memory_equal(near.bytes, pdf.bytes, near.length);
    save(&pdf);
    judge("qpdf --check file.pdf");
    assert_string_equal(judge("pdftotext -f 599 -l 599 -nopgbrk file.pdf - | head -1"), "page 300\n");
    text_free(&near);
    text_free(&pdf);
}

/* One page for each person, packed by one canvas and added to another, which writes it out at once. */
static void print_files_are_large(void **state) {
    (void)state;
    enum { PEOPLE = 700 };
    struct pdf_canvas *all = pdf_new(fixture.fonts, "All", "en");
    struct text pdf = {0}, packed = {0};
    put_bytes = largest_put = 0;
    pdf_write_to(all, count_put, &pdf);
    for (int i = 0; i < PEOPLE; i++) {
        struct pdf_canvas *canvas = new_page();
        put(canvas, FAMILY_HEADING, FACE_REGULAR, 60, 80, 10, arena_printf(fixture.arena, "page %d", i + 1));
        text_clear(&packed);
        pdf_pack(canvas, &packed);
        pdf_free(canvas);
        pdf_add_packed(all, &(struct record){packed.bytes, packed.bytes + packed.length, false}, "Person",
                       arena_printf(fixture.arena, "s%d-", i));
    }
    struct text rest = {0};
    assert_true(pdf_finish(all, &rest, fixture.diag));
    pdf_free(all);
    assert_int_equal(rest.length, 0);
    text_free(&rest);
    assert_int_equal(put_bytes, pdf.length);
    assert_true(largest_put < pdf.length / 2);
    save(&pdf);
    assert_true(pdf.length < PEOPLE * 900);
    text_free(&pdf);
    text_free(&packed);
    assert_string_equal(judge("qpdf --show-npages file.pdf"), "1400\n");
    assert_string_equal(judge("pdftotext -f 1399 -l 1399 -nopgbrk file.pdf - | head -1"), "page 700\n");
    assert_string_equal(judge("pdftotext -f 1398 -l 1398 -nopgbrk file.pdf - | head -1"), "");
    /* Every bookmark leads to its person, and every page has its label. */
    assert_string_equal(judge("qpdf --json --json-key=outlines file.pdf | grep -c '\"title\": \"Person\"'"), "700\n");
    assert_non_null(strstr(judge("qpdf --json --json-key=outlines file.pdf"), "\"destpageposfrom1\": 1397"));
    assert_non_null(strstr(judge("qpdf --json --json-key=pages file.pdf | tail -40"), "s699-"));
}

/* In every document the same glyph represents different text, as ligatures and marks do: more of them than a font has
 * places for, so that some documents of a print file need another font. */
static void print_files_keep_the_text_of_all(void **state) {
    (void)state;
    enum { PEOPLE = 60, WORDS = 50 };
    const struct pdf_shaped *letter = pdf_fonts_shape(fixture.fonts, FAMILY_BODY, FACE_REGULAR, "n", 1);
    struct pdf_canvas *all = pdf_new(fixture.fonts, "All", "en");
    struct text expected = {0}, pdf = {0}, packed = {0};
    for (int i = 0; i < PEOPLE; i++) {
        struct pdf_canvas *canvas = new_page();
        for (int j = 0; j < WORDS; j++) {
            struct pdf_glyph glyph = *letter->runs[0].glyphs;
            struct pdf_glyph_run run = {.face = letter->runs[0].face, .glyph_count = 1, .glyphs = &glyph};
            char *text = arena_printf(fixture.arena, "x%dy%d", i, j);
            struct pdf_shaped shaped = {.text = text, .length = strlen(text), .width = letter->width, 1, &run};
            glyph.text_length = (uint32_t)shaped.length;
            glyph.plain = false;
            pdf_text(canvas, 60, 60 + 14 * j, 10, INK, &shaped);
            text_printf(&expected, "%s\n", text);
        }
        text_clear(&packed);
        pdf_pack(canvas, &packed);
        pdf_free(canvas);
        pdf_add_packed(all, &(struct record){packed.bytes, packed.bytes + packed.length, false}, "Person", "");
    }
    assert_true(pdf_finish(all, &pdf, fixture.diag));
    pdf_free(all);
    save(&pdf);
    assert_string_equal(judge("pdftotext -raw -nopgbrk file.pdf - | grep -v '^$'"), expected.bytes);
    int fonts = atoi(judge("pdffonts file.pdf | tail -n +3 | wc -l"));
    assert_in_range(fonts, 2, PEOPLE / 2); /* since each pair's place is random, two or three people share a font */
    text_free(&expected);
    text_free(&pdf);
    text_free(&packed);
}

/* Whether a print file of these packed pages can be written. */
static bool can_be_written(const char *bytes, size_t length) {
    struct pdf_canvas *all = pdf_new(fixture.fonts, "All", "en");
    struct diag *diag = diag_new();
    struct text pdf = {0};
    /* In memory of their own, so that tools notice what is read behind them. */
    char *copy = alloc_bytes(length + 1);
    memcpy(copy, bytes, length);
    struct record record = record_begin(copy, length);
    pdf_add_packed(all, &record, "Person", "");
    bool fine = pdf_finish(all, &pdf, diag);
    assert_int_equal(fine, diag_count(diag, SEVERITY_ERROR) == 0);
    pdf_free(all);
    diag_free(diag);
    text_free(&pdf);
    free(copy);
    return fine;
}

/* Packed pages that are cut off or changed: a file, or an error, and never one of pages that are cut off. */
static void damaged_pages_are_refused(void **state) {
    (void)state;
    struct pdf_canvas *canvas = new_page();
    struct text packed = {0};
    put(canvas, FAMILY_BODY, FACE_REGULAR, 60, 80, 10, "office \xCC\x8A");
    put(canvas, FAMILY_HEADING, FACE_BOLD, 60, 120, 10, "plain");
    pdf_pack(canvas, &packed);
    pdf_free(canvas);
    assert_true(can_be_written(packed.bytes, packed.length));
    for (size_t length = 0; length < packed.length; length += length < 20 || length + 20 > packed.length ? 1 : 13)
        if (can_be_written(packed.bytes, length))
            fail_msg("the first %zu of %zu bytes are taken for all pages", length, packed.length);
    text_putc(&packed, 'x');
    assert_false(can_be_written(packed.bytes, packed.length));
    packed.length--;
    size_t refused = 0;
    for (size_t i = 0; i < packed.length; i += i < 20 ? 1 : 11)
        for (int bit = 0; bit < 8; bit += 7) {
            packed.bytes[i] ^= (char)(1 << bit);
            refused += !can_be_written(packed.bytes, packed.length);
            packed.bytes[i] ^= (char)(1 << bit);
        }
    assert_true(refused > 10);
    text_free(&packed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(far_objects_are_found),
        cmocka_unit_test(print_files_are_large),
        cmocka_unit_test(print_files_keep_the_text_of_all),
        cmocka_unit_test(damaged_pages_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
