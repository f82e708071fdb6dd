/* Tests of the strings that show runs of glyphs (gen/pdf/strings.h). The expected strings are written by hand, by the
 * rules of the PDF reference for the operator TJ: numbers count backwards, brackets and line ends are escaped. */
#include "pdf/strings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void check(struct pdf_glyph *glyphs, int count, const char *expected, size_t length, long width) {
    struct arena *arena = arena_new();
    struct pdf_glyph_run run = {.glyph_count = count, .glyphs = glyphs};
    pdf_string_make(arena, &run);
    if (!expected) {
        assert_null(run.string);
    } else {
        assert_non_null(run.string);
        assert_int_equal(run.string_length, length);
        assert_memory_equal(run.string, expected, length);
        assert_int_equal(run.string_width, width);
    }
    arena_free(arena);
}

static void glyphs_follow_each_other(void **state) {
    (void)state;
    check((struct pdf_glyph[]){{.id = 0x141, .advance = 500, .kerned_advance = 500, .plain = true},
                               {.id = 0x2, .advance = 250, .kerned_advance = 250, .plain = true}},
          2, "\x01\x41\x00\x02", 4, 750);
}

/* The first is kerned by -30, so that the second begins 30 earlier; the third is moved by 12 to the right. */
static void kerning_and_offsets_move_the_pen(void **state) {
    (void)state;
    check((struct pdf_glyph[]){{.id = 0x141, .advance = 500, .kerned_advance = 470, .plain = true},
                               {.id = 0x142, .advance = 300, .kerned_advance = 300, .plain = true},
                               {.id = 0x143, .advance = 200, .kerned_advance = 200, .x_offset = 12, .plain = true}},
          3, "\x01\x41)30(\x01\x42)-12(\x01\x43", 15, 470 + 300 + 12 + 200);
}

/* The string begins where the first glyph is drawn; its own offset is no part of it. */
static void first_offset_is_left_to_the_pen(void **state) {
    (void)state;
    check((struct pdf_glyph[]){{.id = 0x141, .advance = 500, .kerned_advance = 500, .x_offset = -40, .plain = true},
                               {.id = 0x142, .advance = 300, .kerned_advance = 300, .plain = true}},
          2, "\x01\x41)-40(\x01\x42", 9, 500 + 40 + 300);
}

static void brackets_and_line_ends_are_escaped(void **state) {
    (void)state;
    check((struct pdf_glyph[]){{.id = 0x280A, .advance = 1, .kerned_advance = 1, .plain = true},
                               {.id = 0x0D29, .advance = 1, .kerned_advance = 1, .plain = true},
                               {.id = 0x5C0A, .advance = 1, .kerned_advance = 1, .plain = true}},
          3, "\\(\\n\\r\\)\\\\\\n", 12, 3);
}

static void raised_and_unusual_glyphs_have_none(void **state) {
    (void)state;
    const struct pdf_glyph plain = {.id = 0x141, .advance = 500, .kerned_advance = 500, .plain = true};
    struct pdf_glyph raised = plain, variant = plain, last = plain, beyond = plain;
    raised.y_offset = 100;
    variant.plain = false;
    last.id = MOST_PLAIN_GLYPHS - 1;
    beyond.id = MOST_PLAIN_GLYPHS;
    check((struct pdf_glyph[]){plain, raised}, 2, NULL, 0, 0);
    check((struct pdf_glyph[]){variant, plain}, 2, NULL, 0, 0);
    check((struct pdf_glyph[]){beyond}, 1, NULL, 0, 0);
    check((struct pdf_glyph[]){last}, 1, "\xF7\xFE", 2, 500);
    check(NULL, 0, NULL, 0, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glyphs_follow_each_other),
        cmocka_unit_test(kerning_and_offsets_move_the_pen),
        cmocka_unit_test(first_offset_is_left_to_the_pen),
        cmocka_unit_test(brackets_and_line_ends_are_escaped),
        cmocka_unit_test(raised_and_unusual_glyphs_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
