#include "pdf/fonts.h"
#include "page/style.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct page_style *style;
    struct pdf_fonts *fonts;
};

static int set_up(void **state) {
    struct fixture *fixture = malloc(sizeof *fixture);
    fixture->arena = arena_new();
    fixture->diag = diag_new();
    fixture->style = page_style_read(fixture->arena, ".", fixture->diag);
    fixture->fonts = fixture->style ? pdf_fonts_new(&fixture->style->fonts, fixture->diag) : NULL;
    diag_flush(fixture->diag, stderr);
    *state = fixture;
    return fixture->fonts ? 0 : -1;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    pdf_fonts_free(fixture->fonts);
    diag_free(fixture->diag);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static const struct pdf_shaped *shape(void **state, enum pdf_font_family family, enum pdf_font_face face,
                                      const char *text) {
    struct fixture *fixture = *state;
    return pdf_fonts_shape(fixture->fonts, family, face, text, strlen(text));
}

static const char *face_name(void **state, const struct pdf_glyph_run *run) {
    struct fixture *fixture = *state;
    return pdf_fonts_face(fixture->fonts, run->face)->name;
}

/* The advances are in the hmtx tables of the fonts. Noto Sans has 1000 units per em: A is 639 wide, V 600, a digit 572,
 * a space 260. DejaVu Sans Mono is 1233 of 2048 wide throughout. */
static void widths_are_the_fonts(void **state) {
    assert_int_equal(shape(state, FAMILY_HEADING, FACE_REGULAR, "A")->width, 639);
    assert_int_equal(shape(state, FAMILY_HEADING, FACE_REGULAR, "V")->width, 600);
    assert_int_equal(shape(state, FAMILY_HEADING, FACE_REGULAR, "0123456789")->width, 5720);
    assert_int_equal(shape(state, FAMILY_HEADING, FACE_REGULAR, "1 2")->width, 2 * 572 + 260);
    assert_int_equal(shape(state, FAMILY_BODY, FACE_REGULAR, "A")->width, 705);
    assert_int_equal(shape(state, FAMILY_CODE, FACE_REGULAR, "ifW.")->width, 4 * 602);
    assert_int_equal(shape(state, FAMILY_BODY, FACE_REGULAR, "")->width, 0);
    assert_int_equal(shape(state, FAMILY_BODY, FACE_REGULAR, "")->run_count, 0);
}

static void pairs_are_kerned(void **state) {
    const struct pdf_shaped *pair = shape(state, FAMILY_HEADING, FACE_REGULAR, "AV");
    assert_int_equal(pair->run_count, 1);
    assert_int_equal(pair->runs[0].glyph_count, 2);
    assert_true(pair->width < 639 + 600);
    assert_int_equal(pair->runs[0].glyphs[0].advance, 639);
    assert_int_equal(pair->runs[0].glyphs[0].kerned_advance + pair->runs[0].glyphs[1].kerned_advance, pair->width);
    /* Without kerning there is no adjustment, even if the units of the font are not thousandths. */
    const struct pdf_shaped *code = shape(state, FAMILY_CODE, FACE_REGULAR, "AVAV");
    for (int i = 0; i < 4; i++)
        assert_int_equal(code->runs[0].glyphs[i].kerned_advance, code->runs[0].glyphs[i].advance);
}

/* Each byte of the text belongs to exactly one glyph. */
static void check_text_is_covered(const struct pdf_shaped *shaped) {
    unsigned char *covered = calloc(shaped->length + 1, 1);
    int width = 0;
    for (int i = 0; i < shaped->run_count; i++)
        for (int j = 0; j < shaped->runs[i].glyph_count; j++) {
            const struct pdf_glyph *glyph = &shaped->runs[i].glyphs[j];
            width += glyph->kerned_advance;
            for (unsigned k = 0; k < glyph->text_length; k++) {
                assert_true(glyph->text_offset + k < shaped->length);
                assert_int_equal(covered[glyph->text_offset + k], 0);
                covered[glyph->text_offset + k] = 1;
            }
        }
    for (size_t i = 0; i < shaped->length; i++)
        assert_int_equal(covered[i], 1);
    assert_int_equal(width, shaped->width);
    free(covered);
}

static void glyphs_know_their_text(void **state) {
    static const char *const WORDS[] = {"office fluff",
                                        "Nguyễn",
                                        "Nguye\xCC\x82\xCC\x83n",
                                        "x\xCC\x84 \xE2\x89\xA4 y",
                                        "Ελληνικά",
                                        "Щёголева",
                                        "李明",
                                        "김민준",
                                        "אברהם כהן 12",
                                        "(אב)",
                                        "محمد الأمين",
                                        "श्रीमती क्षमा",
                                        "𝐴𝔸",
                                        "a\u200Db",
                                        "e\u0323\u0302\u0301"};
    for (int family = 0; family < FAMILIES; family++)
        for (int face = 0; face < FACES; face++)
            for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
                const struct pdf_shaped *shaped = shape(state, family, face, WORDS[i]);
                if (shaped->missing)
                    fail_msg("%s: U+%04X is missing", WORDS[i], shaped->missing);
                check_text_is_covered(shaped);
            }
    /* Noto Serif draws ffi as one glyph, which represents three letters. */
    const struct pdf_shaped *ligature = shape(state, FAMILY_BODY, FACE_REGULAR, "ffi");
    assert_int_equal(ligature->runs[0].glyph_count, 1);
    assert_int_equal(ligature->runs[0].glyphs[0].text_length, 3);
}

static void missing_characters_come_from_the_chain(void **state) {
    const struct pdf_shaped *shaped = shape(state, FAMILY_BODY, FACE_BOLD, "x李한");
    assert_int_equal(shaped->missing, 0);
    assert_int_equal(shaped->run_count, 3);
    assert_string_equal(face_name(state, &shaped->runs[0]), "NotoSerif-Bold");
    assert_string_equal(face_name(state, &shaped->runs[1]), "DroidSansFallback");
    assert_string_equal(face_name(state, &shaped->runs[2]), "NanumGothic");
    /* Cyrillic, Greek and Vietnamese are in the family itself. */
    shaped = shape(state, FAMILY_BODY, FACE_BOLD, "ЩΩễ");
    for (int i = 0; i < shaped->run_count; i++)
        assert_string_equal(face_name(state, &shaped->runs[i]), "NotoSerif-Bold");
    /* A mark stays with its base, whichever face has both. */
    assert_int_equal(shape(state, FAMILY_CODE, FACE_REGULAR, "e\u0323\u0302")->run_count, 1);
    assert_int_equal(shape(state, FAMILY_BODY, FACE_REGULAR, "Nguye\u0302\u0303n")->run_count, 1);
}

static void characters_that_no_font_has_are_named(void **state) {
    const struct pdf_shaped *shaped = shape(state, FAMILY_BODY, FACE_REGULAR, "ab\U0010FFFDc\U0010FFFC");
    assert_int_equal(shaped->missing, 0x10FFFD);
    assert_int_equal(shaped->missing_offset, 2);
    assert_string_equal(shaped->text, "ab[U+10FFFD]c[U+10FFFC]");
    check_text_is_covered(shaped);
    assert_ptr_equal(shape(state, FAMILY_BODY, FACE_REGULAR, "ab\U0010FFFDc\U0010FFFC"), shaped);
    /* A mark on a letter of another script, which no font draws together. */
    shaped = shape(state, FAMILY_BODY, FACE_REGULAR, "x\U000F1234\u200D\u0301y");
    assert_string_equal(shaped->text, "x[U+F1234][U+0301]y");
    shaped = shape(state, FAMILY_BODY, FACE_REGULAR, "a\tb");
    assert_int_equal(shaped->missing, '\t');
    assert_int_equal(shaped->missing_offset, 1);
    shaped = shape(state, FAMILY_BODY, FACE_REGULAR, "ab\U000F1234");
    assert_int_equal(shaped->missing_offset, 2);
    assert_int_equal(shape(state, FAMILY_BODY, FACE_REGULAR, "a\u200Db")->missing, 0);
    struct fixture *fixture = *state;
    /* Bytes that are not UTF-8, with a NUL among them: nothing crashes. */
    shaped = pdf_fonts_shape(fixture->fonts, FAMILY_BODY, FACE_REGULAR, "a\xFF\xC3\0\xE2\x82", 6);
    check_text_is_covered(shaped);
}

/* The style names no font for these scripts. Noto's fonts are named after them; the first letter of each block. */
static void installed_fonts_have_the_rest(void **state) {
    static const struct {
        const char *text, *face;
    } WORDS[] = {{"தமிழ்ச்செல்வன்", "NotoSansTamil-Regular"}, /* Noto Sans Grantha has some of these letters */
                 {"አበበ", "NotoSansEthiopic-Regular"},
                 {"សុភ័ក្ត្រ", "NotoSansKhmer-Regular"},
                 {"མིང", "NotoSerifTibetan-Regular"},
                 {"ᏣᎳᎩ", "NotoSansCherokee-Regular"},
                 {"ශ්‍රී", "NotoSansSinhala-Regular"}};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        for (int bold = 0; bold < 2; bold++) {
            const struct pdf_shaped *shaped = shape(state, FAMILY_BODY, bold ? FACE_BOLD : FACE_REGULAR, WORDS[i].text);
            assert_int_equal(shaped->missing, 0);
            assert_int_equal(shaped->run_count, 1);
            assert_string_equal(face_name(state, &shaped->runs[0]), WORDS[i].face);
            check_text_is_covered(shaped);
        }
}

/* A vowel that is drawn before its consonant: each glyph has a part of the text, in the order of the text. */
static void glyphs_of_a_cluster_share_its_text(void **state) {
    const struct pdf_shaped *shaped = shape(state, FAMILY_BODY, FACE_REGULAR, "செல்");
    const struct pdf_glyph *glyphs = shaped->runs[0].glyphs;
    assert_int_equal(shaped->runs[0].glyph_count, 3);
    assert_int_equal(glyphs[0].text_offset, 0);
    assert_int_equal(glyphs[0].text_length, 3);
    assert_int_equal(glyphs[1].text_offset, 3);
    assert_int_equal(glyphs[1].text_length, 3);
    assert_true(!glyphs[0].inner && glyphs[1].inner && !glyphs[2].inner);
    check_text_is_covered(shaped);
    check_text_is_covered(shape(state, FAMILY_BODY, FACE_REGULAR, "क्षितिज ខ្មែរ မြန်မာ"));
}

/* A fallback that cannot be used is left out, and remembered for characters that it may have had. */
static void fallbacks_may_be_missing(void **state) {
    struct fixture *fixture = *state;
    assert_null(pdf_fonts_lacking(fixture->fonts));
    const char *fallbacks[] = {"/nowhere/Font.ttf", fixture->style->fonts.fallbacks[0]};
    struct pdf_font_paths paths = fixture->style->fonts;
    paths.fallbacks = fallbacks;
    paths.fallback_count = 2;
    struct pdf_fonts *fonts = pdf_fonts_new(&paths, fixture->diag);
    assert_non_null(fonts);
    assert_string_equal(diag_text(fixture->diag), "");
    assert_non_null(strstr(pdf_fonts_lacking(fonts), "/nowhere/Font.ttf"));
    assert_int_equal(pdf_fonts_shape(fonts, FAMILY_BODY, FACE_REGULAR, "한", strlen("한"))->missing, 0);
    pdf_fonts_free(fonts);
}

static unsigned text_offset(const struct pdf_shaped *shaped, int run, int glyph) {
    return shaped->runs[run].glyphs[glyph].text_offset;
}

static void right_to_left_is_seen_from_the_right(void **state) {
    /* Two Hebrew letters of two bytes each: the second is to the left. */
    const struct pdf_shaped *shaped = shape(state, FAMILY_BODY, FACE_REGULAR, "אב");
    assert_int_equal(shaped->run_count, 1);
    assert_int_equal(text_offset(shaped, 0, 0), 2);
    assert_int_equal(text_offset(shaped, 0, 1), 0);
    /* Digits after them are to their left, in their own order. */
    shaped = shape(state, FAMILY_BODY, FACE_REGULAR, "אב12");
    assert_int_equal(shaped->run_count, 2);
    assert_int_equal(text_offset(shaped, 0, 0), 4);
    assert_int_equal(text_offset(shaped, 0, 1), 5);
    assert_int_equal(text_offset(shaped, 1, 0), 2);
    /* Within a Latin word they keep their place. */
    shaped = shape(state, FAMILY_BODY, FACE_REGULAR, "xאבy");
    assert_int_equal(shaped->run_count, 3);
    assert_int_equal(text_offset(shaped, 0, 0), 0);
    assert_int_equal(text_offset(shaped, 1, 0), 3);
    assert_int_equal(text_offset(shaped, 2, 0), 5);
}

static void words_are_remembered(void **state) {
    struct fixture *fixture = *state;
    const struct pdf_shaped *first = shape(state, FAMILY_BODY, FACE_REGULAR, "word");
    assert_ptr_equal(first, shape(state, FAMILY_BODY, FACE_REGULAR, "word"));
    assert_ptr_not_equal(first, shape(state, FAMILY_BODY, FACE_BOLD, "word"));
    assert_ptr_not_equal(first, shape(state, FAMILY_HEADING, FACE_REGULAR, "word"));
    pdf_fonts_trim(fixture->fonts); /* the cache is small: nothing is dropped */
    assert_ptr_equal(first, shape(state, FAMILY_BODY, FACE_REGULAR, "word"));
    /* More words than the cache may keep, all of them digits: 572 thousandths each. */
    for (int round = 0; round < 2; round++) {
        for (int i = 100000; i < 130000; i++) {
            char number[16];
            snprintf(number, sizeof number, "%d", i);
            const struct pdf_shaped *shaped = shape(state, FAMILY_HEADING, FACE_REGULAR, number);
            assert_int_equal(shaped->width, 6 * 572);
            assert_string_equal(shaped->text, number);
        }
        pdf_fonts_trim(fixture->fonts);
    }
}

/* Noto Sans: hhea has 1069 and -293, OS/2 an x-height of 536 and capitals of 714. */
static void metrics_are_the_fonts(void **state) {
    struct fixture *fixture = *state;
    struct pdf_font_metrics metrics = pdf_fonts_metrics(fixture->fonts, FAMILY_HEADING, FACE_REGULAR);
    assert_int_equal(metrics.ascent, 1069);
    assert_int_equal(metrics.descent, 293);
}

static void check_extents(struct fixture *fixture, const char *text, int above, int below) {
    int found_above, found_below;
    const struct pdf_shaped *shaped = pdf_fonts_shape(fixture->fonts, FAMILY_HEADING, FACE_REGULAR, text, strlen(text));
    pdf_fonts_extents(fixture->fonts, shaped, &found_above, &found_below);
    assert_int_equal(found_above, above);
    assert_int_equal(found_below, below);
}

/* The boxes of these glyphs in the font's glyf table. */
static void extents_are_those_of_the_outlines(void **state) {
    check_extents(*state, "H", 714, 0);
    check_extents(*state, "x", 536, 0);
    check_extents(*state, "xH", 714, 0);
    check_extents(*state, "-", 307, -229);
    check_extents(*state, "p", 546, 240);
    check_extents(*state, "p(-", 714, 240);
    check_extents(*state, " ", 0, 0);
    check_extents(*state, "", 0, 0);
}

static void write_file(const char *path, const void *bytes, size_t length) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

/* A file of two tables, head and maxp, which say that it has one glyph; it has no outlines. */
static size_t make_font_without_outlines(unsigned char font[128]) {
    memset(font, 0, 128);
    memcpy(font, "OTTO\0\2", 6);
    memcpy(font + 12, "head\0\0\0\0\0\0\0\x2C\0\0\0\x36", 16);
    memcpy(font + 28, "maxp\0\0\0\0\0\0\0\x64\0\0\0\x06", 16);
    memcpy(font + 44, "\0\1\0\0", 4);
    memcpy(font + 44 + 12, "\x5F\x0F\x3C\xF5", 4);
    memcpy(font + 44 + 18, "\x03\xE8", 2);
    memcpy(font + 100, "\0\0\x50\0\0\1", 6);
    return 106;
}

static void unusable_fonts_are_refused(void **state) {
    struct fixture *fixture = *state;
    char path[] = "/tmp/test_fonts_XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    unsigned char outlineless[128];
    size_t length = make_font_without_outlines(outlineless);
    const struct {
        const void *bytes;
        size_t length;
        const char *message;
    } CASES[] = {{"", 0, path}, {"no font at all", 14, "is not a font"}, {outlineless, length, "no TrueType outlines"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        write_file(path, CASES[i].bytes, CASES[i].length);
        struct pdf_font_paths paths = fixture->style->fonts;
        paths.faces[FAMILY_CODE][FACE_REGULAR] = path;
        struct diag *diag = diag_new();
        assert_null(pdf_fonts_new(&paths, diag));
        assert_int_equal(diag_count(diag, SEVERITY_ERROR), 1);
        if (!strstr(diag_text(diag), CASES[i].message))
            fail_msg("'%s' is not in: %s", CASES[i].message, diag_text(diag));
        diag_free(diag);
    }
    unlink(path);
    struct pdf_font_paths paths = fixture->style->fonts;
    paths.faces[FAMILY_CODE][FACE_REGULAR] = "/nowhere/Font.ttf";
    struct diag *diag = diag_new();
    assert_null(pdf_fonts_new(&paths, diag));
    assert_non_null(strstr(diag_text(diag), "/nowhere/Font.ttf"));
    diag_free(diag);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_are_the_fonts),
        cmocka_unit_test(pairs_are_kerned),
        cmocka_unit_test(glyphs_know_their_text),
        cmocka_unit_test(missing_characters_come_from_the_chain),
        cmocka_unit_test(characters_that_no_font_has_are_named),
        cmocka_unit_test(installed_fonts_have_the_rest),
        cmocka_unit_test(glyphs_of_a_cluster_share_its_text),
        cmocka_unit_test(fallbacks_may_be_missing),
        cmocka_unit_test(right_to_left_is_seen_from_the_right),
        cmocka_unit_test(words_are_remembered),
        cmocka_unit_test(metrics_are_the_fonts),
        cmocka_unit_test(extents_are_those_of_the_outlines),
        cmocka_unit_test(unusable_fonts_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
